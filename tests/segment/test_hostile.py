"""Hostile text takes linear time."""

import pytest

from pipeline.segment import Segmenter
from tests.build import doc_of
from tests.cost import cost

UNITS = [
    "一", "a", "1", " ", "\n", "一、", "（一）", "“", "《", "：", "。", "2023年5月1日", "2023年5月1日\n", "江政发〔2023〕5号",
    "江州市人民政府\n", "第一条 为了规范。\n", "— 2 —\n", "1\t2\n", "附件：1.", "附件1\n", "（此件公开发布）", "牵头单位：",
    "（牵头单位：市局，责任单位：市委）", "（市财政局牵头", "《办法》废止", "有效期", "索引号：", "首页>", "签发人：", "关于的通知",
]


@pytest.mark.parametrize("unit", UNITS)
def test_a_long_text_of_one_piece(segmenter: Segmenter, unit: str) -> None:
    def seconds(characters: int) -> float:
        doc = doc_of(unit * (characters // len(unit)))
        return cost(lambda: segmenter(doc))

    small, large = seconds(20_000), seconds(160_000)
    # Eight times the text: a square would take 64 times as long.
    assert large < 24 * small + 0.1
