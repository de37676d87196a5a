"""What a signer answers for, on one page: the words that the templates of signing and release show."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pipeline.highlights import inert
from pipeline.record import Record
from pipeline.review.paperwork.form import Lack, facts, fields, groups, missing
from pipeline.review.paperwork.form.conditions import holds
from pipeline.review.releasing.dossier import Dossier
from pipeline.review.releasing.outgoing import Outgoing
from pipeline.review.releasing.signatures import Round
from pipeline.store.settled import differences
from pipeline.store.tables import Event, Interpretation
from pipeline.store.targets import ASPECTS, GATES, parsed
from pipeline.terms import Registers, chinese

_FAMILIES = {"label": "attribute", "kind": "personal", "role": "role", "action": "action", "delivery": "delivery"}


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of the outgoing text; changed: it stands for something masked or left out."""

    text: str
    changed: bool


@dataclass(frozen=True, slots=True)
class Change:
    """Where a person decided otherwise than was suggested; kind: of the target; before, after: Chinese, "" for none."""

    kind: str
    before: str
    after: str
    who: str
    reason: str


@dataclass(frozen=True, slots=True)
class Finding:
    """A line of the review sheet; passed: None where nobody judged it."""

    target: str
    passed: bool | None
    note: str
    who: str


@dataclass(frozen=True, slots=True)
class StepRow:
    """A step of the signing; state: done, current or next."""

    chinese: str
    state: str
    kind: str
    why: str
    who: str
    event: Event | None


def paragraphs(document: Outgoing) -> list[list[Piece]]:
    """Return the outgoing text by paragraph, empty ones left out."""
    out: list[list[Piece]] = [[]]
    for stretch in document.stretches:
        lines = inert(document.text[stretch.start : stretch.end]).split("\n")
        for number, line in enumerate(lines):
            if number:
                out.append([])
            if line:
                out[-1].append(Piece(line, stretch.changed))
    return [line for line in out if "".join(p.text for p in line).strip()]


def changes(dossier: Dossier) -> list[Change]:
    """Return where people decided otherwise than the machine suggested, and who did."""
    names = {w.by: w.name for w in dossier.words}
    said = dossier.record.get("judged") or {}
    return [
        Change(
            parsed(d["target"].split(":")[0] if d["target"].startswith("topic") else d["target"]).kind,
            _described(d["before"], dossier.record, d["target"]),
            _described(d["after"], dossier.record, d["target"]),
            *_spoken(said, names, d["target"]),
        )
        for d in differences(dossier.machine, dossier.record)
    ]


def _spoken(said: Mapping[str, Any], names: Mapping[str, str], target: str) -> tuple[str, str]:
    """Return who spoke last of a target, and why; a change that follows from another's word has nobody."""
    word = said.get(target) or (said.get("topic") if target.startswith("topic:") else None) or {}
    return names.get(word.get("by", ""), ""), word.get("reason", "")


def _described(value: Record | None, record: Record, target: str) -> str:
    """Return a suggestion in Chinese; a personal value is told by its replacement."""
    if value is None:
        return ""
    words = [chinese(str(v), _FAMILIES.get(n, "")) for n, v in value.items() if v and n != "replacement"]
    kept = value.get("action") == "keep"
    if value.get("replacement") and not kept:
        words.append(value["replacement"])
    return "，".join(words)


def findings(dossier: Dossier) -> list[Finding]:
    """Return the review sheet: content, timing and manner, the secrecy review, and the five gates."""
    names = {w.by: w.name for w in dossier.words}
    judged = dossier.record.get("judged") or {}
    targets = [*(f"sheet:{a}" for a in ASPECTS), "secrecy", *(f"gate:{g}" for g in GATES)]
    return [_finding(target, judged.get(target), names) for target in targets]


def _finding(target: str, word: Mapping[str, Any] | None, names: Mapping[str, str]) -> Finding:
    if word is None:
        return Finding(target, None, "", "")
    passed = word["value"].get("passed")
    if passed is None:
        passed = {"accept": True, "reject": False}.get(word["verdict"])
    return Finding(target, passed, word["value"].get("note") or word["reason"], names.get(word["by"], ""))


def sheet_rows(dossier: Dossier, registers: Registers) -> list[tuple[str, list[tuple[str, str]]]]:
    """Return the filled fields of the sheet by group: name and value as on paper."""
    known = facts(dossier.record, dossier.sheet)
    out = []
    for group, own in groups(fields(registers)):
        shown = [(f.chinese, f.written(dossier.sheet.get(f.id))) for f in own if holds(f.shown, known)]
        if filled := [(name, value) for name, value in shown if value]:
            out.append((group, filled))
    return out


def lacks(dossier: Dossier, signed: Sequence[str], registers: Registers, *, release: bool) -> Sequence[Lack]:
    """Return what the papers lack for a signature or for the release; signed: kinds of department that have signed."""
    body = dossier.interpretation
    written = Interpretation(body=body, checks=dossier.checks) if body else None
    return missing(
        dossier.sheet,
        dossier.record,
        {a.kind for a in dossier.attachments},
        written,
        dossier.consultations,
        stage="release" if release else "submit",
        signed=signed,
        registers=registers,
    )


def step_rows(round: Round, names: Mapping[int, str]) -> Iterator[StepRow]:
    """Yield the steps of the signing with who has signed."""
    given = {e.step: e for e in round.signed}
    current = round.next
    for step in round.steps:
        event = given.get(step.id)
        state = "done" if event else "current" if step == current else "next"
        who = names.get(event.user_id or 0, "") if event else ""
        yield StepRow(step.chinese, state, step.kind, step.why, who, event)


def signed_kinds(round: Round) -> list[str]:
    """Return the kinds of department whose signers have signed."""
    done = {e.step for e in round.signed}
    return [s.kind for s in round.steps if s.id in done]
