"""The search page: what is found is shown in its place, and only to those who may see it."""

from playwright.sync_api import Page

from tests.review import dossiers
from tests.review.browser import log_in
from tests.review.dossiers import POLICY, approving, uploaded
from tests.review.workbench import PASSWORD, Bench

HOSTILE = POLICY.replace("困难居民冬季取暖补助工作", "<img src=x onerror=alert(1)>“取暖”工作").replace(
    "每户每年补助600元", "每户每年补助</mark><script>alert(1)</script>"
)


def test_a_word_of_two_characters_is_found_in_either_script(any_bench: Bench):
    receipt = uploaded(any_bench)
    client = any_bench.log_in("drafter")
    for words in ("取暖", "補助", "取暖 街道", "６００元"):
        page = client.get("/search", params={"q": words}).text
        assert receipt in page and "<mark>" in page, words
    page = client.get("/search", params={"q": "取暖 供水"}).text
    assert receipt not in page and "没有找到" in page and "供水" in page


def test_another_department_finds_nothing_and_is_told_what_was_searched(bench: Bench):
    receipt = uploaded(bench)
    page = bench.log_in("drafter2").get("/search", params={"q": "取暖", "attribute": "proactive"}).text
    assert receipt not in page
    assert "正文含“取暖”" in page and "主动公开" in page and "有权查看" in page


def test_the_filters_narrow(bench: Bench):
    first = uploaded(bench)
    second = approving(bench, POLICY.replace("600元", "700元").replace("取暖", "防寒"))
    client = bench.log_in("drafter")
    for wanted, found, other in (
        ({"title": "取暖"}, first, second),
        ({"title": "防寒"}, second, first),
        ({"state": "approving"}, second, first),
        ({"q": "困难居民", "state": "drafting"}, first, second),
    ):
        page = client.get("/search", params=wanted).text
        assert found in page and other not in page, wanted
    for nothing in ({"since": "2027-01-01"}, {"until": "2020-01-01"}, {"attribute": "withheld"}, {"number": "江民发"}, {"department": "999"}):
        page = client.get("/search", params=nothing).text
        assert first not in page and second not in page, nothing
    assert first in client.get("/search", params={"issuer": "民政", "since": "2026-11-20", "until": "2026-11-20"}).text


def test_a_nonsense_address_is_no_error(bench: Bench):
    client = bench.log_in("auditor")
    for query in ("page=-1", "page=x", "since=x&until=9999-99-99&q=a", "department=-1&q=a", "q=" + "长" * 500, "q=%22*"):
        assert client.get(f"/search?{query}").status_code == 200, query


def test_a_hostile_document_is_shown_as_text(bench: Bench):
    uploaded(bench, HOSTILE)
    page = bench.log_in("drafter").get("/search", params={"q": '补助<script>"取暖"'}).text
    assert "<script>alert" not in page and "<img src=x" not in page
    page = bench.log_in("drafter").get("/search", params={"q": "取暖"}).text
    assert "<script>alert" not in page and "<img src=x" not in page and "onerror=alert(1)&gt;" in page


def test_the_keyboard_searches_and_opens(bench: Bench, wide: Page):
    receipt = uploaded(bench)
    uploaded(bench, POLICY.replace("600元", "700元"))
    log_in(wide, bench.address, "drafter", PASSWORD)
    wide.goto(f"{bench.address}/search")
    wide.locator("h1").click()
    wide.keyboard.press("/")
    wide.keyboard.type("取暖")
    wide.keyboard.press("Enter")
    wide.wait_for_url("**/search?q=*")
    assert wide.locator(".hit mark").first.inner_text() == "取暖"
    wide.locator("h1").click()
    wide.keyboard.press("j")
    wide.keyboard.press("j")
    wide.keyboard.press("Enter")
    wide.wait_for_url(f"**/documents/{receipt}")


def test_both_tabs_lead_to_each_other(bench: Bench):
    dossiers.uploaded(bench)
    client = bench.log_in("drafter")
    assert 'href="/released"' in client.get("/search").text
    assert 'href="/search"' in client.get("/released").text
