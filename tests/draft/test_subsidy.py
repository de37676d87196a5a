"""What a draft of a subsidy policy must say first, and what it may call lacking."""

import pytest

from pipeline.draft import Drafter
from pipeline.terms import registers
from tests.draft.standin import segmented

WHOLE = Drafter(registers(), length=1.0, asked_from=0)
SHORT = Drafter(registers())
TITLE = "江州市人民政府关于印发《江州市渔民燃油补贴办法》的通知"

POLICY = f"""{TITLE}
第一章 总则
第一条 为减轻渔民生产负担，支持渔民更新渔船，根据《江州市渔业发展条例》（江人发〔2019〕4号）等规定，结合本市实际，制定本办法。
第二条 本办法所称渔民，是指在本市登记渔船并以捕捞为主要收入来源、年龄不超过六十周岁的本市居民。
第三条 燃油补贴工作坚持公开透明、据实补贴、动态管理的原则。
第四条 市渔业局负责补贴政策的制定和监督检查。市财政局负责资金安排和绩效管理。各县人民政府负责受理、初审和发放。
第二章 条件和标准
第五条 申请燃油补贴应当同时符合下列条件：
（一）渔船在本市登记满一年并按期检验；
（二）上一年度出海不少于九十天；
（三）未享受其他燃油优惠政策。
第六条 燃油补贴按照下列标准发放：大型渔船每船每年12000元，中型渔船每船每年8000元，小型机动渔船每船每年5000元，其他非机动辅助渔船每船每年2000元。
第七条 补贴所需资金由市、县财政按照7∶3的比例分担，纳入年度预算。
第三章 申请和发放
第八条 渔民于每年4月1日至4月30日登录“江州渔港”平台或者到船籍港所在镇便民服务中心提出申请，并提交渔船登记证书和检验证书。
第九条 镇便民服务中心应当在受理之日起5个工作日内完成初审；县渔业主管部门在10个工作日内完成复核。
申请人应当如实填写申请表，镇便民服务中心应当为行动不便的渔民上门办理。
县渔业主管部门应当建立补贴档案，档案保存期限不少于十年，并定期向社会公布补贴发放情况。
市渔业局应当会同市财政局每年开展一次补贴资金绩效评价，评价结果作为下一年度安排资金的参考。
各县渔业主管部门应当加强渔港巡查，发现渔船闲置、报废或者转让的，及时核对补贴名册并更新平台信息。
各级渔业、财政主管部门及其工作人员应当为申请人保守商业秘密和个人信息，不得向第三方提供。
鼓励渔民协会、渔业合作社协助镇便民服务中心宣传补贴政策，组织渔民参加安全培训和技能提升活动。
市渔业局应当建立全市统一的渔船信息平台，与海事、公安、税务等部门共享渔船登记、航行和经营信息。
审计机关依法对补贴资金的管理和使用情况进行审计监督，任何单位和个人应当配合并如实提供资料。
县财政部门应当按季度将补贴资金拨入专户，专款专用，年度结余资金按照预算管理的有关规定统筹使用，并接受财政监督。
市渔业局、市财政局应当通过新闻媒体、渔港公告栏和村务公开栏宣传补贴政策，编印操作手册，培训基层工作人员。
各镇人民政府应当确定专人负责补贴申请的受理和解答，配备必要的设备，改善便民服务中心的办事环境。
市渔业局应当组织编印渔船节能技术手册，推广节能渔机渔具，引导渔民降低用油成本，减少海洋环境污染。
县渔业主管部门应当与船舶检验机构建立会商机制，共同研究渔船登记、检验和补贴发放中出现的新情况。
第四章 监督管理
第十条 享受补贴期间转让渔船、转产上岸的，应当在30日内主动报告，自情形发生的次月起停止发放补贴。
第十一条 以虚假材料骗取补贴的，由县渔业主管部门责令退回，三年内不再受理其申请。
第五章 附则
第十二条 国有远洋渔业公司、已享受报废补贴的渔船不适用本办法。
第十三条 本办法由市渔业局负责解释。
第十四条 本办法自2025年5月1日起施行，有效期5年。《江州市渔船补贴暂行办法》（江政办发〔2020〕19号）同时废止。
"""


