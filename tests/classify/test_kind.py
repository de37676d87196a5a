"""Form, carried kind, normative and policy, by the articles on the fifteen kinds."""

import pytest

from pipeline.classify import Classifier
from tests.classify.laid import laid

FORMS = [
    ("关于召开会议的通知", "notice"),
    ("江州市人民政府关于加强水利建设的决定", "decision"),
    ("江州市水利局行政处罚决定书", "other"),
    ("关于停水的公告", "announcement"),
    ("关于限行的通告", "public_notice"),
    ("关于促进就业的实施意见（试行）", "opinion"),
    ("关于检查情况的通报", "circular"),
    ("关于检查情况的报告", "report"),
    ("关于拨付资金的请示", "request"),
    ("关于同意设立公园的批复", "reply"),
    ("关于提请审议条例草案的议案", "bill"),
    ("关于商请支持的函", "letter"),
    ("关于第3号提案的复函", "letter"),
    ("第3次常务会议纪要", "minutes"),
    ("会议记录", "other"),
    ("拟录用人员公示", "other"),
    ("江州市人民政府禁火令", "order"),
    ("第五次经济普查公报（第二号）——单位情况", "communique"),
    ("關於拨付資金的請示", "request"),
]


@pytest.mark.parametrize(("title", "form"), FORMS)
def test_the_form_is_read_off_the_title(classifier: Classifier, title: str, form: str) -> None:
    kind = classifier(laid("正文。", title=title)).kind
    assert kind is not None
    assert kind.form == form


CARRIED = [
    ("关于印发《江州市养犬管理办法（试行）》的通知", "measures"),
    ("关于印发江州市防汛应急预案的通知", "contingency_plan"),
    ("转发市民政局关于加强留守老人关爱服务意见的通知", "opinion"),
    ("关于印发《江州市“十五五”水利规划》的通知", "plan"),
    ("关于召开会议的通知", None),
]


@pytest.mark.parametrize(("title", "inner"), CARRIED)
def test_the_kind_of_what_is_issued_is_read(classifier: Classifier, title: str, inner: str | None) -> None:
    kind = classifier(laid("正文。", title=title, addressee="各县（区）人民政府", signature="江州市人民政府")).kind
    assert kind is not None
    assert kind.inner == inner


def test_public_measures_are_normative_and_policy_internal_ones_are_neither(classifier: Classifier) -> None:
    body = "本办法由市水利局负责解释，自2025年1月1日起施行。"
    public = classifier(
        laid(body, title="关于印发《江州市节约用水管理办法》的通知", addressee="各县（区）人民政府")
    ).kind
    internal = classifier(laid(body, title="关于印发《本局考勤管理办法》的通知", addressee="局机关各科室")).kind
    assert public is not None
    assert internal is not None
    assert (public.normative, public.policy) == (True, True)
    assert (internal.normative, internal.policy) == (False, False)


def test_a_number_code_with_gui_is_normative(classifier: Classifier) -> None:
    doc = laid("正文。", doc_number="江政规〔2023〕4号", title="关于加强管理的通知", addressee="各县（区）人民政府")
    kind = classifier(doc).kind
    assert kind is not None
    assert kind.normative


# What an interpretation is drafted for (reference 1.1 S04): rules, conditions, benefits, standards, plans, prohibitions.
POLICIES = [
    (True, "江州市促进家政服务业发展若干措施", ""),
    (True, "关于印发《云溪县水利发展规划》的通知", ""),
    (True, "江州市养犬条例", ""),
    (True, "青湖保护法", ""),
    (True, "关于调整自来水价格的批复", "同意每吨水价调整为2.6元。"),
    (True, "政府工作报告", "各位代表：现在，我代表县人民政府向大会报告工作。"),
    (True, "", "根据风险分析结果，自本公告发布之日起，解除江原国牛肉进口禁令。特此公告。"),
    (True, "", "第一条 为了规范停车，制定本规定。第二条 车主应当遵守，不得占用盲道。第三条 本规定自2025年1月1日起施行。"),
    (True, "关于青湖禁渔的通告", "自4月1日零时起禁止捕捞，违反的依法处罚。"),
    (False, "关于陈立行等同志职务任免的通知", "任命陈立行为县财政局局长。"),
    (False, "江州市水务局行政处罚决定书", "决定罚款五万元，不得再犯。"),
    (False, "关于表彰先进集体的决定", "决定授予称号。"),
    (False, "江州市第一批示范企业名单", "名单如下。"),
    (False, "江州市第三次专题会议纪要", "议定事项如下。"),
    (False, "2024年江州市统计公报", "全年地区生产总值增长6%。"),
    (False, "关于食品监督抽检情况的通报", "不合格18批次，责令改正。"),
    (False, "关于召开水利工作会议的通知", "请准时参加，不得请假。"),
    (False, "关于学校食堂设备采购的中标公告", "采购项目：蒸箱。中标供应商：江州炊具厂。供应商应当符合条件。"),
]  # fmt: skip


@pytest.mark.parametrize(("policy", "title", "body"), POLICIES)
def test_a_policy_sets_something_for_the_public(classifier: Classifier, policy: bool, title: str, body: str) -> None:
    kind = classifier(laid(body or "正文。", title=title, signature="江州市人民政府")).kind
    assert kind is not None
    assert kind.policy is policy


def test_what_is_not_to_be_published_is_no_policy(classifier: Classifier) -> None:
    doc = laid("妥否，请批示。", title="关于印发管理办法的请示", addressee="市人民政府", signature="江州市水利局")
    kind = classifier(doc).kind
    assert kind is not None
    assert not kind.policy
