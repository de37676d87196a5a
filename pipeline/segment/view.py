"""The body without its layout: one string to match patterns on, and the way back to the text."""

import re
from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from pipeline.doc import Range

_LAYOUT = (0x0A, 0x09, 0x20)
_WIDTHS = str.maketrans("()[]［］﹝﹞,:;?!｡．", "（）〔〕〔〕〔〕，：；？！。.")
# A full stop typed as a point: between Chinese characters, and not after a heading's numeral.
_POINT = re.compile(r"(?<=[\u4e00-\u9fff）》”])(?<![一二三四五六七八九十])\.(?=[\u4e00-\u9fff（《“]|$)")

_DASH = r"[-—－–―─]"
# A number between dashes or dots on a line of its own, 第 2 页 共 9 页, - 2 -, 2/9.
_OWN_LINE = re.compile(
    rf"^[ \t]{{0,80}}(?:{_DASH}{{1,2}} ?[0-9]{{1,4}} ?{_DASH}{{1,2}}|[·•~～] ?[0-9]{{1,3}} ?[·•~～]"
    r"|（?第 ?[0-9]{1,4} ?页(?:[ ,，/／]{0,3}(?:共|总) ?[0-9]{1,4} ?页)?）?"
    r"|[0-9]{1,3} ?[/／] ?[0-9]{1,3})(?=[ \t]{0,80}$)",
    re.M,
)
# What is left of a page's foot inside a sentence: never beside a digit, so that 2021—2025 and 1-2-3 stay.
_INLINE = re.compile(
    r"(?<![0-9年月日—－–―-])(?:[—－–―] ?[0-9]{1,3} ?[—－–―](?![0-9—－–―])|- [0-9]{1,3} -(?![0-9-]))"
)
_BARE = re.compile(r"(?<=\n)[ \t]{0,80}([0-9]{1,3})(?=[ \t]{0,80}\n)")
_LONG_LINE = 15
_LONG_TITLE = 30
_PIECE = 2
_SPARSE = 0.5
_INDENT = 80
_STOPS = "。！？；：）”"
_NUMERAL = re.compile(
    r"[一二三四五六七八九十]{1,3}、|（[一二三四五六七八九十]{1,3}）|第[一二三四五六七八九十百]{1,5}[章节条]"
    r"|[0-9]{1,2}[.、]|附件"
)
# 答覆 and the like, which no character table turns into 答复.
_ANSWER = re.compile(r"(?<=[答批函回])覆|覆(?=函)")


@dataclass(frozen=True, slots=True)
class Found:
    """A labelled range of a view."""

    label: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class View:
    """The body without white space and page numbers, its punctuation in one width.

    text: what patterns run on; at: for each of its characters the offset in `doc.text`, (len(text),) int64; lines:
    where the lines start in `text`, ascending; starts: the same as a set; blank: those before which a line is empty;
    paged: where a page number was taken out; rows: lines that are rows of a table (tabs or bars between the cells);
    pages: the page numbers, in `doc.text`.
    """

    text: str
    at: NDArray[np.int64]
    lines: list[int]
    starts: frozenset[int]
    blank: frozenset[int]
    paged: frozenset[int]
    rows: frozenset[int]
    pages: tuple[Range, ...]

    @property
    def sparse(self) -> bool:
        """Whether empty lines are rare enough to mean something."""
        return len(self.blank) < _SPARSE * len(self.lines)

    def range(self, start: int, end: int) -> Range:
        """Return the range of `doc.text` that holds `text[start:end]`, which is not empty."""
        return int(self.at[start]), int(self.at[end - 1]) + 1

    def gap(self, index: int) -> int:
        """Return how many characters of layout stand before `text[index]`, within its line or not."""
        if not 0 < index < len(self.at):
            return 0
        return int(self.at[index] - self.at[index - 1]) - 1

    def gaps(self, start: int, end: int) -> list[int]:
        """Return the places between `start` and `end`, both excluded, before which layout stands."""
        found: list[int] = (np.flatnonzero(np.diff(self.at[start:end]) > 1) + start + 1).tolist()
        return [i for i in found if i not in self.paged]

    def line_at(self, index: int) -> Range:
        """Return the line that holds `text[index]`."""
        place = bisect_right(self.lines, index)
        return self.lines[place - 1], self.lines[place] if place < len(self.lines) else len(self.text)

    def next_line(self, index: int) -> int:
        """Return the first start of a line after `index`, or the end of the text."""
        place = bisect_right(self.lines, index)
        return self.lines[place] if place < len(self.lines) else len(self.text)

    def previous_line(self, index: int) -> int:
        """Return the last start of a line before `index`, or 0."""
        place = bisect_left(self.lines, index)
        return self.lines[place - 1] if place else 0


