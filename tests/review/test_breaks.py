"""What a hostile visitor, colleague or document tried: each of these once got in, or ended in a fault of ours."""

import io
import json
import time
import zipfile
from base64 import urlsafe_b64encode
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta

import pytest

from pipeline.review import passwords, permissions
from pipeline.review.paperwork import workdays
from pipeline.review.paperwork.papers_docx.page import Page
from pipeline.store import chain, jobs, people, submissions, trail
from pipeline.store.evidence import verify_pack
from pipeline.store.tables import Judgement
from tests.review import desk, dossiers
from tests.review.reviewing import HTML, TEXT, queued, spans, stored
from tests.review.test_release import release, reviewed
from tests.review.workbench import PASSWORD, Bench, token

JSON = {"Content-Type": "application/json"}


@pytest.mark.parametrize(
    "path",
    [
        "/review?q=%00", "/review?topic=%00&attribute=%00", "/released?q=%00", "/documents/%00", "/released/%00",
        "/search?q=%00", "/documents/GK-1/attachments/99999999999999999999", "/documents/GK-1/versions/9999999999/file",
        "/documents/GK-1/consultations/9999999999/letter.docx",
    ],
)  # fmt: skip
def test_an_address_that_no_database_can_be_asked_about_is_told_as_absent(any_bench: Bench, path: str) -> None:
    assert any_bench.log_in("reviewer").get(path).status_code == 404


def test_an_endless_address_is_refused(bench: Bench) -> None:
    answer = bench.client().get("/documents/GK-1/versions/" + "9" * 5000 + "/file")
    assert answer.status_code == 414 and "content-security-policy" in answer.headers


@pytest.mark.parametrize(
    "fields",
    [
        {"login": "draf\0ter", "password": "x\0"}, {"login": "\ud800", "password": "\udfff"}, {"login": [], "password": []},
        {"login": "drafter", "csrf": "\ud800"}, {"login": "drafter", "csrf": []},
    ],
)  # fmt: skip
def test_characters_that_no_database_keeps_are_no_fault(any_bench: Bench, fields: dict[str, object]) -> None:
    client = any_bench.client()
    client.csrf = token(client.get("/login").text)
    assert client.post("/login", content=json.dumps(fields), headers=JSON).status_code in (401, 403)


def test_a_reason_with_a_null_character_is_kept_without_it(any_bench: Bench) -> None:
    receipt = queued(any_bench)
    fields = {"code": "T11", "reason": "请核对\0后再送"}
    assert any_bench.log_in("reviewer").post(f"/documents/{receipt}/return", data=fields).status_code == 303
    assert stored(any_bench, receipt).state == "returned"
    assert "请核对 后再送" in any_bench.log_in("drafter").get(f"/documents/{receipt}/versions").text


def test_a_form_without_files_is_small(bench: Bench) -> None:
    client = bench.log_in("drafter")
    assert client.post("/display", data={"large": "1", "x": "长" * 1_000_000}).status_code == 413
    many = json.dumps({"large": ["1"] * 2001})
    assert client.post("/display", content=many, headers=JSON).status_code == 413


@pytest.mark.parametrize("notice", [b'[[], "x"]', b"[" * 3000, b'["good", "\\ud800"]', b'{"good": 1}', b"\xff"])
def test_a_forged_notice_breaks_no_page(bench: Bench, notice: bytes) -> None:
    headers = {"Cookie": f"gongkai_notice={urlsafe_b64encode(notice).decode()}"}
    assert bench.client().get("/login", headers=headers).status_code == 200


@pytest.mark.parametrize(
    ("target", "verdict", "value"),
    [
        ("attribute", "unsure", {"delivery": "full"}),
        ("gate:law", "edit", {"passed": True, "note": "\ud800"}),
        (f"mention:{'-'.join(map(str, spans(TEXT, '程怀瑾')[0]))}", "edit", {"replacement": "\ud800"}),
        (f"mention:{'-'.join(map(str, spans(TEXT, '程怀瑾')[0]))}", "edit", {"replacement": "程怀瑾"}),
        ("ground:nothing.", "reject", {}),
    ],
)
def test_no_judgement_breaks_the_page_of_its_document(bench: Bench, target: str, verdict: str, value: dict[str, object]) -> None:
    client, page = bench.log_in("reviewer"), f"/documents/{queued(bench)}"
    fields = {"target": target, "verdict": verdict, "value": json.dumps(value), "reason": "不合适"}
    assert client.post(f"{page}/judge", data=fields, headers=HTML).status_code == 409
    assert client.get(page).status_code == 200


