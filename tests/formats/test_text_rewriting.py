"""Text and tables of separated values keep every byte beside what is masked."""

import codecs
from random import Random

import pytest

from pipeline.doc import Doc, Mention, Span, UnwritableFile
from pipeline.formats import csv, text_rewriting
from pipeline.formats.text import read
from pipeline.train import invent

BEFORE = "申请人：顾小满，电话 "
AFTER = "，住云溪县白鹭镇。\r\n联系人陈立行同志的电话照旧。\r\n"


def masked(doc: Doc, *places: tuple[int, int, str]) -> Doc:
    return doc.having(mentions=tuple(Mention(Span(a, b, "personal", "mobile"), None, "mask", r) for a, b, r in places))


def rewritten(data: bytes, doc: Doc) -> bytes:
    return text_rewriting.rewrite(data, doc, max_unpacked_bytes=10**7, pictures=False).data


@pytest.mark.parametrize(
    ("mark", "encoding"),
    [
        (b"", "utf-8"),
        (codecs.BOM_UTF8, "utf-8"),
        (b"", "gb18030"),
        (b"\x84\x31\x95\x33", "gb18030"),
        (b"", "utf-16-le"),
        (b"", "utf-16-be"),
        (codecs.BOM_UTF16_LE, "utf-16-le"),
        (codecs.BOM_UTF16_BE, "utf-16-be"),
        (codecs.BOM_UTF32_LE, "utf-32-le"),
        (codecs.BOM_UTF32_BE, "utf-32-be"),
    ],
)
def test_encoding_mark_and_line_ends_stay(mark: bytes, encoding: str) -> None:
    number = invent.mobile(Random(1))
    data = mark + (BEFORE + number + AFTER).encode(encoding)
    doc = masked(read(data, "样件"), (4, 7, "顾某某"), (len(BEFORE), len(BEFORE) + 11, "138****1234"))
    wanted = (BEFORE.replace("顾小满", "顾某某") + "138****1234" + AFTER).encode(encoding)
    assert rewritten(data, doc) == mark + wanted


def test_big5_stays_big5_and_lacks_simplified_characters() -> None:
    text = "申請人：顧小滿，住雲溪縣白鷺鎮，電話請保密，不得公開給任何人。"
    data = text.encode("big5")
    doc = masked(read(data, "样件"), (4, 7, "顧某某"))
    assert rewritten(data, doc) == text.replace("顧小滿", "顧某某").encode("big5")
    with pytest.raises(UnwritableFile, match="BIG5.*没有遮盖所用的字") as raised:
        rewritten(data, masked(doc, (4, 7, "顾某某")))
    assert raised.value.__cause__ is None and "顾" not in str(raised.value)


def test_bytes_that_would_come_back_otherwise_are_refused() -> None:
    # 0xA1C3 and 0xA1FE are second places of characters of Big5: read, they are no longer told from the first.
    data = "申請人：顧小滿，住雲溪縣白鷺鎮。".encode("big5") + b"\xa1\xfe"
    doc = masked(read(data, "样件"), (4, 7, "顧某某"))
    with pytest.raises(UnwritableFile, match="无法原样写回"):
        rewritten(data, doc)


def test_a_name_that_is_kept_elsewhere_stays_there() -> None:
    data = "顾小满（受益人）与顾小满（科长）".encode()
    doc = read(data, "样件")
    kept = Mention(Span(9, 12, "personal", "person_name"), "official", "keep", "顾小满")
    doc = doc.having(mentions=(*(masked(doc, (0, 3, "顾某某")).mentions or ()), kept))
    assert rewritten(data, doc).decode() == "顾某某（受益人）与顾小满（科长）"


def test_line_ends_inside_a_mention_stay() -> None:
    data = "电话号码138\r\n0013\t8000完".encode()
    doc = masked(read(data, "样件"), (4, 18, "138****8000"))
    assert rewritten(data, doc).decode() == "电话号码138****8000\r\n\t完"


def test_mentions_at_both_edges_and_beside_each_other() -> None:
    data = "张三李四王五".encode()
    doc = masked(read(data, "样件"), (0, 2, "张某"), (2, 4, ""), (4, 6, "王某"))
    assert rewritten(data, doc).decode() == "张某王某"


def test_what_parts_the_cells_of_a_table_stays() -> None:
    text = '姓名,电话,住址\n顾小满,电话甲,"云溪县,白鹭镇"\n"欧阳\n小明",电话乙,白鹭镇\n'
    data = text.encode()
    doc = csv.read(data, "样件")
    name, home = text.index("顾小满"), text.index("云溪县")
    other = text.index("欧阳")
    doc = masked(doc, (name, name + 7, '顾,某"某'), (home, home + 7, "云溪县"), (other, other + 5, "欧阳某某"))
    assert rewritten(data, doc).decode() == '姓名,电话,住址\n顾，某”某,,"云溪县"\n"欧阳某某",电话乙,白鹭镇\n'


def test_another_file_than_the_one_that_was_read_is_refused() -> None:
    doc = read("甲乙丙".encode(), "样件")
    with pytest.raises(UnwritableFile, match="不一致"):
        rewritten("甲乙丁".encode(), doc)


def test_parts_show_a_value_in_every_encoding_that_may_hide_it() -> None:
    both = dict(text_rewriting.parts("顾小满在云溪县的材料".encode("gb18030")))
    assert "顾小满" in both["text"] and set(both) >= {"utf-8", "utf-16-le", "utf-16-be"}


def test_ten_million_characters_take_linear_time() -> None:
    data = b"a" * 10_000_000
    doc = read(data, "样件")
    places = [(i * 100, i * 100 + 3, "***") for i in range(20_000)]
    assert rewritten(data, masked(doc, *places)).count(b"***a") == 20_000
