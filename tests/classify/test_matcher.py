"""Many cues at once find what each cue finds alone."""

import pytest

from pipeline.classify.cues import cue
from pipeline.classify.matcher import Matcher

WRITTEN = ["警力", "(补贴|补助)标准", "(停水|停电)", "[0-9]…元", "^第[一1]条", "不得…(收费|拒绝)", "问[：:]", "内部"]
TEXTS = ["", "补助标准为每人300元。", "第一条 不得以任何名义收费。", "因检修停电。\n问：几点来电？", "甲乙丙", "内"]


@pytest.fixture(scope="module")
def matcher() -> Matcher:
    made = Matcher()
    made.add(WRITTEN)
    made.ready()
    return made


@pytest.mark.parametrize("text", TEXTS)
def test_a_matcher_finds_what_each_cue_finds(matcher: Matcher, text: str) -> None:
    alone = {number for number, written in enumerate(WRITTEN) if cue(written).within(text)}
    assert matcher.found(text) == alone
    assert matcher.found(text, {0, 1, 3}) == alone & {0, 1, 3}
    assert matcher.likely(text) >= alone


def test_a_cue_is_added_once(matcher: Matcher) -> None:
    assert matcher.add(["警力"]) == {0}
    assert len(matcher.cues) == len(WRITTEN)
