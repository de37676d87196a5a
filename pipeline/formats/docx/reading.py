"""Reads Word files (DOCX, ECMA-376): printed text first, then headers, notes, comments, hidden text, properties."""

from collections.abc import Iterable, Iterator
from itertools import chain
from zipfile import ZipFile

from lxml import etree

from pipeline.doc import Doc, UnreadableFile
from pipeline.formats.archive import opened
from pipeline.formats.assembly import TAIL, TEXT, Assembly, Cell, Copy, Origin, Trace, cut, joined
from pipeline.formats.docx.numbering import Numbering, W
from pipeline.formats.docx.runs import MC, Line, art, art_origin, chosen, line_of, texts, vanished_styles
from pipeline.formats.package import Package

_A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
CHART = "{http://schemas.openxmlformats.org/drawingml/2006/chart}"
_NOTES = {"footnotes": ("footnote", True), "endnotes": ("footnote", True), "comments": ("comment", False)}
_THROUGH = frozenset((f"{W}sdt", f"{W}sdtContent", f"{W}customXml", f"{W}ins", f"{W}moveTo", f"{W}smartTag"))
_TECHNICAL = frozenset(("Application", "AppVersion", "DocSecurity", "Template", "created", "modified", "lastPrinted"))
_TELLING = 7
"""Digits from which the number in a property of somebody's own may be a person's."""
_EMPTY = "没有文字（可能只有图片，暂不支持文字识别）：请提供有文字的文件"


def read(data: bytes, source: str, *, max_unpacked_bytes: int) -> Doc:
    """Return the document of a Word file.

    Body: paragraphs with their list numbers (part `numbering`: characters that are in no run), tables with a tab
    between cells and a line for each row, text boxes before the paragraph that anchors them. Carried after it: headers
    and footers, notes, comments, deletions and hidden text, alternative texts, properties.

    Raises:
        UnreadableFile: encrypted, damaged, a ZIP or XML bomb, without text, or with text that lies in an embedded file.
    """
    archive = opened(data, source, max_unpacked_bytes=max_unpacked_bytes)
    return _read(_Reader(Package(archive, source)), data)


def traced(data: bytes, source: str, archive: ZipFile) -> tuple[Doc, Package, Trace]:
    """Return what `read` returns, the parts that were read, and where in them each character of the text stands.

    archive: data, opened. Raises what `read` raises.
    """
    reader, trace = _Reader(Package(archive, source, keeping=True)), Trace()
    reader.assembly.trace = trace
    return _read(reader, data), reader.package, trace


def _read(reader: "_Reader", data: bytes) -> Doc:
    package = reader.package
    reader.body(package.part(package.main))
    reader.carried()
    return reader.assembly.doc(data, package.source, empty=_EMPTY)


