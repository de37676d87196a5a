"""Puts placed text into lines in reading order."""

from collections.abc import Sequence
from dataclasses import dataclass

# Shares of the letter size: a wider gap separates cells, a smaller one words.
_CELL_GAP = 1.5
_WORD_GAP = 0.35
_LEAST_ROWS = 8


@dataclass(frozen=True, slots=True)
class Run:
    """A text where it stands on a page; any unit, y grows downwards.

    sources: for each character of text the number that its reader knows it by; empty where no one asks.
    """

    text: str
    left: float
    right: float
    top: float
    bottom: float
    sources: tuple[int, ...] = ()

    @property
    def size(self) -> float:
        return max(self.bottom - self.top, 0.1)

    def on_page(self, width: float, height: float) -> bool:
        """Return whether any of it can be seen on a page of this size whose upper left corner is the origin."""
        return 0 <= self.right and self.left <= width and 0 <= self.bottom and self.top <= height


Stretch = tuple[str, Run | None]
"""Some text of a page and the run whose beginning it is; None where it stands between runs: a tab, a line end."""


def page_text(runs: Sequence[Run], *, width: float) -> str:
    """Return the lines of a page, a tab between cells.

    Lines go from top to bottom; on a page set in two columns the runs keep the order in which they were written.
    """
    return "".join(text for text, _ in laid_out(runs, width=width))


def laid_out(runs: Sequence[Run], *, width: float) -> list[Stretch]:
    """Return the stretches whose texts joined are the `page_text` of the runs."""
    drawn = {spot(r): r for r in reversed(runs) if r.text.strip()}
    once = list(reversed(drawn.values()))
    rows = _rows(sorted(once, key=lambda r: r.top + r.bottom))
    if _two_columns(rows, width):
        rows = _rows(once)
    out: list[Stretch] = []
    for row in rows:
        out += [("\n", None), *_joined(sorted(row, key=lambda r: r.left))]
    return out[1:]


def spot(run: Run) -> tuple[str, int, int]:
    """Return what two drawings of one text share: a bold is often one text drawn twice, and is read once."""
    return run.text, round(run.left), round(run.top)


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


def _joined(row: Sequence[Run]) -> list[Stretch]:
    out: list[Stretch] = [(row[0].text, row[0])]
    for before, run in zip(row, row[1:], strict=False):
        gap = (run.left - before.right) / max(before.size, run.size)
        if gap > _CELL_GAP:
            _strip(out, " ")
            out.append(("\t", None))
        elif gap > _WORD_GAP and not out[-1][0].endswith(" ") and not run.text.startswith(" "):
            out.append((" ", None))
        out.append((run.text, run))
    _strip(out, None)
    return out


def _strip(row: list[Stretch], what: str | None) -> None:
    """Take spaces off the end of a row, in place; what: which characters, every kind of space where None."""
    while row:
        text, run = row.pop()
        if text.rstrip(what):
            row.append((text.rstrip(what), run))
            return


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
