"""The declared mark and the return codes (reference 3.5, 7.2)."""

import pytest

from pipeline.classify import Classifier
from tests.classify.laid import laid

REQUEST = {
    "title": "关于拨付资金的请示",
    "addressee": "县人民政府",
    "signature": "青塘镇人民政府",
    "issue_date": "2024年5月6日",
}

MARKS = [
    ("（此件公开发布）", "proactive"),
    ("（此件主动公开）", "proactive"),
    ("(此件依申请公开)", "on_request"),
    ("（此件不予公开）", "withheld"),
    ("（此件删减后公开）", "proactive"),
    ("（此件免予公开）", "withheld"),
    ("（此件發至縣團級）", "withheld"),
    ("信息公开选项：□主动公开 ☑依申请公开 □不予公开", "on_request"),
    ("公开属性：主动公开", "proactive"),
    ("信息公开选项：主动公开□ 依申请公开□ 不予公开□", None),
    ("（联系人：王丽）", None),
    ("本办法应当主动公开。", None),
]


@pytest.mark.parametrize(("mark", "declared"), MARKS)
def test_the_declared_mark_is_read(classifier: Classifier, mark: str, declared: str | None) -> None:
    attribute = classifier(laid("妥否，请批示。", **REQUEST, note=mark)).attribute
    assert attribute is not None
    assert attribute.declared == declared


CODES = [
    ("", {"T01"}),
    ("（此件不予公开）", {"T02"}),
    ("（此件不予公开，理由：属于请示报告，过程性信息）", set()),
    ("（此件不予公开，理由：工作需要）", {"T03"}),
    ("（此件不予公开，理由：涉及商业秘密）", {"T03"}),
    ("（此件公开发布）", {"T15"}),
]


@pytest.mark.parametrize(("mark", "codes"), CODES)
def test_return_codes_of_a_request(classifier: Classifier, mark: str, codes: set[str]) -> None:
    doc = classifier(laid("妥否，请批示。", **REQUEST, note=mark))
    assert set(doc.missing or ()) == codes


def test_a_mark_that_differs_is_never_trusted(classifier: Classifier) -> None:
    attribute = classifier(laid("妥否，请批示。", **REQUEST, note="（此件公开发布）")).attribute
    assert attribute is not None
    assert (attribute.label, attribute.declared, attribute.needs_review) == ("withheld", "proactive", True)


def test_codes_of_earlier_stages_are_kept_and_missing_layout_is_told(classifier: Classifier) -> None:
    doc = laid("请遵照执行。", title="关于加强管理的通知", addressee="各县").having(missing=("T12",))
    assert {"T12", "T15"} <= set(classifier(doc).missing or ())
