"""The audit chain as a person reads it: narrowed to a document, a person, an action or some days."""

import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from sqlalchemy import ColumnElement, func, select

from pipeline.store import Session
from pipeline.store.tables import Department, Entry, User


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the list is narrowed to; since, until: days of the office, both inclusive."""

    subject: str = ""
    actor: str = ""
    action: str = ""
    since: date | None = None
    until: date | None = None


@dataclass(frozen=True, slots=True)
class Line:
    """One entry; at: UTC and naive; facts: by name."""

    seq: int
    at: datetime
    actor: str
    action: str
    subject: str
    facts: dict[str, Any]
    digest: str


@dataclass(frozen=True, slots=True)
class Refusals:
    """How many uploads of a department were refused on a day for a secrecy mark."""

    day: date
    department: str
    count: int


def page(session: Session, wanted: Wanted, offset: timedelta, *, page: int, size: int) -> tuple[list[Line], int]:
    """Return a page (from 1) of the chain, the newest entry first, and how many entries there are.

    offset: of the office's clocks from UTC.
    """
    conditions = _conditions(wanted, offset)
    total = session.scalar(select(func.count()).select_from(Entry).where(*conditions)) or 0
    rows = select(Entry).where(*conditions).order_by(Entry.seq.desc()).offset((page - 1) * size).limit(size)
    return [_line(entry) for entry in session.scalars(rows)], total


def actions(session: Session) -> Sequence[str]:
    """Return the actions that the chain holds."""
    return session.scalars(select(Entry.action).distinct().order_by(Entry.action)).all()


def refusals(session: Session, offset: timedelta) -> list[Refusals]:
    """Return the refused uploads by day and department, the last day first: numbers only."""
    rows = (
        select(Entry.at, Department.name)
        .join(User, User.login == Entry.actor, isouter=True)
        .join(Department, Department.id == User.department_id, isouter=True)
        .where(Entry.action == "refused")
    )
    counted = Counter(((datetime.fromisoformat(at) + offset).date(), name or "") for at, name in session.execute(rows))
    return [Refusals(day, name, count) for (day, name), count in sorted(counted.items(), reverse=True)]


def _conditions(wanted: Wanted, offset: timedelta) -> list[ColumnElement[bool]]:
    equal = ((Entry.subject, wanted.subject), (Entry.actor, wanted.actor), (Entry.action, wanted.action))
    found: list[ColumnElement[bool]] = [column == value for column, value in equal if value]
    if wanted.since:
        found.append(Entry.at >= _written(wanted.since, offset))
    if wanted.until:
        found.append(Entry.at < _written(wanted.until, offset, timedelta(days=1)))
    return found


def _written(day: date, offset: timedelta, later: timedelta = timedelta()) -> str:
    """Return the beginning of an office's day, or so much later, as the chain writes times."""
    try:
        moment = datetime.combine(day, time()) - offset + later
    except OverflowError:  # a day at either end of time
        moment = datetime.max if later else datetime.min
    return moment.isoformat(timespec="microseconds")


def _line(entry: Entry) -> Line:
    facts = json.loads(entry.facts)
    return Line(
        entry.seq, datetime.fromisoformat(entry.at), entry.actor, entry.action, entry.subject, facts, entry.digest
    )
