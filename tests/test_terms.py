"""Registers: a wrong row is an error that names file and row; an office's rows replace ours by id."""

from dataclasses import dataclass
from pathlib import Path

import pytest

from pipeline.terms import RegisterError, Registers, Term, chinese, registers


@dataclass(frozen=True, slots=True)
class Rule:
    id: str
    cues: tuple[str, ...]
    weight: float = 1.0
    code: int | None = None


def rows(folder: Path, text: str, name: str = "rules.toml") -> tuple[Rule, ...]:
    (folder / name).write_text(text, encoding="utf-8")
    return Registers((folder,)).rows("rules", Rule)


def test_rows_are_typed(tmp_path: Path) -> None:
    assert rows(tmp_path, '[[row]]\nid = "a"\ncues = ["会议"]\nweight = 2\n') == (Rule("a", ("会议",), 2.0),)


@pytest.mark.parametrize(
    ("row", "wrong"),
    [
        ('id = "a"\ncues = []\nwieght = 1', "rules.toml row 1: unknown field wieght"),
        ('id = "a"', "rules.toml row 1: missing field cues"),
        ('id = "a"\ncues = "会议"', "rules.toml row 1, cues: a list is wanted"),
        ("id = 5\ncues = []", "rules.toml row 1, id: str is wanted"),
        ('id = "a"\ncues = [1]', "rules.toml row 1, cues: str is wanted"),
    ],
)
def test_a_wrong_row_is_named(tmp_path: Path, row: str, wrong: str) -> None:
    with pytest.raises(RegisterError, match=wrong):
        rows(tmp_path, f"[[row]]\n{row}\n")


def test_a_file_that_is_no_toml_is_named(tmp_path: Path) -> None:
    with pytest.raises(RegisterError, match="rules.toml"):
        rows(tmp_path, "[[row]\n")


def test_an_absent_register_is_named(tmp_path: Path) -> None:
    with pytest.raises(RegisterError, match="no register rules.toml"):
        Registers((tmp_path,)).rows("rules", Rule)


def test_an_office_replaces_a_row_by_id(tmp_path: Path) -> None:
    ours, theirs = tmp_path / "ours", tmp_path / "theirs"
    for folder, cue in ((ours, "会议"), (theirs, "例会")):
        folder.mkdir()
        (folder / "rules.toml").write_text(f'[[row]]\nid = "a"\ncues = ["{cue}"]\n', encoding="utf-8")
    assert Registers((ours, theirs)).rows("rules", Rule) == (Rule("a", ("例会",)),)
    assert Registers((ours, theirs)).digest() != Registers((ours,)).digest()


def test_several_files_make_one_register(tmp_path: Path) -> None:
    rows(tmp_path, '[[row]]\nid = "a"\ncues = []\n')
    assert [r.id for r in rows(tmp_path, '[[row]]\nid = "b"\ncues = []\n', "rules-own.toml")] == ["b", "a"]


LABELS = """copy_number secrecy_mark urgency issuer_mark doc_number signer title addressee body heading_1 heading_2 heading_3
heading_4 chapter article paragraph item table attachment_note signature issue_date note attachment cc printer page_number
proactive on_request withheld full redacted targeted none person_name id_number passport travel_permit military_id
social_security student_id mobile landline email bank_card plate home_address birth_date health family income
property_certificate social_account official contact private minor historical mask generalise keep background goal scope measures
standards procedure dates terms exceptions benefits changes responsibilities questions regulation party enterprise
village court other state_council grassroots resolution decision order communique announcement public_notice opinion notice circular
report request reply bill letter minutes T01 T02 T03 T04 T05 T06 T07 T08 T09 T10 T11 T12 T13 T14 T15""".split()


def test_every_label_of_the_contract_has_its_chinese_term() -> None:
    assert [label for label in LABELS if chinese(label) == label] == []


def test_every_term_has_a_source() -> None:
    assert all(t.source and t.chinese for t in registers().rows("terms", Term))
