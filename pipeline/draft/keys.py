"""Key sentences: what each passage does in a policy, and how much it matters."""

import re
from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate

from pipeline.draft.bigrams import Bigrams, bigrams
from pipeline.draft.passages import Passage
from pipeline.draft.reports import planned_from
from pipeline.terms import RegisterError, Registers

# Where the heading alone tells: a passage under 补贴标准 says the standard whatever its words.
_HEADED = frozenset({"goal", "scope", "standards", "procedure", "benefits", "terms"})
_NEAR, _FAR = 0.65, 0.4
_NO_CUE = 0.05
_LONGEST = 2400
_PLAIN_HEADING = 14
_DIGIT = re.compile("[0-9]")
_MONEY = re.compile(r"[0-9][万千]?元|[0-9]%")
_NONE, _DEFAULT = "none", "measures"
_LEAD = r"(?:要|应当?|须|必须|并|还|再|同时|继续)?"
_INCLUDES = "将[^，。；]{2,40}(?:作为|纳入|列入)"
# What may stand before the act that a passage opens with.
_SETTING = r"(?:(?:在|到|于|对|围绕|结合|针对|按照|根据|20[0-9]{2}年)[^，。；]{2,40}?，?|[^，。；应可须]{2,24}要)?"
ORDER = (
    "background", "goal", "scope", "measures", "standards", "procedure", "dates", "terms", "exceptions", "benefits",
    "changes", "responsibilities", "contact",
)  # fmt: skip
"""The contract's elements in the order of a draft."""


@dataclass(frozen=True, slots=True)
class Cue:
    """A row of `interpretation`: words and a pattern that tell what a passage does.

    element: the contract's, or none where such a passage is no key sentence; any: one of them must stand in it, or ()
    where the pattern alone tells; acts: they must open one of its clauses; pattern: what must also match, or "";
    unless: what must not; yields: the row does not hold where the passage opens with the words of one that has both
    acts and yields; heading: words of the headings above that point to the element; weight: 0 to 1, how sure the cue
    is; ask: the question of the element, or ""; answer: the form of what answers it. Rows of measures hold only where
    no other does.
    """

    id: str
    element: str
    any: tuple[str, ...]
    weight: float
    source: str
    pattern: str = ""
    unless: str = ""
    heading: tuple[str, ...] = ()
    acts: bool = False
    yields: bool = False
    ask: str = ""
    answer: str = ""


@dataclass(frozen=True, slots=True)
class Weights:
    """What makes a passage matter, each a weight; the sum is compared within one document only."""

    cue: float = 0.5
    central: float = 0.3
    title: float = 0.15
    figures: float = 0.1
    money: float = 0.25
    early: float = 0.3
    long: float = 0.3


@dataclass(frozen=True, slots=True)
class Key:
    """A passage with what it does. elements: the weight of each element that a cue or heading points to, 0 to 1.

    element: the strongest; score: how much it matters; usable: the passage can stand in a draft and does one of them.
    """

    passage: Passage
    number: int
    element: str
    elements: Mapping[str, float]
    score: float
    usable: bool


