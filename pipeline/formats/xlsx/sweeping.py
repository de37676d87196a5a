"""Takes masked values out of what no reading of a workbook shows: attributes and texts of its parts."""

import re
from collections.abc import Collection, Iterator
from itertools import pairwise
from urllib.parse import unquote

from lxml import etree

from pipeline.doc import Doc
from pipeline.formats.assembly import TEXT
from pipeline.formats.forms import variants
from pipeline.formats.xlsx.book import Book, S
from pipeline.formats.xlsx.edits import NOWHERE
from pipeline.formats.xlsx.formulas import is_formula, unexplained
from pipeline.formats.xml_edits import Key, put, value

# Only such texts can hold a value; most attributes are numbers and names of the format.
_TELLING = re.compile(r"[0-9０-９](?:[\W_]{0,3}[0-9０-９]){6}|[\u3400-\u9fff]{2}|@")
_CELLS = frozenset((f"{S}t", f"{S}v"))
_NAMED = frozenset((("sheet", "name"), ("tableColumn", "name"), ("definedName", "name"), ("table", "name"),
                    ("table", "displayName")))  # fmt: skip


def swept(book: Book, read: Collection[Key], doc: Doc) -> None:
    """Replace the masked values of a document wherever they stand in the parts and were not read.

    read: the places that were; cells, and the names that formulas use, are none of what is swept. A formula of a cell
    that holds a value (a sheet that is gone) becomes a value.
    """
    masked = [m for m in doc.mentions or () if m.action != "keep"]
    values = {doc.text[m.span.start : m.span.end]: m.replacement for m in masked}
    texts = {value(key) for root in book.package.roots.values() for key in _unread(root, read)}
    values |= {form: values[v] for form, v in variants(values, texts).items() if form not in values}
    long = sorted((v for v in values if len(v.strip()) > 1), key=len, reverse=True)
    _unlink(book, long)
    if not long:
        return
    heads = {v[:2] for v in long}
    known = {node.get("name", "").lower() for node in book.root.iter(f"{S}sheet", f"{S}definedName")}
    for node, name in [key for root in book.package.roots.values() for key in _unread(root, read)]:
        text = value((node, name))
        sought = unexplained(text, known) if is_formula(node, name) else text
        if not any(a + b in heads for a, b in pairwise(sought)) or not any(v in sought for v in long):
            continue
        if node.tag == f"{S}f":
            node.getparent().remove(node)
            continue
        for v in long:
            text = text.replace(v, values[v])
        put((node, name), text)


def _unlink(book: Book, values: Collection[str]) -> None:
    """Let the links lead nowhere whose address holds a value in the escapes of an address, or may hold a name in them.

    No detector reads an escaped name; in the address of a mailbox there is hardly anything else to escape.
    """
    links = [
        r for root in book.package.roots.values() for r in root.iter("{*}Relationship") if "%" in r.get("Target", "")
    ]
    read = {link: [unquote(link.get("Target"), encoding) for encoding in ("utf-8", "gb18030")] for link in links}
    known = (*values, *variants(values, (a for some in read.values() for a in some)))
    for link, addresses in read.items():
        if link.get("Target").lower().startswith("mailto:") or any(
            value in address for address in addresses for value in known
        ):
            link.set("Target", NOWHERE)


def _unread(root: etree._Element, read: Collection[Key]) -> Iterator[Key]:
    for node in root.iter(etree.Element):
        names = [TEXT, *node.attrib] if node.tag not in _CELLS else list(node.attrib)
        for name in names:
            if _TELLING.search(value((node, name))) and (node, name) not in read:
                if (etree.QName(node).localname, name) not in _NAMED:
                    yield node, name
