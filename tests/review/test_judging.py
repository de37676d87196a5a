"""What a reviewer decides: judgements, the lock, and the ways on from the first gate."""

import json
from datetime import timedelta
from typing import Any

import httpx
import pytest

from pipeline.review.reviewing.completeness import open_points, return_codes
from pipeline.review.reviewing.placing import misplaced
from pipeline.review.reviewing.suggestions import Reading
from pipeline.store import chain, submissions
from pipeline.store.settled import settled
from pipeline.store.targets import ASPECTS, GATES
from tests.review.reviewing import JSON, TEXT, judged, mention, queued, record, spans, stored
from tests.review.workbench import *  # noqa: F403
from tests.review.workbench import Bench, Client

NAMES = [f"mention:{a}-{b}" for a, b in spans(TEXT, "程怀瑾")]
NUMBER = "mention:{}-{}".format(*spans(TEXT, "13900001234")[0])
SHEET = [*(f"sheet:{a}" for a in ASPECTS), *(f"gate:{g}" for g in GATES)]


def judge(
    client: Client, receipt: str, target: str | list[str], verdict: str = "accept", **more: Any
) -> httpx.Response:
    value = json.dumps(more.pop("value", {}))
    return client.post(
        f"/documents/{receipt}/judge", data={"target": target, "verdict": verdict, "value": value, **more}, headers=JSON
    )


def decide_all(client: Client, receipt: str) -> None:
    judge(client, receipt, "secrecy", value={"passed": True})
    judge(client, receipt, "attribute")
    judge(client, receipt, [*NAMES, NUMBER])
    judge(client, receipt, SHEET, value={"passed": True})


def test_an_accepted_suggestion_is_the_persons_word(bench: Bench) -> None:
    receipt, client = queued(bench), bench.log_in("reviewer")
    answer = judge(client, receipt, "attribute")
    assert answer.status_code == 200
    now = judged(bench, receipt)["attribute"]
    assert (now["label"], now["confirmed"]) == ("proactive", True)
    assert 'id="panel-attribute"' in answer.json()["html"]
    assert "周砚秋" in answer.json()["html"]


def test_all_spans_of_one_text_are_accepted_at_once_and_undone_at_once(bench: Bench) -> None:
    receipt, client = queued(bench), bench.log_in("reviewer")
    judge(client, receipt, NAMES)
    assert [m.get("confirmed") for m in judged(bench, receipt)["personal"]] == [True, None, True]
    answer = client.post(f"/documents/{receipt}/undo", headers=JSON)
    assert sorted(answer.json()["targets"]) == sorted(NAMES)
    assert not any(m.get("confirmed") for m in judged(bench, receipt)["personal"])


def test_undo_goes_back_as_far_as_the_first_word_and_no_further(bench: Bench) -> None:
    receipt, client = queued(bench), bench.log_in("reviewer")
    for target in ("secrecy", "attribute", NUMBER):
        judge(client, receipt, target)
    undone = [client.post(f"/documents/{receipt}/undo", headers=JSON) for _ in range(4)]
    assert [u.json().get("targets") for u in undone] == [[NUMBER], ["attribute"], ["secrecy"], None]
    assert undone[-1].status_code == 409


def test_undo_never_takes_back_a_colleagues_word(bench: Bench) -> None:
    receipt, one, other = queued(bench), bench.log_in("reviewer"), bench.log_in("reviewer2")
    judge(one, receipt, "attribute")
    one.post(f"/documents/{receipt}/unlock", headers=JSON)
    assert other.post(f"/documents/{receipt}/undo", headers=JSON).status_code == 409
    assert judged(bench, receipt)["attribute"]["confirmed"]


def test_a_changed_replacement_holds_for_every_mention_of_the_text(bench: Bench) -> None:
    receipt, client = queued(bench), bench.log_in("reviewer")
    html = judge(client, receipt, NAMES[0], "edit", value={"replacement": "程某"}).json()["html"]
    assert [m["replacement"] for m in judged(bench, receipt)["personal"] if m["kind"] == "person_name"] == [
        "程某",
        "程某",
    ]
    assert "<del>程某某</del> <ins>程某</ins>" in html


def test_a_rejected_span_is_kept_visible_and_out_of_the_record(bench: Bench) -> None:
    receipt, client = queued(bench), bench.log_in("reviewer")
    html = judge(client, receipt, NUMBER, "reject", reason="单位值班电话").json()["html"]
    assert "m-rejected" in html
    assert "单位值班电话" in html
    assert not [m for m in judged(bench, receipt)["personal"] if m["kind"] == "mobile"]


