"""What people say of the machine's suggestions: appended, taken back by a further line, never changed."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple, Protocol

from sqlalchemy import select

from pipeline.store import Session
from pipeline.store.settled import Saying, Unfitting, Word, check
from pipeline.store.submissions import analysis
from pipeline.store.tables import Judgement, Submission, User

_LONGEST = 2000  # characters of a reason


class Said(NamedTuple):
    """A judgement that is to be kept; targets, verdicts and values: see `store.targets`."""

    target: str
    verdict: str
    value: Mapping[str, Any]
    reason: str = ""


class Reasoned(Saying, Protocol):
    """What `append_all` reads of a judgement."""

    @property
    def reason(self) -> str: ...


def append(
    session: Session,
    submission: Submission,
    *,
    target: str,
    verdict: str,
    value: Mapping[str, Any],
    reason: str,
    user: User,
    now: datetime,
) -> Judgement:
    """Return the new judgement of the submission's current version; see `append_all`."""
    (made,) = append_all(session, submission, [Said(target, verdict, value, reason)], user=user, now=now)
    return made


def append_all(
    session: Session, submission: Submission, said: Sequence[Reasoned], *, user: User, now: datetime
) -> list[Judgement]:
    """Return new judgements of the submission's current version, kept in order: all of them, or none.

    Raises:
        Unfitting: one does not fit the machine's first record or what people said before, or its reason is too long.
    """
    if any(len(one.reason) > _LONGEST for one in said):
        raise Unfitting(f"理由过长：最多 {_LONGEST} 字")
    check(analysis(session, submission) or {}, of(session, submission), said)
    made = [_made(submission, one.target, one.verdict, user, now) for one in said]
    for judgement, one in zip(made, said, strict=True):
        judgement.value, judgement.reason = dict(one.value), one.reason
    session.add_all(made)
    session.flush()
    return made


def undo(session: Session, submission: Submission, user: User, now: datetime) -> Judgement | None:
    """Return the line that takes back the user's own last word on the current version, or None where there is none."""
    words = of(session, submission)
    gone = {w.undoes for w in words}
    own = [w for w in words if w.login == user.login and w.verdict != "undo" and w.id not in gone]
    if not own:
        return None
    made = _made(submission, own[-1].target, "undo", user, now)
    made.undoes = own[-1].id
    session.add(made)
    session.flush()
    return made


def _made(submission: Submission, target: str, verdict: str, user: User, now: datetime) -> Judgement:
    return Judgement(
        submission_id=submission.id,
        version=submission.version,
        target=target,
        verdict=verdict,
        value={},
        reason="",
        user_id=user.id,
        at=now,
    )


def of(session: Session, submission: Submission, version: int | None = None) -> tuple[Word, ...]:
    """Return what people said of a version (the current one unless told), in order, undo lines too."""
    wanted = submission.version if version is None else version
    rows = session.execute(
        select(Judgement, User.login, User.name)
        .join(User, User.id == Judgement.user_id)
        .where(Judgement.submission_id == submission.id, Judgement.version == wanted)
        .order_by(Judgement.id)
    )
    return tuple(
        Word(j.id, j.target, j.verdict, j.value, j.reason, j.undoes, login, name, j.at, j.version)
        for j, login, name in rows
    )
