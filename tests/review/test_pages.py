"""Every page of the workbench in a real browser: no error, no faint text, nothing wider than a phone."""

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Page

from pipeline.flow import Flow
from pipeline.store.database import Database
from tests.review.browser import NARROW, WIDE, check_look, log_in, shot
from tests.review.scene import set_up
from tests.review.workbench import PASSWORD, Bench, running

PAGES = {
    "drafter": "/drafting /drafting?state=released /documents/{11} /documents/{12}/form /documents/{1}/interpretation "
    "/documents/{1}/papers /documents/{1}/versions /search /account",
    "reviewer": "/review /review?state=returned /documents/{0} /documents/{8} /documents/{5}/release /search?q=补贴 /released",
    "leader": "/signing /documents/{3}/sign",
    "auditor": "/review /signing /audit /documents/{0} /search",
    "administrator": "/people /departments /audit /people/1",
}
Enter = Callable[..., Page]


@pytest.fixture(scope="module")
def day(tmp_path_factory: pytest.TempPathFactory, flow: Flow) -> Iterator[tuple[Bench, list[str]]]:
    """A workbench in the middle of a day, and its receipts."""
    database = Database.open(f"sqlite:///{tmp_path_factory.mktemp('day') / 'day.db'}")
    database.migrate()
    with running(database, flow) as bench:
        yield bench, set_up(bench)
    database.close()


@pytest.mark.parametrize("role", PAGES)
@pytest.mark.parametrize(("size", "script"), [(WIDE, "hans"), (NARROW, "hans"), (NARROW, "hant")])
def test_pages_look_right(
    day: tuple[Bench, list[str]],
    visitor: Enter,
    role: str,
    size: tuple[int, int],
    script: str,
) -> None:
    bench, receipts = day
    page = visitor(size)
    log_in(page, bench.address, role, PASSWORD)
    if script == "hant":
        switch(page)
    wrong = []
    for address in PAGES[role].split():
        path = address.format(*receipts)
        answer = page.goto(bench.address + path)
        shot(page, f"{role}{path.replace('/', '-').partition('?')[0]}-{size[0]}-{script}")
        try:
            assert answer is not None and answer.status == 200, answer
            check_look(page)
        except AssertionError as error:
            wrong.append(f"{path}: {error}")
    assert not wrong, "\n".join(wrong)


def switch(page: Page) -> None:
    """Change to traditional script by the switch of the menu."""
    if page.viewport_size == {"width": NARROW[0], "height": NARROW[1]}:
        page.get_by_text("菜单").click()
    page.locator("button[name=script][value=hant]:visible").click()
    page.wait_for_selector("html[lang=zh-Hant]")


def test_the_page_before_login_looks_right(day: tuple[Bench, list[str]], visitor: Enter) -> None:
    for size in (WIDE, NARROW):
        page = visitor(size)
        page.goto(f"{day[0].address}/login")
        check_look(page)
        shot(page, f"login-{size[0]}")
