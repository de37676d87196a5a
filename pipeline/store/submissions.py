"""Documents on their way: files in versions, the machine's records, moves, and who works on them."""

import json
import zlib
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any, Protocol

from sqlalchemy import or_, select, update
from sqlalchemy.dialects import postgresql, sqlite

from pipeline.record import Record
from pipeline.store import Session, jobs
from pipeline.store.columns import columns
from pipeline.store.errors import Conflict
from pipeline.store.people import seen_by
from pipeline.store.tables import Analysis, Event, Receipt, Submission, User, Version

_LONGEST = 10_000  # characters of a reason: a release answers each left-over in it


class Move(Protocol):
    """What `move` reads of a transition of the workflow."""

    @property
    def action(self) -> str: ...
    @property
    def before(self) -> tuple[str, ...]: ...
    @property
    def after(self) -> str: ...
    @property
    def reasoned(self) -> bool: ...


def create(
    session: Session,
    *,
    user: User,
    upload_name: str,
    content: bytes,
    sha256: str,
    now: datetime,
    day: date | None = None,
) -> Submission:
    """Return a new submission of a user's department, its file as version 1, and the job that analyses it.

    day: the office's own day, which stands in the receipt; that of `now` (UTC) where not given.

    Raises:
        Conflict: the user belongs to no department.
    """
    if user.department_id is None:
        raise Conflict("您的账号没有部门，不能提交公文：请管理员在“人员”中设定")
    submission = Submission(
        receipt=_receipt(session, day or now.date()),
        department_id=user.department_id,
        drafter_id=user.id,
        state="drafting",
        version=0,
        file_name=named(upload_name),
        created_at=now,
        changed_at=now,
    )
    session.add(submission)
    session.flush()
    add_version(session, submission, user=user, upload_name=upload_name, content=content, sha256=sha256, now=now)
    return submission


def named(file_name: str) -> str:
    """Return a file's name as it is kept: of one that is too long the end, which tells its kind."""
    return file_name[-255:]


def _receipt(session: Session, day: date) -> str:
    """Return the next receipt of a day; the day's row is held until the transaction ends, so none is given twice."""
    insert = postgresql.insert if session.get_bind().dialect.name == "postgresql" else sqlite.insert
    statement = insert(Receipt).values(day=day, last=1)
    counted = statement.on_conflict_do_update(index_elements=["day"], set_={"last": Receipt.last + 1})
    return f"GK-{day:%Y%m%d}-{session.execute(counted.returning(Receipt.last)).scalar_one():04}"


def add_version(
    session: Session,
    submission: Submission,
    *,
    user: User,
    upload_name: str,
    content: bytes,
    sha256: str,
    now: datetime,
    note: str = "",
) -> Version:
    """Return the next version of a submission, queued for analysis; note: what was changed, in the drafter's words."""
    version = Version(
        submission_id=submission.id,
        number=submission.version + 1,
        file_name=named(upload_name),
        sha256=sha256,
        content=content,
        note=note,
        user_id=user.id,
        at=now,
    )
    submission.version, submission.file_name = version.number, version.file_name
    submission.analysis, submission.failure, submission.changed_at = "queued", None, now
    session.add(version)
    session.flush()
    jobs.add(session, version, now)
    return version


def find(session: Session, user: User, receipt: str) -> Submission | None:
    """Return the submission of a receipt where the user may see it.

    In a writing session it is held until the transaction ends: what the caller reads of it stays true.
    """
    wanted = select(Submission).where(Submission.receipt == receipt, seen_by(user))
    if session.info.get("writes"):
        wanted = wanted.with_for_update(of=Submission, key_share=True).execution_options(populate_existing=True)
    return session.scalar(wanted)


def published(session: Session, receipt: str) -> Submission | None:
    """Return the document of a receipt where it is published: for every account, whichever department it is from."""
    return session.scalar(select(Submission).where(Submission.receipt == receipt, Submission.state == "released"))


def of_version(session: Session, version: Version) -> Submission:
    """Return the submission of a version; in a writing session it is held until the transaction ends."""
    wanted = select(Submission).where(Submission.id == version.submission_id)
    if session.info.get("writes"):
        wanted = wanted.with_for_update(of=Submission)
    return session.scalars(wanted).one()


def same_file(session: Session, user: User, sha256: str) -> Submission | None:
    """Return the document of the user's own department that has just this file as its last version.

    Withdrawn ones do not count: their file may be handed in again.
    """
    wanted = (
        select(Submission)
        .join(Version, Version.submission_id == Submission.id)
        .where(Version.sha256 == sha256, Version.number == Submission.version)
        .where(Submission.department_id == user.department_id, Submission.state != "withdrawn")
    )
    return session.scalar(wanted.order_by(Submission.id.desc()).limit(1))


def version(session: Session, submission: Submission, number: int | None = None) -> Version:
    """Return a version of a submission, the last one where no number is given; its content is not loaded.

    Raises:
        LookupError: no such version.
    """
    wanted = (Version.submission_id == submission.id, Version.number == (number or submission.version))
    found = session.scalar(select(Version).where(*wanted))
    if found is None:
        raise LookupError("no such version")
    return found


def versions(session: Session, submission: Submission) -> Sequence[Version]:
    """Return the versions of a submission, first to last, without their contents."""
    wanted = select(Version).where(Version.submission_id == submission.id).order_by(Version.number)
    return session.scalars(wanted).all()


