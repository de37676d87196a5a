"""Finds the numbers and accounts that identify a person, by the rows of the register `recognizers`."""

import re
from bisect import bisect_right
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from pipeline.detect.boxed import boxed
from pipeline.detect.checks import CHECKS, Verdict
from pipeline.detect.found import Cell, Found
from pipeline.detect.numerals import written_out
from pipeline.detect.runs import (
    RUN,
    Run,
    begins_row,
    extended,
    goes_on,
    has_prefix,
    led,
    lengths,
    part_of_code,
    run_of,
    unwrapped,
)
from pipeline.detect.view import HAN, View, without
from pipeline.doc import Action, Range
from pipeline.terms import Registers

BEFORE = 12
"""Characters before a number in which a word says what it is (reference 5.3)."""
_LIST = 80
"""Characters before a number in which others may stand that its word names too."""

_UNIT = re.compile(
    " ?(?:[万亿千百]?[余多]?(?:美|欧|日)?元|平方|亩|公里|米|吨|千克|公斤|千瓦"
    "|[件台份个人户头字次只条]|[%％]|[.．,，][0-9]{1,3}(?![0-9\n]))"
)
_LISTED = re.compile(r"(?:[0-9A-Za-z（(+][0-9A-Za-z()（）+\- \n转]{4,30}[、/／或和][ \n]{0,2}){1,3}\Z")
_NEXT_ROW = re.compile(r"[0-9]{1,3}(?:[.．、][^0-9]|[ \t]*(?:[\n\t|]|\Z))")
_SERIES = re.compile(f"(?:序号|编号)?姓名(?P<it>[{HAN}A-Za-z、（）()]{{2,40}}?)1(?=[{HAN}]{{2,4}}|[{HAN}]{{1,4}}·)")
_SERIES_REACH = 4000
_MOST_BREAKS = 2
_DASHES = "-—－–"
_MONEY = "¥￥$＄"
_LONGEST = 32
_CHECKED = 0.95
_BOXED = 0.9
"""Least score of a number in boxes: named, or its check digit holds."""
_WHOLE = ("plate", "social_account")
_NUMBERED = ("property_certificate", "military_id")
_STRAY = re.compile(f"(?<![{HAN}])[{HAN}] {{1,2}}(?=[{HAN}])")
# The lookbehinds keep a long run of spaces from being tried again at each of them.
_ONE_BREAK = re.compile(r"(?<![ \t\n])[ \t]*+\n[ \t]?(?![ \t\n])")
_ANY_GAP = re.compile(rf"(?<![ \t\n])[ \t]*+\n[ \t]?(?![ \t\n])|(?<=[{HAN}]) {{1,2}}(?=[{HAN}（(])")
_LEAST_STRAY, _STRAY_SHARE = 3, 0.01


@dataclass(frozen=True, slots=True)
class Recognizer:
    """A row of the register; the register's head explains the fields."""

    id: str
    kind: str
    form: Literal["digits", "text"]
    pattern: str
    internet_strict: str
    notice_board: str
    disciplinary: str
    source: str
    written: tuple[str, ...] = ()
    check: str = ""
    context: tuple[str, ...] = ()
    needed: str = ""
    unless: tuple[str, ...] = ()
    gate: tuple[str, ...] = ()
    keep: str = ""
    strip: str = ""
    digits: int = 0
    back: int = 0
    dashed: bool = False
    prior: bool = False


@dataclass(frozen=True, slots=True)
class _Shape:
    """A row made ready: a whole run of digits, the groups it may stand in, its check."""

    row: Recognizer
    pattern: re.Pattern[str]
    written: frozenset[tuple[int, ...]]
    check: Callable[[str], Verdict]
    order: int
    action: Action
    context: re.Pattern[str] | None = None
    unless: re.Pattern[str] | None = None
    keep: re.Pattern[str] | None = None
    strip: re.Pattern[str] | None = None


