"""Tables whose cells run together: several numbers in one run of digits."""

from random import Random

import pytest

from pipeline.detect.fused import fused
from pipeline.train import invent
from tests.build import doc_of
from tests.detect.invented import detector

RNG = Random(5)
ONE, TWO = invent.citizen_number(RNG), invent.citizen_number(RNG)
PHONE, OTHER = invent.mobile(RNG), invent.mobile(RNG)
CARD = invent.bank_card(RNG, length=19)


def found(text: str) -> list[tuple[str, str]]:
    return [(text[f.start : f.end], f.label) for f in fused(text)]


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("", []),
        (f"姓名身份证号手机1顾小满{ONE}{PHONE}2陈立行{TWO}{OTHER}", [ONE, PHONE, TWO, OTHER]),
        (f"姓名身份证号账号金额1顾小满{ONE}{CARD}1200元", [ONE, CARD]),
        (f"电话身份证号1顾小满{PHONE}{ONE}，", [PHONE, ONE]),
        (f"顾小满12{ONE}{PHONE}石桥村", [ONE, PHONE]),
        (f"序号户主电话补助1顾小满{PHONE}12002陈立行{OTHER}800", [PHONE, OTHER]),
        ("项目编号202300000000123456789012", []),
        (f"电话补助1顾小满{PHONE}1200元。", []),
        (f"账号{CARD}", []),
        (ONE, []),
    ],
)
def test_each_number_of_a_fused_run_is_found(text: str, wanted: list[str]) -> None:
    assert [value for value, _ in found(text)] == wanted


def test_a_fused_table_is_masked_in_traditional_script_too() -> None:
    doc = detector("off")(doc_of(f"姓名身份證號手機１顧小滿{ONE}{PHONE}"))
    assert ONE not in (doc.masked or "") and PHONE not in (doc.masked or "")
    assert {m.span.label for m in doc.mentions or ()} == {"id_number", "mobile"}


def test_a_million_digits_take_linear_time() -> None:
    assert fused("1" * 1_000_000) == []
