"""The types: what cannot be built, and what a document shows of itself."""

import pytest

from pipeline.doc import Claim, Doc, Span, merged, touches, unwrap
from tests.build import doc_of


def test_a_claim_without_evidence_cannot_be_built() -> None:
    with pytest.raises(ValueError, match="evidence"):
        Claim("补贴每月一百元。", ())


def test_a_claim_without_text_cannot_be_built() -> None:
    with pytest.raises(ValueError, match="text"):
        Claim("  ", ((0, 3),))


def test_the_text_of_a_document_is_set_once() -> None:
    with pytest.raises(ValueError, match="set once"):
        doc_of("关于补贴的通知").having(text="别的")


def test_a_repr_shows_no_text() -> None:
    doc = doc_of("顾小满的身份证号")
    assert "顾小满" not in repr(doc)
    assert "顾小满" not in repr(Span(0, 3, "personal", "person_name"))


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("", ""),
        ("征求意\n见", "征求意见"),
        ("政 务 公 开", "政务公开"),
        ("使用 APP 办理", "使用APP办理"),
        ("order of the day", "order of the day"),
        ("2020 年 7 月", "2020年7月"),
        ("甲  \t \n  乙", "甲乙"),
        ("甲\n \n乙", "甲乙"),
        ("ab   乙   cd", "ab乙cd"),
    ],
)
def test_unwrap_takes_layout_out_of_chinese_text(text: str, read: str) -> None:
    assert unwrap(text) == read


def test_a_reading_leaves_out_the_page_number_inside() -> None:
    text = "解决群众关心的热— 2 —\n点、难点问题。"
    numbered = doc_of(text).having(elements=(Span(text.index("—"), text.index("\n"), "element", "page_number"),))
    assert numbered.reading(0, len(text)) == "解决群众关心的热点、难点问题。"


def test_a_masked_reading_needs_a_masked_document() -> None:
    with pytest.raises(ValueError, match="not masked"):
        doc_of("甲").reading(0, 1, masked=True)


@pytest.mark.parametrize(
    ("ranges", "joined"),
    [([], ()), ([(3, 5), (0, 3)], ((0, 5),)), ([(0, 2), (4, 6)], ((0, 2), (4, 6))), ([(0, 9), (2, 3)], ((0, 9),))],
)
def test_merged(ranges: list[tuple[int, int]], joined: tuple[tuple[int, int], ...]) -> None:
    assert merged(ranges) == joined


def test_ranges_that_only_meet_do_not_touch() -> None:
    assert not touches((0, 3), (3, 5))
    assert touches((0, 4), (3, 5))


def test_a_new_document_has_run_no_stage() -> None:
    doc: Doc = doc_of("")
    assert doc.elements is None and doc.attribute is None and not doc.stopped


def test_a_long_run_of_spaces_is_read_in_linear_time() -> None:
    assert unwrap("甲" + " " * 400_000 + "x\n" + " \t" * 200_000) == "甲" + "x"
