"""Clauses of the issue that no single desk answers for: each as somebody in the office would meet it."""

import hashlib
import io
import re
import threading
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from docx import Document
from playwright.sync_api import Page, expect

from pipeline.doc import Doc
from pipeline.flow import Flow
from pipeline.record import Record
from pipeline.review import filing, worker
from pipeline.store import people, submissions
from pipeline.store.evidence import verify_pack
from tests.review import dossiers
from tests.review.browser import log_in
from tests.review.desk import NOTICE, facts_of, handed_in, sent, sent_back
from tests.review.reviewing import JSON, TEXT, queued, record, spans, stored
from tests.review.test_judging import NAMES, NUMBER, judge
from tests.review.workbench import PASSWORD, Bench

ROOT = Path(__file__).parents[2]


def resubmitted(bench: Bench, receipt: str, made: Record) -> None:
    """Let a new version of a document stand in the queue, analysed."""
    with bench.office.database.writing() as session:
        drafter = people.by_login(session, "drafter")
        assert drafter is not None
        found = submissions.find(session, drafter, receipt)
        assert found is not None
        version = submissions.add_version(
            session, found, user=drafter, upload_name="新稿.txt", content=made["text"].encode(),
            sha256=hashlib.sha256(made["text"].encode()).hexdigest(), now=bench.office.now(),
        )  # fmt: skip
        submissions.save_analysis(session, version, made, purpose="first", now=bench.office.now())
        filing.file_record(session, bench.office, found, made, "first")
        found.state = "source_review"


def unit(page: str, target: str) -> str:
    """Return what the page says of a suggestion, up to the next one."""
    return re.split(r'<div class="unit', page.split(f'data-target="{target}"', 2)[-1])[0]


# ---- Earlier judgements beside.


def test_a_new_version_shows_what_was_said_of_the_one_before(bench: Bench) -> None:
    receipt, client = queued(bench), bench.log_in("reviewer")
    judge(client, receipt, "attribute")
    judge(client, receipt, NAMES[0], "edit", value={"replacement": "程某"})
    judge(client, receipt, NUMBER, "reject", reason="值班电话，依法公开")
    judge(client, receipt, "gate:law", value={"passed": True, "note": "引用准确"})
    judge(client, receipt, "secrecy", value={"passed": True})
    client.post(f"/documents/{receipt}/undo", headers=JSON)
    moved = "江州市民政局通知\n" + TEXT  # every span stands elsewhere now
    resubmitted(bench, receipt, record(moved))
    page = client.get(f"/documents/{receipt}").text
    number = "mention:{}-{}".format(*spans(moved, "13900001234")[0])
    assert "第 1 稿" in unit(page, number) and "值班电话，依法公开" in unit(page, number)
    for start, end in spans(moved, "程怀瑾"):
        assert re.search("第 1 稿.*写作 程某 ", unit(page, f"mention:{start}-{end}")), "one text, one decision"
    assert "引用准确" in unit(page, "gate:law")
    assert "第 1 稿" not in unit(page, "secrecy"), "it was taken back"
    assert "is-decided" not in page, "what was said of another text decides nothing here"


def test_a_first_version_has_nothing_beside(bench: Bench) -> None:
    receipt, client = queued(bench), bench.log_in("reviewer")
    judge(client, receipt, "attribute")
    assert "第 1 稿" not in client.get(f"/documents/{receipt}").text


# ---- Order by deadline, with a notice when a year of the calendar is missing.


def test_the_queue_says_when_the_calendar_lacks_a_year(bench: Bench) -> None:
    assert "日历表缺" not in bench.log_in("reviewer").get("/review").text
    bench.clock.now = datetime(2041, 3, 1, 2, 0)
    assert "日历表缺2041年的放假安排" in bench.log_in("reviewer").get("/review").text


# ---- What a risk is made up of.


def test_the_queue_and_the_document_say_why_a_risk_is_high(bench: Bench) -> None:
    made = record()
    made["attribute"] |= {"label": "withheld", "delivery": "none", "needs_review": True}
    receipt, client = queued(bench, made), bench.log_in("reviewer")
    wanted = "建议不予公开：放出去收不回来"
    assert re.search(rf'<abbr title="[^"]*{wanted}[^"]*系统没有把握', client.get("/review").text)
    assert wanted in client.get(f"/documents/{receipt}").text
    assert wanted not in bench.log_in("drafter").get(f"/documents/{receipt}").text, "the queue is the reviewers'"
    judge(client, receipt, "attribute", "edit", value={"label": "proactive"})
    assert wanted not in client.get("/review").text, "the person's word is final"


# ---- 暂缓公开 with reason and review date.


