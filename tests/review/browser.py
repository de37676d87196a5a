"""Fixtures with a real Chromium, and what every page is looked at for."""

import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Playwright, sync_playwright

WIDE = (1280, 800)
NARROW = (390, 844)
_LOOKS = Path(__file__).with_name("look.js")
SHOTS = Path(tempfile.gettempdir()) / "gongkai-shots"
_SWITCHES = (
    "--headless --no-sandbox --disable-gpu --disable-background-networking --disable-component-update --disable-sync --no-first-run"
).split()
_VIOLATIONS = """addEventListener("securitypolicyviolation", (event) =>
  console.error(`CSP: ${event.effectiveDirective} refused ${event.blockedURI} in ${event.sourceFile}:${event.lineNumber}`))"""


@dataclass
class Faults:
    """What went wrong in a browser's pages; `allow` what a test provokes, by a part of its message."""

    seen: list[str] = field(default_factory=list)
    allowed: list[str] = field(default_factory=list)

    def allow(self, part: str) -> None:
        """Do not count messages that hold `part`."""
        self.allowed.append(part)

    def note(self, message: str) -> None:
        """Take in a message."""
        self.seen.append(message)

    def check(self) -> None:
        """Fail where something went wrong that no test provoked."""
        wrong = [message for message in self.seen if not any(part in message for part in self.allowed)]
        assert not wrong, "\n".join(wrong)


def watch(context: BrowserContext, faults: Faults) -> None:
    """Note console errors, page errors, CSP violations and answers of 500 and above."""

    def console(message: ConsoleMessage) -> None:
        if message.type in ("error", "warning"):
            faults.note(f"{message.type}: {message.text} ({message.location.get('url', '')})")

    context.add_init_script(_VIOLATIONS)
    context.on("console", console)
    context.on("weberror", lambda error: faults.note(f"page error: {error.error}"))
    context.on("response", lambda answer: answer.status >= 500 and faults.note(f"{answer.status} {answer.url}"))


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """Debian's Chromium, once a test session."""
    with sync_playwright() as playwright:
        browser = launched(playwright)
        yield browser
        browser.close()


def launched(playwright: Playwright) -> Browser:
    """Return a started Chromium, without anything that it does in the background."""
    found = shutil.which("chromium")
    assert found, "no Chromium on the machine: apt-get install chromium"
    return playwright.chromium.launch(executable_path=found, args=_SWITCHES)


@contextmanager
def visiting(browser: Browser, size: tuple[int, int] = WIDE, **settings: Any) -> Iterator[Page]:
    """Give a page of a fresh visitor (own cookies); what went wrong in it fails the test; `page.faults` allows."""
    width, height = size
    settings = {"locale": "zh-CN", "timezone_id": "Asia/Shanghai", "has_touch": size == NARROW} | settings
    context = browser.new_context(viewport={"width": width, "height": height}, **settings)
    context.set_default_timeout(8000)
    faults = Faults()
    watch(context, faults)
    page = context.new_page()
    page.faults = faults  # type: ignore[attr-defined]
    try:
        yield page
        faults.check()
    finally:
        context.close()


@pytest.fixture
def wide(chromium: Browser) -> Iterator[Page]:
    """A page 1280 pixels wide."""
    with visiting(chromium, WIDE) as page:
        yield page


@pytest.fixture
def narrow(chromium: Browser) -> Iterator[Page]:
    """A page 390 pixels wide, with touch."""
    with visiting(chromium, NARROW) as page:
        yield page


@pytest.fixture
def visitor(chromium: Browser) -> Iterator[Callable[..., Page]]:
    """Give more visitors, each with own cookies: visitor(size=WIDE)."""
    opened = []

    def enter(size: tuple[int, int] = WIDE, **settings: Any) -> Page:
        visit = visiting(chromium, size, **settings)
        opened.append(visit)
        return visit.__enter__()

    yield enter
    for visit in reversed(opened):
        visit.__exit__(None, None, None)


def log_in(page: Page, base: str, login: str, password: str) -> None:
    """Log in on the login page."""
    page.goto(f"{base}/login")
    page.fill("input[name=login]", login)
    page.fill("input[name=password]", password)
    page.press("input[name=password]", "Enter")
    page.wait_for_url(lambda url: "/login" not in url)


def shot(page: Page, name: str, *, whole: bool = False, folder: Path = SHOTS) -> Path:
    """Write a screenshot as PNG and return where; whole: the full length of the page."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{name}.png"
    page.screenshot(path=path, full_page=whole, animations="disabled")
    return path


def check_look(page: Page) -> None:
    """Fail for side scroll, faint text, unlabelled controls and, on a narrow page, small targets."""
    assert not (found := side_scroll(page)), f"wider than the window: {found}"
    assert not (found := faint(page)), f"contrast under 4.5: {found}"
    assert not (found := unlabelled(page)), f"without a name: {found}"
    size = page.viewport_size
    if size and size["width"] <= NARROW[0]:
        assert not (found := small_targets(page)), f"targets under 40 pixels: {found}"


def side_scroll(page: Page) -> list[str]:
    """Return the elements that make a page scroll sideways, none where it does not."""
    return _looked(page, "sideScroll")


def small_targets(page: Page, least: int = 40) -> list[str]:
    """Return controls lower than `least` pixels; links in running text and table titles are exempt (WCAG 2.5.8)."""
    return _looked(page, "smallTargets", least)


def faint(page: Page) -> list[str]:
    """Return visible texts whose colour against what lies behind them is under WCAG AA."""
    return _looked(page, "faint")


def unlabelled(page: Page) -> list[str]:
    """Return controls without an accessible name, and ids that stand twice."""
    return _looked(page, "unlabelled")


def _looked(page: Page, check: str, *arguments: int) -> list[str]:
    return list(page.evaluate(f"(arguments) => ({_LOOKS.read_text()}).{check}(...arguments)", list(arguments)))
