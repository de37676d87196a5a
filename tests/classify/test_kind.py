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
