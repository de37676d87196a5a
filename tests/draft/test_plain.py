"""Plain words: what becomes plainer, and what may never change."""

import pytest

from pipeline.draft.plain import Plain
from pipeline.draft.support import negations
from pipeline.terms import Registers, registers

PLAIN = Plain(registers())


@pytest.mark.parametrize(
    ("official", "plain"),
    [
        ("申请人应当提交材料。", "申请人要提交材料。"),
        ("不得转让。", "不能转让。"),
        ("补贴不得超过1000元。", "补贴不能超过1000元。"),
        ("自收到申请之日起10个工作日内办结。", "从收到申请那天起10个工作日内办结。"),
        ("未经批准，任何单位不得占用。", "没有经过批准，任何单位不能占用。"),
        ("有下列情形之一的，不予受理。", "有以下任何一种情况的，不受理。"),
        ("该项目由市、县及乡镇共同实施。", "这个项目由市、县和乡镇共同实施。"),
        ("所称企业，是指小微企业。", "所称企业，指的是小微企业。"),
        ("予以公布。", "公布。"),
        ("2021年至2025年实施。", "2021年到2025年实施。"),
    ],
)
def test_officialese_is_said_in_plain_words(official: str, plain: str) -> None:
    assert PLAIN(official) == plain


@pytest.mark.parametrize(
    "text",
    [
        "不得不暂停。",  # a double negation
        "应当事人的申请，可以延期。",  # 应 + 当事人
        "可持续发展。",
        "城镇居民人均可支配收入增长。",
        "供应由企业负责。",
        "相应按比例扣减。",
        "许可由县级机关颁发。",
        "500万元及以下的企业。",
        "以及时办结为准。",
        "为依托的平台。",
        "力所能及。",
        "不予行政处罚。",
        "国家及该国（地区）。",
        "赋予以下权限。",
        "原则上不超过三年，一般每年一次。",
        "可以申请，也可以不申请。",
    ],
)
def test_words_that_only_look_like_officialese_stay(text: str) -> None:
    kept = {"国家及该国（地区）。": "国家和该国（地区）。", "以及时办结为准。": "以及时办结为准。"}
    assert PLAIN(text) == kept.get(text, text)


@pytest.mark.parametrize("kept", ["《应当注意不得超过办法》", "“未经批准不得进入”", "（江政办发〔2020〕5号及附件）"])
def test_titles_quotations_and_numbers_of_documents_stay_as_they_are(kept: str) -> None:
    assert PLAIN(f"依照{kept}执行。") == f"按{kept}执行。"


@pytest.mark.parametrize(
    "text",
    [
        "没有按期申报且未说明理由的，不得享受，但因不可抗力的除外。",
        "除不可抗力外，未经同意不得变更；逾期不予补发。",
        "凡未满18周岁或者无固定住所的，不适用本办法。",
    ],
)
def test_no_negation_is_lost(text: str) -> None:
    assert negations(PLAIN(text)) == negations(text)


def test_no_row_of_the_register_changes_the_number_of_negations() -> None:
    from pipeline.draft.plain import PlainWord

    changed = [r.id for r in registers().rows("plain_words", PlainWord) if negations(r.word) != negations(r.plain)]
    assert changed == []


def test_private_characters_in_a_text_are_left_alone() -> None:
    assert PLAIN("《甲》\ue000应当") == "《甲》\ue000应当"


def test_a_bad_pattern_names_file_and_row(tmp_path: pytest.TempPathFactory) -> None:
    from pathlib import Path

    from pipeline.terms import RegisterError

    folder = Path(str(tmp_path))
    (folder / "plain_words.toml").write_text(
        '[[row]]\nid = "bad"\nword = "应当"\nplain = "要"\nafter = "=("\nsource = "test"\n', encoding="utf-8"
    )
    with pytest.raises(RegisterError, match="bad"):
        Plain(Registers((folder,)))
