"""What was written is read again: a masked value may stand only where it is kept."""

from urllib.parse import quote

import pytest

from pipeline.doc import Doc, Mention, Span
from pipeline.formats.forms import squeezed
from pipeline.redact.checking import Leak, Values
from pipeline.redact.clearing import CARRIED
from tests.build import doc_of
from tests.cost import cost

TEXT = "申请人柳絮飞，电话 139-0000-1234。经办人柳絮飞（同名）。"


def said(text: str, *masked: tuple[str, int, str], keep: tuple[tuple[str, int], ...] = ()) -> Doc:
    """Return the document of a text with mentions of values by their occurrence, counted from 0."""
    mentions = [_mention(text, value, which, "mask", written) for value, which, written in masked]
    mentions += [_mention(text, value, which, "keep", value) for value, which in keep]
    return doc_of(text).having(mentions=tuple(sorted(mentions, key=lambda m: m.span.start)))


def _mention(text: str, value: str, which: int, action: str, written: str) -> Mention:
    at = -1
    for _ in range(which + 1):
        at = text.index(value, at + 1)
    return Mention(Span(at, at + len(value), "personal", "person_name"), None, action, written)  # type: ignore[arg-type]


def places(leaks: object) -> list[tuple[str, int, int]]:
    return [(leak.where, leak.seen, leak.wanted) for leak in leaks if isinstance(leak, Leak)]  # type: ignore[attr-defined]


DOC = said(TEXT, ("柳絮飞", 0, "柳某某"), ("139-0000-1234", 0, "139****1234"), keep=(("柳絮飞", 1),))


@pytest.mark.parametrize(
    ("written", "wanted"),
    [
        ("申请人柳某某，电话 139****1234。经办人柳絮飞（同名）。", []),
        (TEXT, [("body", 2, 1), ("body", 1, 0)]),
        ("申请人柳某某，电话139****1234。经办人柳某某（同名）。", [("body", 0, 1)]),
        ("申请人柳某某，电话 １３９ ００００ １２３４。经办人柳絮飞（同名）。", [("body", 1, 0)]),
        ("申请人柳某某，电话 139****1234。经办人柳 絮\n飞（同名）。", []),
    ],
)
def test_a_value_stands_as_often_as_it_is_kept(written: str, wanted: list[tuple[str, int, int]]) -> None:
    assert places(Values(DOC).in_reading(doc_of(written))) == wanted


def test_what_follows_the_body_counts_too() -> None:
    again = doc_of("申请人柳某某，电话 139****1234。经办人柳絮飞（同名）。批注：139 0000 1234")
    again = again.having(body_end=again.text.index("批注"))
    assert places(Values(DOC).in_reading(again)) == [("text", 1, 0)]


def test_parts_are_searched_for_long_values_only() -> None:
    values = Values(DOC)
    parts = [("a.xml", "<t>139</t>"), ("b.xml", "<t>13900001234</t><t>柳絮飞</t>")]
    assert places(values.in_parts(parts, [*parts, parts[1]])) == [("b.xml", 1, 0)]


def test_a_value_that_is_kept_somewhere_stands_in_fewer_places_than_before() -> None:
    doc = said("欧阳青禾告欧阳青禾", ("欧阳青禾", 0, "欧阳某某"), keep=(("欧阳青禾", 1),))
    before = [("a", "欧阳青禾 欧阳青禾"), ("a without tags", "欧阳青禾 欧阳青禾")]
    assert not places(Values(doc).in_parts([("a", "欧阳青禾"), ("b", "欧阳青禾")], before))
    assert places(Values(doc).in_parts(before, before)) == [("a", 4, 3)]


def test_the_second_reading_is_held_to_the_same() -> None:
    assert places(Values(DOC).in_second("电话13900001234", "电话13900001234")) == [("second", 1, 0)]
    assert not places(Values(DOC).in_second("经办人柳絮飞", TEXT))


def test_short_bare_numbers_are_not_sought_in_markup() -> None:
    doc = said("月收入1850元", ("1850", 0, "××"))
    assert not places(Values(doc).in_parts([("x", 'w:w="1850"')], []))


def test_traditional_script_and_case_do_not_hide_a_value() -> None:
    assert squeezed("張 三，X") == squeezed("张三x")


def test_nothing_masked_is_nothing_sought() -> None:
    assert not places(Values(doc_of("").having(mentions=())).in_reading(doc_of("x")))


@pytest.mark.parametrize(
    "written", ["一三九零零零零一二三四", "１３９ ００００ １２３４", "①③⑨零零零零①②③④", "+86 139-0000-1234"]
)
def test_a_number_in_other_digits_is_the_same_number(written: str) -> None:
    doc = said("电话 +86 13900001234", ("+86 13900001234", 0, "139****1234"))
    assert places(Values(doc).in_reading(doc_of("电话 139****1234" + written))) == [("body", 1, 0)]
    assert places(Values(doc).in_parts([("x.xml", f"<a b='{written}'/>")], [])) == [("x.xml", 1, 0)]


def test_a_number_that_is_masked_in_one_form_may_be_kept_in_another() -> None:
    text = "窗口电话 0330-2345678，住户 03302345678。"
    doc = said(text, ("03302345678", 0, "0330****678"), keep=(("0330-2345678", 0),))
    assert not places(Values(doc).in_reading(doc_of(text.replace("03302345678", "0330****678"))))
    assert places(Values(doc).in_reading(doc_of(text))) == [("body", 2, 1)]


def test_a_name_of_three_characters_is_sought_in_every_part() -> None:
    doc = said("申请人柳絮飞", ("柳絮飞", 0, "柳某某"))
    assert places(Values(doc).in_parts([("x", "<a title='柳絮飛'/>")], [])) == [("x", 1, 0)]


def test_a_list_of_ten_thousand_people_is_checked_in_seconds() -> None:
    rows = [f"白鹭镇柳湾村{n:07d}号" for n in range(10_000)]
    doc = said_each(rows)
    assert cost(lambda: list(Values(doc).in_parts([("x", doc.text)], []))) < 10 * cost(lambda: squeezed(doc.text * 20))


def said_each(rows: list[str]) -> Doc:
    """Return a document of a line each, all of it masked."""
    text, mentions, at = "\n".join(rows), [], 0
    for row in rows:
        mentions.append(Mention(Span(at, at + len(row), "personal", "address"), None, "mask", "×"))
        at += len(row) + 1
    return doc_of(text).having(mentions=tuple(mentions))


def test_a_value_in_the_escapes_of_an_address_is_seen() -> None:
    doc = said("申请人柳絮飞", ("柳絮飞", 0, "柳某某"))
    assert places(Values(doc).in_parts([("x.rels", f"mailto:{quote('柳絮飞')}@example.com")], [])) == [("x.rels", 1, 0)]


def test_what_a_replacement_writes_is_no_leak() -> None:
    doc = said("申请人司徒念秋，曾用名司徒", ("司徒念秋", 0, "司徒某某"), ("司徒", 1, "司某"))
    assert not places(Values(doc).in_second("申请人司徒某某，曾用名司某", doc.text))
    assert places(Values(doc).in_second("申请人司徒念秋，曾用名司某", doc.text)) == [("second", 1, 0)]


def test_a_short_word_that_is_cleared_may_stand_elsewhere() -> None:
    doc = doc_of("公告\n甲\n乙")
    unseen = Mention(Span(3, 6, "personal", CARRIED), None, "mask", "")
    assert not places(Values(doc.having(body_end=3, mentions=(unseen,))).in_second("公告 甲 乙", "公告"))
