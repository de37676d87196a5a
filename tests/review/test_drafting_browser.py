"""The drafting desk in a real browser: files by choice, drop and paste, the live form, the editor."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.review.browser import NARROW, WIDE, check_look, log_in, visiting
from tests.review.desk import NOTICE, SECRET, handed_in, sent_back
from tests.review.test_form_page import papers_of
from tests.review.workbench import PASSWORD, Bench


@pytest.fixture
def desk(bench: Bench, chromium: Browser) -> Iterator[Page]:
    """The drafting desk, open."""
    with visiting(chromium, WIDE) as page:
        log_in(page, bench.address, "drafter", PASSWORD)
        page.goto(f"{bench.address}/drafting")
        yield page


def kinds(page: Page) -> list[str]:
    return [
        c.split("o-")[1] for c in page.locator("#results .outcome").evaluate_all("all => all.map(e => e.className)")
    ]


def wait_for(page: Page, count: int) -> None:
    expect(page.locator("#results .outcome:not(.o-sending)")).to_have_count(count)


def test_chosen_files_go_up_one_by_one_and_rows_follow_their_analysis(bench: Bench, desk: Page, tmp_path: Path) -> None:
    names = {"甲.txt": NOTICE, "密.txt": SECRET, "乙.txt": NOTICE.replace("600元", "700元"), "坏.docx": "PK\x03\x04"}
    for name, text in names.items():
        (tmp_path / name).write_text(text)
    desk.set_input_files("input[type=file]:not([webkitdirectory])", [tmp_path / name for name in names])
    wait_for(desk, 4)
    assert kinds(desk) == ["taken", "refused", "taken", "unreadable"]
    expect(desk.locator("#rows tbody tr .busy")).to_have_count(2)
    check_look(desk)
    bench.analyse()
    expect(desk.locator("#rows tbody tr .busy")).to_have_count(0)
    expect(desk.locator("#rows tbody tr").first).to_contain_text("江州市冬季临时救助办法")


def test_a_chosen_folder_gives_its_files(desk: Page, tmp_path: Path) -> None:
    inner = tmp_path / "发文" / "十一月"
    inner.mkdir(parents=True)
    (inner / "甲.txt").write_text(NOTICE)
    (inner.parent / "乙.txt").write_text(NOTICE + "附注")
    (inner.parent / ".hidden").write_text("x")
    desk.set_input_files("input[webkitdirectory]", tmp_path / "发文")
    wait_for(desk, 2)
    assert kinds(desk) == ["taken", "taken"]


def test_a_dropped_folder_and_file_are_taken(desk: Page, tmp_path: Path) -> None:
    folder = tmp_path / "发文"
    (folder / "深" / "层").mkdir(parents=True)
    (folder / "甲.txt").write_text(NOTICE)
    (folder / "深" / "层" / "乙.txt").write_text(NOTICE + "附注")
    (tmp_path / "丙.txt").write_text(NOTICE + "又注")
    dropped = {"items": [], "files": [str(folder), str(tmp_path / "丙.txt")], "dragOperationsMask": 1}
    devtools = desk.context.new_cdp_session(desk)
    for kind in ("dragEnter", "dragOver"):
        devtools.send("Input.dispatchDragEvent", {"type": kind, "x": 640, "y": 250, "data": dropped})
    expect(desk.locator("#zone.is-over")).to_be_visible()
    devtools.send("Input.dispatchDragEvent", {"type": "drop", "x": 640, "y": 250, "data": dropped})
    wait_for(desk, 3)
    assert kinds(desk) == ["taken"] * 3
    expect(desk.locator("#zone.is-over")).to_have_count(0)


PASTE = """([text, name]) => {
  const carried = new DataTransfer();
  if (name) carried.items.add(new File([text], name));
  else carried.setData("text/plain", text);
  document.body.dispatchEvent(new ClipboardEvent("paste", { clipboardData: carried, bubbles: true, cancelable: true }));
}"""


def test_a_pasted_file_goes_up_and_pasted_text_is_shown_first(desk: Page) -> None:
    desk.evaluate(PASTE, [NOTICE, "甲.txt"])
    wait_for(desk, 1)
    desk.evaluate(PASTE, [NOTICE + "附注", ""])
    expect(desk.locator("#f-text")).to_have_value(NOTICE + "附注")
    desk.get_by_role("button", name="送入筛查和分析").click()
    wait_for(desk, 2)
    assert kinds(desk) == ["taken", "taken"]


def test_too_large_a_file_never_leaves_the_browser(desk: Page, tmp_path: Path) -> None:
    (tmp_path / "大.txt").write_text("字" * 100)
    (tmp_path / "小.txt").write_text("字")
    desk.evaluate("document.querySelector('#sending').dataset.most = 10")
    asked: list[str] = []
    desk.on("request", lambda request: asked.append(request.url))
    desk.set_input_files("input[type=file]:not([webkitdirectory])", [tmp_path / "大.txt", tmp_path / "小.txt"])
    wait_for(desk, 2)
    expect(desk.locator("#results")).to_contain_text("大.txt 过大，没有上传")
    assert len([url for url in asked if url.endswith("/drafting/upload")]) == 1


def opened(bench: Bench, page: Page, which: str) -> str:
    receipt = handed_in(bench, bench.log_in("drafter"))
    page.goto(f"{bench.address}/documents/{receipt}/{which}")
    return receipt


def test_the_form_tells_at_once_what_another_choice_asks_for(bench: Bench, desk: Page) -> None:
    receipt = opened(bench, desk, "form")
    reason = desk.locator("#cell-reason")
    expect(reason).to_be_hidden()
    desk.locator("#cell-attribute").get_by_label("不予公开").check()
    expect(reason).to_be_visible()
    expect(reason.locator(".star")).to_be_visible()
    expect(desk.locator("[data-lacks]")).to_contain_text("T02")
    desk.locator("#f-reason").fill("本件属于讨论记录，公开会影响决策过程。")
    expect(reason.locator(".error")).to_have_count(0)
    desk.locator("#cell-attribute").get_by_role("button", name="采用").click()
    expect(desk.locator("#cell-attribute").get_by_label("主动公开")).to_be_checked()
    expect(reason).to_be_hidden()
    desk.locator("#f-clerk").fill("许听松")
    desk.keyboard.press("Control+s")
    expect(desk.locator("[data-saved]")).to_have_text("已保存")
    assert papers_of(bench, receipt)[0]["clerk"] == "许听松"
    desk.goto(f"{bench.address}/drafting")
    expect(desk.locator(f"#{receipt}")).to_contain_text("意见单已保存")


def test_what_is_sent_on_is_what_is_on_the_screen(bench: Bench, desk: Page) -> None:
    receipt = opened(bench, desk, "form")
    desk.locator("#f-clerk").fill("许听松")
    desk.locator("#submitting textarea").fill("急件，缺项随后补齐")
    desk.get_by_role("button", name="送审").click()
    expect(desk.locator(".badge").first).to_have_text("源头审查")
    assert papers_of(bench, receipt)[0]["clerk"] == "许听松"
    expect(desk.locator("#f-clerk")).to_be_disabled()


def test_a_statement_is_made_of_chosen_sentences_and_both_sides_point_at_each_other(bench: Bench, desk: Page) -> None:
    opened(bench, desk, "interpretation")
    before = desk.locator(".statement").count()
    sentence = desk.locator(".sentence", has_text="骗取救助资金的")
    sentence.click()
    expect(sentence).to_have_attribute("aria-pressed", "true")
    desk.locator("#element").select_option("exceptions")
    desk.get_by_role("button", name="以所选句新增一条").click()
    expect(desk.locator(".statement")).to_have_count(before + 1)
    desk.keyboard.type("弄虚作假领取的钱要退回来。")
    made = desk.locator(".statement", has=desk.locator(":focus"))
    expect(made.locator(".mirror")).to_contain_text("弄虚作假")
    expect(made.locator(".evidence button")).to_have_count(1)
    expect(sentence).to_have_class("sentence is-used is-lit")
    desk.keyboard.press("Control+s")
    expect(desk.locator("#saved")).to_have_text("已保存")
    expect(made.locator(".by.person")).to_have_text("林知夏")
    desk.reload()
    kept = desk.locator(".statement", has_text="弄虚作假领取的钱要退回来。")
    kept.locator(".evidence button").click()
    expect(desk.locator(".sentence.is-lit")).to_contain_text("骗取救助资金的")
    desk.locator(".sentence", has_text="骗取救助资金的").focus()
    desk.keyboard.press("Enter")
    expect(kept).to_have_class("statement is-lit")


def test_copying_is_marked_while_one_types(bench: Bench, desk: Page) -> None:
    opened(bench, desk, "interpretation")
    text = desk.locator(".statement textarea").first
    text.fill("申请人应当向户籍所在地乡镇人民政府提出申请。")
    expect(desk.locator(".statement").first.locator("mark.p-copied")).to_have_text(
        "申请人应当向户籍所在地乡镇人民政府提出申请"
    )
    text.fill("找乡里申请，可领900元。")
    expect(desk.locator(".statement").first.locator("mark.p-wrong")).to_have_text("900元")
    expect(desk.locator('[data-check="numbers_supported"]')).to_have_class("is-failed")


def test_statements_move_go_and_come_back_by_keyboard(bench: Bench, desk: Page) -> None:
    opened(bench, desk, "interpretation")
    desk.locator("[data-do=say]").first.click()
    desk.keyboard.type("先说这一条。")
    count = desk.locator(".statement").count()
    bare = desk.locator(".statement.is-bare")
    expect(bare.locator(".by.bare")).to_be_visible()
    bare.locator("[data-do=bin]").press("Enter")
    expect(desk.locator(".statement")).to_have_count(count - 1)
    desk.get_by_role("button", name="撤销").click()
    expect(desk.locator(".statement")).to_have_count(count)
    expect(desk.locator('[data-check="unsupported"]')).to_have_class("is-failed")


def test_a_statement_goes_over_to_the_next_element(bench: Bench, desk: Page) -> None:
    opened(bench, desk, "interpretation")
    parts = desk.locator(".part h2")
    before, moved = parts.all_text_contents(), desk.locator("textarea").first.input_value()
    desk.locator("textarea").first.press("Alt+ArrowDown")
    expect(parts).to_have_text(before[1:])
    expect(desk.locator("textarea").first).to_have_value(moved)
    expect(desk.locator("textarea").first).to_be_focused()


def test_the_source_is_walked_by_arrows(bench: Bench, desk: Page) -> None:
    opened(bench, desk, "interpretation")
    assert desk.locator('.sentence[tabindex="0"]').count() == 1
    desk.locator(".sentence").first.focus()
    for _ in range(3):
        desk.keyboard.press("ArrowDown")
    desk.keyboard.press("Enter")
    desk.keyboard.press("ArrowDown")
    desk.keyboard.press("Shift+Enter")
    expect(desk.locator('.sentence[aria-pressed="true"]')).to_have_count(2)
    desk.keyboard.press("n")
    expect(desk.locator(".statement", has=desk.locator(":focus")).locator(".evidence button")).to_have_count(2)


@pytest.mark.parametrize("size", [WIDE, NARROW], ids=["wide", "narrow"])
@pytest.mark.parametrize("script", ["hans", "hant"])
def test_every_page_holds_together(bench: Bench, chromium: Browser, size: tuple[int, int], script: str) -> None:
    client = bench.log_in("drafter")
    receipt = handed_in(bench, client)
    client.post(f"/documents/{receipt}/consultations", data={"body": "江州市财政局"})
    sent_back(bench, receipt, ("T11", "T15"))
    client.post("/display", data={"script": script, "back": "/drafting"})
    with visiting(chromium, size) as page:
        log_in(page, bench.address, "drafter", PASSWORD)
        for path in (
            "/drafting",
            *(f"/documents/{receipt}/{p}" for p in ("form", "interpretation", "papers", "versions", "masked")),
        ):
            page.goto(bench.address + path)
            check_look(page)
            if script == "hant":
                # What stands in the document keeps its own script; these are words of the interface.
                assert (
                    not page.locator("h2", has_text="检查").count()
                    and not page.locator("button", has_text="保存意见单").count()
                )
            if path.endswith("interpretation") and size == NARROW:
                page.locator('[data-pane="side"]').click()
                expect(page.locator(".statement").first).to_be_visible()
                check_look(page)
