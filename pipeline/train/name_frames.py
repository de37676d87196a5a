"""Invented sentences around names, and around what only looks like a name; and words that may stand for each other."""

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from pipeline.train.person_names import PersonNames

_BEFORE = ("title", "role", "kin")
_AFTER = ("says", "does")
_NUMBERS = "一二三四五六七八九十"
_SLOTS = {"t": "title", "r": "role", "k": "kin", "s": "says", "d": "does", "b": "body"}
_NAMED_SHARE = 0.6


@dataclass(frozen=True)
class Frames:
    """Makes sentences; clauses: of official text that names no person; words: plain ones, never a name here."""

    names: PersonNames
    lists: Mapping[str, str]
    clauses: Sequence[str]
    words: Sequence[str]

    @cached_property
    def _frames(self) -> dict[str, list[str]]:
        """Return the sentences with gaps."""
        return {
            key: self.lists[key].strip().replace("\\n", "\0").replace("\\t", "\t").split("\n")
            for key in ("named", "nameless")
        }

    @cached_property
    def _words(self) -> dict[str, list[str]]:
        """Return the words that fill gaps."""
        return {key: words.split() for key, words in self.lists.items() if "named" not in key and "nameless" != key}

    def sentence(self, choose: random.Random) -> tuple[str, ...]:
        """Return a sentence in pieces, every second of them a name."""
        frame = choose.choice(self._frames["named" if choose.random() < _NAMED_SHARE else "nameless"])
        people = {"n": self.names.draw(choose), "m": self.names.draw(choose)}
        pieces = [""]
        for number, part in enumerate(frame.replace("\0", "\n").replace("}", "{").split("{")):
            if number % 2 == 0:
                pieces[-1] += part
            elif part in people:
                pieces += [people[part], ""]
            elif part == "l":
                self._listed(pieces, choose)
            else:
                pieces[-1] += self._filled(part, choose)
        return tuple(pieces)

    def paragraph(self, choose: random.Random) -> tuple[str, ...]:
        """Return some sentences in pieces."""
        pieces = [""]
        for _ in range(choose.randint(1, 4)):
            first, *rest = self.sentence(choose)
            pieces[-1] += first
            pieces += rest
            pieces[-1] += choose.choice(("", "", "\n"))
        return tuple(pieces)

    def _listed(self, pieces: list[str], choose: random.Random) -> None:
        for number in range(choose.choice((2, 3, 3, 4, 6, 9))):
            pieces[-1] += "、" if number else ""
            pieces += [self.names.draw(choose), ""]

    def _filled(self, slot: str, choose: random.Random) -> str:
        if slot in _SLOTS:
            return choose.choice(self._words[_SLOTS[slot]])
        if slot in "qcz":
            return choose.choice({"q": _NUMBERS, "c": self.clauses, "z": self.words}[slot])
        return self._look_alike(slot, choose)

    def _look_alike(self, slot: str, choose: random.Random) -> str:
        family = self.names.family(choose)
        brand = choose.choice((self.names.given(choose), self.names.draw(choose)[:3]))
        starts, ends = {
            "o": ((brand, "江州" + brand, "江州市" + brand, f"云溪{family}氏"), "company"),
            "h": ((f"{family}记", f"老{family}", f"{family}家", "阿" + brand[-1:], brand), "shop"),
            "v": ((family, family, brand), "village"),
            "w": ((family, brand, brand), "road"),
            "p": ((brand, f"{family}氏", f"{family}家"), "place"),
        }[slot]
        return choose.choice(starts) + choose.choice(self._words[ends])

    def swapped(self, pieces: Sequence[str], choose: random.Random, *, share: float) -> list[str]:
        """Return the pieces with some words beside names (titles, roles, kin, verbs) put for others of their class."""
        out = list(pieces)
        for number in range(0, len(out), 2):
            if number and choose.random() < share:
                out[number] = self._first_swapped(out[number], choose)
            if number + 1 < len(out) and choose.random() < share:
                out[number] = self._last_swapped(out[number], choose)
        return out

    def _first_swapped(self, text: str, choose: random.Random) -> str:
        for key in _AFTER:
            if word := next((w for w in self._longest[key] if text.startswith(w)), None):
                return choose.choice(self._words[key]) + text[len(word) :]
        return text

    def _last_swapped(self, text: str, choose: random.Random) -> str:
        for key in _BEFORE:
            if word := next((w for w in self._longest[key] if text.endswith(w)), None):
                return text[: -len(word)] + choose.choice(self._words[key])
        return text

    @cached_property
    def _longest(self) -> dict[str, list[str]]:
        """Return the words that stand beside names, the longest first."""
        return {key: sorted(self._words[key], key=lambda w: (-len(w), w)) for key in (*_BEFORE, *_AFTER)}
