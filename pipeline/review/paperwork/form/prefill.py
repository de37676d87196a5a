"""The sheet as the machine can fill it in: each value with where it comes from; what cannot be known stays empty."""

from datetime import date

from pipeline.record import Record
from pipeline.review.paperwork.form import defaults, identity, openness
from pipeline.review.paperwork.form.reading import Reading
from pipeline.review.paperwork.form.rows import fields
from pipeline.review.paperwork.form.source import Filled, Source
from pipeline.terms import Registers


def prefill(record: Record, *, department: str, user_name: str, today: date, registers: Registers) -> dict[str, Filled]:
    """Return the suggested values by field id, in the order of the form.

    record: of a document that was not stopped, the machine's or the settled one. department: who reports it.
    """
    reading = Reading(record)
    filled: dict[str, Filled] = {}
    for fillers in (identity.FILLERS, openness.FILLERS, defaults.fillers(registers), openness.LAST):
        values = {field: f.value for field, f in filled.items()}
        source = Source(reading, department, user_name, today, registers, values)
        for name, filler in fillers.items():
            found = filler(source)
            if found is not None and found.value not in ("", None, []):
                filled[name] = found
    return {field.id: filled[field.id] for field in fields(registers) if field.id in filled}
