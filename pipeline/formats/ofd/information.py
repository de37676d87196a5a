"""Writes the properties of an OFD anew from what the reader carried of them; fields that it did not read go."""

import hashlib
from collections.abc import Iterator

from lxml import etree

from pipeline.formats.ofd.edits import Masking
from pipeline.formats.ofd.package import Parts, child, children
from pipeline.formats.ofd.reading import Trace

_FIELDS = {"title": "Title", "author": "Author", "subject": "Subject", "abstract": "Abstract", "creator": "Creator"}
_CUSTOM = "custom "
_BETWEEN = ": "
"""What the reader puts between the name of a property and its value."""


def inform(parts: Parts, trace: Trace, masking: Masking) -> None:
    """Replace the DocInfo of every document in OFD.xml; only the first one's is read, so the others lose all."""
    root = parts.tree(parts.resolve("", "OFD.xml") or "OFD.xml")
    for number, listed in enumerate(children(root, "DocBody")):
        old = child(listed, "DocInfo")
        if old is None:
            continue
        namespace = etree.QName(old).namespace
        space = f"{{{namespace}}}" if namespace else ""
        new = etree.Element(old.tag, nsmap=old.nsmap)
        etree.SubElement(new, f"{space}DocID").text = _number(masking.doc.id, number)
        if number == 0:
            _fill(new, space, dict(_properties(trace, masking)))
        listed.replace(old, new)


def _number(document: str, number: int) -> str:
    """Return 32 hexadecimal digits (GB/T 33190-2016, 7.4: a UUID): what is written is another document."""
    return hashlib.sha256(f"{document} {number} masked".encode()).hexdigest()[:32]


def _properties(trace: Trace, masking: Masking) -> Iterator[tuple[str, tuple[str, str]]]:
    """Yield for each property that is read its key, and its name and value as they are after masking."""
    for carried in trace.traced.carried:
        for kind, key in carried.places:
            if kind == "info":
                name = str(key).removeprefix(_CUSTOM)
                edge = carried.start + len(name)
                after = min(edge + len(_BETWEEN), carried.end)
                yield str(key), (masking.slice(carried.start, edge), masking.slice(after, carried.end).strip())


def _fill(information: etree._Element, space: str, properties: dict[str, tuple[str, str]]) -> None:
    """Add the properties in the order of the standard."""
    for key, element in _FIELDS.items():
        if key == "creator":
            _add_keywords(information, space, properties.get("keywords", ("", ""))[1])
        if text := properties.get(key, ("", ""))[1]:
            etree.SubElement(information, f"{space}{element}").text = text
    custom = [both for key, both in properties.items() if key.startswith(_CUSTOM) and all(both)]
    if custom:
        listed = etree.SubElement(information, f"{space}CustomDatas")
        for name, text in custom:
            etree.SubElement(listed, f"{space}CustomData", Name=name).text = text


def _add_keywords(information: etree._Element, space: str, keywords: str) -> None:
    if keywords:
        listed = etree.SubElement(information, f"{space}Keywords")
        for word in keywords.split("; "):
            etree.SubElement(listed, f"{space}Keyword").text = word
