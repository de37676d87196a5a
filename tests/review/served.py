"""`gongkai serve` in a process of its own, all that it says kept, and its people, each in a browser of their own."""

import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from playwright.sync_api import Browser, Page, expect

from tests.review.browser import visiting

GONGKAI = [sys.executable, "-c", "from pipeline.cli import main; main()"]
PASSWORD = "Teal-Stone-2026"


@dataclass
class Served:
    """A running server; said: the file of all it has written."""

    address: str
    link: str
    said: Path


@contextmanager
def serving(url: str, folder: Path) -> Iterator[Served]:
    """Give a server on a free port that has started for the first time, with a worker."""
    said = folder / "said.txt"
    with said.open("w") as out:
        command = [*GONGKAI, "serve", "--port", "0", "--database", url]
        process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=out, text=True)
        try:
            assert process.stdout is not None
            lines = []
            while not (found := re.search("审查工作台：(http://[^/]+)/", "".join(lines))):
                lines.append(process.stdout.readline())
                assert lines[-1], said.read_text()
            out.write("".join(lines))
            link = re.search(r"http://\S+/setup\?token=\S+", "".join(lines))
            assert link
            yield Served(found[1], link[0], said)
        finally:
            process.terminate()
            rest, _ = process.communicate(timeout=20)
            out.write(rest or "")


@dataclass
class People:
    """Everybody's browsers; passwords: one-time ones of those who have not been in yet."""

    browser: Browser
    served: Served
    stack: ExitStack
    passwords: dict[str, str] = field(default_factory=dict)
    pages: dict[str, Page] = field(default_factory=dict)

    def page(self, login: str) -> Page:
        """Return the browser of a person, who is logged in; at the first time they choose a password of their own."""
        if login not in self.pages:
            self.pages[login] = self.stack.enter_context(visiting(self.browser))
            self._enter(self.pages[login], login)
        return self.pages[login]

    def _enter(self, page: Page, login: str) -> None:
        once = self.passwords.pop(login)
        page.goto(f"{self.served.address}/login")
        page.fill("input[name=login]", login)
        page.fill("input[name=password]", once)
        page.press("input[name=password]", "Enter")
        page.wait_for_url("**/account")
        for name, value in (("old", once), ("new", PASSWORD), ("again", PASSWORD)):
            page.fill(f"input[name={name}]", value)
        page.press("input[name=again]", "Enter")
        expect(page.locator(".notice.n-good")).to_be_visible()

    def set_up(self, login: str, name: str) -> Page:
        """Make the administrator through the link that the server has printed; return their browser."""
        page = self.pages[login] = self.stack.enter_context(visiting(self.browser))
        page.goto(self.served.link)
        for part, value in (("login", login), ("name", name), ("password", PASSWORD), ("again", PASSWORD)):
            page.fill(f"input[name={part}]", value)
        page.press("input[name=again]", "Enter")
        page.wait_for_url("**/login**")
        page.fill("input[name=login]", login)
        page.fill("input[name=password]", PASSWORD)
        page.press("input[name=password]", "Enter")
        page.wait_for_url("**/people")
        return page

    def add_department(self, page: Page, name: str, kind: str) -> None:
        page.goto(f"{self.served.address}/departments")
        page.fill("#f-name", name)
        page.select_option("#f-kind", kind)
        page.get_by_role("button", name="添加").click()
        expect(page.locator(".notice.n-good")).to_be_visible()

    def add(self, page: Page, login: str, name: str, role: str, department: str) -> None:
        """Add a person; the password that is shown once is for their first visit."""
        page.goto(f"{self.served.address}/people")
        page.fill("#f-login", login)
        page.fill("#f-name", name)
        page.select_option("#f-role", role)
        if department:
            page.select_option("#f-department", label=department)
        page.get_by_role("button", name="添加").click()
        self.passwords[login] = page.locator("#one-time").inner_text()
