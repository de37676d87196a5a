"""An invented office: one user of every role, departments of every kind, and documents in any state."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Any

from pipeline.review.permissions import ROLES
from pipeline.store import Session, people, submissions
from pipeline.store.tables import Department, Submission, User

NOW = datetime(2026, 11, 24, 2, 0)
KINDS = {
    "education": "drafting",
    "housing": "drafting",
    "openness": "openness",
    "justice": "justice",
    "head": "leadership",
}


@dataclass(frozen=True, slots=True)
class Town:
    """departments: by the names of KINDS; users: by role, the drafter and the signer of education."""

    departments: Mapping[str, Department]
    users: Mapping[str, User]

    @property
    def drafter(self) -> User:
        return self.users["drafter"]

    @property
    def reviewer(self) -> User:
        return self.users["reviewer"]


def settle(session: Session) -> Town:
    """Return the office, made in an empty database."""
    departments = {name: people.add_department(session, name, kind) for name, kind in KINDS.items()}
    of = {"drafter": "education", "signer": "education", "reviewer": "openness"}
    users = {role: account(session, role, role, departments[of[role]] if role in of else None) for role in ROLES}
    return Town(departments, users)


def account(session: Session, login: str, role: str, department: Department | None) -> User:
    """Return a new account."""
    number = department.id if department else None
    return people.add_user(
        session, login=login, name=login, role=role, department_id=number, password_hash="-", now=NOW
    )


def document(
    session: Session, user: User, content: bytes = b"text", *, now: datetime = NOW, **columns: Any
) -> Submission:
    """Return a new submission, its columns set."""
    made = submissions.create(
        session, user=user, upload_name="通知.txt", content=content, sha256=sha256(content).hexdigest(), now=now
    )
    for name, value in columns.items():
        setattr(made, name, value)
    session.flush()
    return made
