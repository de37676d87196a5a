"""The subject gate (reference 2.1 G1): who issues decides, not who is addressed."""

import pytest

from pipeline.classify import Classifier
from tests.classify.laid import laid

ISSUERS = [
    ("江州市人民政府", "regulation"),
    ("江州市发展和改革委员会", "regulation"),
    ("江州经济技术开发区管理委员会", "regulation"),
    ("东桥街道办事处", "regulation"),
    ("中共江州市委组织部", "party"),
    ("中共白鹭镇委员会", "party"),
    ("江州市财政局党组", "party"),
    ("江州水务集团有限公司", "enterprise"),
    ("江州市第一人民医院", "enterprise"),
    ("新塘村村民委员会", "village"),
    ("云溪县人民法院", "court"),
    ("江州市人民代表大会常务委员会", "other"),
    ("中共江州市委員會", "party"),
]


@pytest.mark.parametrize(("issuer", "regime"), ISSUERS)
def test_the_regime_follows_the_issuer(classifier: Classifier, issuer: str, regime: str) -> None:
    doc = classifier(laid("请认真贯彻执行。", title="关于做好有关工作的通知", addressee="各单位", signature=issuer))
    assert doc.regime == regime
    assert doc.attribute is not None
    assert (doc.attribute.label is None) == (regime != "regulation")
    if regime != "regulation":
        assert doc.attribute.needs_review
        assert doc.attribute.grounds[0].note
        assert doc.attribute.grounds[0].evidence


def test_a_joint_issue_of_party_and_government_is_outside_and_says_so(classifier: Classifier) -> None:
    doc = classifier(laid("正文。", title="中共江州市委 江州市人民政府关于推进乡村振兴的意见", addressee="各县（区）"))
    assert doc.regime == "party"
    assert doc.attribute is not None
    assert "联合" in doc.attribute.grounds[0].note


def test_the_addressee_does_not_decide(classifier: Classifier) -> None:
    doc = laid(
        "正文。", title="关于开展检查的通知", addressee="各村民委员会、市委组织部、各企业", signature="白鹭镇人民政府"
    )
    assert classifier(doc).regime == "regulation"
