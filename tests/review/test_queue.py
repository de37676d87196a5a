"""The reviewers' queue: what it shows, narrows to, orders by, and who gets a document."""

import re

import pytest

from pipeline.review.reviewing.queueing import of_query
from tests.review.reviewing import TEXT, TITLE, queued, record, stored
from tests.review.workbench import *  # noqa: F403
from tests.review.workbench import Bench


def receipts(page: str) -> list[str]:
    return re.findall(r'<tr data-receipt="([^"]+)"', page)


def titled(title: str, **attribute: object) -> dict[str, object]:
    made = record(TEXT.replace(TITLE, title))
    made["attribute"] |= attribute
    return made


def test_the_queue_shows_what_waits_for_review_and_nothing_else(bench: Bench) -> None:
    waiting = {queued(bench), queued(bench, state="release_review")}
    queued(bench, state="released")
    client = bench.log_in("reviewer")
    assert set(receipts(client.get("/review").text)) == waiting
    assert len(receipts(client.get("/review?state=all").text)) == 3


@pytest.mark.parametrize(
    "query,number",
    [
        ("attribute=withheld", 1), ("attribute=proactive", 2), ("band=low", 1), ("band=high", 1), ("q=水库", 1), ("q=GK-", 3),
        ("reason=6", 1), ("topic=民政、扶贫、救灾", 3), ("mine=me", 0), ("mine=nobody", 3), ("overdue=1", 1), ("department=1", 3), ("department=2", 0),
        ("state=nonsense", 3), ("page=99999999999", 3), ("q=%27%20or%201%3D1", 0),
    ],
)  # fmt: skip
def test_a_filter_narrows(bench: Bench, query: str, number: int) -> None:
    withheld = {"label": "withheld", "probability": {"withheld": 0.5}, "reason_code": 6, "candidates": ["withheld"]}
    queued(bench, titled("江州市水库巡查办法", **withheld))
    queued(bench, titled("江州市民政局关于养老助餐的通知", probability={"proactive": 0.95}), days=90)
    queued(bench, titled("江州市民政局关于殡葬服务的通知"))
    assert len(receipts(bench.log_in("reviewer").get(f"/review?{query}").text)) == number


def test_each_order_puts_first_what_it_says(bench: Bench) -> None:
    first = queued(bench, titled("甲", probability={"proactive": 0.99}), days=60)
    second = queued(bench, titled("乙", probability={"proactive": 0.4}))
    client = bench.log_in("reviewer")
    assert receipts(client.get("/review?order=uncertainty").text) == [second, first]
    assert receipts(client.get("/review?order=deadline").text) == [first, second]
    assert receipts(client.get("/review?order=newest").text) == [second, first]


def test_overdue_and_nearly_due_documents_are_marked(bench: Bench) -> None:
    queued(bench, days=90)
    queued(bench, days=26)
    page = bench.log_in("reviewer").get("/review").text
    assert page.count(">超期<") == 1
    assert page.count(">临近<") == 1


def test_a_view_is_saved_chosen_and_dropped(bench: Bench) -> None:
    client, other = bench.log_in("reviewer"), bench.log_in("reviewer2")
    query = "attribute=withheld&order=deadline"
    assert (
        client.post("/review/views", data={"name": "不予公开的", "query": query + "&evil=1"}).headers["location"]
        == f"/review?{query}"
    )
    page = client.get("/review").text
    assert f'href="/review?{query.replace("&", "&amp;")}">不予公开的<' in page
    assert "不予公开的" not in other.get("/review").text
    number = re.search(r"/review/views/([0-9]+)/drop", page).group(1)  # type: ignore[union-attr]
    assert other.post(f"/review/views/{number}/drop").status_code == 303
    assert "不予公开的" in client.get("/review").text, "another's view is not theirs to drop"
    client.post(f"/review/views/{number}/drop")
    assert "不予公开的" not in client.get("/review").text


@pytest.mark.parametrize("name", ["", "   ", "长" * 41])
def test_a_view_needs_a_short_name(bench: Bench, name: str) -> None:
    assert bench.log_in("reviewer").post("/review/views", data={"name": name, "query": ""}).status_code == 422


def test_checked_documents_are_assigned_to_a_colleague(bench: Bench) -> None:
    some = [queued(bench), queued(bench), queued(bench)]
    client = bench.log_in("reviewer")
    assert client.post("/review/assign", data={"receipt": some[:2], "assignee": "reviewer2"}).status_code == 303
    assert set(receipts(bench.log_in("reviewer2").get("/review?mine=me").text)) == set(some[:2])
    assert receipts(client.get("/review?mine=nobody").text) == [some[2]]


@pytest.mark.parametrize(
    "fields", [{}, {"receipt": "X", "assignee": "drafter"}, {"receipt": "GK-1", "assignee": "reviewer"}]
)
def test_an_assignment_that_cannot_be_is_refused(bench: Bench, fields: dict[str, str]) -> None:
    assert bench.log_in("reviewer").post("/review/assign", data=fields).status_code in (404, 422)


def test_the_queue_says_who_has_a_document_open(bench: Bench) -> None:
    receipt = queued(bench)
    bench.log_in("reviewer2").post(f"/documents/{receipt}/lock", headers={"accept": "application/json"})
    assert "沈听澜正在审查" in bench.log_in("reviewer").get("/review").text


def test_the_next_document_is_the_one_that_follows_in_the_same_order(bench: Bench) -> None:
    some = [queued(bench) for _ in range(3)]
    client = bench.log_in("reviewer")
    newest = f"/documents/{some[2]}/next?order=newest"
    assert client.get(newest).headers["location"] == f"/documents/{some[1]}?order=newest"


def test_nothing_of_a_title_is_markup(bench: Bench) -> None:
    queued(bench, titled("<script>alert(1)</script>\u202e通知"))
    page = bench.log_in("reviewer").get("/review").text
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt;▯通知" in page


def test_a_query_keeps_only_what_the_queue_knows() -> None:
    assert (
        of_query("attribute=withheld&x=1&page=3&q=%E6%B0%B4&order=evil").query
        == "attribute=withheld&q=%E6%B0%B4&order=evil"
    )
    assert of_query("order=evil").order == "risk"
    assert of_query("page=-1").page == 1


def test_the_columns_follow_a_persons_word(bench: Bench) -> None:
    receipt = queued(bench)
    client = bench.log_in("reviewer")
    edit = {"target": "attribute", "verdict": "edit", "value": '{"label": "withheld", "reason_code": 4}'}
    assert client.post(f"/documents/{receipt}/judge", data=edit).status_code == 303
    assert (stored(bench, receipt).attribute, stored(bench, receipt).reason_code) == ("withheld", 4)
    client.post(f"/documents/{receipt}/undo")
    assert stored(bench, receipt).attribute == "proactive"
