"""Writes a text or CSV file again with its masked parts gone: same encoding, byte order mark and line ends."""

import codecs
import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence

from pipeline.doc import Doc, Mention, Piece, UnreadableFile, UnwritableFile
from pipeline.fold import clean
from pipeline.formats.rewriting import Rewritten
from pipeline.formats.text import Decoded, decoding

_LAYOUT = re.compile(r"[\n\r\t\v\f\x85\u2028\u2029]+")
# What would end a cell, or begin a quotation in it, in any table of separated values.
_CELL = str.maketrans({",": "，", ";": "；", '"': "”", "\t": " ", "\n": " "})
_BESIDE = ("utf-8", "gb18030", "utf-16-le", "utf-16-be", "big5", "utf-32-le", "utf-32-be")
"""Encodings in which a text of another could still hide a value."""
_CHANGED = "原文编码无法原样写回（有多种写法的字符）：请另存为 UTF-8 文本后重试"
_LACKING = "原文编码（{}）没有遮盖所用的字：请另存为 UTF-8 文本后重试"


def rewrite(data: bytes, doc: Doc, *, max_unpacked_bytes: int, pictures: bool) -> Rewritten:
    """Return the file with each masked mention replaced; every other byte is that of the source.

    Raises:
        UnwritableFile: the encoding lacks a character of a replacement, or does not give the source's bytes again.
    """
    found = _matching(data, doc)
    plain = _encoded(found.text, found.encoding, doc.source, _CHANGED)
    before = len(data) - len(plain)
    if before < 0 or data[before:] != plain or (before and not found.marked):
        raise UnwritableFile(doc.source, _CHANGED)
    lacking = _LACKING.format(found.encoding.upper())
    return Rewritten(data[:before] + _encoded(_replaced(found.text, doc), found.encoding, doc.source, lacking))


def second_reading(data: bytes) -> str | None:
    """Return None: there is one way to read a text, and `parts` reads it in every other encoding."""
    return None


def parts(data: bytes) -> Iterator[tuple[str, str]]:
    """Yield the text as it is read, then what the bytes say in other encodings."""
    found = decoding(data, "text")
    yield "text", found.text
    for encoding in _BESIDE:
        if codecs.lookup(encoding).name != codecs.lookup(found.encoding).name:
            yield encoding, data.decode(encoding, "ignore")


def _matching(data: bytes, doc: Doc) -> Decoded:
    """Return the decoded text; its characters are those of `doc`, one for one."""
    try:
        found = decoding(data, doc.source)
    except UnreadableFile as error:
        raise UnwritableFile(doc.source, error.reason) from error
    if clean(found.text) != doc.text:
        raise UnwritableFile(doc.source, "文件与已读取的内容不一致：请重新读取")
    return found


def _encoded(text: str, encoding: str, source: str, reason: str) -> bytes:
    try:
        return text.encode(encoding)
    except UnicodeEncodeError:
        # Not chained: the error of the codec holds the whole text.
        raise UnwritableFile(source, reason) from None


def _replaced(text: str, doc: Doc) -> str:
    out, at = [], 0
    ends = [piece.end for piece in doc.pieces]
    for mention in doc.mentions or ():
        if mention.action != "keep":
            start, end = mention.span.start, mention.span.end
            first, last = bisect_right(ends, start), bisect_left(ends, end)
            out += [text[at:start], _standing_in(text, mention, doc.pieces[first : last + 1])]
            at = end
    return "".join([*out, text[at:]])


def _standing_in(text: str, mention: Mention, pieces: Sequence[Piece]) -> str:
    """Return a replacement and, of what it replaces, the layout, which stays: line ends, tabs, what parts the cells."""
    if not any(piece.part == "table" for piece in pieces):
        return mention.replacement + "".join(_LAYOUT.findall(text[mention.span.start : mention.span.end]))
    out, put = "", False
    for piece in pieces:
        if piece.column is None:
            out += text[max(piece.start, mention.span.start) : min(piece.end, mention.span.end)]
        elif not put:
            out, put = out + mention.replacement.translate(_CELL), True
    return out
