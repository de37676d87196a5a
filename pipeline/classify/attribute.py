"""The rules of the registers, run over a view: each that holds becomes a ground with its evidence."""

from collections.abc import Iterable, Mapping, Set
from dataclasses import dataclass
from datetime import date
from typing import Literal

from pipeline.classify.cues import Cue, any_within, cue
from pipeline.classify.matcher import Matcher
from pipeline.classify.view import View
from pipeline.doc import Ground, Label, Range
from pipeline.terms import RegisterError, Registers

_STRENGTH_WEIGHT = {"A": 4.0, "B": 2.5, "C": 1.5}
_LABELS = frozenset({"proactive", "on_request", "withheld"})
_PLACES = 6


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
    within: int = 0
    title: tuple[str, ...] = ()
    carried: tuple[str, ...] = ()
    number: tuple[str, ...] = ()
    addressee: tuple[str, ...] = ()
    issuer: tuple[str, ...] = ()
    head: tuple[str, ...] = ()
    body: tuple[str, ...] = ()
    also: tuple[str, ...] = ()
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


@dataclass(frozen=True, slots=True)
class _Rule:
    row: RuleRow
    wanted: tuple[tuple[str, frozenset[int]], ...]
    barred: tuple[tuple[str, frozenset[int]], ...]
    body: frozenset[int]
    also: frozenset[int]
    barred_body: frozenset[int]
    read: frozenset[int]
    unless: tuple[Cue, ...]
    forms: frozenset[str]
    not_forms: frozenset[str]

    def within_reach(self, likely: Set[int]) -> bool:
        """Return whether as many body cues as the rule asks for may stand in the text."""
        if self.also and self.also.isdisjoint(likely):
            return False
        return not self.body or len(self.body & likely) >= self.row.least


_WANTED = ("title", "carried", "number", "addressee", "issuer", "head")
_BARRED = {"not_title": "title", "not_addressee": "addressee"}


class Rules:
    """The registers attribute, exclusions and negative_list, compiled."""

    def __init__(self, registers: Registers, *, today: date) -> None:
        self._matchers = {name: Matcher() for name in (*_WANTED, "body")}
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
            "issuer": view.issuer, "head": view.head,
        }  # fmt: skip
        found = {name: self._matchers[name].found(text) for name, text in fields.items()}
        # The body is long: only the cues of rules that can still hold are looked for.
        body = self._matchers["body"]
        alive = [rule for rule in self._rules if self._may_apply(rule, found, form, audience)]
        likely = body.likely(view.text, _read(alive))
        alive = [rule for rule in alive if rule.within_reach(likely)]
        in_body = body.standing(view.text, likely & _read(alive))
        out = []
        for rule in alive:
            if rule.barred_body.isdisjoint(in_body) and (not rule.also or not rule.also.isdisjoint(in_body)):
                evidence = self._evidence(rule, in_body, view)
                if evidence is not None:
                    out.append(_fired(rule.row, evidence))
        return tuple(sorted(out, key=lambda f: -f.weight))

    def _may_apply(self, rule: _Rule, found: dict[str, set[int]], form: str, audience: str) -> bool:
        row = rule.row
        if rule.forms and form not in rule.forms or form in rule.not_forms:
            return False
        if row.audiences and audience not in row.audiences or audience in row.not_audiences:
            return False
        for name, wanted in rule.wanted:  # loops, not any(): this runs for every rule of every document
            if wanted.isdisjoint(found[name]):
                return False
        for name, barred in rule.barred:
            if not barred.isdisjoint(found[name]):
                return False
        return True

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
        if len(kept) < rule.row.least or not _near(kept, rule.row.least, rule.row.within):
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
        body, also, barred_body = (self._matchers["body"].add(some) for some in (row.body, row.also, row.not_body))
        forms, not_forms = frozenset(row.forms), frozenset(row.not_forms)
        read = body | also | barred_body
        return _Rule(row, wanted, barred, body, also, barred_body, read, tuple(map(cue, unless)), forms, not_forms)


def _read(rules: Iterable[_Rule]) -> frozenset[int]:
    """Return the cues that rules look for in the body."""
    return frozenset[int]().union(*(rule.read for rule in rules))


def _near(places: list[list[int]], least: int, within: int) -> bool:
    """Return whether `least` different cues stand within so many characters of each other; within 0: anywhere.

    A long text about everything holds each word somewhere; what a document is about stands together.
    """
    if not within:
        return True
    every = sorted((place, number) for number, some in enumerate(places) for place in some)
    first = 0
    for last in range(len(every)):
        while every[last][0] - every[first][0] > within:
            first += 1
        if len({number for _, number in every[first : last + 1]}) >= least:
            return True
    return False


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
