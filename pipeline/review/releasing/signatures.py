"""Who has signed what: a signature stands as long as nothing it rests on has changed."""

import json
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from pipeline.review.paperwork import signing
from pipeline.review.paperwork.form import facts
from pipeline.review.paperwork.signing import Step
from pipeline.review.releasing.dossier import Dossier, basis
from pipeline.store import Session, attested, chain, people
from pipeline.store.tables import Event, Submission, User
from pipeline.terms import Registers

SIGNATURES = ("sign", "approve", "file")
"""Moves that are a signature; the last one of a round is approve or file."""
_MOST = 1000  # signatures of one document that are looked at


@dataclass(frozen=True, slots=True)
class Round:
    """The signing of a document as it stands: its steps, the moves that count, and those that no longer do.

    next: the step that signs now, None where all have signed.
    """

    steps: tuple[Step, ...]
    signed: tuple[Event, ...]
    void: tuple[Event, ...]

    @property
    def next(self) -> Step | None:
        """The step that signs now."""
        done = {e.step for e in self.signed}
        return next((s for s in self.steps if s.id not in done), None)


def round_of(session: Session, dossier: Dossier, registers: Registers) -> Round:
    """Return how far the signing of a document is."""
    steps = signing.steps(facts(dossier.record, dossier.sheet), registers)
    current = _current(dossier.events)
    standing = _standing(session, dossier.submission, basis(dossier).whole())
    signed = tuple(e for e in current if e.id in standing)
    return Round(steps, signed, tuple(e for e in current if e.id not in standing))


def append(session: Session, dossier: Dossier, event: Event, actor: User) -> None:
    """Record in the audit chain what a signature was given on: the hashes of record, sheet, interpretation, papers."""
    given = {"step": event.step, "event": event.id, "move": attested.move(event)}
    named: dict[str, object] = {**basis(dossier).facts(), **given}
    chain.append(
        session, actor=actor.login, action="sign", subject=dossier.submission.receipt, facts=named, now=event.at
    )


def signs(session: Session, user: User, submission: Submission, step: Step | None) -> bool:
    """Return whether a step is this user's: a drafting department signs its own documents only."""
    department = people.department_of(session, user)
    if user.role != "signer" or step is None or department is None or department.kind != step.kind:
        return False
    return step.kind != "drafting" or department.id == submission.department_id


def _current(events: Sequence[Event]) -> list[Event]:
    """Return the signatures since the document last came to the signers."""
    out: list[Event] = []
    for event in events:
        if event.after == "approving" and event.before != "approving":
            out = []
        elif event.action in SIGNATURES:
            out.append(event)
    return out


def _standing(session: Session, submission: Submission, whole: str) -> Collection[int]:
    """Return the moves whose signature was given on just what the document rests on now."""
    entries, _ = chain.entries(session, submission.receipt, action="sign", size=_MOST)
    given = (json.loads(e.facts) for e in entries)
    return {int(f["event"]) for f in given if f.get("signed") == whole}
