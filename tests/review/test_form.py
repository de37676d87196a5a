"""The 意见单: what the register holds, what is filled in, what is said to be missing, and what a page may send."""

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from pipeline.flow import Flow
from pipeline.record import Record, to_record
from pipeline.review import permissions, workflow
from pipeline.review.paperwork import form, signing
from pipeline.review.paperwork.form.conditions import VOCABULARY, holds
from pipeline.review.paperwork.form.defaults import rows as default_rows
from pipeline.review.paperwork.form.law import fits, full, joined
from pipeline.review.paperwork.issuers import issuers, level
from pipeline.terms import RegisterError, Registers, chinese, registers, shipped
from tests.review.records import ground, laid, mention

REGISTERS = registers()
SAMPLES = Path(__file__).parents[2] / "data" / "samples"


@pytest.fixture(scope="module")
def records(flow: Flow) -> Mapping[int, Record]:
    """The records of the samples, by their number."""
    return {int(f.name[:2]): to_record(flow.run(flow.read(f))) for f in sorted(SAMPLES.iterdir())}


def filled(record: Record, department: str = "江州市民政局") -> dict[str, form.Filled]:
    return form.prefill(
        record, department=department, user_name="沈一川", today=date(2026, 11, 24), registers=REGISTERS
    )


def values(record: Record, **said: Any) -> dict[str, Any]:
    """Return the sheet as the machine fills it in, and what a person says beside it."""
    return {name: f.value for name, f in filled(record).items()} | said


def codes(record: Record, said: Mapping[str, Any], *args: Any, **more: Any) -> set[tuple[str, str]]:
    return {(lack.code, lack.field) for lack in form.missing(said, record, *args, registers=REGISTERS, **more)}


ALL_OPEN = {
    "decision": False,
    "approval": False,
    "secrecy_opinion": "public",
    "secrecy_reviewer": "秦知远",
    "secrecy_reviewed_on": "2026-03-03",
}


# ---- the register


def test_the_nine_elements_of_the_catalogue_are_one_group() -> None:
    group = dict(form.groups(form.fields(REGISTERS)))["catalogue"]
    assert [f.chinese for f in group] == ["名称", "内容", "依据", "时限", "主体", "方式", "渠道", "范围", "对象"]


def test_every_field_has_a_group_a_code_and_a_source() -> None:
    for field in form.fields(REGISTERS):
        assert chinese(field.group, "form_group") != field.group
        assert chinese(field.code, "return_code") != field.code
        assert field.source.rsplit("，", 1)[-1] in ("verified", "memory", "inference")


def test_the_eight_reasons_are_those_of_the_annual_report() -> None:
    (field,) = [f for f in form.fields(REGISTERS) if f.id == "reason_code"]
    assert [o[1] for o in field.options] == [chinese(f"reason_{n}") for n in range(1, 9)]


def own(folder: Path, name: str, row: str) -> Registers:
    (folder / f"{name}.toml").write_text(f"[[row]]\n{row}\n", encoding="utf-8")
    return Registers((shipped("data/registers"), folder))


FIELD = 'id = "stamp"\ngroup = "review"\nchinese = "盖章"\nsource = "本机关，verified"\n'


@pytest.mark.parametrize(
    ("row", "wrong"),
    [
        (FIELD + 'kind = "stamp"', "unknown kind 'stamp'"),
        (FIELD + 'kind = "choice"', "a choice needs pairs"),
        (FIELD + 'kind = "text"\noptions = [["a", "甲"]]', "a choice needs pairs"),
        (FIELD + 'kind = "text"\nrequired = ["attribute=secret"]', "unknown condition attribute=secret"),
        (FIELD + 'kind = "text"\nwanted = "true"', "only a choice or a bool"),
        (FIELD + 'kind = "text"\nneeded = true', "unknown field needed"),
    ],
)
def test_a_wrong_field_is_named(tmp_path: Path, row: str, wrong: str) -> None:
    with pytest.raises(RegisterError, match=wrong):
        form.fields(own(tmp_path, "form", row))


def test_an_office_adds_and_replaces_fields(tmp_path: Path) -> None:
    theirs = form.fields(
        own(tmp_path, "form", FIELD.replace("stamp", "phone") + 'kind = "text"\nrequired = ["always"]')
    )
    assert len(theirs) == len(form.fields(REGISTERS))
    assert [f.chinese for f in theirs if f.id == "phone"] == ["盖章"]


