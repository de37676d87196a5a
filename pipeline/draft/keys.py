"""Key sentences: what each passage does in a policy, and how much it matters."""

import re
from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate

from pipeline.draft.bigrams import Bigrams, bigrams
from pipeline.draft.passages import Passage
from pipeline.terms import RegisterError, Registers

# Where the heading alone tells: a passage under 补贴标准 says the standard whatever its words.
_HEADED = frozenset({"goal", "scope", "standards", "procedure", "benefits", "terms", "background"})
_NEAR, _FAR = 0.65, 0.4
_NO_CUE = 0.05
_LONGEST = 2400
_PLAIN_HEADING = 14
_DIGIT = re.compile("[0-9]")
ORDER = (
    "background", "goal", "scope", "measures", "standards", "procedure", "dates", "terms", "exceptions", "benefits",
    "changes", "responsibilities", "contact",
)  # fmt: skip
"""The contract's elements in the order of a draft."""


@dataclass(frozen=True, slots=True)
class Cue:
    """A row of `interpretation`: words and a pattern that tell what a passage does.

    any: one of them must stand in the passage; pattern: what must also match, or ""; unless: what must not; heading:
    words of the headings above that point to the element; weight: 0 to 1, how sure the cue is; ask: the question that
    the first claim of the element answers, or "".
    """

    id: str
    element: str
    any: tuple[str, ...]
    weight: float
    source: str
    pattern: str = ""
    unless: str = ""
    heading: tuple[str, ...] = ()
    ask: str = ""


@dataclass(frozen=True, slots=True)
class Weights:
    """What makes a passage matter, each a weight; the sum is compared within one document only."""

    cue: float = 0.5
    central: float = 0.3
    title: float = 0.15
    figures: float = 0.1
    early: float = 0.3
    long: float = 0.3


@dataclass(frozen=True, slots=True)
class Key:
    """A passage with what it does. elements: the weight of each element that a cue or heading points to, 0 to 1.

    element: the strongest; score: how much it matters; ask: the question it answers, or "".
    """

    passage: Passage
    number: int
    element: str
    elements: Mapping[str, float]
    score: float


class KeySentences:
    """Finds what the passages of a policy do by the cues of the register `interpretation`."""

    def __init__(self, registers: Registers, weights: Weights | None = None) -> None:
        self._cues = registers.rows("interpretation", Cue)
        self._weights = weights or Weights()
        for cue in self._cues:
            if cue.element not in ORDER:
                raise RegisterError(f"interpretation row {cue.id}: no element {cue.element}")
        self._must = [re.compile(c.pattern) if c.pattern else None for c in self._cues]
        self._not = [re.compile(c.unless) if c.unless else None for c in self._cues]
        self._rows: dict[str, list[int]] = {}
        for number, cue in enumerate(self._cues):
            for word in cue.any:
                self._rows.setdefault(word, []).append(number)
        self.asks = {c.element: c.ask for c in reversed(self._cues) if c.ask}

    def __call__(self, passages: Sequence[Passage], title: str) -> tuple[tuple[Key, ...], Bigrams]:
        """Return a key for each passage, in order, and their bigrams; without a cue it is a measure of no weight."""
        # What is longer can stand in no draft: its beginning tells what it is about.
        texts = [p.whole[:_LONGEST] for p in passages]
        shared = bigrams(texts, title)
        found = self._found(texts)
        headed: dict[str, dict[str, float]] = {}
        keys = []
        last = max((p.place for p in passages), default=0) + 1
        for number, passage in enumerate(passages):
            hints = headed.get(passage.path)
            if hints is None:
                hints = headed.setdefault(passage.path, self._hints(passage.path))
            elements = _combined(found.get(number, {}), hints) or {"measures": _NO_CUE}
            element = max(elements, key=lambda e: (elements[e], -ORDER.index(e)))
            score = self._score(passage, texts[number], elements[element], number, shared, passage.place / last)
            keys.append(Key(passage, number, element, elements, score))
        return tuple(keys), shared

    def _found(self, texts: list[str]) -> dict[int, dict[str, float]]:
        """Return for each passage the weight of the elements that its cues point to."""
        joined = "\n".join(texts)
        starts = list(accumulate((len(t) + 1 for t in texts), initial=0))
        hits: dict[int, set[int]] = {}
        for word, rows in self._rows.items():
            at = joined.find(word)
            while at >= 0:
                number = bisect_right(starts, at) - 1
                hits.setdefault(number, set()).update(rows)
                at = joined.find(word, starts[number + 1])
        out: dict[int, dict[str, float]] = {}
        for number, rows_hit in hits.items():
            weights: dict[str, float] = {}
            for row in sorted(rows_hit):
                if self._matches(row, texts[number]):
                    cue = self._cues[row]
                    weights[cue.element] = max(weights.get(cue.element, 0), cue.weight)
            out[number] = weights
        return out

    def _matches(self, row: int, text: str) -> bool:
        must, unless = self._must[row], self._not[row]
        return (must is None or bool(must.search(text))) and not (unless and unless.search(text))

    def _hints(self, path: str) -> dict[str, float]:
        """Return the weight of the elements that the headings point to; the nearest stands last and counts more."""
        out: dict[str, float] = {}
        for cue in self._cues:
            for word in cue.heading:
                at = path.rfind(word)
                if at >= 0:
                    near = at >= path.rfind(" ") + 1 and len(path) - path.rfind(" ") <= _PLAIN_HEADING
                    out[cue.element] = max(out.get(cue.element, 0), cue.weight * (_NEAR if near else _FAR))
        return out

    def _score(self, passage: Passage, text: str, cue: float, number: int, shared: Bigrams, place: float) -> float:
        w = self._weights
        figures = bool(_DIGIT.search(text))
        return (
            w.cue * cue
            + w.central * float(shared.central[number])
            + w.title * float(shared.near_title[number])
            + w.figures * figures
            + w.early * (1 - place)
            - w.long * min(len(text) / 400, 1)
        )


def _combined(cues: Mapping[str, float], hints: Mapping[str, float]) -> dict[str, float]:
    """Return the weight of each element: a heading adds to a cue, and stands alone where it is sure."""
    out = {e: min(w + 0.3 * hints.get(e, 0), 1.0) for e, w in cues.items()}
    for element, weight in hints.items():
        if element not in out and element in _HEADED and weight > _FAR:
            out[element] = weight
    return out
