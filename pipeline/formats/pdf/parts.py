"""Reads a written PDF again, in other ways than the reader: by pdfminer, and object by object."""

import io
import logging
import re
from collections.abc import Iterator
from typing import Any

import pikepdf
import pypdfium2
from pdfminer.converter import PDFPageAggregator
from pdfminer.layout import LAParams, LTChar, LTContainer, LTText
from pdfminer.pdfexceptions import PDFException
from pdfminer.pdfinterp import PDFPageInterpreter, PDFResourceManager
from pdfminer.pdfpage import PDFPage
from pdfminer.psexceptions import PSException
from pikepdf import Array, Name, Stream, String

from pipeline.doc import UnwritableFile
from pipeline.formats.pdf.objects import name_of, sections, unhexed
from pipeline.formats.pdf.sweep import reachable

# What it warns of may quote the document.
logging.getLogger("pdfminer").setLevel(logging.CRITICAL)

_ENCODINGS = ("utf-8", "utf-16-be", "utf-16-le", "gb18030")
_STRING = re.compile(rb"\((?:[^()\\]|\\.)*\)|<[0-9A-Fa-f\s]*>", re.DOTALL)
_PLACE = re.compile(rb"[0-9]{10} [0-9]{5} [nf]|<[0-9A-Fa-f\s]*>")
"""Rows of a file's table of places, and strings in hexadecimal."""
_FONTS = (Name.Type1C, Name.CIDFontType0C, Name.OpenType)
_MAPS = (b"codespacerange", b"bfchar", b"bfrange", b"cidchar", b"cidrange", b"notdefrange", b"notdefchar")
_NUMBER = re.compile(rb"(?<![^\s\[\]])[-+]?(?:[0-9]{1,6}(?:\.[0-9]{0,9})?|\.[0-9]{1,9})(?=[\s\[\]])")
"""A number that is an operand: between spaces or brackets."""
_LITERAL = re.compile(rb"\\([0-7]{1,3}|\r\n|.)", re.DOTALL)
_ESCAPES = {b"n": b"\n", b"r": b"\r", b"t": b"\t", b"b": b"\b", b"f": b"\f", b"\n": b"", b"\r\n": b"", b"\r": b""}


_MOST_IN_LINES = 30_000
"""Characters of a page that are put into lines: that takes time by their square where they crowd."""
_FARTHEST = 10_000
"""Points from a page's corner: pdfminer divides what lies between letters into squares of fifty."""
_FAILURES = (PDFException, PSException, ValueError, TypeError, LookupError, AttributeError, ArithmeticError, OSError)


def second_reading(data: bytes) -> str | None:
    """Return the text of all pages by pdfminer, and every string object: annotations, bookmarks, properties.

    Raises:
        UnwritableFile: pdfminer cannot read it.
    """
    with pikepdf.open(io.BytesIO(data)) as pdf:
        holders = (holder for root in (pdf.Root, pdf.docinfo) for holder in reachable(root))
        strings = [str(value) for holder in holders for _, value in _strings(holder)]
    try:
        pages = list(_pages(data))
    except _FAILURES as error:
        raise UnwritableFile("PDF", "写出的文件不能用第二种方法复核：请用阅读软件打开原文件并另存后再试") from error
    return "\n".join([*pages, *(s for s in strings if s.strip())])


def _pages(data: bytes) -> Iterator[str]:
    resources = PDFResourceManager(caching=False)
    device = PDFPageAggregator(resources, laparams=None)
    interpreter = PDFPageInterpreter(resources, device)
    for page in PDFPage.get_pages(io.BytesIO(data)):
        interpreter.process_page(page)
        layout = device.get_result()
        letters = list(_characters(layout))
        if len(letters) <= _MOST_IN_LINES and all(max(map(abs, letter.bbox)) < _FARTHEST for letter in letters):
            layout.analyze(LAParams(boxes_flow=None))
        yield "".join(_read(layout))


def _characters(item: Any) -> Iterator[LTChar]:
    for inner in item:
        if isinstance(inner, LTChar):
            yield inner
        elif isinstance(inner, LTContainer):
            yield from _characters(inner)


def _read(item: Any) -> Iterator[str]:
    """Yield the texts of a page in the order of its parts."""
    for inner in item:
        if isinstance(inner, LTContainer) and not isinstance(inner, LTText):
            yield from _read(inner)
            yield "\n"
        elif isinstance(inner, LTText):
            yield inner.get_text()


