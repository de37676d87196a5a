"""A text where it stands on a page, and whether it goes on in the line below."""

from collections.abc import Sequence
from dataclasses import dataclass

MOST_LINES = 12
"""Lines of a cell that are read as one; where a cell has more, they are paragraphs."""
_RAGGED = 2.5
"""Share of the letter size that a full line of a cell may leave free, padding and a letter that did not fit."""
_WHOLE = 11
"""Figures of the shortest number of a person; lines of as many each are numbers of their own."""

Cell = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class Run:
    """A text where it stands on a page; any unit, y grows downwards.

    sources: for each character of text the number that its reader knows it by; empty where no one asks.
    cell: the sides (left, top, right, bottom) of the cell of a table that lines draw around it.
    """

    text: str
    left: float
    right: float
    top: float
    bottom: float
    sources: tuple[int, ...] = ()
    cell: Cell | None = None

    @property
    def size(self) -> float:
        return max(self.bottom - self.top, 0.1)

    def on_page(self, width: float, height: float) -> bool:
        """Return whether any of it can be seen on a page of this size whose upper left corner is the origin."""
        return 0 <= self.right and self.left <= width and 0 <= self.bottom and self.top <= height


def goes_on(line: Sequence[Run], following: Sequence[Run], width: float) -> bool:
    """Return whether a line goes as far as its cell, so wide, lets it, so that the next one goes on with it."""
    said, more = ("".join(run.text for run in some).strip() for some in (line, following))
    if len(said) == len(more) >= _WHOLE and said.isdigit() and more.isdigit():
        return False
    filled = max(run.right for run in line) - min(run.left for run in line)
    return width - filled < _RAGGED * line[0].size
