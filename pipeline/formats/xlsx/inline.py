"""Makes a changed cell of a workbook a string of its own, the runs of a rich text in their format."""

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from copy import deepcopy

from lxml import etree

from pipeline.formats.xlsx.book import Book, S, escaped, plain, text_nodes
from pipeline.formats.xlsx.cells import content
from pipeline.formats.xml_edits import Edit, edited

XML_SPACE = "{http://www.w3.org/XML/1998/namespace}space"


def write_cell(cell: etree._Element, some: Sequence[Edit], book: Book) -> None:
    """Write the changes of what a cell shows; its style stays, formula and number go.

    some: changes that do not overlap.
    """
    item = cell.find(f"{S}is") if cell.get("t") == "inlineStr" else _shared(cell, book)
    if item is None:
        item = etree.Element(f"{S}is")
        _set_text(etree.SubElement(item, f"{S}t"), edited(content(cell, book)[0], some))
    else:
        _write_runs(item, sorted(some))
    # An inline string stays where it is: lxml takes long to move one of many runs.
    for child in [child for child in cell if child is not item]:
        cell.remove(child)
    cell.attrib.pop("t", None)
    if any(node.text for node in text_nodes(item)):
        cell.set("t", "inlineStr")
        if item.getparent() is not cell:
            cell.append(item)
    elif item.getparent() is cell:
        cell.remove(item)


def _shared(cell: etree._Element, book: Book) -> etree._Element | None:
    """Return a copy of the shared string that a cell shows, as one of its own; None where it shows none."""
    source = book.item(cell.findtext(f"{S}v") or "") if cell.get("t") == "s" else None
    if source is None:
        return None
    item = deepcopy(source)
    item.tag, item.tail = f"{S}is", None
    return item


def _write_runs(item: etree._Element, some: Sequence[Edit]) -> None:
    at, ends = 0, [end for _, end, _ in some]
    for node in text_nodes(item):
        text = plain(node.text or "")
        inside = list(_inside(some, bisect_right(ends, at), at, at + len(text)))
        if inside:
            _set_text(node, edited(text, inside))
        at += len(text)


def _inside(some: Sequence[Edit], first: int, start: int, end: int) -> Iterator[Edit]:
    """Yield the parts of changes that fall into a run; the words of one stand where it begins."""
    for number in range(first, len(some)):
        one, last, instead = some[number]
        if one >= end:
            break
        yield max(one, start) - start, min(last, end) - start, instead if one >= start else ""


def _set_text(node: etree._Element, text: str) -> None:
    node.text = escaped(text)
    node.set(XML_SPACE, "preserve")
