"""The 公文公开发布意见单: filled in, corrected, checked and exported."""

import io
from datetime import UTC, date, datetime

from docx import Document

from pipeline.review.drafting.filling import control
from pipeline.store import papers, people, submissions
from tests.review.desk import JSON, NOTICE, SECRET, facts_of, handed_in, sent
from tests.review.workbench import Bench

COMPLETE = {
    "title": "江州市民政局关于印发《江州市冬季临时救助办法》的通知", "issuer": "江州市民政局", "requester": "江州市民政局",
    "secrecy": "none", "normative": "true", "policy": "true", "decision": "false", "enterprise": "false", "clerk": "林知夏",
    "attribute": "proactive", "delivery": "full", "personal": "false", "name": "江州市冬季临时救助办法", "content": "救助标准和程序",
    "basis": "《社会救助暂行办法》", "time_limit": "20个工作日", "subject": "江州市民政局", "manner": "主动公开",
    "channels": "website", "scope": "全市", "audience": "社会公众", "due_on": "2026-12-18", "approval": "false",
    "interpret": "true", "plan": "同步解读", "interpretation_forms": ["text", "chart"], "interpreter": "陆怀远",
    "interpretation_time": "same", "head_approved": "true", "head": "陆怀远", "secrecy_opinion": "public",
    "secrecy_reviewer": "顾南舟", "secrecy_reviewed_on": "2026-11-23", "citations_checked": "current",
}  # fmt: skip


def test_each_suggested_value_names_its_source_and_links_to_it(bench: Bench) -> None:
    client = bench.log_in("drafter")
    receipt = handed_in(bench, client)
    page = client.get(f"/documents/{receipt}/form").text
    assert 'value="江民发〔2026〕12号"' in page
    start = NOTICE.index("江民发〔2026〕12号")
    assert f'href="/documents/{receipt}#c{start}">据正文第 2 句' in page


def test_what_is_missing_stands_on_top_and_beside_its_field(bench: Bench) -> None:
    client = bench.log_in("drafter")
    receipt = handed_in(bench, client)
    reply = client.post(f"/documents/{receipt}/form/check", data=COMPLETE | {"attribute": ""}, headers=JSON).json()
    assert ("T01", "attribute") in [(lack["code"], lack["field"]) for lack in reply["lacks"]]
    assert "T01" in reply["list"] and "attribute" in reply["needed"]
    assert papers_of(bench, receipt) == (None, 0)


def test_a_ground_is_asked_for_only_where_something_is_withheld(bench: Bench) -> None:
    client = bench.log_in("drafter")
    receipt = handed_in(bench, client)
    for attribute, wanted in (("proactive", False), ("withheld", True), ("on_request", True)):
        reply = client.post(
            f"/documents/{receipt}/form/check", data=COMPLETE | {"attribute": attribute}, headers=JSON
        ).json()
        assert ("reason" in reply["shown"]) is wanted, attribute
        codes = {lack["code"] for lack in reply["lacks"] if lack["field"] == "reason"}
        assert codes == ({"T02"} if wanted else set())


def test_saved_states_are_kept_and_the_chain_holds_their_hashes(bench: Bench) -> None:
    client = bench.log_in("drafter")
    receipt = handed_in(bench, client)
    for title in ("甲", "乙"):
        assert client.post(f"/documents/{receipt}/form", data=COMPLETE | {"title": title}).status_code == 303
    sheet, count = papers_of(bench, receipt)
    assert (sheet["title"], sheet["interpretation_forms"], sheet["normative"], count) == (
        "乙",
        ["text", "chart"],
        True,
        2,
    )
    noted = facts_of(bench, receipt, "form_saved")
    assert len({n["form"] for n in noted}) == 2 and all(len(n["form"]) == 64 for n in noted)
    assert all(set(n) == {"version", "form", "fields"} for n in noted)


def test_a_wrong_value_is_not_saved_and_told_beside_its_field(bench: Bench) -> None:
    client = bench.log_in("drafter")
    receipt = handed_in(bench, client)
    wrong = COMPLETE | {"due_on": "下个月"}
    answer = client.post(f"/documents/{receipt}/form", data=wrong)
    assert answer.status_code == 422 and "不是日期" in answer.text
    assert set(client.post(f"/documents/{receipt}/form", data=wrong, headers=JSON).json()["wrong"]) == {"due_on"}
    assert papers_of(bench, receipt) == (None, 0)


