"""Reads a written workbook in two other ways: by openpyxl, and part by part."""

import contextlib
import io
import posixpath
import re
import warnings
import zipfile
from collections.abc import Iterator, Mapping
from typing import Any

from lxml import etree

from pipeline.doc import UnreadableFile
from pipeline.formats.archive import opened, unpacked
from pipeline.formats.xlsx.book import Book, plain
from pipeline.formats.xlsx.cells import area
from pipeline.formats.xlsx.cleaning import uses

_ENCODINGS = ("utf-8", "utf-16-le", "utf-16-be", "gb18030")
_DEEPEST = 3
_MOST_UNPACKED = 1 << 30
_AREA = re.compile(rb'<(?:[A-Za-z]+:)?(?:mergeCell|hyperlink)\b[^<>]{0,400}?\bref="([A-Za-z0-9:$]{1,30})"')
_WIDEST = 2_000_000
"""Cells in merged and linked areas together; openpyxl makes an object for each."""
_REPEATED = 5_000_000
"""Characters to which a shared string is repeated, for each cell that shows it."""
# What openpyxl raises for a file that it does not understand.
_PUZZLED = (ValueError, KeyError, TypeError, AttributeError, IndexError, OSError, zipfile.BadZipFile, SyntaxError)


def second_reading(data: bytes) -> str | None:
    """Return what openpyxl sees: cells with formulas and values, comments, names, rules, headers, links, properties.

    None where it does not understand the file, or would need an object for each of millions of empty cells.
    """
    from openpyxl import load_workbook

    if _is_too_wide(data):
        return None
    try:
        # It prints what it wonders about.
        with warnings.catch_warnings(), contextlib.redirect_stdout(io.StringIO()):
            warnings.simplefilter("ignore")
            ways = ({"rich_text": True}, {"data_only": True})
            books = [load_workbook(io.BytesIO(data), keep_links=False, **way) for way in ways]
    except _PUZZLED:
        return None
    lines = [str(value) for value in _seen(books[0]) if value is not None]
    values = (cell.value for sheet in books[1].worksheets for cell in sheet._cells.values())
    return "\n".join([*lines, *(str(value) for value in values if value is not None)])


def _is_too_wide(data: bytes) -> bool:
    cells = 0
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        for name in archive.namelist():
            if name.lower().endswith(".xml"):
                for match in _AREA.finditer(archive.read(name)):
                    top, left, bottom, right = area(match[1].decode()) or (0, 0, 0, 0)
                    cells += (bottom - top + 1) * (right - left + 1)
    return cells > _WIDEST


def _seen(book: Any) -> Iterator[Any]:
    yield from (value for _, value in book.properties)
    yield from (value for p in book.custom_doc_props.props for value in (p.name, p.value))
    for name in (*book.defined_names.values(), *(n for s in book.worksheets for n in s.defined_names.values())):
        yield from (name.name, name.comment, name.value)
    for sheet in book.worksheets:
        yield sheet.title
        # The rows of openpyxl fill the whole of a sheet, a million of them, with empty cells.
        for cell in sheet._cells.values():
            link = cell.hyperlink
            yield from (cell.value, cell.comment and cell.comment.text, cell.comment and cell.comment.author)
            yield from (link.target, link.tooltip, link.display) if link else ()
        for rule in sheet.data_validations.dataValidation:
            yield from (rule.prompt, rule.promptTitle, rule.error, rule.errorTitle, rule.formula1, rule.formula2)
        for when in (sheet.oddHeader, sheet.oddFooter, sheet.evenHeader, sheet.evenFooter, sheet.firstHeader,
                     sheet.firstFooter):  # fmt: skip
            yield from (when.left.text, when.center.text, when.right.text)


def parts(data: bytes) -> Iterator[tuple[str, str]]:
    """Yield name and text of every part unpacked: XML raw, then its texts and attributes; others in each encoding."""
    yield from _parts(data, "", _DEEPEST)


def _parts(data: bytes, before: str, deep: int) -> Iterator[tuple[str, str]]:
    try:
        archive = opened(data, before or "xlsx", max_unpacked_bytes=_MOST_UNPACKED)
    except UnreadableFile:
        return
    shared, usage = ("", {}) if before else _shared(archive)
    yield f"{before}comment", archive.comment.decode("utf-8", "replace")
    for member in archive.infolist():
        name = before + member.filename
        yield f"{name} (name)", name + " " + (member.comment + member.extra).decode("utf-8", "replace")
        content = unpacked(archive, member.filename, "xlsx")
        if name == shared:
            yield from _strings(name, content, usage)
        elif content.startswith(b"PK\x03\x04") and deep:
            yield from _parts(content, f"{name}/", deep - 1)
        elif posixpath.splitext(name.lower())[1] in (".xml", ".rels", ".vml"):
            yield name, content.decode("utf-8", "replace")
            yield from _markup(name, _root(content))
        else:
            yield from ((f"{name} ({encoding})", content.decode(encoding, "ignore")) for encoding in _ENCODINGS)


def _root(content: bytes) -> etree._Element | None:
    return etree.fromstring(content, etree.XMLParser(recover=True, resolve_entities=False, no_network=True))


def _markup(name: str, root: etree._Element | None) -> Iterator[tuple[str, str]]:
    """Yield what a part says without its tags, and in its attributes."""
    if root is not None:
        yield f"{name} (text)", plain("".join(root.itertext()))
        values = (value for node in root.iter(etree.Element) for value in node.attrib.values())
        yield f"{name} (attributes)", plain("\n".join(values))


def _shared(archive: zipfile.ZipFile) -> tuple[str, dict[int, int]]:
    """Return the name of the part of shared strings, and how many cells show each."""
    try:
        book = Book.of(archive, "xlsx")
        paths = [path for kind, path in book.package.related(book.package.main) if kind == "sharedStrings"]
        return (book.package.named(paths[0]), uses(book)) if paths else ("", {})
    except UnreadableFile:
        return "", {}


def _strings(name: str, content: bytes, usage: Mapping[int, int]) -> Iterator[tuple[str, str]]:
    """Yield the shared strings as often as cells show them, for the file holds once what many cells keep."""
    root = _root(content)
    items = [] if root is None else list(root.iterchildren("{*}si"))
    raw, texts, length = [], [], 0
    for number, item in enumerate(items):
        one, text = etree.tostring(item, encoding="unicode"), plain("".join(item.itertext()))
        count = max(1, min(usage.get(number, 1), max(0, _REPEATED - length) // (len(one) + 1)))
        length += count * (len(one) + 1)
        raw += [one] * count
        texts += [text] * count
        item.getparent().remove(item)
    yield name, "\n".join(raw)
    yield f"{name} (text)", "\n".join(texts)
    if root is not None:
        yield f"{name} (rest)", etree.tostring(root.getroottree(), encoding="unicode")
