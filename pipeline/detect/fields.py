"""Finds addresses, dates of birth, illness, family and income of a person, in prose and in columns that say so."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from pipeline.detect.addresses import LONGEST, Addresses
from pipeline.detect.details import Details, joined, patterns
from pipeline.detect.found import Cell, Found
from pipeline.detect.near import Near, Told
from pipeline.detect.tables import Header, Headers
from pipeline.detect.view import HAN
from pipeline.doc import Action, Range, merged
from pipeline.terms import Registers

_H = f"[{HAN}]"
_DATE = (
    "(?:(?:19|20)[0-9]{2} ?年 ?[0-9]{1,2} ?月(?: ?[0-9]{1,2} ?日|[上中下]旬)?"
    "|(?:19|20)[0-9]{2}[-./][0-9]{1,2}(?:[-./][0-9]{1,2})?"
    "|(?:19|20)[0-9]{2} ?年"
    "|[一二][〇零○九一二三四五六七八]{3}年[一二三四五六七八九十]{1,2}月(?:[一二三四五六七八九十]{1,3}日)?)"
)
_ADDRESS = rf"[{HAN}0-9A-Za-z\-—－－（）()#]{{1,44}}"
_STOP = re.compile("[。\n]")
_LIST_STOP = re.compile("[，,。；;\n]")
_CERTIFICATE_DIGITS = 4
_SEAT_REACH = 160
_NOTHING = re.compile(r"[\s—\-－/／无]*|无|良好|健康|正常|户主|本人")
_BORN = re.compile(f"{_DATE}|(?<![0-9])[0-9]{{1,3}}(?![0-9]) ?(?:周?岁)?|[一二三四五六七八九十]{{1,4}}周?岁")
_TOLD = ("health", "family", "income")
_NAMED = 0.93
"""Score of a number that fills a cell whose header names it: above what a recognizer finds of a part of it."""
_COLUMNS = (
    "health", "family", "income", "home_address", "birth_date", "property_certificate", "social_account", "military_id",
    "social_security",
)  # fmt: skip
_SUM = re.compile("[0-9一二三四五六七八九十百千万]元|无|低于|不足|^[0-9,，.]{3,}$")
_NUMBERED_HOME = re.compile("[0-9一二三四五六七八九十甲乙](?:组|号|室|栋|幢|户|单元|队|社|楼|-[0-9])|某|[×*]")
_NUMBERED = ("military_id", "social_security")
_NUMBERLIKE = re.compile("(?=(?:[^0-9]*[0-9]){5})[\u4e00-\u9fff]{0,4}[A-Z]?字?第? ?[0-9A-Za-z][0-9A-Za-z -]{4,24} ?号?")


@dataclass(frozen=True, slots=True)
class Field:
    """A row of the register `fields`; the register's head explains the fields."""

    id: str
    kind: str
    pattern: str
    source: str
    gate: tuple[str, ...] = ()
    near: bool = False
    home: bool = False
    whole: bool = False
    strip: str = ""
    unless: str = ""


