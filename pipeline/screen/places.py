"""Where in a document a mark can stand, and what stands around a level."""

import re
from dataclasses import dataclass

from pipeline.doc import Doc, Range, merged

_SIDE = 60
_HEAD_CHARACTERS = 600
"""A head has no longer lines: text without line breaks would be all head."""
_UPRIGHT = re.compile(r"(?m)(?:^[ \t]*\S[ \t]*\n){2,40}(?:^[ \t]*\S[ \t]*$)?")
# Another document's head follows an annex's heading and the last line of a document.
_FRESH = re.compile(r"(?m)^[ \t]*附[ \t]{0,8}[件表录图][^\n。；]{0,60}$|印[ \t]{0,8}发[ \t]*$")
_LINE = re.compile(r"[^\n]*\S[^\n]*")


@dataclass(frozen=True, slots=True)
class Place:
    """What stands around a level.

    left, right: the rest of its line, at most 60 characters each; before, after: the same without spaces; above, below:
    the lines around it, without spaces; gap: the widest space inside the level; head: whether marks can stand here.
    """

    left: str
    right: str
    above: str
    below: str
    gap: int
    head: bool

    @property
    def before(self) -> str:
        return _squeezed(self.left)

    @property
    def after(self) -> str:
        return _squeezed(self.right)

    @property
    def short(self) -> bool:
        """Return whether the whole line was seen."""
        return len(self.left) < _SIDE and len(self.right) < _SIDE

    def free_left(self) -> bool:
        """Return whether an edge, or a space wider than the level's own, sets the level off from what is before it."""
        return not self.left.strip() or _width(self.left[::-1]) > self.gap

    def free_right(self) -> bool:
        """Return whether an edge, or a space wider than the level's own, sets the level off from what follows."""
        return not self.right.strip() or _width(self.right) > self.gap


def around(view: str, start: int, end: int, *, level: str, head: bool) -> Place:
    """Return what stands around view[start:end]; level: as written."""
    left, right = view[max(0, start - 2 * _SIDE) : start], view[end : end + 2 * _SIDE]
    above, _, before = left.rpartition("\n")
    after, _, below = right.partition("\n")
    gap = max((len(g) for g in re.findall("[ \t]+", level)), default=0)
    return Place(
        before[-_SIDE:],
        after[:_SIDE],
        _squeezed(above.rstrip().rpartition("\n")[2]),
        _squeezed(below.lstrip().partition("\n")[0]),
        gap,
        head,
    )


def upright(text: str) -> str:
    """Return text of the same length in which lines of one character each (vertical writing) are joined to one."""

    def laid(match: re.Match[str]) -> str:
        joined = _squeezed(match[0])
        return joined + "\n" * (len(match[0]) - len(joined))

    return _UPRIGHT.sub(laid, text)


@dataclass(frozen=True, slots=True)
class Reach:
    """How many lines a head has: of the document, of an annex or another document after it, of a page."""

    head_lines: int
    annex_lines: int
    page_lines: int


def heads(view: str, doc: Doc, reach: Reach) -> list[Range]:
    """Return the ranges where a mark can stand beside other words, joined and in order.

    The first lines of the body, of each annex, of each page, and after the last line of a document; text boxes and all
    carried parts whole.
    """
    found = [_lines(view, 0, reach.head_lines)]
    found += [_lines(view, m.end(), reach.annex_lines) for m in _FRESH.finditer(view)]
    found += [_lines(view, p.start, reach.page_lines) for p in doc.pieces if p.part == "page"]
    found += [(p.start, p.end) for p in doc.pieces if p.part == "text_box" or p.start >= doc.body_end]
    return list(merged(found))


def _lines(view: str, start: int, count: int) -> Range:
    """Return the range of the next lines that hold a character, at most 600 characters."""
    end = start
    for _ in range(count):
        line = _LINE.search(view, end, start + _HEAD_CHARACTERS)
        if line is None:
            break
        end = line.end()
    return start, end


def _squeezed(text: str) -> str:
    return "".join(text.split())


def _width(text: str) -> int:
    return len(text) - len(text.lstrip(" \t"))
