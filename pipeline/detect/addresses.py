"""Knows how far a home address reaches, and what only looks like one."""

import re
from dataclasses import dataclass

from pipeline.terms import Registers

LONGEST = 44
"""Characters of the longest address."""
_NUMBER = "[0-9一二三四五六七八九十]{1,5}"


@dataclass(frozen=True, slots=True)
class AddressPart:
    """A row of the register `addresses`; the register's head explains the fields."""

    id: str
    pattern: str
    source: str


class Addresses:
    """Reads the register `addresses`."""

    def __init__(self, registers: Registers) -> None:
        rows = registers.rows("addresses", AddressPart)
        part = {row.id: row.pattern.replace("{N}", _NUMBER) for row in rows}
        self._end = re.compile(rf"[^，。；、\n]*(?:{part['end']})")
        self._fine, self._no_place = re.compile(part["fine"]), re.compile(part["no_place"])
        self._residence, self._office = re.compile(part["residence"]), re.compile(part["office"])
        self._stop, self._group = re.compile(part["stop"]), re.compile(part["group"])

    def end(self, text: str, start: int, end: int) -> int:
        """Return where the home address that begins at `start` ends, `start` itself where none begins."""
        stop = self._stop.search(text, start, end)
        match = self._end.match(text, start, stop.start() if stop else end)
        if match is None or not self._fine.search(match[0]) or self._no_place.match(match[0]):
            return start
        return match.end()

    def stop(self, text: str, start: int, end: int) -> int:
        """Return where the value after a label ends."""
        stop = self._stop.search(text, start, end)
        return stop.start() if stop else end

    def ends_like_one(self, value: str) -> bool:
        """Return whether a value holds what an address ends with."""
        return self._end.match(value) is not None

    def is_fine(self, value: str) -> bool:
        """Return whether an address is finer than a town or a part of it."""
        return self._fine.search(value) is not None

    def is_home(self, value: str) -> bool:
        """Return whether an address that may be an office's shows that it is a home."""
        return self._residence.search(value) is not None and not self._office.search(value)

    def is_group(self, value: str) -> bool:
        """Return whether the value of a village column is finer than the village."""
        return self._group.search(value) is not None
