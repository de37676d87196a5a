"""What may still tell who is meant after masking."""

from itertools import pairwise
from time import process_time

import pytest

from pipeline.detect.residual import residual
from pipeline.doc import Mention, Piece, Span
from tests.build import doc_of
from tests.detect.invented import detector, number

MOBILE, ID = number("mobile"), number("citizen_number")


def codes(text: str) -> list[str]:
    return [r.code for r in residual(detector()(doc_of(text)))]


def test_a_masked_row_that_gives_village_and_age_is_found() -> None:
    assert "quasi_identifiers" in codes(
        "低保对象公示\n\n户主姓名\t所在村\t年龄\n张小满\t李家村三组\t56岁\n王大有\t周湾村\t48岁\n"
    )


def test_rows_that_all_look_alike_are_not() -> None:
    rows = "".join(
        f"{name}\t李家村三组\t5{n}岁\n" for n, name in enumerate(("张小满", "王大有", "宋立本", "葛天明", "丁半夏"))
    )
    assert "quasi_identifiers" not in codes(f"低保对象公示\n\n户主姓名\t村组\t年龄\n{rows}")


def test_a_name_bare_in_one_place_is_found() -> None:
    doc = doc_of("申请人：张小满。张小满粮油店。")
    hidden = Mention(Span(4, 7, "personal", "person_name"), "private", "mask", "张某某")
    assert [(r.code, r.ranges) for r in residual(doc.having(mentions=(hidden,)))] == [("bare_name", ((8, 11),))]


def test_a_value_that_stands_again_in_a_comment_is_found() -> None:
    doc = doc_of(f"手机{MOBILE}。\n{MOBILE}")
    hidden = Mention(Span(2, 13, "personal", "mobile"), None, "mask", "*" * 11)
    pieces = (Piece(0, 14, "body"), Piece(15, 26, "comment", visible=False))
    found = residual(doc.having(mentions=(hidden,), pieces=pieces))
    assert [(r.code, r.ranges) for r in found] == [("repeated", ((15, 26),))]


@pytest.mark.parametrize("number", [f"{MOBILE[:6]}*{MOBILE[7:]}", f"{ID[:10]}**{ID[12:]}", f"{MOBILE[:9]}＊＊"])
def test_a_mask_of_the_source_that_hides_one_or_two_digits_is_found(number: str) -> None:
    assert codes(f"联系电话：{number}") == ["weak_mask"]


def test_a_mask_of_the_source_that_hides_four_is_left() -> None:
    assert codes(f"联系电话：{MOBILE[:3]}****{MOBILE[7:]}") == []


def test_two_masks_that_complete_each_other_are_found() -> None:
    assert "rest_elsewhere" in codes(f"电话{MOBILE[:3]}****{MOBILE[7:]}，又称{MOBILE[:7]}****。")


def test_a_masked_name_beside_a_post_that_one_person_holds_is_found() -> None:
    assert "unique_post" in codes("关于转来举报信的函\n\n来信反映县水利局局长张小满收受礼金。\n")


def test_pictures_that_nobody_read_are_told_of() -> None:
    assert codes("申请人：张小满（附照片）。") == ["pictures"]


def test_nothing_masked_leaves_nothing() -> None:
    assert codes("江州市人民政府关于印发《江州市养老服务办法》的通知") == [] and codes("") == []


def test_no_explanation_holds_a_value() -> None:
    found = residual(detector()(doc_of(f"申请人：张小满（附照片），电话{MOBILE[:7]}*{MOBILE[8:]}。")))
    assert found and not any(part in repr(found) for part in ("张小满", MOBILE[:7]))


@pytest.mark.parametrize("unit", ["1*", "张某", "村3岁", "*"])
def test_a_hostile_text_takes_linear_time(unit: str) -> None:
    spent = []
    for size in (100_000, 400_000):
        doc = doc_of(unit * size)
        begin = process_time()
        residual(doc)
        spent.append(process_time() - begin)
    assert all(later < 12 * max(earlier, 0.01) for earlier, later in pairwise(spent))
