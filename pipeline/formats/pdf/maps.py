"""Takes out of a font's map to Unicode the characters that are drawn no more: what it lists besides would tell them."""

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence

from pikepdf import Stream

from pipeline.formats.pdf.fonts import Font
from pipeline.formats.pdf.glyphs import Drawn
from pipeline.formats.pdf.objects import Budget, entry, sections, unhexed

_ROW = re.compile(rb"<([0-9A-Fa-f\s]*)>\s*<([0-9A-Fa-f\s]*)>\s*(?:<([0-9A-Fa-f\s]*)>|\[([^\[\]]*)\])")
_PAIR = re.compile(rb"<([0-9A-Fa-f\s]*)>\s*<([0-9A-Fa-f\s]*)>")
_ONE = re.compile(rb"<([0-9A-Fa-f\s]*)>")
_BLOCK = 100
"""Rows of a section, at most (Adobe technical note 5014)."""
_Range = tuple[int, int, int, bytes, tuple[bytes, ...]]
"""Length, first and last code, then what the first means, or what each means."""


class ToUnicode:
    """A map from codes to text, as far as it can be read."""

    def __init__(self, source: bytes) -> None:
        self.spaces: list[tuple[bytes, bytes]] = []
        self._single: dict[bytes, bytes] = {}
        self._ranges: list[_Range] = []
        for kind, inside in sections(source, b"codespacerange", b"bfchar", b"bfrange"):
            if kind == b"codespacerange":
                self.spaces += [(unhexed(a), unhexed(b)) for a, b in _PAIR.findall(inside)]
            elif kind == b"bfchar":
                self._single |= {unhexed(a): unhexed(b) for a, b in _PAIR.findall(inside)}
            else:
                self._ranges += (_range(*row) for row in _ROW.findall(inside))
        self._ranges.sort(key=lambda r: r[:3])

    def text(self, code: bytes) -> bytes | None:
        """Return what a code means, in UTF-16, or None where the map does not say."""
        if code in self._single:
            return self._single[code]
        value = int.from_bytes(code, "big")
        at = bisect_right(self._ranges, (len(code), value), key=lambda r: (r[0], r[1])) - 1
        if at < 0:
            return None
        length, low, high, first, each = self._ranges[at]
        if length != len(code) or not low <= value <= high:
            return None
        if each:
            return each[value - low] if value - low < len(each) else None
        return first[:-1] + bytes([(first[-1] + value - low) & 0xFF]) if first else None

    def only(self, codes: Iterable[bytes]) -> bytes:
        """Return a map of these codes alone."""
        rows = [
            (code, text) for code in sorted(codes, key=lambda c: (len(c), c)) if (text := self.text(code)) is not None
        ]
        spaces = self.spaces or [(b"\0" * n, b"\xff" * n) for n in sorted({len(code) for code, _ in rows})]
        return b"\n".join(
            [
                b"/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapName /Kept def /CMapType 2 def",
                *_section(b"codespacerange", spaces),
                *_section(b"bfchar", rows),
                b"endcmap CMapName currentdict /CMap defineresource pop end end",
            ]
        )


def _section(name: bytes, rows: Sequence[tuple[bytes, bytes]]) -> Iterator[bytes]:
    for start in range(0, len(rows), _BLOCK):
        block = rows[start : start + _BLOCK]
        yield b"%d begin%s" % (len(block), name)
        yield from (b"<%s> <%s>" % (a.hex().encode(), b.hex().encode()) for a, b in block)
        yield b"end" + name


def _range(low: bytes, high: bytes, first: bytes, each: bytes) -> _Range:
    start, stop = unhexed(low), unhexed(high)
    texts = tuple(unhexed(x) for x in _ONE.findall(each))
    return len(start), int.from_bytes(start, "big"), int.from_bytes(stop, "big"), unhexed(first), texts


def trim(pages: Iterable[tuple[Drawn, set[int]]], fonts: Mapping[tuple[int, int], Font], budget: Budget) -> None:
    """Take out of the maps of all fonts what pages draw no more; pages: what they drew, and the glyphs that went."""
    used: dict[int, set[bytes]] = {id(font): set() for font in fonts.values()}
    for drawn, removed in pages:
        for number, glyph in enumerate(drawn.glyphs):
            if number not in removed:
                font = drawn.drawings[glyph.drawing].states[glyph.operator].font
                used.setdefault(id(font), set()).add(glyph.code)
    maps: dict[tuple[int, int], tuple[Stream, set[bytes]]] = {}
    for font in fonts.values():
        stream = entry(font.reference, "/ToUnicode")
        if isinstance(stream, Stream):
            maps.setdefault(stream.objgen, (stream, set()))[1].update(used[id(font)])
    for stream, codes in maps.values():
        stream.write(ToUnicode(budget.unpacked(stream)).only(codes))
