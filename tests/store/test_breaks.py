"""What a hostile hand tried on the store: each of these once got in, or broke a page for good."""

from typing import Any

import pytest

from pipeline.review.workflow import transition
from pipeline.store import Conflict, Database, judgements, submissions
from pipeline.store.settled import Unfitting, check
from pipeline.store.targets import checked
from tests.store.making import made, target
from tests.store.town import NOW, document, settle


def said(to: str, verdict: str, value: dict[str, Any]) -> list[judgements.Said]:
    return [judgements.Said(to, verdict, value)]


@pytest.mark.parametrize(
    ("to", "verdict", "value"),
    [
        ("mention:1-3", "edit", {"kind": []}),
        ("mention:1-3", "edit", {"kind": {"person_name": 1}}),
        ("attribute", "unsure", {"delivery": "full"}),  # would stand as an edit without a label
        ("topic", "unsure", {"scheme": "state_council"}),
        ("mention:01-3", "add", {"kind": "person_name", "action": "mask"}),  # a second name for mention:1-3
        ("mention:000000001-000000003", "add", {"kind": "person_name", "action": "mask"}),
        ("mention:123456789-123456790", "add", {"kind": "person_name", "action": "mask"}),
        ("gate:law", "edit", {"passed": True, "note": "\ud800"}),
        ("gate:law", "edit", {"passed": True, "note": "a\x00"}),
        ("mention:1-3", "edit", {"replacement": "\udfff"}),
        ("mention:1-3", "edit", {"replacement": "某\n第九条"}),  # a mask is no place for another line
        ("mention:1-3", "edit", {"replacement": "\u202e某"}),
    ],
)
def test_a_judgement_that_would_break_what_shows_it_is_refused(to: str, verdict: str, value: dict[str, Any]) -> None:
    with pytest.raises(Unfitting):
        checked(to, verdict, value)


def test_a_note_of_several_lines_and_a_value_one_is_not_sure_of_are_taken() -> None:
    checked("gate:law", "edit", {"passed": False, "note": "第一，缺依据。\n第二，超越权限。"})
    checked("attribute", "unsure", {"label": "withheld", "reason_code": 3})
    checked("attribute", "unsure", {})


@pytest.mark.parametrize("replacement", ["顾小满", "顾 小 满", "（顾小滿）", "顾小满同志"])
def test_a_mask_that_shows_what_it_hides_is_refused(replacement: str) -> None:
    with pytest.raises(Unfitting, match="仍有要遮盖的内容"):
        check(made(), [], said(target("顾小满"), "edit", {"replacement": replacement}))


def test_a_mask_is_held_against_all_that_was_said_of_its_place() -> None:
    kept = target("陈立行")
    with pytest.raises(Unfitting, match="仍有要遮盖的内容"):
        check(made(), [], [*said(kept, "edit", {"action": "keep", "replacement": "陈立行"}), *said(kept, "edit", {"action": "mask"})])
    check(made(), [], said(target("顾小满"), "edit", {"replacement": "顾某某"}))
    check(made(), [], said(kept, "edit", {"action": "keep", "replacement": "陈立行"}))


def test_a_ground_that_the_machine_did_not_give_cannot_be_judged() -> None:
    for rule in ("nothing-of-the-kind", "123456789", "abc."):
        with pytest.raises(Unfitting):
            check(made(), [], said(f"ground:{rule}", "reject", {}))
    check(made(), [], said("ground:art19-notice", "reject", {}))


def test_reasons_have_a_length(database: Database) -> None:
    with database.writing() as session:
        here = settle(session)
        found = document(session, here.drafter, state="source_review")
        with pytest.raises(Conflict, match="过长"):
            submissions.move(session, found, transition("return"), user=here.reviewer, reason="长" * 10_001, now=NOW)
        with pytest.raises(Unfitting, match="过长"):
            judgements.append(
                session, found, target="secrecy", verdict="reject", value={}, reason="长" * 2001, user=here.reviewer, now=NOW
            )
