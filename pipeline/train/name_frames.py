"""Invented sentences around names, and around what only looks like a name; and words that may stand for each other."""

import random
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from pipeline.train.person_names import PersonNames

_BEFORE = ("title", "role", "kin")
_AFTER = ("says", "does")
_NUMBERS = "一二三四五六七八九十"
_SLOTS = {"t": "title", "r": "role", "k": "kin", "s": "says", "d": "does", "b": "body", "x": "news"}
_PERSONS = ("f", "y", "g")
_FRAMES = ("named", "nameless")
_NAMED_SHARE = 0.65
_TOLD, _PEOPLED = 0.6, 0.25
_SHARES = (0.25, 0.3, 0.45)
"""Of what sentences are made: official ones, those of lists and decisions, those of news."""
_USUAL, _USUAL_NEWS = 0.25, 0.8
_SEVERAL = ("news",)
"""Lists of phrases, not of words: their entries stand between bars or line breaks."""


@dataclass(frozen=True)
class Frames:
    """Makes sentences; clauses: of official text that names no person; words: plain ones, never a name here.

    told: clauses of our own passages that name no person.
    """

    names: PersonNames
    lists: Mapping[str, str]
    clauses: Sequence[str]
    words: Sequence[str]
    told: Sequence[str] = ()

    @cached_property
    def _frames(self) -> dict[str, list[str]]:
        """Return the sentences with gaps."""
        return {
            key: self.lists[key].strip().replace("\\n", "\0").replace("\\t", "\t").split("\n")
            for key in self.lists
            if key.startswith(_FRAMES)
        }

    @cached_property
    def _words(self) -> dict[str, list[str]]:
        """Return the words that fill gaps."""
        return {
            key: words.strip().replace("\n", "|").split("|") if key in _SEVERAL else words.split()
            for key, words in self.lists.items()
            if not key.startswith(_FRAMES)
        }

    def sentence(self, choose: random.Random) -> tuple[str, ...]:
        """Return a sentence in pieces, every second of them a name."""
        kind = "named" if choose.random() < _NAMED_SHARE else "nameless"
        family = choose.choices(("", "_forms", "_news"), _SHARES)[0]
        frame = choose.choice(self._frames[kind + family])
        usual = choose.random() < (_USUAL_NEWS if family == "_news" else _USUAL)
        people = {key: self.names.draw(choose, usual=usual) for key in "nm"}
        pieces = [""]
        for number, part in enumerate(frame.replace("\0", "\n").replace("}", "{").split("{")):
            if number % 2 == 0:
                pieces[-1] += part
            elif part in people:
                pieces += [people[part], ""]
            elif part in _PERSONS:
                pieces += [self._person(part, choose), ""]
            elif part == "l":
                self._listed(pieces, choose, usual)
            else:
                pieces[-1] += self._filled(part, choose)
        return tuple(_shown(pieces))

    def _person(self, slot: str, choose: random.Random) -> str:
        if slot == "f":
            return self.names.foreign.name(choose)
        return self.names.family(choose) if slot == "y" else self.names.given(choose)

    def paragraph(self, choose: random.Random) -> tuple[str, ...]:
        """Return some sentences in pieces."""
        pieces = [""]
        for _ in range(choose.randint(1, 4)):
            first, *rest = self.sentence(choose)
            pieces[-1] += first
            pieces += rest
            pieces[-1] += choose.choice(("", "", "\n"))
        return tuple(pieces)

    def _listed(self, pieces: list[str], choose: random.Random, usual: bool) -> None:
        for number in range(choose.choice((2, 3, 3, 4, 6, 9))):
            pieces[-1] += "、" if number else ""
            pieces += [self.names.draw(choose, usual=usual), ""]

    def _filled(self, slot: str, choose: random.Random) -> str:
        if slot == "x" and self.told and choose.random() < _TOLD:
            return choose.choice(self.told)
        if (key := _SLOTS.get(slot, slot)) in self._words:
            return choose.choice(self._words[key])
        if slot in ("q", "c", "z", "e"):
            return choose.choice({"q": _NUMBERS, "c": self.clauses, "z": self.words, "e": self.names.places}[slot])
        if slot == "j":
            return self.names.foreign.place(choose)
        if slot == "a":
            return self.names.family(choose)
        if slot in _FIGURES:
            return _FIGURES[slot](choose)
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

    def peopled(self, text: str, choose: random.Random) -> list[str]:
        """Return a text that names nobody in pieces, with names after some of its words for persons."""
        pieces, at = [""], 0
        for match in self._before.finditer(text):
            if choose.random() < _PEOPLED:
                pieces[-1] += text[at : match.end()]
                pieces += [self.names.draw(choose, usual=choose.random() < _USUAL), ""]
                at = match.end()
        pieces[-1] += text[at:]
        return pieces

    @cached_property
    def _before(self) -> re.Pattern[str]:
        """Return the pattern of the words that stand before names, the longest first."""
        words = {w for key in _BEFORE for w in self._words[key] if len(w) > 1}
        return re.compile("|".join(sorted(map(re.escape, words), key=lambda w: (-len(w), w))))

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


def _number(choose: random.Random) -> str:
    return str(choose.choice((choose.randrange(2, 10), choose.randrange(10, 100), choose.randrange(100, 3000))))


def _date(choose: random.Random) -> str:
    day = f"{choose.randrange(1, 13)}月{choose.randrange(1, 29)}日"
    return choose.choice((day, day, "今天", "昨天", "昨晚", "日前", "近日", "上周", f"{choose.randrange(1, 29)}日"))


def _digits(choose: random.Random) -> str:
    return "".join(choose.choices("0123456789", k=choose.choice((18, 11, 7))))


def _money(choose: random.Random) -> str:
    return _number(choose) + choose.choice(("元", ".00", "亩", "万元"))


def _year(choose: random.Random) -> str:
    return str(choose.randrange(1935, 2026))


_FIGURES: dict[str, Callable[[random.Random], str]] = {
    "num": _number, "date": _date, "id": _digits, "money": _money, "yr": _year,
}  # fmt: skip


def _shown(pieces: list[str]) -> list[str]:
    """Return the pieces without doubled stops, which gaps before stops leave."""
    return [re.sub("([，。！？])[，。！？]+", r"\1", p) if n % 2 == 0 else p for n, p in enumerate(pieces)]
