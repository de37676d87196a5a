"""The shared front end: colours by computation, every part in a real browser at both widths and in both scripts."""

import re
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from playwright.sync_api import Dialog, Page, Route, expect
from starlette.requests import Request

from pipeline.fold import traditional
from pipeline.review import security
from pipeline.review.call import Call
from pipeline.review.pages import Pages
from tests.review.browser import NARROW, WIDE, check_look, faint, shot, side_scroll, small_targets
from tests.review.workbench import Bench

BASE = "http://localhost:9"
STATIC = Path(security.__file__).with_name("static")
TOKENS = dict(re.findall(r"--([a-z-]+): (#[0-9a-f]{6});", (STATIC / "tokens.css").read_text()))
MARKS = [name for name in TOKENS if name.startswith("m-")]
PAIRS = [
    *(("ink", ground) for ground in ("paper", "ground", "sunk", "accent-pale", *MARKS)),
    *(("soft", ground) for ground in ("paper", "ground", "sunk", "quiet-pale")),
    *((tone, f"{tone}-pale") for tone in ("good", "warn", "bad", "violet")),
    *((tone, ground) for tone in ("brand", "accent", "good", "warn", "bad") for ground in ("paper", "ground")),
    *(
        ("paper", ground)
        for ground in ("accent", "accent-deep", "good", "good-deep", "bad", "bad-deep", "brand", "ink")
    ),
    ("accent", "accent-pale"),
    ("accent-deep", "accent-pale"),
    ("brand", "bad-pale"),
]
Opened = Callable[..., Page]


def light(colour: str) -> float:
    """Return the relative luminance of #rrggbb (WCAG 2.2)."""
    parts = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    r, g, b = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * r + 0.7152 * g + 0.0722 * b


def contrast(one: str, other: str) -> float:
    """Return the contrast ratio of two colours, 1 to 21."""
    darker, brighter = sorted((light(one), light(other)))
    return (brighter + 0.05) / (darker + 0.05)


def test_contrast_of_black_on_white_and_of_the_grey_that_just_passes() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#767676", "#ffffff") == pytest.approx(4.54, abs=0.01)


@pytest.mark.parametrize(("text", "ground"), PAIRS)
def test_text_on_its_ground_reaches_aa(text: str, ground: str) -> None:
    assert contrast(TOKENS[text], TOKENS[ground]) >= 4.5


@pytest.mark.parametrize("ground", ["paper", "ground"])
def test_edges_of_controls_reach_the_ratio_for_what_is_not_text(ground: str) -> None:
    assert contrast(TOKENS["edge"], TOKENS[ground]) >= 3


def gallery(template: str, script: str, large: bool) -> str:
    """Return a template of this folder as the application renders one."""
    pages = Pages(timedelta(hours=8))
    user = SimpleNamespace(name="周敏", login="zhoumin", role="reviewer")
    values: dict[str, Any] = {
        "user": user,
        "department": "江州市政务公开办公室",
        "csrf": "c",
        "script": script,
        "large": large,
    }
    values |= {"can": lambda permission: True, "flash": (), "desk": "review", "here": "/review"}
    environment = pages._by_script[script]
    source = Path(__file__).with_name(template).read_text()
    return environment.from_string(traditional(source) if script == "hant" else source).render(values)


@pytest.fixture
def opened(visitor: Opened) -> Opened:
    """Open a page of the gallery: opened(template, size, script, large)."""
    static = Pages(timedelta(hours=8)).static

    def answer(route: Route, body: str) -> None:
        path = route.request.url.removeprefix(BASE).partition("?")[0]
        name = path.removeprefix("/static/")
        if path == "/":
            route.fulfill(body=body, content_type="text/html; charset=utf-8", headers=dict(security.HEADERS))
        elif name in static._content:
            kinds = {"css": "text/css", "js": "text/javascript", "svg": "image/svg+xml"}
            route.fulfill(
                body=static._content[name], content_type=kinds[name.rpartition(".")[2]], headers=dict(security.HEADERS)
            )
        else:
            route.fulfill(body="<p>" + path, content_type="text/html")

    def open_(template: str, size: tuple[int, int] = WIDE, script: str = "hans", large: bool = False) -> Page:
        page = visitor(size)
        body = gallery(template, script, large)
        page.route("**/*", lambda route: answer(route, body))
        page.goto(BASE + "/")
        return page

    return open_


