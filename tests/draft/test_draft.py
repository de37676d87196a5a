"""A draft as a whole: when there is one, how long it is, what it rests on, in which script."""

import time

import pytest

from pipeline.doc import Attribute, Doc, Kind, Secrecy, Task
from pipeline.draft import Drafter
from pipeline.draft.check import REQUIRED
from pipeline.draft.keys import ORDER
from pipeline.draft.title import interpretation_title
from pipeline.terms import registers
from tests.build import doc_of
from tests.draft.standin import segmented

DRAFTER = Drafter(registers())
POLICY = """江州市人民政府关于印发《江州市租房补贴办法》的通知
第一章 总则
第一条 为规范租房补贴发放，保障困难家庭居住，根据《社会救助暂行办法》，结合本市实际，制定本办法。
第二条 本办法适用于在本市租住住房的困难家庭。
第三条 本办法所称困难家庭，是指家庭人均月收入低于１２００元的家庭。
第四条 市住房保障局负责租房补贴的审核和发放工作，市财政局负责资金保障。
第二章 标准和程序
第五条 租房补贴按照下列标准发放：
（一）一人户每月300元；
（二）二人户每月500元；
（三）三人以上户每月700元。
第六条 申请人应当向户籍所在地街道办事处提出申请，并提交身份证明和租赁合同。
第七条 街道办事处应当自受理之日起5个工作日内完成初审，并在社区公示7日。
第八条 补贴资金由区财政局按月拨付到申请人的银行账户。
第九条 享受公共租赁住房保障的家庭不得申请租房补贴，但租住面积不足10平方米的除外。
第十条 以虚假材料骗取补贴的，由市住房保障局追回补贴，五年内不予受理其申请。
第三章 附则
第十一条 本办法由市住房保障局负责解释。
第十二条 本办法自2023年7月1日起施行，有效期5年。《江州市租房补贴暂行规定》（江政发〔2015〕3号）同时废止。
2023年5月20日
"""


def without(candidates: tuple[str, ...]) -> Attribute:
    return Attribute("withheld", "none", {}, candidates, False, None, ())  # type: ignore[arg-type]


def test_a_policy_that_may_be_published_gets_a_draft() -> None:
    assert DRAFTER(segmented(POLICY)).draft is not None


@pytest.mark.parametrize(
    "changes",
    [
        {"attribute": without(("withheld", "on_request"))},
        {"attribute": None},
        {"kind": Kind("notice", None, False, False)},
        {"kind": None},
        {"secrecy": Secrecy(True, "秘密")},
    ],
)
def test_no_draft_of_what_is_no_policy_or_may_not_be_published(changes: dict[str, object]) -> None:
    assert DRAFTER(segmented(POLICY).having(**changes)).draft is None


def test_a_person_may_force_a_draft_of_any_document_but_a_stopped_one() -> None:
    doc = segmented(POLICY).having(attribute=None, kind=None)
    assert DRAFTER.write(doc).sections
    with pytest.raises(ValueError, match="stopped"):
        DRAFTER.write(doc.having(secrecy=Secrecy(True, "秘密")))


def test_a_document_that_is_not_masked_yet_is_an_error_without_its_text() -> None:
    with pytest.raises(ValueError, match="after segment and detect") as caught:
        DRAFTER.write(doc_of(POLICY))
    assert "租房" not in str(caught.value)


@pytest.mark.parametrize("length", [0.1, 0.2, 0.3])
def test_a_draft_is_never_longer_than_its_share_of_the_policy(length: float) -> None:
    draft = Drafter(registers(), length=length).write(segmented(POLICY))
    characters = sum(len("".join(c.text.split())) for s in draft.sections for c in s.claims)
    assert 0 < characters <= length * len("".join(POLICY.split()))


def test_a_very_short_policy_still_says_one_thing() -> None:
    draft = DRAFTER.write(segmented("江州市关于停车的通告\n东门路全路段禁止停车。"))
    assert [c.text for s in draft.sections for c in s.claims] == ["东门路全路段禁止停车。"]


def test_every_claim_rests_on_its_sentences() -> None:
    doc = segmented(POLICY)
    draft = Drafter(registers(), length=1.0).write(doc)
    for section in draft.sections:
        for claim in section.claims:
            source = "".join(doc.folded[a:b] for a, b in claim.evidence)
            digits = "".join(c if c.isdigit() else " " for c in claim.text).split()
            assert claim.evidence
            assert [d for d in digits if d not in source] == []


def test_sections_stand_in_the_order_of_the_contract_and_none_is_empty() -> None:
    draft = Drafter(registers(), length=1.0).write(segmented(POLICY))
    found = [s.element for s in draft.sections]
    assert found == [e for e in ORDER if e in found]
    assert all(s.claims for s in draft.sections)
    assert {"background", "goal", "scope", "standards", "terms", "exceptions", "changes", "dates", "contact"} <= set(found)


