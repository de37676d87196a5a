"""Runs of digits and letters with what stands between them, and what their groups tell."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from pipeline.doc import Range

# Bounded and possessive: a run of ten million digits is cut, and never tried again from its second digit.
_BREAK = r"(?:(?:[ \t]?[-—–－·.]{1,2})?[ \t]{0,3}\n[ \t]{0,8}(?:[-—–－·.]{1,2}(?! ))?)"
_SEPARATOR = rf"(?:{_BREAK}|\n?[)）](?:{_BREAK}|[-—－ ])?|[ \t]?(?:[-—]{{2}}|[-—–‐‑−－·•.．])[ \t]?|[ \t])"
RUN = re.compile(rf"[0-9A-Za-z](?:{_SEPARATOR}?[0-9A-Za-z]){{4,119}}+")
_GROUP = re.compile("[0-9A-Za-z]+")
_OPENING = re.compile(r"(?:[(（][+＋]?|[+＋][(（]?)?\n?\Z")
_COUNTRY = re.compile(r"(?:[(（]\n?)?(?:[+＋]\n?|(?<![0-9])0\n?0\n?|(?<![0-9]))8\n?6\n?[)）]?(?:[-—－ ]\n?|\n)?\Z")
_EXTENSION = re.compile(r" ?(?:\n?转|[-—－]) ?\n?[0-9]{1,5}(?![0-9])")
_NEXT_ROW = re.compile(r"[0-9]{1,3}(?:[.．、][^0-9]|[ \t]*(?:[\n\t|]|\Z))")
_ALONE = re.compile(r"[0-9]{1,3}[ \t]*(?:\n|\Z)")
_AFTER_ITEMS = (".", "．", ")", "）")
_LABEL = re.compile("(?:VIN|Vin|IMEI|TEL|Tel|tel|QQ|qq|MAC|NO|No)(?=[0-9A-Z])")
_LONGEST_EXTENSION = 5
_LONGEST_ITEM = 3
_LONGEST_COUNTRY = 10


@dataclass(frozen=True, slots=True)
class Run:
    """The groups of one run of digits and letters, and what stands between them."""

    text: str
    groups: tuple[Range, ...]
    between: tuple[str, ...] = ()

    def size(self, at: int) -> int:
        return self.groups[at][1] - self.groups[at][0]

    def is_tie(self, at: int) -> bool:
        """Return whether a mark ties the groups beside it to one code: no break, no dot after the number of an item."""
        mark = self.between[at]
        if "\n" in mark or not mark.strip():
            return False
        return not (mark.strip() in _AFTER_ITEMS and self._is_item(at))

    def _is_item(self, at: int) -> bool:
        """Return whether a group is the number of an item, at the beginning of its line."""
        start = self.groups[at][0]
        line = self.text.rfind("\n", 0, start) + 1
        return self.size(at) <= _LONGEST_ITEM and not self.text[line:start].strip(" \t　(（")


def run_of(match: re.Match[str]) -> Run:
    """Return the run that was found; a label in letters that stands close to its number is none of its groups."""
    text = match.string
    groups = tuple(_bare(text, *g.span()) for g in _GROUP.finditer(text, match.start(), match.end()))
    between = tuple(text[a[1] : b[0]] for a, b in zip(groups, groups[1:], strict=False))
    return Run(text, groups, between)


def _bare(text: str, start: int, end: int) -> Range:
    label = _LABEL.match(text, start, end)
    return label.end() if label else start, end


def goes_on(run: Run, at: int) -> bool:
    """Return whether a group of one character goes on a row of such: a number spaced out begins where the row does."""
    if not at or run.size(at) > 1:
        return False
    alike = at + 1 >= len(run.groups) or run.between[at] == run.between[at - 1]
    return run.size(at - 1) == 1 and alike


def begins_row(run: Run, at: int, *, labelled: bool) -> bool:
    """Return whether the group begins the next line as the number of an item or of a row does.

    labelled: the number stands after a label and a colon, below which no row of a table begins with its number alone.
    """
    if "\n" not in run.between[at - 1] or not _NEXT_ROW.match(run.text, run.groups[at][0]):
        return False
    return not (labelled and _ALONE.match(run.text, run.groups[at][0]))


def part_of_code(run: Run, at: int, last: int) -> bool:
    """Return whether a hyphen or a dot ties the groups to more of the same code."""
    start = run.groups[at][0]
    earlier = at > 0 and run.is_tie(at - 1) and not _COUNTRY.search(run.text, max(0, start - _LONGEST_COUNTRY), start)
    later = last < len(run.between) and run.is_tie(last)
    return (earlier or later) and not (not earlier and _is_extension(run, last))


def _is_extension(run: Run, last: int) -> bool:
    """Return whether the group after `last` is an extension, and the last group of its code."""
    ends = last == len(run.groups) - 2 or not run.is_tie(last + 1)
    return ends and run.size(last + 1) <= _LONGEST_EXTENSION


def lengths(run: Run, at: int, last: int) -> tuple[list[int], tuple[str, ...]]:
    """Return the lengths of some groups and what stands between them, a country's number left out."""
    sizes, between = [run.size(i) for i in range(at, last + 1)], run.between[at:last]
    return (sizes[1:], between[1:]) if has_prefix(run, at) and len(sizes) > 1 else (sizes, between)


def unwrapped(sizes: Sequence[int], between: Sequence[str]) -> list[int]:
    """Return the lengths with groups joined that only a break parts."""
    joined = list(sizes[:1])
    for mark, length in zip(between, sizes[1:], strict=True):
        if "\n" in mark and not mark.strip():
            joined[-1] += length
        else:
            joined.append(length)
    return joined


def has_prefix(run: Run, at: int) -> bool:
    return run.text[slice(*run.groups[at])] in ("86", "0086")


def led(run: Run, at: int, last: int) -> int:
    """Return where a telephone starts: with a plus sign before it, and with a bracket that closes inside it."""
    start, end = run.groups[at][0], run.groups[last][1]
    if run.size(at) > _LONGEST_ITEM or not has_prefix(run, at):
        country = _COUNTRY.search(run.text, max(0, start - _LONGEST_COUNTRY), start)
        if country and country[0].strip():
            return country.start()
    lead = _OPENING.search(run.text, max(0, start - 4), start)
    if lead is None or not lead[0].strip():
        return start
    inside = run.text[start:end]
    closes = ")" in inside or "）" in inside
    opening = lead[0] if closes else lead[0].lstrip("(（")
    return start - len(opening) if opening.strip() else start


def extended(run: Run, end: int) -> int:
    """Return where a telephone ends, its extension with it."""
    more = _EXTENSION.match(run.text, end)
    return more.end() if more else end
