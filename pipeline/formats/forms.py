"""The written forms of one value: what stays the same of a number or a name however it is written."""

import re
import sys
from array import array
from collections.abc import Iterable, Iterator
from functools import lru_cache
from unicodedata import digit

from pipeline.doc import Range
from pipeline.fold import fold
from pipeline.formats.seeking import Seeker

_BETWEEN = re.compile(r"[\W_]+")
_WRITTEN_DIGITS = ("〇一二三四五六七八九", "零壹贰叁肆伍陆柒捌玖", "零幺两")
_NAME = re.compile("[\u3400-\u9fff]{3,}")
# Marks that are not seen, or on the character before: joiners, directions of writing, accents, variants.
_UNSEEN = "\u00ad\u0300-\u036f\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff"
_SPACED = re.compile(rf"\w(?:(?:[{_UNSEEN}]|[^\S\n]){{0,3}}\w)*")
_CODE = re.compile("(?:00)?86$")
_GROUPED = re.compile(r"\w(?:[\W_]{0,3}\w)*")
_APART = "\n" * 4
"""More than what may stand inside a value."""
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


class Bare:
    """A text squeezed, and where each character of that stands in it."""

    def __init__(self, text: str) -> None:
        self._text, self._bare = text, squeezed(text)
        self._places = array("I", (i for i, c in enumerate(fold(text)) if c.isalnum()))

    def numbers(self, of: Iterable[str]) -> Iterator[tuple[Range, str]]:
        """Yield where numbers (as `number_of` gives them) stand in any form, but as part of a longer one."""
        bare = numbered(self._bare)
        for at, number in Seeker(of).found(bare):
            start, end = self._range(at, number)
            code = _CODE.search(bare, max(0, at - 4), at)
            first, last = code.start() if code else at, at + len(number) - 1
            inside = self._goes_on(bare, first, -1) or self._goes_on(bare, last, 1)
            if not inside and _GROUPED.fullmatch(self._text, start, end):
                yield (start, end), number

    def names(self, of: Iterable[str]) -> Iterator[tuple[Range, str]]:
        """Yield where names, squeezed ones, stand, with spaces in them too."""
        for at, name in Seeker(of).found(self._bare):
            start, end = self._range(at, name)
            if _SPACED.fullmatch(self._text, start, end):
                yield (start, end), name

    def _goes_on(self, bare: str, at: int, step: int) -> bool:
        """Return whether a digit stands right beside a character in the text itself."""
        beside = at + step
        within = 0 <= beside < len(bare) and bare[beside].isdigit()
        return within and self._places[beside] == self._places[at] + step

    def _range(self, at: int, value: str) -> Range:
        return self._places[at], self._places[at + len(value) - 1] + 1


def variants(values: Iterable[str], texts: Iterable[str]) -> dict[str, str]:
    """Return what stands in texts that is a value in another form, each with that value.

    A name has three characters at least: two with a space between them may be the ends of two words.
    """
    names, numbers = dict[str, str](), dict[str, str]()
    for value in values:
        bare = squeezed(value)
        if number := number_of(bare):
            numbers.setdefault(number, value)
        elif _NAME.fullmatch(bare):
            names.setdefault(bare, value)
    text = _APART.join(texts) if names or numbers else ""
    view, out = Bare(text), dict[str, str]()
    for of, found in ((numbers, view.numbers(numbers)), (names, view.names(names))):
        out |= {text[a:b]: of[value] for (a, b), value in found}
    return out


@lru_cache(maxsize=1)
def _digits() -> dict[int, str]:
    signs = (chr(code) for code in range(128, sys.maxunicode + 1))
    table = {ord(c): str(value) for c in signs if (value := digit(c, None)) is not None}
    return table | {ord(c): str(n) for row in _WRITTEN_DIGITS for n, c in enumerate(row)}
