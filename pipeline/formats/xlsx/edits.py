"""Writes the changes of a workbook into its trees: cells, formulas, links, names and every other text."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from lxml import etree

from pipeline.formats.assembly import TEXT
from pipeline.formats.xlsx.book import CELL, ESCAPE, FORMULA, LINK, Book, S, escaped, plain
from pipeline.formats.xlsx.cells import area, content
from pipeline.formats.xlsx.formulas import Names, fresh, leads_elsewhere
from pipeline.formats.xlsx.inline import XML_SPACE, write_cell
from pipeline.formats.xml_edits import Edit, Edits, edited, put, value

_NO_SHEET_NAME = re.compile(r"[:\\/?*\[\]]")
_HEADERS = re.compile("(?:odd|even|first)(?:Header|Footer)")
NOWHERE = "about:blank"
_COLUMN = re.compile(r"\[([^\[\]]+)\]")
_MOST_LOOKS = 5_000_000
"""Rows that are looked at for changed cells in the areas of array formulas; beyond, such a formula becomes a value."""
_FORMULAS = ("formula", "formula1", "formula2", "f", "definedName")


@dataclass
class Changes:
    """The changes of one book, sorted by what they change."""

    book: Book
    cells: dict[etree._Element, Sequence[Edit]] = field(default_factory=dict)
    formulas: list[etree._Element] = field(default_factory=list)
    names: Names = field(default_factory=Names)

    @classmethod
    def of(cls, book: Book, edits: Edits) -> "Changes":
        """Return the changes that other changes hang on; all others are written at once."""
        changes = cls(book)
        for (node, attribute), some in edits.of.items():
            tag = etree.QName(node).localname
            if attribute == CELL:
                changes.cells[node] = some
            elif attribute == FORMULA:
                changes.formulas.append(node)
            elif attribute == LINK:
                node.set("Target", NOWHERE)
            elif (tag, attribute) in (("sheet", "name"), ("definedName", "name"), ("table", "displayName")):
                changes._rename(node, attribute, edited(value((node, attribute)), some))
            else:
                _write(node, attribute, some)
        return changes

    def _rename(self, node: etree._Element, attribute: str, name: str) -> None:
        old = (node.get(attribute) or "").lower()
        if node.tag == f"{S}sheet":
            wanted = _NO_SHEET_NAME.sub("×", name).strip().strip("'")[:31] or "工作表"
            new = self.names.sheets.setdefault(old, fresh(wanted, self._sheets))
        else:
            wanted = "名称" if node.tag == f"{S}definedName" else "表"
            new = self.names.others.setdefault(old, fresh(f"{wanted}{len(self.names.others) + 1}", self._others))
        node.set(attribute, new)

    @cached_property
    def _sheets(self) -> set[str]:
        return {sheet.name.lower() for sheet in self.book.sheets}

    @cached_property
    def _others(self) -> set[str]:
        """Return the names that formulas use, in lower case."""
        nodes = list(self.book.root.iter(f"{S}definedName"))
        nodes += [root for root in self.book.package.roots.values() if root.tag == f"{S}table"]
        return {(node.get("displayName") or node.get("name") or "").lower() for node in nodes}

    def apply(self) -> None:
        """Write what was put off: cells, columns of tables, names in formulas."""
        headers = self._columns()
        for sheet in self.book.sheets:
            root = self.book.package.part(sheet.path)
            _drop_formulas(root, self._void(root, headers))
        for cell, some in self.cells.items():
            write_cell(cell, some, self.book)
        if self.names:
            for root in self.book.package.roots.values():
                self.names.put_into(root)

    def _void(self, root: etree._Element, headers: Collection[str]) -> set[etree._Element]:
        """Return the formulas of a sheet that become values: changed, of a changed cell, or of what is gone."""
        said, void = set(self.formulas), set()
        sheets = self._sheets | set(self.names.sheets)
        arrays = [node for node in root.iter(f"{S}f") if node.get("t") in ("array", "dataTable")]
        for node in root.iter(f"{S}f"):
            text = node.text or ""
            gone = leads_elsewhere(text, sheets) or any(column in headers for column in _COLUMN.findall(text))
            if gone or node in said or node.getparent() in self.cells:
                void.add(node)
        if arrays:
            changed = sorted(a[:2] for c in root.iter(f"{S}c") if c in self.cells and (a := area(c.get("r") or "")))
            void.update(_holding(arrays, changed))
        return void

    def _columns(self) -> set[str]:
        """Name the columns of tables as their header cells will read; return the old names."""
        old: set[str] = set()
        for sheet in self.book.sheets:
            tables = [self.book.package.part(p) for k, p in self.book.package.related(sheet.path) if k == "table"]
            if tables:
                cells = self.book.package.part(sheet.path).iter(f"{S}c")
                places = {a[:2]: self._new_text(c) for c in cells if (a := area(c.get("r") or ""))}
                for table in tables:
                    old.update(_name_columns(table, places))
        return old

    def _new_text(self, cell: etree._Element) -> str:
        return edited(content(cell, self.book)[0], self.cells.get(cell, ()))


def _name_columns(table: etree._Element, places: Mapping[tuple[int, int], str]) -> Iterator[str]:
    """Name the columns of a table as its header cells, or by number; yield the names that are gone."""
    where = area(table.get("ref") or "") or (-1, -1, -1, -1)
    top = where[0] if table.get("headerRowCount", "1") != "0" else -1
    columns = list(table.iter(f"{S}tableColumn"))
    taken = {(column.get("name") or "").lower() for column in columns}
    for number, column in enumerate(columns):
        if column.get("totalsRowLabel"):
            column.set("totalsRowLabel", escaped(places.get((where[2], where[1] + number), "")))
        name, header = column.get("name") or "", places.get((top, where[1] + number), "")
        written = escaped(header).replace("\n", "_x000a_") or f"列{number + 1}"
        if written != name.replace("_x000A_", "_x000a_"):
            yield plain(name)
            column.set("name", fresh(written if written.lower() not in taken else f"{written}{number + 1}", taken))


def _write(node: etree._Element, attribute: str, some: Sequence[Edit]) -> None:
    """Write changes of a text or attribute; what is one character of it may be an escape of seven in XML."""
    raw = value((node, attribute))
    fitted = []
    for start, end, instead in some:
        escape = ESCAPE.match(raw, end - 1)
        fitted.append((start, escape.end() if escape else end, _fitting(node, attribute, raw, (start, end, instead))))
    put((node, attribute), edited(raw, fitted))
    if attribute == TEXT and node.text != (node.text or "").strip() and node.tag == f"{S}t":
        node.set(XML_SPACE, "preserve")


def _fitting(node: etree._Element, attribute: str, raw: str, edit: Edit) -> str:
    """Return what is written in the language of its place: a formula, a number format, a page header."""
    start, end, instead = edit
    name = etree.QName(node).localname
    if attribute == "formatCode" or (attribute == TEXT and name in _FORMULAS):
        said = instead.replace('"', "")
        return said if raw.count('"', 0, start) % 2 else f'"{said}"'
    if _HEADERS.fullmatch(name):
        return instead.replace("&", "&&")
    return escaped(instead)


def _drop_formulas(root: etree._Element, void: set[etree._Element]) -> None:
    """Make formulas values; those that share one with them too, as the first of these alone holds its text."""
    shared = {node.get("si") for node in void if node.get("t") == "shared"}
    for node in list(root.iter(f"{S}f")):
        if node in void or (node.get("t") == "shared" and node.get("si") in shared):
            node.getparent().remove(node)


def _holding(arrays: Sequence[etree._Element], changed: Sequence[tuple[int, int]]) -> Iterator[etree._Element]:
    """Yield the array formulas whose area holds a changed cell.

    changed: rows and columns, in order.
    """
    looks = 0
    for node in arrays:
        top, left, bottom, right = area(node.get("ref") or "") or (0, 0, 0, -1)
        first, last = bisect_left(changed, (top, left)), bisect_right(changed, (bottom, right))
        looks += last - first
        if looks > _MOST_LOOKS or any(left <= column <= right for _, column in changed[first:last]):
            yield node
