"""The reviewing desk in a real browser, by keyboard: thirty documents, missed spans, a network that fails."""

import re
import time
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.review.browser import NARROW, WIDE, check_look, log_in, shot
from tests.review.reviewing import TEXT, TITLE, judged, mention, queued, record, spans, stored
from tests.review.workbench import PASSWORD, Bench

PLACES = ("临浦", "白鹭", "云溪", "东桥", "青柳")


def numbered(number: int) -> dict[str, object]:
    """Return a record of a document of its own: one to four masks, a title with its number."""
    text = TEXT.replace(TITLE, f"江州市民政局关于{PLACES[number % 5]}第{number}批救助金的通知")
    return record(text if number % 3 else text.replace("，联系电话13900001234", ""))


def entered(page: Page, bench: Bench, login: str = "reviewer") -> Page:
    log_in(page, bench.address, login, PASSWORD)
    return page


def opened(page: Page, bench: Bench, receipt: str) -> Page:
    page.goto(f"{bench.address}/documents/{receipt}")
    expect(page.locator(".unit.is-current")).to_have_count(1)
    return page


def press(page: Page, *keys: str) -> None:
    for key in keys:
        page.keyboard.press(key)


def saved(page: Page) -> None:
    expect(page.locator(".doc-page.is-saving")).to_have_count(0)


def until(holds: Callable[[], bool]) -> None:
    """Wait until something has arrived at the server, as a test without a page would look at it."""
    end = time.monotonic() + 6
    while not holds() and time.monotonic() < end:
        time.sleep(0.05)
    assert holds()


def current(page: Page) -> str:
    return page.locator(".unit.is-current").get_attribute("data-target") or ""


def accept_to_the_end(page: Page) -> None:
    """Press a until nothing is left, as a person would who agrees; then the focus is on the button that passes."""
    for _ in range(60):
        press(page, "a")
        if page.evaluate("document.activeElement.closest('form[data-move]') !== null"):
            break
    saved(page)
    expect(page.locator("#progress")).to_have_text("已齐")


def test_thirty_documents_are_reviewed_by_keyboard_alone(bench: Bench, wide: Page) -> None:  # noqa: F811
    made = {queued(bench, numbered(n)): n for n in range(27)} | dict.fromkeys(through_the_worker(bench), 99)
    entered(wide, bench)
    press(wide, "Tab")
    wide.goto(f"{bench.address}/review?order=newest")
    press(wide, "j", "k", "Enter")
    wide.wait_for_url(re.compile("/documents/"))
    for left in range(len(made), 0, -1):
        receipt = wide.locator(".doc-page").get_attribute("data-document") or ""
        accept_to_the_end(wide)
        press(wide, "f")
        wide.wait_for_url(re.compile("/review" if left == 1 else "/documents/(?!" + receipt + ")"))
    expect(wide.locator(".toast, .notice").filter(has_text="审查通过")).to_have_count(1)
    for receipt in made:
        assert stored(bench, receipt).state == "approving"
    assert all(
        m.get("confirmed") for receipt in made for m in judged(bench, receipt)["personal"] if m["action"] != "keep"
    )


def through_the_worker(bench: Bench) -> list[str]:
    """Return three documents that came by the drafting desk and were analysed for real."""
    client = bench.log_in("drafter")
    text = "江州市民政局关于{}养老助餐服务的通知\n各街道办事处：\n请于本月底前报送助餐点名单，联系人：程怀瑾，13900001234。\n江州市民政局\n2026年11月3日"
    for place in PLACES[:3]:
        client.post("/drafting/upload", files={"file": (f"{place}.txt", text.format(place).encode())})
    bench.analyse()
    receipts = sorted(set(re.findall(r"/documents/(GK-[0-9]+-[0-9]+)", client.get("/drafting").text)))
    for receipt in receipts:
        assert client.post(f"/documents/{receipt}/submit", data={"base": "0", "submit_reason": "先送审，材料随后补齐"}).status_code == 303
    return receipts