def parts(data: bytes) -> Iterator[tuple[str, str]]:
    """Yield name and text of every object: its strings and names, and its stream unpacked, in several encodings.

    Numbers that draw (places, widths, tables of the file) are no text: joined, they would hold any number by chance.
    """
    yield "file", _NUMBER.sub(b" ", _PLACE.sub(b" ", b" ".join(_outside(data)))).decode("latin-1")
    with pypdfium2.PdfDocument(data) as shown:
        for number in range(len(shown)):
            yield f"page {number + 1}", shown[number].get_textpage().get_text_range()
    with pikepdf.open(io.BytesIO(data)) as pdf:
        for number, holder in enumerate(reachable(pdf.trailer)):
            name = f"object {holder.objgen[0]}" if holder.is_indirect else f"direct object {number}"
            yield name, "\n".join(_texts(holder))
            if isinstance(holder, Stream):
                yield from _stream(name, holder)


def _outside(data: bytes) -> Iterator[bytes]:
    """Yield what of a file stands in no stream."""
    at = 0
    while (start := data.find(b"stream", at)) >= 0 and (end := data.find(b"endstream", start)) >= 0:
        yield data[at:start]
        at = end + len(b"endstream")
    yield data[at:]


def _strings(holder: Any) -> Iterator[tuple[str, String]]:
    entries = enumerate(holder.as_list()) if isinstance(holder, Array) else holder.items()
    for key, value in entries:
        if isinstance(value, String):
            yield str(key), value


def _texts(holder: Any) -> Iterator[str]:
    """Yield the strings of an object as text and as bytes, and its names."""
    for _, value in _strings(holder):
        yield str(value)
        yield from _decoded(bytes(value))
    if not isinstance(holder, Array):
        for key, value in holder.items():
            yield key
            if isinstance(value, Name):
                yield from _named(value)
    else:
        yield from (text for value in holder.as_list() if isinstance(value, Name) for text in _named(value))


def _named(value: Name) -> Iterator[str]:
    """Yield a name as text: names are UTF-8, or GBK in files of the country."""
    name = name_of(value)
    yield name
    yield name.encode("utf-8", "surrogateescape").decode("gb18030", "replace")


def _stream(name: str, stream: Stream) -> Iterator[tuple[str, str]]:
    """Yield the bytes of a stream in every encoding, and those of the strings in it joined: kerning parts a word."""
    if stream.get("/Subtype") == Name.Image:
        yield f"{name} picture", stream.read_raw_bytes().decode("utf-8", "replace")
        return
    try:
        content = stream.read_bytes()
    except pikepdf.PdfError:
        content = stream.read_raw_bytes()
    if "/Length1" in stream or "/Length3" in stream or stream.get("/Subtype") in _FONTS:
        yield f"{name} font", content.decode("utf-8", "replace")
        yield f"{name} font", content.decode("utf-16-be", "replace")
        return
    if b"begincmap" in content:
        # A map lists characters by code, in the order of their first use: that is no text.
        yield f"{name} map", "".join(sorted(b"".join(_shown(content)).decode("utf-16-be", "replace")))
        content = b" ".join(_beside(content))
    for text in (*_decoded(_NUMBER.sub(b" ", content)), *_decoded(b"".join(_shown(content)))):
        yield f"{name} stream", text


def _beside(content: bytes) -> Iterator[bytes]:
    """Yield what of a map stands in none of its sections."""
    at = 0
    for _, inside in sections(content, *_MAPS):
        start = content.find(inside, at)
        yield content[at:start]
        at = start + len(inside)
    yield content[at:]


def _shown(content: bytes) -> Iterator[bytes]:
    for found in _STRING.finditer(content):
        token = found[0]
        if token[:1] == b"(":
            yield _LITERAL.sub(_escaped, token[1:-1])
        else:
            yield unhexed(token[1:-1])


def _escaped(found: re.Match[bytes]) -> bytes:
    given = found[1]
    if given.isdigit():
        return bytes([int(given, 8) & 0xFF])
    return _ESCAPES.get(given, given)


def _decoded(content: bytes) -> Iterator[str]:
    for encoding in _ENCODINGS:
        yield content.decode(encoding, "replace")
    # Text of two bytes a character may begin at an odd place.
    for encoding in ("utf-16-be", "utf-16-le"):
        yield content[1:].decode(encoding, "replace")
