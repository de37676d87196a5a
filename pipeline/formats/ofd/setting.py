"""Sets changed text objects of an OFD anew: what stays keeps its place, what is new fills the gap."""

import copy
import math
import unicodedata
from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Protocol

from lxml import etree

from pipeline.formats.ofd.edits import Change
from pipeline.formats.ofd.package import children, local
from pipeline.formats.ofd.walk import shown

_WIDE = ("W", "F")


class Fonts(Protocol):
    """What is known of the fonts of a document."""

    def lacks(self, owner: etree._Element, text: str) -> bool:
        """Return whether the font of a text object may have no glyph for some character of text."""
        ...

    def substitute(self, element: etree._Element) -> str:
        """Return the ID of a font that has every glyph, in the document of an element."""
        ...

    def next_id(self) -> str:
        """Return an ID that no object has."""
        ...


@dataclass(frozen=True, slots=True)
class _Letter:
    """A character in its object's units; source: its place among the characters that are read, None where it is new."""

    text: str
    x: float
    y: float
    source: int | None


@dataclass(frozen=True, slots=True)
class _Glyphs:
    """A CGTransform: `count` characters from `start` on are drawn as these glyphs."""

    start: int
    count: int
    glyphs: tuple[str, ...]


_ByStart = Mapping[int, _Glyphs]
_Group = tuple[bool, list[_Letter], _ByStart]
"""Whether in another font than the object's, letters of one TextCode that stand together, the glyphs of that code."""


def set_anew(owner: etree._Element, changes: Mapping[etree._Element, Change], fonts: Fonts) -> list[etree._Element]:
    """Change a text object and return what stands in its place: several where new characters need another font.

    changes: by TextCode, those of other objects too.
    """
    codes = list(children(owner, "TextCode"))
    new = "".join(text for code in codes for text in changes.get(code, {}).values())
    transforms = _transforms(owner, codes)
    apart = bool(new) and (any(transforms.values()) or fonts.lacks(owner, new))
    if not apart and not any(transforms.values()) and all(_alike(code, changes.get(code, {})) for code in codes):
        for code in codes:
            _put(code, changes.get(code, {}))
        return [owner]
    groups: list[_Group] = []
    for code, letters in _lines(owner, codes, changes):
        split = [(letter.source is None and apart, letter) for letter in letters]
        for foreign, some in groupby(split, key=lambda pair: pair[0]):
            groups.append((foreign, [letter for _, letter in some], transforms[code]))
    return _written(owner, groups, fonts)


def _alike(code: etree._Element, change: Change) -> bool:
    """Return whether one character stands for one, so that no place changes."""
    return len(shown(code.text)) == len(code.text or "") and all(len(text) == 1 for text in change.values())


def _put(code: etree._Element, change: Change) -> None:
    if change:
        code.text = "".join(change.get(i, c) for i, c in enumerate(code.text or ""))


def _lines(
    owner: etree._Element, codes: Sequence[etree._Element], changes: Mapping[etree._Element, Change]
) -> Iterator[tuple[etree._Element, list[_Letter]]]:
    size = _number(owner.get("Size"), 0.0)
    x = y = 0.0
    for code in codes:
        # A TextCode without X or Y has those of the one before.
        x, y = _number(code.get("X"), x), _number(code.get("Y"), y)
        yield code, _letters(code, x, y, size, changes.get(code, {}))


def _letters(code: etree._Element, x: float, y: float, size: float, change: Change) -> list[_Letter]:
    """Return the letters of a changed TextCode; new ones are spread evenly over the gap that old ones leave."""
    text, offsets = code.text or "", shown(code.text)
    places = _places("".join(text[i] for i in offsets), code, x, y, size)
    out: list[_Letter] = []
    at = 0
    while at < len(offsets):
        if offsets[at] not in change:
            out.append(_Letter(text[offsets[at]].replace("\t", " "), *places[at], at))
            at += 1
            continue
        first, put = at, ""
        while at < len(offsets) and offsets[at] in change:
            put += change[offsets[at]]
            at += 1
        out += _spread(put, places[first : at + 1])
    return out


def _spread(put: str, places: Sequence[tuple[float, float]]) -> Iterator[_Letter]:
    """Yield new letters; places: those of the old ones and of what comes after them."""
    if len(put) == len(places) - 1:
        yield from (_Letter(c, *place, None) for c, place in zip(put, places, strict=False))
        return
    (left, top), (right, bottom) = places[0], places[-1]
    for number, character in enumerate(put):
        share = number / len(put)
        yield _Letter(character, left + share * (right - left), top + share * (bottom - top), None)


def _places(text: str, code: etree._Element, x: float, y: float, size: float) -> list[tuple[float, float]]:
    """Return where each character begins, and where the last one ends.

    Without DeltaX a character is as wide as its letter size, half of it where it is no wide one.
    """
    across, down = _steps(code.get("DeltaX"), len(text) - 1), _steps(code.get("DeltaY"), len(text) - 1)
    upright = bool(down) and not across
    out = [(x, y)]
    for number, character in enumerate(text):
        own = size if unicodedata.east_asian_width(character) in _WIDE else size / 2
        x += across[number] if number < len(across) else 0 if upright else own
        y += down[number] if number < len(down) else size if upright else 0
        out.append((x, y))
    return out


