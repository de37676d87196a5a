"""The queue's address: its query into filters and back, and the rows as the page shows them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from urllib.parse import parse_qsl, urlencode

from starlette.requests import Request

from pipeline.highlights import inert
from pipeline.review.workflow import STATES
from pipeline.store.queue import ORDERS, Filters
from pipeline.store.tables import Submission

WAITING = ("source_review", "release_review")
"""The states that a reviewer works on."""
BANDS: dict[str, tuple[float | None, float | None]] = {"low": (None, 0.6), "middle": (0.6, 0.9), "high": (0.9, None)}
"""Probability of the suggested label, from and to."""
AGAIN = "again"
"""In place of a state: deferrals that are to be looked at again today."""
_SOON = timedelta(days=5)
_LONGEST = 200  # characters of a filter
_KEPT = ("state", "department", "attribute", "band", "reason", "topic", "overdue", "mine", "q", "order")
_CLOSED = ("released", "filed", "withdrawn")


@dataclass(frozen=True, slots=True)
class Asked:
    """What an address asks of the queue; query: its filters, canonical, without a page."""

    values: Mapping[str, str]
    order: str
    page: int
    query: str

    def one(self, name: str) -> str:
        """Return a filter's value, empty where it does not narrow."""
        return self.values.get(name, "")


@dataclass(frozen=True, slots=True)
class Known:
    """What the lines are shown with: names by number, reasons of a risk by id, the time (UTC) and the office's day."""

    people: Mapping[int, str]
    departments: Mapping[int, str]
    reasons: Mapping[str, str]
    now: datetime
    today: date


@dataclass(frozen=True, slots=True)
class Row:
    """A line of the queue; due: see `due`; holder: who keeps the document open; why: what its risk is made up of."""

    receipt: str
    title: str
    number: str
    department: str
    submission: Submission
    due: str
    holder: str
    assignee: str
    why: str


def asked(request: Request) -> Asked:
    """Return what a request's query asks; what it does not know is left out."""
    return of_query(str(request.url.query))


def of_query(query: str) -> Asked:
    """Return what a query asks of the queue."""
    found = {name: value.replace("\0", "").strip()[:_LONGEST] for name, value in parse_qsl(query)}
    values = {name: found[name] for name in _KEPT if found.get(name)}
    order = values.get("order", "")
    number = found.get("page", "1")
    page = int(number) if number.isascii() and number.isdigit() and len(number) < 7 else 1
    return Asked(values, order if order in ORDERS else "risk", max(page, 1), urlencode(values))


def filters(asked: Asked, *, user_id: int, today: date) -> Filters:
    """Return the filters of the store."""
    low, high = BANDS.get(asked.one("band"), (None, None))
    state = asked.one("state")
    states = WAITING if not state else (state,) if state in STATES else ()
    again = today if state == AGAIN else None
    return Filters(
        states=states,
        department_id=_number(asked.one("department")),
        attribute=asked.one("attribute") or None,
        reason_code=_number(asked.one("reason")),
        topic=asked.one("topic") or None,
        low=low,
        high=high,
        overdue=today if asked.one("overdue") else None,
        again=again,
        assigned={"me": user_id, "nobody": 0}.get(asked.one("mine")),
        text=asked.one("q"),
    )


def row(found: Submission, known: Known) -> Row:
    """Return a line of the queue."""
    held = found.locked_until is not None and found.locked_until > known.now
    return Row(
        found.receipt,
        inert(found.title or found.file_name),
        inert(found.doc_number),
        known.departments.get(found.department_id, ""),
        found,
        due(found, known.today),
        known.people.get(found.locked_by or 0, "") if held else "",
        known.people.get(found.assigned_to or 0, ""),
        "；".join(known.reasons[sign] for sign in found.signs if sign in known.reasons),
    )


def due(found: Submission, today: date) -> str:
    """Return late or soon for the day by which a document has to be out, again for a deferral to be looked at."""
    if found.state == "deferred":
        return AGAIN if found.review_on is not None and found.review_on <= today else ""
    if found.due_on is None or found.state in _CLOSED:
        return ""
    if found.due_on < today:
        return "late"
    return "soon" if found.due_on <= today + _SOON else ""


def pages(total: int, size: int) -> int:
    """Return how many pages there are, at least one."""
    return max(1, -(-total // size))


def tabs(counts: Mapping[str, int], current: str, query: str) -> Sequence[tuple[str, str, int, bool]]:
    """Return address, state, count and whether it is chosen, of each state that holds something."""
    rest = [(n, v) for n, v in parse_qsl(query) if n != "state"]
    known = [("", sum(counts.get(s, 0) for s in WAITING)), *((s, counts.get(s, 0)) for s in STATES)]
    known.append((AGAIN, counts.get(AGAIN, 0)))
    every = sum(counts.get(s, 0) for s in STATES)
    shown = [(s, n) for s, n in known if n or not s or s == current] + [("all", every)]
    return [(f"/review?{urlencode([*rest, *([('state', s)] if s else [])])}", s, n, s == current) for s, n in shown]


def _number(value: str) -> int | None:
    return int(value) if value.isascii() and value.isdigit() and len(value) < 10 else None