@pytest.mark.parametrize(
    ("row", "wrong"),
    [
        ('field = "channels"\nvalues = ["pigeon"]\nwhen = ["always"]', "an option that field channels lacks"),
        ('field = "stamp"\nvalues = ["x"]\nwhen = ["always"]', "a field of the form"),
        ('field = "scope"\nvalues = ["x"]\nwhen = ["sometimes"]', "unknown condition sometimes"),
    ],
)
def test_a_wrong_default_is_named(tmp_path: Path, row: str, wrong: str) -> None:
    with pytest.raises(RegisterError, match=wrong):
        default_rows(own(tmp_path, "defaults", f'id = "own"\nwhy = ""\nsource = ""\n{row}'))


@pytest.mark.parametrize(
    ("when", "facts", "true"),
    [
        (("always",), {"always"}, True),
        ((), {"always"}, False),
        (("policy normative",), {"policy"}, False),
        (("policy normative",), {"policy", "normative"}, True),
        (("policy", "normative"), {"normative"}, True),
        (("policy !normative",), {"policy", "normative"}, False),
        (("policy !normative",), {"policy"}, True),
    ],
)
def test_conditions(when: tuple[str, ...], facts: set[str], true: bool) -> None:
    assert holds(when, facts) is true


@pytest.mark.parametrize(
    ("name", "at"),
    [
        ("江州市人民政府", "government"),
        ("江州市人民政府办公室", "office"),
        ("澜川省人民政府办公厅", "office"),
        ("白鹭镇人民政府", "township"),
        ("东桥街道办事处", "township"),
        ("江州市人力資源和社會保障局", "department"),
        ("江州市卫生健康委员会", "department"),
        ("中共江州市委办公室", "other"),
        ("江州澜海科技有限公司", "other"),
        ("白鹭镇新塘村村民委员会", "other"),
        ("", "other"),
    ],
)
def test_the_level_of_an_issuer(name: str, at: str) -> None:
    assert level(name) == at


def test_joint_issuers_and_a_name_over_two_lines() -> None:
    record = laid("请遵照执行。", issuer="江州市教育局　江州市财政局")
    assert issuers(record) == ("江州市教育局", "江州市财政局")
    assert {"joint", "level=department"} <= form.facts(record)
    assert issuers(laid("", issuer="江州市住房和城\n乡建设局")) == ("江州市住房和城乡建设局",)


def test_facts_keep_to_the_vocabulary_and_the_sheet_goes_first() -> None:
    record = laid("", label="proactive", policy=True)
    found = form.facts(record, {"attribute": "withheld", "delivery": "none", "policy": False, "approval": True})
    assert found <= VOCABULARY
    assert {"attribute=withheld", "delivery=none", "approval", "level=government"} <= found
    assert "policy" not in found
    assert "level=government" in form.facts(record, {"issuer": "江州市教育局", "drafted_for": "江州市人民政府"})


@pytest.mark.parametrize(
    ("article", "written"),
    [
        ("条例第十六条第二款", "《中华人民共和国政府信息公开条例》第十六条第二款"),
        (
            "条例第二十条第六项；行政处罚法第四十八条",
            "《中华人民共和国政府信息公开条例》第二十条第六项；《中华人民共和国行政处罚法》第四十八条",
        ),
        (
            "重大行政决策程序暂行条例第十五条；条例第十九条",
            "《重大行政决策程序暂行条例》第十五条；《中华人民共和国政府信息公开条例》第十九条",
        ),
        (
            "条例第十四条；统计法第二十八条",
            "《中华人民共和国政府信息公开条例》第十四条；《中华人民共和国统计法》第二十八条",
        ),
    ],
)
def test_articles_with_the_full_names_of_their_laws(article: str, written: str) -> None:
    assert full(article, REGISTERS) == written


def test_each_article_is_cited_once() -> None:
    cited = [full(a, REGISTERS) for a in ("条例第二十条第三项", "条例第十九条、第二十条第三项、第十项")]
    assert joined(cited) == "《中华人民共和国政府信息公开条例》第二十条第三项、第十项、第十九条"


@pytest.mark.parametrize(
    ("article", "code", "fit"),
    [
        ("《中华人民共和国政府信息公开条例》第十四条", 1, True),
        ("第十四条", 4, False),
        ("第十五条", 4, True),
        ("第十六条第一款", 5, True),
        ("第十六条第一款", 6, False),
        ("第十六条第二款", 6, True),
        ("第十六条第二款", 7, True),
        ("第16条第2款", 6, True),
        ("第三十六条第七项", 8, True),
        ("内部资料", 5, None),
    ],
)
def test_which_reason_an_article_carries(article: str, code: int, fit: bool | None) -> None:
    assert fits(article, code) is fit


