"""By when a document must be published."""

from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

from pipeline.review.paperwork import workdays
from pipeline.review.paperwork.form.reading import Reading
from pipeline.terms import RegisterError, Registers

_FIRST = 3  # grounds that may name a shorter limit


@dataclass(frozen=True, slots=True)
class TimeLimit:
    """A row of the register time_limits; rules: how the rules of grounds begin, none for the rest; unit: of days."""

    id: str
    rules: tuple[str, ...]
    days: int
    unit: str
    text: str
    source: str


@dataclass(frozen=True, slots=True)
class Deadline:
    """The last day for publication; text: the limit in Chinese; note: what the calendar lacks, or ""."""

    day: date
    text: str
    note: str


def deadline(record: dict[str, object], registers: Registers) -> Deadline | None:
    """Return the deadline of publication counted from the date of issue; None where the document bears none."""
    reading = Reading(record)
    issued, _ = reading.issue_date()
    if not issued:
        return None
    limit = time_limit(reading, registers)
    start = date.fromisoformat(issued)
    if limit.unit == "day":
        return Deadline(start + min(timedelta(days=limit.days), date.max - start), limit.text, "")
    due = workdays.due(start, limit.days, registers)
    return Deadline(due.day, limit.text, due.note)


def time_limit(reading: Reading, registers: Registers) -> TimeLimit:
    """Return the limit that holds for a document.

    Raises:
        RegisterError: no row without rules, or an unknown unit.
    """
    named = [g.rule for g in reading.grounds[:_FIRST]]
    rows = _rows(registers)
    return next((r for r in rows if r.rules and any(rule.startswith(r.rules) for rule in named)), rows[-1])


@lru_cache(maxsize=4)
def _rows(registers: Registers) -> tuple[TimeLimit, ...]:
    """Return the rows, the one for the rest last."""
    rows = sorted(registers.rows("time_limits", TimeLimit), key=lambda row: not row.rules)
    if wrong := [row.id for row in rows if row.unit not in ("workday", "day")]:
        raise RegisterError(f"time_limits, row {wrong[0]}: unit is workday or day")
    if not rows or rows[-1].rules:
        raise RegisterError("time_limits: a row without rules is wanted, for the rest")
    return tuple(rows)
