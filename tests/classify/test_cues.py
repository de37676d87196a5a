"""The cue language: what it matches, what it refuses, and that its gates never lose a match."""

import re
import time

import pytest

from pipeline.classify.cues import CueError, cue
from pipeline.classify.literals import Literals

MATCHES = [
    ("值班表", "印发值班表的通知", True),
    ("值班表", "值班", False),
    ("布置…警力", "布置特警和巡警警力", True),
    ("布置…警力", "布置工作。另有警力", False),
    ("(请示|报告)$", "关于经费的请示", True),
    ("(请示|报告)$", "请示的答复", False),
    ("^各(科|股)室", "各股室", True),
    ("请(销)?假", "请假", True),
    ("第[一1]条", "第1条", True),
    ("高风险(机构|企业)(名单)?", "高风险企业", True),
    ("((甲|乙)方|丙)…合同", "乙方签合同", True),
]


@pytest.mark.parametrize(("written", "text", "found"), MATCHES)
def test_a_cue_matches_as_its_language_says(written: str, text: str, found: bool) -> None:
    assert cue(written).within(text) is found


@pytest.mark.parametrize("written", ["", "a.*b", "a+", "a{2}", "(甲|乙", "甲)乙", "[甲", r"\d"])
def test_other_regular_expressions_are_refused(written: str) -> None:
    with pytest.raises(CueError):
        cue(written)


@pytest.mark.parametrize(("written", "text", "found"), MATCHES)
def test_a_gate_never_hides_a_match(written: str, text: str, found: bool) -> None:
    made = cue(written)
    if found and made.pattern is not None:
        assert re.search(made.pattern, text)
        assert not made.gate or any(literal in text for literal in made.gate)


def test_places_are_limited_and_in_order() -> None:
    assert cue("值班").places("值班和值班，值班", 2) == [0, 3]
    assert cue("值(班|守)").places("值班和值守", 5) == [0, 3]


def test_literals_are_found_at_both_ends_and_across_planes() -> None:
    literals = Literals(["甲", "甲乙", "丙丁", "𠀀乙", "戊己"])
    found = {literals.spelled[n] for n in literals.within("甲乙中𠀀乙丙丁")}
    assert found == {"甲", "甲乙", "丙丁", "𠀀乙"}
    assert Literals([]).within("甲乙") == []
    assert literals.within("") == []


def test_a_long_text_without_breaks_takes_linear_time() -> None:
    made = cue("(布置|安排)…(警力|人员)…名单")
    started = time.process_time()
    assert not made.within("布置" * 200_000)
    assert time.process_time() - started < 3
