"""Puts right where PDFium misplaces characters: in a form, those that have words of their own (ActualText).

It gives them the place that they have in the form, as though the form were not placed on the page.
"""

import ctypes
from collections.abc import Iterable, Iterator
from typing import Any

import pypdfium2
from pypdfium2 import raw

from pipeline.formats.pdf.rulings import UNIT, Matrix, matrix_of, product

_MOST = 100_000
_DEEPEST = 8
_NEAR = 0.5
"""Share of a letter's box by which its origin may lie outside: a comma hangs below the line it stands on."""
_Box = tuple[float, float, float, float]


class Forms:
    """The text objects of a page that stand in forms, and how these are placed."""

    def __init__(self, page: pypdfium2.PdfPage) -> None:
        count = min(raw.FPDFPage_CountObjects(page.raw), _MOST)
        objects = (raw.FPDFPage_GetObject(page.raw, n) for n in range(count))
        self._placed: dict[int | None, Matrix] = {}
        for text, matrix in _texts(objects, UNIT, 0):
            if matrix != UNIT and len(self._placed) < _MOST:
                self._placed[_address(text)] = matrix

    def misplaced(self, textpage: pypdfium2.PdfTextPage, index: int) -> Matrix | None:
        """Return by what a character's place must yet be transformed, None where it is right."""
        if not self._placed:
            return None
        text = raw.FPDFText_GetTextObject(textpage.raw, index)
        matrix = self._placed.get(_address(text)) if text else None
        if matrix is None:
            return None
        x, y = ctypes.c_double(), ctypes.c_double()
        raw.FPDFText_GetCharOrigin(textpage.raw, index, ctypes.byref(x), ctypes.byref(y))
        inside = _bounds(text)
        origin = x.value, y.value
        return matrix if _holds(inside, origin) and not _holds(transformed(inside, matrix), origin) else None


def transformed(box: _Box, matrix: Matrix) -> _Box:
    """Return the box around a box (left, bottom, right, top) that a matrix moves."""
    left, bottom, right, top = box
    corners = [at(x, y, matrix) for x in (left, right) for y in (bottom, top)]
    xs, ys = [x for x, _ in corners], [y for _, y in corners]
    return min(xs), min(ys), max(xs), max(ys)


def at(x: float, y: float, matrix: Matrix) -> tuple[float, float]:
    """Return where a matrix moves a place."""
    a, b, c, d, e, f = matrix
    return a * x + c * y + e, b * x + d * y + f


def _texts(objects: Iterable[Any], matrix: Matrix, depth: int) -> Iterator[tuple[Any, Matrix]]:
    for one in objects:
        kind = raw.FPDFPageObj_GetType(one)
        if kind == raw.FPDF_PAGEOBJ_TEXT and depth:
            yield one, matrix
        elif kind == raw.FPDF_PAGEOBJ_FORM and depth < _DEEPEST:
            count = min(raw.FPDFFormObj_CountObjects(one), _MOST)
            inside = (raw.FPDFFormObj_GetObject(one, n) for n in range(count))
            yield from _texts(inside, product(matrix_of(one), matrix), depth + 1)


def _address(one: Any) -> int | None:
    return ctypes.cast(one, ctypes.c_void_p).value


def _bounds(text: Any) -> _Box:
    left, bottom, right, top = (ctypes.c_float() for _ in range(4))
    raw.FPDFPageObj_GetBounds(text, *(ctypes.byref(side) for side in (left, bottom, right, top)))
    return left.value, bottom.value, right.value, top.value


def _holds(box: _Box, origin: tuple[float, float]) -> bool:
    left, bottom, right, top = box
    reach = _NEAR * max(right - left, top - bottom)
    return left - reach <= origin[0] <= right + reach and bottom - reach <= origin[1] <= top + reach
