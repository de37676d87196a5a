from datetime import date, timedelta
from typing import Any

from sqlalchemy import insert

from pipeline.store import Database, Session, queue
from pipeline.store.queue import Filters
from pipeline.store.tables import Submission
from tests.store.town import NOW, Town, account, document, settle

TODAY = date(2026, 11, 24)

# Each row: a document's columns, by a name that stands in its title.
ROWS: dict[str, dict[str, Any]] = {
    "a": {"risk": 0.2, "confidence": 0.9, "due_on": date(2026, 11, 20), "attribute": "proactive", "topic": "教育"},
    "b": {"risk": 0.9, "confidence": 0.6, "due_on": None, "attribute": "withheld", "reason_code": 6},
    "c": {"risk": 0.2, "confidence": 0.6, "due_on": date(2026, 11, 24), "attribute": "on_request"},
    "d": {"risk": 0.5, "confidence": 0.3, "due_on": date(2026, 12, 22), "attribute": "proactive", "topic": "住房"},
    "e": {"risk": 0.5, "confidence": 0.9, "due_on": None, "attribute": None, "state": "release_review"},
}


def filled(session: Session) -> Town:
    """Return an office whose reviewer has ROWS in the queue, and one draft that they do not see."""
    town = settle(session)
    for name, columns in ROWS.items():
        document(session, town.drafter, **{"state": "source_review", "title": f"标题{name}", **columns})
    document(session, town.drafter, title="标题z")
    return town


def titles(session: Session, town: Town, filters: Filters, order: str = "risk", **paging: int) -> str:
    rows, _ = queue.page(session, town.reviewer, filters, order, **paging)
    return "".join(row.title[-1] for row in rows)


# Riskiest, least sure, due first; among equals what came first; without a date last.
IN_ORDER = {"risk": "bdeac", "uncertainty": "dbcae", "deadline": "acdbe", "newest": "edcba"}


def test_each_order(database: Database) -> None:
    with database.writing() as session:
        town = filled(session)
        assert {order: titles(session, town, Filters(), order) for order in queue.ORDERS} == IN_ORDER


FILTERED = {
    Filters(states=("source_review",)): "abcd",
    Filters(states=("source_review", "release_review")): "abcde",
    Filters(states=("drafting",)): "",
    Filters(attribute="proactive"): "ad",
    Filters(reason_code=6): "b",
    Filters(topic="教育"): "a",
    Filters(low=0.6): "abce",
    Filters(high=0.6): "bcd",
    Filters(low=0.5, high=0.7): "bc",
    Filters(overdue=TODAY): "a",
    Filters(text="题B"): "b",
    Filters(text="0004"): "d",
    Filters(text="%"): "",
    Filters(text="通知.TXT"): "abcde",
    Filters(attribute="proactive", overdue=TODAY): "a",
    Filters(analysis="done"): "",
    Filters(needs_review=True): "abcde",
}


def test_each_filter(database: Database) -> None:
    with database.writing() as session:
        town = filled(session)
        assert {filters: "".join(sorted(titles(session, town, filters))) for filters in FILTERED} == FILTERED


def test_what_is_mine_what_is_nobodys_and_what_is_a_departments(database: Database) -> None:
    with database.writing() as session:
        town = settle(session)
        other = account(session, "other", "drafter", town.departments["housing"])
        document(session, other, state="source_review", title="a", assigned_to=town.reviewer.id)
        document(session, town.drafter, state="source_review", title="b")
        assert titles(session, town, Filters(assigned=town.reviewer.id)) == "a"
        assert titles(session, town, Filters(assigned=0)) == "b"
        assert titles(session, town, Filters(department_id=town.departments["housing"].id)) == "a"


def test_pages_follow_each_other_without_a_gap(database: Database) -> None:
    with database.writing() as session:
        town = filled(session)
        pages = [titles(session, town, Filters(), page=n, size=2) for n in (1, 2, 3, 4)]
        assert pages == ["bd", "ea", "c", ""]
        assert queue.page(session, town.reviewer, Filters(), "risk", page=2, size=2)[1] == 5


def test_next_leads_through_the_whole_queue_in_its_order(database: Database) -> None:
    with database.writing() as session:
        town = filled(session)
        for order in queue.ORDERS:
            rows, _ = queue.page(session, town.reviewer, Filters(), order)
            receipts = [row.receipt for row in rows]
            way = [queue.next_after(session, town.reviewer, Filters(), order, r) for r in (None, *receipts)]
            assert way == [*receipts, receipts[0]], "after the last one begins again with the first"


