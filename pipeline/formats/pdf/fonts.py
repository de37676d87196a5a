"""Cuts the strings that a PDF shows into the codes of a font, and says how far each code moves the pen."""

import re
from bisect import bisect_right
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any, Protocol

from pdfminer.cmapdb import CMapDB
from pdfminer.encodingdb import EncodingDB
from pdfminer.fontmetrics import FONT_METRICS
from pikepdf import Array, Dictionary, Name, Stream

from pipeline.formats.pdf.objects import Budget, entry, name_of, number, numbers, sections, unhexed

_TOKEN = re.compile(rb"<([0-9A-Fa-f\s]*)>|/([!-~]+)|([A-Za-z]+|-?[0-9]+)")
_USED = re.compile(rb"/([A-Za-z0-9-]{1,60})\s{1,20}usecmap")
_WMODE = re.compile(rb"/WMode\s+([01])")
_MOST_CIDS = 0x10000
_ROUNDING = 1e-6
_MOST_SPACES = 100
"""A map has a few ranges of lengths; each code is sought in all of them."""
_BASE_CMAPS = 4
"""How many maps may build on one another."""


@dataclass(frozen=True, slots=True)
class Code:
    """One code of a string, at `start`; width along the line and origin of vertical writing, in ems.

    placed: the width by which PDFium places the next one (it knows whole thousandths only).
    """

    text: bytes
    start: int
    width: float
    placed: float
    x: float
    y: float
    space: bool


class CMap(Protocol):
    """Says of the code at a place of a string how many bytes it has, and which glyph it means."""

    @property
    def vertical(self) -> bool: ...

    def at(self, text: bytes, start: int) -> tuple[int, int]:
        """Return length and CID."""
        ...


@dataclass(frozen=True, slots=True)
class _Identity:
    vertical: bool

    def at(self, text: bytes, start: int) -> tuple[int, int]:
        return 2, int.from_bytes(text[start : start + 2], "big")


@dataclass(frozen=True, slots=True)
class _Predefined:
    """A map of Adobe's, as a tree by bytes; least: bytes of its shortest code."""

    vertical: bool
    tree: dict[int, Any]
    least: int

    def at(self, text: bytes, start: int) -> tuple[int, int]:
        node: Any = self.tree
        for length, byte in enumerate(text[start : start + 4], 1):
            node = node.get(byte)
            if node is None:
                # No such character: as long as the others that begin so; where none does, as the shortest.
                return max(length, self.least), 0
            if isinstance(node, int):
                return length, node
        return max(1, len(text) - start), 0


@dataclass(frozen=True)
class _Embedded:
    """A map that the file holds: lengths of codes by their first bytes, CIDs by ranges."""

    vertical: bool
    spaces: tuple[tuple[bytes, bytes], ...]
    ranges: tuple[tuple[int, int, int, int], ...]
    base: CMap | None

    def at(self, text: bytes, start: int) -> tuple[int, int]:
        length = self._length(text, start)
        if length == 0:
            return self.base.at(text, start) if self.base else (1, 0)
        code = int.from_bytes(text[start : start + length], "big")
        at = bisect_right(self.ranges, (length, code, 1 << 40, 0)) - 1
        if at >= 0 and self.ranges[at][0] == length and self.ranges[at][1] <= code <= self.ranges[at][2]:
            return length, self.ranges[at][3] + code - self.ranges[at][1]
        return self.base.at(text, start) if self.base else (length, 0)

    def _length(self, text: bytes, start: int) -> int:
        for low, high in self.spaces:
            code = text[start : start + len(low)]
            if len(code) == len(low) and all(a <= c <= b for a, c, b in zip(low, code, high, strict=True)):
                return len(low)
        return 0 if self.base or not self.spaces else min(len(low) for low, _ in self.spaces)