WORDS = [
    *(("state", state) for state in workflow.STATES),
    *(("move", move.action) for move in workflow.TRANSITIONS),
    *(("role", role) for role in permissions.ROLES),
    *(("department", kind) for kind in signing.DEPARTMENTS),
    *(("gate", gate) for gate in ("politics", "law", "policy", "secrecy", "wording")),
    *(("sheet", aspect) for aspect in ("content", "timing", "manner")),
    *(("verdict", verdict) for verdict in ("accept", "edit", "reject", "unsure", "add", "undo")),
    *(("attachment", a) for a in ("approval", "plan", "interpretation", "legality", "consultation", "other")),
]


def test_every_word_of_the_workbench_is_in_the_register() -> None:
    assert [word for word in WORDS if chinese(word[1], word[0]) == word[1]] == []


@pytest.mark.parametrize(
    ("family", "label", "word"),
    [
        ("state", "drafting", "草拟"),
        ("department", "drafting", "业务部门"),
        ("state", "filed", "已归档（不公开发布）"),
        ("gate", "wording", "文字关"),
        ("gate", "policy", "政策关"),
        ("role", "official", "公职身份"),  # of a name: another family's labels stay what they were
        ("", "interpretation", "interpretation"),
    ],
)
def test_families_that_share_a_label_are_told_apart(family: str, label: str, word: str) -> None:
    assert chinese(label, family) == word


# ---- what is filled in


@pytest.mark.parametrize(
    ("number", "field", "value"),
    [
        (1, "title", "江州市人民政府关于印发《江州市新就业青年租房补贴实施办法》的通知"),
        (1, "kind", "notice"),
        (1, "issuer", "江州市人民政府"),
        (1, "requester", "江州市民政局"),
        (1, "clerk", "沈一川"),
        (1, "doc_number", "江政规〔2025〕6号"),
        (1, "issue_date", "2025-03-18"),
        (1, "normative", True),
        (1, "attribute", "proactive"),
        (1, "due_on", "2025-04-16"),  # 20 workdays after 18 March 2025, Qingming between
        (1, "time_limit", "形成或者变更之日起20个工作日内（2025年4月16日前）"),
        (1, "subject", "江州市人民政府"),
        (1, "scope", "全社会"),
        (1, "audience", "社会公众"),
        (1, "in_force_from", "2025-05-01"),
        (1, "valid_until", "2030-04-30"),
        (1, "replaces", "《江州市大学毕业生租房补贴暂行办法》（江政办发〔2020〕19号）"),
        (1, "citations", "《国务院办公厅关于加快发展保障性租赁住房的意见》（国办发〔2021〕22号）"),
        (1, "others", "江州市住房和城乡建设局\n江州市财政局\n江州市人力资源和社会保障局"),
        (1, "interpret", True),
        (4, "article", "《中华人民共和国政府信息公开条例》第十六条第二款"),
        (4, "reason_code", "6"),
        (4, "delivery", "none"),
        (4, "interpret", False),
        (6, "article", "《中华人民共和国政府信息公开条例》第十六条第二款"),
        (6, "personal", True),
        (8, "deidentification", ["mask", "generalise"]),
        (9, "exception", "penalty"),
        (9, "due_on", "2024-07-11"),  # 7 workdays after 2 July 2024
        (13, "lead", "江州市人力資源和社會保障局"),
        (13, "issuer", "江州市人力資源和社會保障局、江州市財政局"),
        (13, "doc_number", "江人社規〔2024〕2號"),
        (13, "title", "江州市人力資源和社會保障局 江州市財政局關於發放2024年穩崗擴崗補貼的通知"),
    ],
)
def test_a_field_that_the_document_tells(records: Mapping[int, Record], number: int, field: str, value: Any) -> None:
    assert filled(records[number])[field].value == value


def test_the_reason_says_what_the_document_is_and_why(records: Mapping[int, Record]) -> None:
    reason = filled(records[6])["reason"]
    assert reason.value.startswith("本件是白鹭镇人民政府向县人民政府报送的请示。")
    assert "四类过程性信息" in reason.value
    assert reason.evidence