@pytest.mark.parametrize(
    "target,verdict,more",
    [
        ("attribute", "reject", {}),  # no reason
        ("attribute", "edit", {"value": {"label": "secret"}}),
        ("attribute", "edit", {"value": {"label": "withheld", "reason_code": 9}}),
        ("mention:0-3", "accept", {}),  # no such span
        ("mention:9-3", "add", {"value": {"kind": "mobile", "action": "mask"}}),
        ("mention:0-99999", "add", {"value": {"kind": "mobile", "action": "mask"}}),
        ("mention:5-40", "add", {"value": {"kind": "person_name", "action": "mask"}}),  # from the title into the text
        ("gate:beauty", "accept", {}),
        ("attribute", "undo", {}),
        ("attribute", "", {}),
        ("", "accept", {}),
        ("<script>", "accept", {}),
    ],
)
def test_a_judgement_that_does_not_fit_is_refused_and_leaves_nothing(
    bench: Bench, target: str, verdict: str, more: dict[str, Any]
) -> None:
    receipt, client = queued(bench), bench.log_in("reviewer")
    answer = judge(client, receipt, target, verdict, **more)
    assert 400 <= answer.status_code < 500
    assert answer.json()["error"]
    assert "judged" not in judged(bench, receipt)


@pytest.mark.parametrize("value", ["[]", "{", "1", '"x"', "null"])
def test_a_value_that_is_no_object_is_refused(bench: Bench, value: str) -> None:
    receipt, client = queued(bench), bench.log_in("reviewer")
    fields = {"target": "attribute", "verdict": "accept", "value": value}
    assert client.post(f"/documents/{receipt}/judge", data=fields, headers=JSON).status_code == 422


def test_a_missed_span_is_added_in_code_points(bench: Bench) -> None:
    text = "江州市民政局通知\n请𠮷野𡈽联系。\n再请𠮷野𡈽确认。"
    receipt, client = queued(bench, record(text, [])), bench.log_in("reviewer")
    start = text.index("𠮷")
    judge(
        client,
        receipt,
        f"mention:{start}-{start + 3}",
        "add",
        value={"kind": "person_name", "role": "private", "action": "mask"},
    )
    [found] = judged(bench, receipt)["personal"]
    assert text[found["start"] : found["end"]] == "𠮷野𡈽"
    assert found["by"] == "person:reviewer"


def test_a_span_is_resized_in_one_step_and_one_undo(bench: Bench) -> None:
    text = "江州市民政局通知\n请欧阳静姝联系。"
    receipt, client = queued(bench, record(text, [mention(10, 12)])), bench.log_in("reviewer")
    value = {"kind": "person_name", "role": "private", "action": "mask"}
    judge(client, receipt, "mention:10-14", "add", value=value, replaces="mention:10-12")
    assert [(m["start"], m["end"]) for m in judged(bench, receipt)["personal"]] == [(10, 14)]
    client.post(f"/documents/{receipt}/undo", headers=JSON)
    assert [(m["start"], m["end"]) for m in judged(bench, receipt)["personal"]] == [(10, 12)]


@pytest.mark.parametrize(
    "place,wrong",
    [((0, 4), False), ((6, 9), True), ((9, 12), False), ((8, 8), True), ((-1, 3), True), ((12, 99), True), ((11, 14), False), ((8, 9), True), ((14, 17), True)],
)  # fmt: skip
def test_a_span_stays_inside_one_element_and_one_side_of_the_body(place: tuple[int, int], wrong: bool) -> None:
    made = record("江州市局通知甲乙\n张三丰\n于李四某\n批注", [])
    made["body_end"] = 17 - 1
    assert bool(misplaced(made, place)) is wrong


def test_a_document_open_at_one_reviewer_is_closed_to_the_others(bench: Bench) -> None:
    receipt, one, other = queued(bench), bench.log_in("reviewer"), bench.log_in("reviewer2")
    assert one.post(f"/documents/{receipt}/lock", headers=JSON).json()["holder"] is None
    assert other.post(f"/documents/{receipt}/lock", headers=JSON).json()["holder"] == "周砚秋"
    assert judge(other, receipt, "attribute").status_code == 423
    assert other.get(f"/documents/{receipt}").status_code == 200
    one.post(f"/documents/{receipt}/unlock", headers=JSON)
    assert judge(other, receipt, "attribute").status_code == 200


def test_a_lock_runs_out_and_reassigning_takes_it_over(bench: Bench) -> None:
    receipt, one, other = queued(bench), bench.log_in("reviewer"), bench.log_in("reviewer2")
    one.post(f"/documents/{receipt}/lock", headers=JSON)
    other.post(f"/documents/{receipt}/assign", data={"assignee": "reviewer2"})
    assert judge(other, receipt, "attribute").status_code == 200
    bench.clock.now = bench.office.now() + timedelta(minutes=bench.office.settings.hold_minutes + 1)
    assert judge(one, receipt, "secrecy", value={"passed": True}).status_code == 200