def _cmap(encoding: Any, budget: Budget, depth: int = 0) -> CMap:
    """Return the map of a composite font; an unknown one reads as Identity-H."""
    if isinstance(encoding, Stream) and depth < _BASE_CMAPS:
        return _embedded(encoding, budget, depth)
    name = name_of(encoding)[1:] if isinstance(encoding, Name) else "Identity-H"
    if name.startswith("Identity") or not re.fullmatch("[A-Za-z0-9-]+", name):
        return _Identity(name.endswith("V"))
    try:
        known = CMapDB.get_cmap(name)
    except CMapDB.CMapNotFound:
        return _Identity(name.endswith("V"))
    tree = getattr(known, "code2cid", {})
    return _Predefined(name.endswith("V"), tree, 1 if any(isinstance(v, int) for v in tree.values()) else 2)


def _embedded(stream: Stream, budget: Budget, depth: int) -> CMap:
    source = budget.unpacked(stream)
    base = stream.get("/UseCMap")
    if base is None and (used := _USED.search(source)):
        base = Name("/" + used[1].decode("latin-1"))
    wmode = _WMODE.search(source)
    vertical = number(stream.get("/WMode"), float(wmode[1]) if wmode else 0.0) == 1
    spaces: list[tuple[bytes, bytes]] = []
    ranges: list[tuple[int, int, int, int]] = []
    for kind, inside in sections(source, b"codespacerange", b"cidrange", b"cidchar"):
        tokens = [unhexed(t[1]) if t[1] is not None else t[3] or b"" for t in _TOKEN.finditer(inside)]
        if kind == b"codespacerange":
            spaces += [(a, b) for a, b in zip(tokens[::2], tokens[1::2], strict=False) if 0 < len(a) == len(b) <= 4]
        else:
            ranges += _ranges(tokens, 3 if kind == b"cidrange" else 2)
    below = _cmap(base, budget, depth + 1) if base is not None else None
    return _Embedded(vertical, tuple(spaces[:_MOST_SPACES]), tuple(sorted(ranges)), below)


def _ranges(tokens: list[bytes], step: int) -> list[tuple[int, int, int, int]]:
    """Return length, first and last code and first CID of each row of a section."""
    out = []
    for row in zip(*(tokens[i::step] for i in range(step)), strict=False):
        low, high = int.from_bytes(row[0], "big"), int.from_bytes(row[step - 2], "big")
        if row[-1].isdigit():
            out.append((len(row[0]), low, high, int(row[-1])))
    return out