def test_a_deferral_comes_up_again_on_its_day_and_is_taken_up(any_bench: Bench) -> None:
    receipt, client = queued(any_bench), any_bench.log_in("reviewer")
    day = any_bench.office.today() + timedelta(days=30)
    fields = {"reason": "所涉事项尚在核查", "review_on": day.isoformat()}
    assert client.post(f"/documents/{receipt}/defer", data=fields).status_code == 303
    assert stored(any_bench, receipt).review_on == day
    assert "到期复核" not in client.get("/review").text
    assert day.isoformat() in client.get("/review?state=deferred").text
    any_bench.clock.now = any_bench.office.now() + timedelta(days=30)
    client = any_bench.log_in("reviewer")
    assert re.search(r'href="/review\?state=again"[^>]*>到期复核<span class="count">1<', client.get("/review").text)
    assert f'data-receipt="{receipt}"' in client.get("/review?state=again").text
    assert "到期复核" in client.get(f"/documents/{receipt}").text
    client.post(f"/documents/{receipt}/resume", data={"reason": "核查已结束"})
    assert (stored(any_bench, receipt).state, stored(any_bench, receipt).review_on) == ("source_review", None)
    assert "到期复核" not in client.get("/review").text


# ---- 退文通知.


def test_who_gets_a_document_back_gets_the_notice_too(bench: Bench) -> None:
    client = bench.log_in("drafter")
    receipt = handed_in(bench, client)
    assert client.get(f"/documents/{receipt}/return.docx").status_code == 409, "it is not sent back"
    sent_back(bench, receipt, codes=("T06", "T11"), reason="解读材料未随文报送")
    assert f"/documents/{receipt}/return.docx" in client.get(f"/documents/{receipt}/form").text
    answer = client.get(f"/documents/{receipt}/return.docx")
    assert answer.status_code == 200
    paper = Document(io.BytesIO(answer.content))
    said = "\n".join(
        [*(p.text for p in paper.paragraphs), *(c.text for t in paper.tables for r in t.rows for c in r.cells)]
    )
    for part in ("退文通知", "江州市民政局：", receipt, "T06", "T11", "解读材料未随文报送", "江州市政务公开办公室"):
        assert part in said
    assert "T05" not in said, "only the codes that the reviewer chose"
    assert facts_of(bench, receipt, "exported")[-1]["paper"] == "return_notice"
    assert bench.log_in("drafter2").get(f"/documents/{receipt}/return.docx").status_code == 404


# ---- What later stages find has its place.


def test_similar_documents_are_shown_once_a_stage_finds_some(bench: Bench) -> None:
    client = bench.log_in("reviewer")
    assert "相近的已办文件" not in client.get(f"/documents/{queued(bench)}").text
    similar = [{"title": "江州市<b>残联</b>通知", "label": "proactive", "score": 0.91, "receipt": "GK-20261124-0007"}]
    page = client.get(f"/documents/{queued(bench, record(similar=similar))}").text
    assert "相近的已办文件" in page and 'href="/documents/GK-20261124-0007"' in page and "91%" in page
    assert "<b>残联" not in page


# ---- Every decision and export in the chain, in words.


def test_every_action_of_the_chain_has_a_word_on_the_audit_page() -> None:
    code = "".join(file.read_text() for file in (ROOT / "pipeline").glob("review/**/desk_*.py"))
    words = (ROOT / "pipeline/review/templates/audit/words.html").read_text()
    actions = set(re.findall(r'noted\(\s*[^,]+,\s*[^,]+,\s*"([a-z_]+)"', code))
    assert len(actions) > 20
    assert {action for action in actions if f'"{action}": ' not in words} == set()


def test_an_export_is_told_with_its_paper(bench: Bench) -> None:
    client = bench.log_in("drafter")
    receipt = handed_in(bench, client)
    client.get(f"/documents/{receipt}/versions/1/file")
    page = bench.log_in("auditor").get(f"/audit?subject={receipt}").text
    assert re.search("<b>导出</b>.*文书</span> 原文件", page, re.S)


# ---- An evidence pack per document.


def test_the_evidence_pack_is_one_click_from_the_document(bench: Bench) -> None:
    receipt = queued(bench)
    auditor = bench.log_in("auditor")
    link = f"/documents/{receipt}/evidence.zip"
    assert f'href="{link}"' in auditor.get(f"/documents/{receipt}").text
    assert verify_pack(auditor.get(link).content).faults == ()
    assert link not in bench.log_in("reviewer").get(f"/documents/{receipt}").text


# ---- Who signed still sees it.


def test_the_last_signer_still_finds_what_they_have_signed(bench: Bench) -> None:
    receipt = dossiers.approving(bench)
    last = dossiers.sign_all(bench, receipt)[-1]
    login = {"leadership": "leader", "drafting": "signer"}.get(last, last)
    client = bench.log_in(login)
    assert receipt in client.get("/signing").text
    assert client.get(f"/documents/{receipt}").status_code == 200


