"""Counting workdays by the State Council's calendar (register holidays)."""

from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

from pipeline import terms

_DAY = timedelta(days=1)
_SATURDAY = 5


@dataclass(frozen=True, slots=True)
class Holiday:
    """A row of the register: days off from `first` to `last`, ISO, both included; worked: weekend days made up for."""

    id: str
    name: str
    first: str
    last: str
    source: str
    worked: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Due:
    """The last day of a time limit; note: in Chinese, "" where the calendar holds every year that was counted."""

    day: date
    note: str


@dataclass(frozen=True, slots=True)
class Calendar:
    """Which days offices work; years: those that it knows."""

    off: frozenset[date]
    worked: frozenset[date]
    years: frozenset[int]

    def works(self, day: date) -> bool:
        """Return whether offices work on a day; in a year the calendar lacks, Monday to Friday."""
        return day in self.worked or (day.weekday() < _SATURDAY and day not in self.off)

    def due(self, start: date, days: int) -> Due:
        """Return the last of `days` workdays after `start`; the day itself does not count (reference 2.6)."""
        day, left, counted = start, days, set()
        while left > 0 and day < date.max:
            day += _DAY
            counted.add(day.year)
            left -= self.works(day)
        return Due(day, self._note(counted))

    def _note(self, counted: set[int]) -> str:
        lacking = sorted(counted - self.years)
        if not lacking:
            return ""
        years = "、".join(f"{year}年" for year in lacking)
        return f"未含节假日：日历表缺{years}的放假安排，该年只按周一至周五计算，请补充后核对"


@lru_cache(maxsize=4)
def calendar(registers: terms.Registers) -> Calendar:
    """Return the calendar of the register.

    Raises:
        RegisterError: a day that is no ISO date, or a holiday that ends before it begins.
    """
    off: set[date] = set()
    worked: set[date] = set()
    years: set[int] = set()
    for row in registers.rows("holidays", Holiday):
        first, last = _day(row, row.first), _day(row, row.last)
        if last < first:
            raise terms.RegisterError(f"holidays, row {row.id}: last stands before first")
        off.update(first + _DAY * n for n in range((last - first).days + 1))
        worked.update(_day(row, day) for day in row.worked)
        years.add(first.year)
    return Calendar(frozenset(off), frozenset(worked), frozenset(years))


def due(start: date, days: int, registers: terms.Registers | None = None) -> Due:
    """Return the last of `days` workdays after `start`, by the shipped calendar or the office's own."""
    return calendar(registers or terms.registers()).due(start, days)


def _day(row: Holiday, written: str) -> date:
    try:
        return date.fromisoformat(written)
    except ValueError as error:
        raise terms.RegisterError(f"holidays, row {row.id}: {written!r} is no ISO date") from error
