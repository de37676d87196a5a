"""The checks of a draft: each value from a count by hand."""

import pytest

from pipeline.doc import Claim, Section
from pipeline.draft.check import Limits, longest_run, measured, runs_longer
from pipeline.draft.support import figures, keeps, limits, negations

SOURCE = "申请人应当自收到通知之日起10个工作日内提交全部材料，逾期未提交的视为放弃申请。每户补贴3000元。"


def values(*texts: str, element: str = "measures", **more: object) -> dict[str, float]:
    sections = (Section(element, tuple(Claim(t, ((0, 1),)) for t in texts)),)
    settings: dict[str, object] = {"characters": len(SOURCE), "limits": Limits(), "slogans": 0, "secrets": 0, "headings": ()} | more
    return {c.name: c.value for c in measured(sections, SOURCE, **settings)}  # type: ignore[arg-type]


def test_a_word_for_word_copy_is_all_copied() -> None:
    got = values("申请人应当自收到通知之日起10个工作日内提交全部材料。")
    assert got["copied"] == 1.0
    assert got["longest_run"] == len("申请人应当自收到通知之日起10个工作日内提交全部材料")


def test_words_of_its_own_are_not_copied() -> None:
    got = values("收到通知以后，十天以内交材料就行。")
    assert got["copied"] == 0.0
    assert got["copy_ratio"] == 0.0
    assert got["longest_run"] == 0.0


def test_a_quotation_counts_as_quoted_and_not_as_copied() -> None:
    got = values("文件写明“逾期未提交的视为放弃申请”，请留意。")
    assert got["quoted"] == pytest.approx(14 / 23)
    assert got["copied"] == 0.0


def test_padding_a_copy_with_function_characters_does_not_hide_it() -> None:
    assert values("逾期的未提交的了视为放弃了申请。")["copied"] == 1.0


@pytest.mark.parametrize(
    ("text", "share"),
    [("每户补贴3000元。", 1.0), ("每户补贴300元。", 0.0), ("每户补贴13000元，10个工作日内发。", 0.5), ("每户都有补贴。", 1.0)],
)
def test_a_figure_that_the_source_does_not_have_is_unsupported(text: str, share: float) -> None:
    assert values(text)["numbers_supported"] == share


def test_a_title_or_office_that_the_source_does_not_have_is_unsupported() -> None:
    assert values("按《租房办法》执行。")["names_supported"] == 0.0
    assert values("由市财政局发放。")["names_supported"] == 0.0


def test_what_was_masked_is_counted() -> None:
    assert values("顾小满可以申请，电话×××。", secrets=1)["personal_left"] == 4


def test_a_claim_that_is_only_a_heading_is_counted() -> None:
    assert values("补贴标准。", "每户补贴3000元。", headings=("补贴标准", "附则"))["headings_only"] == 1


def test_standards_procedure_and_dates_are_one_required_element() -> None:
    assert values("每年7月1日起执行。", element="dates")["coverage"] == pytest.approx(1 / 9)


def test_limits_decide_what_passes() -> None:
    sections = (Section("measures", (Claim("每户补贴300元。", ((0, 1),)),)),)
    checks = measured(sections, SOURCE, characters=50, limits=Limits(), slogans=1, secrets=0, headings=())
    passed = {c.name: c.passed for c in checks}
    assert not passed["numbers_supported"]
    assert not passed["slogans"]
    assert passed["quoted"]


@pytest.mark.parametrize(
    ("said", "source", "same"),
    [
        ("补贴不超过3000元。", "补贴不超过3000元。", True),
        ("补贴3000元。", "补贴不超过3000元。", False),
        ("补贴不低于3000元。", "补贴不超过3000元。", False),
        ("补贴不超过300元。", "补贴不超过3000元。", False),
        ("原则上每户补贴一次。", "每户补贴一次。", False),
        ("可以申请。", "可以申请，危房户除外。", False),
        ("按《甲办法》执行。", "按《乙办法》执行。", False),
        ("由市财政局发放。", "由市民政局发放。", False),
    ],
)
def test_a_rewrite_that_says_more_or_less_is_refused(said: str, source: str, same: bool) -> None:
    assert keeps(said, source) is same


def test_figures_are_read_beside_chinese_characters_and_markers_are_none() -> None:
    found = figures("第十二条补贴20万元，占百分之六十，三分之二以上，一个项目，五年内")
    assert set(found) == {"20万元", "百分之六十", "三分之二", "五年"}


def test_negations_and_limits_are_counted() -> None:
    assert negations("未经同意不得转让，危房除外") == 3
    assert limits("原则上每户不超过三次") == {"原则上": 1, "每": 1, "超过": 1}


@pytest.mark.parametrize(
    ("said", "longer"),
    [(SOURCE, True), ("另外" + SOURCE[:21] + "所以" + SOURCE[21:40], False), (SOURCE[:20], False), (f"“{SOURCE}”", False)],
)
def test_a_long_copied_run_is_seen_wherever_it_stands(said: str, longer: bool) -> None:
    assert runs_longer(said, SOURCE, 21) is longer
    assert (longest_run(said, SOURCE) > 21) is longer
