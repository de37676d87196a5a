"""Reads the cells of a sheet in order, and tells which of them are seen."""

import re
from bisect import bisect_left, bisect_right, insort
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from lxml import etree

from pipeline.doc import Range, merged
from pipeline.formats.xlsx.book import Book, S, plain, rich_text
from pipeline.formats.xlsx.numbers import plainly, shown

_REFERENCE = re.compile(r"\$?([A-Za-z]{1,3})\$?([0-9]{1,7})")
_LAST_ROW, _LAST_COLUMN = 1_048_576, 16_384
_ZERO = re.compile(r"0+(?:\.0*)?")

Area = tuple[int, int, int, int]
"""First row, first column, last row, last column; all 0-based and inside."""


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell that is not empty.

    row, column: 0-based; seen: neither hidden nor under a merged neighbour; last: the last column that it covers;
    twice: a cell of the same place came before it.
    """

    row: int
    column: int
    node: etree._Element
    text: str
    seen: bool
    last: int
    twice: bool = False


def cells(root: etree._Element, book: Book) -> list[Cell]:
    """Return the cells of a sheet that hold anything, in order of row and column; those of a place given twice last."""
    hidden, covered = _Hidden(root), _Covered(root)
    found: dict[tuple[int, int], Cell] = {}
    twice: list[Cell] = []
    for row, column, node, unseen in _placed(root, hidden):
        text, shows = content(node, book)
        if text:
            again = (row, column) in found
            cell = Cell(row, column, node, text, shows and not unseen and not again, column, again)
            if again:
                twice.append(cell)
            else:
                found[row, column] = cell
    inside = [found[place] for place in sorted(found)]
    return [*covered.marked(inside), *twice]


def area(reference: str) -> Area | None:
    """Return the area of a reference like B2 or A1:C3, None where it is no such."""
    first, _, last = reference.partition(":")
    ends = [_REFERENCE.fullmatch(end) for end in (first, last or first)]
    if ends[0] is None or ends[1] is None:
        return None
    (top, left), (bottom, right) = ((int(e[2]) - 1, _column(e[1])) for e in ends if e)
    return min(top, bottom), min(left, right), max(top, bottom), max(left, right)


def _column(letters: str) -> int:
    number = 0
    for letter in letters.upper():
        number = number * 26 + ord(letter) - 64
    return number - 1


def _placed(root: etree._Element, hidden: "_Hidden") -> Iterator[tuple[int, int, etree._Element, bool]]:
    """Yield row, column and element of each cell, and whether its row or column is hidden."""
    before = -1
    for data in root.iterchildren(f"{S}sheetData"):
        for row in data.iterchildren(f"{S}row"):
            written = row.get("r") or ""
            told = int(written) if written.isdecimal() and len(written) < 10 else 0
            number = told - 1 if 0 < told <= _LAST_ROW else before + 1
            before, unseen, last = number, hidden.row(row), -1
            for node in row.iterchildren(f"{S}c"):
                place = _REFERENCE.fullmatch(node.get("r") or "")
                last = _column(place[1]) if place else last + 1
                if len(node):
                    yield number, last, node, unseen or hidden.column(last)


def content(node: etree._Element, book: Book) -> tuple[str, bool]:
    """Return what a cell shows and True, or the number that its format does not show and False."""
    text = _text(node, book)
    return (text, True) if text else (_unshown(node, book), False)


def _text(node: etree._Element, book: Book) -> str:
    kind = node.get("t", "n")
    if kind == "inlineStr" and (inline := node.find(f"{S}is")) is not None:
        return rich_text(inline)
    value = node.findtext(f"{S}v") or ""
    if kind == "s":
        return book.shared(value)
    if kind in ("n", "") and value:
        return shown(value, book.format_of(node.get("s")), since_1904=book.since_1904)
    if kind == "b":
        return {"1": "TRUE", "0": "FALSE"}.get(value, value)
    return plain(value)


def _unshown(node: etree._Element, book: Book) -> str:
    # A zero is often not shown, and never missed.
    value = node.findtext(f"{S}v") or ""
    return plainly(value) if node.get("t", "n") == "n" and value and not _ZERO.fullmatch(value) else ""


class _Hidden:
    """Knows which rows and columns of a sheet are hidden."""

    def __init__(self, root: etree._Element) -> None:
        self._rows = any(f.get("zeroHeight") in ("1", "true") for f in root.iterchildren(f"{S}sheetFormatPr"))
        found = (_columns(c) for c in root.iterfind(f"{S}cols/{S}col") if _is_hidden(c, "width"))
        self._columns = merged(r for r in found if r[0] < r[1])
        self._starts = [start for start, _ in self._columns]

    def row(self, row: etree._Element) -> bool:
        if self._rows and row.get("customHeight") is None and row.get("ht") is None:
            return row.get("hidden") not in ("0", "false")
        return _is_hidden(row, "ht")

    def column(self, column: int) -> bool:
        at = bisect_right(self._starts, column) - 1
        return at >= 0 and column < self._columns[at][1]


def _is_hidden(node: etree._Element, size: str) -> bool:
    return node.get("hidden") in ("1", "true") or bool(_ZERO.fullmatch(node.get(size) or ""))


def _columns(node: etree._Element) -> Range:
    ends = [node.get("min") or "", node.get("max") or ""]
    if not all(end.isdecimal() and len(end) < 10 for end in ends):
        return 0, 0
    return int(ends[0]) - 1, int(ends[1])


@dataclass
class _Covered:
    """Knows which cells lie under a merged neighbour; goes down a sheet once."""

    root: etree._Element
    _active: dict[int, Area] = field(default_factory=dict)
    _starts: list[int] = field(default_factory=list)

    def marked(self, some: Sequence[Cell]) -> Iterator[Cell]:
        """Yield the cells, those that are covered as not seen.

        some: in order of row and column.
        """
        found = (area(m.get("ref") or "") for m in self.root.iterfind(f"{S}mergeCells/{S}mergeCell"))
        areas, at = sorted(a for a in found if a), 0
        for cell in some:
            while at < len(areas) and areas[at][0] <= cell.row:
                self._begin(areas[at])
                at += 1
            over = self._area(cell)
            if over and over[:2] == (cell.row, cell.column):
                yield replace(cell, last=over[3])
            else:
                yield replace(cell, seen=False) if over else cell

    def _begin(self, one: Area) -> None:
        if one[1] not in self._active:
            insort(self._starts, one[1])
        self._active[one[1]] = one

    def _area(self, cell: Cell) -> Area | None:
        """Return the area in which a cell lies; those that end above it are forgotten."""
        while (at := bisect_right(self._starts, cell.column) - 1) >= 0:
            found = self._active[self._starts[at]]
            if found[2] >= cell.row:
                return found if cell.column <= found[3] else None
            del self._active[self._starts.pop(at)]
        return None


def used(columns: Sequence[int], column: int) -> int:
    """Return how many of the used columns, which are in order, stand before one."""
    return bisect_left(columns, column)
