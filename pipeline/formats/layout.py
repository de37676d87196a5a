"""Puts placed text into lines in reading order."""

from collections.abc import Sequence
from dataclasses import dataclass

# Shares of the letter size: a wider gap separates cells, a smaller one words.
_CELL_GAP = 1.5
_WORD_GAP = 0.35
_LEAST_ROWS = 8


@dataclass(frozen=True, slots=True)
class Run:
    """A text where it stands on a page; any unit, y grows downwards."""

    text: str
    left: float
    right: float
    top: float
    bottom: float

    @property
    def size(self) -> float:
        return max(self.bottom - self.top, 0.1)

    def on_page(self, width: float, height: float) -> bool:
        """Return whether any of it can be seen on a page of this size whose upper left corner is the origin."""
        return 0 <= self.right and self.left <= width and 0 <= self.bottom and self.top <= height


def page_text(runs: Sequence[Run], *, width: float) -> str:
    """Return the lines of a page, a tab between cells.

    Lines go from top to bottom; on a page set in two columns the runs keep the order in which they were written.
    """
    drawn = {(r.text, round(r.left), round(r.top)): r for r in reversed(runs) if r.text.strip()}
    once = list(reversed(drawn.values()))
    rows = _rows(sorted(once, key=lambda r: r.top + r.bottom))
    if _two_columns(rows, width):
        rows = _rows(once)
    return "\n".join(_joined(sorted(row, key=lambda r: r.left)) for row in rows)


def _rows(runs: Sequence[Run]) -> list[list[Run]]:
    """Return runs that follow each other on one height, together."""
    rows: list[list[Run]] = []
    for run in runs:
        if rows:
            first = rows[-1][0]
            shared = min(first.bottom, run.bottom) - max(first.top, run.top)
            if shared >= 0.5 * min(first.size, run.size):
                rows[-1].append(run)
                continue
        rows.append([run])
    return rows


def _joined(row: Sequence[Run]) -> str:
    out = row[0].text
    for before, run in zip(row, row[1:], strict=False):
        gap = (run.left - before.right) / max(before.size, run.size)
        if gap > _CELL_GAP:
            out = out.rstrip(" ") + "\t"
        elif gap > _WORD_GAP and not out.endswith(" ") and not run.text.startswith(" "):
            out += " "
        out += run.text
    return out.rstrip()


def _two_columns(rows: Sequence[Sequence[Run]], width: float) -> bool:
    """Return whether a gutter near the middle parts more rows than cross it."""
    for share in (0.46, 0.48, 0.5, 0.52, 0.54):
        gutter = share * width
        crossed = sum(any(r.left < gutter < r.right for r in row) for row in rows)
        parted = sum(_parted(row, gutter) for row in rows)
        if parted >= _LEAST_ROWS and parted > crossed:
            return True
    return False


def _parted(row: Sequence[Run], gutter: float) -> bool:
    return any(r.right <= gutter for r in row) and any(r.left >= gutter for r in row)
