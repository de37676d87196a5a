"""The 公文公开发布意见单 as the page shows it: each field with its value, where that comes from, and what it lacks."""

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pipeline.doc import Range
from pipeline.record import Record
from pipeline.review.paperwork.form import Field, Filled, Lack, facts, fields, groups
from pipeline.review.paperwork.form.conditions import holds
from pipeline.terms import Registers

_LINKS = 3


@dataclass(frozen=True, slots=True)
class Link:
    """A place in the document that a value rests on; number: of its sentence, from 1, None outside the sentences."""

    start: int
    number: int | None


@dataclass(frozen=True, slots=True)
class Cell:
    """A field of the form; value: as controls take it; why: where the suggested value comes from, "" for no suggestion.

    suggested: as on paper; offered: the same as controls take it, in order; differs: it is not what stands there.
    more: places beyond the links.
    """

    field: Field
    value: Any
    shown: bool
    needed: bool
    lacks: tuple[str, ...]
    why: str = ""
    links: tuple[Link, ...] = ()
    more: int = 0
    suggested: str = ""
    offered: tuple[str, ...] = ()
    differs: bool = False


def cells(
    values: Mapping[str, Any],
    suggestions: Mapping[str, Filled],
    lacks: Sequence[Lack],
    record: Record,
    registers: Registers,
) -> list[tuple[str, list[Cell]]]:
    """Return the fields by group, in order."""
    known = facts(record, values)
    starts = [s[0] for s in record.get("sentences") or ()]
    return [
        (group, [_cell(f, values, suggestions.get(f.id), lacks, known, starts) for f in own])
        for group, own in groups(fields(registers))
    ]


def _cell(
    row: Field,
    values: Mapping[str, Any],
    suggestion: Filled | None,
    lacks: Sequence[Lack],
    known: frozenset[str],
    starts: Sequence[int],
) -> Cell:
    value = values.get(row.id)
    shown, needed = holds(row.shown, known), row.needed(known)
    own = tuple(lack.text for lack in lacks if lack.field == row.id)
    if suggestion is None:
        return Cell(row, control(value), shown, needed, own)
    places = _links(suggestion.evidence, starts)
    return Cell(
        row,
        control(value),
        shown,
        needed,
        own,
        suggestion.why,
        places[:_LINKS],
        max(len(places) - _LINKS, 0),
        row.written(suggestion.value),
        _offered(suggestion.value),
        control(value) != control(suggestion.value),
    )


def control(value: Any) -> Any:
    """Return a value as the controls of a form take it: bool as true or false, several as a list, nothing as ""."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list | tuple):
        return [str(v) for v in value]
    return "" if value is None else str(value)


def _offered(value: Any) -> tuple[str, ...]:
    given = control(value)
    return tuple(given) if isinstance(given, list) else (given,)


def _links(evidence: Sequence[Range], starts: Sequence[int]) -> tuple[Link, ...]:
    """Return the first place of each sentence that a value rests on."""
    found: dict[int | None, Link] = {}
    for start, _ in evidence:
        number = bisect_right(starts, start) or None
        found.setdefault(number, Link(start, number))
    return tuple(found.values())


def visible(values: Mapping[str, Any], record: Record, registers: Registers) -> dict[str, list[str]]:
    """Return the ids of the fields that a form with these values shows, and of those that it needs."""
    known = facts(record, values)
    every = fields(registers)
    return {
        "shown": [f.id for f in every if holds(f.shown, known)],
        "needed": [f.id for f in every if f.needed(known)],
    }
