"""What in a Word file points elsewhere: links that say too much go, and with a lost target what pointed to it."""

from collections.abc import Iterable

from lxml import etree

from pipeline.formats.docx.fields import harmless
from pipeline.formats.docx.numbering import W
from pipeline.formats.docx.parts import Parts
from pipeline.formats.xml_edits import Edits, dropped

_RELATIONS = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_OFFICE_ID = "{urn:schemas-microsoft-com:office:office}relid"
# What stays where its target is gone, without the reference; other elements go with it.
_STAYING = frozenset(("hyperlink", "blip", "imagedata", "fill", "stroke", "shape", "background", "sheet", "bgPr"))
_DRAWN = frozenset(("chart", "relIds", "contentPart"))


def clean_links(parts: Parts, edits: Edits, values: Iterable[str]) -> int:
    """Take out the links whose address was masked, or can hold more than is known of it; return how many."""
    unwanted, gone = tuple(values), 0
    for owner in ("", *parts.kinds):
        for relation, _, path in parts.relations(owner):
            if path is None and not _stays(relation, edits, unwanted):
                dropped(relation)
                gone += 1
    return gone


def _stays(link: etree._Element, edits: Edits, unwanted: Iterable[str]) -> bool:
    key, address = (link, "Target"), link.get("Target") or ""
    if key in edits.read:
        return key not in edits.of and "%" not in address
    return harmless(address) and not any(value in address for value in unwanted)


def loosen(parts: Parts, owner: str, root: etree._Element) -> None:
    """Take out of a part what refers to a relationship that it does not have."""
    valid = {relation.get("Id") for relation, *_ in parts.relations(owner)}
    lost = [
        (element, name)
        for element in root.iter(etree.Element)
        for name, value in element.attrib.items()
        if value and value not in valid and (name.startswith(_RELATIONS) or name == _OFFICE_ID)
    ]
    for element, name in lost:
        _let_go(element, name)


def _let_go(element: etree._Element, name: str) -> None:
    local = str(element.tag).rpartition("}")[2]
    if local in _STAYING or name == _OFFICE_ID:
        element.attrib.pop(name, None)
    elif local in _DRAWN:
        drawing = next(element.iterancestors(f"{W}drawing", f"{W}pict"), element)
        dropped(drawing)
    else:
        dropped(element)
