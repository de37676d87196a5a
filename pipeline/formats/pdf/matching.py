"""Tells for each character that PDFium read on a page which glyphs draw it: by where they stand, and by their order."""

import math
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from pipeline.formats.pdf.glyphs import Drawn, Glyph, Mark
from pipeline.formats.trail import Character

_CELL = 0.1
"""Points: origins nearer than this are one; computing in single precision, PDFium errs by a thousandth."""
_SMALLEST = 0.02
"""Points: text below this size is none to PDFium, nor to a reader."""
_CROWD = 64
"""Glyphs in one cell beyond which they cannot be told apart: only a hostile page stacks so many."""
_LARGEST_UNIT = 1000
"""Glyphs of a marked content that are still looked at as one: a line has a hundred."""
_DRIFT = 0.35
"""Share of an em by which a glyph may stand off where a font's widths are unknown here, if it is the next in order."""
_FAR = 1e9
_SAME = 0.1
"""Share of an em within which two glyphs lie upon each other: the thinnest letter moves the pen by twice as much."""
_TWIN = 0.9
"""Share of an em: PDFium reads a text drawn twice within this distance once."""

_Cell = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Matched:
    """letters: for each character of a page the glyphs that draw it, none where it cannot be told.

    taken: marked contents whose own text PDFium gave in the place of what they draw. units: of those the ones with
    another number of characters than of glyphs, and their characters: each of these is drawn by all glyphs together.
    stray: glyphs that draw no character PDFium read: spaces, the second drawing of a bold, what has no size.
    twins: of those the ones of a text that was drawn before about there, and the glyphs of that; copies: the same by
    the glyphs drawn first.
    """

    letters: tuple[tuple[int, ...], ...]
    taken: frozenset[int]
    units: Mapping[int, tuple[int, ...]]
    stray: frozenset[int]
    twins: Mapping[int, int]
    copies: Mapping[int, Sequence[int]]


def matched(characters: Sequence[Character], drawn: Drawn) -> Matched:
    """Return which glyphs draw each character."""
    letters, crowd = _by_place(characters, drawn.glyphs)
    claimed = {n for some in letters for n in some}
    marks: dict[int, list[int]] = defaultdict(list)
    for number, glyph in enumerate(drawn.glyphs):
        if glyph.mark is not None:
            marks[glyph.mark].append(number)
    # PDFium read a marked content by its own text where only its first glyph has characters.
    firsts = {some[0]: m for m, some in marks.items() if some[0] in claimed and claimed.isdisjoint(some[1:])}
    spoken = {m: some for m, some in _characters(letters, firsts).items() if _says(characters, some, drawn.marks[m])}
    units = {m: tuple(some) for m, some in spoken.items() if not _told_apart(letters, some, marks[m])}
    crowd.update(n for m in units if len(marks[m]) > _LARGEST_UNIT for n in marks[m])
    stray = frozenset(range(len(drawn.glyphs))).difference(crowd, *letters)
    twins = _twins(drawn.glyphs, stray)
    copies: dict[int, list[int]] = defaultdict(list)
    for twin, original in twins.items():
        copies[original].append(twin)
    return Matched(tuple(letters), frozenset(spoken), units, stray, twins, copies)


def _characters(letters: Sequence[tuple[int, ...]], firsts: Mapping[int, int]) -> dict[int, list[int]]:
    """Return the characters of each mark; firsts: its first glyph and the mark."""
    out: dict[int, list[int]] = defaultdict(list)
    for number, some in enumerate(letters):
        for mark in {firsts[n] for n in some if n in firsts}:
            out[mark].append(number)
    return out


def _says(characters: Sequence[Character], some: Sequence[int], mark: Mark) -> bool:
    read = "".join(chr(characters[n].code) for n in some)
    return "".join(read.split()) == "".join(mark.text.split())


def _told_apart(letters: list[tuple[int, ...]], characters: Sequence[int], glyphs: Sequence[int]) -> bool:
    """Give the characters of a marked content their glyphs, in place; return whether each has its own."""
    paired = len(characters) == len(glyphs)
    whole = tuple(glyphs) if len(glyphs) <= _LARGEST_UNIT else ()
    for place, number in enumerate(characters):
        letters[number] = (glyphs[place],) if paired else whole
    return paired or len(glyphs) == 1


def _twins(glyphs: Sequence[Glyph], stray: frozenset[int]) -> dict[int, int]:
    """Return the glyphs of texts that PDFium passed over because the same had been drawn just before."""
    out: dict[int, int] = {}
    before: dict[tuple[bytes, ...], list[int]] = {}
    for _, group in groupby(range(len(glyphs)), key=lambda n: (glyphs[n].drawing, glyphs[n].operator)):
        text = list(group)
        codes = tuple(glyphs[n].code for n in text)
        if not stray.issuperset(text):
            before[codes] = text
        elif codes in before and _beside(glyphs[text[0]], glyphs[before[codes][0]]):
            out |= dict(zip(text, before[codes], strict=True))
    return out


