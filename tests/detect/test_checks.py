"""Check digits against published examples (reference, appendix A) and the standards' rules."""

import pytest

from pipeline.detect.checks import citizen, citizen_digit, credit_code, is_date, luhn, student


@pytest.mark.parametrize(
    ("number", "verdict"),
    [
        ("11010519491231002X", True),  # the example of GB 11643-1999
        ("11010519491231002x", True),
        ("110105194912310021", False),
        ("11010519491331002X", False),
        ("110105491231002", None),  # 15 digits have no check character
        ("110105491331002", False),
        ("990105491231002", False),
        ("123", False),
    ],
)
def test_citizen_number(number: str, verdict: bool | None) -> None:
    assert citizen(number) is verdict


def test_a_check_digit_of_other_than_17_digits_is_an_error() -> None:
    with pytest.raises(ValueError, match="17 digits"):
        citizen_digit("123")


def test_a_day_that_does_not_exist_is_no_date() -> None:
    assert is_date("20000229") and not is_date("19000229") and not is_date("18991231")


def test_pupil_number_is_checked_without_its_letter() -> None:
    assert student("G11010519491231002X") is True


@pytest.mark.parametrize(("number", "verdict"), [("6222600260001072444", True), ("6222600260001072445", False)])
def test_bank_card(number: str, verdict: bool) -> None:
    assert luhn(number) is verdict


@pytest.mark.parametrize(
    ("code", "verdict"),
    [("91350100M000100Y43", True), ("91350100M000100Y44", False), ("9135", False), ("I" * 18, False)],
)
def test_credit_code(code: str, verdict: bool) -> None:
    assert credit_code(code) is verdict