# ---- Lock, reassign, the way through the queue.


def test_reviewers_who_assign_the_same_documents_at_once_all_get_through(any_bench: Bench) -> None:
    some = [queued(any_bench) for _ in range(6)]
    orders = {"reviewer": some, "reviewer2": some[::-1]}
    clients = {login: any_bench.log_in(login) for login in orders}
    answers: list[int] = []

    def assign(login: str) -> None:
        for _ in range(4):
            answer = clients[login].post("/review/assign", data={"receipt": orders[login], "assignee": login})
            answers.append(answer.status_code)

    threads = [threading.Thread(target=assign, args=(login,)) for login in orders]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert answers == [303] * 8


def test_the_document_before_is_the_one_that_stands_before_in_the_queue(bench: Bench) -> None:
    some = [queued(bench) for _ in range(3)]
    client = bench.log_in("reviewer")
    before = [client.get(f"/documents/{r}/previous?order=newest").headers["location"] for r in some]
    assert before == [
        f"/documents/{some[1]}?order=newest",
        f"/documents/{some[2]}?order=newest",
        "/review?order=newest",
    ]


# ---- A database that goes away.


def test_a_lost_database_is_told_as_such_and_is_no_fault_of_the_program(
    bench: Bench, caplog: pytest.LogCaptureFixture
) -> None:
    client = bench.log_in("reviewer")
    folder = folder_of(bench)
    bench.office.database.close()
    away = folder.rename(folder.with_name(f"{folder.name}-away"))
    try:
        page = client.get("/review")
        reply = client.post("/review/assign", data={"receipt": "GK-1"}, headers=JSON)
    finally:
        away.rename(folder)
    assert page.status_code == 503
    assert "数据库暂时不能使用" in page.text and "<h1" in page.text and "故障编号" not in page.text
    assert (reply.status_code, "数据库暂时不能使用" in reply.json()["error"]) == (503, True)
    assert "数据库不可用：OperationalError" in caplog.text
    assert client.get("/review").status_code == 200, "it goes on when the database is back"


@dataclass
class Leaving:
    """A flow at whose end the database's folder is taken away; away: where it is then."""

    flow: Flow
    bench: Bench
    away: Path | None = None

    @property
    def reading(self) -> Mapping[str, Any]:
        return self.flow.reading

    def run(self, doc: Doc) -> Doc:
        analysed = self.flow.run(doc)
        folder = folder_of(self.bench)
        self.bench.office.database.close()
        self.away = folder.rename(folder.with_name(f"{folder.name}-away"))
        return analysed


def folder_of(bench: Bench) -> Path:
    return Path(bench.office.database.url.removeprefix("sqlite:///")).parent


def test_a_document_does_not_fail_because_the_database_was_away(bench: Bench) -> None:
    receipt = sent(bench.log_in("drafter"), ("救助.txt", NOTICE.encode())).json()["results"][0]["receipt"]
    leaving = Leaving(bench.flow, bench)
    assert not worker.step(bench.office, leaving)  # type: ignore[arg-type]
    assert leaving.away is not None
    leaving.away.rename(folder_of(bench))
    bench.clock.now = bench.office.now() + timedelta(minutes=2)
    bench.analyse()
    assert (stored(bench, receipt).analysis, stored(bench, receipt).failure) == ("done", None)


# ---- Without script; by keyboard alone.


def test_a_page_that_needs_script_says_so(bench: Bench) -> None:
    receipt = queued(bench)
    assert re.search("<noscript>.*需要浏览器允许运行脚本", bench.log_in("reviewer").get(f"/documents/{receipt}").text)
    assert "<noscript>" not in bench.log_in("auditor").get(f"/documents/{receipt}").text


def test_a_drafter_sends_a_document_to_the_review_by_keyboard_alone(bench: Bench, wide: Page) -> None:
    receipt = handed_in(bench, bench.log_in("drafter"), NOTICE)
    log_in(wide, bench.address, "drafter", PASSWORD)
    wide.goto(f"{bench.address}/drafting")
    wide.keyboard.press("j")
    wide.keyboard.press("Enter")
    wide.wait_for_url(f"**/documents/{receipt}")
    wide.goto(f"{bench.address}/documents/{receipt}/form")
    with wide.expect_response(lambda answer: answer.url.endswith("/form") and answer.request.method == "POST"):
        wide.keyboard.press("Control+s")
    wide.keyboard.press("Control+Enter")
    expect(wide.locator("#submit-reason"), "something is lacking: a reason is wanted").to_be_focused()
    wide.keyboard.type("其余材料随后补齐，先请审核")
    wide.keyboard.press("Control+Enter")
    expect(wide.locator(".notice.n-good").first).to_contain_text("已送审")
    assert stored(bench, receipt).state == "source_review"