class Font:
    """A font as far as placing its glyphs goes; `reference` is its dictionary."""

    def __init__(self, reference: Any, budget: Budget) -> None:
        self.reference = reference
        self._kind = name_of(entry(reference, "/Subtype") or "")
        self.composite = self._kind == "/Type0"
        self.by_procedures = self._kind == "/Type3"
        self._cmap = _cmap(entry(reference, "/Encoding"), budget) if self.composite else None
        self.vertical = bool(self._cmap and self._cmap.vertical)
        self._known: dict[bytes, Code] = {}

    def codes(self, text: bytes) -> list[Code]:
        """Return the codes of a string, one after the other."""
        out, start = [], 0
        while start < len(text):
            length, cid = self._cmap.at(text, start) if self._cmap else (1, text[start])
            end = min(start + length, len(text))
            known = self._known.get(text[start:end])
            if known is None:
                known = self._known[text[start:end]] = self._code(text[start:end], cid)
            out.append(replace(known, start=start))
            start = end
        return out

    def _code(self, code: bytes, cid: int) -> Code:
        space = code == b" "
        if not self.composite:
            width = self._simple_width(cid)
            placed = round(width * 1000) if self.by_procedures else int(width * 1000 + _ROUNDING)
            return Code(code, 0, width, placed / 1000, 0, 0, space)
        wide = self._widths.get(cid, self._default)
        if not self.vertical:
            return Code(code, 0, wide / 1000, int(wide) / 1000, 0, 0, space)
        down, x, y = self._heights.get(cid, (self._default_height[1], wide / 2, self._default_height[0]))
        return Code(code, 0, down / 1000, int(down) / 1000, x / 1000, y / 1000, space)

    def _simple_width(self, code: int) -> float:
        first = int(number(entry(self.reference, "/FirstChar")))
        given = entry(self.reference, "/Widths")
        if isinstance(given, Array) and 0 <= code - first < len(given):
            return number(given[code - first]) * self._unit
        missing = entry(entry(self.reference, "/FontDescriptor"), "/MissingWidth")
        if missing is not None and isinstance(given, Array):
            return number(missing) * self._unit
        return self._standard.get(code, 0.0) / 1000

    @cached_property
    def _unit(self) -> float:
        """Return the em of a unit of the widths: a thousandth, but in a Type 3 font what its matrix says."""
        matrix = numbers(entry(self.reference, "/FontMatrix"), 6)
        return matrix[0] if self.by_procedures and matrix else 0.001

    @cached_property
    def _standard(self) -> dict[int, float]:
        """Return the widths of one of the fonts that every viewer has."""
        name = (
            name_of(entry(self.reference, "/BaseFont") or "")[1:].partition("+")[2]
            or name_of(entry(self.reference, "/BaseFont") or "")[1:]
        )
        metrics = FONT_METRICS.get(_STANDARD.get(name, name))
        if metrics is None:
            return {}
        encoding = entry(self.reference, "/Encoding")
        base = encoding if isinstance(encoding, Name) else entry(encoding, "/BaseEncoding")
        changed = entry(encoding, "/Differences") if isinstance(encoding, Dictionary) else None
        letters = EncodingDB.get_encoding(name_of(base or "/StandardEncoding")[1:], _differences(changed))
        return {code: float(metrics[1].get(letter, 0)) for code, letter in letters.items()}

    @property
    def _descendant(self) -> Any:
        some = entry(self.reference, "/DescendantFonts")
        return some[0] if isinstance(some, Array) and len(some) else None

    @cached_property
    def _default(self) -> float:
        return number(entry(self._descendant, "/DW"), 1000.0)

    @cached_property
    def _default_height(self) -> tuple[float, ...]:
        return numbers(entry(self._descendant, "/DW2"), 2) or (880.0, -1000.0)

    @cached_property
    def _widths(self) -> dict[int, float]:
        return {cid: given[0] for cid, given in _listed(entry(self._descendant, "/W"), 1).items()}

    @cached_property
    def _heights(self) -> dict[int, tuple[float, ...]]:
        return _listed(entry(self._descendant, "/W2"), 3)


_STANDARD = {"ArialMT": "Helvetica", "Arial-BoldMT": "Helvetica-Bold", "TimesNewRomanPSMT": "Times-Roman"}


def _differences(given: Any) -> list[Any] | None:
    """Return an encoding's differences as pdfminer takes them."""
    from pdfminer.psparser import LIT

    if not isinstance(given, Array):
        return None
    return [LIT(name_of(x)[1:]) if isinstance(x, Name) else int(number(x)) for x in given.as_list()]


def _listed(given: Any, each: int) -> dict[int, tuple[float, ...]]:
    """Return the metrics of a W (one number each) or W2 (three) array by CID."""
    out: dict[int, tuple[float, ...]] = {}
    rest = list(given.as_list()) if isinstance(given, Array) else []
    at = 0
    while at + 1 < len(rest) and len(out) < _MOST_CIDS:
        first, second = int(number(rest[at])), rest[at + 1]
        if isinstance(second, Array):
            row = [number(v) for v in second.as_list()]
            starts = range(0, len(row) - each + 1, each)
            out |= {first + i: tuple(row[a : a + each]) for i, a in enumerate(starts)}
            at += 2
            continue
        last = min(int(number(second)), _MOST_CIDS)
        metrics = tuple(number(v) for v in rest[at + 2 : at + 2 + each])
        if len(metrics) == each:
            out |= dict.fromkeys(range(first, last + 1), metrics)
        at += 2 + each
    return out
