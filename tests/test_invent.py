"""Invented numbers pass the checks that real ones pass; expected values are published examples (reference, appendix A)."""

import re
from random import Random

import pytest

from pipeline.train import invent


def test_check_characters_are_those_of_the_published_examples() -> None:
    assert invent.check_character("11010519491231002") == "X"
    assert invent.credit_check("91350100M000100Y4") == "3"
    assert invent.luhn_digit("622260026000107244") == "4"
    # GB 11714-1997, appendix: the code D2143569 has the check character X.
    assert invent.organisation_check("D2143569") == "X"


@pytest.mark.parametrize(
    ("maker", "form"),
    [
        (invent.citizen_number, "[1-9][0-9]98[0-9]{2}(?:19|20)[0-9]{9}[0-9X]"),
        (invent.citizen_number_15, "[1-9][0-9]98[0-9]{11}"),
        (invent.mobile, "1[3-9][0-9]{9}"),
        (invent.landline, "03[0-9]{2}-[2-8][0-9]{6,7}"),
        (invent.bank_card, "62(?:[0-9]{14}|[0-9]{17})"),
        (invent.credit_code, "[0-9A-HJ-NPQRTUWXY]{2}[0-9]{6}[0-9A-HJ-NPQRTUWXY]{10}"),
        (invent.plate, "[\u4e00-\u9fff][A-HJ-NP-Z][0-9]{5}"),
        (invent.passport, "E[A-HJ-NP-Z][0-9]{7}"),
        (invent.travel_permit, "C[A-Z][0-9]{7}"),
        (invent.email, r"[a-z0-9]+@example\.(?:com|net|org)"),
    ],
)
def test_a_number_has_its_form_and_comes_back_with_its_seed(maker: object, form: str) -> None:
    assert callable(maker)
    for seed in range(200):
        number = maker(Random(seed))
        assert re.fullmatch(form, number)
        assert maker(Random(seed)) == number


def test_check_characters_hold_and_wrong_ones_do_not() -> None:
    for seed in range(300):
        number = invent.citizen_number(Random(seed))
        assert invent.check_character(number[:17]) == number[17]
        wrong = invent.wrong_citizen_number(Random(seed))
        assert invent.check_character(wrong[:17]) != wrong[17]
        card, code = invent.bank_card(Random(seed)), invent.credit_code(Random(seed))
        assert invent.luhn_digit(card[:-1]) == card[-1]
        assert invent.credit_check(code[:-1]) == code[-1]


def test_the_seventeenth_digit_tells_the_sex() -> None:
    for seed in range(100):
        assert int(invent.citizen_number(Random(seed), female=True)[16]) % 2 == 0
        assert int(invent.citizen_number(Random(seed), female=False)[16]) % 2 == 1


@pytest.mark.parametrize(
    ("number", "form", "expected"),
    [
        ("16912345678", "spaced", "169 1234 5678"),
        ("16912345678", "dashed", "169-1234-5678"),
        ("16912345678", "plus86", "+86 16912345678"),
        ("16912345678", "full_width", "１６９１２３４５６７８"),
        ("11010519491231002X", "spaced", "110105 19491231 002X"),
        ("11010519491231002X", "lower_x", "11010519491231002x"),
        ("6222600260001072444", "grouped", "6222 6002 6000 1072 444"),
        ("0330-5551234", "spaced", "0330 5551234"),
    ],
)
def test_written_forms(number: str, form: str, expected: str) -> None:
    assert invent.written(number, form) == expected


def test_an_unknown_form_is_an_error() -> None:
    with pytest.raises(ValueError, match="unknown written form"):
        invent.written("1", "sung")
