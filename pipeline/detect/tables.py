"""Finds the cells of tables, in whatever way they were written down, and the header above each."""

import re
from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from pipeline.detect.found import Cell
from pipeline.doc import Doc, Piece, Range, merged
from pipeline.terms import Registers

_TIDY = re.compile(r"[ \t\n]|[（(][^（）()]{0,12}[)）]|[:：*]")
_PIPE = re.compile("[|｜│┃]|‖{1,2}")
_SLASHES = re.compile(r"／|/|\\|＼|~|;|；|,|，")
_DIGIT = re.compile("[0-9]")
_STOPS = re.compile("[。：；:]")
_BRACKETS = "（(【[［)）】]］"
_WIDE = re.compile(r" {2,}|\t")
_WORDS = re.compile(r"[ \t|｜│┃]+")
_RULE = re.compile(r"[-:|｜│┃+ =\t─━┼├┤]*")
_SECTION = re.compile("[一二三四五六七八九十]{1,3}、")
_NUMBERED = re.compile("[一二三四五六七八九十]{1,3}、|[（(]?[0-9一二三四五六七八九十]{1,2}[)）.．、]")
_PAGE = re.compile(r"[ \t]*[-—－–]{1,2} ?[0-9]{1,3} ?[-—－–]{1,2}[ \t]*|[ \t]*第 ?[0-9]{1,3} ?页[^\n]{0,12}")
_LONGEST_HEADER = 16
_MOST_COLUMNS = 24
_LINES_BETWEEN = 2
_LEAST_SLASHES = 2
_LEAST_KNOWN = 3
_LONGEST_LINE = 2000
_WIDEST_NAME = 4


@dataclass(frozen=True, slots=True)
class Header:
    """A row of the register `headers`; the register's head explains the fields."""

    id: str
    kind: str
    pattern: str
    source: str
    role: str = ""
    weight: float = 0.9


class Headers:
    """Knows what a header or label says of the values that follow it."""

    def __init__(self, registers: Registers) -> None:
        rows = registers.rows("headers", Header)
        self._rows = tuple((re.compile(r.pattern.replace("账", "[账帐]")), r) for r in rows)
        self._seen: dict[str, Header | None] = {}

    def __call__(self, header: str) -> Header | None:
        """Return the row for a header's text, or None."""
        bare = _TIDY.sub("", header)
        if not bare or len(bare) > _LONGEST_HEADER:
            return None
        if bare not in self._seen:
            if len(self._seen) > 10_000:
                self._seen.clear()
            self._seen[bare] = next((row for pattern, row in self._rows if pattern.fullmatch(bare)), None)
        return self._seen[bare]


def cells_of(doc: Doc, headers: Headers) -> list[Cell]:
    """Return the cells of every table in order of place: those the file tells, else those that lines and tabs draw."""
    told = [p for p in doc.pieces if p.table is not None]
    found = _told(doc.folded, told, headers) if told else []
    covered = merged((c.start, c.end) for c in found)
    ends = [end for _, end in covered]
    drawn = (c for c in _drawn(doc.folded, headers) if not _inside(covered, ends, c))
    return sorted((*found, *drawn), key=lambda c: (c.start, c.end))


def _inside(covered: Sequence[Range], ends: Sequence[int], cell: Cell) -> bool:
    """Return whether a cell overlaps one of the covered ranges; ends: theirs, for the search."""
    place = bisect_left(ends, cell.start + 1)
    return place < len(covered) and covered[place][0] < cell.end


def _told(text: str, pieces: Sequence[Piece], headers: Headers) -> list[Cell]:
    """Return the cells of tables whose places the file itself holds."""
    found: list[Cell] = []
    for _, table in groupby(
        sorted(pieces, key=lambda p: (p.table or 0, p.row or 0, p.column or 0, p.start)), lambda p: p.table
    ):
        above: dict[int, str] = {}
        names: dict[int, str] = {}
        for number, row in enumerate(_merged(list(row)) for _, row in groupby(table, lambda p: p.row)):
            words = {column: text[a:b] for column, (a, b) in row.items()}
            if _is_form([headers(word) for word in words.values()]):
                names = {}
            elif _is_header(list(words.values()), headers):
                names = _columns(words, names or above, headers)
            elif names:
                places = [(c, *_trimmed(text, a, b)) for c, (a, b) in row.items() if c in names]
                found += [Cell(a, b, names[c], number) for c, a, b in places if a < b]
            above = words
    return found