def elements(drafter: Drafter, *lines: str, title: str = TITLE) -> dict[str, str]:
    draft = drafter.write(segmented("\n".join((title, *lines))))
    return {s.element: "\n".join(c.text for c in s.claims) for s in draft.sections}


def lacking(*lines: str, title: str = TITLE) -> set[str]:
    return set(SHORT.write(segmented("\n".join((title, *lines)))).lacking)


@pytest.mark.parametrize(
    ("element", "wanted"),
    [
        ("standards", "大型渔船每船每年12000元"),
        ("standards", "其他非机动辅助渔船每船每年2000元"),
        ("scope", "出海不少于九十天"),
        ("procedure", "每年4月1日到4月30日"),
        ("exceptions", "停止发放补贴"),
        ("exceptions", "国有远洋渔业公司"),
        ("changes", "《江州市渔船补贴暂行办法》"),
        ("dates", "2025年5月1日"),
    ],
)
def test_the_heart_of_a_subsidy_policy_stands_in_its_draft(element: str, wanted: str) -> None:
    draft = SHORT.write(segmented(POLICY))
    said = {s.element: "\n".join(c.text for c in s.claims) for s in draft.sections}
    assert wanted in said[element]


def test_funding_shares_and_principles_give_way_to_the_heart() -> None:
    draft = SHORT.write(segmented(POLICY))
    said = "\n".join(c.text for s in draft.sections for c in s.claims)
    assert "7∶3" not in said
    assert "绩效管理" not in said


@pytest.mark.parametrize(
    ("sentence", "element"),
    [
        ("享受补贴期间转让渔船的，应当在30日内主动报告，自情形发生的次月起停止发放补贴。", "exceptions"),
        ("国有远洋渔业公司、已享受报废补贴的渔船不适用本办法。", "exceptions"),
        ("申请燃油补贴应当符合下列条件：（一）渔船在本市登记；（二）上一年度出海不少于九十天。", "scope"),
        ("符合下列条件的渔民可以申请补贴：（一）渔船在本市登记；（二）上一年度出海不少于九十天。", "scope"),
        ("渔民于每年4月1日至4月30日登录“江州渔港”平台提出申请。", "procedure"),
        ("镇便民服务中心在7个工作日内完成审核，并在门户网站公示5个工作日。", "procedure"),
        ("实际用油费用低于补贴标准的，按照实际费用发放。", "standards"),
        ("补贴所需资金由市、县财政按照7∶3的比例分担，纳入年度预算。", "responsibilities"),
        ("渔民转产上岸的，从次月起不再享受燃油补贴。", "exceptions"),
        ("上一年度未裁员的渔业企业，按照实际缴纳失业保险费的60%返还。", "standards"),
    ],
)
def test_a_provision_of_a_subsidy_stands_under_its_element(sentence: str, element: str) -> None:
    assert set(elements(WHOLE, f"第五条 {sentence}")) == {element}


def test_what_ends_a_benefit_is_never_what_one_gets() -> None:
    said = elements(WHOLE, "第五条 享受补贴期间转让渔船的，应当主动报告，自次月起停止发放补贴。")
    assert "群众和企业能得到什么？" not in "".join(said.values())


def test_conditions_for_applying_answer_who_can_apply() -> None:
    said = elements(WHOLE, "第五条 申请燃油补贴应当符合下列条件：（一）渔船在本市登记；（二）出海不少于九十天。")
    assert said["scope"].startswith("谁可以申请？")


def test_a_long_line_of_amounts_is_said_whole() -> None:
    amounts = "大型渔船每船每年12000元，中型渔船每船每年8000元，小型机动渔船每船每年5000元，其他非机动渔船每船每年2000元"
    said = elements(WHOLE, f"第六条 燃油补贴按照下列标准发放：{amounts}。")
    assert all(amount in said["standards"] for amount in amounts.split("，"))