def test_a_reason_quotes_no_passage_that_must_not_get_about() -> None:
    record = laid("主溶剂与添加剂的质量比为七比三。", label="withheld")
    quoted = "主溶剂与添加剂的质量比为七比三。"
    record["attribute"]["grounds"] = [ground(record, quoted)]
    assert quoted in filled(record)["reason"].value
    secret = ground(record, quoted, rule="art15-trade-secret-body", article="条例第十五条", reason_code=4)
    record["attribute"]["grounds"] = [secret]
    reason = filled(record)["reason"]
    assert quoted not in reason.value
    assert [record["text"][start:end] for start, end in reason.evidence] == [quoted]


def test_what_a_person_decided_goes_before_the_machine() -> None:
    record = laid("值班室设在二楼。", label="withheld")
    said = ground(record, rule="person:reviewer", article="条例第十六条第一款", reason_code=5, note="内部值班安排")
    record["attribute"] |= {"grounds": [said, ground(record)], "by": "person:reviewer"}
    found = filled(record)
    assert found["attribute"].why == "审核认定：条例第十六条第一款，内部值班安排"
    assert found["article"].value == "《中华人民共和国政府信息公开条例》第十六条第一款"
    assert found["reason_code"].value == "5"
    assert "内部值班安排" in found["reason"].value


def test_what_is_removed_is_counted_by_place_and_kind(records: Mapping[int, Record]) -> None:
    assert filled(records[8])["removed"].value.startswith(
        "正文：姓名（遮盖）4处、公民身份号码（遮盖）4处、家庭住址（概括）4处"
    )


@pytest.mark.parametrize("number", [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13])
def test_every_value_says_why_and_shows_only_places_of_the_text(records: Mapping[int, Record], number: int) -> None:
    record = records[number]
    for found in filled(record).values():
        assert found.why
        assert all(0 <= start < end <= len(record["text"]) for start, end in found.evidence)


@pytest.mark.parametrize("number", [4, 6, 8, 9])
def test_no_value_holds_what_is_masked(records: Mapping[int, Record], number: int) -> None:
    record = records[number]
    masked = {record["text"][m["start"] : m["end"]] for m in record["personal"] if m["action"] == "mask"}
    said = "\n".join(str(f.value) + f.why for f in filled(record).values())
    assert masked
    assert [len(m) for m in masked if m in said] == []


@pytest.mark.parametrize("number", [1, 5, 8, 12])
def test_what_nobody_told_stays_empty(records: Mapping[int, Record], number: int) -> None:
    unknown = {"decision", "approval", "head", "head_approved", "interpreter", "secrecy_opinion", "secrecy_reviewer"}
    unknown |= {"phone", "consulted", "citations_checked", "legality_number", "planned_on", "index_number", "deferral"}
    assert not unknown & set(filled(records[number]))


def test_a_hint_at_a_secret_leaves_the_secrecy_to_people() -> None:
    record = laid("按密级文件办理。")
    assert filled(record)["secrecy"].value == "none"
    record["attribute"]["grounds"] = [ground(record, rule="art14-secrecy-hint", reason_code=1)]
    assert "secrecy" not in filled(record)


def test_outside_the_regulation_no_attribute_is_filled_in() -> None:
    found = filled(laid("决定如下。", label=None, issuer="中共江州市委办公室"))
    assert not {"attribute", "delivery", "article", "reason", "name", "due_on", "interpret"} & set(found)


def test_a_year_without_calendar_is_said_beside_the_deadline() -> None:
    assert "未含节假日" in filled(laid("请执行。", day="2027年3月1日"))["due_on"].why


# ---- what is missing


def complete(**more: Any) -> tuple[Record, dict[str, Any]]:
    """Return a plain notice and a sheet that lacks nothing."""
    record = laid("全市汛期值守从6月1日开始。", **more)
    record["attribute"]["grounds"] = [
        ground(record, rule="art19-announcement", article="条例第十九条", reason_code=None, supports="proactive")
    ]
    return record, values(record, **ALL_OPEN)


def test_a_complete_sheet_lacks_nothing() -> None:
    record, said = complete()
    assert codes(record, said) == set()


@pytest.mark.parametrize(
    ("without", "code"),
    [
        ("attribute", "T01"),
        ("delivery", "T01"),
        ("title", "T04"),
        ("decision", "T04"),
        ("personal", "T11"),
        ("content", "T04"),
        ("channels", "T04"),
        ("due_on", "T04"),
        ("approval", "T04"),
        ("interpret", "T05"),
        ("secrecy", "T10"),
        ("secrecy_opinion", "T10"),
    ],
)
def test_a_required_field_left_empty(without: str, code: str) -> None:
    record, said = complete()
    del said[without]
    assert (code, without) in codes(record, said)