def _is_form(known: Sequence[Header | None]) -> bool:
    """Return whether label and value stand by turns, so that the row is no header; `_form` reads its line."""
    return len(known) % 2 == 0 and all(known[::2]) and not any(known[1::2])


def _columns(words: Mapping[int, str], above: Mapping[int, str], headers: Headers) -> dict[int, str]:
    """Return the names of the columns below a header row; above: those of the row or header over it.

    A header of two rows says in the upper what the lower leaves out, or only groups the columns that the lower names.
    """
    upper = {column: word for column, word in above.items() if headers(word) is not None}
    return upper | {column: word for column, word in words.items() if word.strip()}


def _merged(pieces: list[Piece]) -> dict[int, Range]:
    cells: dict[int, Range] = {}
    for piece in pieces:
        start, end = cells.get(piece.column or 0, (piece.start, piece.end))
        cells[piece.column or 0] = (min(start, piece.start), max(end, piece.end))
    return cells


def _drawn(text: str, headers: Headers) -> Iterator[Cell]:
    """Yield the cells of tables drawn with bars, tabs, runs of spaces, single spaces, or one cell a line."""
    lines = _lines(text)
    at, after_form = 0, -1
    while at < len(lines):
        start, end = lines[at]
        head = _header_cells(text, start, end, headers)
        form = _form(text, start, end, headers, at)
        if form and (not head or at == after_form or _form(text, *lines[min(at + 1, len(lines) - 1)], headers, at + 1)):
            yield from form
            after_form = at = at + 1
        elif head:
            cells, at = _rows(text, lines, at + 1, head, headers)
            yield from cells
        elif _short(lines, at) and (tall := _tall(text, lines, at, headers)):
            cells, at = tall
            yield from cells
        else:
            at += 1


def _form(text: str, start: int, end: int, headers: Headers, row: int) -> list[Cell]:
    """Return the values of a line of a form, in which label and value stand by turns between tabs or bars."""
    line = text[start:end] if 4 <= end - start <= 400 else ""
    barred = _PIPE.search(line) is not None
    if not barred and "\t" not in line:
        return []
    cells = _by_bars(text, start, end) if barred else _by_gaps(text, start, end)
    if len(cells) % 2:
        return []
    pairs = list(zip(cells[::2], cells[1::2], strict=True))
    known = [headers(text[slice(*label)]) for label, _ in pairs]
    values = sum(headers(text[slice(*value)]) is not None for _, value in pairs)
    unknown = known.count(None) * 2 > len(pairs)
    if unknown or not any(row and row.kind for row in known) or values * 2 > len(pairs) or values == len(pairs):
        return []
    return [Cell(a, b, text[slice(*label)], row) for label, (a, b) in pairs if a < b]


def _short(lines: Sequence[Range], at: int) -> bool:
    """Return whether this line and the two after it can be headers by their length."""
    return all(0 < end - start <= _LONGEST_HEADER for start, end in lines[at : at + 3])


def _lines(text: str) -> list[Range]:
    out: list[Range] = []
    at = 0
    for line in text.split("\n"):
        out.append((at, at + len(line)))
        at += len(line) + 1
    return out


def _header_cells(text: str, start: int, end: int, headers: Headers) -> list[Range]:
    if end - start > 400 or end - start < 4:
        return []
    line = text[start:end]
    if mark := _slash(line):
        cells = [] if _DIGIT.search(line) else _by_mark(text, start, end, mark)
        return cells if _is_header([text[a:b] for a, b in cells], headers, drawn=True) else []
    if " " not in line and "\t" not in line and not _PIPE.search(line):
        return []
    if max(map(len, _WORDS.split(line))) > _LONGEST_HEADER:
        return []
    for split in (_by_bars, _by_gaps, _by_spaces):
        cells = split(text, start, end)
        closed = _closed(text, cells)
        if len(closed) < len(cells) and all(headers(text[a:b]) for a, b in closed if (a, b) not in cells):
            cells = closed  # 姓  名 set wide is one column
        if _is_header([text[a:b] for a, b in cells], headers, drawn=split is _by_bars or "\t" in line):
            return cells
    return []


