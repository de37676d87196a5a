"""The tables of the workbench; the same on SQLite and PostgreSQL."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, LargeBinary, String, Text, UniqueConstraint
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column


class Table(DeclarativeBase):
    """What every table derives from; all times are UTC and naive."""


class Setting(Table):
    """One value the installation keeps about itself (hash of the set-up token, hash algorithm, schema identity)."""

    __tablename__ = "settings"
    name: Mapped[str] = mapped_column(String(64), primary_key=True)
    value: Mapped[str] = mapped_column(Text)


class Department(Table):
    """A body whose people use the workbench; kind: drafting, openness, justice, secrecy or leadership."""

    __tablename__ = "departments"
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(120), unique=True)
    kind: Mapped[str] = mapped_column(String(16), default="drafting")


class User(Table):
    """A local account; role: drafter, reviewer, signer, administrator or auditor; script: hans or hant."""

    __tablename__ = "users"
    id: Mapped[int] = mapped_column(primary_key=True)
    login: Mapped[str] = mapped_column(String(64), unique=True)
    name: Mapped[str] = mapped_column(String(64))
    role: Mapped[str] = mapped_column(String(16))
    department_id: Mapped[int | None] = mapped_column(ForeignKey("departments.id"))
    password: Mapped[str] = mapped_column(Text)
    active: Mapped[bool] = mapped_column(default=True)
    failures: Mapped[int] = mapped_column(default=0)
    locked_until: Mapped[datetime | None]
    script: Mapped[str] = mapped_column(String(4), default="hans")
    large: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[datetime]


class Login(Table):
    """A session; token: SHA-256 of the cookie's value, hex; csrf: the token its forms must carry."""

    __tablename__ = "logins"
    token: Mapped[str] = mapped_column(String(64), primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"), index=True)
    csrf: Mapped[str] = mapped_column(String(64))
    created_at: Mapped[datetime]
    seen_at: Mapped[datetime]
    expires_at: Mapped[datetime]


class Submission(Table):
    """One document on its way; what the queue shows stands in columns, from the settled record of its last version.

    state: see `review.workflow`. analysis: queued, done or failed. attribute, delivery, reason_code, topic: the
    person's word where there is one, else the machine's. confidence: the machine's probability of its own label, 0
    to 1. risk: 0 to 1, what it would cost to get this one wrong; signs: what makes it up, ids of the register risk,
    the heaviest first. review_on: when a deferral is looked at again. awaiting: kind of department that signs next.
    submitted_at: when it first left the drafting desk, None for what never did.
    """

    __tablename__ = "submissions"
    __table_args__ = (
        Index("ix_submissions_queue", "state", "department_id", "due_on"),
        Index("ix_submissions_risk", "state", "risk"),
        Index("ix_submissions_confidence", "state", "confidence"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    receipt: Mapped[str] = mapped_column(String(32), unique=True)
    department_id: Mapped[int] = mapped_column(ForeignKey("departments.id"), index=True)
    drafter_id: Mapped[int] = mapped_column(ForeignKey("users.id"), index=True)
    state: Mapped[str] = mapped_column(String(16), index=True)
    analysis: Mapped[str] = mapped_column(String(8), default="queued")
    failure: Mapped[str | None] = mapped_column(Text)
    version: Mapped[int] = mapped_column(default=1)
    file_name: Mapped[str] = mapped_column(String(255))
    title: Mapped[str] = mapped_column(Text, default="")
    doc_number: Mapped[str] = mapped_column(String(120), default="")
    issuer: Mapped[str] = mapped_column(String(255), default="")
    issue_date: Mapped[date | None]
    form: Mapped[str] = mapped_column(String(32), default="")
    normative: Mapped[bool] = mapped_column(default=False)
    policy: Mapped[bool] = mapped_column(default=False)
    attribute: Mapped[str | None] = mapped_column(String(16))
    delivery: Mapped[str | None] = mapped_column(String(16))
    reason_code: Mapped[int | None]
    topic: Mapped[str] = mapped_column(String(64), default="")
    confidence: Mapped[float] = mapped_column(default=0.0)
    needs_review: Mapped[bool] = mapped_column(default=True)
    risk: Mapped[float] = mapped_column(default=0.0)
    signs: Mapped[list[str]] = mapped_column(JSON, default=list)
    masked_count: Mapped[int] = mapped_column(default=0)
    missing: Mapped[list[str]] = mapped_column(JSON, default=list)
    due_on: Mapped[date | None]
    review_on: Mapped[date | None]
    assigned_to: Mapped[int | None] = mapped_column(ForeignKey("users.id"), index=True)
    locked_by: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    locked_until: Mapped[datetime | None]
    awaiting: Mapped[str | None] = mapped_column(String(16))
    submitted_at: Mapped[datetime | None]
    released_at: Mapped[datetime | None]
    created_at: Mapped[datetime]
    changed_at: Mapped[datetime]


class Receipt(Table):
    """The last receipt number that was given on a day of the office."""

    __tablename__ = "receipts"
    day: Mapped[date] = mapped_column(primary_key=True)
    last: Mapped[int]


class Version(Table):
    """The file of one (re)submission, kept as it came; sha256: of content, hex."""

    __tablename__ = "versions"
    __table_args__ = (UniqueConstraint("submission_id", "number"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    submission_id: Mapped[int] = mapped_column(ForeignKey("submissions.id"), index=True)
    number: Mapped[int]
    file_name: Mapped[str] = mapped_column(String(255))
    sha256: Mapped[str] = mapped_column(String(64), index=True)
    content: Mapped[bytes] = mapped_column(LargeBinary, deferred=True)
    note: Mapped[str] = mapped_column(Text, default="")
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    at: Mapped[datetime]


class Analysis(Table):
    """What the machine said of one version, never changed; purpose: first, rerun or release.

    record: the record of contract.md as JSON, UTF-8, zlib.
    """

    __tablename__ = "analyses"
    id: Mapped[int] = mapped_column(primary_key=True)
    version_id: Mapped[int] = mapped_column(ForeignKey("versions.id"), index=True)
    purpose: Mapped[str] = mapped_column(String(8), default="first")
    fingerprint: Mapped[str] = mapped_column(String(64))
    record: Mapped[bytes] = mapped_column(LargeBinary, deferred=True)
    at: Mapped[datetime]


class Judgement(Table):
    """A person's decision about one suggestion, only ever appended; see `store.settled` for targets and values.

    verdict: accept, edit, reject, unsure, add or undo (undoes: the judgement it takes back).
    """

    __tablename__ = "judgements"
    id: Mapped[int] = mapped_column(primary_key=True)
    submission_id: Mapped[int] = mapped_column(ForeignKey("submissions.id"), index=True)
    version: Mapped[int]
    target: Mapped[str] = mapped_column(String(80))
    verdict: Mapped[str] = mapped_column(String(8))
    value: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    reason: Mapped[str] = mapped_column(Text, default="")
    undoes: Mapped[int | None]
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"), index=True)
    at: Mapped[datetime]


class Sheet(Table):
    """One saved state of the 公文公开发布意见单: its fields by id of the register; only ever appended."""

    __tablename__ = "sheets"
    id: Mapped[int] = mapped_column(primary_key=True)
    submission_id: Mapped[int] = mapped_column(ForeignKey("submissions.id"), index=True)
    version: Mapped[int]
    fields: Mapped[dict[str, Any]] = mapped_column(JSON)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    at: Mapped[datetime]


class Interpretation(Table):
    """One saved state of a policy interpretation; body: title and sections as in the record; only ever appended."""

    __tablename__ = "interpretations"
    id: Mapped[int] = mapped_column(primary_key=True)
    submission_id: Mapped[int] = mapped_column(ForeignKey("submissions.id"), index=True)
    version: Mapped[int]
    body: Mapped[dict[str, Any]] = mapped_column(JSON)
    checks: Mapped[list[dict[str, Any]]] = mapped_column(JSON, default=list)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    at: Mapped[datetime]


class Consultation(Table):
    """One line of the ledger of 征询函: which body was asked, when, and what it answered."""

    __tablename__ = "consultations"
    id: Mapped[int] = mapped_column(primary_key=True)
    submission_id: Mapped[int] = mapped_column(ForeignKey("submissions.id"), index=True)
    body: Mapped[str] = mapped_column(String(120))
    question: Mapped[str] = mapped_column(Text, default="")
    sent_on: Mapped[date | None]
    replied_on: Mapped[date | None]
    agreed: Mapped[bool | None]
    reply: Mapped[str] = mapped_column(Text, default="")
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    at: Mapped[datetime]


class Attachment(Table):
    """A file that belongs to a submission; kind: approval, plan, interpretation, legality, consultation or other."""

    __tablename__ = "attachments"
    id: Mapped[int] = mapped_column(primary_key=True)
    submission_id: Mapped[int] = mapped_column(ForeignKey("submissions.id"), index=True)
    kind: Mapped[str] = mapped_column(String(16))
    file_name: Mapped[str] = mapped_column(String(255))
    sha256: Mapped[str] = mapped_column(String(64))
    content: Mapped[bytes] = mapped_column(LargeBinary, deferred=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    at: Mapped[datetime]


class Event(Table):
    """One move of a submission, only ever appended: action of the workflow, state before and after.

    step: id of the signing step where the action is sign or refuse; codes: return codes.
    """

    __tablename__ = "events"
    __table_args__ = (Index("ix_events_user", "user_id", "action", "submission_id"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    submission_id: Mapped[int] = mapped_column(ForeignKey("submissions.id"), index=True)
    action: Mapped[str] = mapped_column(String(16))
    before: Mapped[str] = mapped_column(String(16))
    after: Mapped[str] = mapped_column(String(16))
    step: Mapped[str | None] = mapped_column(String(32))
    codes: Mapped[list[str]] = mapped_column(JSON, default=list)
    reason: Mapped[str] = mapped_column(Text, default="")
    user_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    at: Mapped[datetime]


class View(Table):
    """A saved view of the queue; query: the filters as a URL query."""

    __tablename__ = "views"
    __table_args__ = (UniqueConstraint("user_id", "name"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    name: Mapped[str] = mapped_column(String(64))
    query: Mapped[str] = mapped_column(Text)


class Job(Table):
    """Work for the worker; state: queued, running, done or failed; a lease that has run out goes back to the queue."""

    __tablename__ = "jobs"
    __table_args__ = (Index("ix_jobs_next", "state", "id"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    version_id: Mapped[int] = mapped_column(ForeignKey("versions.id"))
    purpose: Mapped[str] = mapped_column(String(8), default="first")
    state: Mapped[str] = mapped_column(String(8), default="queued")
    attempts: Mapped[int] = mapped_column(default=0)
    leased_until: Mapped[datetime | None]
    error: Mapped[str | None] = mapped_column(Text)
    at: Mapped[datetime]


class Entry(Table):
    """One entry of the audit chain; facts: hashes, labels and counts, never text or a personal value.

    digest: hash of the entry's own fields and of the digest before; see `store.chain`.
    """

    __tablename__ = "audit"
    seq: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    at: Mapped[str] = mapped_column(String(32))
    actor: Mapped[str] = mapped_column(String(64))
    action: Mapped[str] = mapped_column(String(32))
    subject: Mapped[str] = mapped_column(String(64), index=True)
    facts: Mapped[str] = mapped_column(Text)
    before: Mapped[str] = mapped_column(String(64))
    digest: Mapped[str] = mapped_column(String(64))
