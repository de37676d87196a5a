"""One day of an office, from its first start to a published document, in a real browser on both databases."""

import random
import re
import sqlite3
import subprocess
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Browser, Page, expect

from pipeline.train import invent
from tests.making import docx_of, paragraph
from tests.review.served import GONGKAI, PASSWORD, People, Served, serving
from tests.store.databases import binaries

OFFICE = {
    "江州市民政局": "drafting", "江州市政务公开办公室": "openness", "江州市司法局": "justice",
    "江州市保密工作办公室": "secrecy", "江州市人民政府": "leadership",
}  # fmt: skip
STAFF = {
    "lin": ("林知夏", "drafter", "江州市民政局"), "zhou": ("周砚秋", "reviewer", "江州市政务公开办公室"),
    "lu": ("陆怀远", "signer", "江州市民政局"), "gu": ("顾南舟", "signer", "江州市保密工作办公室"),
    "han": ("韩叙白", "signer", "江州市司法局"), "fang": ("方景明", "signer", "江州市政务公开办公室"),
    "qin": ("秦云起", "signer", "江州市人民政府"), "bai": ("白审言", "auditor", ""),
}  # fmt: skip
NAME = "程怀瑾"
MOBILE = invent.mobile(random.Random(11))
SENTENCE = "地下指挥所于当日二十时转入白鹭岭三号坑道"
SECRET = f"机密★10年\n\n江州市民政局关于秋季演练的通知\n\n各县区民政局：\n\n{SENTENCE}。\n\n江州市民政局\n2026年11月20日\n"
TITLE = "江州市民政局关于印发《江州市冬季临时救助办法》的通知"
NOTICE = docx_of(
    paragraph(TITLE, align="center"), "江民发〔2026〕12号", "各县（区）民政局：", "现将《江州市冬季临时救助办法》印发给你们，请遵照执行。",
    "江州市民政局", "2026年11月20日", paragraph("江州市冬季临时救助办法", align="center"),
    "第一条 为了保障困难群众温暖过冬，根据《社会救助暂行办法》，制定本办法。",
    "第二条 本办法适用于本市行政区域内因突发事件导致基本生活陷入困境的家庭。",
    "第三条 救助标准为每人每月600元，最长不超过三个月。",
    "第四条 申请人应当向户籍所在地乡镇人民政府提出申请，乡镇人民政府应当在5个工作日内审核。",
    f"第五条 经办示例：东桥街道困难居民{NAME}（手机{MOBILE}）的申请，由街道代为办理。",
    "第六条 骗取救助资金的，由县级民政部门责令退回，并依法处理。",
    "第七条 本办法自2026年12月1日起施行，有效期二年。",
)  # fmt: skip
CHOSEN = {
    "decision": "false", "enterprise": "false", "approval": "false", "head_approved": "true", "citations_checked": "current",
    "secrecy_opinion": "public",
}  # fmt: skip
WRITTEN = {"interpreter": "陆怀远", "head": "陆怀远", "secrecy_reviewer": "顾南舟", "secrecy_reviewed_on": "2026-11-23"}


@pytest.fixture
def office(url: str, tmp_path: Path, chromium: Browser) -> Iterator[People]:  # noqa: F811
    with serving(url, tmp_path) as served, ExitStack() as stack:
        yield People(chromium, served, stack)


def test_a_whole_day(office: People, url: str, tmp_path: Path) -> None:
    the_administrator_adds_everybody(office)
    drafter, reviewer = office.page("lin"), office.page("zhou")
    reviewer.faults.allow("/lock")  # type: ignore[attr-defined]  # asked for as the page opens, answered after it was passed on
    receipt = the_drafter_hands_in(office, drafter)
    a_secret_is_refused(office, drafter)
    the_form_is_filled(office, drafter, receipt)
    the_interpretation_says(office, drafter, receipt, f"例如{NAME}一家，每月可领取救助。")
    submitted(office, drafter, receipt)
    reviewed_by_keyboard(office, reviewer, receipt)
    steps = everybody_signs(office, receipt)
    assert steps[:3] == ["lu", "gu", "han"], "起草单位、保密、司法 (参考 1.1 S07, S09, S14)"
    the_left_over_is_found_and_sent_back(office, reviewer, receipt)
    the_interpretation_says(office, drafter, receipt, "困难家庭每月可领取救助。")
    submitted(office, drafter, receipt)
    passed_again(office, reviewer, receipt)
    assert everybody_signs(office, receipt) == steps, "what was signed has changed: everybody signs again"
    released(office, reviewer, receipt)
    found_by_two_characters(office, drafter, receipt)
    pack = the_auditor_checks(office, receipt, tmp_path)
    assert f"完整，{receipt}" in verified(pack)
    nothing_is_kept_of_the_secret(url, tmp_path)
    nothing_personal_is_logged(office.served)