class Fields:
    """Finds personal details that are neither numbers nor names."""

    def __init__(self, registers: Registers, headers: Headers) -> None:
        fills = {"{HAN}": HAN, "{H}": _H, "{date}": _DATE, "{address}": _ADDRESS}
        self._rows = tuple((row, re.compile(_filled(row.pattern, fills))) for row in registers.rows("fields", Field))
        self._headers = headers
        self._details, self._addresses = Details(registers), Addresses(registers)
        words = patterns(registers)
        self._near = Near(lead=words["lead"], staff=words["staff"], sick=words["sick"])
        self._kin_word, self._healthy = re.compile(words["kin_word"]), re.compile(words["healthy"])
        self._firm = re.compile(words["firm"])
        self._person, self._body = re.compile(words["person"]), re.compile(words["body"])

    def __call__(
        self, text: str, cells: Sequence[Cell], told: Sequence[Told] | None, *, whole: bool = False
    ) -> list[Found]:
        """Return the details found in the view's text; they may overlap.

        told: where persons are named; None where names are not looked for. whole: the places where one went, too.
        """
        persons = None if told is None else [(t.start, t.end) for t in told]
        everywhere = ((0, len(text)),)
        close = merged((*self._near(text, told or ()), *(self._reasons(text, cells) if persons else ())))
        close = everywhere if whole and persons else close
        bodies = self._bodies(text, cells)
        masked = any(t.masked for t in told or ())
        found = [f for c in cells if c.row not in bodies for f in self._in_cell(text, c, bool(persons), masked)]
        for row, pattern in self._rows:
            if row.whole and not whole or row.gate and not any(word in text for word in row.gate):
                continue
            for start, end in close if row.near else everywhere:
                found += self._in_prose(row, pattern, text, start, end)
        if told is not None and not told:  # a place in a text that names nobody is an office's, unless it has a number
            found = [f for f in found if f.label != "home_address" or _NUMBERED_HOME.search(text, f.start, f.end)]
        return [*joined(text, found), *self._details(text, close, persons or ())]

    def _bodies(self, text: str, cells: Sequence[Cell]) -> set[int]:
        """Return the rows of tables that tell of a firm or a shop, not of a person: whose column of names holds one."""
        return {
            cell.row
            for cell in cells
            if cell.row >= 0
            and (row := self._headers(cell.header))
            and row.kind == "person_name"
            and self._firm.search(text, cell.start, cell.end)
        }

    def _reasons(self, text: str, cells: Sequence[Cell]) -> Iterator[Range]:
        """Yield the sentences after labels that ask for a reason: 退出原因, 困难情况."""
        for cell in cells:
            if cell.row < 0 and (row := self._headers(cell.header)) and row.kind == "cause":
                stop = _STOP.search(text, cell.start, cell.end)
                yield cell.start, stop.start() if stop else cell.end

    def _in_cell(self, text: str, cell: Cell, persons: bool, masked: bool) -> Iterator[Found]:
        row = self._headers(cell.header)
        if row is None or row.kind not in (*_COLUMNS, "cause"):
            return
        start, end = self._value(text, cell, listed=row.kind == "health")
        value = text[start:end]
        if start == end or _NOTHING.fullmatch(value) or "×" in value or "*" in value:
            return
        if cell.row < 0 and (row.kind == "cause" or row.kind in _TOLD and not persons):
            return
        if row.kind == "cause":
            told = self._details.in_cell(text, start, end)
            wanted = [f for f in told if row.id != "category" or f.label == "health"]
            yield from (replace(f, score=0.85, by=f"header:{row.id}") for f in wanted)
            return
        kind = row.kind
        if kind == "birth_date" and (date := _BORN.search(text, start, end)):
            start, end = date.span()
        elif not self._fits(row, value, masked) or self._is_others(row, kind, text, cell, value):
            return
        yield Found(start, end, kind, _NAMED if kind in _NUMBERED else 0.85, f"header:{row.id}", _action(kind))

    def _fits(self, row: Header, value: str, masked: bool) -> bool:
        """Return whether a value is one of the kind that its header calls for."""
        match row.id:
            case "village_group":
                return self._addresses.is_group(value)
            case "post_address":
                return masked and self._addresses.is_home(value)
        match row.kind:
            case "birth_date":
                return False
            case "family":
                return not self._kin_word.fullmatch(value)
            case "health":
                return not self._healthy.fullmatch(value)
        return True

    def _is_others(self, row: Header, kind: str, text: str, cell: Cell, value: str) -> bool:
        """Return whether a value is left to the register `recognizers`, or is a body's address."""
        if kind == "social_account":
            return cell.row < 0 and not any(map(str.isdigit, value))
        if kind == "property_certificate":
            return sum(map(str.isdigit, value)) < _CERTIFICATE_DIGITS
        if kind in _NUMBERED:
            return cell.row < 0 or not _NUMBERLIKE.fullmatch(value)
        if kind == "income":
            return cell.row < 0 and not _SUM.search(value)
        if kind != "home_address":
            return False
        if cell.row < 0 and "坐落" in cell.header and not self._addresses.is_fine(value):
            return True
        return cell.row < 0 and not self._addresses.ends_like_one(value) or self._is_office(text, cell)

    def _is_office(self, text: str, cell: Cell) -> bool:
        """Return whether 住所 is a body's seat: after a firm's name or credit code, not after a person."""
        if "住所" not in cell.header or cell.row >= 0:
            return False
        first = max(0, cell.start - _SEAT_REACH)
        person = max((m.start() for m in self._person.finditer(text, first, cell.start)), default=-1)
        body = max((m.start() for m in self._body.finditer(text, first, cell.start)), default=-1)
        return body > person or person < 0

    def _value(self, text: str, cell: Cell, *, listed: bool) -> Range:
        """Return the value in a cell, or as much of a labelled one as its label speaks of; listed: of several."""
        whole = text[cell.start : cell.end]
        start = cell.start + len(whole) - len(whole.lstrip())
        end = start + len(text[start : cell.end].rstrip())
        if cell.row < 0:
            stop = _LIST_STOP.search(text, start, end) if listed else None
            last = (stop.start() if stop else end) if listed else self._addresses.stop(text, start, end)
            end = start + len(text[start:last].rstrip())
        return start, end

    def _in_prose(self, row: Field, pattern: re.Pattern[str], text: str, first: int, last: int) -> Iterator[Found]:
        for match in pattern.finditer(text, first, last):
            start, end = next(match.span(i) for i in range(1, match.re.groups + 1) if match.start(i) >= 0)
            if row.strip and (lead := re.match(row.strip, text[start:end])):
                start += lead.end()
            if row.kind == "home_address" and not row.whole:
                end = self._addresses.end(text, start, max(end, min(len(text), start + LONGEST)))
            if row.home and not self._addresses.is_home(text[start:end]):
                continue
            if start < end and not _refused(row, text, start, end):
                yield Found(start, end, row.kind, 0.75, row.id, _action(row.kind))


def _filled(pattern: str, fills: dict[str, str]) -> str:
    for name, value in fills.items():
        pattern = pattern.replace(name, value)
    return pattern


def _action(kind: str) -> Action:
    return "generalise" if kind in ("home_address", "birth_date") else "mask"


def _refused(row: Field, text: str, start: int, end: int) -> bool:
    return bool(row.unless and re.search(row.unless, text[max(0, start - 12) : end]))