class Numbers:
    """Finds numbers in a folded text; tables and labels (`cells`) say what a bare number is."""

    def __init__(self, registers: Registers, *, profile: str = "internet_strict") -> None:
        rows = registers.rows("recognizers", Recognizer)
        shapes = [_shape(row, order, getattr(row, profile)) for order, row in enumerate(rows)]
        self._runs = tuple(s for s in shapes if s.row.form == "digits")
        self._any = re.compile("|".join(f"(?:{s.row.pattern})" for s in self._runs))
        self._texts = tuple(s for s in shapes if s.row.form == "text")

    def __call__(self, view: View, text: str, cells: Sequence[Cell] = ()) -> list[Found]:
        """Return what was found in a folded text, protected look-alikes among it; finds may overlap.

        Runs of digits are sought in the text as it stands, wraps and all, what has words in it in the view.
        """
        said = _Said(text, cells)
        finds = [find for match in RUN.finditer(text) for find in self._in_run(match, said)]
        return [*finds, *self._in_pieces(text, said), *self._worded(view), *self._over_breaks(text, cells)]

    def _in_pieces(self, text: str, beside: "_Said") -> Iterator[Found]:
        """Yield the numbers that stand in a row of cells, a digit or a group in each, or are written in numerals."""
        pieces = [(*p, _BOXED) for p in boxed(text)] + [(*p, 0.0) for p in written_out(text)]
        for start, end, compact, least in pieces:
            said = beside(start)[0].rstrip("|｜:：")
            run = Run(compact, ((0, len(compact)),))
            found = [f for s in self._runs if (f := _fits(s, run, 0, 0, compact, said)) and f.score >= least]
            if best := max(found, key=lambda f: f.score, default=None):
                yield replace(best, start=start, end=end)

    def _worded(self, view: View) -> list[Found]:
        """Return the finds of the rows with words in their pattern, in places of the folded text."""
        return [
            replace(f, start=a, end=b)
            for shape in self._texts
            if not shape.row.gate or any(word in view.text for word in shape.row.gate)
            for f in _in_text(shape, view.text)
            for a, b in [view.back(f.start, f.end)]
        ]

    def _over_breaks(self, text: str, cells: Sequence[Cell]) -> list[Found]:
        """Return the finds of a reading without breaks and stray spaces, less sure where they need not go on."""
        edges = sorted({edge for c in cells if c.row >= 0 for edge in (c.start, c.end)})
        return [
            replace(f, score=f.score if _goes_over(text, f) else f.score - 0.05)
            for f in self._worded(without(text, [m.span() for m in _loose(text).finditer(text)]))
            if bisect_right(edges, f.start) == bisect_right(edges, f.end - 1)
        ]

    def _in_run(self, match: re.Match[str], said: "_Said") -> Iterator[Found]:
        run = run_of(match)
        at = 0
        while at < len(run.groups):
            find, used = self._at(run, at, said)
            if find:
                yield find
            at += used

    def _at(self, run: Run, at: int, beside: "_Said") -> tuple[Found | None, int]:
        """Return the best find that begins at group `at`, and how many groups it uses."""
        if goes_on(run, at):
            return None, 1
        best: tuple[tuple[bool, bool, int, float, int], Found, int] | None = None
        said, limit, labelled = beside(run.groups[at][0])
        compact, again = "", False
        for last in range(at, len(run.groups)):
            compact += run.text[slice(*run.groups[last])]
            wide = len(compact) > _LONGEST or run.groups[last][1] > limit
            if wide or sum("\n" in mark for mark in run.between[at:last]) > _MOST_BREAKS:
                break
            again = again or last > at and best is not None and begins_row(run, last, labelled=labelled)
            if not self._any.fullmatch(compact):
                continue
            for rank, find in self._fitting(run, at, last, compact, said):
                if again and best and (find.score < _CHECKED or best[1].score >= _CHECKED):
                    continue
                if best is None or rank > best[0]:
                    best = (rank, find, last - at + 1)
        return (best[1], best[2]) if best else (None, 1)

    def _fitting(
        self, run: Run, at: int, last: int, compact: str, said: str
    ) -> Iterator[tuple[tuple[bool, bool, int, float, int], Found]]:
        """Yield what the groups can be, each with its rank: named first, then checked, longer, surer."""
        for shape in self._runs:
            if find := _fits(shape, run, at, last, compact, said):
                checked = shape.row.check not in ("", "luhn") and find.score >= _CHECKED
                yield (shape.row.prior, checked, len(compact), find.score, -shape.order), find


class _Said:
    """Knows what is said of the number that stands at a place: by the words before it, its header or its label."""

    def __init__(self, text: str, cells: Sequence[Cell]) -> None:
        self._text, self._cells = text, cells
        self._starts = [c.start for c in cells]
        self._series = [(m.end(), m["it"]) for m in _SERIES.finditer(text)]

    def __call__(self, at: int) -> tuple[str, int, bool]:
        """Return the words, the end of the cell that the number may not leave, and whether a label and a colon lead."""
        text = self._text
        place = bisect_right(self._starts, at) - 1
        cell = self._cells[place] if place >= 0 and self._cells[place].end > at else None
        first = cell.start if cell else 0
        listed = _LISTED.search(text, max(first, at - _LIST), at)
        stop = listed.start() if listed else at
        near = "".join(text[max(first, stop - 2 * BEFORE) : stop].split())[-BEFORE:]
        if cell is None:
            return f"{self._header(at)}{near}", len(text), False
        header = "".join(cell.header.split())
        return f"{header} {near}", cell.end if cell.row >= 0 else len(text), cell.row < 0

    def _header(self, at: int) -> str:
        """Return the headers of a table whose cells run together, in which the number stands."""
        place = bisect_right(self._series, at, key=lambda s: s[0]) - 1
        if place < 0 or at - self._series[place][0] > _SERIES_REACH:
            return ""
        start, header = self._series[place]
        return f"{header} " if self._text.find("\n", start, at) < 0 else ""


def _goes_over(text: str, find: Found) -> bool:
    """Return whether a find that holds a break is the whole one: to its 号, or no row of its own begins after it."""
    if find.label in _NUMBERED:
        return text[find.end - 1] == "号"
    broken = text.rfind("\n", find.start, find.end)
    return find.label in _WHOLE and broken >= 0 and not _NEXT_ROW.match(text, broken + 1)