def the_administrator_adds_everybody(office: People) -> None:
    page = office.set_up("guan", "苏管事")
    for name, kind in OFFICE.items():
        office.add_department(page, name, kind)
    for login, (name, role, department) in STAFF.items():
        office.add(page, login, name, role, department)


def at(office: People, page: Page, path: str) -> Page:
    page.goto(office.served.address + path)
    return page


def the_drafter_hands_in(office: People, page: Page) -> str:
    at(office, page, "/drafting")
    page.set_input_files("input[name=file] >> nth=0", {"name": "办法.docx", "mimeType": "application/octet-stream", "buffer": NOTICE})
    row = page.locator("#rows tbody tr").first
    expect(row.locator(".b-proactive")).to_be_visible(timeout=30_000)
    expect(row).to_contain_text(TITLE)
    return row.get_attribute("id") or ""


def a_secret_is_refused(office: People, page: Page) -> None:
    at(office, page, "/drafting")
    page.set_input_files("input[name=file] >> nth=0", {"name": "演练.txt", "mimeType": "text/plain", "buffer": SECRET.encode()})
    expect(page.locator(".outcome.o-refused")).to_contain_text("报告本机关保密工作机构")
    assert page.locator("#rows tbody tr").count() == 1


def the_form_is_filled(office: People, page: Page, receipt: str) -> None:
    at(office, page, f"/documents/{receipt}/form")
    for name, value in CHOSEN.items():
        choose(page, name, value)
    for name, value in WRITTEN.items():
        page.fill(f"#cell-{name} input", value)
    saved(page, "/form")
    at(office, page, f"/documents/{receipt}/form")
    assert page.input_value("#cell-head input") == "陆怀远"


def saved(page: Page, end: str) -> None:
    """Press the key that saves, and wait until it is."""
    with page.expect_response(lambda answer: answer.request.method == "POST" and answer.url.endswith(end)) as sent:
        page.keyboard.press("Control+s")
    assert sent.value.status < 400


def choose(page: Page, name: str, value: str) -> None:
    cell = page.locator(f"#cell-{name}")
    if cell.locator("select").count():
        cell.locator("select").select_option(value)
    else:
        cell.locator(f'input[value="{value}"]').check()


def the_interpretation_says(office: People, page: Page, receipt: str, text: str) -> None:
    at(office, page, f"/documents/{receipt}/interpretation")
    page.locator(".statement textarea").first.fill(text)
    saved(page, "/interpretation")
    page.reload()
    expect(page.locator(".statement textarea").first).to_have_value(text)


def submitted(office: People, page: Page, receipt: str) -> None:
    at(office, page, f"/documents/{receipt}/form")
    if page.locator("#submit-reason").is_visible():
        page.fill("#submit-reason", "其余材料随后补齐，先请审核")
    page.locator("#submitting button").click()
    expect(page.locator(".notice.n-good").first).to_contain_text("已送审")


def reviewed_by_keyboard(office: People, page: Page, receipt: str) -> None:
    at(office, page, "/review")
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/documents/{receipt}*")
    expect(page.locator(".unit.is-current")).to_have_count(1)
    for _ in range(60):
        page.keyboard.press("a")
        if page.evaluate("document.activeElement.closest('form[data-move]') !== null"):
            break
    expect(page.locator("#progress")).to_have_text("已齐")
    page.keyboard.press("f")
    page.wait_for_url("**/review*")


def passed_again(office: People, page: Page, receipt: str) -> None:
    """What was judged of this version stands; the document is only passed on."""
    at(office, page, f"/documents/{receipt}")
    expect(page.locator("#progress")).to_have_text("已齐")
    page.keyboard.press("f")
    page.wait_for_url("**/review*")


def everybody_signs(office: People, receipt: str) -> list[str]:
    """Let whoever has the document in their queue sign; return who did, in order."""
    signed: list[str] = []
    signers = [login for login, (_, role, _) in STAFF.items() if role == "signer"]
    for login in signers:
        page = at(office, office.page(login), "/signing")
        if not page.locator("[data-rows] tbody tr").filter(has_text=receipt).count():
            continue
        page.keyboard.press("j")
        page.keyboard.press("Enter")
        page.wait_for_url(f"**/documents/{receipt}/sign")
        expect(page.locator(".going")).to_contain_text("程某某")
        expect(page.locator(".going")).not_to_contain_text(NAME)
        page.fill("#f-password", PASSWORD)
        page.keyboard.press("Control+Enter")
        page.wait_for_url("**/signing")
        signed.append(login)
    return signed


