"""The parts of a workbook (ECMA-376 part 1, 18): its sheets, shared strings and number formats."""

import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field

from lxml import etree

from pipeline.doc import UnreadableFile
from pipeline.formats.archive import unpacked
from pipeline.formats.assembly import Origin
from pipeline.formats.package import Package
from pipeline.formats.xlsx.numbers import BUILT_IN

S = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
CELL, FORMULA, LINK = "<cell>", "<formula>", "<link>"
"""Values of `Origin.attribute`: what a cell shows, what a formula says, where a relationship leads."""
# A character that XML does not like, as strings of a workbook hold it (18.18.84, ST_Xstring).
ESCAPE = re.compile("_x([0-9A-Fa-f]{4})_")
_UNLIKED = re.compile("[\x00-\x08\x0b-\x1f\ud800-\udfff\ufffe\uffff]|_(?=x[0-9A-Fa-f]{4}_)")
_SHEETS = ("worksheet", "chartsheet", "dialogsheet", "xlMacrosheet", "xlIntlMacrosheet")


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet of the book; node: its element in the list of sheets; kind: worksheet, chartsheet ...; path: its part."""

    node: etree._Element
    kind: str
    path: str

    @property
    def name(self) -> str:
        return self.node.get("name") or ""

    @property
    def visible(self) -> bool:
        return bool(self.node.get("state", "visible") == "visible")


@dataclass
class Book:
    """An opened workbook; tracing: whether its trees are kept, so that they can be changed and written."""

    package: Package
    tracing: bool = False
    root: etree._Element = field(init=False)
    sheets: list[Sheet] = field(init=False)
    strings: list[etree._Element] = field(init=False)
    formats: list[str] = field(init=False)
    since_1904: bool = field(init=False)
    _texts: dict[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, archive: zipfile.ZipFile, source: str, *, tracing: bool = False) -> "Book":
        """Return the book in an archive.

        Raises:
            UnreadableFile: damaged, or of no sheet.
        """
        package = Package(archive, source, usual="xl/workbook.xml", program="Excel")
        package.keeping = tracing
        return cls(package, tracing)

    def __post_init__(self) -> None:
        self.root = self.package.part(self.package.main)
        strings = self.package.first("sharedStrings")
        self.strings = [] if strings is None else list(strings.iterchildren(f"{S}si"))
        self.formats = _formats(self.package.first("styles"))
        self.since_1904 = any(p.get("date1904") in ("1", "true") for p in self.root.iter(f"{S}workbookPr"))
        self.sheets = list(self._sheets())
        if not self.sheets:
            raise UnreadableFile(self.package.source, "Excel 文件已损坏（没有工作表）：请用 Excel 或 WPS 打开并另存")

    def _sheets(self) -> Iterator[Sheet]:
        parts = {
            relation.get("Id"): (kind, path)
            for kind, path, relation in self.package.relations(self.package.main)
            if kind in _SHEETS
        }
        for node in self.root.iter(f"{S}sheet"):
            if found := parts.get(node.get(f"{R}id")):
                yield Sheet(node, *found)

    def item(self, index: str) -> etree._Element | None:
        """Return the element of a shared string by its index as a cell holds it, None where there is none."""
        number = int(index) if index.isdecimal() and len(index) < 10 else -1
        return self.strings[number] if 0 <= number < len(self.strings) else None

    def shared(self, index: str) -> str:
        """Return a shared string by its index as a cell holds it, "" where there is none."""
        if index not in self._texts:
            item = self.item(index)
            self._texts[index] = "" if item is None else rich_text(item)
        return self._texts[index]

    def drawing(self, path: str) -> etree._Element:
        """Return the root of a drawing; VML, which is not always well-formed, as far as it can be read."""
        package, name = self.package, self.package.named(path)
        if not name.lower().endswith(".vml") or name in package.roots:
            return package.part(path)
        parser = etree.XMLParser(recover=True, resolve_entities=False, no_network=True, remove_comments=True)
        root = etree.fromstring(unpacked(package.archive, name, package.source), parser)
        if root is None or root.getroottree().docinfo.internalDTD is not None:
            raise UnreadableFile(package.source, "文件已损坏（图形部分无法读取）：请用 Excel 或 WPS 打开并另存")
        if self.tracing:
            package.roots[name] = root
        return root

    def format_of(self, style: str | None) -> str:
        """Return the number format of a cell's style."""
        number = int(style) if style and style.isdecimal() and len(style) < 10 else 0
        return self.formats[number] if number < len(self.formats) else "General"

    def origins(self, node: etree._Element, attribute: str, text: str, start: int = 0) -> list[Origin]:
        """Return where a text stands that begins at `start` of a node's text or attribute; nothing while only reading.

        text: as the node holds it; what `plain` makes one character of is one in the origins too.
        """
        if not self.tracing:
            return []
        out, at = [], 0
        for match in ESCAPE.finditer(text):
            out += [Origin(match.start() - at, node, attribute, start + at)] if match.start() > at else []
            out.append(Origin(1, node, attribute, start + match.start()))
            at = match.end()
        return [*out, Origin(len(text) - at, node, attribute, start + at)] if at < len(text) else out


def plain(text: str) -> str:
    """Return a string of a workbook with its escaped characters as they are."""
    return ESCAPE.sub(lambda m: chr(int(m[1], 16)), text) if "_x" in text else text


def escaped(text: str) -> str:
    """Return a string as XML holds it; `plain` gives it back."""
    return _UNLIKED.sub(lambda m: f"_x{ord(m[0]):04X}_", text)


def text_nodes(item: etree._Element) -> Iterator[etree._Element]:
    """Yield the nodes that hold what is shown of a string: its own or its runs', not how it is pronounced."""
    for child in item:
        if child.tag == f"{S}t":
            yield child
        elif child.tag == f"{S}r":
            yield from child.iterchildren(f"{S}t")


def rich_text(item: etree._Element) -> str:
    """Return the text of a shared or inline string or of a comment."""
    return "".join(plain(node.text or "") for node in text_nodes(item))


def _formats(styles: etree._Element | None) -> list[str]:
    """Return the number format of each cell style."""
    if styles is None:
        return []
    codes = {str(number): code for number, code in BUILT_IN.items()}
    codes |= {n.get("numFmtId", ""): n.get("formatCode", "") for n in styles.iterfind(f"{S}numFmts/{S}numFmt")}
    return [codes.get(style.get("numFmtId", ""), "General") for style in styles.iterfind(f"{S}cellXfs/{S}xf")]
