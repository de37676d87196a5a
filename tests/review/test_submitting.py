"""Sending a document to the review: what stands in the form goes with it, saved before or not, with script or without."""

import re
from html import unescape

from playwright.sync_api import Page, expect

from tests.review.browser import log_in
from tests.review.desk import JSON, facts_of, handed_in
from tests.review.test_form_page import COMPLETE, papers_of
from tests.review.workbench import PASSWORD, Bench

REASON = "急件，其余材料随后补齐"


def listed(page: str) -> int:
    """Return how many missing items a page says there are."""
    found = re.search("<b>([0-9]+)</b> 项待补", page)
    assert found
    return int(found[1])


def test_a_form_that_was_never_saved_goes_with_its_document(bench: Bench, wide: Page) -> None:
    receipt = handed_in(bench, bench.log_in("drafter"))
    log_in(wide, bench.address, "drafter", PASSWORD)
    wide.goto(f"{bench.address}/documents/{receipt}/form")
    wide.locator("#submit-reason").fill(REASON)
    wide.get_by_role("button", name="送审").click()
    expect(wide.locator(".badge").first).to_have_text("源头审查")
    sheet, count = papers_of(bench, receipt)
    assert (sheet["doc_number"], count) == ("江民发〔2026〕12号", 1)


def test_a_browser_without_script_sends_the_form_with_the_document(bench: Bench) -> None:
    client = bench.log_in("drafter")
    receipt = handed_in(bench, client)
    page = client.get(f"/documents/{receipt}/form").text
    assert re.search(f'<button[^>]* form="sheet" formaction="/documents/{receipt}/submit"', page)
    sent = COMPLETE | {"base": "0", "submit_reason": REASON}
    assert client.post(f"/documents/{receipt}/submit", data=sent).status_code == 303
    sheet, count = papers_of(bench, receipt)
    assert (sheet["content"], count) == ("救助标准和程序", 1)
    assert [f["reasoned"] for f in facts_of(bench, receipt, "submitted")] == [True]


def test_nothing_goes_on_without_any_form(bench: Bench) -> None:
    client = bench.log_in("drafter")
    receipt = handed_in(bench, client)
    answer = client.post(f"/documents/{receipt}/submit", data={"submit_reason": REASON}, headers=JSON)
    assert answer.status_code == 422 and "意见单还没有保存过" in answer.json()["error"]
    assert client.get(f"/documents/{receipt}/status.json").json()["state"] == "drafting"


def test_what_is_refused_stays_on_the_form_with_the_same_list_and_what_was_typed(bench: Bench) -> None:
    client = bench.log_in("drafter")
    receipt = handed_in(bench, client)
    sent = COMPLETE | {"base": "0", "content": "改过的内容", "submit_reason": "急"}
    answer = client.post(f"/documents/{receipt}/submit", data=sent)
    page = unescape(answer.text)
    assert answer.status_code == 422 and 'id="sheet"' in page
    assert "改过的内容" in page and ">急</textarea>" in page
    number = listed(page)
    assert f"还有 {number} 项不全" in page
    assert listed(client.get(f"/documents/{receipt}/form").text) == number
    assert client.get(f"/documents/{receipt}/status.json").json()["state"] == "drafting"


def test_a_wrong_value_stops_the_document_beside_its_field(bench: Bench) -> None:
    client = bench.log_in("drafter")
    receipt = handed_in(bench, client)
    sent = COMPLETE | {"base": "0", "due_on": "下个月", "submit_reason": REASON}
    answer = client.post(f"/documents/{receipt}/submit", data=sent)
    assert answer.status_code == 422 and "不是日期" in answer.text and f">{REASON}</textarea>" in answer.text
    assert papers_of(bench, receipt) == (None, 0)


def test_a_form_as_it_was_saved_is_not_saved_twice(bench: Bench) -> None:
    client = bench.log_in("drafter")
    receipt = handed_in(bench, client)
    base = client.post(f"/documents/{receipt}/form", data=COMPLETE, headers=JSON).json()["base"]
    sent = COMPLETE | {"base": base, "submit_reason": REASON}
    assert client.post(f"/documents/{receipt}/submit", data=sent).status_code == 303
    assert papers_of(bench, receipt)[1] == 1


def test_a_reason_too_short_is_asked_for_on_the_page(bench: Bench, wide: Page) -> None:
    receipt = handed_in(bench, bench.log_in("drafter"))
    log_in(wide, bench.address, "drafter", PASSWORD)
    wide.faults.allow("422")  # type: ignore[attr-defined]
    wide.goto(f"{bench.address}/documents/{receipt}/form")
    wide.locator("#f-clerk").fill("许听松")
    wide.locator("#submit-reason").fill("急")
    wide.get_by_role("button", name="送审").click()
    expect(wide.locator("#submitting .error")).to_contain_text("没有送审")
    expect(wide.locator(".notice.n-warn").first).to_be_in_viewport()
    expect(wide.locator("#f-clerk")).to_have_value("许听松")
    wide.locator("#submit-reason").fill(REASON)
    wide.keyboard.press("Control+Enter")
    expect(wide.locator(".badge").first).to_have_text("源头审查")