@pytest.mark.parametrize("state", ["drafting", "returned", "approving", "released", "deferred"])
def test_nothing_is_judged_outside_the_review(bench: Bench, state: str) -> None:
    receipt, client = queued(bench, state=state), bench.log_in("reviewer")
    assert judge(client, receipt, "attribute").status_code == 409


def test_a_document_passes_only_when_all_is_decided(bench: Bench) -> None:
    receipt, client = queued(bench), bench.log_in("reviewer")
    early = client.post(f"/documents/{receipt}/pass", headers=JSON)
    assert early.status_code == 422
    assert "公开属性" in early.json()["error"]
    decide_all(client, receipt)
    assert client.post(f"/documents/{receipt}/pass", headers=JSON).json() == {"next": "/review"}
    found = stored(bench, receipt)
    assert (found.state, found.locked_by) == ("approving", None)
    assert found.awaiting is not None


@pytest.mark.parametrize("target", ["secrecy", "sheet:timing", "gate:politics"])
def test_a_gate_that_did_not_let_it_pass_keeps_the_document(bench: Bench, target: str) -> None:
    receipt, client = queued(bench), bench.log_in("reviewer")
    decide_all(client, receipt)
    judge(client, receipt, target, "reject", value={"passed": False, "note": "时机不宜"}, reason="时机不宜")
    assert client.post(f"/documents/{receipt}/pass", headers=JSON).status_code == 422


def test_an_unsure_mask_keeps_the_document(bench: Bench) -> None:
    receipt, client = queued(bench), bench.log_in("reviewer")
    decide_all(client, receipt)
    judge(client, receipt, NUMBER, "unsure")
    assert "1 处遮盖" in client.post(f"/documents/{receipt}/pass", headers=JSON).json()["error"]


def reading(made: dict[str, Any]) -> Reading:
    return Reading(made, settled(made, ()), (), {})


def test_what_is_open_is_listed_in_the_order_of_deciding() -> None:
    targets = [p.target for p in open_points(reading(record()))]
    assert targets == ["secrecy", "attribute", NAMES[0], *SHEET]


def test_the_return_codes_are_those_of_what_is_lacking() -> None:
    assert return_codes(reading(record()), ["T05", "T06", "X"]) == {"T05", "T06"}


def test_withholding_without_a_reason_keeps_the_document(bench: Bench) -> None:
    receipt, client = queued(bench), bench.log_in("reviewer")
    decide_all(client, receipt)
    judge(client, receipt, "attribute", "edit", value={"label": "withheld"})
    assert "理由" in client.post(f"/documents/{receipt}/pass", headers=JSON).json()["error"]
    judge(
        client,
        receipt,
        "attribute",
        "edit",
        value={"label": "withheld", "reason_code": 6, "article": "条例第十六条第二款"},
    )
    assert client.post(f"/documents/{receipt}/pass", headers=JSON).status_code == 200


@pytest.mark.parametrize(
    "fields", [{"reason": "缺件"}, {"code": "T05"}, {"code": "T99", "reason": "缺件"}, {"code": "T05", "reason": " "}]
)
def test_a_return_needs_a_code_and_a_reason(bench: Bench, fields: dict[str, str]) -> None:
    receipt, client = queued(bench), bench.log_in("reviewer")
    assert client.post(f"/documents/{receipt}/return", data=fields, headers=JSON).status_code == 422
    assert stored(bench, receipt).state == "source_review"


def test_a_returned_document_goes_back_with_its_codes(bench: Bench) -> None:
    receipt, client = queued(bench), bench.log_in("reviewer")
    client.post(f"/documents/{receipt}/return", data={"code": ["T05", "T06"], "reason": "缺解读方案和材料"})
    assert stored(bench, receipt).state == "returned"
    page = bench.log_in("drafter").get(f"/documents/{receipt}").text
    assert "缺解读方案和材料" in page
    assert "T05 缺解读方案" in page


def test_a_deferred_document_has_a_day_and_is_taken_up_again(bench: Bench) -> None:
    receipt, client = queued(bench), bench.log_in("reviewer")
    day = bench.office.today() + timedelta(days=30)
    for wrong in ("", "2020-01-01", "下月"):
        answer = client.post(
            f"/documents/{receipt}/defer", data={"review_on": wrong, "reason": "敏感时期"}, headers=JSON
        )
        assert answer.status_code == 422
    client.post(f"/documents/{receipt}/defer", data={"review_on": day.isoformat(), "reason": "敏感时期"})
    assert stored(bench, receipt).state == "deferred"
    assert f"复核日期 {day}" in client.get(f"/documents/{receipt}").text
    client.post(f"/documents/{receipt}/resume", data={"reason": "时期已过"})
    assert stored(bench, receipt).state == "source_review"