class KeySentences:
    """Finds what the passages of a policy do by the cues of the register `interpretation`."""

    def __init__(self, registers: Registers, weights: Weights | None = None) -> None:
        self._cues = registers.rows("interpretation", Cue)
        self._weights = weights or Weights()
        for cue in self._cues:
            if cue.element not in (*ORDER, _NONE):
                raise RegisterError(f"interpretation row {cue.id}: no element {cue.element}")
        self._must = [re.compile(c.pattern) if c.pattern else None for c in self._cues]
        self._not = [re.compile(c.unless) if c.unless else None for c in self._cues]
        self._rows: dict[str, list[int]] = {}
        for number, cue in enumerate(self._cues):
            for word in () if cue.acts or cue.element == _DEFAULT else cue.any:
                self._rows.setdefault(word, []).append(number)
        acts = [c for c in self._cues if c.acts]
        self._act = re.compile(f"(?:^|[，；：。]){_LEAD}{_words(acts)}")
        self._opens = re.compile(f"{_SETTING}{_LEAD}(?:{_words([c for c in acts if c.yields])}|{_INCLUDES})")
        self._default = [n for n, c in enumerate(self._cues) if c.element == _DEFAULT and not c.acts]
        self._always = {n for n, c in enumerate(self._cues) if not c.any and c.element != _DEFAULT}
        self._act_weight = max((c.weight for c in acts), default=0.0)
        self._headings = tuple((w, c.element, c.weight) for c in self._cues for w in c.heading)
        self._asks: dict[str, list[tuple[str, re.Pattern[str]]]] = {}
        for cue in self._cues:
            if cue.ask:
                self._asks.setdefault(cue.element, []).append((cue.ask, re.compile(cue.answer)))

    def question(self, element: str, claim: str) -> str:
        """Return the first question of an element that the claim, in plain words, answers; else ""."""
        return next((ask for ask, answer in self._asks.get(element, ()) if answer.search(claim)), "")

    def __call__(self, passages: Sequence[Passage], title: str) -> tuple[tuple[Key, ...], Bigrams]:
        """Return a key for each passage, in order, and their bigrams; what does nothing of a policy is not usable."""
        # What is longer can stand in no draft: its beginning tells what it is about.
        texts = [p.whole[:_LONGEST] for p in passages]
        shared = bigrams(texts, title)
        opens = [bool(self._opens.match(t)) for t in texts]
        found = self._found(texts, opens)
        planned = planned_from(passages, title)
        headed: dict[str, dict[str, float]] = {}
        keys = []
        last = max((p.place for p in passages), default=0) + 1
        for number, passage in enumerate(passages):
            hints = headed.get(passage.path)
            if hints is None:
                hints = headed.setdefault(passage.path, self._hints(passage.path))
            own = self._acting(found.get(number, {}), texts[number])
            elements = _combined(own, {} if opens[number] else hints)
            does = bool(elements) and _NONE not in elements and passage.place >= planned
            elements = elements if does else {_DEFAULT: _NO_CUE}
            element = max(elements, key=lambda e: (elements[e], -ORDER.index(e)))
            score = self._score(passage, texts[number], elements[element], number, shared, passage.place / last)
            keys.append(Key(passage, number, element, elements, score, does and passage.usable))
        return tuple(keys), shared

    def _found(self, texts: list[str], opens: list[bool]) -> dict[int, dict[str, float]]:
        """Return for each passage the weight of the elements that its cues point to; opens: it opens with an act."""
        joined = "\n".join(texts)
        starts = list(accumulate((len(t) + 1 for t in texts), initial=0))
        hits: dict[int, set[int]] = {}
        characters = set(joined)
        for word, rows in self._rows.items():
            # Most words of the register have a character that the policy has not: that is told sooner.
            at = joined.find(word) if characters.issuperset(word) else -1
            while at >= 0:
                number = bisect_right(starts, at) - 1
                hits.setdefault(number, set()).update(rows)
                at = joined.find(word, starts[number + 1])
        out: dict[int, dict[str, float]] = {}
        for number in range(len(texts)):
            weights: dict[str, float] = {}
            for row in sorted(hits.get(number, set()) | self._always, reverse=True):
                cue = self._cues[row]
                if not (cue.yields and opens[number]) and self._matches(row, texts[number]):
                    weights[cue.element] = max(weights.get(cue.element, 0), cue.weight)
                    if cue.element == _NONE:
                        break  # whatever else it says; these rows stand last in the register
            out[number] = weights
        return out

    def _matches(self, row: int, text: str) -> bool:
        must, unless = self._must[row], self._not[row]
        return (must is None or bool(must.search(text))) and not (unless and unless.search(text))

    def _acting(self, weights: dict[str, float], text: str) -> dict[str, float]:
        """Return the weights; where there is none that of a measure, if the text has the form of one."""
        if weights:
            return weights
        if self._act.search(text):
            return {_DEFAULT: self._act_weight}
        for row in self._default:
            cue = self._cues[row]
            if (not cue.any or any(w in text for w in cue.any)) and self._matches(row, text):
                return {_DEFAULT: cue.weight}
        return {}

    def _hints(self, path: str) -> dict[str, float]:
        """Return the weight of the elements that the headings point to; the nearest stands last and counts more."""
        out: dict[str, float] = {}
        last = path.rfind(" ")
        plain = len(path) - last <= _PLAIN_HEADING
        for word, element, weight in self._headings:
            at = path.rfind(word)
            if at >= 0:
                out[element] = max(out.get(element, 0), weight * (_NEAR if at > last and plain else _FAR))
        return out

    def _score(self, passage: Passage, text: str, cue: float, number: int, shared: Bigrams, place: float) -> float:
        w = self._weights
        figures = bool(_DIGIT.search(text))
        return (
            w.cue * cue
            + w.central * shared.central.item(number)
            + w.title * shared.near_title.item(number)
            + w.figures * figures
            + w.money * (_MONEY.search(text) is not None)
            + w.early * (1 - place)
            - w.long * min(len(text) / 400, 1)
        )


def _words(cues: Sequence[Cue]) -> str:
    """Return a pattern for the words of cues; for none one that matches nowhere."""
    return f"(?:{'|'.join(re.escape(w) for c in cues for w in c.any) or '(?!)'})"


def _combined(cues: Mapping[str, float], hints: Mapping[str, float]) -> dict[str, float]:
    """Return the weight of each element: a heading adds to a cue, and stands alone where it is sure."""
    out = {e: min(w + 0.3 * hints.get(e, 0), 1.0) for e, w in cues.items()}
    for element, weight in hints.items():
        if element not in out and element in _HEADED and weight > _FAR:
            out[element] = weight
    return out
