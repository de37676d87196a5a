"""Reads Word files (DOCX, ECMA-376): printed text first, then headers, notes, comments, hidden text, properties."""

from collections.abc import Iterator

from lxml import etree

from pipeline.doc import Doc, UnreadableFile
from pipeline.formats.archive import opened
from pipeline.formats.assembly import Assembly, Cell
from pipeline.formats.numbering import Numbering, W
from pipeline.formats.word_package import Package
from pipeline.formats.word_runs import MC, Line, chosen, line_of, texts, vanished_styles

_A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
_CHART = "{http://schemas.openxmlformats.org/drawingml/2006/chart}"
_NOTES = {"footnotes": ("footnote", True), "endnotes": ("footnote", True), "comments": ("comment", False)}
_THROUGH = frozenset((f"{W}sdt", f"{W}sdtContent", f"{W}customXml", f"{W}ins", f"{W}moveTo", f"{W}smartTag"))
_TECHNICAL = frozenset(("Application", "AppVersion", "DocSecurity", "Template", "created", "modified", "lastPrinted"))
_EMPTY = "没有文字（可能只有图片，暂不支持文字识别）：请提供有文字的文件"


def read(data: bytes, source: str, *, max_unpacked_bytes: int) -> Doc:
    """Return the document of a Word file.

    Body: paragraphs with their list numbers (part `numbering`: characters that are in no run), tables with a tab
    between cells and a line for each row, text boxes before the paragraph that anchors them. Carried after it: headers
    and footers, notes, comments, deletions and hidden text, alternative texts, properties.

    Raises:
        UnreadableFile: encrypted, damaged, a ZIP or XML bomb, without text, or with text that lies in an embedded file.
    """
    package = Package(opened(data, source, max_unpacked_bytes=max_unpacked_bytes), source)
    reader = _Reader(package)
    reader.body(package.part(package.main))
    reader.carried()
    return reader.assembly.doc(data, source, empty=_EMPTY)


