"""Where the name model looks: only where a name can stand."""

import re
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

import rjieba

from pipeline.detect.lexicon import Lexicon
from pipeline.detect.tagger import Word
from pipeline.detect.view import HAN
from pipeline.doc import Range, merged

_HAN_WORD = re.compile(f"[{HAN}]+")
_BEFORE, _AFTER = 40, 24
"""How much of the text around a place the tagger reads, in characters, at least."""
_SHORT = 400
"""Characters of a text that is read whole."""


@dataclass(frozen=True, slots=True)
class Tokens:
    """The words of a text: where each begins, itself, its tag; index: from a place to the word that begins there.

    tagged: the words as jieba gave them.
    """

    words: tuple[tuple[int, str, str], ...]
    index: dict[int, int]
    tagged: Sequence[Word]

    def strain(self, start: int, end: int) -> int:
        """Return how a range sits among dictionary words: 3 cuts one, 2 holds one, 1 is one, 0 none of these."""
        worst = 0
        at = self._first(start)
        while at < len(self.words) and self.words[at][0] < end:
            begin, word, _ = self.words[at]
            at += 1
            if len(word) < 2 or not _is_plain(word):
                continue
            if begin < start or begin + len(word) > end:
                return 3
            worst = max(worst, 1 if (begin, begin + len(word)) == (start, end) else 2)
        return worst

    def is_possible(self, start: int, end: int, family: int) -> bool:
        """Return whether a range can be a name in the order of words: none cut, and its family name not within one."""
        strain = self.strain(start, end)
        if strain < 2:
            return start in self.index
        return strain == 2 and start in self.index and start + family in self.index

    def name_at(self, start: int) -> int:
        """Return where the word of three characters that begins here and is tagged as a name ends, else 0."""
        place = self.index.get(start)
        if place is None:
            return 0
        _, word, tag = self.words[place]
        return start + 3 if len(word) == 3 and tag[:2] == "nr" else 0

    def is_plain(self, place: int) -> bool:
        """Return whether the word at an index is a dictionary word of two characters or more that is no name."""
        word = self.words[place][1]
        return len(word) > 1 and _is_plain(word)

    def _first(self, start: int) -> int:
        place = start
        while place > 0 and place not in self.index and start - place < 12:
            place -= 1
        return self.index.get(place, len(self.words))


def tokens(text: str) -> Tokens:
    """Return the words of a text."""
    words: list[tuple[int, str, str]] = []
    at = 0
    tagged = rjieba.tag(text)
    for word, tag in tagged:
        words.append((at, word, tag))
        at += len(word)
    return Tokens(tuple(words), {start: i for i, (start, _, _) in enumerate(words)}, tagged)


def places(text: str, words: Tokens, lexicon: Lexicon) -> list[int]:
    """Return where a word begins that may be a name: tagged as one, or a common family name standing alone."""
    out: list[int] = []
    alone = -1
    for at, word, tag in words.words:
        if alone >= 0:
            plain = len(word) == 2 and text[alone] not in lexicon.common and is_word(word)
            if len(word) <= 2 and not plain and _HAN_WORD.fullmatch(word):
                out.append(alone)
            alone = -1
        if len(word) == 1:
            if word in lexicon.single and word not in lexicon.also_words:
                alone = at
        elif _may_name(word, tag, lexicon):
            out.append(at)
    return out


def _may_name(word: str, tag: str, lexicon: Lexicon) -> bool:
    """Return whether a word of several characters may be a name or hold one, by its tag."""
    if tag[:2] != "nr" or word in lexicon.stop:
        return False
    return len(word) > 2 or tag != "nr" or word[0] in lexicon.single and not is_word(word)


def _is_plain(word: str) -> bool:
    return is_word(word) and not is_tagged_name(word)


def is_given_name(word: str) -> bool:
    """Return whether the dictionary tags two characters, which may be a given name, as a name."""
    return len(word) == 2 and rjieba.tag(word)[0][1][:2] == "nr"


def is_word(word: str) -> bool:
    """Return whether the dictionary holds the word."""
    return bool(rjieba.has_word(word))


def ranges(text: str, at: Iterable[int]) -> list[Range]:
    """Return the parts of a text that the tagger reads: each place with what is around it, or all of a short text."""
    if 0 < len(text) <= _SHORT:
        return [(0, len(text))]
    return list(merged((max(0, place - _BEFORE), min(place + _AFTER, len(text))) for place in at))


def unread(ranges: Sequence[Range], read: Sequence[Range]) -> list[Range]:
    """Return the ranges that are not within one that was read; both in order."""
    begins = [start for start, _ in read]

    def is_read(one: Range) -> bool:
        place = bisect_right(begins, one[0]) - 1
        return place >= 0 and one[1] <= read[place][1]

    return [one for one in ranges if not is_read(one)]


@lru_cache(maxsize=20_000)
def is_tagged_name(word: str) -> bool:
    """Return whether the dictionary holds the word as a person's name; of two characters it tags too many so."""
    tagged = rjieba.tag(word)
    return len(word) > 2 and len(tagged) == 1 and tagged[0][1][:2] == "nr"


@lru_cache(maxsize=20_000)
def is_place(word: str) -> bool:
    """Return whether the dictionary holds the word as the name of a country or place."""
    tagged = rjieba.tag(word)
    return len(tagged) == 1 and tagged[0][1] == "ns"