def _is_header(cells: Sequence[str], headers: Headers, *, drawn: bool = False) -> bool:
    """Return whether these cells name columns: two are known, one of them personal, and few are anything else.

    drawn: bars or tabs part the cells, so that three known ones are columns although none is personal.
    """
    filled = [c for c in cells if c.strip()]
    if not 2 <= len(filled) <= _MOST_COLUMNS:
        return False
    known = [row for c in filled if (row := headers(c))]
    telling = sum(bool(row.kind) for row in known)
    if drawn and len(known) == len(filled) >= _LEAST_KNOWN:
        return True
    return telling >= 1 and len(known) >= 2 and len(known) >= 0.5 * len(filled)


def _slash(line: str) -> str:
    """Return the slash or the like that divides a line into three cells at least, "" where none does."""
    if _STOPS.search(line):
        return ""
    marks = [m[0] for m in _SLASHES.finditer(line)]
    most = max(set(marks), key=marks.count, default="")
    return most if marks.count(most) >= _LEAST_SLASHES and not _PIPE.search(line) and "\t" not in line else ""


def _by_mark(text: str, start: int, end: int, mark: str) -> list[Range]:
    """Return what stands between the marks of a line, brackets around the whole left out."""
    line = text[start:end]
    start += len(line) - len(line.lstrip(_BRACKETS + " "))
    end -= len(line) - len(line.rstrip(_BRACKETS + " "))
    edges = [start - 1, *(m.start() for m in re.compile(re.escape(mark)).finditer(text, start, end)), end]
    return [_trimmed(text, a + 1, b) for a, b in zip(edges, edges[1:], strict=False)]


def _by_bars(text: str, start: int, end: int) -> list[Range]:
    marks = [m.span() for m in _PIPE.finditer(text, start, end)]
    if not marks:
        return []
    edges = [(start, start), *marks, (end, end)]
    cells = [_trimmed(text, a[1], b[0]) for a, b in zip(edges, edges[1:], strict=False)]
    first, last = cells[0][0] == cells[0][1], cells[-1][0] == cells[-1][1]
    return cells[first : len(cells) - last]


def _by_gaps(text: str, start: int, end: int) -> list[Range]:
    tabs = "\t" in text[start:end]
    gaps = [m.span() for m in (re.compile(" *\t *") if tabs else _WIDE).finditer(text, start, end)]
    edges = [start, *(x for gap in gaps for x in gap), end]
    cells = [_trimmed(text, a, b) for a, b in zip(edges[::2], edges[1::2], strict=True)]
    return cells if tabs else [c for c in cells if c[0] < c[1]]


def _by_spaces(text: str, start: int, end: int) -> list[Range]:
    """Return the words between spaces, a name written with a space in it kept as one."""
    words = [m.span() for m in re.compile(r"\S+").finditer(text, start, end)]
    out: list[Range] = []
    for a, b in words:
        single = b - a == 1 and out and out[-1][1] - out[-1][0] == 1 and a - out[-1][1] <= 2
        if single and not text[a:b].isascii() and not text[slice(*out[-1])].isascii():
            out[-1] = (out[-1][0], b)
        else:
            out.append((a, b))
    return out


def _trimmed(text: str, start: int, end: int) -> Range:
    inner = text[start:end]
    lead = len(inner) - len(inner.lstrip())
    return (start + lead, start + lead + len(inner.strip())) if inner.strip() else (start, start)


