"""The drafting desk: what comes in, what is refused, and what goes on."""

from pathlib import Path

from pipeline.store import people, queue, submissions
from tests.review.desk import JSON, NOTICE, SECRET, facts_of, handed_in, sent, sent_back
from tests.review.workbench import Bench


def kinds(answer):
    return [r["kind"] for r in answer.json()["results"]]


def kept(bench: Bench) -> bytes:
    """Return all that the database holds, its journal too."""
    folder = Path(bench.office.database.engine.url.database).parent
    return b"".join(p.read_bytes() for p in folder.iterdir() if p.is_file())


def test_a_file_is_taken_and_analysed(bench: Bench) -> None:
    client = bench.log_in("drafter")
    receipt = handed_in(bench, client)
    status = client.get(f"/documents/{receipt}/status.json").json()
    assert (status["analysis"], status["state"]) == ("done", "drafting")
    page = client.get("/drafting").text
    assert receipt in page and "江州市冬季临时救助办法" in page


def test_each_file_of_many_has_its_own_fate(bench: Bench) -> None:
    client = bench.log_in("drafter")
    answer = sent(
        client,
        ("一.txt", NOTICE.encode()),
        ("密.txt", SECRET.encode()),
        ("图.docx", b"PK\x03\x04 no package"),
        ("空.txt", b""),
        ("又一.txt", NOTICE.encode()),
        ("~$一.docx", b"lock"),
        ("Thumbs.db", b"\x00"),
    )
    assert kinds(answer) == ["taken", "refused", "unreadable", "empty", "duplicate"]


def test_pasted_text_is_a_document(bench: Bench) -> None:
    assert kinds(sent(bench.log_in("drafter"), text=NOTICE)) == ["taken"]


def test_without_script_the_results_are_a_page(bench: Bench) -> None:
    client = bench.log_in("drafter")
    answer = client.post(
        "/drafting/upload", files=[("file", ("甲.txt", NOTICE.encode())), ("file", ("乙.txt", SECRET.encode()))]
    )
    assert answer.status_code == 200
    assert "已通过涉密筛查" in answer.text and "转入涉密环境" in answer.text and "保密工作机构" in answer.text


def test_of_a_secret_file_nothing_is_kept_but_that_it_happened(bench: Bench) -> None:
    client = bench.log_in("drafter")
    sent(client, ("绝不留名.txt", SECRET.encode()))
    assert facts_of(bench, "upload", "refused") == [{"cause": "secrecy_mark"}]
    with bench.office.database.reading() as session:
        assert queue.counts(session, people.by_login(session, "drafter")) == {}
    held = kept(bench)
    assert len(held) > 1000
    for trace in ("绝不留名", "关于演练的通知"):
        assert trace.encode() not in held


def test_a_file_of_another_department_is_no_duplicate(bench: Bench) -> None:
    handed_in(bench, bench.log_in("drafter"))
    assert kinds(sent(bench.log_in("drafter2"), ("甲.txt", NOTICE.encode()))) == ["taken"]


def test_nobody_else_sees_or_changes_a_draft(bench: Bench) -> None:
    receipt = handed_in(bench, bench.log_in("drafter"))
    pages = ("form", "interpretation", "papers", "versions", "status.json", "form.docx", "interpretation.docx")
    for login in ("drafter2", "reviewer"):
        client = bench.log_in(login)
        assert {client.get(f"/documents/{receipt}/{page}").status_code for page in pages} == {404}
    other = bench.log_in("drafter2")
    for action in (
        "form",
        "form/check",
        "interpretation",
        "interpretation/check",
        "submit",
        "withdraw",
        "consultations",
    ):
        fields = {"reason": "写明理由", "body": "江州市财政局"}
        assert other.post(f"/documents/{receipt}/{action}", data=fields).status_code == 404, action
    assert (
        other.post(f"/documents/{receipt}/resubmit", files=[("file", ("甲.txt", NOTICE.encode()))]).status_code == 404
    )


def test_a_reviewer_has_no_drafting_desk(bench: Bench) -> None:
    client = bench.log_in("reviewer")
    assert client.get("/drafting").status_code == 403
    assert sent(client, ("甲.txt", NOTICE.encode())).status_code == 403


def test_incomplete_papers_go_on_only_with_a_written_reason(bench: Bench) -> None:
    client = bench.log_in("drafter")
    receipt = handed_in(bench, client)
    client.post(f"/documents/{receipt}/form", data={"title": "只填了标题"})
    answer = client.post(f"/documents/{receipt}/submit", headers=JSON)
    assert answer.status_code == 422 and "T04" in answer.json()["error"]
    assert client.post(f"/documents/{receipt}/submit", data={"submit_reason": "急件，意见单随后补"}).status_code == 303
    with bench.office.database.reading() as session:
        found = submissions.find(session, people.by_login(session, "drafter"), receipt)
        event = submissions.events(session, found)[-1]
        assert (found.state, event.action, event.reason) == ("source_review", "submit", "急件，意见单随后补")
    (said,) = facts_of(bench, receipt, "submitted")
    assert len(said.pop("move")) == 64 and "T04" in said.pop("missing") and said == {"version": 1, "reasoned": True}
    assert client.post(f"/documents/{receipt}/form", data={"title": "改"}, headers=JSON).status_code == 409


def test_what_was_sent_back_stands_on_top_with_codes_and_reason(bench: Bench) -> None:
    client = bench.log_in("drafter")
    first = handed_in(bench, client)
    second = handed_in(bench, client, NOTICE.replace("600元", "700元"))
    sent_back(bench, first, ("T11", "T15"), "第三条请核对")
    page = client.get("/drafting").text
    assert page.index(first) < page.index(second)
    assert "T11 含未去标识的个人信息" in page and "第三条请核对" in page


def test_a_document_is_withdrawn_with_a_reason_only(bench: Bench) -> None:
    client = bench.log_in("drafter")
    receipt = handed_in(bench, client)
    assert client.post(f"/documents/{receipt}/withdraw", headers=JSON).status_code == 422
    assert client.post(f"/documents/{receipt}/withdraw", data={"reason": "另行发文"}).status_code == 303
    assert "已撤回" in client.get("/drafting?state=withdrawn").text
    assert kinds(sent(client, ("甲.txt", NOTICE.encode()))) == ["taken"]


def test_a_name_of_a_file_is_only_text_on_the_page(bench: Bench) -> None:
    client = bench.log_in("drafter")
    answer = sent(client, ("<img src=x onerror=alert(1)>.txt", b"\x00\x01"), ("<b>甲.txt", NOTICE.encode()))
    lines = "".join(r["line"] for r in answer.json()["results"])
    assert "<img" not in lines and "<b>甲" not in lines and "&lt;img" in lines
