"""Slogans and ritual formulas: what never enters an interpretation, and what is left of a sentence without them."""

import re
from dataclasses import dataclass

from pipeline.terms import Registers

# A clause that says on what condition, for whom or how much may never be dropped.
_BEARS = re.compile(r"[0-9%《]|的$|除|但|不|未|无|如|若|可以|应当|必须|禁止|元|期|[:：]")
_LEAST = 10


@dataclass(frozen=True, slots=True)
class Slogan:
    """A row of `slogans`; whole: the sentence that holds the words is not used, whatever else it says."""

    id: str
    any: tuple[str, ...]
    source: str
    whole: bool = False


class Ritual:
    """Tells slogans and formulas from what a sentence says."""

    def __init__(self, registers: Registers) -> None:
        rows = registers.rows("slogans", Slogan)
        self._slogans = _any_of([w for r in rows if not r.whole for w in r.any])
        self._formulas = _any_of([w for r in rows if r.whole for w in r.any])

    def count(self, text: str) -> int:
        """Return how many slogans stand in a text."""
        return len(self._slogans.findall(text))

    def without(self, text: str) -> str:
        """Return a sentence without its slogans, or "" where they cannot be taken out without touching what it says.

        Only a clause at the end of a sentence that bears no condition, figure, title, duty or negation is dropped.
        """
        if self._formulas.search(text):
            return ""
        while self._slogans.search(text):
            body, stop = text[:-1], text[-1:]
            head, comma, last = body.rpartition("，")
            if not comma or not self._slogans.search(last) or _BEARS.search(last) or len(head) < _LEAST:
                return ""
            if stop != "。" or "。" in last or "；" in last:
                return ""
            text = head + stop
        return text

    def purposes(self, text: str) -> str:
        """Return the clauses of a purpose (为…) that are no slogans; "" where none is left."""
        return "，".join(c for c in clauses(text) if not self._slogans.search(c))


def _any_of(words: list[str]) -> re.Pattern[str]:
    """Return a pattern for any of the words; for no word one that matches nowhere."""
    return re.compile("|".join(map(re.escape, words)) or "(?!)")


def clauses(text: str) -> list[str]:
    """Return the parts of a text between commas that stand outside titles, quotations and brackets."""
    out, depth, start = [], 0, 0
    for found in re.finditer(r"[《“（》”），]", text):
        mark = found[0]
        if mark in "《“（":
            depth += 1
        elif mark in "》”）":
            depth = max(depth - 1, 0)
        elif depth == 0:
            out.append(text[start : found.start()])
            start = found.end()
    return [*out, text[start:]]
