"""Reads what a workbook holds beside its cells: comments, headers of pages, shapes, names, rules, links, properties."""

from collections.abc import Iterable, Iterator, Sequence

from lxml import etree

from pipeline.doc import Range
from pipeline.formats.assembly import TEXT, Origin
from pipeline.formats.xlsx.book import FORMULA, LINK, Book, S, Sheet, plain, text_nodes
from pipeline.formats.xlsx.drawings import drawn, hidden_names
from pipeline.formats.xlsx.literals import printed, said
from pipeline.formats.xlsx.names import is_defined, is_own_name
from pipeline.formats.xlsx.numbers import literals

Fragment = tuple[str, list[Origin]]
Carried = tuple[str, str, bool, list[Origin]]
"""A text, its part, whether it is seen in print, and where it stands."""

_RULES = ("promptTitle", "prompt", "errorTitle", "error")
_TECHNICAL = frozenset(("Application", "AppVersion", "DocSecurity", "Template", "created", "modified", "lastPrinted"))
_NO_TEXT = ("true", "false")
_TELLING = 7
"""Digits from which a cached number may be somebody's."""
_DRAWN = ("drawing", "vmlDrawing", "cellImage", "cellimages")
_CACHES = {"externalLink": ("sheetName", "v", "definedName"), "pivotCacheDefinition": ("s", "n", "cacheField")}