def _steps(value: str | None, most: int) -> list[float]:
    """Return a list of distances; `g 5 3.1` says 3.1 five times (GB/T 33190-2016, 11.3)."""
    words = (value or "").split()
    out: list[float] = []
    at = 0
    while at < len(words) and len(out) < most:
        if words[at] == "g" and at + 2 < len(words):
            out += [_number(words[at + 2], 0.0)] * int(min(_number(words[at + 1], 0), most - len(out)))
            at += 3
        else:
            out += [number] if (number := _finite(words[at])) is not None else []
            at += 1
    return out[: max(0, most)]


def _transforms(owner: etree._Element, codes: Sequence[etree._Element]) -> dict[etree._Element, _ByStart]:
    """Return the glyphs that each TextCode names, by its own characters; those that fit none are left out.

    The standard puts a CGTransform before its TextCode; some programs put all of them first or last and count through
    the whole object.
    """
    out: dict[etree._Element, list[_Glyphs]] = {code: [] for code in codes}
    waiting: list[_Glyphs] = []
    for element in owner:
        if local(element) == "CGTransform":
            waiting.append(_glyphs(element))
        elif local(element) == "TextCode":
            out[element], waiting = waiting, []
    every = sorted([g for code in codes for g in out[code]] + waiting, key=lambda g: g.start)
    if waiting or any(g.start + g.count > len(code.text or "") for code in codes for g in out[code]):
        at = 0
        for code in codes:
            length = len(code.text or "")
            first, last = (bisect_left(every, place, key=lambda g: g.start) for place in (at, at + length))
            inside = [g for g in every[first:last] if g.start + g.count <= at + length]
            out[code] = [_Glyphs(g.start - at, g.count, g.glyphs) for g in inside]
            at += length
    return {code: _as_read(code, some) for code, some in out.items()}


def _glyphs(element: etree._Element) -> _Glyphs:
    glyphs = tuple(word for found in children(element, "Glyphs") for word in (found.text or "").split())
    start, count = (int(_number(element.get(name), 0)) for name in ("CodePosition", "CodeCount"))
    return _Glyphs(start, count or 1, glyphs)


def _as_read(code: etree._Element, some: Sequence[_Glyphs]) -> _ByStart:
    """Return glyphs by the characters that are read; one glyph for one character becomes an entry of its own."""
    number = {offset: i for i, offset in enumerate(shown(code.text))}
    out: dict[int, _Glyphs] = {}
    for g in some:
        if len(g.glyphs) == g.count:
            pairs = [(number.get(g.start + i), glyph) for i, glyph in enumerate(g.glyphs)]
            out |= {at: _Glyphs(at, 1, (glyph,)) for at, glyph in pairs if at is not None}
        elif g.start in number:
            out[number[g.start]] = _Glyphs(number[g.start], g.count, g.glyphs)
    return out


def _written(owner: etree._Element, groups: Sequence[_Group], fonts: Fonts) -> list[etree._Element]:
    """Put an object for each run of groups in one font in the place of the old one, which is the first of them."""
    frame = [element for element in owner if local(element) not in ("TextCode", "CGTransform")]
    made: list[etree._Element] = []
    for foreign, some in groupby((g for g in groups if g[1]), key=lambda g: g[0]):
        new = etree.Element(owner.tag, dict(owner.attrib), nsmap=owner.nsmap)
        new.extend(copy.deepcopy(frame))
        if made:
            new.set("ID", fonts.next_id())
        if foreign:
            new.set("Font", fonts.substitute(owner))
        for _, letters, glyphs in some:
            new.extend(_code(owner, letters, {} if foreign else glyphs))
        made.append(new)
    for new in made:
        owner.addprevious(new)
    owner.getparent().remove(owner)
    return made


def _code(owner: etree._Element, letters: Sequence[_Letter], glyphs: _ByStart) -> Iterator[etree._Element]:
    """Yield the glyphs and the TextCode of some letters."""
    space = f"{{{etree.QName(owner).namespace}}}" if etree.QName(owner).namespace else ""
    for at, letter in enumerate(letters):
        g = glyphs.get(letter.source) if letter.source is not None else None
        if g is None or [n.source for n in letters[at : at + g.count]] != list(range(g.start, g.start + g.count)):
            continue
        numbers = {"CodePosition": str(at), "CodeCount": str(g.count), "GlyphCount": str(len(g.glyphs))}
        transform = etree.Element(f"{space}CGTransform", numbers)
        etree.SubElement(transform, f"{space}Glyphs").text = " ".join(g.glyphs)
        yield transform
    code = etree.Element(f"{space}TextCode", {"X": _written_number(letters[0].x), "Y": _written_number(letters[0].y)})
    for name, values in (("DeltaX", [n.x for n in letters]), ("DeltaY", [n.y for n in letters])):
        steps = [b - a for a, b in zip(values, values[1:], strict=False)]
        if steps and (name == "DeltaX" or any(steps)):
            code.set(name, " ".join(map(_written_number, steps)))
    code.text = "".join(letter.text for letter in letters)
    yield code


def _written_number(number: float) -> str:
    return f"{round(number, 4):.10g}"


def _number(value: str | None, otherwise: float) -> float:
    found = _finite(value or "")
    return otherwise if found is None else found


def _finite(value: str) -> float | None:
    try:
        number = float(value)
    except ValueError:
        return None
    return number if math.isfinite(number) else None
