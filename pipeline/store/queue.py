"""The queues: the reviewers', with filters, orders and saved views, the signers', and what is published."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, and_, false, func, or_, select, true
from sqlalchemy.exc import IntegrityError

from pipeline.store import Session
from pipeline.store.errors import Conflict
from pipeline.store.people import SIGNED, seen_by
from pipeline.store.tables import Department, Event, Submission, User, View

ORDERS = ("risk", "uncertainty", "deadline", "newest")
"""Riskiest first; least sure first; due first, without a date last; newest first."""

_FAR = date(9999, 12, 31)


@dataclass(frozen=True, slots=True)
class Filters:
    """What a page of the queue is narrowed to; what is not given does not narrow.

    states: any of these. low, high: confidence at least, at most, 0 to 1. overdue: a day; only what was due before
    it. again: a day; only deferrals that are to be looked at again on it or before. assigned: a user's number, 0 for
    what is nobody's. analysis: queued, done or failed. text: in title, number, receipt or file name.
    """

    states: tuple[str, ...] = ()
    department_id: int | None = None
    attribute: str | None = None
    reason_code: int | None = None
    topic: str | None = None
    low: float | None = None
    high: float | None = None
    overdue: date | None = None
    again: date | None = None
    assigned: int | None = None
    awaiting: str | None = None
    needs_review: bool | None = None
    analysis: str | None = None
    text: str = ""


def page(
    session: Session, user: User, filters: Filters, order: str, *, page: int = 1, size: int = 20
) -> tuple[Sequence[Submission], int]:
    """Return one page (from 1) of what a user sees, and how many there are on all pages.

    Raises:
        KeyError: no such order.
    """
    wanted = _wanted(user, filters)
    total = session.scalar(select(func.count()).select_from(Submission).where(*wanted)) or 0
    rows = select(Submission).where(*wanted).order_by(*_order(order)).offset((page - 1) * size).limit(size)
    return session.scalars(rows).all(), total


def next_after(session: Session, user: User, filters: Filters, order: str, receipt: str | None) -> str | None:
    """Return the receipt that follows one in the queue, or the first where none is given or none follows.

    The one left may itself no longer be in the queue (passed on a moment ago): it still tells the place.
    """
    wanted = select(Submission.receipt).where(*_wanted(user, filters)).order_by(*_order(order)).limit(1)
    here = _of(session, receipt)
    if here is None:
        return session.scalar(wanted)
    others = wanted.where(Submission.id != here.id)
    return session.scalar(others.where(_beyond(order, here))) or session.scalar(others)


def previous_before(session: Session, user: User, filters: Filters, order: str, receipt: str) -> str | None:
    """Return the receipt that stands before one in the queue; None before the first."""
    here = _of(session, receipt)
    if here is None:
        return None
    wanted = select(Submission.receipt).where(*_wanted(user, filters), _beyond(order, here, back=True))
    return session.scalar(wanted.order_by(*_order(order, back=True)).limit(1))


def due_again(session: Session, user: User, day: date) -> int:
    """Return how many deferrals that a user sees are to be looked at again by a day."""
    wanted = _wanted(user, Filters(again=day))
    return session.scalar(select(func.count()).select_from(Submission).where(*wanted)) or 0


def counts(session: Session, user: User) -> dict[str, int]:
    """Return how many submissions a user sees in each state; a state without any is left out."""
    rows = select(Submission.state, func.count()).where(seen_by(user)).group_by(Submission.state)
    return {state: count for state, count in session.execute(rows)}


def topics(session: Session, user: User) -> Sequence[str]:
    """Return the topics among what a user sees: the choices of the filter."""
    found = select(Submission.topic).where(seen_by(user), Submission.topic != "").distinct()
    return session.scalars(found.order_by(Submission.topic)).all()


def to_sign(session: Session, user: User, *, page: int = 1, size: int = 50) -> Sequence[Submission]:
    """Return a page (from 1) of what waits for this user's signature, the oldest deadline first.

    An auditor sees what waits for anybody's.
    """
    rows = select(Submission).where(*_to_sign(session, user)).order_by(_DUE, Submission.id)
    return session.scalars(rows.offset((page - 1) * size).limit(size)).all()


def count_to_sign(session: Session, user: User) -> int:
    """Return how much waits for this user's signature."""
    return session.scalar(select(func.count()).select_from(Submission).where(*_to_sign(session, user))) or 0


def signed(session: Session, user: User, *, most: int = 20) -> Sequence[tuple[Submission, Event]]:
    """Return the user's last signatures and refusals, the newest first."""
    own = (Event.user_id == user.id, Event.action.in_(SIGNED), seen_by(user))
    rows = select(Submission, Event).join(Event, Event.submission_id == Submission.id)
    return [(s, e) for s, e in session.execute(rows.where(*own).order_by(Event.id.desc()).limit(most))]


@dataclass(frozen=True, slots=True)
class Published:
    """What the list of the published is narrowed to.

    text: in title, number or issuer; since, until: days of issue, both inclusive.
    """

    text: str = ""
    since: date | None = None
    until: date | None = None