def test_next_is_found_from_one_that_has_just_left_the_queue(database: Database) -> None:
    with database.writing() as session:
        town = filled(session)
        left = queue.page(session, town.reviewer, Filters(), "risk")[0][1]
        left.state = "approving"
        wanted = Filters(states=("source_review", "release_review"))
        receipt = queue.next_after(session, town.reviewer, wanted, "risk", left.receipt)
        assert receipt == queue.page(session, town.reviewer, wanted, "risk")[0][1].receipt


def test_previous_leads_back_the_same_way_and_ends_at_the_first(database: Database) -> None:
    with database.writing() as session:
        town = filled(session)
        for order in queue.ORDERS:
            rows, _ = queue.page(session, town.reviewer, Filters(), order)
            receipts = [row.receipt for row in rows]
            back = [queue.previous_before(session, town.reviewer, Filters(), order, r) for r in receipts]
            assert back == [None, *receipts[:-1]]
        assert queue.previous_before(session, town.reviewer, Filters(), "risk", "GK-1") is None


def test_a_deferral_comes_up_again_on_its_day(database: Database) -> None:
    with database.writing() as session:
        town = settle(session)
        days = {"a": TODAY, "b": TODAY - timedelta(days=1), "c": TODAY + timedelta(days=1), "d": None}
        for name, day in days.items():
            document(session, town.drafter, state="deferred", title=name, review_on=day)
        document(session, town.drafter, state="source_review", title="e", review_on=TODAY)
        assert titles(session, town, Filters(again=TODAY)) == "ab"
        assert queue.due_again(session, town.reviewer, TODAY) == 2
        assert queue.due_again(session, town.users["administrator"], TODAY) == 0


def test_there_is_no_next_where_nothing_else_waits(database: Database) -> None:
    with database.writing() as session:
        town = settle(session)
        assert queue.next_after(session, town.reviewer, Filters(), "risk", None) is None
        only = document(session, town.drafter, state="source_review")
        assert queue.next_after(session, town.reviewer, Filters(), "risk", only.receipt) is None


def test_counts_are_of_what_the_user_sees(database: Database) -> None:
    with database.writing() as session:
        town = filled(session)
        assert queue.counts(session, town.reviewer) == {"source_review": 4, "release_review": 1}
        assert queue.counts(session, town.drafter) == {"source_review": 4, "release_review": 1, "drafting": 1}
        assert queue.counts(session, town.users["administrator"]) == {}


def test_the_topics_to_choose_from(database: Database) -> None:
    with database.writing() as session:
        assert set(queue.topics(session, filled(session).reviewer)) == {"教育", "住房"}


def test_views_are_a_users_own(database: Database) -> None:
    with database.writing() as session:
        town = settle(session)
        kept = queue.save_view(session, town.reviewer, "逾期", "overdue=1")
        queue.save_view(session, town.users["auditor"], "逾期", "state=all")
        assert queue.save_view(session, town.reviewer, "逾期", "overdue=1&order=risk").id == kept.id
        assert [(v.name, v.query) for v in queue.views(session, town.reviewer)] == [("逾期", "overdue=1&order=risk")]
        queue.drop_view(session, town.users["auditor"], kept.id)
        assert queue.views(session, town.reviewer)
        queue.drop_view(session, town.reviewer, kept.id)
        assert not queue.views(session, town.reviewer)


def test_five_thousand_documents_come_in_pages(database: Database) -> None:
    states = ("source_review", "release_review", "approving", "released")
    with database.writing() as session:
        town = settle(session)
        common = {
            "department_id": town.departments["education"].id, "drafter_id": town.drafter.id, "file_name": "通知.docx",
            "created_at": NOW, "changed_at": NOW, "missing": [],
        }  # fmt: skip
        rows = [
            common
            | {"receipt": f"GK-{n}", "title": f"通知{n}" * 5, "state": states[n % 4], "risk": n * 7919 % 5000 / 5000}
            for n in range(5000)
        ]
        session.execute(insert(Submission), rows)
    waiting = Filters(states=states[:2])
    with database.reading() as session:
        for order in queue.ORDERS:
            third, total = queue.page(session, town.reviewer, waiting, order, page=3, size=50)
            fourth, _ = queue.page(session, town.reviewer, waiting, order, page=4, size=50)
            assert total == 2500
            last = third[-1].receipt
            assert queue.next_after(session, town.reviewer, waiting, order, last) == fourth[0].receipt, order
