"""What an OFD says of its fonts, and one more of them for the characters that its own may lack."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress

from lxml import etree

from pipeline.doc import UnwritableFile
from pipeline.formats.ofd.package import Body, Parts, child, children, local, value
from pipeline.formats.ofd.walk import Code

_SUBSTITUTE = "宋体"
_MOST_DIGITS = 9


class Fonts:
    """The fonts of all documents of a package; a substitute is added to a document's resources once it is needed."""

    def __init__(self, parts: Parts, bodies: Sequence[Body], pages: Iterable[Sequence[Code]]) -> None:
        self._parts = parts
        self._bodies = bodies
        self._embedded = {
            (font.get("ID") or "").strip() for font in _fonts(parts) if child(font, "FontFile") is not None
        }
        self._drawn: dict[str, set[str]] = defaultdict(set)
        self._body_of: dict[etree._Element, int] = {}
        for code in (c for page in pages for c in page):
            self._body_of[code.owner] = code.body
            if child(code.owner, "CGTransform") is None:
                self._drawn[_font_of(code.owner)].update(code.text)
        self._next = _highest(parts) + 1
        self._substitutes: dict[int, str] = {}

    def lacks(self, owner: etree._Element, text: str) -> bool:
        """Return whether text has a character that an embedded font draws nowhere: it may hold only what is drawn."""
        font = _font_of(owner)
        return font in self._embedded and not set(text) <= self._drawn[font]

    def substitute(self, element: etree._Element) -> str:
        """Return the ID of a font without a file, in the document that draws an element."""
        number = self._body_of.get(element, 0)
        if number not in self._substitutes:
            self._substitutes[number] = self.next_id()
            self._add(self._bodies[number], self._substitutes[number])
        return self._substitutes[number]

    def next_id(self) -> str:
        """Return an ID that no object has; `MaxUnitID` follows."""
        self._next += 1
        for body in self._bodies:
            greatest = child(child(self._parts.tree(body.path), "CommonData"), "MaxUnitID")
            if greatest is not None:
                greatest.text = str(self._next - 1)
        return str(self._next - 1)

    def _add(self, body: Body, number: str) -> None:
        root = self._parts.tree(body.resources[0]) if body.resources else self._new_resources(body)
        listed = child(root, "Fonts")
        if listed is None:
            listed = etree.SubElement(root, f"{_space(root)}Fonts")
        etree.SubElement(listed, f"{_space(root)}Font", ID=number, FontName=_SUBSTITUTE, FamilyName=_SUBSTITUTE)

    def _new_resources(self, body: Body) -> etree._Element:
        document = self._parts.tree(body.path)
        common = child(document, "CommonData")
        if common is None:
            common = etree.SubElement(document, f"{_space(document)}CommonData")
        root = etree.Element(f"{_space(document)}Res", nsmap=document.nsmap)
        name = f"{body.path}.fonts.xml"
        self._parts.adopt(name, root)
        etree.SubElement(common, f"{_space(document)}PublicRes").text = f"/{name}"
        return root


def _space(element: etree._Element) -> str:
    namespace = etree.QName(element).namespace
    return f"{{{namespace}}}" if namespace else ""


def _font_of(owner: etree._Element) -> str:
    return (owner.get("Font") or "").strip()


def _trees(parts: Parts) -> Iterator[etree._Element]:
    """Yield every part that is XML by its name and well-formed."""
    for name in parts.names:
        if name.lower().endswith(".xml"):
            with suppress(UnwritableFile):  # what is broken and needed is met, and refused, elsewhere
                yield parts.tree(name)


def _fonts(parts: Parts) -> Iterator[etree._Element]:
    for root in _trees(parts):
        if local(root) == "Res":
            yield from children(child(root, "Fonts"), "Font")


def _highest(parts: Parts) -> int:
    """Return the greatest ID of a package; what is too long to be one is none."""
    highest = 0
    for root in _trees(parts):
        for element in root.iter():
            for number in (element.get("ID"), value(element) if local(element) == "MaxUnitID" else None):
                if number and number.strip().isdecimal() and len(number.strip()) <= _MOST_DIGITS:
                    highest = max(highest, int(number))
    return highest
