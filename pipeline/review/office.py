"""What one installation is: its database, rules, settings, pages and clock."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from threading import Lock
from typing import Any

from pipeline import flow, formats, terms
from pipeline.doc import Doc
from pipeline.flow import Flow
from pipeline.formats.rewriting import Rewritten
from pipeline.record import to_record
from pipeline.redact import redacted
from pipeline.review import settings
from pipeline.review.pages import Pages
from pipeline.review.paperwork import consult, form, risk, signing, workdays
from pipeline.review.paperwork.form import law
from pipeline.review.paperwork.form.deadline import time_limit
from pipeline.review.paperwork.form.reading import Reading
from pipeline.review.settings import Settings
from pipeline.store.database import Database
from pipeline.terms import Registers


@dataclass(frozen=True, slots=True)
class Order:
    """How to build the flow; small, so that it can be sent to another process."""

    params: Path | None = None
    registers: tuple[Path, ...] = ()

    def params_read(self) -> dict[str, Any]:
        """Return the blocks of params.yaml; see `flow.settings`."""
        return flow.settings(self.params)

    def build(self, until: str = "draft") -> Flow:
        """Return the flow up to a stage; see `flow.build`."""
        return flow.build(self.params_read(), until=until, own_registers=self.registers)


class Reader:
    """Reads and screens a file whole in memory, inside the request: nothing stopped is ever kept."""

    def __init__(self, screening: Flow) -> None:
        self._flow = screening
        # PDFium is not made for threads.
        self._one_at_a_time = Lock()

    def read(self, content: bytes, source: str) -> Doc:
        """Return the screened document of a file; one with a secrecy mark is `stopped` and holds nothing else.

        Raises:
            UnreadableFile: what is wrong with it, and what to do.
        """
        with self._one_at_a_time:
            return self._flow.run(formats.read(content, source, **self._flow.reading))

    def masked(self, content: bytes, source: str, hidden: Callable[[Doc], Doc]) -> tuple[Doc, Rewritten]:
        """Return a file read again with what is to be hidden in it, and the file without that.

        hidden: gives the document its mentions.

        Raises:
            UnreadableFile, UnwritableFile: why it cannot be written in its own format.
        """
        with self._one_at_a_time:
            doc = hidden(formats.read(content, source, **self._flow.reading))
            return doc, redacted(content, doc, **self._flow.reading)

    def stops(self, text: str) -> bool:
        """Return whether words that somebody typed or pasted carry a secrecy mark."""
        return bool(text.strip()) and self._flow.run(formats.pasted(text, "typed")).stopped


@dataclass(frozen=True, slots=True)
class Office:
    """One installation; clock: gives UTC and naive."""

    database: Database
    order: Order
    reader: Reader
    registers: Registers
    settings: Settings
    pages: Pages
    clock: Callable[[], datetime]

    def now(self) -> datetime:
        """Return the time, UTC and naive, as the tables hold it."""
        return self.clock()

    def today(self) -> date:
        """Return the day where the office stands."""
        return self.local(self.clock()).date()

    def local(self, moment: datetime) -> datetime:
        """Return a time of the tables as the office's clocks show it."""
        return moment + timedelta(hours=self.settings.utc_offset_hours)


def utc() -> datetime:
    """Return the time, UTC and naive."""
    return datetime.now(UTC).replace(tzinfo=None)


def check(registers: Registers) -> None:
    """Read every table of the workbench once: a mistake in one shows at the start, not in a clerk's request.

    Raises:
        RegisterError: names file, row and what is wrong.
    """
    empty = to_record(Doc("", "", "", "", 0))
    form.prefill(empty, department="", user_name="", today=date(2026, 1, 1), registers=registers)
    time_limit(Reading(empty), registers)
    law.full("", registers)
    form.fields(registers)
    signing.rows(registers)
    workdays.calendar(registers)
    risk.signs(empty, registers)
    consult.bodies(empty, register=registers)


def opened(database: Database, order: Order, clock: Callable[[], datetime] = utc) -> Office:
    """Return the office of a database that is migrated already.

    Raises:
        ValueError: settings that cannot be used.
        RegisterError, WeightsError: rules or models that cannot be used.
    """
    chosen = settings.read(order.params_read().get("review"))
    pages = Pages(timedelta(hours=chosen.utc_offset_hours))
    registers = terms.registers(order.registers)
    check(registers)
    return Office(database, order, Reader(order.build("screen")), registers, chosen, pages, clock)
