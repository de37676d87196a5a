"""The interpretation editor: statements with evidence, who wrote them, and the checks as they change."""

import io
import json
import re

import pytest
from docx import Document

from pipeline.doc import Doc, Mention, Span
from pipeline.draft.check import Limits
from pipeline.fold import fold
from pipeline.review.call import Refused
from pipeline.review.drafting import interpreting, measuring
from pipeline.review.drafting.interpreting import Body, Part, Statement
from pipeline.store import papers, people, submissions
from pipeline.terms import registers
from tests.review.desk import JSON, NOTICE, facts_of, handed_in, sent_back
from tests.review.workbench import Bench

TEXT = "补贴标准为每人每月600元，由江州市民政局发放。申请人李知秋应当在十个工作日内提交材料，逾期不予受理。"


def source(text: str = TEXT, hidden: str = "李知秋") -> measuring.Source:
    at = text.find(hidden) if hidden else -1
    mentions = (
        (Mention(Span(at, at + len(hidden), "personal", "person_name"), "private", "mask", "李某某"),)
        if at >= 0
        else ()
    )
    masked = text.replace(hidden, "×" * len(hidden)) if mentions else text
    first = text.index("。") + 1
    return measuring.Source(
        Doc("0" * 64, "t", text, fold(text), len(text), sentences=((0, first), (first, len(text))), elements=(),
            mentions=mentions, masked=masked)
    )  # fmt: skip


def measured(*texts: str, evidence: tuple[tuple[int, int], ...] = ((0, 5),)) -> measuring.Measure:
    body = Body("题", (Part("measures", tuple(Statement(t, evidence) for t in texts)),))
    return measuring.measure(body, source(), registers(), Limits())


def values(measure: measuring.Measure) -> dict[str, float]:
    return {c.name: c.value for c in measure.checks}


def places(measure: measuring.Measure, text: str) -> list[tuple[str, str]]:
    return [(p.kind, text[p.start : p.end]) for p in measure.places]


def test_a_run_of_thirteen_characters_of_the_source_is_marked() -> None:
    said = "政策说，补贴标准为每人每月600元，由江州市民政局发放，很清楚。"
    assert places(measured(said), said) == [("copied", "补贴标准为每人每月600元，由江州市民政局发放")]


def test_twelve_characters_are_no_copy_and_quotations_are_none() -> None:
    # 每人每月600元，由江州 has 13 characters; without the last it has 12.
    for said in ("每人每月600元，由江", "“补贴标准为每人每月600元，由江州市民政局发放”。"):
        assert places(measured(said), said) == []


def test_the_source_in_traditional_script_counts_as_the_same() -> None:
    said = "補貼標準為每人每月600元，由江州市民政局發放。"
    assert [kind for kind, _ in places(measured(said), said)] == ["copied"]


def test_a_figure_and_a_title_that_the_source_lacks_are_marked() -> None:
    said = "每月补贴800元，见《江州市补贴细则》。"
    found = measured(said)
    assert ("figure", "800元") in places(found, said) and ("name", "江州市补贴细则") in places(found, said)
    assert values(found)["numbers_supported"] < 1 and values(found)["names_supported"] < 1


def test_a_masked_name_is_marked_wherever_it_stands() -> None:
    said = "申请人李知秋可以申请。"
    found = measured(said)
    assert ("personal", "李知秋") in places(found, said)
    assert not next(c for c in found.checks if c.name == "personal_left").passed


def test_a_long_sentence_and_places_after_rare_characters_count_in_code_points() -> None:
    said = "𠮷" * 3 + "长" * 61 + "。"
    assert places(measured(said), said) == [("long", said[:-1])]


def test_a_statement_without_evidence_is_counted_and_fails_the_check() -> None:
    found = measured("以后还会提高。", evidence=())
    check = next(c for c in found.checks if c.name == "unsupported")
    assert (check.passed, check.value, check.limit) == (False, 1, 0)


@pytest.mark.parametrize(("element", "wanted"), [("terms", 0), ("scope", 1)])
def test_that_nothing_is_laid_down_needs_no_evidence_where_it_is_so(element: str, wanted: int) -> None:
    # The text defines no term, and does speak of who applies (申请人).
    body = Body("题", (Part(element, (Statement("原文未规定。", ()),)),))
    assert measuring.measure(body, source(), registers(), Limits()).unsupported == wanted