def test_the_export_holds_what_was_saved_and_only_that(bench: Bench) -> None:
    client = bench.log_in("drafter")
    receipt = handed_in(bench, client)
    assert client.get(f"/documents/{receipt}/form.docx").status_code == 409
    client.post(f"/documents/{receipt}/form", data=COMPLETE)
    answer = client.get(f"/documents/{receipt}/form.docx")
    assert answer.headers["content-disposition"] == f'attachment; filename="{receipt}-form.docx"'
    document = Document(io.BytesIO(answer.content))
    cells = {cell.text for table in document.tables for row in table.rows for cell in row.cells}
    assert "江州市冬季临时救助办法" in cells and any("■主动公开" in text for text in cells)
    assert [f["paper"] for f in facts_of(bench, receipt, "exported")] == ["form"]


def test_a_complete_document_goes_on_without_a_reason(bench: Bench) -> None:
    bench.clock.now = datetime(2026, 11, 24, 2, tzinfo=UTC).replace(tzinfo=None)
    client = bench.log_in("drafter")
    receipt = handed_in(bench, client)
    fields = COMPLETE | {"interpret": "false", "no_interpretation": "内容简单，文件本身已说明", "policy": "false"}
    reply = client.post(f"/documents/{receipt}/form", data=fields, headers=JSON).json()
    assert reply["lacks"] == []
    assert client.post(f"/documents/{receipt}/submit").status_code == 303
    (told,) = facts_of(bench, receipt, "submitted")
    assert {name: told[name] for name in ("version", "missing", "reasoned")} == {"version": 1, "missing": [], "reasoned": False}


def test_letters_are_written_sent_answered_and_counted(bench: Bench) -> None:
    client = bench.log_in("drafter")
    receipt = handed_in(bench, client)
    base = f"/documents/{receipt}/consultations"
    assert "财政局" in client.get(f"/documents/{receipt}/papers").text
    client.post(base, data={"body": "江州市财政局", "question": "资金保障的表述是否准确"})
    number = ledger(bench, receipt)[0].id
    letter = client.get(f"{base}/{number}/letter.docx")
    text = "\n".join(p.text for p in Document(io.BytesIO(letter.content)).paragraphs)
    assert "江州市财政局" in text and "资金保障的表述是否准确" in text
    client.post(f"{base}/{number}/sent", data={"sent_on": "2026-11-24"})
    client.post(f"{base}/{number}/answer", data={"agreed": "yes", "replied_on": "2026-11-26", "reply": "无异议"})
    row = ledger(bench, receipt)[0]
    assert (row.sent_on, row.replied_on, row.agreed, row.reply) == (
        date(2026, 11, 24),
        date(2026, 11, 26),
        True,
        "无异议",
    )
    assert facts_of(bench, receipt, "consultation_answered") == [{"line": number, "agreed": True, "day": "2026-11-26"}]


def test_attachments_are_screened_before_they_are_stored(bench: Bench) -> None:
    client = bench.log_in("drafter")
    receipt = handed_in(bench, client)
    files = [
        ("file", ("批准.txt", "关于同意印发冬季临时救助办法的批复".encode())),
        ("file", ("密.txt", SECRET.encode())),
    ]
    client.post(f"/documents/{receipt}/attachments", data={"kind": "approval"}, files=files)
    with bench.office.database.reading() as session:
        found = submissions.find(session, people.by_login(session, "drafter"), receipt)
        kept = papers.attachments(session, found)
        assert [(a.kind, a.file_name) for a in kept] == [("approval", "批准.txt")]
    assert facts_of(bench, receipt, "refused") == [{"cause": "secrecy_mark"}]
    answer = client.get(f"/documents/{receipt}/attachments/{kept[0].id}")
    assert answer.content == "关于同意印发冬季临时救助办法的批复".encode()
    assert answer.headers["content-type"] == "application/octet-stream"
    assert bench.log_in("drafter2").get(f"/documents/{receipt}/attachments/{kept[0].id}").status_code == 404


def test_values_as_controls_take_them() -> None:
    table = ((True, "true"), (False, "false"), (None, ""), (["a", "b"], ["a", "b"]), (("a",), ["a"]), ("甲", "甲"))
    assert [control(value) for value, _ in table] == [wanted for _, wanted in table]


