"""The one-for-one views keep the length, whatever the text."""

import pytest

from pipeline.fold import clean, fold, traditional


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("", ""),
        ("關于徵求意見", "关于征求意见"),
        ("２０２１年Ａ座", "2021年A座"),
        ("江州市　人民政府", "江州市 人民政府"),
        ("「政務公開」", "“政务公开”"),
        ("〔2021〕5号（一）", "〔2021〕5号（一）"),
        ("一\t二\n三", "一\t二\n三"),
        ("⼯作⾞辆", "工作车辆"),
        ("乾隆 后来 皇后", "乾隆 后来 皇后"),
    ],
)
def test_fold(text: str, folded: str) -> None:
    assert fold(text) == folded


@pytest.mark.parametrize(
    "text", ["a\r\nb", "a\rb", "\ufeff甲\u200b乙", "\x00\x1f甲", "甲\u2028乙", "𠀀𪚥甲", "\ud800甲", "é\u0301"]
)
def test_both_views_keep_the_length(text: str) -> None:
    cleaned = clean(text)
    assert len(cleaned) == len(text)
    assert len(fold(cleaned)) == len(text)
    assert "\r" not in cleaned and "\x00" not in cleaned


def test_a_clean_text_can_be_encoded() -> None:
    assert clean("\ud800甲").encode() == " 甲".encode()


@pytest.mark.parametrize(
    ("simplified", "written"),
    [
        ("审核、核对、秘密", "審核、核對、秘密"),
        ("签批、会签、待签、重签", "簽批、會簽、待簽、重簽"),
        ("标签、签字", "標籤、簽字"),
        ("发布后", "發佈後"),
        ("不公开发布", "不公開發佈"),
    ],
)
def test_words_of_an_office_in_traditional_script(simplified: str, written: str) -> None:
    assert traditional(simplified) == written