@pytest.mark.parametrize(
    "body",
    [
        "", "[]", "{}", '{"title": 1, "sections": []}', '{"title": "", "sections": [{"element": "none", "claims": []}]}',
        '{"title": "", "sections": [{"element": "goal", "claims": [{"text": "甲", "evidence": [[0, 99]]}]}]}',
        '{"title": "", "sections": [{"element": "goal", "claims": [{"text": "甲", "evidence": [[3, 3]]}]}]}',
        '{"title": "", "sections": [{"element": "goal", "claims": [{"text": "甲", "evidence": [[-1, 2]]}]}]}',
        '{"title": "", "sections": [{"element": "goal", "claims": [{"text": "甲", "evidence": [[0, 1.5]]}]}]}',
        '{"title": "", "sections": [{"element": "goal", "claims": [{"text": "甲", "evidence": [[false, true]]}]}]}',
        '{"title": "", "sections": [{"element": "goal", "claims": [{"text": 5, "evidence": []}]}]}',
        "[" * 100000,
    ],
)  # fmt: skip
def test_what_is_no_interpretation_is_refused(body: str) -> None:
    with pytest.raises(Refused):
        interpreting.sent(body, length=10)


def test_controls_in_a_statement_become_spaces() -> None:
    sent = '{"title": "题\\u0000", "sections": [{"element": "goal", "claims": [{"text": "甲\\u0007\\n乙\\ud800", "evidence": []}]}]}'
    body = interpreting.sent(sent, length=10)
    assert (body.title, body.statements[0].text) == ("题", "甲 乙")


def test_only_an_unchanged_statement_with_evidence_stays_the_machines() -> None:
    machine = Body(
        "题", (Part("goal", (Statement("甲。", ((0, 2),), "machine"), Statement("乙。", ((2, 4),), "machine"))),)
    )
    now = Body(
        "题", (Part("goal", (Statement("甲。", ((0, 2),)), Statement("乙。", ()), Statement("丙。", ((2, 4),)))),)
    )
    said = interpreting.attributed(now, [machine], "drafter").statements
    assert [s.by for s in said] == ["machine", "person:drafter", "person:drafter"]


def test_evidence_moves_with_its_sentence_and_is_lost_with_it() -> None:
    body = Body("题", (Part("goal", (Statement("甲", ((0, 3), (3, 6)), "machine"),)),))
    moved = interpreting.rebased(body, "第一句第二句", "新增的话第一句")
    assert moved.statements[0].evidence == ((4, 7),)


def state_of(page: str) -> dict:
    return json.loads(re.search(r'id="state">(.*?)</script>', page, re.DOTALL)[1])


def opened(bench: Bench):
    client = bench.log_in("drafter")
    receipt = handed_in(bench, client)
    return client, receipt, state_of(client.get(f"/documents/{receipt}/interpretation").text)


def saved(client, receipt: str, state: dict):
    return client.post(f"/documents/{receipt}/interpretation", data={"body": json.dumps(state)}, headers=JSON)


def test_the_live_checks_of_an_unchanged_draft_are_those_of_the_drafter(bench: Bench) -> None:
    client, receipt, state = opened(bench)
    reply = client.post(
        f"/documents/{receipt}/interpretation/check", data={"body": json.dumps(state)}, headers=JSON
    ).json()
    with bench.office.database.reading() as session:
        found = submissions.find(session, people.by_login(session, "drafter"), receipt)
        drafted = submissions.analysis(session, found)["draft"]["checks"]
        assert papers.interpretation(session, found) is None
    live = {c["name"]: pytest.approx(c["value"], abs=1e-3) for c in reply["checks"] if c["name"] != "unsupported"}
    assert {c["name"]: c["value"] for c in drafted} == live