def test_each_key_does_what_its_button_says(bench: Bench, wide: Page) -> None:  # noqa: F811
    receipt = queued(bench)
    opened(entered(wide, bench), bench, receipt)
    names = [f"mention:{a}-{b}" for a, b in spans(TEXT, "程怀瑾")]
    assert current(wide) == "secrecy"
    press(wide, "a")
    assert current(wide) == "attribute"
    press(wide, "u")
    press(wide, "b", "b", "b")
    expect(wide.locator('.unit[data-target="attribute"] .b-unsure').first).to_be_visible()
    wide.locator(f'mark[data-target~="{names[0]}"]').click()
    assert current(wide) == names[0]
    press(wide, "s")
    saved(wide)
    assert [m.get("confirmed", False) for m in judged(bench, receipt)["personal"]] == [True, False, True]
    press(wide, "z")
    saved(wide)
    assert not any(m.get("confirmed") for m in judged(bench, receipt)["personal"])
    wide.locator(f'mark[data-target~="{names[0]}"]').click()
    press(wide, "m", "m", "o")
    expect(wide.locator(f'.unit[data-target="{names[0]}"] .change')).to_have_count(3)
    first = judged(bench, receipt)["personal"][0]
    assert (first["action"], first["role"]) == ("keep", "minor")
    press(wide, "r", "2")
    until(lambda: len(judged(bench, receipt)["personal"]) == 2)
    expect(wide.locator(f'mark.m-rejected[data-target~="{names[0]}"]')).to_have_count(1)


def test_the_three_attributes_have_a_key_each(bench: Bench, wide: Page) -> None:  # noqa: F811
    receipt = queued(bench)
    opened(entered(wide, bench), bench, receipt)
    press(wide, "3")
    expect(wide.locator("#edit-attribute")).to_be_visible()
    expect(wide.locator("#ea-reason_code")).to_be_focused()
    press(wide, "6", "Tab")
    wide.keyboard.type("条例第十六条第二款")
    press(wide, "Enter")
    until(lambda: judged(bench, receipt)["attribute"]["label"] == "withheld")
    now = judged(bench, receipt)["attribute"]
    assert (now["label"], now["delivery"], now["reason_code"], now["grounds"][0]["article"]) == (
        "withheld",
        "none",
        6,
        "条例第十六条第二款",
    )
    expect(wide.locator('.unit[data-target="attribute"] del').first).to_have_text("主动公开")
    press(wide, "1")
    until(lambda: judged(bench, receipt)["attribute"]["label"] == "proactive")


def test_every_key_is_also_a_button(bench: Bench, wide: Page) -> None:  # noqa: F811
    opened(entered(wide, bench), bench, queued(bench))
    for key in "aeruzsmovjkpnfRDgtyi123":
        assert wide.locator(f'[data-key="{key}"]:visible').count() >= 1, key
    press(wide, "?")
    sheet = wide.locator("dialog[open]")
    expect(sheet).to_contain_text("采纳")
    press(wide, "Escape")
    expect(sheet).to_have_count(0)


@pytest.mark.parametrize("width", [WIDE, NARROW])
def test_a_missed_span_is_drawn_by_mouse(bench: Bench, visitor: Callable[..., Page], width: tuple[int, int]) -> None:  # noqa: F811
    text = "江州市民政局通知\n请𠮷野𡈽与程怀瑾联系，另请程怀瑾确认。"
    receipt = queued(bench, record(text))
    page = opened(entered(visitor(size=width), bench), bench, receipt)
    page.evaluate("window.gongkai.pane('text')")
    # Across a mark's edge: from plain text into the next highlight.
    page.evaluate("""(() => { const line = document.querySelectorAll('.line')[1];
        getSelection().setBaseAndExtent(line.firstChild, 1, line.firstChild, 6); })()""")
    page.locator(".mark-bar button").click()
    expect(page.locator("#drawn")).to_have_text("𠮷野𡈽")
    page.locator('#draw [data-kind="person_name"]').click()
    start = text.index("𠮷")
    expect(page.locator(f'mark.m-added[data-target~="mention:{start}-{start + 3}"]')).to_have_text("𠮷野𡈽")
    added = [m for m in judged(bench, receipt)["personal"] if m["by"] == "person:reviewer"]
    assert [(m["start"], m["end"], m["kind"]) for m in added] == [(start, start + 3, "person_name")]