@pytest.mark.parametrize("template", ["gallery.html", "gallery_document.html"])
@pytest.mark.parametrize(
    ("size", "script", "large"),
    [(WIDE, "hans", False), (WIDE, "hant", True), (NARROW, "hans", False), (NARROW, "hant", True)],
)
def test_every_part_looks_right(opened: Opened, template: str, size: tuple[int, int], script: str, large: bool) -> None:
    page = opened(template, size, script, large)
    shot(page, f"{template[:-5]}-{size[0]}-{script}{'-large' if large else ''}", whole=True)
    check_look(page)


def test_a_key_clicks_its_button_but_not_while_writing_or_composing(opened: Opened) -> None:
    page = opened("gallery.html")
    page.keyboard.press("n")
    expect(page.get_by_role("dialog", name="保存视图")).to_be_visible()
    page.keyboard.press("Escape")
    page.get_by_label("公文名称").click()
    page.keyboard.press("n")
    expect(page.get_by_role("dialog")).to_have_count(0)
    page.evaluate("document.activeElement.blur()")
    page.evaluate("document.dispatchEvent(new KeyboardEvent('keydown', { key: 'n', isComposing: true }))")
    expect(page.get_by_role("dialog")).to_have_count(0)


@pytest.mark.parametrize(
    ("key", "code"),
    [("N", "KeyN"), ("Process", "KeyN")],
    ids=["caps lock on", "input method on"],
)
def test_a_key_is_known_with_caps_lock_and_an_input_method(opened: Opened, key: str, code: str) -> None:
    page = opened("gallery.html")
    page.evaluate(
        f"document.body.dispatchEvent(new KeyboardEvent('keydown', {{ key: '{key}', code: '{code}', bubbles: true }}))"
    )
    expect(page.get_by_role("dialog", name="保存视图")).to_be_visible()


@pytest.mark.parametrize("key", ["?", "？"])
def test_the_key_sheet_lists_what_works_here(opened: Opened, key: str) -> None:
    page = opened("gallery.html")
    page.evaluate("gongkai.keys.on('A', '采纳全部相同', () => 0)")
    page.evaluate(f"document.body.dispatchEvent(new KeyboardEvent('keydown', {{ key: '{key}', bubbles: true }}))")
    sheet = page.get_by_role("dialog", name="快捷键")
    for label in ("采纳", "驳回", "采纳全部相同", "显示快捷键"):
        expect(sheet.get_by_text(label, exact=True)).to_be_visible()
    shot(page, "key-sheet")
    page.keyboard.press("Escape")
    expect(sheet).to_have_count(0)


def test_a_confirmed_form_goes_on_only_when_agreed(opened: Opened) -> None:
    page = opened("gallery.html")
    page.get_by_role("button", name="撤回").click()
    dialog = page.get_by_role("dialog", name="请确认")
    dialog.get_by_role("button", name="取消").click()
    assert page.url == BASE + "/"
    page.get_by_role("button", name="撤回").click()
    dialog.get_by_role("button", name="确定").click()
    page.wait_for_url(BASE + "/withdraw")


def test_a_reason_is_asked_for_and_needed(opened: Opened) -> None:
    page = opened("gallery.html")
    page.evaluate(
        "() => { gongkai.ask({ title: '驳回', label: '驳回理由' }).then((text) => { window.given = text; }); }"
    )
    dialog = page.get_by_role("dialog", name="驳回")
    dialog.get_by_role("button", name="确定").click()  # the reason is required: the dialog stays
    dialog.get_by_label("驳回理由").fill("范围有误")
    page.keyboard.press("Control+Enter")
    page.wait_for_function("window.given === '范围有误'")


def test_menus_close_outside_and_by_escape(opened: Opened) -> None:
    page = opened("gallery.html")
    page.keyboard.press("r")
    box = page.get_by_label("退回理由")
    expect(box).to_be_focused()
    page.keyboard.press("Escape")
    expect(box).to_be_hidden()
    page.locator("summary", has_text="周敏").click()
    expect(page.get_by_role("link", name="账户与密码")).to_be_visible()
    page.get_by_role("heading", name="待审公文").click()
    expect(page.get_by_role("link", name="账户与密码")).to_be_hidden()