class Beside:
    """Goes through the parts of a book beside its cells."""

    def __init__(self, book: Book) -> None:
        self._book, self._package = book, book.package
        self._drawings: set[str] = set()

    def of_sheet(self, sheet: Sheet, root: etree._Element) -> Iterator[Carried]:
        """Yield the texts of a sheet and of the parts that belong to it."""
        yield from _codes(root)
        yield from self._pages(root)
        yield from self._rules(root)
        yield from self._formulas(root)
        yield from self._parts_of(sheet)

    def of_book(self) -> Iterator[Carried]:
        """Yield the texts of the book and of the file."""
        yield from self._names()
        for kind, path in self._package.related(self._package.main):
            if kind == "person":
                yield from self._persons(self._package.part(path))
            elif kind in _CACHES:
                yield from self._cache(kind, path)
            elif kind == "styles":
                yield from self._styles(self._package.part(path))
            elif kind in _DRAWN:
                yield from self._drawing(path)
            elif kind == "customXml":
                values = (t.strip() for t in self._package.part(path).itertext())
                yield "\n".join(v for v in values if v), "property", False, []
        yield from self._properties()

    def _field(self, node: etree._Element, attribute: str = TEXT) -> Fragment:
        """Return the text of a node or of its attribute."""
        raw = (node.get(attribute) if attribute else node.text) or ""
        return self._ranges(node, attribute, raw, [(0, len(raw))])

    def _ranges(self, node: etree._Element, attribute: str, raw: str, ranges: Sequence[Range]) -> Fragment:
        """Return some ranges of a raw text; it is not asked of the tree again for each, as it may be long."""
        texts = [(raw[a:b], a) for a, b in ranges]
        origins = [o for text, at in texts for o in self._book.origins(node, attribute, text, at)]
        return "".join(plain(text) for text, _ in texts), origins

    def _pages(self, root: etree._Element) -> Iterator[Carried]:
        for kind in ("Header", "Footer"):
            for when in ("odd", "even", "first"):
                for node in root.iterfind(f"{S}headerFooter/{S}{when}{kind}"):
                    raw = node.text or ""
                    for section in printed(raw):
                        yield _whole([self._ranges(node, TEXT, raw, section)], kind.lower(), visible=True)

    def _rules(self, root: etree._Element) -> Iterator[Carried]:
        """Yield the words of input rules, of conditional formats, of links, of protected ranges and scenarios."""
        for node in root.iter("{*}dataValidation"):
            for attribute in _RULES:
                yield _whole([self._field(node, attribute)], "hidden")
        for node in root.iter(f"{S}formula1", f"{S}formula2", f"{S}formula", "{*}f"):
            if node.tag != f"{S}f":
                yield from self._said(node)
        for node in root.iter(f"{S}cfRule"):
            yield _whole([self._field(node, "text")], "hidden")
        for node in root.iter(f"{S}hyperlink"):
            yield _whole([self._field(node, "tooltip")], "hidden")
            if "!" not in (node.get("location") or ""):
                yield _whole([self._field(node, "location")], "hidden")
        for node in root.iter(f"{S}scenario", f"{S}inputCells"):
            for attribute in ("name", "user", "comment", "val"):
                yield node.get(attribute) or "", "hidden", False, []

    def _said(self, node: etree._Element) -> Iterator[Carried]:
        raw = node.text or ""
        for ranges in said(raw):
            yield _whole([self._ranges(node, TEXT, raw, ranges)], "hidden")

    def _formulas(self, root: etree._Element) -> Iterator[Carried]:
        """Yield what formulas say and their cells do not show."""
        for node in root.iter(f"{S}f"):
            text = node.text or ""
            cell = node.getparent()
            if cell is None or cell.tag != f"{S}c" or not ('"' in text or any(map(str.isdigit, text))):
                continue
            shows = cell.findtext(f"{S}v") or ""
            for ranges in said(text):
                words = "".join(text[a:b] for a, b in ranges)
                if words not in shows:
                    yield words, "hidden", False, [Origin(len(words), node, FORMULA)] if self._book.tracing else []

    def _parts_of(self, sheet: Sheet) -> Iterator[Carried]:
        for kind, path, relation in self._package.relations(sheet.path):
            if kind == "comments":
                yield from self._comments(self._package.part(path))
            elif kind == "threadedComment":
                for node in self._package.part(path).iter("{*}text"):
                    yield _whole([self._field(node)], "comment")
            elif kind in _DRAWN:
                yield from self._drawing(path)
            elif kind.startswith("external "):
                yield _link(relation, tracing=self._book.tracing)
            elif kind == "table":
                yield from self._table(self._package.part(path))

    def _comments(self, root: etree._Element) -> Iterator[Carried]:
        for comment in root.iter(f"{S}comment"):
            fragments = [self._field(node) for item in comment.iterchildren(f"{S}text") for node in text_nodes(item)]
            yield _whole(fragments, "comment")
        for author in root.iterfind(f"{S}authors/{S}author"):
            yield _whole([self._field(author)], "comment")

    def _table(self, root: etree._Element) -> Iterator[Carried]:
        if is_own_name(root.get("displayName") or ""):
            yield _whole([self._field(root, "displayName")], "hidden")
        for node in root.iter(f"{S}calculatedColumnFormula", f"{S}totalsRowFormula"):
            yield from self._said(node)

    def _drawing(self, path: str) -> Iterator[Carried]:
        if path in self._drawings:
            return
        self._drawings.add(path)
        root = self._book.drawing(path)
        for nodes in drawn(root):
            lines = [("\n", [Origin(1)]) if node is None else self._field(node) for node in nodes]
            yield _whole(lines, "text_box", visible=True)
        for node, attribute in hidden_names(root):
            yield _whole([self._field(node, attribute)], "hidden")
        for kind, inner, relation in self._package.relations(path):
            if kind.startswith("external "):
                yield _link(relation, tracing=self._book.tracing)
            elif kind.startswith(("chart", "diagramD")) and kind not in ("chartStyle", "chartColorStyle"):
                yield from self._drawing(inner)

    def _names(self) -> Iterator[Carried]:
        for node in self._book.root.iter(f"{S}definedName"):
            if is_defined(node.get("name") or ""):
                yield _whole([self._field(node, "name")], "hidden")
            yield _whole([self._field(node, "comment")], "hidden")
            yield from self._said(node)
        yield from _codes(self._book.root)

    def _persons(self, root: etree._Element) -> Iterator[Carried]:
        for node in root.iter("{*}person"):
            for attribute in ("displayName", "userId"):
                yield _whole([self._field(node, attribute)], "comment")

    def _styles(self, root: etree._Element) -> Iterator[Carried]:
        for node in root.iter(f"{S}numFmt"):
            raw = node.get("formatCode") or ""
            for place in literals(raw):
                if place[1] - place[0] > 1:
                    yield _whole([self._ranges(node, "formatCode", raw, [place])], "hidden")

    def _cache(self, kind: str, path: str) -> Iterator[Carried]:
        """Yield what the file keeps of other files and of the sources of its pivot tables; no writing keeps these."""
        roots = [self._package.part(path)]
        for inner, target, _ in self._package.relations(path):
            if inner.startswith("external "):
                yield target, "hidden", False, []
            elif inner == "pivotCacheRecords":
                roots.append(self._package.part(target))
        lines: dict[str, None] = {}
        for root in roots:
            for node in root.iter(*(f"{S}{name}" for name in _CACHES[kind])):
                for text in (node.text, node.get("v"), node.get("val"), node.get("name")):
                    if text and text.strip() and (not _is_number(text) or sum(map(str.isdigit, text)) >= _TELLING):
                        lines[text] = None
        yield "\n".join(lines), "hidden", False, []

    def _properties(self) -> Iterator[Carried]:
        for kind, path, _ in self._package.relations(""):
            if kind in ("core-properties", "extended-properties"):
                for node in self._package.part(path):
                    yield from self._property([(etree.QName(node).localname, [])], node)
            elif kind == "custom-properties":
                for node in self._package.part(path):
                    for value in node:
                        yield from self._property([self._field(node, "name")], value)

    def _property(self, name: list[Fragment], node: etree._Element) -> Iterator[Carried]:
        """Yield a property; counts, switches and what only the program tells of itself say nothing."""
        value = node.text or ""
        count = value.strip().isdigit() and len(value.strip()) < _TELLING
        if name[0][0] in _TECHNICAL or not value.strip() or count or value in _NO_TEXT:
            return
        yield _whole([_covered(*name[0]), (": ", [Origin(2)]), self._field(node)], "property")


def _codes(root: etree._Element) -> Iterator[Carried]:
    """Yield the names that modules of macros, editors and folders left in a part; no writing keeps these."""
    for node in root.iter(f"{S}sheetPr", f"{S}workbookPr", f"{S}fileSharing", "{*}absPath"):
        for attribute in ("codeName", "userName", "url"):
            if is_own_name(node.get(attribute) or ""):
                yield node.get(attribute) or "", "property", False, []


def _covered(text: str, origins: list[Origin]) -> Fragment:
    return text, origins or [Origin(len(text))]


def _whole(fragments: Iterable[Fragment], part: str, *, visible: bool = False) -> Carried:
    kept = list(fragments)
    return "".join(text for text, _ in kept), part, visible, [o for _, origins in kept for o in origins]


def _link(relation: etree._Element, *, tracing: bool) -> Carried:
    """Return where a link leads; a changed one leads nowhere, so that it is one place."""
    target = relation.get("Target") or ""
    return target, "hidden", False, [Origin(len(target), relation, LINK)] if tracing else []


def _is_number(text: str) -> bool:
    return text.replace(".", "", 1).replace("-", "", 1).isdigit()
