"""Dates as official documents write them, in digits or Chinese numerals, to ISO."""

import re
from datetime import date

_ZERO = "〇○零ＯO0"
_HAN = "一二三四五六七八九"
DATE = (
    rf"(?:(?:19|20)[0-9]{{2}}|[一二][{_ZERO}九][{_ZERO}{_HAN}]{{2}})年"
    r"(?:[0-9]{1,2}|[一二三四五六七八九十]{1,2})月(?:[0-9]{1,2}|[一二三四五六七八九十]{1,3})日"
)
# A day without its day, or in figures: what unsigned and informal papers bear.
LOOSE_DATE = (
    rf"(?:(?:(?:19|20)[0-9]{{2}}|[一二][{_ZERO}九][{_ZERO}{_HAN}]{{2}})年(?:[0-9]{{1,2}}|[一二三四五六七八九十]{{1,2}})月"
    r"|20[0-9]{2}[-./][0-9]{1,2}[-./][0-9]{1,2})"
)
_PARTS = re.compile(r"(.{4})年(.{1,2})月(.{1,3})日")
_FIGURES = re.compile(r"([0-9]{4})[-./]([0-9]{1,2})[-./]([0-9]{1,2})")
_DIGITS = {**{zero: 0 for zero in _ZERO}, **{han: value for value, han in enumerate(_HAN, 1)}}
_MONTHS_A_YEAR = 12


def number(text: str) -> int:
    """Return the value of a numeral below 100 in digits or Chinese numerals, or of a year written digit by digit.

    Raises:
        ValueError: not such a numeral.
    """
    if text.isascii() and text.isdigit():
        return int(text)
    try:
        if "十" in text:
            tens, _, ones = text.partition("十")
            return (_DIGITS[tens] if tens else 1) * 10 + (_DIGITS[ones] if ones else 0)
        return int("".join(str(int(c) if c.isdigit() else _DIGITS[c]) for c in text))
    except KeyError as error:
        raise ValueError("not a numeral") from error


def iso(text: str) -> str | None:
    """Return the ISO form of a date that `DATE` or `LOOSE_DATE` matches, or None where it names no day."""
    found = _PARTS.fullmatch(text) or _FIGURES.fullmatch(text)
    if not found:
        return None
    try:
        year, month, day = map(number, found.groups())
        return date(year, month, day).isoformat()
    except ValueError:
        return None


def years_after(day: str, years: int, months: int = 0) -> str:
    """Return the ISO date so many years and months after an ISO date, less a day: the last day of a term."""
    start = date.fromisoformat(day)
    total = start.year * _MONTHS_A_YEAR + start.month - 1 + years * _MONTHS_A_YEAR + months
    year, month = divmod(total, _MONTHS_A_YEAR)
    try:
        first_after = date(year, month + 1, start.day)
    except ValueError:  # the 31st of a month that has none
        first_after = date(year + (month + 1) // _MONTHS_A_YEAR, (month + 1) % _MONTHS_A_YEAR + 1, 1)
    return date.fromordinal(first_after.toordinal() - 1).isoformat()