def test_leaving_a_changed_form_is_warned_of(opened: Opened) -> None:
    page = opened("gallery.html")
    asked: list[str] = []

    def answer(dialog: Dialog) -> None:
        asked.append(dialog.type)
        dialog.accept()

    page.on("dialog", answer)
    page.evaluate(
        """() => { const form = document.querySelector("form.filters"); form.dataset.guard = ""; gongkai.saved(form); }"""
    )
    page.get_by_label("标题或文号").fill("救助")
    page.get_by_role("link", name="检索").click()
    page.wait_for_url(BASE + "/search")
    assert asked == ["beforeunload"]


def test_filters_send_themselves_without_empty_fields(opened: Opened) -> None:
    page = opened("gallery.html")
    page.locator(".filters").get_by_label("公开属性").select_option("主动公开")
    page.wait_for_url(BASE + "/review?department=2&attribute=proactive&mine=1")


def test_the_panes_of_a_document_are_switched_on_a_narrow_screen(opened: Opened) -> None:
    page = opened("gallery_document.html", NARROW)
    expect(page.locator("#side")).to_be_hidden()
    page.get_by_role("link", name="意见").click()
    expect(page.locator("#side")).to_be_visible()
    expect(page.locator("#text")).to_be_hidden()
    check_look(page)
    shot(page, "gallery_document-390-side")


def test_the_document_page_scrolls_in_its_panes_only(opened: Opened) -> None:
    page = opened("gallery_document.html")
    assert page.evaluate("document.documentElement.scrollHeight") == WIDE[1]
    for pane in ("#text", "#side"):
        assert page.locator(pane).evaluate("e => e.scrollHeight > e.clientHeight")


def test_the_menu_of_a_narrow_screen_holds_desks_account_and_switches(opened: Opened) -> None:
    page = opened("gallery.html", NARROW)
    page.get_by_text("菜单").click()
    for name in ("草拟", "审查", "检索"):
        expect(page.get_by_role("link", name=name, exact=True).first).to_be_visible()
    expect(page.get_by_role("button", name="退出登录")).to_be_visible()
    expect(page.get_by_role("button", name="大字")).to_be_visible()
    check_look(page)
    shot(page, "menu-390")


def test_pages_work_without_script(chromium: Any, opened: Opened) -> None:
    context = chromium.new_context(java_script_enabled=False, viewport={"width": 390, "height": 844})
    page = context.new_page()
    body = gallery("gallery.html", "hans", False)
    page.route("**/*", lambda route: route.fulfill(body=body, content_type="text/html"))
    page.goto(BASE)
    page.get_by_text("菜单").click()
    expect(page.get_by_role("button", name="退出登录")).to_be_visible()
    page.get_by_role("button", name="筛选").wait_for()
    context.close()


def test_the_checks_find_what_is_wrong(opened: Opened) -> None:
    page = opened("gallery.html", NARROW)
    page.evaluate("""() => { document.querySelector("main").innerHTML =
      '<p class="soft" id="far"></p><button class="tiny" id="one">小</button><input id="one"><p class="wide-one">宽</p>';
      const css = (selector, rules) => Object.assign(document.querySelector(selector).style, rules);
      css("#far", { color: "#999" }); document.querySelector("#far").textContent = "淡"; css(".tiny", { height: "20px" }); css(".wide-one", { width: "600px" }); }""")
    assert faint(page) == ["p#far.soft 2.59"]
    assert "button#one.tiny 20" in small_targets(page)
    assert "p.wide-one" in side_scroll(page)


def test_templates_name_icons_that_are_drawn() -> None:
    templates = STATIC.with_name("templates")
    drawn = set(re.findall(r'^  "([a-z]+)":', (templates / "icons.html").read_text(), re.M))
    text = "".join(path.read_text() for path in templates.rglob("*.html"))
    assert set(re.findall(r'\bicon(?:\(|=)"([a-z]+)"', text)) <= drawn


def test_no_page_overwrites_what_every_page_has(bench: Bench) -> None:
    call = Call(Request({"type": "http", "method": "GET", "path": "/", "headers": []}), None, bench.office, None, None)  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="shell/error.html: csrf, user"):
        call.page("shell/error.html", user="x", csrf="y", title="", reason="", code=404)