def test_a_saved_state_tells_who_wrote_what_and_its_checks(bench: Bench) -> None:
    client, receipt, state = opened(bench)
    state["sections"][0]["claims"][0]["text"] = "这项办法依照上位法规制定。"
    state["sections"].append({"element": "changes", "claims": [{"text": "比过去更高。", "evidence": []}]})
    reply = saved(client, receipt, state).json()
    assert reply["writers"][0] == ["person:drafter"] and reply["writers"][1] == ["machine"]
    assert [c["passed"] for c in reply["checks"] if c["name"] == "unsupported"] == [False]
    assert "changes" not in [u["element"] for u in reply["uncovered"]]
    with bench.office.database.reading() as session:
        kept = papers.interpretations(session, submissions.find(session, people.by_login(session, "drafter"), receipt))
        assert len(kept) == 1 and kept[0].body["sections"][-1]["claims"][0]["by"] == "person:drafter"
    noted = facts_of(bench, receipt, "interpretation_saved")[0]
    assert (
        set(noted) == {"version", "interpretation", "statements", "unsupported", "failed"} and noted["unsupported"] == 1
    )


def test_an_empty_interpretation_is_not_saved(bench: Bench) -> None:
    client, receipt, _ = opened(bench)
    assert saved(client, receipt, {"title": "题", "sections": []}).status_code == 422


def test_the_export_holds_the_saved_statements(bench: Bench) -> None:
    client, receipt, state = opened(bench)
    assert client.get(f"/documents/{receipt}/interpretation.docx").status_code == 409
    saved(client, receipt, state)
    document = Document(io.BytesIO(client.get(f"/documents/{receipt}/interpretation.docx").content))
    text = "\n".join(p.text for p in document.paragraphs)
    assert state["title"] in text and state["sections"][0]["claims"][0]["text"] in text


def test_a_document_without_a_draft_can_be_given_one(bench: Bench) -> None:
    client = bench.log_in("drafter")
    letter = "江州市民政局关于商请提供数据的函\n\n江州市教育局：\n\n请提供2026年在校学生总数。\n\n江州市民政局\n2026年11月20日\n"
    receipt = handed_in(bench, client, letter)
    page = client.get(f"/documents/{receipt}/interpretation").text
    assert state_of(page)["sections"] == [] and "系统没有拟写解读初稿" in page
    state = {
        "title": "解读",
        "sections": [{"element": "measures", "claims": [{"text": "商请提供学生总数。", "evidence": [[24, 40]]}]}],
    }
    assert saved(client, receipt, state).status_code == 200


def test_after_a_new_version_the_evidence_is_looked_for_again_and_must_be_confirmed(bench: Bench) -> None:
    client, receipt, state = opened(bench)
    saved(client, receipt, state)
    sent_back(bench, receipt)
    new = NOTICE.replace("江民发", "（加一行说明）\n\n江民发").replace("最长不超过三个月", "最长不超过六个月")
    client.post(f"/documents/{receipt}/resubmit", files=[("file", ("新稿.txt", new.encode()))])
    bench.analyse()
    page = client.get(f"/documents/{receipt}/interpretation").text
    assert "依据按新稿重新对应" in page
    claims = {c["text"]: c["evidence"] for s in state_of(page)["sections"] for c in s["claims"]}
    scope = next(text for text in claims if "适用范围" in text or "适用于" in text)
    start, end = claims[scope][0]
    assert new[start:end].startswith("第二条 本办法适用于")
    standard = next(text for text in claims if "600元" in text)
    assert claims[standard] == []


def test_the_page_shows_the_masked_text_only(bench: Bench) -> None:
    client = bench.log_in("drafter")
    number = "139" + "00001111"
    receipt = handed_in(bench, client, NOTICE.replace("第五条 ", f"第五条 申请人李知秋（手机{number}）。"))
    page = client.get(f"/documents/{receipt}/interpretation").text
    assert number not in page and "×" * 11 in page


def test_a_hostile_text_stays_text(bench: Bench) -> None:
    client = bench.log_in("drafter")
    evil = "第五条 </script><script>alert(1)</script><img src=x onerror=alert(1)>\u202e反的。"
    receipt = handed_in(bench, client, NOTICE.replace("第五条 ", evil))
    for page in ("interpretation", "form", "papers", "versions"):
        answer = client.get(f"/documents/{receipt}/{page}")
        assert answer.status_code == 200
        assert "<script>alert" not in answer.text and "<img" not in answer.text and "\u202e" not in answer.text, page
