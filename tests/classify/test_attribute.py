"""The disclosure attribute: the hard cases of reference 8 and its pitfalls 8.1, on invented documents."""

from random import Random
from time import process_time

import pytest

from pipeline.classify import Classifier
from pipeline.doc import Doc, Secrecy
from pipeline.train.invent import mobile
from tests.build import doc_of
from tests.classify.laid import laid

# case of reference 8, label, title, addressee, signature, body
CASES = [
    (3, "withheld", "市长办公会议讨论记录", "", "江州市人民政府办公室", "王副市长：我不同意现在上马。表决：同意5票，反对1票。"),
    (4, "proactive", "云溪县人民政府关于陈立行等同志职务任免的通知", "各乡镇人民政府，县政府各部门", "云溪县人民政府", "任命陈立行为县财政局局长。"),
    (5, "withheld", "关于张伟明等三名同志岗位调整的通知", "机关各科室", "云溪县住房和城乡建设局", "张伟明同志调整到建筑管理科工作。"),
    (5, "withheld", "关于2025年端午节期间本局轮值安排的通知", "局机关各科室", "江州市水务局", "轮值人员离开本地须报告。"),
    (6, "withheld", "关于拟推荐人选的民主测评结果", "", "江州市财政局", "优秀票占92%。"),
    (7, "proactive", "关于李文博等4名同志拟任职的任前公示", "", "江州市教育局", "公示期为5个工作日。"),
    (8, "proactive", "江州市公务员局2024年度拟录用公务员公示", "", "江州市公务员局", "姓名、准考证号如下。"),
    (9, "withheld", "关于2022年度机关工作人员考核结果的通知", "局机关各股室", "云溪县水利局", "优秀等次：王丽、赵刚。"),
    (9, "proactive", "江州市人民政府关于授予周海平等10人道德模范称号的决定", "各县（区）人民政府", "江州市人民政府", "决定授予称号。"),
    (10, "proactive", "江州市突发公共卫生事件应急预案", "", "江州市人民政府办公室", "1 总则 1.1 编制目的。"),
    (11, "withheld", "江州市大规模群体性事件处置工作预案", "", "江州市人民政府办公室", "公安机关组织警力现场警戒。"),
    (13, "on_request", "信访事项处理意见书", "温如玉", "东桥街道办事处", "你反映的住房问题答复如下。"),
    (14, "withheld", "一季度信访形势研判", "", "云溪县信访局", "集体访12批，重点群体有两类。"),
    (15, "withheld", "关于请求拨付抗旱应急资金的请示", "县人民政府", "青塘镇人民政府", "当否，请批示。"),
    (16, "proactive", "江州市人民政府关于同意设立白鹭洲省级湿地公园的批复", "云溪县人民政府", "江州市人民政府", "同意设立。"),
    (19, "proactive", "关于临浦区2023年食品安全监督抽检情况的通报", "各街道市场监管所", "临浦区市场监督管理局", "共抽检1200批次，不合格18批次。"),
    (20, "proactive", "云溪县人民政府征地补偿安置公告", "", "云溪县人民政府", "补偿标准为每亩4.8万元。"),
    (22, "proactive", "医用设备采购项目成交结果公告", "", "江州市政府采购中心", "成交金额128万元。"),
    (23, "withheld", "评标委员会成员打分汇总表", "", "江州市公共资源交易中心", "专家甲技术得分85。"),
    (26, "withheld", "云溪县林业局询问笔录", "", "", "问：你是否砍伐了林木？答：是。"),
    (27, "proactive", "江州市生态环境局行政处罚决定书", "", "江州市生态环境局", "你单位超标排放，决定罚款人民币二十万元。"),
    (28, "on_request", "行政处罚决定书", "", "江州市交通运输局", "决定给予当事人警告的行政处罚。"),
    (29, "proactive", "云溪县2024年政府预算公开说明", "", "云溪县财政局", "三公经费比上年下降。"),
    (30, "withheld", "关于编报2025年部门预算初步方案的请示", "县财政局", "云溪县水利局", "请予审核。"),
    (31, "proactive", "2024年江州市国民经济和社会发展统计公报", "", "江州市统计局", "全年地区生产总值1200亿元。"),
    (31, "withheld", "关于对5家规模以上企业产值数据进行复核的通知", "白鹭镇统计站", "云溪县统计局", "甲企业6月产值异常。"),
    (32, "proactive", "关于《江州市停车收费实施细则（征求意见稿）》公开征求社会公众意见的公告", "", "江州市发展和改革委员会", "公众可于7月10日前提出意见。"),
    (33, "withheld", "关于征求《江州市停车收费实施细则（送审稿）》意见的函", "市财政局、市公安局", "江州市发展和改革委员会", "请于6月10日前函复。"),
    (34, "proactive", "江州市财政局职能配置、内设机构和人员编制规定", "", "江州市人民政府办公室", "第一条 江州市财政局是市政府工作部门。"),
    (35, "proactive", "关于市政协十四届二次会议第56号提案的答复", "方晓岚委员", "江州市交通运输局", "您提出的提案收悉，现答复如下。"),
    (37, "proactive", "云溪县教育局转发省教育厅关于规范校外培训收费的通知", "各乡镇中心校", "云溪县教育局", "现转发给你们，请遵照执行。"),
    (38, "proactive", "青塘镇2024年度临时救助对象公示", "", "青塘镇人民政府", "现将审批通过的临时救助对象予以公示。"),
    (41, "withheld", "代表团来访接待方案", "", "江州市人民政府接待办公室", "食宿安排、车辆编组、座次表。"),
    (42, "proactive", "“7·02”一般坍塌事故调查报告", "", "江州市应急管理局", "经调查认定，这是一起生产安全责任事故。"),
    (43, "withheld", "审计工作底稿（第12号）", "", "江州市审计局", "审计过程记录。"),
    (46, "withheld", "市长批示件办理情况", "", "江州市人民政府办公室", "批示精神已传达。"),
    (50, "withheld", "关于近期网上涉青湖水质舆情回应口径的通知", "区有关部门", "临浦区人民政府办公室", "不主动回应，组织网评员引导。"),
    (50, "proactive", "关于青湖水质情况的说明", "", "临浦区生态环境局", "针对网上流传的消息，各项指标达标，请市民不信谣不传谣。"),
]  # fmt: skip


