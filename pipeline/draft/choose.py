"""Which statements fill a draft of a given length: every element once, then what matters most and repeats least."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from pipeline.draft.bigrams import Bigrams
from pipeline.draft.compose import Statement
from pipeline.draft.keys import Key

# The elements in the order in which they claim room where there is little.
_FIRST = (
    "standards", "scope", "dates", "exceptions", "changes", "procedure", "benefits", "background", "goal", "measures",
    "terms", "contact", "responsibilities",
)  # fmt: skip
_FILLS = "background"
# What a reader looks for: how much, who, until when, how, and what stands against it. It comes before all else.
_HEART = frozenset({"standards", "scope", "procedure", "exceptions", "changes", "benefits", "dates"})
_TRIES = 3
_SURE = 0.8
_ALIKE = {"standards", "benefits"}
_SHRINKS = 0.8
_LEAST_ROOM = 12


@dataclass(frozen=True, slots=True)
class Room:
    """How a draft's room is shared out: each a share of its characters, but `repeats`.

    first: what the first statement of an element may take; element: what all statements of an element but the measures
    may take before the rest is shared out by worth; whole: what a statement of the whole policy may take; sure: how
    sure the register must be of what comes before the rest, 0 to 1; rest: what that must leave for it; repeats: the
    share of a passage's bigrams that were said already from which it repeats them.
    """

    first: float = 0.5
    element: float = 0.35
    whole: float = 0.12
    sure: float = 0.85
    rest: float = 0.15
    repeats: float = 0.75


@dataclass(frozen=True, slots=True)
class Chosen:
    """A statement that stands in the draft; place: of its passage in the source."""

    statement: Statement
    place: int


Compose = Callable[[Key], tuple[Statement, ...]]
Ask = Callable[[str, str], str]
"""Gives the question of an element where a text answers it, else ""."""


class Chooser:
    """Fills a draft; one for each document.

    compose: gives the statements of a key as they are said; budget: characters; ask: gives the question that a
    statement answers; shares: of the budget.
    """

    def __init__(
        self,
        keys: Sequence[Key],
        shared: Bigrams,
        compose: Compose,
        *,
        budget: int,
        ask: Ask,
        shares: Room,
    ) -> None:
        self._keys, self._shared, self._compose, self._budget, self._question = keys, shared, compose, budget, ask
        self._shares = shares
        self._said: NDArray[np.bool_] = np.zeros(shared.distinct, dtype=bool)
        self._tried: set[int] = {k.number for k in keys if not k.usable}
        self._taken: dict[str, int] = {}
        self._composed: dict[int, tuple[Statement, ...]] = {}
        self._elements: set[str] = set()
        self._questions = 0
        self.room = budget
        self.chosen: list[Chosen] = []

    def __call__(self, whole: Sequence[Statement] = ()) -> list[Chosen]:
        """Return what was chosen, in the order of the source.

        whole: statements of the whole policy, which stand before the others of their element.
        """
        for element in _FIRST:
            if element == _FILLS:
                self._fill(capped=True, heart=True)
            self._of_whole([s for s in whole if s.element == element])
            if element not in self._elements or element == "measures":
                self._best_of(element)
        self._questions = self._asked([c.statement for c in sorted(self.chosen, key=lambda c: c.place)])
        self._fill(capped=True)
        self._fill(capped=False)
        if not self.chosen:
            self._shortest()
        return sorted(self.chosen, key=lambda c: c.place)

    def _of_whole(self, statements: Sequence[Statement]) -> None:
        for statement in statements:
            cost = len(statement.text)
            if cost <= self._budget * self._shares.whole and cost <= self.room:
                self._add((statement,), cost, -1)

    def _asked(self, statements: Sequence[Statement]) -> int:
        """Return how many characters the questions before statements take: before the first of an element only."""
        first = {s.element: s for s in reversed(statements)}
        return sum(len(self._question(s.element, s.text)) for s in first.values())

    def _add(self, statements: Sequence[Statement], cost: int, place: int) -> None:
        self._elements |= {s.element for s in statements}
        self.room -= cost
        for s in statements:
            self._taken[s.element] = self._taken.get(s.element, 0) + len(s.text)
        self.chosen += [Chosen(s, place) for s in statements]

    def _fill(self, *, capped: bool, heart: bool = False) -> None:
        """Take what is left by its worth, room kept for questions.

        capped: no element but the measures more than its share; heart: only what surely is what a reader looks for.
        """
        for key in self._by_worth():
            room = self.room - (int(self._budget * self._shares.rest) if heart else self._questions)
            if room < _LEAST_ROOM:
                break
            if heart and not (key.element in _HEART and key.elements[key.element] >= self._shares.sure):
                continue
            self._take(key, min(room, self._left_for(key.element)) if capped else room)

    def _left_for(self, element: str) -> int:
        """Return the room that an element may still take."""
        if element == "measures":
            return self._budget
        return int(self._shares.element * self._budget) - self._taken.get(element, 0)

    def _best_of(self, element: str) -> None:
        left = [k for k in self._keys if k.number not in self._tried]
        own = [k for k in left if k.element == element] or [k for k in left if _is_also(k, element)]
        own.sort(key=lambda k: -(k.score + 0.5 * k.elements[element]))
        for key in own[:_TRIES]:
            if self._take(key, min(self.room, max(int(self._budget * self._shares.first), _LEAST_ROOM)), element):
                return

    def _by_worth(self) -> Iterator[Key]:
        """Yield the keys left, the most worthy first; what repeats what was said is left out when its turn comes."""
        for key in sorted(self._keys, key=lambda k: -k.score):
            if key.number in self._tried:
                continue
            own = self._shared.of(key.number)
            if np.count_nonzero(self._said[own]) > self._shares.repeats * len(own):
                continue
            yield key

    def _take(self, key: Key, room: int, element: str = "") -> bool:
        # An opener is said in two statements, each much shorter than itself.
        if key.element != "background" and _SHRINKS * len(key.passage.text) > room:
            return False
        statements = self._composed.get(key.number)
        if statements is None:
            statements = self._composed[key.number] = self._compose(key)
        if element and element != key.element:
            statements = tuple(replace(s, element=element) if s.element == key.element else s for s in statements)
        if not statements or any(s.verbatim for s in statements):
            self._tried.add(key.number)
            return False
        if sum(len(s.text) for s in statements) > self.room:
            statements = _fitting(statements, room)
        cost = sum(len(s.text) for s in statements)
        if not statements or cost > room:
            return False
        self._tried.add(key.number)
        self._said[self._shared.of(key.number)] = True
        self._add(statements, cost, key.passage.place)
        return True

    def _shortest(self) -> None:
        """Take the shortest statement of all: even a draft of a very short policy says one thing."""
        said = [(s, k) for k in self._keys if k.usable for s in self._compose(k)]
        if said:
            statement, key = min(said, key=lambda pair: len(pair[0].text))
            self.chosen.append(Chosen(statement, key.passage.place))


def _fitting(statements: Sequence[Statement], room: int) -> tuple[Statement, ...]:
    """Return the first statements of a key that fit; each can stand without the others."""
    kept: list[Statement] = []
    for statement in statements:
        if len(statement.text) <= room:
            kept.append(statement)
            room -= len(statement.text)
    return tuple(kept)


def _is_also(key: Key, element: str) -> bool:
    """Return whether a key may stand under an element that is not its strongest: what one gets is also how much."""
    return {key.element, element} == _ALIKE and key.elements.get(element, 0) >= _SURE