def the_left_over_is_found_and_sent_back(office: People, page: Page, receipt: str) -> None:
    at(office, page, f"/documents/{receipt}/release")
    left = page.locator(".left-over")
    expect(left).to_have_count(1)
    expect(left.locator("mark")).to_have_text(NAME)
    expect(left).to_contain_text("解读稿")
    page.faults.allow("422")  # type: ignore[attr-defined]
    page.get_by_role("button", name="发布", exact=False).last.click()
    expect(page.locator(".notice.n-bad")).to_contain_text("没有答复")
    page.keyboard.press("r")
    page.locator(".reasoned[open] textarea").fill("解读稿写出了当事人姓名，请改写")
    page.locator(".reasoned[open] button").click()
    page.wait_for_url("**/review*")


def released(office: People, page: Page, receipt: str) -> None:
    at(office, page, f"/documents/{receipt}/release")
    expect(page.locator(".left-over")).to_have_count(0)
    if page.locator("#f-lacking").count():
        page.fill("#f-lacking", "材料已另行核对")
    page.keyboard.press("Escape")
    page.locator("h1").click()
    page.keyboard.press("Control+Enter")
    page.wait_for_url(f"**/released/{receipt}")
    expect(page.locator(".going")).to_contain_text("程某某")
    expect(page.locator("main")).not_to_contain_text(NAME)
    expect(page.locator("main")).not_to_contain_text(MOBILE)


def found_by_two_characters(office: People, page: Page, receipt: str) -> None:
    at(office, page, "/search")
    page.locator("h1").click()
    page.keyboard.press("/")
    page.keyboard.type("骗取")
    page.keyboard.press("Enter")
    page.wait_for_url("**/search?q=*")
    expect(page.locator(".hit mark").first).to_have_text("骗取")
    expect(page.locator(f'.hit a[href="/documents/{receipt}"]')).to_have_count(1)


def the_auditor_checks(office: People, receipt: str, folder: Path) -> Path:
    page = at(office, office.page("bai"), "/audit")
    page.keyboard.press("v")
    expect(page.locator(".notice.n-good")).to_contain_text("审计链完整")
    expect(page.locator("main")).to_contain_text("江州市民政局")  # the refused upload, as a number
    expect(page.locator("main")).not_to_contain_text("演练")
    pack = folder / "evidence.zip"
    answer = page.request.get(f"{office.served.address}/documents/{receipt}/evidence.zip")
    pack.write_bytes(answer.body())
    return pack


def verified(pack: Path) -> str:
    """Return what the command says of a pack, where there is no database."""
    done = subprocess.run([*GONGKAI, "audit", "verify", pack.name], cwd=pack.parent, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return done.stdout


def nothing_is_kept_of_the_secret(url: str, folder: Path) -> None:
    kept = sqlite_bytes(url) if url.startswith("sqlite") else dumped(url, folder)
    assert len(kept) > 10_000 and TITLE.encode() in kept
    for word in (SENTENCE, "白鹭岭", "演练"):
        for form in (word.encode(), word.encode("utf-16-le"), word.encode("gb18030"), word.encode().hex().encode()):
            assert form not in kept


def sqlite_bytes(url: str) -> bytes:
    """Return the database's file with the log of its last writes."""
    path = Path(url.removeprefix("sqlite:///"))
    assert sqlite3.connect(path).execute("SELECT count(*) FROM submissions").fetchone() == (1,)
    return b"".join(p.read_bytes() for p in sorted(path.parent.glob(f"{path.name}*")))


def dumped(url: str, folder: Path) -> bytes:
    programs = binaries()
    assert programs
    host = parse_qs(urlsplit(url).query)["host"][0]
    name = urlsplit(url).path.strip("/")
    command = [str(programs / "pg_dump"), "-h", host, "-U", "postgres", "--inserts", name]
    return subprocess.run(command, check=True, capture_output=True, cwd=folder).stdout


def nothing_personal_is_logged(served: Served) -> None:
    said = served.said.read_text()
    assert not re.search("Traceback|故障", said), said
    for value in (NAME, MOBILE, SENTENCE, "演练", "骗取", "%E9%AA%97%E5%8F%96", PASSWORD, "困难家庭"):
        assert value not in said
