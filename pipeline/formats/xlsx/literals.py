"""Finds what formulas and headers of pages say themselves, apart from their codes."""

import re
from collections.abc import Iterator

from pipeline.doc import Range

_LITERAL = re.compile(
    r"""'[^']*'|"(?P<said>(?:[^"]|"")*+)"|(?<![A-Za-z0-9_.$])(?P<number>[0-9]{6,30})(?![A-Za-z0-9_.(!])"""
)
# Font, size, colour and the codes of one letter (18.3.1.39); a doubled mark is one.
_CODE = re.compile(r'&(?:&|"[^"]*"|[0-9]{1,3}|K(?:[0-9A-Fa-f]{6}|[0-9]{2}[+-][0-9]{3})|[A-Za-z])')
_SECTIONS = ("&L", "&C", "&R")
_LONGEST = 8192
"""Characters of a formula (Excel's own limit)."""


def said(formula: str) -> Iterator[list[Range]]:
    """Yield where the texts and long numbers of a formula stand, those together that it puts end to end itself."""
    found: list[Range] = []
    for match in _LITERAL.finditer(formula[:_LONGEST]):
        group = "said" if match["said"] is not None else "number"
        if match[group]:
            if found and formula[found[-1][1] : match.start(group)].strip(' "') != "&":
                yield found
                found = []
            found.append(match.span(group))
    if found:
        yield found


def printed(header: str) -> Iterator[list[Range]]:
    """Yield for each section of a page's header or footer where its words stand between the codes."""
    found: list[Range] = []
    at = 0
    for match in _CODE.finditer(header):
        found.append((at, match.start() + (match[0] == "&&")))
        at = match.end()
        if match[0].upper() in _SECTIONS:
            yield [r for r in found if r[0] < r[1]]
            found = []
    yield [r for r in (*found, (at, len(header))) if r[0] < r[1]]
