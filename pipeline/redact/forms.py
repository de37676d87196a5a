"""The written forms of one value: what stays the same of a number or a name however it is written."""

import re
import sys
from functools import lru_cache
from unicodedata import digit

from pipeline.fold import fold

_BETWEEN = re.compile(r"[\W_]+")
_WRITTEN_DIGITS = ("〇一二三四五六七八九", "零壹贰叁肆伍陆柒捌玖", "零幺两")
_NUMBER = re.compile("(?:0{0,2}86(?=1[0-9]{10}$))?([0-9]{7,}x?)")


def squeezed(text: str) -> str:
    """Return the letters, digits and Chinese characters of a text, folded: what no separator can hide a value from.

    One character for each that is a letter or digit in the text.
    """
    # İ alone has a small letter of two characters.
    return _BETWEEN.sub("", fold(text)).replace("\u0130", "i").lower()


def numbered(bare: str) -> str:
    """Return a squeezed text with every character that means a digit (一, 壹, ①) as that digit."""
    return bare.translate(_digits())


def number_of(bare: str) -> str | None:
    """Return the number that a squeezed value is, None where it is none that can be somebody's.

    Seven digits at least; without the code of the country before a mobile number.
    """
    found = _NUMBER.fullmatch(numbered(bare))
    return found[1] if found else None


@lru_cache(maxsize=1)
def _digits() -> dict[int, str]:
    signs = (chr(code) for code in range(128, sys.maxunicode + 1))
    table = {ord(c): str(value) for c in signs if (value := digit(c, None)) is not None}
    return table | {ord(c): str(n) for row in _WRITTEN_DIGITS for n, c in enumerate(row)}
