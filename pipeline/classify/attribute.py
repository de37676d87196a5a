"""The rules of the registers, run over a view: each that holds becomes a ground with its evidence."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Literal

from pipeline.classify.cues import Cue, any_within, cue
from pipeline.classify.literals import Literals
from pipeline.classify.view import View
from pipeline.doc import Ground, Label, Range
from pipeline.terms import RegisterError, Registers

_STRENGTH_WEIGHT = {"A": 4.0, "B": 2.5, "C": 1.5}
_LABELS = frozenset({"proactive", "on_request", "withheld"})
_PLACES = 3


@dataclass(frozen=True, slots=True)
class RuleRow:
    """A row of the register attribute; see the head of attribute-14.toml."""

    id: str
    article: str
    supports: str
    strength: str
    note: str
    source: str
    reason_code: int = 0
    weight: float = 0.0
    least: int = 1
    title: tuple[str, ...] = ()
    carried: tuple[str, ...] = ()
    number: tuple[str, ...] = ()
    addressee: tuple[str, ...] = ()
    issuer: tuple[str, ...] = ()
    head: tuple[str, ...] = ()
    body: tuple[str, ...] = ()
    forms: tuple[str, ...] = ()
    audiences: tuple[str, ...] = ()
    not_title: tuple[str, ...] = ()
    not_addressee: tuple[str, ...] = ()
    not_body: tuple[str, ...] = ()
    not_forms: tuple[str, ...] = ()
    not_audiences: tuple[str, ...] = ()
    unless: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ExclusionRow:
    """A row of the register exclusions: a sentence with one of its cues does not count for the label."""

    id: str
    supports: str
    cues: tuple[str, ...]
    note: str
    source: str


@dataclass(frozen=True, slots=True)
class NegativeRow:
    """A row of an office's negative list; until: ISO date of the last day, or ""."""

    id: str
    cues: tuple[str, ...]
    article: str
    note: str
    source: str
    reason_code: int = 0
    until: str = ""


@dataclass(frozen=True, slots=True)
class Fired:
    """A ground with what the decision needs of its rule: weight (log-odds, above 0) and strength."""

    ground: Ground
    weight: float
    strength: Literal["A", "B", "C"]


class _Matcher:
    """All cues of one field, found in one pass over the literals that gate them."""

    def __init__(self) -> None:
        self.cues: list[Cue] = []
        self._number: dict[str, int] = {}
        self._gated: dict[str, list[int]] = {}
        self._free: list[int] = []
        self._literals = Literals(())

    def add(self, written: Iterable[str]) -> frozenset[int]:
        """Return the numbers of cues, added where new."""
        numbers = []
        for one in written:
            if one not in self._number:
                self._number[one] = number = len(self.cues)
                self.cues.append(made := cue(one))
                for literal in made.gate:
                    self._gated.setdefault(literal, []).append(number)
                if not made.gate:
                    self._free.append(number)
            numbers.append(self._number[one])
        return frozenset(numbers)

    def ready(self) -> None:
        """Prepare for `found`, after the last cue was added."""
        self._literals = Literals(self._gated)

    def found(self, text: str) -> set[int]:
        """Return the numbers of the cues that stand in text."""
        if not text:
            return set()
        spelled = self._literals.spelled
        tried = {n for place in self._literals.within(text) for n in self._gated[spelled[place]]}
        return {n for n in tried.union(self._free) if (p := self.cues[n].pattern) is None or p.search(text)}


@dataclass(frozen=True, slots=True)
class _Rule:
    row: RuleRow
    wanted: tuple[tuple[str, frozenset[int]], ...]
    barred: tuple[tuple[str, frozenset[int]], ...]
    body: frozenset[int]
    unless: tuple[Cue, ...]
    forms: frozenset[str]
    not_forms: frozenset[str]


_WANTED = ("title", "carried", "number", "addressee", "issuer", "head")
_BARRED = {"not_title": "title", "not_addressee": "addressee", "not_body": "body"}


