"""Workdays by the State Council's notices for 2024 to 2026; the last days are counted by hand on a wall calendar."""

from datetime import date
from pathlib import Path

import pytest

from pipeline.review.paperwork.workdays import calendar, due
from pipeline.terms import RegisterError, Registers, registers, shipped


@pytest.mark.parametrize(
    ("start", "days", "last"),
    [
        ("2025-03-18", 20, "2025-04-16"),  # Qingming, 4 to 6 April, of which the 4th is a Friday
        ("2026-02-13", 1, "2026-02-14"),  # a Saturday that is worked for the Spring Festival
        ("2026-02-14", 1, "2026-02-24"),  # nine days off
        ("2024-09-30", 1, "2024-10-08"),
        ("2024-10-08", 4, "2024-10-12"),  # a Saturday that is worked for the National Day
        ("2026-11-24", 20, "2026-12-22"),  # four weeks without a holiday
        ("2026-11-27", 1, "2026-11-30"),  # over a weekend
        ("2026-11-24", 0, "2026-11-24"),
    ],
)
def test_the_day_itself_does_not_count(start: str, days: int, last: str) -> None:
    found = due(date.fromisoformat(start), days)
    assert (found.day.isoformat(), found.note) == (last, "")


@pytest.mark.parametrize(
    ("day", "works"),
    [
        ("2024-02-09", True),  # the eve of 2024 was no day off
        ("2024-02-18", True),
        ("2024-05-06", True),
        ("2025-01-28", False),
        ("2025-10-08", False),
        ("2025-10-11", True),
        ("2026-01-04", True),
        ("2026-06-19", False),
        ("2026-09-20", True),
        ("2026-10-08", True),
        ("2026-11-22", False),
    ],
)
def test_days_off_and_weekend_days_that_are_worked(day: str, works: bool) -> None:
    assert calendar(registers()).works(date.fromisoformat(day)) is works


def test_a_year_without_calendar_is_said() -> None:
    found = due(date(2026, 12, 21), 20)
    assert found.day == date(2027, 1, 18)  # Monday to Friday
    assert "未含节假日" in found.note
    assert "2027年" in found.note
    assert "2026年" not in found.note


@pytest.mark.parametrize(
    "row", ['first = "2027-02-05"\nlast = "2027-02-01"', 'first = "2027-2-5"\nlast = "2027-02-11"']
)
def test_a_wrong_holiday_is_named(tmp_path: Path, row: str) -> None:
    (tmp_path / "holidays.toml").write_text(
        f'[[row]]\nid = "own"\nname = "春节"\nsource = ""\n{row}\n', encoding="utf-8"
    )
    with pytest.raises(RegisterError, match="row own"):
        calendar(Registers((shipped("data/registers"), tmp_path)))


def test_an_office_adds_the_next_year(tmp_path: Path) -> None:
    row = '[[row]]\nid = "2027-new-year"\nname = "元旦"\nfirst = "2027-01-01"\nlast = "2027-01-03"\nsource = ""\n'
    (tmp_path / "holidays.toml").write_text(row, encoding="utf-8")
    found = due(date(2026, 12, 31), 1, Registers((shipped("data/registers"), tmp_path)))
    assert (found.day, found.note) == (date(2027, 1, 4), "")
