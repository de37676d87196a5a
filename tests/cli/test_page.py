"""A page in a real browser: the reason of a highlight is seen whole, by mouse and by keyboard, wide and narrow."""

from collections.abc import Iterator
from pathlib import Path
from random import Random

import pytest

from pipeline.train.invent import citizen_number
from tests.cli.browser import Browser
from tests.cli.test_analyze import NOTICE, gongkai

SIZES = {"wide": (1280, 800), "narrow": (390, 844)}
LONG = NOTICE + "\n".join(
    f"（{n}）申请人：顾小满，身份证号码：{citizen_number(Random(7))}，手机：15412345678。" for n in range(420)
)
PLACES = """(() => { const mark = document.querySelectorAll('mark')[%d]; mark.scrollIntoView({block: '%s'});
    const box = mark.getClientRects()[0]; return [box.left + box.width / 2, box.top + box.height / 2] })()"""


@pytest.fixture(scope="module")
def page(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("页")
    (folder / "名单.txt").write_text(LONG, encoding="utf-8")
    gongkai("analyze", folder / "名单.txt", "--format", "html", "--output", folder / "页", "--no-names")
    return folder / "页" / "0001-名单.html"


@pytest.fixture(params=SIZES)
def browser(request: pytest.FixtureRequest) -> Iterator[tuple[Browser, int, int]]:
    width, height = SIZES[request.param]
    with Browser(width=width, height=height) as started:
        yield started, width, height


def reason_box(browser: Browser) -> list[float] | None:
    """Return left, top, right, bottom of the reason that is shown, in the window."""
    node = browser.run_object("document.querySelector('mark:hover') || document.querySelector('mark:focus')")
    described = browser.call("DOM.describeNode", objectId=node, depth=1)["node"]
    shown = [p for p in described.get("pseudoElements", []) if p["pseudoType"] == "after"]
    if not shown:
        return None
    corners = browser.call("DOM.getBoxModel", backendNodeId=shown[0]["backendNodeId"])["model"]["border"]
    return [corners[0], corners[1], corners[4], corners[5]]


def test_a_reason_is_never_cut_off(browser: tuple[Browser, int, int], page: Path) -> None:
    window, width, height = browser
    window.open(page)
    count = window.run("document.querySelectorAll('mark').length")
    assert count > 500
    assert window.run("document.documentElement.scrollWidth") <= width
    for number in (0, 1, count // 2, count // 2 + 1, count - 1):
        for edge in ("start", "end"):
            window.hover(*window.run(PLACES % (number, edge)))
            box = reason_box(window)
            assert box is not None
            assert box[0] >= 0 and box[1] >= 0 and box[2] <= width and box[3] <= height, (number, edge, box)


def test_the_keyboard_reaches_a_reason(page: Path) -> None:
    with Browser(width=1280, height=800) as window:
        window.open(page)
        window.run(
            "document.querySelector('mark').previousElementSibling; document.querySelector('a[href=\\'#suggestions\\']').focus()"
        )
        window.key("Tab")
        assert window.run("document.activeElement.tagName") == "MARK"
        box = reason_box(window)
        assert box is not None and box[3] - box[1] > 20


def test_a_link_to_evidence_shows_it(page: Path) -> None:
    with Browser(width=1280, height=800) as window:
        window.open(page)
        window.run("[...document.querySelectorAll('aside a[href^=\\'#\\']')].at(-1).click()")
        place = window.run(
            "(() => { const b = document.querySelector('mark:has(> i:target)').getClientRects()[0]; return [b.top, b.bottom] })()"
        )
        assert 0 <= place[0] < place[1] <= 800
