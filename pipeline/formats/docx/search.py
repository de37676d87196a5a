"""Reads a written Word file in other ways than the reader: by python-docx, and part by part, unpacked to the last."""

import io
import zipfile
import zlib
from collections.abc import Iterator
from html import unescape

import docx
from docx.document import Document
from docx.exceptions import PythonDocxError
from docx.opc.exceptions import OpcError
from docx.oxml.exceptions import XmlchemyError
from lxml import etree

_DEEPEST = 4
"""Archives inside archives that are opened."""
_MOST = 1 << 30
"""Bytes of one member unpacked."""
_ENCODINGS = ("utf-8", "utf-16-le", "utf-16-be", "gbk")
_DAMAGES = (zipfile.BadZipFile, zlib.error, EOFError, OSError, RuntimeError, ValueError)
# What python-docx raises for a package that it does not know.
_FOREIGN = (OpcError, PythonDocxError, XmlchemyError, etree.XMLSyntaxError)
_REFUSALS = (*_FOREIGN, ValueError, LookupError, AttributeError, TypeError)
_BLOCKS = frozenset(("p", "tc", "tr", "pt", "comment", "property", "lpwstr"))


def second_reading(data: bytes) -> str:
    """Return the text as python-docx sees it: paragraphs, authors of comments, and every other XML part it has loaded.

    What it cannot open (templates, macros, the strict form) is read as its bare XML parts.
    """
    try:
        lines = list(_lines(docx.Document(io.BytesIO(data))))
    except _REFUSALS:
        lines = list(_bare(data))
    return "\n".join(line for line in lines if line)


def _bare(data: bytes) -> Iterator[str]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        for member in archive.infolist():
            if member.file_size <= _MOST and _is_xml(content := archive.read(member)):
                yield from _stripped(content)


def _lines(document: Document) -> Iterator[str]:
    for paragraph in document.element.body.iter("{*}p"):
        yield "".join(t.text or "" for t in paragraph.iter("{*}t", "{*}delText", "{*}instrText"))
    for comment in document.comments:
        yield comment.author
        yield comment.initials or ""
    for part in document.part.package.iter_parts():
        if part is not document.part and part.partname.endswith(".xml"):
            yield from _stripped(part.blob)


def parts(data: bytes) -> Iterator[tuple[str, str]]:
    """Yield name and text of every member: XML as written and without its tags, others in every likely encoding."""
    yield from _members(data, "", _DEEPEST)


def _members(data: bytes, folder: str, deepest: int) -> Iterator[tuple[str, str]]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        yield f"{folder}(names)", "\n".join(m.filename for m in archive.infolist())
        yield f"{folder}(comments)", "\n".join(_decoded(archive.comment + b"".join(_notes(archive))))
        for member in archive.infolist():
            if member.file_size <= _MOST:
                yield from _member(archive.read(member), f"{folder}{member.filename}", deepest)


def _notes(archive: zipfile.ZipFile) -> Iterator[bytes]:
    for member in archive.infolist():
        yield member.comment + b"\n" + member.extra


def _member(content: bytes, name: str, deepest: int) -> Iterator[tuple[str, str]]:
    if content.startswith(b"PK\x03\x04") and deepest > 1:
        try:
            yield from _members(content, f"{name}/", deepest - 1)
            return
        except _DAMAGES:
            pass
    if _is_xml(content):
        yield name, unescape(content.decode(errors="replace"))
        yield f"{name} (text)", "\n".join(_stripped(content))
        return
    yield name, "\n".join(_decoded(content))


def _is_xml(content: bytes) -> bool:
    return content[:64].lstrip(b"\xef\xbb\xbf\xff\xfe\0 \r\n\t").startswith(b"<")


def _decoded(content: bytes) -> Iterator[str]:
    """Yield bytes as letters, in both ways in which letters of two bytes can be cut out of them."""
    if content.strip(b"\0\n"):
        for encoding in _ENCODINGS:
            yield content.decode(encoding, errors="replace")
        yield content[1:].decode("utf-16-le", errors="replace")


def _stripped(xml: bytes) -> Iterator[str]:
    """Yield the texts of an XML part block by block, so that a value that is split over runs is found."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False, recover=True)
    root = etree.fromstring(xml, parser)
    if root is None:
        return
    line: list[str] = []
    for event, element in etree.iterwalk(root, events=("start", "end")):
        if isinstance(element.tag, str) and element.tag.rpartition("}")[2] in _BLOCKS:
            yield "".join(line)
            line = []
        found = element.text if event == "start" else element.tail
        if found:
            line.append(found)
    yield "".join(line)
