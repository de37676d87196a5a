"""Who signs: by the level of the issuer, the kind of the document and what becomes of it (reference 1.1, S07 to S09)."""

from pathlib import Path
from typing import Any

import pytest

from pipeline.review.paperwork import form, signing
from pipeline.terms import RegisterError, Registers, registers, shipped
from tests.review.records import laid

REGISTERS = registers()
DEPARTMENT = {"issuer": "江州市教育局", "title": "江州市教育局关于做好招生工作的通知"}


def ids(said: dict[str, Any] | None = None, **more: Any) -> list[str]:
    return [step.id for step in signing.steps(form.facts(laid("请执行。", **more), said), REGISTERS)]


@pytest.mark.parametrize(
    ("document", "said", "steps"),
    [
        (DEPARTMENT, {}, ["drafting_head", "secrecy_review"]),
        (DEPARTMENT | {"normative": True}, {}, ["drafting_head", "secrecy_review", "justice_review"]),
        (DEPARTMENT | {"label": "withheld"}, {}, ["drafting_head", "openness_office"]),
        (DEPARTMENT, {"deferral": True}, ["drafting_head", "secrecy_review", "openness_office"]),
        (DEPARTMENT, {"approval": True}, ["drafting_head", "secrecy_review", "leadership"]),
        ({}, {}, ["drafting_head", "secrecy_review", "openness_office", "leadership"]),
        (
            {"normative": True},
            {},
            ["drafting_head", "secrecy_review", "justice_review", "openness_office", "leadership"],
        ),
        # drafted by a department for the government: who issues decides
        (
            DEPARTMENT,
            {"drafted_for": "江州市人民政府"},
            ["drafting_head", "secrecy_review", "openness_office", "leadership"],
        ),
        ({}, {"attribute": "withheld", "delivery": "none"}, ["drafting_head", "openness_office", "leadership"]),
    ],
)
def test_the_steps_of_a_document(document: dict[str, Any], said: dict[str, Any], steps: list[str]) -> None:
    assert ids(said, **document) == steps


def test_every_step_is_signed_by_a_kind_of_department_that_there_is() -> None:
    assert {s.kind for s in signing.rows(REGISTERS)} == set(signing.DEPARTMENTS)


def test_the_head_of_the_drafting_department_signs_first_and_leadership_last() -> None:
    order = [s.id for s in signing.rows(REGISTERS)]
    assert (order[0], order[-1]) == ("drafting_head", "leadership")


ROW = 'id = "own"\nchinese = "会签"\nwhy = ""\nsource = ""\n'


@pytest.mark.parametrize(
    ("row", "wrong"),
    [
        ('kind = "police"\norder = 60\nwhen = ["always"]', "unknown kind 'police'"),
        ('kind = "justice"\norder = 60\nwhen = ["often"]', "unknown condition often"),
        ('kind = "justice"\norder = 50\nwhen = ["always"]', "the same order"),
    ],
)
def test_a_wrong_step_is_named(tmp_path: Path, row: str, wrong: str) -> None:
    (tmp_path / "signing.toml").write_text(f"[[row]]\n{ROW}{row}\n", encoding="utf-8")
    with pytest.raises(RegisterError, match=wrong):
        signing.rows(Registers((shipped("data/registers"), tmp_path)))
