"""Names inside table cells and labelled values, where header or label says that a name stands."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from pipeline.detect.cues import Cues
from pipeline.detect.found import Cell, Named
from pipeline.detect.lexicon import Lexicon
from pipeline.detect.tables import Headers
from pipeline.detect.view import HAN
from pipeline.doc import Range

_PART = re.compile(r"[^、，,;；/／（）()\n\t|]+")
_GAP = re.compile(r" +")
_NUMBERED = re.compile(r"[0-9]{1,3}[.、． ]?")
_COLON = re.compile("[:：]")
_ROLL = re.compile("名单[:：]?[ \t]*\n")
_LABEL_LINE = re.compile(
    rf"(?:^|(?<=\n))[ \t]{{0,4}}(?P<label>[{HAN}]{{2,10}})[ \t]{{0,4}}\n[ \t]{{0,4}}(?=(?P<value>[^\n]{{1,60}}))"
)
_MEMBER = rf"[{HAN}·•・ ]{{2,12}}?(?:[（(][^（）()\n]{{1,12}}[)）])?"
_ROLL_LINE = re.compile(
    rf"[ \t]*(?:[^\n:：、，。]{{1,12}}[:：])?[ \t]*(?P<it>{_MEMBER}(?:、{_MEMBER}){{1,80}})[。；]?[ \t]*(?:\n|\Z)"
)
_ROW_END = re.compile(r"[\t|｜│]")
_STOP = re.compile("[。；;\n|\t]")
_LABEL = re.compile(f"[{HAN}A-Za-z（）()/ ]{{1,24}}\\Z")
_PRIVATE_COLUMNS = re.compile(
    "户主|住址|残疾|低保|困难|病|监护|班级|年级|年龄|村|社区|账号|一卡通|补贴|补助|救助|收入|与.{1,3}关系|致贫|致困|房屋|车牌"
)
_POST_COLUMNS = re.compile("职务|职称|专业|工作单位|单位|岗位|职位|学历|准考证|成绩|奖项|研究方向")
_TAIL = re.compile("(?:同志|先生|女士|男|女|等)+\\Z")


def labelled(text: str, headers: Headers) -> list[Cell]:
    """Return the values that stand after a label and a colon, each with its label, in order of place."""
    found: list[Cell] = []
    for colon in _COLON.finditer(text):
        label = _LABEL.search(text, max(0, colon.start() - 24), colon.start())
        if label is None or label[0].strip()[:1] in "各们" or not (header := _header(label[0], headers)):
            continue
        stop = _STOP.search(text, colon.end(), colon.end() + 400)
        end = stop.start() if stop else min(len(text), colon.end() + 400)
        if found and found[-1].end > colon.start():
            found[-1] = Cell(found[-1].start, max(found[-1].start, label.end() - len(header)), found[-1].header)
        found.append(Cell(colon.end(), end, header))
    return [c for c in (*found, *_rolls(text), *_stacked(text, headers)) if c.start < c.end]


def _stacked(text: str, headers: Headers) -> Iterator[Cell]:
    """Yield the lines below a line that is no more than a label."""
    for label in _LABEL_LINE.finditer(text):
        row = headers(label["label"])
        if (
            row
            and row.kind
            and row.kind != "person_name"
            and not headers(_ROW_END.split(label["value"], maxsplit=1)[0])
        ):
            yield Cell(*label.span("value"), label["label"])


def _rolls(text: str) -> Iterator[Cell]:
    """Yield the lines below a line that ends in 名单, each a list of short members."""
    for title in _ROLL.finditer(text):
        at = title.end()
        while (line := _ROLL_LINE.match(text, at)) and line.end() > at:
            yield Cell(line.start("it"), line.end("it"), "名单")
            at = line.end()


def _header(label: str, headers: Headers) -> str:
    """Return the part of a label that the register knows: the whole, or what ends it."""
    last = label.rstrip().rpartition(" ")[2]
    for part in (last, label, *(label[at:] for at in range(1, len(label) - 1))):
        row = headers(part) if part and part[0] not in " /)）" else None
        if row is not None:
            return part if row.kind or part != last else ""
    return ""


def names_in_cells(text: str, cells: Sequence[Cell], headers: Headers, lexicon: Lexicon, cues: Cues) -> Iterator[Named]:
    """Yield the names in the cells whose header says that they hold some."""
    rows: dict[int, list[str]] = {}
    for cell in cells:
        if cell.row >= 0:
            rows.setdefault(cell.row, []).append(cell.header)
    for cell in cells:
        others = rows.get(cell.row, [])
        for name in names_in_cell(text, cell, headers, lexicon, cues):
            if not name.role and cell.row >= 0:
                role, weight = _role_of_row("".join(others))
                name = replace(name, role=role, weight=weight)
            yield name


def _role_of_row(others: str) -> tuple[str, float]:
    """Return what the other columns of a table say of the persons in it: posts and titles, or households."""
    if _PRIVATE_COLUMNS.search(others):
        return "private", 0.7
    return ("listed", 0.6) if _POST_COLUMNS.search(others) else ("", 0.0)


def names_in_cell(text: str, cell: Cell, headers: Headers, lexicon: Lexicon, cues: Cues) -> Iterator[Named]:
    """Yield the names in a cell whose header says that it holds some."""
    row = headers(cell.header)
    if row is None or row.kind != "person_name":
        return
    for start, end in _names(text, cell, lexicon, cues):
        beside = cues.role_before(text, start) or cues.role_after(text, end)
        role, weight = (
            (beside.role, beside.weight) if beside and (cell.row < 0 or not row.role) else (row.role, row.weight)
        )
        yield Named(start, end, 0.97 if cell.row >= 0 else 0.93, f"header:{row.id}", role, weight)


def _names(text: str, cell: Cell, lexicon: Lexicon, cues: Cues) -> Iterator[Range]:
    whole = text[cell.start : cell.end]
    start = cell.start + len(whole) - len(whole.lstrip())
    if (number := _NUMBERED.match(text, start, cell.end)) and cell.row >= 0:
        start = number.end()
    end = start + len(text[start : cell.end].rstrip())
    if 0 < end - start <= 24 and lexicon.is_name(text[start:end].replace(" ", ""), loose=True):
        yield start, end
        return
    depth, last = 0, cell.start
    for part in _PART.finditer(text, cell.start, cell.end):
        if part[0].strip() in ("男", "女"):  # what follows is told of the person already named
            return
        between = text[last : part.start()]
        depth += between.count("（") + between.count("(") - between.count("）") - between.count(")")
        last = part.end()
        if depth <= 0:
            yield from _in_part(text, *part.span(), lexicon, cues, first=part.start() == cell.start)


def _in_part(text: str, start: int, end: int, lexicon: Lexicon, cues: Cues, *, first: bool) -> Iterator[Range]:
    """Yield the names of one member of a list: the whole, words between spaces, or what ends it after a body's name."""
    words = _words(text, start, end)
    names = [
        w
        for w in words
        if lexicon.is_name(text[w[0] : w[1]].replace(" ", ""), loose=first and len(words) == 1, plain=True)
    ]
    if names and (len(names) == len(words) or names[0] == words[0]):
        yield from names
        return
    for at, stop in words:
        tail = _TAIL.search(text, at, stop)
        last = tail.start() if tail else stop
        reach = next((r for r in cues.to_end(text, last, plain=True) if r.start >= at and r.quality >= 1), None)
        if reach:
            yield reach.start, reach.end


def _words(text: str, start: int, end: int) -> Sequence[Range]:
    """Return the words between spaces, a name of two characters with a space in it kept as one."""
    out: list[Range] = []
    for word in re.compile(r"\S+").finditer(text, start, end):
        a, b = word.span()
        if out and b - a == 1 and out[-1][1] - out[-1][0] == 1 and a - out[-1][1] <= 4:
            out[-1] = (out[-1][0], b)
        else:
            out.append((a, b))
    return out