def test_those_meant_under_a_heading_are_named_after_it() -> None:
    said = elements(WHOLE, "一、补贴对象", "（一）普惠对象。在本市登记渔船、年满六十周岁的渔民。", "（二）重点对象。经评估为失能的渔民。")
    assert "普惠对象：在本市登记渔船" in said["scope"]


def test_a_case_that_already_gets_something_is_no_history() -> None:
    said = elements(WHOLE, "第五条 不予补助的情形：", "（一）渔船没有登记的；", "（二）已享受报废补贴并由公司经营的。")
    assert "已享受报废补贴" in said["exceptions"]


def test_whom_a_benefit_excludes_is_not_joined_to_the_rule_that_holds() -> None:
    said = elements(WHOLE, "列入失信名单的公司不得享受本通知规定的补贴。与此前政策不一致的，以本通知为准。")
    assert "失信名单" in said["exceptions"]
    assert "失信名单" not in said["changes"]


@pytest.mark.parametrize(
    ("sentence", "element"),
    [
        ("申请燃油补贴的渔民，应当符合下列条件", "scope"),
        ("补贴对象：某某", "scope"),
        ("国有渔业公司不适用本办法", "exceptions"),
        ("旧办法同时废止", "changes"),
        ("本办法所称渔民，是指本市居民", "terms"),
        ("为减轻渔民负担", "goal"),
        ("根据渔业条例", "background"),
        ("免收停泊费", "benefits"),
        ("每船2000元", "standards"),
    ],
)
def test_an_element_with_a_cue_in_what_cannot_be_used_is_not_lacking(sentence: str, element: str) -> None:
    assert element not in lacking(sentence)


def test_an_element_without_any_cue_is_lacking() -> None:
    found = lacking("东门路全路段实行单双日停车。", title="江州市关于停车的通告")
    assert {"terms", "changes", "background", "benefits"} <= found


def test_a_heading_of_bodies_is_no_benefit() -> None:
    lines = ("一、打造便民服务圈", "责任单位：市渔业局，各县人民政府。", "牵头单位：市数据局。")
    assert "单位：" not in "".join(elements(WHOLE, *lines).values())


@pytest.mark.parametrize(
    ("sentence", "element"),
    [
        ("对列入省渔业重点联系指导名录的渔港，一次性补助30万元。", "terms"),
        ("全面落实外商投资准入制度，确保各项渔业政策同等适用于外商投资企业。", "scope"),
        ("对明确不属于渔港受理范围的事项，接待人员应当做好解释工作。", "exceptions"),
        ("从7月1日起，全面启用渔船信息化申报系统。", "procedure"),
        ("因客观原因造成的，由单位申请，可以减半扣分。", "benefits"),
    ],
)
def test_a_word_within_another_is_no_cue(sentence: str, element: str) -> None:
    assert element not in elements(WHOLE, f"第五条 {sentence}")


@pytest.mark.parametrize(
    "sentence",
    [
        "经查实的，给予举报人200元至1000元奖励。",
        "具体由市渔业局制定操作办法并公开。",
        "7月1日起施行，有效期五年。",
        "违反规定的，依法处理。",
        "申请本条第二项规定以外的资助，应当直接送交经办处室。",
    ],
)
def test_what_leans_on_another_provision_is_not_said(sentence: str) -> None:
    assert not elements(WHOLE, f"第五条 {sentence}")


def test_who_must_obey_a_regulation_is_its_scope() -> None:
    said = elements(WHOLE, "第二条 在本市渔港从事停泊、装卸活动，应当遵守本办法。")
    assert set(said) == {"scope"}


def test_conditions_that_name_a_penalty_are_still_conditions() -> None:
    said = elements(WHOLE, "第五条 申请资助应当符合下列基本条件：（一）船舶权属清晰；（二）三年内没有受到行政处罚。")
    assert set(said) == {"scope"}
