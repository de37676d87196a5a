"""What the sheet suggests where the document itself does not say it: the register defaults."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache, partial

from pipeline.review.paperwork.form.conditions import checked, holds
from pipeline.review.paperwork.form.rows import fields
from pipeline.review.paperwork.form.source import Filled, Filler, Source
from pipeline.terms import RegisterError, Registers

_GROUNDS = 5  # the first grounds, which rows may name


@dataclass(frozen=True, slots=True)
class Default:
    """A row of the register defaults; see its head."""

    id: str
    field: str
    values: tuple[str, ...]
    when: tuple[str, ...]
    why: str
    source: str
    rules: tuple[str, ...] = ()


@lru_cache(maxsize=4)
def rows(registers: Registers) -> tuple[Default, ...]:
    """Return the rows of the register.

    Raises:
        RegisterError: a field that the form lacks, an option that the field lacks, or an unknown condition.
    """
    known = {f.id: f for f in fields(registers)}
    found = registers.rows("defaults", Default)
    for row in found:
        where = f"defaults, row {row.id}"
        checked(row.when, where)
        if row.field not in known or not row.values:
            raise RegisterError(f"{where}: a field of the form and at least one value are wanted")
        options = {o[0] for o in known[row.field].options}
        if options and not set(row.values) <= options:
            raise RegisterError(f"{where}: an option that field {row.field} lacks")
    return found


def fillers(registers: Registers) -> Mapping[str, Filler]:
    """Return a filler for each field that a row speaks for, in the order of the form."""
    spoken_for = {row.field for row in rows(registers)}
    return {f.id: partial(_fill, f.id, f.kind == "choices") for f in fields(registers) if f.id in spoken_for}


def _fill(field: str, several: bool, source: Source) -> Filled | None:
    rules = [g.rule for g in source.reading.grounds[:_GROUNDS]]
    found = [r for r in rows(source.registers) if r.field == field and _speaks(r, source, rules)]
    if not found:
        return None
    if not several:
        return Filled(found[0].values[0], found[0].why)
    values = dict.fromkeys(value for row in found for value in row.values)
    return Filled(list(values), "；".join(dict.fromkeys(row.why for row in found)))


def _speaks(row: Default, source: Source, rules: list[str]) -> bool:
    named = not row.rules or any(rule.startswith(row.rules) for rule in rules)
    return named and holds(row.when, source.facts)
