"""The second gate: nothing personal and nothing secret goes out, and what went out is on record."""

import io
import json
import zipfile
from datetime import date

from docx import Document

from pipeline.store import chain, papers, submissions
from tests.making import docx_of
from tests.review import dossiers
from tests.review.dossiers import INTERPRETATION, POLICY, approving, shown_hash, sign_all, state
from tests.review.workbench import Bench

NAMED = INTERPRETATION | {
    "sections": [
        {"element": "standards", "claims": [{"text": "例如李文博家每年可领取六百元。", "evidence": [[120, 150]]}]}
    ]
}
SECRET = INTERPRETATION | {"title": "机密★5年"}


def reviewed(bench: Bench, body: dict = INTERPRETATION, text: str = POLICY) -> str:
    """Return the receipt of a signed document that waits for the release review."""
    receipt = dossiers.uploaded(bench, text)
    interpreted(bench, receipt, body)
    dossiers.passed(bench, receipt)
    sign_all(bench, receipt)
    return receipt


def interpreted(bench: Bench, receipt: str, body: dict) -> None:
    with bench.office.database.writing() as session:
        who = dossiers.user(session, "drafter")
        papers.save_interpretation(
            session, dossiers.of(session, receipt), body, dossiers.CHECKS, who, bench.office.now()
        )


def release(client, receipt: str, **fields: str):
    page = client.get(f"/documents/{receipt}/release").text
    return client.post(
        f"/documents/{receipt}/release", data={"signed": shown_hash(page), "lacking": "已与起草单位核对"} | fields
    )


def facts(bench: Bench, receipt: str, action: str) -> dict:
    with bench.office.database.reading() as session:
        (entry,), _ = chain.entries(session, receipt, action=action)
        return json.loads(entry.facts)


def test_a_clean_document_is_released_and_recorded(any_bench: Bench):
    receipt = reviewed(any_bench)
    client = any_bench.log_in("reviewer")
    assert "没有遗漏的个人信息" in client.get(f"/documents/{receipt}/release").text
    answer = release(client, receipt)
    assert (answer.status_code, answer.headers["location"]) == (303, f"/released/{receipt}")
    assert state(any_bench, receipt)[0] == "released"
    said = facts(any_bench, receipt, "release")
    assert said["left"] == 0 and len(said["outgoing"]) == 64
    with any_bench.office.database.reading() as session:
        assert dossiers.of(session, receipt).released_at is not None


def test_a_masked_name_in_the_interpretation_holds_the_release_until_it_is_answered(bench: Bench):
    receipt = reviewed(bench, NAMED)
    client = bench.log_in("reviewer")
    page = client.get(f"/documents/{receipt}/release").text
    assert "解读稿" in page and "正文中已遮盖" in page
    assert release(client, receipt).status_code == 422
    assert state(bench, receipt)[0] == "release_review"
    field = page.split('name="left-')[1].split('"')[0]
    assert release(client, receipt, **{f"left-{field}": "本人书面同意公开姓名"}).status_code == 303
    with bench.office.database.reading() as session:
        reason = submissions.events(session, dossiers.of(session, receipt))[-1].reason
    assert "本人书面同意公开姓名" in reason and "李文博" not in reason
    assert facts(bench, receipt, "release")["left"] == 1


def test_a_secrecy_mark_cannot_be_answered_it_stops_and_is_reported(bench: Bench):
    receipt = reviewed(bench, SECRET)
    client = bench.log_in("reviewer")
    page = client.get(f"/documents/{receipt}/release").text
    assert "不得发布" in page and "机密★5年" not in page
    answer = client.post(
        f"/documents/{receipt}/release",
        data={"signed": shown_hash(page), "left-interpretation-0-0": "可以", "lacking": "可以"},
    )
    assert answer.status_code == 303
    assert state(bench, receipt)[0] == "returned"
    assert facts(bench, receipt, "stopped")["places"] == ["interpretation"]
    with bench.office.database.reading() as session:
        event = submissions.events(session, dossiers.of(session, receipt))[-1]
    assert event.codes == ["T10"] and "机密★5年" not in event.reason


def test_what_changed_after_the_signatures_goes_back_to_the_signers(bench: Bench):
    receipt = reviewed(bench, NAMED)
    client = bench.log_in("reviewer")
    interpreted(bench, receipt, INTERPRETATION)
    assert "签字已失效" in client.get(f"/documents/{receipt}/release").text
    release(client, receipt)
    assert state(bench, receipt) == ("approving", "drafting")
    sign_all(bench, receipt)
    assert release(client, receipt).status_code == 303
    assert state(bench, receipt)[0] == "released"


def test_what_changed_since_the_page_was_shown_is_not_released(bench: Bench):
    receipt = reviewed(bench)
    client = bench.log_in("reviewer")
    shown = shown_hash(client.get(f"/documents/{receipt}/release").text)
    interpreted(bench, receipt, NAMED)
    answer = client.post(f"/documents/{receipt}/release", data={"signed": shown, "lacking": "可以"})
    assert answer.status_code == 409
    assert state(bench, receipt)[0] == "release_review"


def test_time_and_validity_are_told(bench: Bench):
    receipt = reviewed(bench)
    with bench.office.database.writing() as session:
        dossiers.of(session, receipt).due_on = date(2026, 1, 5)
    page = bench.log_in("reviewer").get(f"/documents/{receipt}/release").text
    assert "2026-12-01" in page and "2028-12-31" in page and "已超期" in page and "2026-11-20" in page


