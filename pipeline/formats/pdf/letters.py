"""Puts the characters that PDFium reads on a page in order: turned for reading, shadows told, in runs within cells.

A page may hold text in several directions: a wide table on its side, a margin note, writing from top to bottom. Each
direction is read for itself, that of most letters first.
"""

import math
import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from pipeline.formats.layout import Run
from pipeline.formats.pdf.rulings import Rulings, Sides

_HALVES = re.compile("[\ud800-\udbff][\udc00-\udfff]")
_LONE = re.compile("[\ud800-\udfff]")
# Soft hyphens and what PDFium gives for characters that a font does not map.
_DROPPED = dict.fromkeys((0x02, 0xFFFE, 0xFFFF))
_SHADOW = 0.5
"""Share of a letter's width, and of its height, within which the same letter is its shadow or its bold."""
_LIKE = 0.2
"""Powers of two by which a letter and its shadow may differ in size."""
_LEVEL, _NEXT = 0.02, 0.2
"""The same for a letter that comes next in the file, on one height."""
_LEAST_FALLING = 6
"""Letters below one another, in the order of the file, that are a line from top to bottom and no column of figures."""
_PITCH, _OVERLAP = 0.2, 0.35
"""Shares of a letter's height that lie between such letters, or that their boxes share; lines stand further apart."""
_SMALL = 0.6
"""Share of an em: what is smaller is a mark."""
_GAP, _SPACE = 1.5, 0.5
"""Letter sizes between letters beyond which they are no run; the same where PDFium put a space between them."""
_TOUCHING = 0.05
"""Share of a letter's height by which the letters of one word stand apart at most."""
_DOWNWARDS = 3
"""Quarters by which writing from top to bottom is turned: its first column becomes the first line."""


@dataclass(frozen=True, slots=True)
class Letter:
    """A character of a page in points, y growing downwards from the upper left corner.

    made: put in by PDFium. number: by which PDFium knows it. turns: quarters, clockwise, by which it is turned to be
    read. leans: whether its line does, so that its box is larger than the letter.
    """

    text: str
    left: float
    right: float
    top: float
    bottom: float
    made: bool
    number: int
    turns: int = 0
    leans: bool = False


@dataclass(frozen=True, slots=True)
class Block:
    """The letters of a page that are read in one direction, turned; width and height: of the page so turned."""

    runs: tuple[Run, ...]
    width: float
    height: float


def turned(sides: Sides, width: float, height: float, turns: int) -> Sides:
    """Return left, top, right, bottom of a box on a page turned clockwise by quarters."""
    left, top, right, bottom = sides
    if turns == 1:
        return height - bottom, left, height - top, right
    if turns == 2:
        return width - right, height - bottom, width - left, height - top
    if turns == 3:
        return top, width - right, bottom, width - left
    return sides


def single(letters: Sequence[Letter]) -> tuple[list[Letter], dict[int, list[int]]]:
    """Return the letters without the shadows of others, and these by the number of the letter they belong to."""
    kept: list[Letter] = []
    cells: dict[tuple[str, int, int, int], list[Letter]] = defaultdict(list)
    shadows: dict[int, list[int]] = defaultdict(list)
    for letter in letters:
        first = None if letter.made or letter.leans or letter.text.isspace() else _first(letter, cells)
        if first is None:
            kept.append(letter)
        else:
            shadows[first.number].append(letter.number)
    return kept, shadows


def _first(letter: Letter, cells: dict[tuple[str, int, int, int], list[Letter]]) -> Letter | None:
    """Return the letter whose shadow this is; where there is none, note the letter in its cell."""
    width, height = letter.right - letter.left, letter.bottom - letter.top
    if not (0 < width < math.inf and 0 < height < math.inf):
        return None
    # Letters of about one size share a grid, so that a cell holds a few at most.
    size = math.log2(max(width, height))
    for near in {round(size - _LIKE), round(size + _LIKE)}:
        for cell in _cells(letter, near, 1):
            for other in cells.get(cell, ()):
                if _is_shadow(letter, other, width, height):
                    return other
    cells[next(_cells(letter, round(size), 0))].append(letter)
    return None


def _cells(letter: Letter, size: int, around: int) -> Iterator[tuple[str, int, int, int]]:
    """Yield the cells at a letter's place in the grid of a size, and so many around."""
    unit = 2.0**size
    column, row = round(letter.left / unit), round(letter.top / unit)
    for i in range(-around, around + 1):
        for j in range(-around, around + 1):
            yield letter.text, column + i, row + j, size


def _is_shadow(letter: Letter, other: Letter, width: float, height: float) -> bool:
    aside, below = abs(other.left - letter.left) / width, abs(other.top - letter.top) / height
    # Of a line set very tight, the next letter may be the same one.
    follows = letter.number == other.number + 1 and below < _LEVEL
    return aside < (_NEXT if follows else _SHADOW) and below < _SHADOW