def _judged(classifier: Classifier, title: str, addressee: str, signature: str, body: str) -> Doc:
    return classifier(laid(body, title=title, addressee=addressee, signature=signature, issue_date="2024年5月6日"))


@pytest.mark.parametrize(("case", "label", "title", "addressee", "signature", "body"), CASES)
def test_hard_cases(
    classifier: Classifier, case: int, label: str, title: str, addressee: str, signature: str, body: str
) -> None:
    attribute = _judged(classifier, title, addressee, signature, body).attribute
    assert attribute is not None
    assert attribute.label == label, (case, [g.rule for g in attribute.grounds])
    assert sum(attribute.probability.values()) == pytest.approx(1, abs=1e-3)
    assert attribute.candidates[0] == label


CONTESTED = [
    ("江州市人民政府第15次常务会议纪要", "", "江州市人民政府办公室", "会议议定以下事项。"),
    ("关于2024年第一季度重点工作完成情况的通报", "各乡镇，县直各单位", "云溪县人民政府", "白鹭镇第一。"),
    ("行政复议决定书", "", "江州市人民政府", "维持被申请人的决定。"),
    ("重大行政决策社会稳定风险评估报告", "", "临浦区人民政府", "可能引发的不稳定因素。"),
]


@pytest.mark.parametrize(("title", "addressee", "signature", "body"), CONTESTED)
def test_contested_kinds_go_to_a_person(
    classifier: Classifier, title: str, addressee: str, signature: str, body: str
) -> None:
    attribute = _judged(classifier, title, addressee, signature, body).attribute
    assert attribute is not None
    assert attribute.needs_review


PITFALLS = [
    ("江州市知识产权局关于加强商业秘密保护工作的意见", "各县（区）人民政府", "一、提高企业保护商业秘密的能力。", "proactive"),
    ("江州市养老服务发展规划", "各县（区）人民政府", "维护社会稳定，防范化解重大风险。", "proactive"),
    ("江州市公安局关于国庆期间实施交通管制的通告", "", "为维护社会稳定，除依法需要保密的外，管制路段如下。", "proactive"),
    ("关于印发《江州市城乡居民基本医疗保险实施细则》的通知", "各县（区）医疗保障局", "经办机构对参保人信息负有保密义务。本细则自2025年1月1日起施行。", "proactive"),
    ("政府工作报告", "", "各位代表：现在，我代表县人民政府向大会报告工作。", "proactive"),
]  # fmt: skip


@pytest.mark.parametrize(("title", "addressee", "body", "label"), PITFALLS)
def test_slogans_conditions_and_policies_about_secrets_withhold_nothing(
    classifier: Classifier, title: str, addressee: str, body: str, label: str
) -> None:
    attribute = _judged(classifier, title, addressee, "江州市人民政府", body).attribute
    assert attribute is not None
    assert attribute.label == label


