"""What a new judgement must be to be kept: of a known shape, within the text, over nobody else's span."""

from typing import Any

import pytest

from pipeline.store.judgements import Said
from pipeline.store.settled import Unfitting, check, settled
from tests.store.making import made, target, words

GU = target("顾小满")
NAME = {"kind": "person_name", "action": "mask"}


@pytest.mark.parametrize(
    ("drawn", "why"),
    [
        ("小满", "已确认"),  # inside a span that a person accepted
        ("人顾小满", "已确认"),
        ("联系人陈立", "部分重叠"),  # cuts through one of the machine's
    ],
)
def test_a_drawn_span_must_not_overlap(drawn: str, why: str) -> None:
    with pytest.raises(Unfitting, match=why):
        check(made(), words(("li", GU, "accept", {})), [Said(target(drawn), "add", NAME)])


def test_a_drawn_span_may_touch_another() -> None:
    check(made(), words(("li", GU, "accept", {})), [Said(target("申请人"), "add", NAME)])


@pytest.mark.parametrize(
    ("about", "verdict", "value"),
    [
        ("attribute", "edit", {}),
        ("attribute", "edit", {"label": "secret"}),
        ("attribute", "edit", {"label": "withheld", "reason_code": 9}),
        ("attribute", "edit", {"label": "withheld", "colour": "red"}),
        ("attribute", "add", {"label": "withheld"}),
        ("attribute", "undo", {}),
        ("attribute", "bless", {}),
        ("topic", "edit", {"label": "民政"}),
        ("mention:3-2", "add", {"kind": "person_name", "action": "mask"}),
        ("mention:3-3", "add", {"kind": "person_name", "action": "mask"}),
        ("mention:0-9999", "add", {"kind": "person_name", "action": "mask"}),
        ("mention:0-2", "add", {"kind": "nickname", "action": "mask"}),
        ("mention:0-2", "add", {"kind": "person_name"}),
        ("mention:0-2", "accept", {}),  # there is none
        ("mention:0-2'; DROP TABLE audit", "accept", {}),
        ("mention:０-２", "accept", {}),
        ("element:title:0-16", "edit", {"start": 5, "end": 5}),
        ("element:title:0-16", "edit", {"end": 5000}),
        ("gate:taste", "accept", {}),
        ("gate:politics", "accept", {"passed": "yes"}),
        ("", "accept", {}),
        ("mention:0-2" * 200, "accept", {}),
    ],
)
def test_what_does_not_fit_is_refused(about: str, verdict: str, value: Any) -> None:
    with pytest.raises(Unfitting):
        check(made(), [], [Said(about, verdict, value)])


@pytest.mark.parametrize(
    ("about", "verdict", "value"),
    [
        ("attribute", "accept", {}),
        ("secrecy", "accept", {"passed": True, "note": "无涉密内容"}),
        ("gate:politics", "accept", {"passed": True, "note": ""}),
        ("sheet:timing", "reject", {"passed": False, "note": "时机未到"}),
        ("draft", "accept", {}),
        ("ground:art19-notice", "reject", {}),
        ("element:title:0-16", "reject", {}),
        ("element:doc_number:17-20", "add", {}),
        ("part:20-30", "add", {"label": "withheld", "delivery": "none"}),
    ],
)
def test_what_fits_is_let_pass_and_kept_with_who_said_it(about: str, verdict: str, value: Any) -> None:
    check(made(), [], [Said(about, verdict, value)])
    record = settled(made(), words(("li", about, verdict, value)))
    assert record["judged"][about] == {
        "verdict": verdict, "by": "person:li", "at": "2026-11-24T09:30:00", "reason": "",
        "value": value,
    }  # fmt: skip


def test_judgements_of_one_go_are_checked_one_after_the_other() -> None:
    drawn, again = Said("mention:0-3", "add", NAME), Said("mention:2-5", "add", NAME)
    check(made(), [], [drawn, Said("mention:0-3", "reject", {}), again, Said("mention:2-5", "accept", {})])
    with pytest.raises(Unfitting, match="重叠"):
        check(made(), [], [drawn, again])
    with pytest.raises(Unfitting, match="没有找到"):
        check(made(), [], [Said("mention:0-3", "reject", {}), drawn])