class _Reader:
    """Walks the parts of one file and puts its text together."""

    def __init__(self, package: Package) -> None:
        styles = package.first("styles")
        self.package = package
        self.assembly = Assembly()
        self._numbering = Numbering.of(package.first("numbering"), styles)
        self._vanished = vanished_styles(styles)
        self._tables = 0
        self._people: dict[str, list[etree._Element]] = {}

    def body(self, document: etree._Element) -> None:
        """Read the printed text."""
        body = document.find(f"{W}body")
        if body is None:
            raise UnreadableFile(self.package.source, "Word 文件已损坏（没有正文部分）：请重新获取")
        if next(body.iter(f"{W}altChunk"), None) is not None:
            raise UnreadableFile(self.package.source, "部分正文嵌在内部的另一个文件里：请用 Word 或 WPS 打开并另存")
        self._blocks(body, "body")
        for change in body.iter(f"{W}ins", f"{W}del", f"{W}moveFrom", f"{W}moveTo"):
            self._people.setdefault(change.get(f"{W}author") or "", []).append(change)

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
            words = art(box)
            if words is None:
                self._blocks(box, "text_box")
            elif words.strip():
                self.assembly.add(f"{words}\n", "text_box", cell=cell, origins=(art_origin(box),))
        self.assembly.add(self._numbering.label(paragraph), "numbering", cell=cell)
        self.assembly.add(f"{line.text}\n", part, cell=cell, origins=line.origins)

    def _line(self, paragraph: etree._Element) -> Line:
        line = line_of(paragraph, self._vanished)
        if line.hidden:
            self.assembly.carry("".join(line.hidden), "hidden", origins=line.hidden_origins)
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
            written = " ".join((*map(_box_text, line.boxes), line.text)).replace("\t", " ").replace("\n", " ")
            text, before = written.strip(), len(written) - len(written.lstrip())
            label = self._numbering.label(paragraph)
            if text or label:
                self.assembly.add(between, "table", cell=place)
                self.assembly.add(label, "numbering", cell=place)
                origins = joined(chain(map(_box_origins, line.boxes), (line.origins,)))
                self.assembly.add(text, "table", cell=place, origins=cut(origins, before, before + len(text)))
                between = " "

    def carried(self) -> None:
        """Keep what the file holds beside its printed body."""
        for kind, path, relation in self.package.relations(self.package.main):
            if kind in ("header", "footer"):
                text, origins = self._flat(self.package.part(path))
                self.assembly.carry(text, kind, visible=True, origins=origins)
            elif kind in _NOTES:
                self._notes(self.package.part(path), *_NOTES[kind])
            elif kind in ("diagramData", "chart"):
                self._shown(self.package.part(path))
            elif kind == "external hyperlink" and path.startswith(("mailto:", "tel:")):
                self.assembly.carry(path, "hidden", origins=(Origin(len(path), relation, "Target"),))
            elif kind == "settings":
                for variable in self.package.part(path).iter(f"{W}docVar"):
                    self._property(variable, f"{W}name", *_attribute(variable, f"{W}val"))
            elif kind == "customXml":
                self._custom(self.package.part(path))
        for person, places in self._people.items():
            first, *others = (Origin(len(person), place, f"{W}author") for place in places)
            self.assembly.carry(person, "property", origins=(first,), copies=((0, (other,)) for other in others))
        self._properties()

    def _flat(self, root: etree._Element) -> tuple[str, Iterator[Origin]]:
        """Return the text of a part line by line, its letter art among them, and where it stands."""
        lines: list[tuple[str, Iterable[Origin]]] = []
        for paragraph in root.iter(f"{W}p"):
            if next(paragraph.iterancestors(f"{MC}Fallback"), None) is None:
                line = self._line(paragraph)
                lines += [(words, (art_origin(b),)) for b in line.boxes if (words := art(b))]
                lines.append((line.text, line.origins))
        written = [line for line in lines if line[0].strip()]
        return "\n".join(text for text, _ in written), joined(origins for _, origins in written)

    def _notes(self, root: etree._Element, part: str, visible: bool) -> None:
        for note in root:
            if note.get(f"{W}type") in (None, "normal"):
                text, origins = self._flat(note)
                self.assembly.carry(text, part, visible=visible, origins=origins)
            self._people.setdefault(note.get(f"{W}author") or "", []).append(note)

    def _shown(self, root: etree._Element) -> None:
        """Keep the words of a chart or diagram, each once."""
        shown: dict[str, list[etree._Element]] = {}
        for element in chain(texts(root, f"{_A}t"), texts(root, f"{CHART}v")):
            shown.setdefault(element.text or "", []).append(element)
        origins = joined((Origin(len(text), places[0]),) for text, places in shown.items())
        self.assembly.carry("\n".join(shown), "text_box", visible=True, origins=origins, copies=_repeated(shown))

    def _custom(self, root: etree._Element) -> None:
        """Keep the texts of a custom part."""
        values = [(stripped, *place) for *place, text in _pieces(root) if (stripped := text.strip())]
        origins = joined(
            (Origin(len(text), node, kind, (node.tail if kind == TAIL else node.text).index(text)),)
            for text, node, kind in values
        )
        self.assembly.carry("\n".join(text for text, *_ in values), "property", origins=origins)

    def _properties(self) -> None:
        for kind, path in self.package.related(""):
            if kind in ("core-properties", "extended-properties"):
                for element in self.package.part(path):
                    self._property(element, None, element.text, (Origin(len(element.text or ""), element),))
            elif kind == "custom-properties":
                for element in self.package.part(path):
                    pieces = list(_pieces(element))
                    origins = (Origin(len(text), node, attribute) for node, attribute, text in pieces)
                    self._property(element, "name", "".join(text for *_, text in pieces), origins)

    def _property(
        self, element: etree._Element, naming: str | None, value: str | None, origins: Iterable[Origin]
    ) -> None:
        """Keep a property; counts, switches and what only the program tells of itself say nothing.

        A long number is kept that somebody has named: it may be a person's. naming: the attribute that names it, None
        where the element does. origins: of value.
        """
        name = etree.QName(element).localname if naming is None else element.get(naming)
        digits = (value or "").strip()
        is_count = digits.isdigit() and (naming is None or len(digits) < _TELLING)
        if name not in _TECHNICAL and value and not is_count and value not in ("true", "false"):
            named = Origin(len(f"{name}"), None if naming is None or name is None else element, naming or TEXT)
            self.assembly.carry(f"{name}: {value}", "property", origins=chain((named, Origin(2)), origins))


def _attribute(element: etree._Element, name: str) -> tuple[str, tuple[Origin]]:
    """Return the value of an attribute and where it stands."""
    value = element.get(name) or ""
    return value, (Origin(len(value), element, name),)


def _pieces(root: etree._Element) -> Iterator[tuple[etree._Element, str, str]]:
    """Yield the texts inside an element in their order, as `itertext` does, each with what holds it."""
    for event, element in etree.iterwalk(root, events=("start", "end")):
        if event == "start" and element.text:
            yield element, TEXT, element.text
        elif event == "end" and element is not root and element.tail:
            yield element, TAIL, element.tail


def _repeated(shown: dict[str, list[etree._Element]]) -> Iterator[Copy]:
    """Yield the further places of words that stand once in a text, a line each."""
    start = 0
    for text, places in shown.items():
        for place in places[1:]:
            yield start, (Origin(len(text), place),)
        start += len(text) + 1


def _box_text(box: etree._Element) -> str:
    """Return the words of a text box or letter art on one line."""
    words = art(box)
    return words if words is not None else " ".join(e.text or "" for e in texts(box, f"{W}t"))


def _box_origins(box: etree._Element) -> Iterable[Origin]:
    if art(box) is not None:
        return (art_origin(box),)
    return joined((Origin(len(e.text or ""), e),) for e in texts(box, f"{W}t"))


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
