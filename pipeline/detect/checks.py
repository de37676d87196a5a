"""Check digits and dates of the numbers that identify a person or a body: certain, refuted, or unknown (None)."""

from collections.abc import Callable
from datetime import date

Verdict = bool | None
"""True: the check digit or date holds; False: it does not; None: the number has nothing to check."""

_CITIZEN_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CITIZEN_DIGITS = "10X98765432"
_ORGANISATION_WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)
_CREDIT_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_PROVINCES = frozenset(
    f"{region}{number}"
    for region, numbers in (
        (1, "12345"),
        (2, "123"),
        (3, "1234567"),
        (4, "123456"),
        (5, "01234"),
        (6, "12345"),
        (7, "1"),
        (8, "123"),
        (9, "1"),
    )
    for number in numbers
)


def citizen_digit(number: str) -> str:
    """Return the check character of a citizen number (GB 11643-1999).

    number: its first 17 digits.

    Raises:
        ValueError: number is not 17 digits.
    """
    if len(number) != 17 or not number.isascii() or not number.isdigit():
        raise ValueError("17 digits are wanted")
    return _CITIZEN_DIGITS[sum(int(d) * w for d, w in zip(number, _CITIZEN_WEIGHTS, strict=True)) % 11]


def is_date(digits: str) -> bool:
    """Return whether yyyymmdd is a day on which a living person can have been born."""
    try:
        day = date(int(digits[:4]), int(digits[4:6]), int(digits[6:8]))
    except ValueError:
        return False
    return 1900 <= day.year <= 2035


def citizen(number: str) -> Verdict:
    """Return whether a citizen number holds: 18 characters by date and check digit; 15 have neither, only a date."""
    if len(number) == 18:
        return is_date(number[6:14]) and citizen_digit(number[:17]) == number[17].upper()
    if len(number) == 15 and number.isdigit():
        return None if number[:2] in _PROVINCES and is_date("19" + number[6:12]) else False
    return False


def student(number: str) -> Verdict:
    """Return whether a pupil number (a letter and a citizen number) holds."""
    return citizen(number[1:])


def luhn(number: str) -> Verdict:
    """Return whether a bank card number holds (ISO/IEC 7812-1)."""
    total = sum(int(d) for d in number[-1::-2]) + sum(sum(divmod(2 * int(d), 10)) for d in number[-2::-2])
    return total % 10 == 0


def credit_code(code: str) -> Verdict:
    """Return whether a unified social credit code holds (GB 32100-2015)."""
    if len(code) != 18 or any(c not in _CREDIT_ALPHABET for c in code):
        return False
    total = sum(_CREDIT_ALPHABET.index(c) * pow(3, i, 31) for i, c in enumerate(code[:17]))
    return _CREDIT_ALPHABET[-total % 31] == code[17]


def organisation(code: str) -> Verdict:
    """Return whether an organisation code holds (GB 11714-1997); code: 9 characters."""
    if len(code) != 9 or not code[:8].isalnum() or not code.isascii():
        return False
    total = sum(int(c, 36) * w for c, w in zip(code, _ORGANISATION_WEIGHTS, strict=False))
    return "0123456789X0"[11 - total % 11] == code[8].upper()


def unknown(number: str) -> Verdict:
    """Return None: this kind of number carries no check."""
    return None


CHECKS: dict[str, Callable[[str], Verdict]] = {
    "citizen": citizen,
    "student": student,
    "luhn": luhn,
    "credit_code": credit_code,
    "organisation": organisation,
    "": unknown,
}