@pytest.mark.parametrize(
    ("said", "lack"),
    [
        ({"approval": True}, ("T13", "approval_file")),
        ({"approval": True}, ("T04", "approval_body")),
        ({"decision": True}, ("T13", "opinions")),
        ({"deferral": True}, ("T02", "deferral_reason")),
        ({"deferral": True}, ("T02", "deferral_review")),
        ({"delivery": "redacted"}, ("T11", "removed")),
        ({"third_party": True}, ("T02", "third_party_opinion")),
        ({"others": "江州市财政局"}, ("T09", "consulted")),
        ({"others": "江州市财政局", "consulted": "objected"}, ("T09", "consulted_note")),
        ({"citations": "《江州市防汛条例》"}, ("T12", "citations_checked")),
        ({"attribute": "on_request"}, ("T02", "reason")),
        ({"attribute": "withheld"}, ("T02", "article")),
        ({"attribute": "withheld"}, ("T02", "reason_code")),
        ({"policy": True, "interpret": False}, ("T05", "no_interpretation")),
        ({"interpret": True}, ("T05", "plan")),
        ({"interpret": True}, ("T06", "")),
        ({"interpret": True}, ("T07", "head_approved")),
        ({"interpret": True, "head_approved": False}, ("T07", "head_approved")),
    ],
)
def test_what_an_answer_calls_for(said: dict[str, Any], lack: tuple[str, str]) -> None:
    record, before = complete()
    assert lack not in codes(record, before)
    assert lack in codes(record, before | said)


@pytest.mark.parametrize(
    ("said", "kind", "lack"),
    [
        ({"approval": True}, "approval", ("T13", "approval_file")),
        ({"interpret": True}, "plan", ("T05", "plan")),
        ({"interpret": True}, "interpretation", ("T06", "")),
    ],
)
def test_an_attachment_fills_its_field(said: dict[str, Any], kind: str, lack: tuple[str, str]) -> None:
    record, before = complete()
    assert lack in codes(record, before | said)
    assert lack not in codes(record, before | said, {kind})


WITHHELD = {
    "attribute": "withheld",
    "delivery": "none",
    "article": "《中华人民共和国政府信息公开条例》第十六条第二款",
    "reason_code": "6",
    "reason": "本件是请示，事项还没有定，公开会误导公众，干扰决策。",
}


@pytest.mark.parametrize(
    ("said", "lack"),
    [
        ({}, None),
        ({"reason_code": "5"}, ("T03", "article")),
        ({"article": "内部资料"}, ("T03", "article")),
        ({"article": "第十四条", "reason_code": "1"}, ("T03", "reason_code")),
        (
            {"article": "第十六条第一款", "reason_code": "5"},
            ("T03", "reason_code"),
        ),  # the text tells of process information
        ({"reason": "属于过程性信息。"}, ("T02", "reason")),  # no word of what publication would do
        ({"reason": "属于内部资料。", "article": ""}, ("T02", "article")),
    ],
)
def test_a_reason_must_fit_its_article(said: dict[str, Any], lack: tuple[str, str] | None) -> None:
    record = laid("妥否，请批示。", label="withheld")
    record["attribute"]["grounds"] = [ground(record)]
    found = {x for x in codes(record, values(record, **ALL_OPEN) | WITHHELD | said) if x[0] in ("T02", "T03")}
    assert found == set() if lack is None else lack in found


def test_personal_information_must_not_go_out_as_it_is() -> None:
    record = laid("请与顾小满联系，电话见附件。")
    record["personal"] = [mention(record, "顾小满", "person_name", role="private")]
    said = values(record, **ALL_OPEN, basis="《中华人民共和国政府信息公开条例》第十九条", content="联系办法")
    assert ("T11", "delivery") in codes(record, said)
    assert ("T11", "personal") in codes(record, said | {"personal": False})
    redacted = said | {"delivery": "redacted", "removed": "正文：姓名1处", "deidentification": ["mask"]}
    assert codes(record, redacted) == set()


def letter(body: str, agreed: bool | None) -> Any:
    return SimpleNamespace(body=body, agreed=agreed, replied_on=None if agreed is None else date(2026, 3, 4))


