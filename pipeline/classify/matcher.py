"""Many cues found in a text at once: one pass over the literals that gate them, then the patterns that can hold."""

from collections.abc import Iterable, Set

from pipeline.classify.cues import Cue, cue
from pipeline.classify.literals import Literals


class Matcher:
    """All cues of one field; `add` them first, then `found` says which stand in a text."""

    def __init__(self) -> None:
        self.cues: list[Cue] = []
        self._number: dict[str, int] = {}
        self._gated: dict[str, set[int]] = {}
        self._by_literal: tuple[set[int], ...] = ()
        self._free: list[int] = []
        self._literals = Literals(())

    def add(self, written: Iterable[str]) -> frozenset[int]:
        """Return the numbers of cues, added where new."""
        numbers = []
        for one in written:
            if one not in self._number:
                self._number[one] = number = len(self.cues)
                self.cues.append(made := cue(one))
                for literal in made.gate:
                    self._gated.setdefault(literal, set()).add(number)
                if not made.gate:
                    self._free.append(number)
            numbers.append(self._number[one])
        return frozenset(numbers)

    def ready(self) -> None:
        """Prepare for `found`, after the last cue was added."""
        self._literals = Literals(self._gated)
        self._by_literal = tuple(self._gated[literal] for literal in self._literals.spelled)

    def found(self, text: str, among: Set[int] | None = None) -> set[int]:
        """Return the numbers of the cues that stand in text; among: only these are looked for."""
        return self.standing(text, self.likely(text, among))

    def likely(self, text: str, among: Set[int] | None = None) -> set[int]:
        """Return the numbers of the cues of which a literal stands in text: all that stand there, and some others."""
        if not text:
            return set()
        wanted = range(len(self.cues)) if among is None else among
        spelled, tried = self._literals.spelled, set(self._free).intersection(wanted)
        for place in self._literals.likely(text):
            gated = self._by_literal[place] if among is None else self._by_literal[place] & among
            if not gated <= tried and spelled[place] in text:
                tried |= gated
        return tried

    def standing(self, text: str, likely: Set[int]) -> set[int]:
        """Return those of the likely cues that stand in text."""
        return {n for n in likely if (c := self.cues[n]).sure or c.pattern is None or c.pattern.search(text)}