def test_many_guesses_at_once_are_not_more_than_one_after_the_other(bench: Bench) -> None:
    clients = [bench.client() for _ in range(10)]
    for client in clients:
        client.csrf = token(client.get("/login").text)
    wrong = [f"wrong-{n}" for n in range(9)]

    def guess(n: int) -> int:
        fields = {"login": "drafter", "password": [*wrong, PASSWORD][n]}
        return clients[n].post("/login", data=fields).status_code

    with ThreadPoolExecutor(10) as threads:
        list(threads.map(guess, range(9)))
    assert guess(9) == 401  # locked, the right one too


def test_a_flood_of_logins_leaves_room_for_everybody_else(bench: Bench) -> None:
    clients = [bench.client() for _ in range(36)]
    for client in clients:
        client.csrf = token(client.get("/login").text)
    with ThreadPoolExecutor(36) as threads:
        answers = list(threads.map(lambda c: c.post("/login", data={"login": "nobody", "password": "x"}).status_code, clients))
    assert set(answers) <= {401, 429} and 401 in answers


def test_no_answer_is_quicker_where_there_is_no_such_account(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    compared: list[str | None] = []

    def noted(stored: str | None, password: str) -> bool:
        compared.append(stored)
        return matches(stored, password)

    matches = passwords.matches
    monkeypatch.setattr(passwords, "matches", noted)
    client = bench.client()
    client.csrf = token(client.get("/login").text)
    assert client.post("/login", data={"login": "nobody", "password": "x"}).status_code == 401
    assert compared == [None]


def test_the_password_is_not_guessed_where_it_is_changed(bench: Bench) -> None:
    client = bench.log_in("drafter")
    new = {"new": "Blue-Heron-2027", "again": "Blue-Heron-2027"}
    for n in range(5):
        assert "当前密码不对" in client.post("/account/password", data={"old": f"wrong-{n}", **new}).text
    answer = client.post("/account/password", data={"old": PASSWORD, **new})
    assert answer.status_code == 422 and "暂时锁定" in answer.text
    with bench.office.database.reading() as session:
        assert chain.entries(session, "user:drafter", action="locked_out")[1] == 1


def test_who_manages_people_gets_no_document_text_as_training_data_either(bench: Bench) -> None:
    assert not permissions.allowed("administrator", "learning.export")
    assert bench.log_in("administrator").get("/learning.jsonl").status_code == 403


def test_days_at_the_end_of_time_are_no_fault() -> None:
    assert workdays.due(date(9999, 12, 30), 20).day == date.max


@pytest.mark.parametrize("title", ["关于" + "很" * 300 + "的通知", "关于\uffff\x00测试的通知"])
def test_a_title_that_no_property_of_a_file_can_hold_is_exported(title: str) -> None:
    page = Page(title=title)
    page.title(title)
    with zipfile.ZipFile(io.BytesIO(page.content())) as packed:
        assert "关于" in packed.read("docProps/core.xml").decode()


def test_a_verdict_that_is_taken_back_does_not_open_a_gate(bench: Bench) -> None:
    client, page = bench.log_in("reviewer"), f"/documents/{queued(bench)}"
    for value in ({"passed": False, "note": "须报主管部门"}, {"passed": True}):
        fields = {"target": "secrecy", "verdict": "edit", "value": json.dumps(value)}
        assert client.post(f"{page}/judge", data=fields).status_code == 303
    assert "保密审查：未通过" not in client.get(page).text
    assert client.post(f"{page}/undo").status_code == 303
    assert "保密审查：未通过" in client.get(page).text


def test_a_judgement_nested_without_end_is_no_fault(bench: Bench) -> None:
    page = f"/documents/{queued(bench)}"
    fields = {"target": "secrecy", "verdict": "accept", "value": "[" * 100_000}
    assert bench.log_in("reviewer").post(f"{page}/judge", data=fields).status_code == 422


SIGNED_BY_HAND = dossiers.POLICY.replace("\n江州市民政局\n2026", "\n江州市民政局 贺兰舟\n2026")


def test_a_masked_name_in_the_signature_reaches_nobody_with_the_published_document(bench: Bench) -> None:
    receipt = reviewed(bench, text=SIGNED_BY_HAND)
    assert release(bench.log_in("reviewer"), receipt).status_code == 303
    client = bench.log_in("drafter2")
    page = client.get(f"/released/{receipt}").text
    assert "贺兰舟" not in page and "江州市民政局 贺某某" in page
    assert receipt not in client.get("/released?q=贺兰舟").text
    assert receipt in client.get("/released?q=取暖").text


def test_what_the_secrecy_review_did_not_pass_is_not_released_whatever_the_reason(bench: Bench) -> None:
    receipt = dossiers.uploaded(bench)
    dossiers.judged(bench, receipt, "secrecy", "reject", {}, "涉及未公开的部署")
    dossiers.passed(bench, receipt)
    dossiers.sign_all(bench, receipt)
    answer = release(bench.log_in("reviewer"), receipt)
    assert answer.status_code == 422 and "不能发布" in answer.text
    assert dossiers.state(bench, receipt)[0] == "release_review"


@pytest.mark.parametrize("opinion", ["closed", "asked"])
def test_a_secrecy_opinion_against_it_bars_the_release(bench: Bench, opinion: str) -> None:
    receipt = dossiers.uploaded(bench, sheet={"secrecy_opinion": opinion})
    dossiers.passed(bench, receipt)
    dossiers.sign_all(bench, receipt)
    assert release(bench.log_in("reviewer"), receipt).status_code == 422
    assert dossiers.state(bench, receipt)[0] == "release_review"


def test_a_mask_that_shows_what_it_hides_is_found_by_the_second_gate(bench: Bench) -> None:
    receipt = dossiers.uploaded(bench)
    with bench.office.database.writing() as session:
        found = dossiers.of(session, receipt)
        at = dossiers.POLICY.index("李文博")
        row = Judgement(
            submission_id=found.id, version=1, target=f"mention:{at}-{at + 3}", verdict="edit",
            value={"replacement": "李文博"}, user_id=dossiers.user(session, "reviewer").id, at=bench.office.now(),
        )  # fmt: skip
        session.add(row)  # as a program of before, which took it, kept it
    dossiers.passed(bench, receipt)
    dossiers.sign_all(bench, receipt)
    assert release(bench.log_in("reviewer"), receipt).status_code == 422


@pytest.mark.parametrize("query", ["until=9999-12-31", "since=0001-01-01", "since=9999-12-31", "until=0001-01-01"])
def test_the_chain_is_asked_for_days_at_either_end_of_time(any_bench: Bench, query: str) -> None:
    assert any_bench.log_in("auditor").get(f"/audit?{query}").status_code == 200


MARKED = "绝密★长期\n\n江州市人民政府关于青鸾行动的通知\n\n各县区：\n\n请按方案组织。\n"


@pytest.mark.parametrize(
    ("path", "fields"),
    [
        ("form", {"title": "机密★5年 关于青鸾行动的通知"}),
        ("form", {"reason": MARKED}),
        ("interpretation", {"body": json.dumps({"title": "解读", "sections": [{"element": "background", "claims": [{"text": MARKED, "evidence": []}]}]})}),
        ("consultations", {"body": "江州市财政局", "question": MARKED}),
        ("consultations/1/answer", {"agreed": "yes", "replied_on": "2026-11-24", "reply": MARKED}),
    ],
)  # fmt: skip
def test_words_with_a_secrecy_mark_are_kept_nowhere(any_bench: Bench, path: str, fields: dict[str, str]) -> None:
    client = any_bench.log_in("drafter")
    page = f"/documents/{desk.handed_in(any_bench, client)}"
    assert client.post(f"{page}/consultations", data={"body": "江州市财政局"}).status_code == 303
    answer = client.post(f"{page}/{path}", data=fields)
    assert answer.status_code == 422 and "国家秘密标志" in answer.text and "青鸾" not in answer.text
    for table, column in (("sheets", "fields"), ("interpretations", "body"), ("consultations", "question"), ("consultations", "reply")):
        with any_bench.office.database.reading() as session:
            kept = session.connection().exec_driver_sql(f"SELECT {column} FROM {table}").scalars().all()
        assert not any("青鸾" in json.dumps(row, ensure_ascii=False) for row in kept)
    with any_bench.office.database.reading() as session:
        assert sum(r.count for r in trail.refusals(session, timedelta())) == 1


def test_a_mark_that_only_the_analysis_finds_stands_in_the_chain(bench: Bench) -> None:
    with bench.office.database.writing() as session:
        receipt = submissions.create(
            session, user=dossiers.user(session, "drafter"), upload_name="方案.txt", content=MARKED.encode(),
            sha256="0" * 64, now=bench.office.now(),
        ).receipt  # fmt: skip
    bench.analyse()
    (facts,) = desk.facts_of(bench, receipt, "stopped")
    assert facts == {"cause": "secrecy_mark", "version": 1}
    said = bench.log_in("drafter").get(f"/documents/{receipt}/status.json").json()
    assert said["analysis"] == "failed" and "青鸾" not in said["failure"]


def test_words_about_secrecy_are_no_mark(bench: Bench) -> None:
    client = bench.log_in("drafter")
    page = f"/documents/{desk.handed_in(bench, client)}"
    fields = {"body": "江州市保密局", "question": "请研究本件是否涉及国家秘密，是否含有机密、秘密事项。"}
    assert client.post(f"{page}/consultations", data=fields).status_code == 303


def test_another_look_is_queued_once(bench: Bench) -> None:
    client, page = bench.log_in("reviewer"), f"/documents/{queued(bench)}"
    with bench.office.database.reading() as session:
        before = jobs.waiting(session)
    for _ in range(5):
        assert client.post(f"{page}/rerun").status_code == 303
    with bench.office.database.reading() as session:
        assert jobs.waiting(session) == before + 1


@pytest.mark.parametrize(
    ("statement", "told"),
    [
        ("UPDATE events SET reason = '同意公开' WHERE action = 'return'", "moves.json"),
        ("UPDATE events SET user_id = 1 WHERE action = 'return'", "moves.json"),
        ("DELETE FROM events WHERE action = 'return'", "moves.json"),
        ("UPDATE judgements SET reason = '照办'", "judgements.json"),
        ("UPDATE judgements SET verdict = 'accept'", "judgements.json"),
        ("SELECT 1", ""),
    ],
)
def test_evidence_tells_a_decision_that_was_changed_behind_the_chain(bench: Bench, statement: str, told: str) -> None:
    receipt = queued(bench)
    client, page = bench.log_in("reviewer"), f"/documents/{receipt}"
    fields = {"target": "gate:law", "verdict": "reject", "value": json.dumps({"passed": False}), "reason": "缺少上位法依据"}
    assert client.post(f"{page}/judge", data=fields).status_code == 303
    assert client.post(f"{page}/return", data={"code": "T12", "reason": "请补上依据"}).status_code == 303
    with bench.office.database.connection(writes=True) as connection:
        connection.exec_driver_sql(statement)
    report = verify_pack(bench.log_in("auditor").get(f"{page}/evidence.zip").content)
    assert [told in fault for fault in report.faults] == ([True] if told else [])


def test_who_is_shut_out_while_an_upload_comes_hands_nothing_in(bench: Bench) -> None:
    client = bench.log_in("drafter")

    def slowly() -> Iterator[bytes]:
        yield b"text=" + "关于测试的通知".encode().hex().encode()
        with bench.office.database.writing() as session:
            account = dossiers.user(session, "drafter")
            account.active = False
            people.close_logins(session, account)
        time.sleep(1.2)

    headers = {"Content-Type": "application/x-www-form-urlencoded"}
    answer = client.post("/drafting/upload", content=slowly(), headers=headers)
    assert (answer.status_code, answer.headers.get("location")) == (303, "/login")
    with bench.office.database.reading() as session:
        assert jobs.waiting(session) == 0
