"""What a draft says of single provisions: never more, never less than the source."""

import pytest

from pipeline.doc import Draft, Mention, Span
from pipeline.draft import Drafter
from pipeline.terms import registers
from tests.build import doc_of
from tests.draft.standin import segmented

DRAFTER = Drafter(registers(), length=1.0)
TITLE = "江州市人民政府关于印发《江州市住房补贴办法》的通知"


def draft_of(*lines: str) -> Draft:
    return DRAFTER.write(segmented("\n".join((TITLE, *lines))))


def said(*lines: str) -> str:
    return "\n".join(c.text for s in draft_of(*lines).sections for c in s.claims)


def elements(*lines: str) -> dict[str, str]:
    return {s.element: "\n".join(c.text for c in s.claims) for s in draft_of(*lines).sections}


@pytest.mark.parametrize(
    ("source", "element", "wanted"),
    [
        (
            "第一条 为规范住房补贴发放，保障困难家庭，根据《社会救助暂行办法》等规定，结合本市实际，制定本办法。",
            "background",
            "制定的依据是《社会救助暂行办法》等规定。",
        ),
        (
            "第一条 为规范住房补贴发放，保障困难家庭，根据《社会救助暂行办法》等规定，结合本市实际，制定本办法。",
            "goal",
            "制定的目的是规范住房补贴发放，保障困难家庭。",
        ),
        ("第二条 本办法适用于本市户籍家庭。", "scope", "适用范围是本市户籍家庭。"),
        ("第二条 在本市租住住房的家庭，适用本办法。", "scope", "适用范围是在本市租住住房的家庭。"),
        ("第三条 本办法所称困难家庭，是指年收入低于3万元的家庭。", "terms", "困难家庭指的是年收入低于3万元的家庭。"),
        ("第九条 本办法自2023年7月1日起施行，有效期5年。", "dates", "这个办法从2023年7月1日起执行，有效期5年。"),
        (
            "第九条 本办法自发布之日起施行。《江州市租房补贴规定》（江政发〔2015〕3号）同时废止。",
            "changes",
            "《江州市租房补贴规定》（江政发〔2015〕3号）同时作废。",
        ),
        (
            "第九条 本办法自2023年7月1日起施行，有效期至2028年6月30日，《江州市租房补贴规定》同时废止。",
            "dates",
            "这个办法从2023年7月1日起执行，有效期至2028年6月30日。",
        ),
        ("第八条 本办法由市住房保障局负责解释。", "contact", "这个办法由市住房保障局负责解释。"),
    ],
)
def test_a_provision_is_said_by_its_rule(source: str, element: str, wanted: str) -> None:
    assert wanted in elements(source)[element]


@pytest.mark.parametrize(
    ("source", "must"),
    [
        ("第五条 每户每年补贴不得超过6000元，且不低于2000元。", ["不能超过6000元", "不低于2000元"]),
        ("第五条 一人户补贴300元，二人户补贴500元，三人以上户补贴700元。", ["一人户补贴300元", "三人以上户补贴700元"]),
        ("第五条 补贴期限原则上不超过三年。", ["原则上不超过三年"]),
        ("第五条 申请人可以委托他人办理，受委托人应当出示委托书。", ["可以委托他人办理", "受委托人要出示委托书"]),
        ("第五条 申请人不得不退出的，可以保留资格一年。", ["不得不退出"]),
        ("第五条 享受公租房的家庭不得申请补贴，但租住面积不足10平方米的除外。", ["不能申请补贴", "不足10平方米的除外"]),
        ("第五条 同时符合两项标准的，只能选择其中之一享受补贴。", ["只能选择其中之一"]),
        ("第五条 街道办事处应当自收到申请之日起5个工作日内完成初审。", ["从收到申请那天起5个工作日内"]),
        ("第五条 本办法试行期间，补贴标准按照每平方米１２元执行。", ["试行期间", "12元"]),
        ("第五条 除法律另有规定外，未经本人同意，不得公开申请人信息。", ["除法律另有规定外", "没有经过本人同意", "不能公开"]),
    ],
)
def test_limits_conditions_and_strength_of_words_stay(source: str, must: list[str]) -> None:
    text = said(source)
    assert [m for m in must if m not in text] == []