def test_every_word_is_in_the_chain_and_no_text_is(bench: Bench) -> None:
    receipt, client = queued(bench), bench.log_in("reviewer")
    decide_all(client, receipt)
    judge(client, receipt, NAMES[0], "edit", value={"replacement": "程某"})
    client.post(f"/documents/{receipt}/undo", headers=JSON)
    client.post(f"/documents/{receipt}/pass", headers=JSON)
    with bench.office.database.reading() as session:
        entries, _ = chain.entries(session, receipt, size=100)
        assert chain.verify(session).broken_at is None
    facts = [json.loads(e.facts) for e in entries if e.action == "judge"]
    assert {(f["target"], f["verdict"]) for f in facts} >= {
        ("attribute", "accept"),
        (NUMBER, "accept"),
        (NAMES[0], "undo"),
    }
    assert all(len(f["value"]) == 64 for f in facts)
    assert not any(word in e.facts for e in entries for word in ("程怀瑾", "程某", "救助"))
    assert {"pass", "analysed"} <= {e.action for e in entries}


def test_another_look_by_the_machine_changes_nothing_and_shows_what_it_says_otherwise(bench: Bench) -> None:
    made = record()
    receipt, client = queued(bench, made), bench.log_in("reviewer")
    judge(client, receipt, NUMBER, "reject", reason="单位值班电话")
    again = made | {"attribute": made["attribute"] | {"label": "on_request", "delivery": "none"}}
    with bench.office.database.writing() as session:
        found = session.merge(stored(bench, receipt), load=False)
        submissions.save_analysis(
            session, submissions.version(session, found), again, purpose="rerun", now=bench.office.now()
        )
    now = judged(bench, receipt)
    assert now["attribute"]["label"] == "proactive"
    page = client.get(f"/documents/{receipt}").text
    assert "重新分析的不同意见" in page
    assert "<ins>依申请公开 不发布</ins>" in page
    assert page.count('class="later-row') == 1, "that it finds the rejected number again is nothing new"
    judge(client, receipt, "attribute", "edit", value={"label": "on_request", "delivery": "none"})
    assert "<ins>依申请公开 不发布</ins>" not in client.get(f"/documents/{receipt}").text


@pytest.mark.parametrize(
    "said,expected",
    [
        (("attribute", {"label": "proactive"}, {"label": "withheld"}), ("edit", {"label": "withheld"})),
        (("mention:2-5", None, {"kind": "mobile", "action": "mask"}), ("add", {"kind": "mobile", "action": "mask"})),
        (("mention:2-5", {"kind": "mobile"}, None), ("reject", {})),
        (("topic", {"state_council": "甲", "grassroots": "乙"}, {"state_council": "甲", "grassroots": "丙"}), ("edit", {"scheme": "grassroots", "label": "丙"})),
        (("topic", {"grassroots": "乙"}, None), ("", {})),
        (("element:title:0-4", None, {"label": "title"}), ("add", {})),
    ],
)  # fmt: skip
def test_what_a_rerun_says_can_be_followed(said: tuple[Any, Any, Any], expected: tuple[str, dict[str, str]]) -> None:
    target, before, after = said
    made = record()
    difference = {"target": target, "before": before, "after": after, "by": None}
    [later] = Reading(made, made, (), {}, (difference,)).later
    assert (later.verdict, later.value) == expected


def test_the_worker_looks_again_when_asked(bench: Bench) -> None:
    text = "江州市民政局关于养老助餐的通知\n各街道：\n请于本月底前报送助餐点名单。\n江州市民政局\n2026年11月3日"
    client = bench.log_in("drafter")
    client.post("/drafting/upload", files={"file": ("通知.txt", text.encode())})
    bench.analyse()
    receipt = client.get("/drafting").text.split("/documents/")[1].split("/")[0].split('"')[0]
    client.post(f"/documents/{receipt}/submit", data={"base": "0", "submit_reason": "先送审，材料随后补齐"})
    reviewer = bench.log_in("reviewer")
    assert reviewer.post(f"/documents/{receipt}/rerun").status_code == 303
    assert reviewer.get(f"/documents/{receipt}/reruns.json").json() == {"count": 0}
    bench.analyse()
    assert reviewer.get(f"/documents/{receipt}/reruns.json").json() == {"count": 1}
    assert "重新分析的不同意见" not in reviewer.get(f"/documents/{receipt}").text, "the same rules say the same"
