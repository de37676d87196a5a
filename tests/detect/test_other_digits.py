"""Digits of other kinds are hidden like plain ones, and no mention reaches beyond the end of its text."""

import pytest

from pipeline.record import deidentified
from tests.build import doc_of
from tests.detect.invented import detector, number

ID, MOBILE = number("citizen_number"), number("mobile")
FULL = str.maketrans("0123456789X", "０１２３４５６７８９Ｘ")
CHINESE = str.maketrans("0123456789", "〇一二三四五六七八九")


def rendered(text: str) -> str:
    doc = detector()(doc_of(text))
    assert all(m.span.end <= len(doc.text) for m in doc.mentions or ())
    return deidentified(doc.text, doc.mentions or ())


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        (f"身份证号{ID.translate(FULL)}。", f"身份证号{'*' * 18}。"),
        (
            f"联系电话{MOBILE.translate(FULL)}。",
            f"联系电话{MOBILE[:3].translate(FULL)}****{MOBILE[7:].translate(FULL)}。",
        ),
        (
            f"联系电话{MOBILE.translate(CHINESE)}。",
            f"联系电话{MOBILE[:3].translate(CHINESE)}****{MOBILE[7:].translate(CHINESE)}。",
        ),
    ],
)
def test_digits_of_other_kinds_are_hidden(text: str, wanted: str) -> None:
    assert rendered(text) == wanted


@pytest.mark.parametrize("text", ["信访人：祁絮飞\n祁絮飞", "信访人：程砚\n程硯", "信访人：程砚\n程砚", "申请人：苗砚，女。\n备注：苗砚"])
def test_a_name_at_the_end_of_a_text_ends_there(text: str) -> None:
    assert not any(name in rendered(text) for name in ("祁絮飞", "程砚", "程硯", "苗砚"))
