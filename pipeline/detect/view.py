"""The text as one reads it: no hard wraps, no spaces put between all characters; ranges map back."""

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from pipeline.doc import Doc, Range

HAN = "\u3400-\u4dbf\u4e00-\u9fff\U00020000-\U0002ebef〇"
_SPACED = re.compile(f"(?<![{HAN}])[{HAN}] (?=[{HAN}](?![{HAN}]))")
_HAN = re.compile(f"[{HAN}]")
_LAYOUT_SPACE = re.compile(f"(?<=[{HAN}，。；：、（）“”《》]) (?! )|(?<! ) (?=[{HAN}，。；：、（）“”《》])")
# The lookbehind keeps a long run of tabs from being tried again at each of them.
_WRAP = re.compile(r"(?<![ \t])[ \t]*+\n[ \t]*")
_ENDS = "。；：！？;:!?\n"
_BARS = re.compile(r"[|\t]")
_OWN_LINE = re.compile(
    r"[一二三四五六七八九十]{1,3}、|[（(][一二三四五六七八九十0-9]{1,3}[)）]|[0-9]{1,2}[.．、]|[^，。；\n]{1,8}[:：]"
    r"|第[一二三四五六七八九十百]{1,4}[章条]|[|\t]"
)
_NARROWEST, _WIDEST = 14, 60
_LEAST_WRAPS = 3
_SPREAD = (0.75, 1.35)
_SPACED_SHARE = 0.12
_LONGEST_ROW = 400


@dataclass(frozen=True, slots=True)
class View:
    """A reading of a folded text; cuts: the places where something was left out, shifts: how much was, up to there."""

    text: str
    cuts: tuple[int, ...] = ()
    shifts: tuple[int, ...] = ()

    def back(self, start: int, end: int) -> Range:
        """Return the range of the folded text that a range of this view stands for."""
        if not self.cuts or start >= end:
            return start, end
        return self._place(start), self._place(end - 1) + 1

    def forth(self, start: int, end: int) -> Range:
        """Return the range of this view that shows a range of the folded text, as near as it shows it."""
        return (self._shown(start), self._shown(end - 1) + 1) if self.cuts and start < end else (start, end)

    def _shown(self, at: int) -> int:
        low, high = 0, len(self.cuts)
        while low < high:
            middle = (low + high) // 2
            if self.cuts[middle] + self.shifts[middle] <= at:
                low = middle + 1
            else:
                high = middle
        return min(at - (self.shifts[low - 1] if low else 0), self.cuts[low] if low < len(self.cuts) else at)

    def _place(self, at: int) -> int:
        place = bisect_right(self.cuts, at)
        return at + (self.shifts[place - 1] if place else 0)


def view_of(doc: Doc) -> View:
    """Return the reading of a document: wraps as `segment` saw them where it has run, else as the line widths tell."""
    text = doc.folded
    gone = list(_layout_spaces(text))
    gone += _wraps_inside(text, doc.sentences) if doc.sentences else _wraps_by_width(text)
    gone += [(e.start, e.end) for e in doc.labelled("page_number")]
    return without(text, gone)


def without(text: str, ranges: Sequence[Range]) -> View:
    """Return the view of a text that leaves these ranges out."""
    if not ranges:
        return View(text)
    kept: list[str] = []
    cuts: list[int] = []
    shifts: list[int] = []
    at = length = 0
    for start, end in sorted(ranges):
        start = max(start, at)
        if end <= start:
            continue
        kept.append(text[at:start])
        length += start - at
        at = end
        if cuts and cuts[-1] == length:
            cuts.pop(), shifts.pop()
        cuts.append(length)
        shifts.append(at - length)
    kept.append(text[at:])
    return View("".join(kept), tuple(cuts), tuple(shifts))


def _layout_spaces(text: str) -> list[Range]:
    """Return the spaces of a text that stands with one between all its characters, none of any other text."""
    spaced = sum(1 for _ in _SPACED.finditer(text))
    if not spaced or spaced < _SPACED_SHARE * sum(1 for _ in _HAN.finditer(text)):
        return []
    return [m.span() for m in _LAYOUT_SPACE.finditer(text)]


def _wraps_inside(text: str, sentences: Sequence[Range]) -> list[Range]:
    """Return the line breaks inside sentences, but for those before a blank line or a paragraph set in."""
    return [
        m.span()
        for start, end in sentences
        for m in _WRAP.finditer(text, start, end)
        if start < m.start()
        and m.end() < end
        and not _indented(text, *m.span())
        and "\n" not in text[m.end()] + text[m.start() - 1]
        and not _between_rows(text, *m.span())
    ]


def _between_rows(text: str, start: int, end: int) -> bool:
    """Return whether a break stands between two rows of a table: tabs or bars in the line before and in that after."""
    before = text.rfind("\n", max(0, start - _LONGEST_ROW), start) + 1
    after = text.find("\n", end, end + _LONGEST_ROW)
    after = after if after >= 0 else min(len(text), end + _LONGEST_ROW)
    return bool(_BARS.search(text, max(before, start - _LONGEST_ROW), start) and _BARS.search(text, end, after))


def _indented(text: str, start: int, end: int) -> bool:
    """Return whether the line after a break is set in, as a paragraph is."""
    return end - text.rfind("\n", start, end) > 2


def _wraps_by_width(text: str) -> list[Range]:
    """Return the line breaks that only the width of the page made.

    A text is wrapped where several lines break off after a comma, or in mid-sentence after a full stop inside them:
    lines of a list or a table do neither. Then each line about as wide, that no stop ends, goes on in the next.
    """
    breaks = [m.span() for m in _WRAP.finditer(text)]
    starts = [0, *(end for _, end in breaks)]
    lines = [
        (start, b[0], b[1]) for start, b in zip(starts, breaks, strict=False)
        if b[0] > start and text[b[0] - 1] not in _ENDS and not _indented(text, *b) and b[1] < len(text)
    ]  # fmt: skip
    telling = sorted(end - start for start, end, _ in lines if _breaks_off(text, start, end))
    telling = telling if len(telling) >= _LEAST_WRAPS else _of_one_width(text, lines)
    if len(telling) < _LEAST_WRAPS:
        return []
    width = telling[len(telling) // 2]
    return [
        (end, after)
        for start, end, after in lines
        if _SPREAD[0] <= (end - start) / width <= _SPREAD[1] and _goes_on(text, after)
    ]


def _of_one_width(text: str, lines: Sequence[tuple[int, int, int]]) -> list[int]:
    """Return the widths of the lines with a comma in them that are as wide as each other, to a character."""
    widths = Counter(end - start for start, end, _ in lines if end - start >= _NARROWEST and "，" in text[start:end])
    if not widths:
        return []
    most = max(widths, key=lambda w: (widths[w] + widths[w - 1], w))
    return [most] * (widths[most] + widths[most - 1])


def _breaks_off(text: str, start: int, end: int) -> bool:
    """Return whether a line ends in mid-sentence, by its comma or by the sentence that ended within it."""
    if not _NARROWEST <= end - start <= _WIDEST or _BARS.search(text, start, end):
        return False
    return text[end - 1] in "，、" or text.find("。", start, end) >= 0


def _goes_on(text: str, at: int) -> bool:
    """Return whether the line that begins at `at` is no item, label or heading of its own."""
    return not _OWN_LINE.match(text, at)