def test_grounds_carry_article_reason_code_and_evidence_sentences(classifier: Classifier) -> None:
    doc = _judged(classifier, "情况汇报", "区有关部门", "临浦区某局", "背景略。公安局安排警力布控，负责重点人员稳控。")
    assert doc.attribute is not None
    ground = next(g for g in doc.attribute.grounds if g.rule == "art14-police-operations")
    assert (ground.article, ground.reason_code, ground.supports) == ("条例第十四条", 3, "withheld")
    assert [doc.text[a:b] for a, b in ground.evidence] == ["公安局安排警力布控，负责重点人员稳控。"]


def test_what_a_quoted_title_says_is_not_this_documents_matter(classifier: Classifier) -> None:
    doc = _judged(
        classifier,
        "关于湿地公园规划的批复",
        "云溪县人民政府",
        "江州市人民政府",
        "你县《关于请批示和审批的请示》收悉。同意规划。",
    )
    assert doc.attribute is not None
    assert doc.attribute.label == "proactive"


def test_nothing_known_is_on_request_with_a_hint_and_a_person(classifier: Classifier) -> None:
    attribute = _judged(classifier, "", "", "", "今天天气晴朗。").attribute
    assert attribute is not None
    assert (attribute.label, attribute.needs_review, attribute.grounds[0].rule) == ("on_request", True, "default-27")
    assert "可能应主动公开" in attribute.grounds[0].note


def test_traditional_script_and_full_width_digits_are_judged_alike(classifier: Classifier) -> None:
    doc = laid(
        "您提出的提案收悉，現答覆如下。",
        title="關於市政協第１２６號提案的答覆",
        addressee="方曉嵐委員",
        signature="江州市僑務辦公室",
    )
    attribute = classifier(doc).attribute
    assert attribute is not None
    assert attribute.label == "proactive"


def test_empty_text_and_a_document_without_segment_are_judged(classifier: Classifier) -> None:
    assert classifier(laid("")).attribute is not None
    bare = laid("关于请求拨付资金的请示").having(elements=None, sentences=None, prose=None)
    assert classifier(bare).attribute is not None


def test_an_annex_with_a_list_of_persons_stays_back(classifier: Classifier) -> None:
    annex = f"附件2\n应急联络员通讯录\n王小明 {mobile(Random(1))}"
    doc = laid(
        "现印发给你们，请遵照执行。", title="关于印发《江州市防汛应急预案》的通知", addressee="各县（区）人民政府",
        signature="江州市人民政府", issue_date="2024年5月6日", attachment=annex,
    )  # fmt: skip
    attribute = classifier(doc).attribute
    assert attribute is not None
    assert (attribute.label, attribute.delivery) == ("proactive", "redacted")
    assert [(doc.text[p.start : p.end], p.label) for p in attribute.parts] == [(annex, "withheld")]


@pytest.mark.parametrize("text", ["一" * 1_000_000, "《关于" * 300_000, "（此件" * 300_000, "警力布控" * 250_000])
def test_a_hostile_text_takes_linear_time(classifier: Classifier, text: str) -> None:
    doc = doc_of(text)
    started = process_time()
    classifier(doc.having(sentences=((0, len(text)),), prose=(doc.folded,), elements=()))
    assert process_time() - started < 5


@pytest.mark.parametrize("mark", ["机密", "秘密★10年"])
def test_a_hint_at_a_secret_sends_to_a_person_and_says_why(classifier: Classifier, mark: str) -> None:
    level = mark.partition("★")[0]
    doc = laid(
        f"一、收费标准为每吨二元。根据有关文件（{level}）精神执行。",
        title="江州市发展和改革委员会关于自来水价格的公告",
        signature="江州市发展和改革委员会",
    ).having(secrecy=Secrecy(stopped=False, mark=mark))
    attribute = classifier(doc).attribute
    assert attribute is not None
    ground = next(g for g in attribute.grounds if g.rule == "art14-secrecy-hint")
    assert (attribute.needs_review, ground.article, ground.reason_code) == (True, "条例第十四条", 1)
    assert [doc.text[a:b] for a, b in ground.evidence] == [f"根据有关文件（{level}）精神执行。"]
    assert mark in ground.note


def test_a_hint_in_a_party_document_is_told_too(classifier: Classifier) -> None:
    doc = laid("请阅。", title="关于学习的通知", signature="中共江州市委组织部").having(secrecy=Secrecy(mark="密电"))
    attribute = classifier(doc).attribute
    assert attribute is not None
    assert attribute.label is None
    assert "art14-secrecy-hint" in {g.rule for g in attribute.grounds}