def _beside(one: Glyph, other: Glyph) -> bool:
    return math.hypot(one.x - other.x, one.y - other.y) <= max(one.size, other.size)


def _by_place(characters: Sequence[Character], glyphs: Sequence[Glyph]) -> tuple[list[tuple[int, ...]], set[int]]:
    """Return the glyphs at each character's place, and those that stand in a crowd."""
    cells: dict[_Cell, list[int]] = defaultdict(list)
    for number, glyph in enumerate(glyphs):
        if glyph.size >= _SMALLEST:
            cells[_cell(glyph.x, glyph.y, _CELL)].append(number)
    crowd = {n for some in cells.values() if len(some) > _CROWD for n in some}
    out: list[tuple[int, ...]] = []
    last = -1
    for character in characters:
        found: tuple[int, ...] = ()
        if not character.made:
            around = _around(_cell(character.x, character.y, _CELL))
            near = (n for cell in around if len(cells.get(cell, ())) <= _CROWD for n in cells.get(cell, ()))
            found = _near(near, character, glyphs) or _next(last, character, glyphs)
            last = max(found) if found else last
        out.append(found)
    return out, crowd


def _near(some: Iterable[int], character: Character, glyphs: Sequence[Glyph]) -> tuple[int, ...]:
    x, y = character.x, character.y
    return tuple(n for n in some if math.hypot(glyphs[n].x - x, glyphs[n].y - y) < _CELL)


def _next(last: int, character: Character, glyphs: Sequence[Glyph]) -> tuple[int, ...]:
    """Return the glyph after the last one found, where the character stands about there."""
    if last + 1 >= len(glyphs):
        return ()
    glyph = glyphs[last + 1]
    near = math.hypot(glyph.x - character.x, glyph.y - character.y) < _DRIFT * glyph.size
    return (last + 1,) if near else ()


def doubled(removed: set[int], match: Matched, glyphs: Sequence[Glyph]) -> set[int]:
    """Return what else goes with removed glyphs: their shadow, the second drawing of a bold, what lies under them."""
    if not removed:
        return set()
    beside, upon = _Beside(removed, glyphs, _TWIN), _Beside(removed, glyphs, _SAME)
    out = {twin for twin, original in match.twins.items() if original in removed}
    out |= {n for n in match.stray if n not in match.twins and beside.reaches(glyphs[n])}
    return out | {n for n, glyph in enumerate(glyphs) if n not in removed and upon.reaches(glyph)}


def unseen(matched: Matched, glyphs: Sequence[Glyph]) -> set[int]:
    """Return the stray glyphs that stand beside no character: PDFium read nothing there."""
    beside = _Beside({n for some in matched.letters for n in some}, glyphs, _TWIN)
    return {n for n in matched.stray if not beside.reaches(glyphs[n])}


class _Beside:
    """Finds out whether a glyph stands within a share of its em from one of some: in cells as wide as it reaches."""

    def __init__(self, some: Iterable[int], glyphs: Sequence[Glyph], share: float) -> None:
        self._some, self._glyphs, self._share = list(some), glyphs, share
        self._cells: dict[float, dict[_Cell, list[int]]] = {}

    def reaches(self, glyph: Glyph) -> bool:
        reach = self._share * glyph.size
        if not 0 < reach < _FAR:
            return False
        width = 2.0 ** max(-10, min(12, math.ceil(math.log2(reach))))
        if width not in self._cells:
            self._cells[width] = self._divided(width)
        for cell in _around(_cell(glyph.x, glyph.y, width)):
            some = self._cells[width].get(cell, ())
            near = (math.hypot(self._glyphs[n].x - glyph.x, self._glyphs[n].y - glyph.y) <= reach for n in some)
            if len(some) > _CROWD or any(near):
                return True
        return False

    def _divided(self, width: float) -> dict[_Cell, list[int]]:
        cells: dict[_Cell, list[int]] = defaultdict(list)
        for number in self._some:
            cells[_cell(self._glyphs[number].x, self._glyphs[number].y, width)].append(number)
        return cells


def _cell(x: float, y: float, width: float) -> _Cell:
    # Far outside any page all is one place.
    return math.floor(min(1e9, max(-1e9, x / width))), math.floor(min(1e9, max(-1e9, y / width)))


def _around(cell: _Cell) -> Iterable[_Cell]:
    x, y = cell
    return ((x + i, y + j) for i in (0, -1, 1) for j in (0, -1, 1))