def content(session: Session, version: Version) -> bytes:
    """Return the file of a version, as it came."""
    return session.scalars(select(Version.content).where(Version.id == version.id)).one()


def save_analysis(session: Session, version: Version, record: Record, *, purpose: str, now: datetime) -> Analysis:
    """Return what the machine said of a version, kept; purpose: first, rerun or release."""
    packed = zlib.compress(json.dumps(record, ensure_ascii=False, separators=(",", ":")).encode())
    row = Analysis(
        version_id=version.id, purpose=purpose, fingerprint=record.get("fingerprint") or "", record=packed, at=now
    )
    session.add(row)
    session.flush()
    current = (Submission.id == version.submission_id, Submission.version == version.number)
    session.execute(update(Submission).where(*current).values(analysis="done", failure=None))
    return row


def analysis(
    session: Session, submission: Submission, number: int | None = None, purpose: str = "first"
) -> Record | None:
    """Return the latest record of a version (the last one where no number is given); purpose: first, rerun or release.

    Everything rests on the first one: a rerun only shows what the machine would now say differently.
    """
    rows = analyses(session, submission, number, purpose)
    return record(session, rows[-1]) if rows else None


def analyses(
    session: Session, submission: Submission, number: int | None = None, purpose: str | None = None
) -> Sequence[Analysis]:
    """Return what the machine said of a version, first to last, without the records."""
    wanted = (Version.submission_id == submission.id, Version.number == (number or submission.version))
    rows = select(Analysis).join(Version, Version.id == Analysis.version_id).where(*wanted).order_by(Analysis.id)
    return session.scalars(rows.where(Analysis.purpose == purpose) if purpose else rows).all()


def record(session: Session, analysis: Analysis) -> Record:
    """Return the record of an analysis."""
    packed = session.scalars(select(Analysis.record).where(Analysis.id == analysis.id)).one()
    unpacked: Any = json.loads(zlib.decompress(packed))
    return dict(unpacked)


def refresh(
    session: Session,
    submission: Submission,
    settled_record: Record,
    *,
    due_on: date | None,
    risk: float,
    signs: Sequence[str] = (),
) -> None:
    """Write what the queue shows of a submission from its settled record; risk, signs: see `Submission`."""
    for name, value in columns(settled_record).items():
        setattr(submission, name, value)
    submission.due_on, submission.risk, submission.signs = due_on, risk, list(signs)
    session.flush()


def move(
    session: Session,
    submission: Submission,
    transition: Move,
    *,
    user: User | None,
    reason: str = "",
    codes: Sequence[str] = (),
    step: str | None = None,
    now: datetime,
) -> Event:
    """Return the move of a submission, made; codes: return codes; step: of the signing steps. The lock is given up.

    Raises:
        Conflict: it does not stand where the transition begins (any more), the transition wants a reason, or the
            reason is too long.
    """
    session.refresh(submission, ["state"], with_for_update={"key_share": True})
    if submission.state not in transition.before:
        raise Conflict("该件已不在这一环节（可能刚被他人处理）：请刷新页面查看当前状态")
    if transition.reasoned and not reason.strip():
        raise Conflict("此操作须写明理由")
    if len(reason) > _LONGEST:
        raise Conflict(f"理由或意见过长：最多 {_LONGEST} 字")
    event = Event(
        submission_id=submission.id,
        action=transition.action,
        before=submission.state,
        after=transition.after,
        step=step,
        codes=list(codes),
        reason=reason.strip(),
        user_id=None if user is None else user.id,
        at=now,
    )
    submission.state, submission.changed_at = transition.after, now
    submission.locked_by = submission.locked_until = None
    if transition.after == "source_review" and submission.submitted_at is None:
        submission.submitted_at = now
    if transition.after == "released":
        submission.released_at = now
    session.add(event)
    session.flush()
    return event


def events(session: Session, submission: Submission) -> Sequence[Event]:
    """Return the moves of a submission, first to last."""
    return session.scalars(select(Event).where(Event.submission_id == submission.id).order_by(Event.id)).all()


def lock(session: Session, submission: Submission, user: User, now: datetime, minutes: float) -> User | None:
    """Keep a submission for a user, or for longer; return None, or who has it."""
    free = or_(Submission.locked_by.is_(None), Submission.locked_by == user.id, Submission.locked_until <= now)
    until = now + timedelta(minutes=minutes)
    kept = update(Submission).where(Submission.id == submission.id, free)
    session.execute(kept.values(locked_by=user.id, locked_until=until))
    session.refresh(submission, ["locked_by", "locked_until"])
    return None if submission.locked_by == user.id else session.get(User, submission.locked_by)


def holder(session: Session, submission: Submission, now: datetime) -> User | None:
    """Return who keeps a submission now."""
    if submission.locked_by is None or submission.locked_until is None or submission.locked_until <= now:
        return None
    return session.get(User, submission.locked_by)


def unlock(session: Session, submission: Submission, user: User) -> None:
    """Give a submission free where this user keeps it."""
    kept = update(Submission).where(Submission.id == submission.id, Submission.locked_by == user.id)
    session.execute(kept.values(locked_by=None, locked_until=None))
    session.refresh(submission, ["locked_by", "locked_until"])


def assign(session: Session, submission: Submission, assignee: User | None) -> None:
    """Give a submission to a reviewer, or to nobody; who else kept it open loses it."""
    submission.assigned_to = None if assignee is None else assignee.id
    if submission.locked_by != submission.assigned_to:
        submission.locked_by = submission.locked_until = None
    session.flush()
