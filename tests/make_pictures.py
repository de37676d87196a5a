"""Makes the pictures of the README and of docs/workbench: `python -m tests.make_pictures` (needs Chromium and a CJK font)."""

import io
import shutil
import subprocess
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright
from rich.console import Console

from pipeline import flow
from pipeline.cli import page, report
from pipeline.flow import Failure
from pipeline.review import demo
from pipeline.review.office import Order
from pipeline.store import Database
from tests.review.browser import NARROW, WIDE, launched, log_in, visiting
from tests.review.workbench import Bench, running

ROOT = Path(__file__).parents[1]
SAMPLES = ROOT / "data" / "samples"
SAMPLE = SAMPLES / "01-江州市新就业青年租房补贴办法的通知.docx"
WORKBENCH = ROOT / "docs" / "workbench"
MORNING = datetime(2026, 11, 24, 1, 30)
"""The clock of the pictures, UTC: it stands still."""
CHROMIUM = "--headless --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking --disable-sync --hide-scrollbars"
_TERMINAL = """<!doctype html><meta charset="utf-8"><style>{stylesheet}
body {{ margin:0; padding:12px; background:#fff; color:#111 }}
pre {{ margin:0; font:15px/1.4 "Noto Sans Mono CJK SC",monospace }}</style><pre><code style="font-family:inherit">{code}</code></pre>"""
_COLOURS = 128


@dataclass(frozen=True)
class Picture:
    """A picture of the workbench: who looks at which page; path: {6} stands for the receipt of the sixth document.

    files: handed in before it is taken; keys: pressed one after the other; script: hans or hant.
    """

    name: str
    login: str
    path: str
    files: tuple[str, ...] = ()
    keys: tuple[str, ...] = ()
    size: tuple[int, int] = WIDE
    script: str = "hans"


PICTURES = (
    Picture("queue", "reviewer", "/review?state=all"),
    Picture("document", "reviewer", "/documents/{8}", keys=("a", "a", "a", "a")),
    Picture("document-phone", "auditor", "/documents/{1}", size=NARROW),
    Picture("form", "drafter", "/documents/{2}/form"),
    Picture("interpretation", "drafter", "/documents/{2}/interpretation"),
    Picture("signing", "signer", "/documents/{1}/sign"),
    Picture("release", "reviewer", "/documents/{10}/release"),
    Picture("masked", "reviewer", "/documents/{8}/masked"),
    Picture("drafting", "drafter2", "/drafting", files=("14-*", "09-*"), size=(WIDE[0], 1000)),
    Picture("audit", "auditor", "/audit", keys=("v",)),
    Picture(
        "queue-hant", "reviewer", "/review", script="hant"
    ),  # the last of the reviewer's: the account keeps the script
)


def main() -> None:
    with tempfile.TemporaryDirectory() as made:
        of_readme(Path(made))
        of_workbench(Path(made))


def of_readme(folder: Path) -> None:
    """Take the pictures of the report and of the page of a sample document."""
    doc = flow.build(flow.settings()).analyze(SAMPLE)
    if isinstance(doc, Failure):
        raise SystemExit(doc.reason)
    console = Console(record=True, width=92, file=(folder / "unused").open("w", encoding="utf-8"))
    report.Report(console).add(doc)
    console.save_html(str(folder / "report.html"), code_format=_TERMINAL)
    with page.writer(folder / "pages") as pages:
        pages.add(doc)
    shown = next(f for f in (folder / "pages").iterdir() if f.name != "index.html")
    words = [shutil.which("chromium") or "chromium", *CHROMIUM.split(), f"--user-data-dir={folder / 'profile'}"]
    for name, size, address in (
        ("page", "1280,1000", shown.as_uri()),
        ("report", "880,950", (folder / "report.html").as_uri()),
    ):
        picture = ROOT / "docs" / f"{name}.png"
        subprocess.run([*words, f"--window-size={size}", f"--screenshot={picture}", address], check=True)


def of_workbench(folder: Path) -> None:
    """Take the pictures of the workbench with its demonstration."""
    with _demonstration(folder) as (bench, passwords), sync_playwright() as playwright:
        browser = launched(playwright)
        for picture in PICTURES:
            _take(bench, browser, picture, passwords)
        browser.close()


@contextmanager
def _demonstration(folder: Path) -> Iterator[tuple[Bench, dict[str, str]]]:
    """Give the running workbench with the demonstration in it, and the password of each login."""
    database = Database.open(f"sqlite:///{folder / 'pictures.db'}")
    database.migrate()
    with running(database, Order().build(), populated=False) as bench:
        bench.clock.now = MORNING
        people = demo.make(bench.office, sorted(SAMPLES.iterdir()))
        yield bench, {login: password for login, password, *_ in people}
    database.close()


def _take(bench: Bench, browser: Browser, picture: Picture, passwords: Mapping[str, str]) -> None:
    receipts = [f"GK-{bench.office.today():%Y%m%d}-{number:04d}" for number in range(len(list(SAMPLES.iterdir())))]
    with visiting(browser, picture.size) as visit:
        log_in(visit, bench.address, picture.login, passwords[picture.login])
        if picture.script == "hant":
            visit.locator(".tools [name=script][value=hant]").click()
        visit.goto(bench.address + picture.path.format(*receipts))
        _hand_in(bench, visit, picture.files)
        for key in ("", *picture.keys):
            if key:
                visit.keyboard.press(key)
            visit.wait_for_timeout(400)
        _write(visit.screenshot(animations="disabled"), WORKBENCH / f"{picture.name}.png")


def _hand_in(bench: Bench, visit: Page, files: Sequence[str]) -> None:
    """Hand in samples, and wait until the page shows what came of them."""
    if files:
        found = [path for name in files for path in SAMPLES.glob(name)]
        visit.locator("input[type=file]").first.set_input_files(found)
        visit.locator("#results .outcome:not(.o-sending)").nth(len(found) - 1).wait_for()
        bench.analyse()
        visit.locator("#rows .busy").wait_for(state="detached")


def _write(screenshot: bytes, path: Path) -> None:
    """Write a screenshot with few colours: a third of the bytes, and no difference to the eye."""
    shown = Image.open(io.BytesIO(screenshot)).convert("RGB")
    shown.quantize(_COLOURS, dither=Image.Dither.NONE).save(path, optimize=True)


if __name__ == "__main__":
    main()
