"""The queue in a real browser: what is chosen can be read, and large text stays inside the frame."""

from datetime import timedelta

from playwright.sync_api import Page, expect
from sqlalchemy import select

from pipeline.review.workflow import STATES
from pipeline.store.tables import Submission, User
from tests.review.browser import log_in
from tests.review.reviewing import queued
from tests.review.workbench import PASSWORD, Bench

_CUT = """() => [...document.querySelectorAll(".filters select")].filter((select) => {
  const alone = document.createElement("select");
  alone.append(new Option(select.selectedOptions[0].text));
  select.after(alone);
  alone.style.width = "max-content";
  const wanted = alone.offsetWidth;
  alone.remove();
  return select.offsetWidth < wanted;
}).map((select) => select.name)"""
_OVER = """() => [...document.querySelectorAll(".table-frame, .tabs, .filters")]
  .filter((frame) => frame.scrollWidth > frame.clientWidth).map((frame) => frame.className)"""


def full(bench: Bench) -> None:
    """Put a document into the queue of which every cell says the longest that it can."""
    receipt = queued(bench)
    with bench.office.database.writing() as session:
        found = session.scalars(select(Submission).where(Submission.receipt == receipt)).one()
        found.due_on, found.confidence, found.needs_review = bench.office.today() - timedelta(days=3), 1.0, True
        found.attribute, found.delivery, found.reason_code, found.masked_count = "on_request", "redacted", 6, 120
        found.missing = ["T01", "T05", "T12", "T15"]
        found.locked_by = session.scalars(select(User.id).where(User.login == "reviewer2")).one()
        found.locked_until = bench.office.now() + timedelta(hours=1)


def test_the_chosen_order_can_be_read_beside_clear_filters(bench: Bench, wide: Page) -> None:
    queued(bench)
    log_in(wide, bench.address, "reviewer", PASSWORD)
    wide.goto(f"{bench.address}/review?order=uncertainty")
    expect(wide.get_by_text("清除筛选")).to_be_visible()
    assert wide.evaluate(_CUT) == []


def test_large_text_stays_inside_the_frame(bench: Bench, wide: Page) -> None:
    full(bench)
    for state in STATES:
        queued(bench, state=state)
    log_in(wide, bench.address, "reviewer", PASSWORD)
    wide.set_viewport_size({"width": 1265, "height": 800})  # 1280 less a scroll bar
    wide.goto(f"{bench.address}/review")
    wide.locator(".larger").first.click()
    wide.wait_for_selector(":root.large")
    assert wide.evaluate(_OVER) == [] and wide.evaluate(_CUT) == []


def test_no_mark_of_an_attribute_is_told_in_words(bench: Bench) -> None:
    full(bench)
    client = bench.log_in("reviewer")
    page = client.get("/review").text
    assert "文中未标注公开属性" in page and "缺 T01" not in page and 'title="缺解读方案"' in page
    assert "无公开属性" in client.get(page.split('class="title" href="')[1].split('"')[0]).text, "the code's own name"
