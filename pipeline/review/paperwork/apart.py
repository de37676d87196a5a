"""Ranges that set something apart, asked many times whether another touches them."""

from bisect import bisect_left
from collections.abc import Iterable

from pipeline.doc import Range, merged


class Apart:
    """Ranges of one text, in any order."""

    def __init__(self, ranges: Iterable[Range]) -> None:
        self._ranges = merged((start, end) for start, end in ranges if start < end)
        self._ends = [end for _, end in self._ranges]

    def touches(self, one: Range) -> bool:
        """Return whether a range shares a character with one of them."""
        at = bisect_left(self._ends, one[0] + 1)
        return at < len(self._ranges) and self._ranges[at][0] < one[1]
