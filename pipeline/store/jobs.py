"""The worker's queue: each job is one version to analyse, taken on a lease that runs out when a worker dies."""

from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, and_, func, select, update

from pipeline.store import Session
from pipeline.store.errors import Conflict
from pipeline.store.tables import Job, Submission, Version


def add(session: Session, version: Version, now: datetime, *, purpose: str = "first") -> Job:
    """Return a new job; purpose: first, rerun or release."""
    job = Job(version_id=version.id, purpose=purpose, at=now)
    session.add(job)
    session.flush()
    return job


def take(session: Session, now: datetime, lease_seconds: float) -> Job | None:
    """Return the oldest job whose lease has run out, else the oldest that waits, leased to the caller; None: no job.

    Two workers never get the same one: on SQLite writers wait for each other, PostgreSQL skips rows that are held.
    """
    left = and_(Job.state == "running", Job.leased_until < now)
    job = _first(session, left) or _first(session, Job.state == "queued")
    if job is None:
        return None
    job.state, job.attempts = "running", job.attempts + 1
    job.leased_until = now + timedelta(seconds=lease_seconds)
    session.flush()
    return job


def _first(session: Session, wanted: ColumnElement[bool]) -> Job | None:
    # One state a query, so that the index leads to it past everything that is done.
    return session.scalar(select(Job).where(wanted).order_by(Job.id).limit(1).with_for_update(skip_locked=True))


def version_of(session: Session, job: Job) -> Version:
    """Return the version that a job analyses; its content is not loaded."""
    return session.get_one(Version, job.version_id)


def renew(session: Session, job: Job, now: datetime, lease_seconds: float) -> None:
    """Keep a job for longer.

    Raises:
        Conflict: the lease ran out and another worker has the job.
    """
    _end(session, job, state="running", leased_until=now + timedelta(seconds=lease_seconds))


def done(session: Session, job: Job) -> None:
    """Note that a job is finished.

    Raises:
        Conflict: the lease ran out and another worker has the job: the caller's result must not be kept.
    """
    _end(session, job, state="done", leased_until=None, error=None)


def failed(session: Session, job: Job, reason: str, now: datetime, most_attempts: int) -> bool:
    """Note that a job failed; return whether for good: until it was tried `most_attempts` times it waits again.

    reason: in Chinese, for the drafter; holds none of the document's text.

    Raises:
        Conflict: the lease ran out and another worker has the job.
    """
    final = job.attempts >= most_attempts
    _end(session, job, state="failed" if final else "queued", leased_until=None, error=reason, at=now)
    if final and job.purpose == "first":
        _tell(session, job.version_id, reason)
    return final


def give_up(session: Session, now: datetime, most_attempts: int, reason: str) -> int:
    """Fail the jobs whose workers died `most_attempts` times in them (a document that breaks them); return how many."""
    spent = and_(Job.state == "running", Job.leased_until < now, Job.attempts >= most_attempts)
    rows = session.scalars(select(Job).where(spent).with_for_update(skip_locked=True)).all()
    for job in rows:
        failed(session, job, reason, now, most_attempts)
    return len(rows)


def waiting(session: Session) -> int:
    """Return how many jobs wait or run."""
    unfinished = Job.state.in_(("queued", "running"))
    return session.scalar(select(func.count()).select_from(Job).where(unfinished)) or 0


def waits(session: Session, version: Version, purpose: str) -> bool:
    """Return whether a version's job of a purpose waits or runs."""
    wanted = (Job.version_id == version.id, Job.purpose == purpose, Job.state.in_(("queued", "running")))
    return session.scalar(select(Job.id).where(*wanted).limit(1)) is not None


def _end(session: Session, job: Job, **values: object) -> None:
    """Change a job that the caller holds: as many attempts as when it was taken, so nobody took it since."""
    held = (Job.id == job.id, Job.state == "running", Job.attempts == job.attempts)
    changed = session.execute(update(Job).where(*held).values(**values).returning(Job.id)).first()
    if changed is None:
        raise Conflict("分析任务的租期已过，已由另一个工作进程接手")


def _tell(session: Session, version_id: int, reason: str) -> None:
    version = session.get_one(Version, version_id)
    current = (Submission.id == version.submission_id, Submission.version == version.number)
    session.execute(update(Submission).where(*current).values(analysis="failed", failure=reason))