# Texts without title, number, addressee or signature: what they say decides.
HEADLESS = [
    ("proactive", "一、允许符合以下要求的江原国苹果进口。二、应当附有检疫证书。三、本公告自发布之日起执行。特此公告。"),
    ("proactive", "第一条 为了规范犬只饲养，制定本规定。第二条 养犬人应当登记，不得饲养烈性犬。任何单位和个人有权举报。第三条 违反规定的，由公安机关责令改正，处二百元以下罚款。第四条 本规定自2025年1月1日起施行。"),
    ("proactive", "对购买新能源汽车的个人消费者给予补贴，每辆补贴3000元。消费者可在小程序上传发票，审核通过后十五个工作日内发放，资金用完即止。各地不得设置户籍限制。"),
    ("withheld", "为严肃工作纪律，本局干部职工应当按时签到。请假一天由科室负责人批准。公务用车由办公室统一调派，值班人员不得脱岗，全体干部职工的考勤纳入年度考核。"),
    ("withheld", "现将送审稿送你们。补助标准尚未确定，财政局认为偏高。请于6月3日前将书面意见反馈我局，逾期视为无意见。"),
    ("withheld", "项目资金缺口三百万元，恳请县政府支持解决。妥否，请批示。"),
    ("withheld", "安排民警四十人、便衣十人，观察哨设在钟楼，机动力量隐蔽集结于后院，备用撤离线走东门，重点人员两名专人盯防。"),
]  # fmt: skip


@pytest.mark.parametrize(("label", "body"), HEADLESS)
def test_a_text_without_any_head_is_judged_by_what_it_says(classifier: Classifier, label: str, body: str) -> None:
    attribute = classifier(laid(body)).attribute
    assert attribute is not None
    assert attribute.label == label, [g.rule for g in attribute.grounds]


# The title says one thing, the text another: what it really is decides (reference 8.1).
TRAPS = [
    ("proactive", "政务大厅内部运行规程", "", "办事人凭身份证取号，可在网上预约。窗口当场受理，三个工作日内办结，不得要求重复提交材料。投诉电话张贴于大厅，不收取任何费用。"),
    ("withheld", "关于印发春节庙会服务保障方案的通知", "各有关单位", "安排民警六十人、便衣二十人，三处观察哨，机动力量隐蔽集结，听到口令两分钟到位，备用撤离线走南门。"),
    ("withheld", "关于提案办理情况的通报", "各承办单位", "本通报仅供各承办单位掌握。业主骨干组织串联，拟到市政府聚集，各街道要一人一策，落实包保，对外一律称正常推进。"),
    ("withheld", "选址事项会议纪要", "", "主持：李局长。记录：小陈。王科长：我倾向东站，老厂土壤没有检测。李局长：今天不定，大家再议，各说各的理。散会。"),
    ("withheld", "关于年终绩效奖金分配的意见", "", "中层系数1.4，一般1.0；事假超过十天的扣减，编外人员按百分之六十执行，造册后报财务。"),
]  # fmt: skip


@pytest.mark.parametrize(("label", "title", "addressee", "body"), TRAPS)
def test_a_title_that_misleads_does_not_release_or_hide(
    classifier: Classifier, label: str, title: str, addressee: str, body: str
) -> None:
    attribute = _judged(classifier, title, addressee, "江州市某局", body).attribute
    assert attribute is not None
    assert attribute.label == label, [g.rule for g in attribute.grounds]


def test_words_far_apart_in_a_long_text_make_no_matter_of_it(classifier: Classifier) -> None:
    filler = "全县粮食产量稳步增长，农民收入持续提高。" * 120
    body = f"组织民警下乡宣传。{filler}民兵参加植树。{filler}设立义务观察哨。{filler}清理路线标牌。{filler}便衣志愿者服务。"
    attribute = _judged(classifier, "关于乡村文明建设的实施意见", "各乡镇人民政府", "云溪县人民政府", body).attribute
    assert attribute is not None
    assert not {"art14-police-operations", "art14-police-operations-many"} & {g.rule for g in attribute.grounds}


def test_a_ground_for_on_request_against_publication_calls_a_person(classifier: Classifier) -> None:
    doc = laid("同意划拨使用。", title="关于同意红星机械厂划拨用地的批复", addressee="临浦区土地管理局")
    attribute = classifier(doc).attribute
    assert attribute is not None
    assert attribute.needs_review


def test_a_fragment_is_not_published_on_its_words_alone_without_a_person(classifier: Classifier) -> None:
    body = "鼓励企业进社区，给予每人800元补贴。支持院校开设专业，到2027年培育企业五十家。健全信用制度，优化服务环境，市场主体按居民标准缴费。"
    fragment = classifier(laid(body)).attribute
    assert fragment is not None
    assert (fragment.label, fragment.needs_review) == ("proactive", True)
