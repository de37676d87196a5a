"""Invented names of persons: as frequent as real ones, and as odd as real ones can be."""

import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property

from pipeline.detect.lexicon import Lexicon
from pipeline.train.transcribed import Transcribed, dictionary

_STREET = ("老", "小", "阿")
_NOT_GIVEN = frozenset("的了是不我他你这那们吗呢吧啊与或被把给让死病")


@dataclass(frozen=True)
class PersonNames:
    """Draws names; the same for the same `random.Random`."""

    lexicon: Lexicon
    lists: Mapping[str, str]

    def draw(self, choose: random.Random, *, usual: bool = False) -> str:
        """Return an invented name of one to about ten characters, in simplified script.

        usual: odd names are as rare as they are among people, else more frequent.
        """
        kinds = [(kind, often if usual else hard) for kind, hard, often in self._kinds]
        kind = choose.choices([k for k, _ in kinds], [weight for _, weight in kinds])[0]
        return kind(choose)

    @cached_property
    def characters(self) -> frozenset[str]:
        """Return the characters that family and given names are drawn from."""
        return frozenset(
            "".join((self._families[1], self._given, *self._minorities, *self._doubles, *self.foreign.characters))
        )

    @cached_property
    def _kinds(self) -> tuple[tuple[Callable[[random.Random], str], float, float], ...]:
        """Return what draws each kind of name, and how often, in hard and in usual text."""
        return (
            (self._plain, 38, 52),
            (self._single_given, 15, 18),
            (self._word, 17, 3),
            (self._given_word, 9, 6),
            (self._odd, 7, 4),
            (self._compound, 5, 2),
            (self._two_families, 2, 1),
            (self._minority, 6, 3),
            (self.foreign.name, 6, 5),
            (self._latin, 0.3, 0.1),
            (self._monk, 0.5, 0.3),
            (self._given_only, 2, 2),
        )

    @cached_property
    def foreign(self) -> Transcribed:
        """Return the drawer of names from other languages."""
        return Transcribed(self.lists)

    def family(self, choose: random.Random) -> str:
        """Return a family name of one character: a common one three times in four."""
        share = choose.random()
        if share < 0.55:
            return choose.choice(self._families[0][:40])
        return choose.choice(self._families[0] if share < 0.75 else self._families[1])

    def given(self, choose: random.Random) -> str:
        """Return a given name of two characters."""
        first = self._letter(choose)
        return first + (first if choose.random() < 0.1 else self._letter(choose))

    @cached_property
    def plain_words(self) -> tuple[str, ...]:
        """Return dictionary words that could be names by their form, and here are none."""
        return (*self._words[0], *self._words[2])

    @cached_property
    def places(self) -> tuple[str, ...]:
        """Return names of places of jieba's dictionary."""
        return tuple(w for w, n, tag in dictionary() if tag == "ns" and n >= 5 and 2 <= len(w) <= 4)

    @cached_property
    def _families(self) -> tuple[str, str]:
        return "".join(sorted(self.lexicon.common)), "".join(sorted(self.lexicon.single))

    @cached_property
    def _given(self) -> str:
        return "".join(dict.fromkeys("".join(self.lists["given"].split())))

    @cached_property
    def _common_given(self) -> str:
        return "".join(self.lists["common_given"].split())

    @cached_property
    def _minorities(self) -> list[str]:
        return self.lists["minority"].split()

    @cached_property
    def _doubles(self) -> tuple[str, ...]:
        return tuple(sorted(self.lexicon.compound))

    @cached_property
    def _words(self) -> tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...]]:
        """Dictionary words that can be names: of two characters, of three with a family name, and as given names."""
        whole, long, given = [], [], []
        for word, count, tag in dictionary():
            if count < 3 or tag[:1] not in "nvadtsz" or _NOT_GIVEN & set(word) or not word[0].isalpha():
                continue
            if len(word) == 2 and word[0] in self.lexicon.single and count > 20:
                whole.append(word)
            if len(word) == 2 and tag[:2] != "nt" and count > 50:
                given.append(word)
            if len(word) == 3 and tag == "nr" and word[0] in self.lexicon.single:
                long.append(word)
        return tuple(whole), tuple(long), tuple(given)

    def _letter(self, choose: random.Random) -> str:
        share = choose.random()
        if share < 0.5:
            return choose.choice(self._common_given)
        return choose.choice(self._given) if share < 0.95 else chr(choose.randrange(0x4E00, 0x9FA0))

    def _plain(self, choose: random.Random) -> str:
        if choose.random() < 0.25:
            return choose.choice(self._words[1])
        return self.family(choose) + self._letter(choose) + self._letter(choose)

    def _single_given(self, choose: random.Random) -> str:
        return self.family(choose) + self._letter(choose)

    def _word(self, choose: random.Random) -> str:
        return choose.choice(self._words[0])

    def _given_word(self, choose: random.Random) -> str:
        return self.family(choose) + choose.choice(self._words[2])

    def _odd(self, choose: random.Random) -> str:
        return choose.choice(self._families[1]) + "".join(self._letter(choose) for _ in range(choose.randint(1, 2)))

    def _compound(self, choose: random.Random) -> str:
        return choose.choice(self._doubles) + "".join(self._letter(choose) for _ in range(choose.randint(1, 2)))

    def _two_families(self, choose: random.Random) -> str:
        return self.family(choose) + self.family(choose) + self._letter(choose) + self._letter(choose)

    def _minority(self, choose: random.Random) -> str:
        parts = choose.sample(self._minorities, 2 if choose.random() < 0.75 else 1)
        return choose.choice(("·", "", "·", "•")).join(parts)

    def _latin(self, choose: random.Random) -> str:
        return " ".join(choose.sample(self.lists["latin"].split(), 2))

    def _monk(self, choose: random.Random) -> str:
        return "释" + self.given(choose)

    def _given_only(self, choose: random.Random) -> str:
        return choose.choice((choose.choice(_STREET), "")) + self._letter(choose) + self._letter(choose)
