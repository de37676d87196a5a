"""Sentences, their reading, and words."""

import re

import pytest

from pipeline.segment import Segmenter
from tests.build import doc_of
from tests.segment.papers import BREAKS, PAPERS

HEAD = "江州市教育局关于校园安全的通知\n各学校：\n"

# body, its sentences as one reads them
BODIES = {
    "full stops, question and exclamation marks": (
        "请抓好落实。有何困难？务必重视！",
        ["请抓好落实。", "有何困难？", "务必重视！"],
    ),
    "quotes and brackets are whole": (
        "他说：“先救人。再报告。”会议（含视频会议。下同）照常召开。",
        ["他说：“先救人。再报告。”", "会议（含视频会议。下同）照常召开。"],
    ),
    "points in numbers, lists and addresses do not cut": (
        "全市投入1.5万元，增长12.3%，详见www.jz.gov.cn网站。1.总则不变。",
        ["全市投入1.5万元，增长12.3%，详见www.jz.gov.cn网站。", "1.总则不变。"],
    ),
    "semicolons cut between items only": (
        "应当做到下列事项：\n（一）巡查；\n（二）登记；编号。\n甲区负责东片；乙区负责西片。",
        ["应当做到下列事项：", "（一）巡查；", "（二）登记；编号。", "甲区负责东片；乙区负责西片。"],
    ),
    "a page number inside a sentence": (
        "要把群众关心的热— 2 —\n点、难点问题作为重点，认真研究解决。",
        ["要把群众关心的热点、难点问题作为重点，认真研究解决。"],
    ),
    "a year range is no page number": (
        "按照规划（2021—2025年）执行，编号为1-2-3的除外。",
        ["按照规划（2021—2025年）执行，编号为1-2-3的除外。"],
    ),
    "spaces between characters": ("请 认 真 抓 好 落 实 。 逾 期 通 报 。", ["请认真抓好落实。", "逾期通报。"]),
    "latin words keep their space": ("使用 Open Data 平台。", ["使用Open Data平台。"]),
    "half-width marks": ("请抓好落实.逾期通报;不得延误.", ["请抓好落实.", "逾期通报;不得延误."]),
}


@pytest.mark.parametrize("case", BODIES)
def test_sentences_of_a_body(segmenter: Segmenter, case: str) -> None:
    body, wanted = BODIES[case]
    doc = segmenter(doc_of(HEAD + body))
    assert list(doc.prose or ())[2:] == wanted


@pytest.mark.parametrize("opening", ["“", "《", "（"])
def test_an_unclosed_quote_does_not_swallow_the_rest(segmenter: Segmenter, opening: str) -> None:
    body = f"根据{opening}江州市人民政府关于印发。" + "各学校要抓好落实。" * 60
    doc = segmenter(doc_of(HEAD + body))
    assert len(doc.prose or ()) == 2 + 61


def test_hard_wraps_do_not_cut_and_paragraphs_do(segmenter: Segmenter) -> None:
    lines = [
        "为进一步加强校园安全管理，切实保障广大师生生命财",
        "产安全，根据上级有关要求，现就有关事项通知如下：",
        "一、落实责任",
        "各学校要成立由校长任组长的安全工作领导小组，定期",
        "开展隐患排查，发现问题立即整改，不得拖延推诿，整",
        "改情况及时上报",
        "二、加强宣传",
        "各学校要通过班会、家长会等形式广泛开展安全教育活",
        "动。",
    ]
    doc = segmenter(doc_of(HEAD + "\n".join(lines)))
    assert list(doc.prose or ())[2:] == [
        lines[0] + lines[1], lines[2], lines[3] + lines[4] + lines[5], lines[6], lines[7] + lines[8],
    ]


@pytest.mark.parametrize("name", PAPERS)
@pytest.mark.parametrize("broken", BREAKS)
def test_prose_is_the_reading_of_its_range(segmenter: Segmenter, name: str, broken: str) -> None:
    doc = segmenter(doc_of(BREAKS[broken](PAPERS[name][0])))
    assert doc.sentences and doc.prose
    assert all(a < b for a, b in doc.sentences)
    assert all(one[1] <= other[0] for one, other in zip(doc.sentences, doc.sentences[1:], strict=False))
    assert list(doc.prose) == [doc.reading(*place) for place in doc.sentences]


def test_navigation_and_footer_are_no_sentences(segmenter: Segmenter) -> None:
    doc = segmenter(doc_of(BREAKS["on_a_page"](PAPERS["reply"][0])))
    assert not any(re.search(r"首页|打印本页|上一篇|网站标识码", p) for p in doc.prose or ())


def test_words_join_to_the_folded_body(segmenter: Segmenter) -> None:
    text = "推進政務公開，印發《辦法》１２.5萬元 abc\r\n𠮷😀"
    doc = segmenter(doc_of(text))
    assert "".join(doc.words or ()) == doc.folded
    assert "政务公开" in (doc.words or ())
    assert segmenter.words("") == ()