def _rows(text: str, lines: Sequence[Range], at: int, head: list[Range], headers: Headers) -> tuple[list[Cell], int]:
    """Return the cells below a header line, and the line after the table."""
    names = [text[a:b] for a, b in head]
    barred = bool(_PIPE.search(text, *lines[at - 1]))
    tabbed = "\t" in text[slice(*lines[at - 1])]
    mark = _slash(text[slice(*lines[at - 1])])
    found: list[Cell] = []
    blank = 0
    while at < len(lines) and blank < _LINES_BETWEEN:
        start, end = lines[at]
        if not text[start:end].strip() or _RULE.fullmatch(text, start, end) or _PAGE.fullmatch(text, start, end):
            blank += not text[start:end].strip()
            at += 1
            continue
        cells = (
            _marked(text, start, end, mark, len(names))
            if mark
            else _cells_of_line(text, start, end, len(names), barred, tabbed)
        )
        if not cells:
            break
        blank = 0
        if lower := _lower(text, cells, names, headers):
            names, at = lower, at + 1
            continue
        found += [Cell(a, b, name, at) for (a, b), name in zip(cells, names, strict=False) if a < b]
        at += 1
    return found, at


def _lower(text: str, cells: Sequence[Range], names: Sequence[str], headers: Headers) -> list[str]:
    """Return the names of the columns where these cells are a header of their own, none where they hold values."""
    words = [text[a:b] for a, b in cells]
    # Headers hold no digits but almost every row of values does: most rows are told apart without a look at the words.
    if any(map(_DIGIT.search, words)) or not _is_header(words, headers):
        return []
    columns = _columns(dict(enumerate(words)), dict(enumerate(names)), headers)
    return [columns.get(column, "") for column in range(max(len(words), len(names)))]


def _marked(text: str, start: int, end: int, mark: str, columns: int) -> list[Range]:
    """Return the cells of a line divided by `mark`, none where they are not as many as the columns."""
    cells = _by_mark(text, start, end, mark) if end - start <= _LONGEST_LINE else []
    return cells if len(cells) == columns else []


def _cells_of_line(text: str, start: int, end: int, columns: int, barred: bool, tabbed: bool) -> list[Range]:
    if end - start > _LONGEST_LINE:
        return []
    if barred or tabbed:
        cells = _by_bars(text, start, end) if barred else _by_gaps(text, start, end)
        return cells if 2 <= len(cells) <= columns + 2 else []
    splits = (split(text, start, end) for split in (_by_gaps, _by_spaces))
    tried = [cells for split in splits for cells in (split, _closed(text, split))]
    return next((cells for cells in tried if len(cells) == columns), [])


def _closed(text: str, cells: Sequence[Range]) -> list[Range]:
    """Return the cells, those of one character each that follow each other joined: a name that is set wide."""
    out: list[Range] = []
    for a, b in cells:
        apart = text[out[-1][0] : out[-1][1]].split() if out else []
        wide = b - a == 1 and not text[a].isascii() and 0 < len(apart) < _WIDEST_NAME
        if wide and all(len(w) == 1 and not w.isascii() for w in apart):
            out[-1] = (out[-1][0], b)
        else:
            out.append((a, b))
    return out


def _tall(text: str, lines: Sequence[Range], at: int, headers: Headers) -> tuple[list[Cell], int] | None:
    """Return the cells of a table written one cell a line, and the line after it; None where there is none."""
    names: list[str] = []
    place = at
    while place < len(lines) and len(names) <= _MOST_COLUMNS and headers(text[slice(*lines[place])]):
        names.append(text[slice(*lines[place])])
        place += 1
    while names and _NUMBERED.match(names[0]):
        names.pop(0)
    kinds = [row.kind for n in names if (row := headers(n))]
    if len(names) < 3 or not any(kinds):
        return None
    found: list[Cell] = []
    first = place
    while place < len(lines):
        start, end = _trimmed(text, *lines[place])
        if start == end or end - start > 60 or text[end - 1] in "。；：" or _SECTION.match(text, start):
            break
        found.append(Cell(start, end, names[(place - first) % len(names)], place))
        place += 1
    whole = (place - first) // len(names) * len(names)
    return (found[:whole], first + whole) if whole else None