def papers_of(bench: Bench, receipt: str):
    with bench.office.database.reading() as session:
        found = submissions.find(session, people.by_login(session, "drafter"), receipt)
        sheets = papers.sheets(session, found)
        return (sheets[-1].fields if sheets else None), len(sheets)


def ledger(bench: Bench, receipt: str):
    with bench.office.database.reading() as session:
        return list(
            papers.consultations(session, submissions.find(session, people.by_login(session, "drafter"), receipt))
        )


def test_nobody_overwrites_what_a_colleague_saved_meanwhile(bench: Bench) -> None:
    client = bench.log_in("drafter")
    receipt = handed_in(bench, client)
    first = client.post(f"/documents/{receipt}/form", data=COMPLETE | {"base": "0"}, headers=JSON).json()["base"]
    assert client.post(f"/documents/{receipt}/form", data=COMPLETE | {"base": "0"}, headers=JSON).status_code == 409
    assert client.post(f"/documents/{receipt}/form", data=COMPLETE | {"base": first}, headers=JSON).status_code == 200
    assert papers_of(bench, receipt)[1] == 2


def test_a_page_of_a_document_that_is_not_analysed_waits(bench: Bench) -> None:
    client = bench.log_in("drafter")
    receipt = sent(client, ("甲.txt", NOTICE.encode())).json()["results"][0]["receipt"]
    for page in ("form", "interpretation", "papers", "versions"):
        answer = client.get(f"/documents/{receipt}/{page}")
        assert answer.status_code == 200 and f'data-poll="/documents/{receipt}/status.json"' in answer.text, page


def test_who_reviews_and_signs_reads_the_papers_and_changes_nothing(bench: Bench) -> None:
    client = bench.log_in("drafter")
    receipt = handed_in(bench, client)
    client.post(f"/documents/{receipt}/form", data=COMPLETE)
    client.post(f"/documents/{receipt}/submit", data={"submit_reason": "解读随后补齐"})
    for login in ("reviewer", "auditor"):
        other = bench.log_in(login)
        for page in ("form", "interpretation", "papers", "versions", "form.docx"):
            assert other.get(f"/documents/{receipt}/{page}").status_code == 200, (login, page)
        assert other.post(f"/documents/{receipt}/form", data=COMPLETE).status_code == 403
        assert "保存意见单" not in other.get(f"/documents/{receipt}/form").text


def test_the_drafting_day_is_the_same_on_both_databases(any_bench: Bench) -> None:
    client = any_bench.log_in("drafter")
    receipt = handed_in(any_bench, client)
    base = f"/documents/{receipt}"
    assert client.post(f"{base}/form", data=COMPLETE).status_code == 303
    assert client.post(f"{base}/consultations", data={"body": "江州市财政局"}).status_code == 303
    files = [("file", ("批准.txt", "同意印发冬季临时救助办法".encode()))]
    assert client.post(f"{base}/attachments", data={"kind": "approval"}, files=files).status_code == 303
    new = [("file", ("新稿.txt", NOTICE.replace("600元", "650元").encode()))]
    assert client.post(f"{base}/resubmit", files=new, data={"note": "改标准"}).status_code == 303
    any_bench.analyse()
    assert kinds_of(sent(client, ("密.txt", SECRET.encode()), ("丙.txt", NOTICE.encode()))) == ["refused", "taken"]
    for page in ("form", "interpretation", "papers", "versions", "form.docx"):
        assert client.get(f"{base}/{page}").status_code == 200, page
    assert client.post(f"{base}/submit", data={"submit_reason": "急件先送"}).status_code == 303
    assert "源头审查" in client.get("/drafting?state=source_review").text


def kinds_of(answer):
    return [r["kind"] for r in answer.json()["results"]]


def test_a_time_limit_that_runs_from_receipt_says_why(bench: Bench) -> None:
    client = bench.log_in("drafter")
    bench.clock.now = datetime(2026, 11, 24, 2, tzinfo=UTC).replace(tzinfo=None)
    fresh = handed_in(bench, client)
    assert "自收到之日起算" not in client.get(f"/documents/{fresh}/form").text
    old = handed_in(bench, client, NOTICE.replace("2026年11月20日", "2025年3月3日"))
    assert "（法定时限已过，自收到之日起算）" in client.get(f"/documents/{old}/form").text
    undated = handed_in(bench, client, NOTICE.replace("2026年11月20日\n", ""))
    assert "（文中没有成文日期，自收到之日起算）" in client.get(f"/documents/{undated}/form").text
