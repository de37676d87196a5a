"""A ruled table of an official form: labels in 黑体, group rows across, values left free to write on."""

from collections.abc import Sequence
from typing import Any

from docx.enum.table import WD_CELL_VERTICAL_ALIGNMENT, WD_TABLE_ALIGNMENT
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm

from pipeline.review.paperwork.papers_docx.page import BODY, HEI, Page, shape, write

_SIZE = 12.0  # 小四
_PITCH = 18.0
_PADDING = {"top": 45, "left": 85, "bottom": 45, "right": 85}  # twentieths of a point
_LEAST = 9.0  # least height of a row in millimetres


class Grid:
    """A table of `widths` millimetres, row by row."""

    def __init__(self, page: Page, widths: Sequence[float]) -> None:
        self._page, self._widths = page, tuple(widths)
        self.table = page.document.add_table(rows=0, cols=len(widths))
        self.table.style = page.document.styles["Table Grid"]
        self.table.alignment = WD_TABLE_ALIGNMENT.CENTER
        self.table.autofit = False
        _pad(self.table)
        for column, width in zip(self.table.columns, widths, strict=True):
            column.width = Mm(width)

    def group(self, text: str) -> None:
        """Add a row across the table that names what follows, and stays with it."""
        cells = self._row()
        cell = cells[0].merge(cells[-1])
        _fill(cell, text, font=HEI)
        _shade(cell)
        cell.paragraphs[0].paragraph_format.keep_with_next = True

    def heads(self, *texts: str) -> None:
        """Add a row of column heads, repeated on each page."""
        for cell, text in zip(self._row(), texts, strict=True):
            _fill(cell, text, font=HEI, align="centre")
        properties = self.table.rows[-1]._tr.get_or_add_trPr()
        properties.append(OxmlElement("w:tblHeader"))

    def cells(self, *texts: str) -> None:
        """Add a row of values."""
        for cell, text in zip(self._row(), texts, strict=True):
            _fill(cell, text)

    def pair(self, one: tuple[str, str], other: tuple[str, str]) -> None:
        """Add a row of two labels with their values; the table has four columns."""
        for cell, text, label in zip(self._row(), (*one, *other), (True, False, True, False), strict=True):
            _fill(cell, text, font=HEI if label else BODY, align="centre" if label else "left")

    def wide(self, label: str, value: str, *, height: float = _LEAST) -> None:
        """Add a row of one label and a value that takes the rest of the width; height: at least, in millimetres."""
        cells = self._row(height)
        _fill(cells[0], label, font=HEI, align="centre")
        _fill(cells[1].merge(cells[-1]), value)

    def signed(self, label: str, opinion: str, signature: str, *, height: float = 24.0) -> None:
        """Add a row to be signed: an opinion, and at the foot to the right name and day."""
        cells = self._row(height)
        _fill(cells[0], label, font=HEI, align="centre")
        cell = cells[1].merge(cells[-1])
        _fill(cell, opinion + "\n" if opinion else "")
        cell.vertical_alignment = WD_CELL_VERTICAL_ALIGNMENT.BOTTOM
        foot = cell.add_paragraph()
        shape(foot, align="right", pitch=_PITCH)
        write(foot, signature, size=_SIZE)

    def _row(self, height: float = _LEAST) -> Any:
        row = self.table.add_row()
        row.height = Mm(height)
        properties = row._tr.get_or_add_trPr()
        properties.append(OxmlElement("w:cantSplit"))
        for cell, width in zip(row.cells, self._widths, strict=True):
            cell.width = Mm(width)
            cell.vertical_alignment = WD_CELL_VERTICAL_ALIGNMENT.CENTER
        return row.cells


def _fill(cell: Any, text: str, *, font: str = BODY, align: str = "left") -> None:
    lines = text.split("\n")
    for paragraph, line in zip([cell.paragraphs[0], *(cell.add_paragraph() for _ in lines[1:])], lines, strict=True):
        shape(paragraph, align=align, pitch=_PITCH)
        write(paragraph, line, font=font, size=_SIZE)


def _pad(table: Any) -> None:
    margins = OxmlElement("w:tblCellMar")
    for side, width in _PADDING.items():
        margin = OxmlElement(f"w:{side}")
        margin.set(qn("w:w"), str(width))
        margin.set(qn("w:type"), "dxa")
        margins.append(margin)
    table._tbl.tblPr.append(margins)


def _shade(cell: Any) -> None:
    shading = OxmlElement("w:shd")
    for name, value in (("val", "clear"), ("color", "auto"), ("fill", "F2F2F2")):
        shading.set(qn(f"w:{name}"), value)
    cell._tc.get_or_add_tcPr().append(shading)