def blocks(letters: Sequence[Letter], width: float, height: float, rulings: Rulings) -> Iterator[Block]:
    """Yield what is read in each direction, the one of most letters first; width, height: of the page as it is shown.

    rulings: of the page as it is shown.
    """
    directed = _directed(letters)
    counted = Counter(letter.turns for letter in directed if not letter.made)
    for turns, _ in counted.most_common():
        some = [_laid(letter, width, height) for letter in directed if letter.turns == turns]
        size = (width, height) if turns % 2 == 0 else (height, width)
        yield Block(tuple(_runs(some, rulings.turned(width, height, turns))), *size)


def _laid(letter: Letter, width: float, height: float) -> Letter:
    sides = letter.left, letter.top, letter.right, letter.bottom
    left, top, right, bottom = turned(sides, width, height, letter.turns)
    return replace(letter, left=left, top=top, right=right, bottom=bottom)


def _directed(letters: Sequence[Letter]) -> list[Letter]:
    """Return the letters with those turned that stand below one another; what PDFium made goes with the one before.

    Where most letters are turned so, the page is written from top to bottom, and the others go with them.
    """
    falling = set(_falling(letters))
    drawn = [x for x in letters if not x.made]
    whole = falling and 2 * sum(x.number in falling or x.turns == _DOWNWARDS for x in drawn) > len(drawn)
    out: list[Letter] = []
    for letter in letters:
        if letter.made and out:
            letter = replace(letter, turns=out[-1].turns)
        elif letter.number in falling or (whole and not letter.turns):
            letter = replace(letter, turns=_DOWNWARDS)
        out.append(letter)
    return out


def _falling(letters: Sequence[Letter]) -> Iterator[int]:
    """Yield the numbers of upright letters in lines from top to bottom, each right below the one before it."""
    line: list[Letter] = []
    for letter in (x for x in letters if not x.made and not x.text.isspace()):
        if line and not _below(line[-1], letter):
            yield from _of_line(line)
            line = []
        line.append(letter)
    yield from _of_line(line)


def _of_line(line: Sequence[Letter]) -> list[int]:
    # Figures alone are a column of numbers.
    if len(line) < _LEAST_FALLING or all(x.text.isascii() for x in line):
        return []
    return [x.number for x in line if not x.turns]


def _below(above: Letter, letter: Letter) -> bool:
    """Return whether a letter follows another downwards, upright or, as figures do, turned."""
    if {above.turns, letter.turns} - {0, _DOWNWARDS} or letter.leans:
        return False
    em = max(*_size(above), *_size(letter))
    aside = min(above.right, letter.right) - max(above.left, letter.left)
    # A comma has the place of a letter, and often a box of its own size.
    small = min(max(_size(above)), max(_size(letter))) < _SMALL * em
    gap = letter.top - above.bottom
    return aside >= (-em if small else 0.7 * min(_size(above)[0], _size(letter)[0])) and (
        -_OVERLAP * em < gap < (em if small else _PITCH * em)
    )


def _size(letter: Letter) -> tuple[float, float]:
    return letter.right - letter.left, letter.bottom - letter.top


def _runs(letters: Sequence[Letter], rulings: Rulings) -> Iterator[Run]:
    """Yield what stands together: on one height, in one cell, without a gap of more than a letter and a half."""
    open_run: list[Letter] = []
    last: Letter | None = None
    for letter in letters:
        if letter.made:
            if letter.text == " " and open_run:
                open_run.append(letter)
            continue
        spaced = open_run and open_run[-1].made
        if last and (not _together(last, letter, _SPACE if spaced else _GAP) or _parted(last, letter, rulings)):
            yield _run(open_run, rulings)
            open_run = []
        open_run.append(letter)
        last = letter
    if open_run:
        yield _run(open_run, rulings)


def _parted(last: Letter, letter: Letter, rulings: Rulings) -> bool:
    """Return whether a line stands between two letters; a number too wide for its cell goes on across it."""
    gap = letter.left - last.right
    return abs(gap) > _TOUCHING * (letter.bottom - letter.top) and rulings.parts(_middle(last), _middle(letter))


def _middle(letter: Letter) -> tuple[float, float]:
    return (letter.left + letter.right) / 2, (letter.top + letter.bottom) / 2


def _together(last: Letter, letter: Letter, widest: float) -> bool:
    size = max(last.bottom - last.top, letter.bottom - letter.top)
    shared = min(last.bottom, letter.bottom) - max(last.top, letter.top)
    return shared > 0.5 * min(last.bottom - last.top, letter.bottom - letter.top) and (
        -0.5 * size < letter.left - last.right < widest * size
    )


def _run(letters: Sequence[Letter], rulings: Rulings) -> Run:
    drawn = [x for x in letters if not x.made]
    text = "".join(x.text for x in letters).translate(_DROPPED)
    numbers = [-1 if x.made else x.number for x in letters if ord(x.text) not in _DROPPED]
    # PDFium may give a rare character as the two halves of UTF-16.
    halves = list(_HALVES.finditer(text))
    for half in reversed(halves):
        del numbers[half.start() + 1]
    if halves or _LONE.search(text):
        text = text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    left, right = min(x.left for x in drawn), max(x.right for x in drawn)
    top, bottom = min(x.top for x in drawn), max(x.bottom for x in drawn)
    cell = rulings.cell((left + right) / 2, (top + bottom) / 2)
    return Run(text, left, right, top, bottom, tuple(numbers), cell)