def _loose(text: str) -> re.Pattern[str]:
    """Return what may be left out of a text: breaks, and spaces beside Chinese characters where many are stray."""
    stray = sum(1 for _ in _STRAY.finditer(text))
    return _ANY_GAP if stray >= _LEAST_STRAY and stray > _STRAY_SHARE * len(text) else _ONE_BREAK


def _shape(row: Recognizer, order: int, action: str) -> _Shape:
    written = frozenset(tuple(int(n) for n in form.split("-")) for form in row.written)
    return _Shape(
        row, re.compile(row.pattern), written, CHECKS[row.check], order,
        "keep" if action == "keep" else "mask",
        _any_of(row.context), _any_of(row.unless),
        re.compile(row.keep) if row.keep else None, re.compile(row.strip) if row.strip else None,
    )  # fmt: skip


def _any_of(words: Sequence[str]) -> re.Pattern[str] | None:
    """Return a pattern of the words; 账 is written 帐 too."""
    ordered = sorted(map(re.escape, words), key=len, reverse=True)
    return re.compile("|".join(ordered).replace("账", "[账帐]")) if words else None


def _fits(shape: _Shape, run: Run, at: int, last: int, compact: str, said: str) -> Found | None:
    """Return the find if groups `at` to `last` are such a number, by form, surroundings, check and context."""
    if not shape.pattern.fullmatch(compact) or not _is_written(shape, run, at, last, compact):
        return None
    verdict = shape.check(compact)
    start, end = _edges(shape, run, at, last)
    named, refused = _context(shape, said)
    if refused and (verdict is not True or shape.row.kind == "protected") or not _enough(shape, verdict, named):
        return None
    if verdict is not True and not named and _is_amount(run.text, start, end):
        return None
    if verdict is True and shape.row.check == "luhn" and (refused or not named and _is_amount(run.text, start, end)):
        return None  # one number in ten passes by chance
    return Found(start, end, shape.row.kind, _score(shape, verdict, named), shape.row.id, shape.action)


def _is_written(shape: _Shape, run: Run, at: int, last: int, compact: str) -> bool:
    if part_of_code(run, at, last) and not (shape.row.check and shape.check(compact)):
        return False
    if at == last:
        return True
    marks = {mark for mark in run.between[at:last] if "\n" not in mark or mark.strip()}
    if len({m.strip() for m in marks}) > 1 and not has_prefix(run, at):
        return False
    sizes, between = lengths(run, at, last)
    if all(run.size(i) == 1 for i in range(at, last + 1)):
        return True
    if shape.row.dashed and all(m in _DASHES for m in marks):
        return True
    forms = (tuple(unwrapped(sizes, between)), tuple(sizes))
    return len(forms[0]) == 1 or any(form in shape.written for form in forms)


def _edges(shape: _Shape, run: Run, at: int, last: int) -> Range:
    start, end = run.groups[at][0], run.groups[last][1]
    if shape.row.kind in ("mobile", "landline"):
        start = led(run, at, last)
    return start, extended(run, end) if shape.row.kind == "landline" else end


def _context(shape: _Shape, said: str) -> tuple[bool, bool]:
    """Return whether a context word stands before the number, and whether a word that refuses it stands nearer."""
    named = max((m.end() for m in shape.context.finditer(said)), default=-1) if shape.context else -1
    refused = max((m.end() for m in shape.unless.finditer(said)), default=-1) if shape.unless else -1
    return named > refused or named == refused >= 0, refused > named


def _enough(shape: _Shape, verdict: Verdict, named: bool) -> bool:
    if shape.row.needed == "context":
        return named
    if shape.row.needed == "check":
        return named or verdict is True
    return verdict is not False or named if shape.row.needed == "plausible" else True


def _score(shape: _Shape, verdict: Verdict, named: bool) -> float:
    if verdict is True:
        return 0.99 if named else 0.95 if shape.row.check == "luhn" else 0.97
    if verdict is False:
        return 0.8 if named else 0.6
    return 0.9 if named else 0.75


def _is_amount(text: str, start: int, end: int) -> bool:
    return bool(_UNIT.match(text, end)) or text[max(0, start - 1) : start] in tuple(_MONEY)


def _in_text(shape: _Shape, text: str) -> Iterator[Found]:
    for match in shape.pattern.finditer(text):
        start, end = match.span("it")
        if start < 0:
            start, end = match.span("that")
        if shape.strip and (label := shape.strip.match(text, start, end)):
            start = label.end()
        if shape.unless and shape.unless.search(text, max(0, match.start() - (shape.row.back or 3)), end):
            continue
        if shape.row.digits and sum(c.isdigit() for c in text[start:end]) < shape.row.digits:
            continue
        action: Action = "keep" if shape.keep and shape.keep.search(text, start, end) else shape.action
        yield Found(start, end, shape.row.kind, 0.9, shape.row.id, action)