def released(session: Session, wanted: Published, *, page: int, size: int) -> tuple[Sequence[Submission], int]:
    """Return a page (from 1) of what is published, the last first, and how many there are: for every account."""
    conditions = _published(wanted)
    total = session.scalar(select(func.count()).select_from(Submission).where(*conditions)) or 0
    rows = select(Submission).where(*conditions).order_by(Submission.released_at.desc(), Submission.id.desc())
    return session.scalars(rows.offset((page - 1) * size).limit(size)).all(), total


def save_view(session: Session, user: User, name: str, query: str) -> View:
    """Return a user's saved view; one of the same name is replaced."""
    view = session.scalar(select(View).where(View.user_id == user.id, View.name == name))
    if view is None:
        view = View(user_id=user.id, name=name, query=query)
        session.add(view)
    view.query = query
    try:
        session.flush()
    except IntegrityError as error:
        raise Conflict("同名视图刚刚保存过：请刷新页面") from error
    return view


def views(session: Session, user: User) -> Sequence[View]:
    """Return a user's saved views, by name."""
    return session.scalars(select(View).where(View.user_id == user.id).order_by(View.name)).all()


def drop_view(session: Session, user: User, view_id: int) -> None:
    """Take away a saved view of this user."""
    view = session.scalar(select(View).where(View.user_id == user.id, View.id == view_id))
    if view is not None:
        session.delete(view)
        session.flush()


def _to_sign(session: Session, user: User) -> tuple[ColumnElement[bool], ...]:
    return Submission.state == "approving", _turn(session, user), seen_by(user)


def _turn(session: Session, user: User) -> ColumnElement[bool]:
    """Return the condition that a signature is this user's to give; a drafting department signs its own only."""
    if user.role == "auditor":
        return true()
    department = session.get(Department, user.department_id) if user.department_id else None
    if department is None or user.role != "signer":
        return false()
    its_kind = Submission.awaiting == department.kind
    return and_(its_kind, Submission.department_id == department.id) if department.kind == "drafting" else its_kind


def _published(wanted: Published) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = [Submission.state == "released"]
    if wanted.text:
        columns = (Submission.title, Submission.doc_number, Submission.issuer)
        found.append(or_(*(c.icontains(wanted.text, autoescape=True) for c in columns)))
    if wanted.since:
        found.append(Submission.issue_date >= wanted.since)
    if wanted.until:
        found.append(Submission.issue_date <= wanted.until)
    return found


def _wanted(user: User, filters: Filters) -> list[ColumnElement[bool]]:
    return [seen_by(user), *_equal(filters), *_other(filters)]


def _equal(filters: Filters) -> list[ColumnElement[bool]]:
    columns: tuple[tuple[Any, Any], ...] = (
        (Submission.department_id, filters.department_id),
        (Submission.attribute, filters.attribute),
        (Submission.reason_code, filters.reason_code),
        (Submission.topic, filters.topic),
        (Submission.awaiting, filters.awaiting),
        (Submission.needs_review, filters.needs_review),
        (Submission.analysis, filters.analysis),
    )
    return [column == value for column, value in columns if value is not None]


def _other(filters: Filters) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    if filters.states:
        found.append(Submission.state.in_(filters.states))
    if filters.low is not None:
        found.append(Submission.confidence >= filters.low)
    if filters.high is not None:
        found.append(Submission.confidence <= filters.high)
    if filters.overdue is not None:
        found.append(Submission.due_on < filters.overdue)
    if filters.again is not None:
        found += [Submission.state == "deferred", Submission.review_on <= filters.again]
    if filters.assigned is not None:
        found.append(Submission.assigned_to.is_not_distinct_from(filters.assigned or None))
    if filters.text:
        columns = (Submission.title, Submission.doc_number, Submission.receipt, Submission.file_name)
        found.append(or_(*(column.icontains(filters.text, autoescape=True) for column in columns)))
    return found


_DUE: ColumnElement[date] = func.coalesce(Submission.due_on, _FAR)


_KEYS: dict[str, tuple[tuple[str, bool], ...]] = {
    "risk": (("risk", True), ("id", False)),
    "uncertainty": (("confidence", False), ("id", False)),
    "deadline": (("due_on", False), ("id", False)),
    "newest": (("id", True),),
}
"""What each order goes by, and whether downwards."""


def _keys(order: str, back: bool) -> list[tuple[str, ColumnElement[Any], bool]]:
    """Return name, column and direction of what an order goes by; back: the other way round."""
    columns: dict[str, Any] = {"due_on": _DUE}
    return [(name, columns.get(name, getattr(Submission, name)), down != back) for name, down in _KEYS[order]]


def _order(order: str, *, back: bool = False) -> list[ColumnElement[Any]]:
    return [column.desc() if down else column.asc() for _, column, down in _keys(order, back)]


def _beyond(order: str, here: Submission, *, back: bool = False) -> ColumnElement[bool]:
    """Return the condition on what comes after a document in an order; back: before it."""
    found: ColumnElement[bool] = false()
    for name, column, down in reversed(_keys(order, back)):
        value = getattr(here, name) or (_FAR if name == "due_on" else 0)
        found = or_(column < value if down else column > value, and_(column == value, found))
    return found


def _of(session: Session, receipt: str | None) -> Submission | None:
    return session.scalar(select(Submission).where(Submission.receipt == receipt)) if receipt else None
