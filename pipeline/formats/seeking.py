"""Seeks many values in a text at once: one pass over the text, however many values there are."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

import numpy as np
import numpy.typing as npt

_HEAD = 6
"""Characters by which values are told from each other at first; a shorter value is known by all of its own."""
_STEP = 1 << 20
"""Characters that are looked at together: what stands in memory is a few times eight bytes for each."""
_FACTOR = np.uint64(0x9E3779B97F4A7C15)
_BITS = 20
"""Of the table that says which heads there are; its places are few enough to stay in the processor's cache."""

_Numbers = npt.NDArray[np.uint64]


class Seeker:
    """Counts the values in texts; a value of one character is never sought."""

    def __init__(self, values: Iterable[str]) -> None:
        self._values = frozenset(v for v in values if len(v) > 1)
        self._lengths: dict[str, set[int]] = {}
        for value in self._values:
            self._lengths.setdefault(value[:_HEAD], set()).add(len(value))
        heads: dict[int, list[str]] = {}
        for head in self._lengths:
            heads.setdefault(len(head), []).append(head)
        self._tables = {length: _table(some) for length, some in heads.items()}

    def counted(self, text: str) -> Counter[str]:
        """Return how often each value stands in a text."""
        return Counter(value for _, value in self.found(text))

    def found(self, text: str) -> Iterator[tuple[int, str]]:
        """Yield where values begin; of one value's occurrences that overlap each other the first."""
        reach = dict[str, int]()
        for at, head in self._heads(text):
            for length in self._lengths.get(text[at : at + head], ()):
                value = text[at : at + length]
                if value in self._values and at >= reach.get(value, 0):
                    reach[value] = at + length
                    yield at, value

    def _heads(self, text: str) -> Iterator[tuple[int, int]]:
        """Yield where a value may begin, and the length of its head, in order for each length."""
        for start in range(0, len(text), _STEP) if self._tables else ():
            codes = _codes(text[start : start + _STEP + _HEAD - 1])
            for length, table in self._tables.items():
                hits = np.flatnonzero(table[_places(codes, length)])
                yield from ((start + int(at), length) for at in hits if at < _STEP)


def _codes(text: str) -> _Numbers:
    return np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype="<u4").astype(np.uint64)


def _places(codes: _Numbers, length: int) -> npt.NDArray[np.intp]:
    """Return for each run of so many characters its place in a table; runs that differ may share one."""
    count = max(len(codes) - length + 1, 0)
    mixed = np.zeros(count, np.uint64)
    for offset in range(length):
        mixed = (mixed + codes[offset : offset + count]) * _FACTOR  # wraps around at 64 bits, as is meant
    return (mixed >> np.uint64(64 - _BITS)).astype(np.intp)


def _table(heads: Sequence[str]) -> npt.NDArray[np.bool_]:
    """Return which places the heads have; they are of one length."""
    table, length = np.zeros(1 << _BITS, np.bool_), len(heads[0])
    table[_places(_codes("".join(heads)), length)[::length]] = True
    return table
