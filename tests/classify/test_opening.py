"""The title that a text without one tells in its opening or closing words (the formulas of official writing)."""

import pytest

from pipeline.classify.opening import Openings
from pipeline.terms import registers

TOLD = [
    (("现将江州市停车收费有关事项公告如下：", "一、收费标准。"), "关于江州市停车收费有关事项的公告"),
    (("现将《江州市养犬管理办法》印发给你们，请遵照执行。",), "关于印发《江州市养犬管理办法》的通知"),
    (("《江州市养犬管理办法》已经市政府同意，现印发给你们。",), "关于印发《江州市养犬管理办法》的通知"),
    (("《江州市供水", "规划》已经市政府同意，现印发给你们。"), "关于印发《江州市供水规划》的通知"),
    (("你局《关于设立湿地公园的请示》收悉。", "现批复如下："), "关于设立湿地公园的批复"),
    (("你公司报送的《养殖场环境影响报告表》收悉。",), "关于养殖场环境影响报告表的批复"),
    (("您提出的关于增设公交站的建议收悉，现答复如下。",), "关于您提出的关于增设公交站的建议的答复"),
    (("第一条 为了加强城市供水管理，制定本办法。",), "加强城市供水管理办法"),
    (("任命陈立行为县财政局局长。",), "关于职务任免的通知"),
    (("公示期自11月4日至11日，拟发放取暖补助八户，现予公示。",), "关于公示期自11月4日至11日，拟发放取暖补助八户的公示"),
    (("各位代表：", "现在，我代表县人民政府向大会报告工作。"), "政府工作报告"),
    (("请示如下。", "妥否，请批示。"), "请示"),
    (("草案已经讨论通过，现提请审议。",), "议案"),
    (("当事人不服本处罚决定的，可以申请行政复议。",), "行政处罚决定书"),
    (("现将第三稿送你们。", "逾期未反馈的，视为无意见。"), "关于征求意见的函"),
    (("我局拟定了草案。", "特此公告。"), "关于的公告"),
    (("今天天气晴朗。",), None),
    ((), None),
    (("",), None),
]  # fmt: skip


@pytest.fixture(scope="module")
def openings() -> Openings:
    return Openings(registers())


@pytest.mark.parametrize(("prose", "title"), TOLD)
def test_the_title_is_told_by_fixed_formulas(openings: Openings, prose: tuple[str, ...], title: str | None) -> None:
    told = openings.told(prose)
    assert (told[0] if told else None) == title


def test_the_sentence_that_tells_is_the_evidence(openings: Openings) -> None:
    assert openings.told(("各县（区）人民政府：", "现将有关停水的情况通告如下：")) == ("关于有关停水的情况的通告", 1)


def test_a_policy_that_speaks_of_penalties_is_no_penalty_decision(openings: Openings) -> None:
    told = openings.told(("现将有关停车的规定公告如下：", "违反规定的，由公安机关给予行政处罚。"))
    assert told == ("关于有关停车的规定的公告", 0)


def test_hostile_text_takes_no_quadratic_time(openings: Openings) -> None:
    assert openings.told(("现将《" * 100_000, "为" * 100_000, "提出的" * 50_000)) is None