def test_an_exception_to_an_exception_stays_with_what_it_limits() -> None:
    text = said(
        "第五条 每户每年补贴2000元。但享受公租房的家庭除外。其中，租住面积不足10平方米的家庭仍可申请。",
    )
    assert "每户每年补贴2000元。但是享受公租房的家庭除外。其中，租住面积不足10平方米的家庭仍可以申请。" in text


def test_a_sentence_that_points_back_is_never_used_without_what_it_points_to() -> None:
    text = said(
        "第五条 申请应当提交身份证明。",
        "第六条 依照前款规定取得补贴的，应当按年申报。",
        "第七条 该家庭收入变化的，应当在10日内报告。",
    )
    assert "前款" not in text
    assert "家庭收入变化" not in text


def test_a_list_with_an_exception_after_it_is_not_said_without_the_exception() -> None:
    text = said(
        "第五条 符合下列条件的家庭可以申请补贴：",
        "（一）具有本市户籍；",
        "（二）无自有住房。",
        "前款第二项规定不适用于危房户。",
    )
    assert "满足以下条件" not in text or "危房户" in text


def test_a_list_says_all_its_conditions() -> None:
    text = said(
        "第五条 符合下列条件之一的家庭可以申请补贴：",
        "（一）家庭年收入低于3万元，且无自有住房的；",
        "（二）主要劳动力丧失劳动能力，经认定的。",
    )
    assert "以下条件之一的家庭可以申请补贴：一是家庭年收入低于3万元，并且无自有住房的；二是主要劳动力丧失劳动能力，经过认定的。" in text


def test_a_list_that_is_too_long_says_how_many_are_left_out() -> None:
    items = [f"（{n}）申请家庭的成员应当具备第{n}类情况所要求的居住年限、缴费记录以及其他由街道核实的事项；" for n in "一二三四五六七八"]
    items[-1] = items[-1][:-1] + "。"
    text = said("第五条 申请补贴应当符合下列条件：", *items)
    assert "项见原文" in text


def test_a_list_within_a_sentence_is_a_list() -> None:
    doc = segmented(f"{TITLE}\n第五条 略。")
    text = "符合下列条件的家庭均可申请：1.月收入低于2000元（含2000元）；2.未享受其他补贴。"
    doc = doc_of(text).having(
        elements=(), sentences=((0, len(text)),), prose=(text,), tasks=(), mentions=(), masked=text, kind=doc.kind
    )
    said = [c.text for s in DRAFTER.write(doc).sections for c in s.claims]
    assert said == ["满足以下条件的家庭都可以申请：一是月收入低于2000元（含2000元）；二是未享受其他补贴。"]


def test_a_torn_list_is_not_used() -> None:
    text = said("第五条 符合下列条件之一的家庭可以申请补贴：", "（一）家庭年收入低于3万元，且无自有住房的；")
    assert "低于3万元" not in text


def test_responsible_bodies_in_brackets_are_said_with_their_part() -> None:
    text = said("一、工作安排", "1.建立住房补贴信息系统，每月更新一次。（牵头单位：市住房保障局；配合单位：市财政局、市民政局）")
    assert "这项工作由市住房保障局牵头，由市财政局、市民政局配合。" in text


def test_bodies_that_only_answer_are_not_called_leading() -> None:
    text = said("一、工作安排", "1.建立住房补贴信息系统（市住房保障局、市财政局按职责分工负责）。")
    assert "市财政局按职责分工负责" in text
    assert "牵头" not in text