class Rules:
    """The registers attribute, exclusions and negative_list, compiled."""

    def __init__(self, registers: Registers, *, today: date) -> None:
        self._matchers = {name: _Matcher() for name in (*_WANTED, "body")}
        exclusions = registers.rows("exclusions", ExclusionRow)
        negative = (_own(r) for r in registers.rows("negative_list", NegativeRow) if _holds(r, today))
        rows = [*registers.rows("attribute", RuleRow), *negative]
        self._rules = [self._compiled(row, exclusions) for row in rows]
        for matcher in self._matchers.values():
            matcher.ready()

    def fired(self, view: View, form: str, audience: str) -> tuple[Fired, ...]:
        """Return what the rules say of a view, heaviest first."""
        fields = {
            "title": view.subject, "carried": view.carried, "number": view.code, "addressee": view.addressee,
            "issuer": view.issuer, "head": view.head, "body": view.text,
        }  # fmt: skip
        found = {name: matcher.found(fields[name]) for name, matcher in self._matchers.items()}
        out = []
        for rule in self._rules:
            if self._applies(rule, found, form, audience):
                evidence = self._evidence(rule, found["body"], view)
                if evidence is not None:
                    out.append(_fired(rule.row, evidence))
        return tuple(sorted(out, key=lambda f: -f.weight))

    def _applies(self, rule: _Rule, found: dict[str, set[int]], form: str, audience: str) -> bool:
        row = rule.row
        if rule.forms and form not in rule.forms or form in rule.not_forms:
            return False
        if row.audiences and audience not in row.audiences or audience in row.not_audiences:
            return False
        if any(wanted.isdisjoint(found[name]) for name, wanted in rule.wanted):
            return False
        return all(barred.isdisjoint(found[name]) for name, barred in rule.barred)

    def _evidence(self, rule: _Rule, in_body: set[int], view: View) -> tuple[Range, ...] | None:
        """Return the ranges that support a rule, None where its body cues do not hold often enough."""
        evidence = view.title_ranges if any(name in {"title", "carried"} for name, _ in rule.wanted) else ()
        if not rule.body:
            return evidence or view.title_ranges
        hits = rule.body & in_body
        if len(hits) < rule.row.least:
            return None
        places = [self._counting(rule, number, view) for number in hits]
        kept = [p for p in places if p]
        if len(kept) < rule.row.least:
            return None
        return (*evidence, *view.ranges(sorted(p for some in kept for p in some)))

    def _counting(self, rule: _Rule, number: int, view: View) -> list[int]:
        """Return the first places of a body cue in sentences that no exclusion names."""
        places = self._matchers["body"].cues[number].places(view.text, _PLACES)
        return [p for p in places if not any_within(rule.unless, view.around(p))]

    def _numbered(self, row: RuleRow, fields: Mapping[str, str]) -> tuple[tuple[str, frozenset[int]], ...]:
        """Return for each field of a row that is not empty the matcher's name and the numbers of its cues."""
        return tuple((name, self._matchers[name].add(getattr(row, f))) for f, name in fields.items() if getattr(row, f))

    def _compiled(self, row: RuleRow, exclusions: Iterable[ExclusionRow]) -> _Rule:
        if row.supports not in _LABELS or row.strength not in _STRENGTH_WEIGHT:
            raise RegisterError(f"attribute {row.id}: unknown supports {row.supports!r} or strength {row.strength!r}")
        wanted = self._numbered(row, {name: name for name in _WANTED})
        barred = self._numbered(row, _BARRED)
        unless = [*row.unless, *(c for e in exclusions if e.supports == row.supports for c in e.cues)]
        body = self._matchers["body"].add(row.body)
        return _Rule(row, wanted, barred, body, tuple(map(cue, unless)), frozenset(row.forms), frozenset(row.not_forms))


def _fired(row: RuleRow, evidence: tuple[Range, ...]) -> Fired:
    label: Label = row.supports  # type: ignore[assignment]
    strength: Literal["A", "B", "C"] = row.strength  # type: ignore[assignment]
    ground = Ground(row.id, row.article, row.reason_code or None, label, evidence, row.note)
    return Fired(ground, row.weight or _STRENGTH_WEIGHT[row.strength], strength)


def _own(row: NegativeRow) -> RuleRow:
    return RuleRow(row.id, row.article, "withheld", "A", row.note, row.source, row.reason_code, body=row.cues)


def _holds(row: NegativeRow, today: date) -> bool:
    try:
        return not row.until or date.fromisoformat(row.until) >= today
    except ValueError as error:
        raise RegisterError(f"negative_list {row.id}: until {row.until!r} is no ISO date") from error