def test_what_the_source_lacks_is_named_and_not_invented() -> None:
    draft = DRAFTER.write(segmented("江州市关于停车管理的通告\n一、管理措施\n东门路全路段实行单双日停车，车辆应当停放在泊位线内。"))
    said = {s.element for s in draft.sections}
    assert set(draft.lacking) == set(REQUIRED) - said
    assert {"background", "terms", "changes"} <= set(draft.lacking)


def test_a_question_stands_before_the_first_claim_of_an_element() -> None:
    draft = Drafter(registers(), length=1.0).write(segmented(POLICY))
    dates = next(s for s in draft.sections if s.element == "dates")
    assert dates.claims[0].text.startswith("什么时候开始执行？")


def test_full_width_digits_are_read_as_digits() -> None:
    draft = Drafter(registers(), length=1.0).write(segmented(POLICY))
    terms = next(s for s in draft.sections if s.element == "terms")
    assert "1200元" in terms.claims[0].text


def test_the_draft_of_a_traditional_document_is_traditional_and_keeps_its_own_characters() -> None:
    text = "江州市人民政府關於公共停車的通告\n一、適用範圍\n本通告適用於雲溪縣公共停車場。\n二、標準\n停車費每小時5元，應當公佈。"
    draft = Drafter(registers(), length=1.0).write(segmented(text))
    said = "".join(c.text for s in draft.sections for c in s.claims)
    assert "適用範圍是雲溪縣公共停車場。" in said
    assert "停車費每小時5元，要公佈。" in said
    assert draft.title == "《江州市人民政府關於公共停車的通告》政策解讀"


def test_a_simplified_document_that_names_one_traditional_word_stays_simplified() -> None:
    draft = Drafter(registers(), length=1.0).write(segmented(POLICY.replace("社会救助", "社會救助")))
    assert all("規" not in c.text for s in draft.sections for c in s.claims)


@pytest.mark.parametrize(
    ("title", "wanted"),
    [
        ("江州市人民政府关于印发《江州市租房补贴办法》的通知", "《江州市租房补贴办法》政策解读"),
        ("江州市人民政府关于印发江州市租房补贴办法的通知", "《江州市租房补贴办法》政策解读"),
        ("江州市人民政府关于加强租房管理的通知", "《江州市人民政府关于加强租房管理的通知》政策解读"),
        ("江州市关于落实《租房条例》的意见", "《江州市关于落实〈租房条例〉的意见》政策解读"),
        ("关于对×××补贴的通知", "政策解读"),
        ("", "政策解读"),
    ],
)
def test_the_title_names_what_is_interpreted(title: str, wanted: str) -> None:
    assert interpretation_title(title) == wanted


def test_who_leads_two_tasks_is_said_once_with_both() -> None:
    lines = POLICY + "1.摸清租房底数。每季度核对一次。（牵头单位：市住房局）\n2.建好信息平台。年底前上线运行。（牵头单位：市住房局）"
    doc = segmented(lines)
    tasks = []
    for number in ("1.", "2."):
        start = doc.folded.index(f"\n{number}") + 3
        end = doc.folded.index("（", start)
        lead = doc.folded.index("市住房局", end)
        tasks.append(Task((start, end), ((lead, lead + 4),), ()))
    draft = Drafter(registers(), length=1.0).write(doc.having(tasks=tuple(tasks)))
    said = "".join(c.text for s in draft.sections if s.element == "responsibilities" for c in s.claims)
    assert said.count("市住房局") == 1
    assert "由市住房局牵头的工作有：摸清租房底数；建好信息平台。" in said


@pytest.mark.parametrize("text", ["", "\n", "。", "《", "“" * 50, "×" * 50, "第一条", "一、", "（一）\n（二）", "应当：\n：\n；"])
def test_nothing_to_say_is_an_empty_draft(text: str) -> None:
    draft = DRAFTER.write(segmented(text))
    assert draft.sections == ()
    assert set(draft.lacking) == set(REQUIRED)
    assert all(c.value == c.value for c in draft.checks)


def _hostile(doc: Doc) -> float:
    begin = time.process_time()
    DRAFTER.write(doc)
    return time.process_time() - begin


@pytest.mark.parametrize("unit", ["根据《", "应当，", "（一）应当；", "为", "第一条 本办法所称", "《《", "1.", "元。", "甲。但"])
def test_time_grows_with_length_only(unit: str) -> None:
    text = unit * (200_000 // len(unit))
    doc = doc_of("标题\n" + text)
    doc = doc.having(
        elements=(), sentences=((0, 2), (3, len(doc.text))), prose=("标题", doc.folded[3:]), words=(), tasks=(), mentions=(),
        masked=doc.text,
    )  # fmt: skip
    assert _hostile(doc) < 2.0


def test_a_policy_of_two_thousand_characters_takes_a_few_milliseconds() -> None:
    doc = segmented(POLICY * 3)
    _hostile(doc)
    assert min(_hostile(doc) for _ in range(5)) < 0.05
