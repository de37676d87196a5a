"""Finds the words in drawings and charts (ECMA-376 part 1, 20 and 21) and in the older VML."""

from collections.abc import Iterator

from lxml import etree

from pipeline.formats.xlsx.names import is_own_shape

A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
C = "{http://schemas.openxmlformats.org/drawingml/2006/chart}"
CX = "{http://schemas.microsoft.com/office/drawing/2014/chartex}"
V = "{urn:schemas-microsoft-com:vml}"
CACHES = (f"{C}strCache", f"{C}numCache", f"{C}multiLvlStrCache", f"{CX}lvl")
"""What a chart remembers of the cells that it shows; it is made anew when the file is opened."""
_FEWEST_DIGITS = 7
_X = "{http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing}"
_OLD = ("alt", "string", "{urn:schemas-microsoft-com:office:office}title", "title")
_SAYING = {
    f"{_X}cNvPr": ("descr", "title", "name"),
    "{http://schemas.openxmlformats.org/drawingml/2006/chartDrawing}cNvPr": ("descr", "title", "name"),
    f"{C}numFmt": ("formatCode",),
    f"{A}hlinkClick": ("tooltip",),
    f"{A}hlinkHover": ("tooltip",),
    **{f"{V}{name}": _OLD for name in ("shape", "textpath", "imagedata", "rect", "oval", "roundrect")},
}
"""Attributes that say something, by the tag of their element."""


def drawn(root: etree._Element) -> Iterator[list[etree._Element | None]]:
    """Yield the nodes of each text that is seen, None for a line end."""
    paragraphs: list[etree._Element | None] = []
    owner = None
    for paragraph in root.iter(f"{A}p"):
        nodes = list(paragraph.iter(f"{A}t"))
        if owner is not paragraph.getparent() and paragraphs:
            yield paragraphs
            paragraphs = []
        owner = paragraph.getparent()
        paragraphs += [*([None] if paragraphs and nodes else []), *nodes]
    if paragraphs:
        yield paragraphs
    for node in root.iter(f"{C}v", f"{CX}v", f"{CX}pt"):
        text = node.text or ""
        if not text.replace(".", "", 1).isdigit() or len(text) >= _FEWEST_DIGITS:
            yield [node]
    for node in root.iterfind(f".//{C}headerFooter/*"):
        yield [node]
    for box in root.iter(f"{V}textbox"):
        yield [node for node in box.iter() if node.text and node.text.strip()]


def hidden_names(root: etree._Element) -> Iterator[tuple[etree._Element, str]]:
    """Yield node and attribute of alternative texts, of tips of links, of letter art, of formats, of shapes' names."""
    for node in root.iter(*_SAYING):
        for attribute in _SAYING[node.tag]:
            text = node.get(attribute)
            if text and (attribute != "name" or is_own_shape(text)) and (attribute != "formatCode" or '"' in text):
                yield node, attribute