def test_a_missed_span_is_drawn_by_keyboard_and_resized(bench: Bench, wide: Page) -> None:  # noqa: F811
    text = "江州通知\n𠮷请欧阳静姝联系。"
    receipt = queued(bench, record(text, []))
    opened(entered(wide, bench), bench, receipt)
    press(wide, "v", *["ArrowRight"] * 6, "Shift+ArrowRight", "Enter")
    expect(wide.locator("#drawn")).to_have_text("欧阳")
    press(wide, "n")
    start = text.index("欧")
    expect(wide.locator(f'.unit.is-current[data-target="mention:{start}-{start + 2}"]')).to_be_visible()
    press(wide, "v", "Shift+ArrowRight", "Shift+ArrowRight", "Enter")
    expect(wide.locator("#drawn")).to_have_text("欧阳静姝")
    press(wide, "Enter")
    until(lambda: [(m["start"], m["end"]) for m in judged(bench, receipt)["personal"]] == [(start, start + 4)])


def test_a_span_across_elements_is_refused_with_a_reason(bench: Bench, wide: Page) -> None:  # noqa: F811
    wide.faults.allow("422")  # type: ignore[attr-defined]
    receipt = queued(bench, record("江州通知\n请联系", []))
    opened(entered(wide, bench), bench, receipt)
    press(wide, "v", "ArrowRight", "ArrowRight", *["Shift+ArrowRight"] * 3, "Enter", "n")
    expect(wide.locator(".toast.bad")).to_contain_text("跨过了要素的边界")
    assert not judged(bench, receipt)["personal"]


def test_a_failing_network_takes_back_what_was_shown(bench: Bench, wide: Page) -> None:  # noqa: F811
    wide.faults.allow("ERR_FAILED")  # type: ignore[attr-defined]
    receipt = queued(bench)
    opened(entered(wide, bench), bench, receipt)
    wide.route("**/judge", lambda route: route.abort())
    press(wide, "a")
    expect(wide.locator(".toast.bad")).to_contain_text("连接不上服务器")
    assert current(wide) == "secrecy"
    expect(wide.locator('.unit[data-target="secrecy"]')).to_have_attribute("data-verdict", "")
    wide.unroute("**/judge")
    press(wide, "a")
    saved(wide)
    assert judged(bench, receipt)["judged"]["secrecy"]["verdict"] == "accept"


def test_another_reviewer_reads_but_does_not_judge(bench: Bench, wide: Page, visitor: Callable[..., Page]) -> None:  # noqa: F811
    receipt = queued(bench)
    opened(entered(wide, bench), bench, receipt)
    saved(wide)
    other = visitor()
    for part in ("409", "423"):
        other.faults.allow(part)  # type: ignore[attr-defined]
    opened(entered(other, bench, "reviewer2"), bench, receipt)
    expect(other.locator("#holder")).to_contain_text("周砚秋正在审查")
    press(other, "a")
    expect(other.locator(".toast.bad")).to_contain_text("周砚秋正在审查")
    assert "judged" not in judged(bench, receipt)
    wide.goto(f"{bench.address}/review")
    other.reload()
    press(other, "a")
    saved(other)
    assert judged(bench, receipt)["judged"]["secrecy"]["by"] == "person:reviewer2"


