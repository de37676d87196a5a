"""What is a key sentence, of which element, and when a question may stand before it."""

import pytest

from pipeline.doc import Draft
from pipeline.draft import Drafter
from pipeline.terms import registers
from tests.draft.standin import segmented

DRAFTER = Drafter(registers(), length=1.0, asked_from=0)
TITLE = "江州市人民政府关于印发《江州市渔港管理办法》的通知"


def draft_of(*lines: str, title: str = TITLE) -> Draft:
    return DRAFTER.write(segmented("\n".join((title, *lines))))


def elements(*lines: str) -> dict[str, str]:
    return {s.element: "\n".join(c.text for c in s.claims) for s in draft_of(*lines).sections}


def said(*lines: str) -> str:
    return "\n".join(elements(*lines).values())


@pytest.mark.parametrize(
    ("sentence", "element"),
    [
        ("本办法所称渔港补贴，是指市财政发给渔民的停泊补贴。", "terms"),
        ("申请渔港经营许可，应当具备下列条件：（一）有固定码头；（二）有持证人员。", "scope"),
        ("设置浮动码头，应当符合下列条件：（一）水深不少于三米；（二）有照明设备。", "standards"),
        ("停泊证有效期为三年。", "standards"),
        ("船舶适航证书自签发之日起生效，有效期不超过六个月。", "standards"),
        ("渔船应当在进港二小时前向渔港管理站报送船员名单。", "procedure"),
        ("停泊证遗失的，渔民应当及时向渔港管理站申请补发。", "procedure"),
        ("渔民凭居民身份证取号，也可以在“江州渔港”上预约。", "procedure"),
        ("完善轻微违法行为免予处罚制度，加强对渔港收费的管理。", "measures"),
        ("推进停泊申报、备案和审批“一窗”办理，提高进港效率。", "measures"),
        ("各县要强化渔港安全监管，对违法行为严肃追究责任。", "measures"),
        ("发布渔船申报合规指引，维护公平竞争。", "measures"),
        ("此前规定与本办法不一致的，以本办法为准。", "changes"),
        ("渔民申请登记的，应当受理；不予受理申请的，应当书面说明理由。", "procedure"),
        ("重点支持单船担保金额五十万元以下的渔民。", "measures"),
        ("违反本办法第六条，擅自停泊的，处五百元罚款。", "exceptions"),
        ("渔港管理站履行以下职责：（一）登记进港渔船；（二）维护码头。", "responsibilities"),
        ("对困难渔民每户每年补贴2000元。", "standards"),
    ],
)
def test_a_sentence_stands_under_the_element_that_it_tells(sentence: str, element: str) -> None:
    assert set(elements(f"第五条 {sentence}")) == {element}


@pytest.mark.parametrize(
    ("sentence", "question"),
    [
        ("本办法适用于江州市各渔港。", "适用于哪些对象和情况？"),
        ("对困难渔民每户每年补贴2000元。", "标准是多少？"),
        ("渔民应当向渔港管理站提出申请，并提交船舶证书。", "怎么办理？"),
        ("本办法自2023年7月1日起施行。", "什么时候开始执行？"),
        ("禁止在航道内停泊。", "需要注意什么？"),
        ("本办法所称渔港，是指供渔船停泊的港口。", "关键词是什么意思？"),
    ],
)
def test_a_question_stands_before_what_answers_it(sentence: str, question: str) -> None:
    assert said(f"第五条 {sentence}").startswith(question)


@pytest.mark.parametrize(
    "sentence",
    [
        "重点支持停泊费五百元以下的渔民发展生产。",
        "渔船应当保存航行记录，保存期限不少于两年。",
        "停泊证自签发之日起生效，有效期不超过六个月。",
    ],
)
def test_no_question_stands_before_what_does_not_answer_it(sentence: str) -> None:
    assert "标准是多少" not in said(f"第五条 {sentence}")
    assert "什么时候开始执行" not in said(f"第五条 {sentence}")


@pytest.mark.parametrize(
    "sentence",
    [
        "去年全市渔港吞吐量增长12%。",
        "渔港建设迈出坚实步伐，渔民人均收入居全省第二。",
        "2019年，市财政投资800万元，建成了南湾渔港防波堤。",
        "自七十年代以来，我市每年都组织渔港普查。",
        "经处理的含油污水符合排放标准，水质清亮。",
        "渔港是海洋经济的重要基础。",
        "加强渔港管理，对促进渔业发展具有重要意义。",
        "南湾渔民顾小满来信反映的情况，我们认真看了。",
        "江州市请求在南湾增设两个渔港。",
        "云溪省江州市大力推进渔港改造，打造海上门户。",
        "碧海扬千帆，渔歌唱新天。",
        "山东半岛渔港群加快转型升级，推动海洋经济发展。",
        "坚持人海和谐，是渔港长久发展的基础。",
        "渔船没有装载过进口国禁止装载的货物。",
        "渔港管理中还存在设施老化、经费不足等问题。",
        "《云溪省海洋发展纲要》提出，要建设现代渔港。",
        "2023年5月4日上午，市海洋局在市图书馆召开渔港听证会，全程直播。",
        "希望受到表扬的渔港再接再厉，取得新的成绩。",
    ],
)
def test_results_history_courtesies_and_facts_are_no_key_sentences(sentence: str) -> None:
    assert said("一、渔港", sentence) == ""


def test_the_table_of_contents_is_never_said() -> None:
    text = said(
        "第一章 总则", "第一条 渔船应当按时进港。", "第二章 停泊", "第二条 渔船应当有序停泊。", "第三章 附则",
        "第三条 本办法自2023年7月1日起施行。",
    )  # fmt: skip
    assert "以下部分" not in text


def test_of_a_report_of_work_only_the_plan_is_said() -> None:
    lines = (
        "一、2022年工作回顾", "推进渔港改造，建设南湾码头。", "二、2023年重点工作", "推进渔船更新，建设北湾码头。",
    )  # fmt: skip
    sections = draft_of(*lines, title="江州市人民政府工作报告").sections
    text = "".join(c.text for s in sections for c in s.claims)
    assert "北湾" in text
    assert "南湾" not in text


def test_a_report_without_a_plan_says_nothing() -> None:
    assert draft_of("一、主要成绩", "推进渔港改造，建设南湾码头。", title="江州市人民政府工作报告").sections == ()


def test_legal_bases_under_their_heading_are_background() -> None:
    assert elements("一、编制依据", "《中华人民共和国渔业法》、《渔港水域管理条例》等。") == {
        "background": "为什么出台、依据是什么？编制依据是《中华人民共和国渔业法》、《渔港水域管理条例》等。"
    }


def test_what_one_gets_answers_how_much_but_nothing_else_changes_its_element() -> None:
    assert "benefits" not in elements("第四条 本办法所称补贴，是指发给渔民的停泊补贴。", "第五条 渔船应当按时进港。")
