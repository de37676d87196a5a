"""The day the queue counts down to: article 26 of the Regulation, 20 working days from the date of issue."""

from datetime import date

import pytest

from pipeline.review import filing
from tests.review.records import laid
from tests.review.workbench import Bench


@pytest.mark.parametrize(
    ("issued", "received", "due"),
    [
        ("2026年11月2日", date(2026, 11, 24), date(2026, 11, 30)),  # 20 workdays after 2 November
        ("2026年11月24日", date(2026, 11, 24), date(2026, 12, 22)),
        ("2024年5月6日", date(2026, 11, 24), date(2026, 12, 22)),  # taken up late: counted from the day it came in
        ("", date(2026, 11, 24), date(2026, 12, 22)),
    ],
)
def test_the_deadline_runs_from_the_date_of_issue(bench: Bench, issued: str, received: date, due: date) -> None:
    record = laid("请各单位认真执行。", day=issued)
    assert filing.due(record, bench.office, received) == due
