"""What cannot be said apart from its place is not said, and what is joined or cut leaves no residue."""

import pytest

from pipeline.draft import Drafter
from pipeline.terms import registers
from tests.draft.standin import segmented

DRAFTER = Drafter(registers(), length=1.0)
TITLE = "江州市人民政府关于印发《江州市渔港管理办法》的通知"


def claims(*lines: str) -> list[str]:
    return [c.text for s in DRAFTER.write(segmented("\n".join((TITLE, *lines)))).sections for c in s.claims]


@pytest.mark.parametrize(
    "sentence",
    [
        "涉及市级部门职责的，应当征求市级部门的意见。",
        "办公室设在市海洋局，由局长兼任办公室主任。",
        "未经注册，不得进港。",
        "负责对渔港经营者进行监督，及时受理投诉。",
        "有前款所列情形的，应当立即离港。",
        "如发现上述四种情况，渔船不得进港。",
        "在此前提下，应当建立渔船调查制度。",
        "准予许可的，应当颁发停泊证。",
        "市海洋局应当自收到建议之日起三十日内答复。",
        "渔船进港时，渔港管理站按照以下要求实施检查。",
        "《江州市渔港规划》和《江州市渔船规程》。",
        "完成市人民政府交办的其他事项。",
        "从事远洋捕捞的渔船除外。",
        "不足部分可以由县级人民政府给予补贴。",
        "对有以下表现的渔民，应当给予表彰。",
    ],
)
def test_a_sentence_without_its_subject_is_not_said(sentence: str) -> None:
    assert claims(sentence) == []


def test_a_sentence_about_what_was_told_before_is_said_with_it() -> None:
    said = claims("第五条 渔民可以建议市海洋局检查码头。市海洋局应当自收到建议之日起三十日内答复。")
    assert said == ["渔民可以建议市海洋局检查码头。市海洋局要从收到建议那天起三十日内答复。"]


def test_the_number_of_an_article_that_is_the_subject_stays() -> None:
    assert claims("第二十二条规定，渔船应当安装定位设备。") == ["第二十二条规定，渔船要安装定位设备。"]


def test_the_number_of_an_article_that_is_no_subject_goes() -> None:
    assert claims("第八条对在救助工作中作出显著成绩的渔民，给予奖励。") == ["对在救助工作中作出显著成绩的渔民，给予奖励。"]


def test_a_heading_parted_by_white_space_is_no_part_of_its_sentence() -> None:
    assert claims("6.2 救生物资　市、县两级应当储备救生器材。") == ["救生物资：市、县两级要储备救生器材。"]


@pytest.mark.parametrize(
    "sentence", ["四、允许停泊的范围本公告所称渔港包括南湾、北湾两处。", "五、包装和标识要求进口鱼虾必须使用全新材料包装。",
     "（二）允许停泊渔船允许停泊的船只应当登记。"]
)
def test_a_sentence_that_a_heading_has_run_into_is_not_said(sentence: str) -> None:
    assert claims(sentence) == []


def test_what_stands_after_the_purpose_is_no_purpose() -> None:
    assert claims("为规范渔港管理，方便渔民办事，现决定对停泊登记进行简化，有关事项公告如下：") == []


def test_an_item_of_a_list_is_not_said_by_itself() -> None:
    assert claims("一、进港条件", "（一）进港前四十二天内没有发生碰撞。", "（二）船底清洁。") == []


def test_no_claim_has_more_than_two_sentences() -> None:
    lines = ("一、码头改造", *(f"推进第{n}码头改造，建设防波堤。" for n in "一二三四五六"))
    assert {c.count("。") for c in claims(*lines)} == {1}
    assert not any("另外" in c for c in claims(*lines))


def test_the_bullet_of_a_sentence_is_not_said() -> None:
    assert claims("一、渔港", "——坚持服务渔民和保护海洋相结合。") == ["坚持服务渔民和保护海洋相结合。"]


@pytest.mark.parametrize(
    ("bracket", "end"),
    [
        ("（市海洋局，各县人民政府负责）", "。这项工作由市海洋局，各县人民政府负责。"),
        ("（市海洋局、市财政局）", "。"),
        ("（市海洋局牵头，市财政局配合）", "。这项工作由市海洋局牵头，市财政局配合。"),
        ("（含老旧码头）", "（含老旧码头）。"),
    ],
)
def test_a_bracket_of_bodies_is_said_in_words_or_left_out(bracket: str, end: str) -> None:
    assert claims("一、工作任务", f"推进码头改造{bracket}。") == [f"推进码头改造{end}"]


def test_a_heading_far_above_is_not_carried_along() -> None:
    lines = ("一、码头改造", *(f"支持渔民学习第{n}项技能，提高收入。" for n in "一二三四五六七八九十"), "鼓励渔民参加保险，增强保障能力。")
    last = next(c for c in claims(*lines) if "参加保险" in c)
    assert last == "鼓励渔民参加保险，增强保障能力。"


def test_a_heading_that_is_a_statement_stands_before_no_other_sentence() -> None:
    assert claims("一、渔船均未发生以下所列问题", "停泊证的格式应当由双方认可。") == ["停泊证的格式要由双方认可。"]


@pytest.mark.parametrize(
    ("purpose", "wanted"),
    [
        ("规范渔港管理", "制定的目的是规范渔港管理。"),
        ("解决渔民“有船没港、有港没路”的难题", "制定的目的是解决渔民“有船没港、有港没路”的难题。"),
        ("深入贯彻大会精神，规范渔港管理", "制定的目的包括规范渔港管理。"),
        ("坚持以保护海洋为核心，围绕渔民需求，充分发挥协会作用，推动渔业发展", ""),
    ],
)
def test_a_purpose_is_said_whole_or_not_at_all(purpose: str, wanted: str) -> None:
    said = claims(f"第一条 为{purpose}，制定本办法。")
    assert said == ([wanted] if wanted else [])


def test_a_condition_is_no_scope() -> None:
    assert not any("适用范围" in c for c in claims("第五条 渔船进港应当办理登记，并适用本办法。"))