def view(folded: str) -> View:
    """Return the view of a body, from the folded text."""
    codes = np.frombuffer(folded.encode("utf-32-le", "surrogatepass"), dtype=np.uint32)
    pages = page_numbers(folded)
    kept = ~np.isin(codes, _LAYOUT)
    for start, end in pages:
        kept[start:end] = False
    at = np.flatnonzero(kept)
    text = codes[kept].tobytes().decode("utf-32-le", "surrogatepass").translate(_WIDTHS)
    if "." in text:
        text = _POINT.sub("。", text)
    if "覆" in text:
        text = _ANSWER.sub("复", text)
    starts, blank = _lines(codes, at)
    paged = dict(zip(np.searchsorted(at, [start for start, _ in pages]).tolist(), pages, strict=True))
    starts = [s for s in starts if s not in paged or _is_parted(text, starts, s, _stands_alone(folded, paged[s]))]
    parted = frozenset(blank) - set(paged)
    return View(text, at, starts, frozenset(starts), parted, frozenset(paged), _rows(codes, at, starts), pages)


def _stands_alone(folded: str, page: Range) -> bool:
    """Return whether a page number has a line of its own."""
    before = folded[max(0, page[0] - _INDENT) : page[0]].rstrip(" \t")
    return not before or before[-1] == "\n"


def _is_parted(text: str, starts: list[int], start: int, alone: bool) -> bool:
    """Return whether a line after a page number is a new line, and not the rest of the one before the page number."""
    above = starts[bisect_left(starts, start) - 1] if start else 0
    whole = start == 0 or text[start - 1] in _STOPS or (alone and _PIECE < start - above < _LONG_LINE)
    headed = start - above < _LONG_TITLE and _NUMERAL.match(text, above)
    return whole or bool(headed) or bool(_NUMERAL.match(text, start))


def _rows(codes: NDArray[Any], at: NDArray[np.int64], starts: list[int]) -> frozenset[int]:
    marks = np.flatnonzero((codes == 0x09) | (codes == 0x7C))
    if not len(marks) or not starts:
        return frozenset()
    firsts = at[starts]
    # A tab before the first character of a line is an indent.
    places = np.searchsorted(firsts, marks, side="right") - 1
    lines, counts = np.unique(places[places >= 0], return_counts=True)
    bars = codes[marks].max() == 0x7C
    return frozenset(starts[i] for i, n in zip(lines.tolist(), counts.tolist(), strict=True) if n >= (2 if bars else 1))


def _lines(codes: NDArray[Any], at: NDArray[np.int64]) -> tuple[list[int], list[int]]:
    places = np.searchsorted(at, np.flatnonzero(codes == _LAYOUT[0]))
    places = places[(places > 0) & (places < len(at))]
    starts, counts = np.unique(places, return_counts=True)
    first = [0] if len(at) else []
    return first + starts.tolist(), starts[counts > 1].tolist()


def page_numbers(folded: str) -> tuple[Range, ...]:
    """Return the page numbers in a folded text: on lines of their own, or left inside a sentence."""
    found = set()
    for pattern in (_OWN_LINE, _INLINE):
        found |= {_trimmed(folded, m.start(), m.end()) for m in pattern.finditer(folded)}
    found |= {_trimmed(folded, m.start(), m.end()) for m in _BARE.finditer(folded) if _between_prose(folded, m)}
    out: list[Range] = []
    for start, end in sorted(found):
        if not out or start >= out[-1][1]:
            out.append((start, end))
    return tuple(out)


def _trimmed(folded: str, start: int, end: int) -> Range:
    inside = folded[start:end]
    return start + len(inside) - len(inside.lstrip()), end


def _between_prose(folded: str, number: re.Match[str]) -> bool:
    """Return whether a bare number parts two lines of prose; beside short lines it is the cell of a table."""
    before = folded[max(0, number.start() - 400) : number.start()].rstrip()
    after = folded[number.end() : number.end() + 400].lstrip()
    above, below = before[before.rfind("\n") + 1 :].strip(), after.partition("\n")[0].strip()
    return len(above) >= _LONG_LINE and len(below) >= _LONG_LINE