def test_a_return_is_written_by_keyboard(bench: Bench, wide: Page) -> None:  # noqa: F811
    receipt = queued(bench)
    opened(entered(wide, bench), bench, receipt)
    press(wide, "Shift+R")
    wide.locator("#conclusion textarea:visible").fill("缺意见单，请补齐")
    expect(wide.locator('#codes input[value="T04"]')).to_be_checked()
    press(wide, "Tab", "Enter")
    wide.wait_for_url(re.compile("/review"))
    assert stored(bench, receipt).state == "returned"


def test_marks_are_switched_on_and_off(bench: Bench, wide: Page) -> None:  # noqa: F811
    opened(entered(wide, bench), bench, queued(bench))
    mark = wide.locator("mark.m-ground").first
    expect(mark).to_have_css("background-color", "rgb(250, 230, 164)")
    press(wide, "g")
    expect(mark).to_have_css("background-color", "rgb(217, 233, 251)")  # the title, which the ground covered
    press(wide, "t")
    expect(mark).to_have_css("background-color", "rgba(0, 0, 0, 0)")
    press(wide, "g")
    expect(mark).to_have_css("background-color", "rgb(250, 230, 164)")


def test_the_next_and_the_previous_document_have_a_key(bench: Bench, wide: Page) -> None:  # noqa: F811
    first, second = queued(bench, numbered(1)), queued(bench, numbered(2))
    entered(wide, bench)
    wide.goto(f"{bench.address}/documents/{second}?order=newest")
    press(wide, "n")
    wide.wait_for_url(re.compile(f"{first}[?]order=newest"))
    press(wide, "p")
    wide.wait_for_url(re.compile(f"{second}[?]order=newest"))


@pytest.mark.parametrize("script", ["hans", "hant"])
@pytest.mark.parametrize("size", [WIDE, NARROW])
def test_the_desk_looks_right(bench: Bench, visitor: Callable[..., Page], size: tuple[int, int], script: str) -> None:  # noqa: F811
    hostile = record("标题<script>alert(1)</script>\n\u202e反向\n" + "长" * 3000, [mention(2, 6)])
    receipts = [queued(bench), queued(bench, hostile), queued(bench, days=90)]
    page = entered(visitor(size=size), bench)
    page.request.post(
        f"{bench.address}/display",
        form={"script": script, "back": "/", "csrf": page.get_attribute('meta[name="csrf"]', "content") or ""},
    )
    page.goto(f"{bench.address}/review")
    check_look(page)
    shot(page, f"queue-{script}-{size[0]}")
    for number, receipt in enumerate(receipts[:2]):
        opened(page, bench, receipt)
        for pane in ("side", "text"):
            page.evaluate("(name) => window.gongkai.pane(name)", pane)
            check_look(page)
            shot(page, f"document-{number}-{pane}-{script}-{size[0]}")


def test_a_missed_name_is_marked_wherever_it_stands(bench: Bench, wide: Page) -> None:  # noqa: F811
    text = "江州通知\n𠮷请欧阳静姝联系。\n欧阳静姝的电话另附，请告知欧阳静姝。"
    receipt = queued(bench, record(text, [mention(*spans(text, "欧阳静姝")[2])]))
    opened(entered(wide, bench), bench, receipt)
    press(wide, "v", *["ArrowRight"] * 6, *["Shift+ArrowRight"] * 3, "Enter")
    expect(wide.locator("#everywhere")).to_contain_text("另有 1 处")
    press(wide, "n")
    until(lambda: len(judged(bench, receipt)["personal"]) == 3)
    assert [(m["start"], m["end"]) for m in judged(bench, receipt)["personal"]] == spans(text, "欧阳静姝")


def test_the_machine_looks_again_and_the_page_follows(bench: Bench, wide: Page) -> None:  # noqa: F811
    [receipt, *_] = through_the_worker(bench)
    opened(entered(wide, bench), bench, receipt)
    press(wide, "a")
    wide.get_by_role("button", name="重新分析").click()
    expect(wide.locator(".toast")).to_contain_text("正在重新分析")
    with wide.expect_navigation():
        bench.analyse()
    expect(wide.locator('[data-target="secrecy"] .b-accept')).to_be_visible()