@pytest.mark.parametrize(
    "ritual",
    [
        "特此通知。",
        "各单位要高度重视，统一思想，狠抓落实。",
        "现印发给你们，请认真遵照执行。",
        "要深入学习领会会议精神，以高度的责任感和使命感抓好落实。",
    ],
)
def test_ritual_is_never_said(ritual: str) -> None:
    assert draft_of("一、工作要求", ritual).sections == ()


def test_a_slogan_at_the_end_of_a_sentence_is_dropped_and_the_rest_stays() -> None:
    assert "市住房保障局要建立补贴台账，每月核对一次。" in said(
        "一、工作要求", "市住房保障局应当建立补贴台账，每月核对一次，确保取得实效。"
    )


def test_a_slogan_in_a_purpose_is_dropped_and_the_other_purposes_stay() -> None:
    text = said("第一条 为深入贯彻会议精神，规范住房补贴发放，根据《社会救助暂行办法》，制定本办法。")
    assert "制定的目的包括规范住房补贴发放。" in text
    assert "会议精神" not in text


def test_a_condition_that_holds_a_slogan_is_not_dropped_from_its_sentence() -> None:
    text = said("一、补贴", "落实到位的家庭，每户补贴2000元。")
    assert "每户补贴2000元" not in text


def test_masked_people_never_appear_even_where_the_mask_missed_them() -> None:
    lines = (TITLE, "第五条 申请人顾小满每年补贴2000元。", "第六条 顾小满应当每年申报。", "第七条 每户每年补贴3000元。")
    text = "\n".join(lines)
    at = text.index("顾小满")
    mention = Mention(Span(at, at + 3, "personal", "person_name"), "private", "mask", "顾某某")
    draft = DRAFTER.write(segmented(text, (mention,)))
    whole = "\n".join(c.text for s in draft.sections for c in s.claims)
    assert "3000元" in whole
    assert "顾" not in whole
    assert "×" not in whole
    assert {c.name: c.value for c in draft.checks}["personal_left"] == 0


def test_the_number_of_a_person_never_appears_even_where_nothing_was_masked() -> None:
    mobile = "1" + "3" * 10
    assert mobile not in said("一、补贴", f"补贴办理请联系经办人，电话{mobile}。", "每户每年补贴3000元。")


def test_which_rule_holds_is_not_said_to_be_the_scope() -> None:
    assert "适用范围" not in said("第九条 本办法施行前制定的文件与本办法不一致的，适用本办法。")


def test_a_torn_sentence_is_not_used() -> None:
    assert said("第五条 申请人应当", "行公开，确保每户每年补贴2000元。", "和三口之家每年补贴3000元。", "“补贴发放到户，每年4000元。") == ""


def test_half_width_punctuation_reads_as_full_width_and_thousands_stay() -> None:
    assert "每户补贴1,200元，按4:6分担。" in said("一、补贴", "每户补贴1,200元,按4:6分担。")


def test_a_heading_that_names_what_a_sentence_is_about_stands_before_it_and_is_evidence() -> None:
    doc = segmented(f"{TITLE}\n一、租金补贴\n对符合规定的家庭每月补助500元。\n二、购房补贴\n购房补贴每户一次性发放2万元。")
    claims = [c for s in DRAFTER.write(doc).sections for c in s.claims]
    assert {c.text for c in claims} == {"租金补贴：对符合规定的家庭每月补助500元。", "购房补贴每户一次性发放2万元。"}
    titled = next(c for c in claims if c.text.startswith("租金"))
    assert doc.folded[slice(*titled.evidence[0])] == "一、租金补贴"


def test_two_sentences_under_one_heading_are_two_claims() -> None:
    text = said("一、租金减免", "困难家庭每月补助500元。", "残疾人家庭每月补助700元。")
    assert text == "租金减免：困难家庭每月补助500元。\n租金减免：残疾人家庭每月补助700元。"


def test_what_holds_for_the_whole_policy_does_not_take_the_heading_above_it() -> None:
    assert "租金减免" not in elements("一、租金减免", "本办法自2023年7月1日起施行。")["dates"]
