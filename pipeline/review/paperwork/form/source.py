"""What a sheet is filled in from, and what a suggested value is."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

from pipeline.doc import Attribute, Kind, Mention, Range
from pipeline.record import Record
from pipeline.review.paperwork.form.conditions import Facts
from pipeline.review.paperwork.form.facts import facts
from pipeline.review.paperwork.form.reading import Reading
from pipeline.terms import Registers


@dataclass(frozen=True, slots=True)
class Filled:
    """A suggested value; why: its source in Chinese; evidence: where in the text it stands."""

    value: Any
    why: str
    evidence: tuple[Range, ...] = ()


@dataclass(frozen=True)
class Source:
    """A document, who reports it, and the values that are filled in already."""

    reading: Reading
    department: str
    user_name: str
    today: date
    registers: Registers
    values: Mapping[str, Any]

    @property
    def record(self) -> Record:
        return self.reading.record

    @property
    def attribute(self) -> Attribute | None:
        return self.reading.doc.attribute

    @property
    def label(self) -> str | None:
        return self.attribute.label if self.attribute else None

    @property
    def kind(self) -> Kind | None:
        return self.reading.doc.kind

    @property
    def masked(self) -> tuple[Mention, ...]:
        """The mentions that do not go out as they are."""
        return tuple(m for m in self.reading.doc.mentions or () if m.action != "keep")

    @cached_property
    def facts(self) -> Facts:
        return facts(self.record, self.values)


Filler = Callable[[Source], Filled | None]