class _Reader:
    """Walks the parts of one file and puts its text together."""

    def __init__(self, package: Package) -> None:
        styles = package.first("styles")
        self.package = package
        self.assembly = Assembly()
        self._numbering = Numbering.of(package.first("numbering"), styles)
        self._vanished = vanished_styles(styles)
        self._tables = 0
        self._people: dict[str, None] = {}

    def body(self, document: etree._Element) -> None:
        """Read the printed text."""
        body = document.find(f"{W}body")
        if body is None:
            raise UnreadableFile(self.package.source, "Word 文件已损坏（没有正文部分）：请重新获取")
        if next(body.iter(f"{W}altChunk"), None) is not None:
            raise UnreadableFile(self.package.source, "部分正文嵌在内部的另一个文件里：请用 Word 或 WPS 打开并另存")
        self._blocks(body, "body")
        for change in body.iter(f"{W}ins", f"{W}del", f"{W}moveFrom", f"{W}moveTo"):
            self._people[change.get(f"{W}author") or ""] = None

    def _blocks(self, parent: etree._Element, part: str) -> None:
        for block in parent:
            if block.tag == f"{W}p":
                self._paragraph(block, part)
            elif block.tag == f"{W}tbl":
                self._table(block)
            elif block.tag == f"{MC}AlternateContent":
                self._blocks(chosen(block), part)
            elif block.tag in _THROUGH:
                self._blocks(block, part)

    def _paragraph(self, paragraph: etree._Element, part: str, cell: Cell | None = None) -> None:
        line = self._line(paragraph)
        for box in line.boxes:
            if isinstance(box, str):
                self.assembly.add(f"{box}\n" if box.strip() else "", "text_box", cell=cell)
            else:
                self._blocks(box, "text_box")
        self.assembly.add(self._numbering.label(paragraph), "numbering", cell=cell)
        self.assembly.add(f"{line.text}\n", part, cell=cell)

    def _line(self, paragraph: etree._Element) -> Line:
        line = line_of(paragraph, self._vanished)
        self.assembly.carry("".join(line.hidden), "hidden")
        return line

    def _table(self, table: etree._Element) -> None:
        index, self._tables = self._tables, self._tables + 1
        for number, row in enumerate(_children(table, f"{W}tr")):
            cells = list(_children(row, f"{W}tc"))
            column = _span(row, f"{W}trPr/{W}gridBefore", 0)
            self.assembly.add("\t" * column, "table", cell=(index, number, 0))
            for cell in cells:
                place, width = (index, number, column), _span(cell, f"{W}tcPr/{W}gridSpan", 1)
                if len(cells) == 1:
                    self._lone_cell(cell, place)
                else:
                    self._cell(cell, place)
                    self.assembly.add("" if cell is cells[-1] else "\t" * width, "table", cell=place)
                column += width
            self.assembly.line_end()

    def _lone_cell(self, cell: etree._Element, place: Cell) -> None:
        """Read a cell that is its row's only one: its paragraphs keep their lines, its tables are tables."""
        for block in _children(cell, f"{W}p", f"{W}tbl"):
            if block.tag == f"{W}tbl":
                self._table(block)
            else:
                self._paragraph(block, "table", place)

    def _cell(self, cell: etree._Element, place: Cell) -> None:
        """Read a cell beside others on one line; a lower cell of a vertical merge holds nothing of its own."""
        merge = cell.find(f"{W}tcPr/{W}vMerge")
        if merge is not None and merge.get(f"{W}val") != "restart":
            return
        between = ""
        for paragraph in _paragraphs(cell):
            line = self._line(paragraph)
            boxes = [box if isinstance(box, str) else " ".join(texts(box, f"{W}t")) for box in line.boxes]
            text = " ".join(" ".join((*boxes, line.text)).replace("\t", " ").split("\n")).strip()
            label = self._numbering.label(paragraph)
            if text or label:
                self.assembly.add(between, "table", cell=place)
                self.assembly.add(label, "numbering", cell=place)
                self.assembly.add(text, "table", cell=place)
                between = " "

    def carried(self) -> None:
        """Keep what the file holds beside its printed body."""
        for kind, path in self.package.related(self.package.main):
            if kind in ("header", "footer"):
                self.assembly.carry(self._flat(self.package.part(path)), kind, visible=True)
            elif kind in _NOTES:
                self._notes(self.package.part(path), *_NOTES[kind])
            elif kind in ("diagramData", "chart"):
                root = self.package.part(path)
                shown = [*texts(root, f"{_A}t"), *texts(root, f"{_CHART}v")]
                self.assembly.carry("\n".join(dict.fromkeys(shown)), "text_box", visible=True)
            elif kind == "external hyperlink" and path.startswith(("mailto:", "tel:")):
                self.assembly.carry(path, "hidden")
            elif kind == "settings":
                for variable in self.package.part(path).iter(f"{W}docVar"):
                    self._property(variable.get(f"{W}name"), variable.get(f"{W}val"))
            elif kind == "customXml":
                values = (t.strip() for t in self.package.part(path).itertext())
                self.assembly.carry("\n".join(v for v in values if v), "property")
        for person in self._people:
            self.assembly.carry(person, "property")
        self._properties()

    def _flat(self, root: etree._Element) -> str:
        """Return the text of a part line by line, its text boxes among them."""
        lines: list[str] = []
        for paragraph in root.iter(f"{W}p"):
            if next(paragraph.iterancestors(f"{MC}Fallback"), None) is None:
                line = self._line(paragraph)
                lines += [*(b for b in line.boxes if isinstance(b, str)), line.text]
        return "\n".join(line for line in lines if line.strip())

    def _notes(self, root: etree._Element, part: str, visible: bool) -> None:
        for note in root:
            if note.get(f"{W}type") in (None, "normal"):
                self.assembly.carry(self._flat(note), part, visible=visible)
            self._people[note.get(f"{W}author") or ""] = None

    def _properties(self) -> None:
        for kind, path in self.package.related(""):
            if kind in ("core-properties", "extended-properties"):
                for element in self.package.part(path):
                    self._property(etree.QName(element).localname, element.text)
            elif kind == "custom-properties":
                for element in self.package.part(path):
                    self._property(element.get("name"), "".join(element.itertext()))

    def _property(self, name: str | None, value: str | None) -> None:
        """Keep a property; counts, switches and what only the program tells of itself say nothing."""
        if name not in _TECHNICAL and value and not value.strip().isdigit() and value not in ("true", "false"):
            self.assembly.carry(f"{name}: {value}", "property")


def _paragraphs(cell: etree._Element) -> Iterator[etree._Element]:
    """Yield a cell's paragraphs, those of inner tables too, but not those of its text boxes."""
    for paragraph in cell.iter(f"{W}p"):
        if next(paragraph.iterancestors(f"{W}txbxContent", f"{W}tc"), cell).tag == f"{W}tc":
            yield paragraph


def _children(parent: etree._Element, *tags: str) -> Iterator[etree._Element]:
    """Yield the children of these tags, also those in content controls."""
    for child in parent:
        if child.tag in tags:
            yield child
        elif child.tag in _THROUGH:
            yield from _children(child, *tags)


def _span(element: etree._Element, path: str, default: int) -> int:
    found = element.find(path)
    written = found.get(f"{W}val") or "" if found is not None else ""
    return min(int(written), 63) if written.isdigit() else default
