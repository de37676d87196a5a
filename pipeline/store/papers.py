"""The papers beside a document: the form, the interpretation, consultations and attachments."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from hashlib import sha256
from typing import Any, TypeVar

from sqlalchemy import select

from pipeline.store import Session, submissions
from pipeline.store.people import seen_by
from pipeline.store.tables import Attachment, Consultation, Interpretation, Sheet, Submission, User

Row = TypeVar("Row", Sheet, Interpretation, Consultation, Attachment)


def save_sheet(session: Session, submission: Submission, fields: Mapping[str, Any], user: User, now: datetime) -> Sheet:
    """Return a new state of the 公文公开发布意见单; earlier ones stay."""
    sheet = Sheet(submission_id=submission.id, version=submission.version, fields=dict(fields), user_id=user.id, at=now)
    return _added(session, sheet)


def sheet(session: Session, submission: Submission) -> Sheet | None:
    """Return the last saved state of the form."""
    rows = select(Sheet).where(Sheet.submission_id == submission.id).order_by(Sheet.id.desc())
    return session.scalar(rows.limit(1))


def sheets(session: Session, submission: Submission) -> Sequence[Sheet]:
    """Return every saved state of the form, first to last."""
    return session.scalars(select(Sheet).where(Sheet.submission_id == submission.id).order_by(Sheet.id)).all()


def save_interpretation(
    session: Session,
    submission: Submission,
    body: Mapping[str, Any],
    checks: Sequence[Mapping[str, Any]],
    user: User,
    now: datetime,
) -> Interpretation:
    """Return a new state of the interpretation; body and checks: as in the record's draft; earlier ones stay."""
    row = Interpretation(
        submission_id=submission.id,
        version=submission.version,
        body=dict(body),
        checks=[dict(check) for check in checks],
        user_id=user.id,
        at=now,
    )
    return _added(session, row)


def interpretation(session: Session, submission: Submission) -> Interpretation | None:
    """Return the last saved state of the interpretation."""
    rows = select(Interpretation).where(Interpretation.submission_id == submission.id)
    return session.scalar(rows.order_by(Interpretation.id.desc()).limit(1))


def interpretations(session: Session, submission: Submission) -> Sequence[Interpretation]:
    """Return every saved state of the interpretation, first to last."""
    rows = select(Interpretation).where(Interpretation.submission_id == submission.id)
    return session.scalars(rows.order_by(Interpretation.id)).all()


def add_consultation(
    session: Session,
    submission: Submission,
    *,
    body: str,
    question: str = "",
    sent_on: date | None = None,
    user: User,
    now: datetime,
) -> Consultation:
    """Return a new line of the ledger of 征询函; body: who is asked."""
    row = Consultation(
        submission_id=submission.id, body=body, question=question, sent_on=sent_on, user_id=user.id, at=now
    )
    return _added(session, row)


def send_consultation(
    session: Session, submission: Submission, consultation_id: int, *, sent_on: date
) -> Consultation | None:
    """Return a line of a submission's ledger with the day its letter was sent, None where it has no such line."""
    row = consultation(session, submission, consultation_id)
    if row is not None:
        row.sent_on = sent_on
        session.flush()
    return row


def answer_consultation(
    session: Session, submission: Submission, consultation_id: int, *, agreed: bool, reply: str, replied_on: date
) -> Consultation | None:
    """Return a line of a submission's ledger with its answer, None where it has no such line."""
    row = consultation(session, submission, consultation_id)
    if row is not None:
        row.agreed, row.reply, row.replied_on = agreed, reply, replied_on
        session.flush()
    return row


def consultation(session: Session, submission: Submission, consultation_id: int) -> Consultation | None:
    """Return one line of a submission's ledger."""
    wanted = (Consultation.id == consultation_id, Consultation.submission_id == submission.id)
    return session.scalar(select(Consultation).where(*wanted))


def consultations(session: Session, submission: Submission) -> Sequence[Consultation]:
    """Return the ledger of a submission, first to last."""
    rows = select(Consultation).where(Consultation.submission_id == submission.id)
    return session.scalars(rows.order_by(Consultation.id)).all()


def attach(
    session: Session, submission: Submission, kind: str, name: str, content: bytes, user: User, now: datetime
) -> Attachment:
    """Return a file kept with a submission; kind: approval, plan, interpretation, legality, consultation or other."""
    row = Attachment(
        submission_id=submission.id,
        kind=kind,
        file_name=submissions.named(name),
        sha256=sha256(content).hexdigest(),
        content=content,
        user_id=user.id,
        at=now,
    )
    return _added(session, row)


def attachments(session: Session, submission: Submission) -> Sequence[Attachment]:
    """Return the files kept with a submission, first to last, without their contents."""
    rows = select(Attachment).where(Attachment.submission_id == submission.id)
    return session.scalars(rows.order_by(Attachment.id)).all()


def attachment(session: Session, user: User, attachment_id: int) -> Attachment | None:
    """Return a file where the user sees the submission that it belongs to."""
    rows = select(Attachment).join(Submission, Submission.id == Attachment.submission_id)
    return session.scalar(rows.where(Attachment.id == attachment_id, seen_by(user)))


def attachment_content(session: Session, attachment: Attachment) -> bytes:
    """Return what is in a file kept with a submission."""
    return session.scalars(select(Attachment.content).where(Attachment.id == attachment.id)).one()


def _added(session: Session, row: Row) -> Row:
    session.add(row)
    session.flush()
    return row
