"""Puts placed text into lines in reading order."""

from collections import defaultdict
from collections.abc import Sequence
from itertools import pairwise
from math import inf

from pipeline.formats.run import MOST_LINES, Cell, Run, goes_on
from pipeline.formats.stacks import celled

__all__ = ["Run", "Stretch", "laid_out", "page_text", "spot"]

# Shares of the letter size: a wider gap separates cells, a smaller one words.
_CELL_GAP = 1.5
_WORD_GAP = 0.35
_LEAST_ROWS = 8
_BORDER = 2.0
"""Points by which the upper edges of one row's cells may differ."""
Stretch = tuple[str, Run | None]
"""Some text of a page and the run whose beginning it is; None where it stands between runs: a tab, a line end."""


def page_text(runs: Sequence[Run], *, width: float) -> str:
    """Return the lines of a page, a tab between cells.

    Lines go from top to bottom; on a page set in two columns the runs keep the order in which they were written. Where
    a cell that lines draw holds several lines of text, its row is one line of the page.
    """
    return "".join(text for text, _ in laid_out(runs, width=width))


def laid_out(runs: Sequence[Run], *, width: float) -> list[Stretch]:
    """Return the stretches whose texts joined are the `page_text` of the runs."""
    drawn = {spot(r): r for r in reversed(runs) if r.text.strip()}
    once = celled(list(reversed(drawn.values())))
    tables = [row for row in _table_rows(once) if _wraps(row)]
    apart = {id(run) for row in tables for cell in row for line in cell for run in line}
    free = [run for run in once if id(run) not in apart]
    rows = _rows(sorted(free, key=_height))
    places = {id(run): _height(run) for run in once}
    if _two_columns(rows, width):
        rows = _rows(free)
        places = {id(run): float(n) for n, run in enumerate(once)}
    lines = [(places[id(row[0])], _joined(sorted(row, key=_left))) for row in rows]
    lines += [(min(places[id(r)] for cell in row for line in cell for r in line), _row(row)) for row in tables]
    out: list[Stretch] = []
    for _, line in sorted(lines, key=lambda line: line[0]) if tables else lines:
        out += [("\n", None), *line]
    return out[1:]


def _left(run: Run) -> float:
    return run.left


def _height(run: Run) -> float:
    return run.top + run.bottom


def _table_rows(runs: Sequence[Run]) -> list[list[list[list[Run]]]]:
    """Return the rows of tables: of cells, these of lines, these of runs."""
    cells: dict[Cell, list[Run]] = defaultdict(list)
    for run in runs:
        if run.cell:
            cells[run.cell].append(run)
    out: list[list[list[list[Run]]]] = []
    top = -inf
    for cell in sorted(cells, key=lambda c: c[1]):
        if cell[1] - top > _BORDER:
            out.append([])
            top = cell[1]
        out[-1].append([sorted(line, key=_left) for line in _rows(sorted(cells[cell], key=_height))])
    return [sorted(row, key=lambda cell: cell[0][0].left) for row in out]


def _wraps(row: Sequence[Sequence[Sequence[Run]]]) -> bool:
    """Return whether a row of cells has texts that go on in a further line.

    Where all cells have as many lines, these may be rows between which no line is drawn.
    """
    lines = [len(cell) for cell in row]
    if len(row) < 2 or not 1 < max(lines) <= MOST_LINES:
        return False
    return len(set(lines)) > 1 or all(_goes_on(a, b) for cell in row for a, b in pairwise(cell))


def _row(row: Sequence[Sequence[Sequence[Run]]]) -> list[Stretch]:
    """Return a row of a table as one line of text."""
    out: list[Stretch] = []
    for cell in row:
        if out:
            out.append(("\t", None))
        out += _joined(cell[0])
        for before, line in pairwise(cell):
            if not _goes_on(before, line):
                out.append((" ", None))
            out += _joined(line)
    return out


def _goes_on(line: Sequence[Run], following: Sequence[Run]) -> bool:
    left, _, right, _ = line[0].cell or (-inf, 0.0, inf, 0.0)
    return goes_on(line, following, right - left)


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
        if gap > _CELL_GAP or (before.cell and run.cell and before.cell[2] <= run.cell[0]):
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
