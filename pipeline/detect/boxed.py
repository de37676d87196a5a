"""Numbers written over several table cells: a digit in each box of a form, or a group in each."""

import re
from collections.abc import Iterator

_EDGE = r"[ ]{0,2}[|｜│\t][ ]{0,2}"
# A lookbehind and possessive repeats keep a long row of boxes from being read again from each of them.
_DIGITS = re.compile(rf"(?<![0-9A-Za-z])(?<![0-9A-Za-z][|｜│\t])[0-9](?:{_EDGE}[0-9Xx]){{6,18}}+(?![0-9A-Za-z])")
_GROUPS = re.compile(rf"(?<![0-9A-Za-z])[0-9]{{3,8}}(?:{_EDGE}[0-9]{{2,8}}[Xx]?){{1,4}}(?![0-9A-Za-z])")
_MARKS = re.compile("[^0-9A-Za-z]+")
_NUMBERS = {"6-8-4", "6-4-4-4", "3-3-8-4", "6-4-2-2-4", "3-4-4", "4-4-4-4", "4-4-4-4-3", "14-4", "6-12", "10-8"}
"""How the groups of identity, telephone and card numbers stand in cells; statistics stand in others."""


def boxed(text: str) -> Iterator[tuple[int, int, str]]:
    """Yield start, end and digits of what may be one number over several cells of a row of a folded text."""
    if "|" not in text and "\t" not in text and "｜" not in text and "│" not in text:
        return
    for match in _DIGITS.finditer(text):
        yield match.start(), match.end(), _MARKS.sub("", match[0])
    for match in _GROUPS.finditer(text):
        lengths = "-".join(str(len(group)) for group in _MARKS.split(match[0]))
        if lengths in _NUMBERS:
            yield match.start(), match.end(), _MARKS.sub("", match[0])
