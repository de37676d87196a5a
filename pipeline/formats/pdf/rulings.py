"""Reads the lines that a page of a PDF draws, and says which cell of a table a place lies in."""

import ctypes
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

import pypdfium2
from pypdfium2 import raw

Sides = tuple[float, float, float, float]
"""Left, top, right, bottom."""
Ruling = tuple[float, float, float]
"""Where a line stands, and from where to where it goes."""
Matrix = tuple[float, float, float, float, float, float]
UNIT: Matrix = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)

_SHORTEST = 4.0
"""Points: what is shorter is the end of a line, or a dash."""
_ASKEW = 0.5
"""Points by which a line may lean."""
_REACH = 3.0
"""Points by which lines of one border may stand apart, or miss the one that they should meet."""
_MOST_POINTS = 50_000
"""Of the paths of one page; a map has more, and no table."""
_MOST = 600
"""Lines in one direction, joined: as many as a page of very small cells has."""
_DEEPEST = 4


@dataclass(frozen=True, slots=True)
class Rulings:
    """The lines of a page in points from its upper left corner; upright: by x, level: by y, both in order."""

    upright: tuple[Ruling, ...] = ()
    level: tuple[Ruling, ...] = ()

    def turned(self, width: float, height: float, turns: int) -> "Rulings":
        """Return the lines of the page turned clockwise by quarters; width, height: of the page before."""
        if turns == 1:
            return Rulings(_mirrored(self.level, height), _reversed(self.upright, height))
        if turns == 2:
            return Rulings(
                _reversed(_mirrored(self.upright, width), height), _reversed(_mirrored(self.level, height), width)
            )
        if turns == 3:
            return Rulings(_reversed(self.level, width), _mirrored(self.upright, width))
        return self

    def parts(self, one: tuple[float, float], other: tuple[float, float]) -> bool:
        """Return whether an upright line stands between two places on one height."""
        left, right = min(one[0], other[0]), max(one[0], other[0])
        some = self.upright[bisect_left(self.upright, (left,)) : bisect_right(self.upright, (right,))]
        return any(start <= one[1] <= end for _, start, end in some)

    def cell(self, x: float, y: float) -> Sides | None:
        """Return the sides of the cell around a place, None where lines do not close one."""
        left, right = _beside(self.upright, x, y)
        top, bottom = _beside(self.level, y, x)
        if left is None or right is None or top is None or bottom is None:
            return None
        return left, top, right, bottom


def _mirrored(lines: Iterable[Ruling], across: float) -> tuple[Ruling, ...]:
    return tuple(sorted((across - at, start, end) for at, start, end in lines))


def _reversed(lines: Iterable[Ruling], along: float) -> tuple[Ruling, ...]:
    return tuple((at, along - end, along - start) for at, start, end in lines)


def _beside(lines: tuple[Ruling, ...], at: float, along: float) -> tuple[float | None, float | None]:
    """Return the nearest lines before and after a place that pass it."""
    place = bisect_left(lines, (at,))
    before = (line[0] for line in reversed(lines[:place]) if line[1] <= along <= line[2])
    after = (line[0] for line in lines[place:] if line[1] <= along <= line[2])
    return next(before, None), next(after, None)


def rulings(page: pypdfium2.PdfPage) -> Rulings:
    """Return the lines of a page in its own units, y growing upwards; none where it draws more than tables do."""
    upright: list[Ruling] = []
    level: list[Ruling] = []
    count = raw.FPDFPage_CountObjects(page.raw)
    objects = (raw.FPDFPage_GetObject(page.raw, n) for n in range(min(count, _MOST_POINTS)))
    points = 0
    for (ax, ay), (bx, by) in _edges(objects, UNIT, 0):
        points += 1
        if points > _MOST_POINTS:
            return Rulings()
        if abs(ax - bx) < _ASKEW and abs(ay - by) > _SHORTEST:
            upright.append(((ax + bx) / 2, min(ay, by), max(ay, by)))
        elif abs(ay - by) < _ASKEW and abs(ax - bx) > _SHORTEST:
            level.append(((ay + by) / 2, min(ax, bx), max(ax, bx)))
    found = Rulings(_whole(upright), _whole(level))
    return found if 2 <= len(found.upright) <= _MOST and 2 <= len(found.level) <= _MOST else Rulings()


def placed(found: Rulings, x: float, y: float, height: float) -> Rulings:
    """Return lines counted from the upper left corner of a page, y growing downwards; x, y: its lower left corner."""
    return Rulings(
        tuple((at - x, y + height - end, y + height - start) for at, start, end in found.upright),
        tuple(sorted((y + height - at, start - x, end - x) for at, start, end in found.level)),
    )


def _whole(lines: Iterable[Ruling]) -> tuple[Ruling, ...]:
    """Return lines with those joined that go on from one another, a little longer at both ends."""
    out: dict[int, list[Ruling]] = {}
    for at, start, end in sorted(lines, key=lambda line: line[1]):
        some = out.setdefault(round(at), [])
        if some and start <= some[-1][2] + _REACH:
            some[-1] = some[-1][0], some[-1][1], max(some[-1][2], end)
        else:
            some.append((at, start, end))
    return tuple(sorted((at, a - _REACH, b + _REACH) for some in out.values() for at, a, b in some))


def _edges(objects: Iterable[Any], matrix: Matrix, depth: int) -> Iterator[tuple[tuple[float, float], ...]]:
    """Yield the straight edges of all paths, also of those in forms, as pairs of points."""
    for one in objects:
        kind = raw.FPDFPageObj_GetType(one)
        if kind == raw.FPDF_PAGEOBJ_PATH:
            yield from _path(one, product(matrix_of(one), matrix))
        elif kind == raw.FPDF_PAGEOBJ_FORM and depth < _DEEPEST:
            count = min(raw.FPDFFormObj_CountObjects(one), _MOST_POINTS)
            inside = (raw.FPDFFormObj_GetObject(one, n) for n in range(count))
            yield from _edges(inside, product(matrix_of(one), matrix), depth + 1)


def _path(path: Any, matrix: Matrix) -> Iterator[tuple[tuple[float, float], ...]]:
    x, y = ctypes.c_float(), ctypes.c_float()
    first = last = (0.0, 0.0)
    for number in range(raw.FPDFPath_CountSegments(path)):
        segment = raw.FPDFPath_GetPathSegment(path, number)
        raw.FPDFPathSegment_GetPoint(segment, ctypes.byref(x), ctypes.byref(y))
        point = (
            matrix[0] * x.value + matrix[2] * y.value + matrix[4],
            matrix[1] * x.value + matrix[3] * y.value + matrix[5],
        )
        kind = raw.FPDFPathSegment_GetType(segment)
        if kind == raw.FPDF_SEGMENT_MOVETO:
            first = point
        elif kind == raw.FPDF_SEGMENT_LINETO:
            yield last, point
        last = point
        if raw.FPDFPathSegment_GetClose(segment):
            yield last, first


def matrix_of(one: Any) -> Matrix:
    """Return how an object of PDFium is placed on the page or in its form."""
    found = raw.FS_MATRIX()
    if not raw.FPDFPageObj_GetMatrix(one, ctypes.byref(found)):
        return UNIT
    return found.a, found.b, found.c, found.d, found.e, found.f


def product(one: Matrix, two: Matrix) -> Matrix:
    """Return the matrix that does what one does, and then what the other does."""
    a, b, c, d, e, f = one
    g, h, i, j, k, m = two
    return a * g + b * i, a * h + b * j, c * g + d * i, c * h + d * j, e * g + f * i + k, e * h + f * j + m