def test_answered_letters_count_as_consulted() -> None:
    record, said = complete()
    said |= {"others": "江州市财政局\n江州市教育局"}
    both = [letter("江州市财政局", True), letter("江州市教育局", True)]
    assert codes(record, said, (), None, both) == set()
    assert ("T09", "consulted") in codes(record, said, (), None, both[:1])
    assert ("T09", "consulted") in codes(record, said, (), None, [both[0], letter("江州市教育局", None)])
    objected = codes(record, said, (), None, [both[0], letter("江州市教育局", False)])
    assert {("T09", "consulted"), ("T09", "consulted_note")} <= objected


INTERPRETED = {
    "interpret": True,
    "policy": True,
    "plan": "提纲",
    "interpretation_forms": ["text"],
    "interpreter": "秦知远",
    "interpretation_time": "same",
    "head_approved": True,
    "head": "秦知远",
}


def test_an_interpretation_that_fails_its_checks() -> None:
    record, said = complete()
    checks = [{"name": "copy_ratio", "passed": False}, {"name": "coverage", "passed": True}]
    written = SimpleNamespace(body={}, checks=checks)
    found = form.missing(said | INTERPRETED, record, (), written, registers=REGISTERS)  # type: ignore[arg-type]
    assert [lack.code for lack in found] == ["T14"]
    assert "重合率" in found[0].text


def test_the_justice_department_is_asked_for_at_release_only() -> None:
    record, said = complete(normative=True)
    said |= INTERPRETED
    papers = ({"interpretation"},)
    assert codes(record, said, *papers) == set()
    assert ("T08", "") in codes(record, said, *papers, stage="release")
    assert ("T08", "") not in codes(record, said, *papers, stage="release", signed={"justice"})
    assert ("T08", "") not in codes(record, said, {"interpretation", "legality"}, stage="release")


def test_layout_and_mark() -> None:
    record, said = complete(declared="withheld")
    assert ("T15", "attribute") in codes(record, said)
    record, said = complete()
    record["elements"] = [e for e in record["elements"] if e["label"] != "issue_date"]
    found = form.missing(said, record, registers=REGISTERS)
    assert [(lack.code, "成文日期" in lack.text) for lack in found] == [("T15", True)]


def test_release_waits_for_secrecy_review_and_for_what_is_deferred() -> None:
    record, said = complete()
    later = {"deferral": True, "deferral_reason": "谈判未结束", "deferral_review": "2026-06-01"}
    assert ("T04", "deferral") not in codes(record, said | later)
    assert ("T04", "deferral") in codes(record, said | later, stage="release")
    assert ("T10", "secrecy_opinion") in codes(record, said | {"secrecy_opinion": "asked"}, stage="release")


def test_an_answer_that_is_not_the_wanted_one_is_called_so() -> None:
    record, said = complete()
    lacks = form.missing(said | INTERPRETED | {"head_approved": False}, record, {"interpretation"}, registers=REGISTERS)
    assert [lack.text for lack in lacks] == [
        "“解读已经主要负责人审定”还没有做到：解读方案和材料须经本单位主要负责人审定"
    ]


def test_what_is_missing_holds_no_text_of_the_document() -> None:
    record = laid("请与顾小满联系。")
    record["personal"] = [mention(record, "顾小满", "person_name", role="private")]
    assert not [lack for lack in form.missing({}, record, registers=REGISTERS) if "顾小满" in lack.text]


# ---- what a page sends


def test_a_page_s_values_are_typed() -> None:
    sent = {
        "title": ["  江州市  通知 "],
        "reason": ["第一行\r\n第二行"],
        "normative": ["true"],
        "decision": ["false"],
        "channels": ["board", "website"],
        "attribute": ["withheld"],
        "due_on": ["2026-12-22"],
        "phone": [""],
        "csrf": ["x"],
    }
    said, wrong = form.parse(sent, REGISTERS)
    assert wrong == {}
    assert said == {
        "title": "江州市 通知",
        "reason": "第一行\n第二行",
        "normative": True,
        "decision": False,
        "channels": ["website", "board"],
        "attribute": "withheld",
        "due_on": "2026-12-22",
    }


@pytest.mark.parametrize(
    ("field", "value", "says"),
    [
        ("attribute", "secret", "没有这个选项"),
        ("channels", "pigeon", "没有这个选项"),
        ("normative", "maybe", "是或者否"),
        ("due_on", "2026-02-30", "不是日期"),
        ("content", "长" * 301, "最多300字"),
        ("title", "长" * 4001, "最多4000字"),
    ],
)
def test_a_value_that_cannot_be_taken(field: str, value: str, says: str) -> None:
    said, wrong = form.parse({field: [value]}, REGISTERS)
    assert field not in said
    assert says in wrong[field]
    assert value not in wrong[field]