def test_a_document_elsewhere_is_not_released(bench: Bench):
    receipt = approving(bench)
    client = bench.log_in("reviewer")
    assert client.get(f"/documents/{receipt}/release").status_code == 303
    assert client.post(f"/documents/{receipt}/release", data={"signed": "x"}).status_code == 409


def test_the_masked_text_is_given_as_text_and_as_docx(bench: Bench):
    receipt = approving(bench)
    client = bench.log_in("drafter")
    text = client.get(f"/documents/{receipt}/masked.txt")
    assert text.content.decode("utf-8-sig").startswith("江州市民政局关于做好困难居民冬季取暖补助工作的通知\r\n")
    document = Document(io.BytesIO(client.get(f"/documents/{receipt}/masked.docx").content))
    lines = [p.text for p in document.paragraphs if p.text]
    assert lines[0] == "江州市民政局关于做好困难居民冬季取暖补助工作的通知" and lines.count(lines[0]) == 1
    for given in (text.content.decode("utf-8-sig"), "\n".join(lines)):
        assert "李某某" in given and "李文博" not in given
    with bench.office.database.reading() as session:
        assert chain.entries(session, receipt, action="exported")[1] == 2


def test_what_is_published_is_there_for_everybody_as_it_went_out(bench: Bench):
    receipt = reviewed(bench, text=POLICY.replace("做好困难居民", "救助居民李文博等困难居民"))
    release(bench.log_in("reviewer"), receipt)
    client = bench.log_in("drafter2")
    assert client.get(f"/documents/{receipt}").status_code == 404, "the original stays with its department"
    listed, page = client.get("/released").text, client.get(f"/released/{receipt}").text
    for shown in (listed, page):
        assert "冬季取暖补助" in shown and "李文博" not in shown
    assert "每户每年可领取六百元" in page
    text = client.get(f"/released/{receipt}/text.txt").content.decode("utf-8-sig")
    assert "李某某" in text and "李文博" not in text
    docx = client.get(f"/released/{receipt}/interpretation.docx").content
    assert zipfile.is_zipfile(io.BytesIO(docx))


def test_the_list_of_what_is_published_is_narrowed(bench: Bench):
    receipt = reviewed(bench)
    client = bench.log_in("reviewer")
    release(client, receipt)
    assert receipt in client.get("/released?q=取暖&since=2026-11-01&until=2026-11-30").text
    assert receipt not in client.get("/released?q=供水").text
    assert receipt not in client.get("/released?until=2026-11-01").text


def test_what_is_not_published_has_no_page_there(bench: Bench):
    receipt = approving(bench)
    client = bench.log_in("drafter")
    assert client.get(f"/released/{receipt}").status_code == 404
    assert client.get(f"/released/{receipt}/text.txt").status_code == 404


def test_a_published_document_is_taken_back_with_a_reason_and_goes_the_whole_way_again(bench: Bench):
    receipt = reviewed(bench)
    client = bench.log_in("reviewer")
    release(client, receipt)
    assert client.post(f"/documents/{receipt}/reopen", data={"reason": ""}).status_code == 409
    assert client.post(f"/documents/{receipt}/reopen", data={"reason": "标准有误"}).status_code == 303
    assert state(bench, receipt)[0] == "source_review"
    assert client.get(f"/released/{receipt}").status_code == 404
    with bench.office.database.reading() as session:
        found = dossiers.of(session, receipt)
        assert (found.released_at, submissions.events(session, found)[-1].reason) == (None, "标准有误")


def test_a_filed_and_a_published_document_are_reopened_from_their_page(bench: Bench):
    receipt = reviewed(bench)
    client = bench.log_in("reviewer")
    address = f"/documents/{receipt}/reopen"
    assert address not in client.get(f"/documents/{receipt}").text
    release(client, receipt)
    assert f'action="{address}"' in client.get(f"/documents/{receipt}").text
    with bench.office.database.writing() as session:
        dossiers.of(session, receipt).state = "filed"
    page = client.get(f"/documents/{receipt}").text
    assert f'action="{address}"' in page and "重新审查" in page and "撤下重审" not in page
    for other in ("signer", "auditor"):
        assert address not in bench.log_in(other).get(f"/documents/{receipt}").text
    answer = client.post(address, data={"reason": "有人申请公开，重新认定"})
    assert answer.status_code == 303 and state(bench, receipt)[0] == "source_review"
    assert "已转回源头审查" in client.get(answer.headers["location"]).text


def test_the_original_goes_out_in_its_own_format_without_what_is_masked_or_unseen(bench: Bench):
    file = docx_of(*POLICY.split("\n"), comments=[("李文博家已核实", "审核科")], custom={"流转": "内部"})
    receipt = dossiers.uploaded(bench, file=file, name="通知.docx")
    client = bench.log_in("drafter")
    page = client.get(f"/documents/{receipt}/masked").text
    assert "已重新读取核对" in page and "李文博" not in page
    given = client.get(f"/documents/{receipt}/masked.file")
    assert ".docx" in given.headers["content-disposition"]
    with zipfile.ZipFile(io.BytesIO(given.content)) as archive:
        parts = "".join(archive.read(n).decode("utf-8") for n in archive.namelist())
    assert not [w for w in ("李文博", "审核科", "内部") if w in parts]
    lines = [p.text for p in Document(io.BytesIO(given.content)).paragraphs]
    assert any("李某某" in line for line in lines) and lines[0] == POLICY.split("\n")[0]
    with bench.office.database.reading() as session:
        assert chain.entries(session, receipt, action="exported")[1] == 1
