"""Reads workbooks (XLSX, ECMA-376): the sheets as printed, then what is hidden in them and stands beside them."""

from collections.abc import Iterable, Sequence
from itertools import groupby

from lxml import etree

from pipeline.doc import Doc, UnreadableFile
from pipeline.formats.archive import opened
from pipeline.formats.assembly import Assembly, Origin
from pipeline.formats.assembly import Cell as Place
from pipeline.formats.xlsx.beside import Beside, Carried
from pipeline.formats.xlsx.book import CELL, Book, Sheet
from pipeline.formats.xlsx.cells import Cell, cells, used
from pipeline.formats.xlsx.names import is_own_name

_EMPTY = "没有文字（可能只有图片，暂不支持文字识别）：请提供有文字的文件"
_BREAKS = dict.fromkeys(map(ord, "\t\r\v\f\x85\u2028\u2029"), " ")
_ON_ONE_LINE = _BREAKS | {ord("\n"): " "}
_WIDEST_GAP = 63
"""Tabs between two cells at most: a cell far to the right is no reason for a line of 16,384 columns."""
_MOST_CHARACTERS = 40_000_000
"""A shared string of a megabyte that a million cells use is no text that can be read."""


def read(data: bytes, source: str, *, max_unpacked_bytes: int) -> Doc:
    """Return the document of a workbook; macros are not looked at.

    Body: the visible sheets in order, a line for each row, a tab between cells, the name of a sheet before it where it
    is not the program's own; each cell a piece of part `table`. A blank row ends a table. Carried after it: what is
    hidden (sheets, rows, columns, cells under a merged one; part hidden, each cell in the place of its table), then
    what `Beside` gives.

    Raises:
        UnreadableFile: encrypted, damaged, a ZIP or XML bomb, or without text.
    """
    archive = opened(data, source, max_unpacked_bytes=max_unpacked_bytes)
    return reading(Book.of(archive, source), data, Assembly())


def reading(book: Book, data: bytes, assembly: Assembly) -> Doc:
    """Return the document of an opened workbook; assembly: an empty one, its trace is filled where it has one."""
    reader, beside = _Reader(book, assembly), Beside(book)
    for sheet in book.sheets:
        root = book.package.part(sheet.path)
        reader.sheet(sheet, root)
        reader.carry(beside.of_sheet(sheet, root))
    body_end = reader.length
    reader.unseen()
    reader.carry(beside.of_book())
    return assembly.doc(data, book.package.source, empty=_EMPTY).having(body_end=body_end)


class _Reader:
    """Puts the cells of all sheets together; length: of the text so far."""

    def __init__(self, book: Book, assembly: Assembly) -> None:
        self.length = 0
        self._book, self._assembly = book, assembly
        self._tables = 0
        self._unseen: list[tuple[Sequence[Cell], int | None] | Sheet] = []

    def sheet(self, sheet: Sheet, root: etree._Element) -> None:
        """Add what is seen of a sheet, and keep the rest for later."""
        if is_own_name(sheet.name):
            if sheet.visible:
                self._name(sheet, "body")
            else:
                self._unseen.append(sheet)
        found = cells(root, self._book)
        self._unseen.append(([c for c in found if c.twice], None))
        first = True
        for block in _blocks([c for c in found if not c.twice]):
            seen = [c for c in block if c.seen] if sheet.visible else []
            self._add("" if first or not seen else "\n", "body")
            first = first and not seen
            self._rows(seen, self._tables)
            self._unseen.append((block if not seen else [c for c in block if not c.seen], self._tables))
            self._tables += 1

    def carry(self, some: Iterable[Carried]) -> None:
        """Keep texts for after the cells."""
        for text, part, visible, origins in some:
            self._assembly.carry(text, part, visible=visible, origins=origins)

    def unseen(self) -> None:
        """Add what was kept of all sheets."""
        for kept in self._unseen:
            if isinstance(kept, Sheet):
                self._name(kept, "hidden")
            else:
                self._rows(*kept, part="hidden")

    def _name(self, sheet: Sheet, part: str) -> None:
        self._add(sheet.name.translate(_ON_ONE_LINE), part, origins=self._book.origins(sheet.node, "name", sheet.name))
        self._add("\n", part)

    def _rows(self, some: Sequence[Cell], table: int | None, part: str = "table") -> None:
        """Add a line for each row of the cells; tabs stand for the used columns only, one for a merged cell."""
        columns = sorted({c.column for c in some})
        for row, group in groupby(some, lambda c: c.row):
            line = list(group)
            at, place = columns[0], None if table is None else (table, row, line[0].column)
            for number, cell in enumerate(line):
                tabs = max(used(columns, cell.column) - used(columns, at), min(number, 1))
                self._add("\t" * min(tabs, _WIDEST_GAP), part, place)
                place = None if table is None else (table, row, cell.column)
                text = cell.text.translate(_ON_ONE_LINE if len(line) > 1 else _BREAKS)
                whole = [Origin(len(text), cell.node, CELL)] if self._book.tracing else []
                self._add(text, part, place, origins=whole)
                at = columns[max(used(columns, cell.last + 1), 1) - 1]
            self._add("\n", part, place)

    def _add(self, text: str, part: str, place: Place | None = None, *, origins: Iterable[Origin] = ()) -> None:
        self._assembly.add(text, part, visible=part != "hidden", cell=place, origins=origins)
        self.length += len(text)
        if self.length > _MOST_CHARACTERS:
            source = self._book.package.source
            raise UnreadableFile(source, f"文字过多（上限 {_MOST_CHARACTERS:,} 字）：请拆分")


def _blocks(found: Sequence[Cell]) -> Iterable[list[Cell]]:
    """Yield the cells of rows that follow each other without a blank one."""
    block: list[Cell] = []
    for cell in found:
        if block and cell.row > block[-1].row + 1:
            yield block
            block = []
        block.append(cell)
    if block:
        yield block
