"""Walks over the text of an OFD as ofdkit does, so that each of its runs is traced to its TextCode."""

import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import ofdkit
from lxml import etree

from pipeline.doc import UnwritableFile
from pipeline.formats.ofd.package import Body, Parts, child, children, local, value

_DEEPEST = 32
"""Levels of blocks and composite objects that ofdkit follows; what lies deeper is not read."""
_OTHERWISE = "OFD 的文字无法逐字对应到版面对象，不能安全遮盖：请用阅读软件另存，或转换为 PDF 后重试"
Units = Mapping[str, etree._Element]
"""Composite graphic units by ID."""


@dataclass(frozen=True, slots=True, repr=False, eq=False)
class Code:
    """A TextCode as a page draws it, what is read of it, and the number of its document in the package."""

    element: etree._Element
    owner: etree._Element
    text: str
    body: int


def shown(text: str | None) -> list[int]:
    """Return the offsets of the characters of a TextCode that are read: control characters are not, tabs are."""
    return [i for i, c in enumerate(text or "") if c == "\t" or unicodedata.category(c) != "Cc"]


def read_text(element: etree._Element) -> str:
    """Return the text of a TextCode as it is read."""
    text = element.text or ""
    return "".join(text[i] for i in shown(text)).replace("\t", " ")


class Walk:
    """The text of every page in the order in which it is drawn; `objects` gathers all text objects that were met."""

    def __init__(self, parts: Parts, documents: Sequence[Body]) -> None:
        self._parts = parts
        self._documents = documents
        self._templates: dict[str, list[Code]] = {}
        self.objects: set[etree._Element] = set()

    def pages(self, locations: Sequence[str | None], runs: Sequence[Sequence[ofdkit.TextRun]]) -> list[list[Code]]:
        """Return the codes of each page that are read; locations, runs: what ofdkit found.

        Raises:
            UnwritableFile: one is not what ofdkit read.
        """
        out = []
        for number, body in enumerate(self._documents):
            units = _units(self._parts, body.resources)
            out += [self._page(page, number, body, units) if page else [] for page in body.pages]
        found = [page for body in self._documents for page in body.pages]
        if found != list(locations) or [[_key(c) for c in page] for page in out] != [
            [(r.text, r.object_id) for r in page] for page in runs
        ]:
            raise UnwritableFile(self._parts.source, _OTHERWISE)
        return out

    def _page(self, name: str, number: int, body: Body, units: Units) -> list[Code]:
        root = self._parts.tree(name)
        own = [self._parts.resolve(name, value(r)) for r in children(root, "PageRes")]
        units = {**units, **_units(self._parts, [r for r in own if r])}
        out = []
        for reference in children(root, "Template"):
            template = body.templates.get((reference.get("TemplateID") or "").strip())
            if template is not None and template not in self._templates:
                self._templates[template] = list(self._codes(self._parts.tree(template), number, units))
            out += self._templates[template] if template is not None else []
        return [*out, *self._codes(root, number, units)]

    def _codes(self, root: etree._Element, number: int, units: Units) -> Iterator[Code]:
        for layer in children(child(root, "Content"), "Layer"):
            for owner in _objects(layer, units, 0):
                self.objects.add(owner)
                for element in children(owner, "TextCode"):
                    if text := read_text(element):
                        yield Code(element, owner, text, number)


def _key(code: Code) -> tuple[str, str | None]:
    return code.text, (code.owner.get("ID") or "").strip() or None


def _objects(block: etree._Element, units: Units, depth: int) -> Iterator[etree._Element]:
    """Yield the text objects of a block, those of the composite units that it draws too."""
    for element in block:
        name = local(element)
        if name == "TextObject":
            yield element
        elif depth >= _DEEPEST:
            continue
        elif name == "PageBlock":
            yield from _objects(element, units, depth + 1)
        elif name == "CompositeObject":
            content = child(units.get((element.get("ResourceID") or "").strip()), "Content")
            if content is not None:
                yield from _objects(content, units, depth + 1)


def _units(parts: Parts, resources: Sequence[str]) -> dict[str, etree._Element]:
    units: dict[str, etree._Element] = {}
    for name in resources:
        for unit in children(child(parts.tree(name), "CompositeGraphicUnits"), "CompositeGraphicUnit"):
            if number := (unit.get("ID") or "").strip():
                units.setdefault(number, unit)
    return units
