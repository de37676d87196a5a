"""Which of many literals may stand in a text: one numpy pass over the text's pairs of characters."""

from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

_BITS = 16
_FIRST, _SECOND = np.uint32(0x9E3779B1), np.uint32(0x85EBCA6B)


class Literals:
    """A set of literals; `within` looks only for those whose first two and last two characters stand in it."""

    def __init__(self, literals: Iterable[str]) -> None:
        self.spelled = tuple(dict.fromkeys(literals))
        self._short = tuple(n for n, literal in enumerate(self.spelled) if len(literal) < 2)
        long = [n for n, literal in enumerate(self.spelled) if len(literal) > 1]
        self._numbers = np.array(long, dtype=np.int64)
        self._first = np.array([_pairs(self.spelled[n][:2])[0] for n in long], dtype=np.int64)
        self._last = np.array([_pairs(self.spelled[n][-2:])[0] for n in long], dtype=np.int64)

    def within(self, text: str) -> list[int]:
        """Return the numbers of the literals that stand in text, in no order of meaning."""
        return [n for n in self.likely(text) if self.spelled[n] in text]

    def likely(self, text: str) -> list[int]:
        """Return the numbers of the literals that may stand in text: all that do, and some that do not."""
        tried = list(self._short)
        if len(text) > 1:
            present = np.zeros(1 << _BITS, dtype=bool)
            present[_pairs(text)] = True
            tried.extend(self._numbers[present[self._first] & present[self._last]].tolist())
        return tried


def _pairs(text: str) -> NDArray[np.int64]:
    """Return the bucket of each pair of neighbours, (len(text) - 1,), int64, 0 to 2**16 - 1."""
    codes = np.frombuffer(text.encode("utf-32-le", "replace"), dtype=np.uint32)
    mixed = codes[:-1] * _FIRST ^ codes[1:] * _SECOND
    return (mixed >> np.uint32(32 - _BITS)).astype(np.int64)
