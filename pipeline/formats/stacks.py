"""Finds the cells of tables that no line is drawn around, where their texts go on in further lines.

Programs write a table cell by cell: the lines of one cell follow each other in the file, and others stand beside them.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

from pipeline.formats.run import MOST_LINES, Cell, Run, goes_on

_ALIKE = 0.25
"""Share of the letter size by which lines of one cell may differ in place and in size."""
_NEAREST, _FARTHEST = 0.6, 1.6
"""Letter sizes from one line of a cell to the next."""
_OVER = 0.2
"""Share of a letter's height that its box reaches over it."""
_ROOM = 1.3
"""Letter sizes that a cell is taken to be wider than its widest line."""

_Stack = list[Run]


def celled(runs: Sequence[Run]) -> list[Run]:
    """Return the runs, those in cells of several lines and beside them with their cells; runs: as the file has them."""
    cells: dict[int, Cell] = {}
    for row in _bands(list(_stacks([run for run in runs if run.cell is None]))):
        if _is_row(row):
            top, bottom = min(s[0].top for s in row), max(s[-1].bottom for s in row)
            for stack in row:
                left, right = _sides(stack)
                box = (left, top, right + _ROOM * stack[0].size, bottom)
                cells |= {id(run): box for run in stack}
    return [replace(run, cell=cells[id(run)]) if id(run) in cells else run for run in runs]


def _stacks(runs: Sequence[Run]) -> Iterator[_Stack]:
    """Yield runs that follow one another in the file, each below the one before it."""
    stack: _Stack = []
    for run in runs:
        if stack and not _below(stack[-1], run):
            yield stack
            stack = []
        stack.append(run)
    if stack:
        yield stack


def _below(above: Run, run: Run) -> bool:
    size = max(above.size, run.size)
    near = _ALIKE * size
    beneath = _NEAREST * size < run.top - above.top < _FARTHEST * size and abs(above.size - run.size) < near
    aside = (
        above.left - run.left,
        above.right - run.right,
        (above.left + above.right - run.left - run.right) / 2,
    )
    return beneath and min(map(abs, aside)) < near


def _bands(stacks: Sequence[_Stack]) -> Iterator[list[_Stack]]:
    """Yield stacks that stand beside one another, from left to right."""
    band: list[_Stack] = []
    bottom = 0.0
    for stack in sorted(stacks, key=lambda s: s[0].top):
        over = _OVER * stack[0].size
        if band and stack[0].top + over >= bottom:
            yield sorted(band, key=lambda s: _sides(s)[0])
            band = []
        end = stack[-1].bottom - over
        bottom = max(bottom, end) if band else end
        band.append(stack)
    if band:
        yield sorted(band, key=lambda s: _sides(s)[0])


def _sides(stack: _Stack) -> tuple[float, float]:
    return min(run.left for run in stack), max(run.right for run in stack)


def _is_row(band: Sequence[_Stack]) -> bool:
    """Return whether stacks are the cells of one row, of which some have several lines, all filled but the last."""
    lines = {len(stack) for stack in band}
    if len(band) < 2 or not 1 < max(lines) <= MOST_LINES:
        return False
    apart = all(_sides(one)[1] <= _sides(other)[0] for one, other in pairwise(band))
    return apart and len(lines) > 1 and all(_is_filled(stack) for stack in band)


def _is_filled(stack: _Stack) -> bool:
    left, right = _sides(stack)
    width = right - left + _ROOM * stack[0].size
    return all(goes_on([above], [run], width) for above, run in pairwise(stack))
