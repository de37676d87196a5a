"""Judges whether characters that may be a name are one, by the words they are made of and those beside them."""

import re
from collections.abc import Container, Iterable, Sequence
from dataclasses import dataclass, field
from itertools import islice

import numpy as np

from pipeline.detect import gate
from pipeline.detect.cues import Cues, Reach
from pipeline.detect.found import Named
from pipeline.detect.lexicon import DOTS, Lexicon
from pipeline.detect.tagger import Array, Part, Tagged, Tagger, names, score
from pipeline.detect.view import HAN
from pipeline.doc import Range, merged

SURE = 0.95
NEVER_LAST = frozenset("的和等与及或后前中时内外上下者均都也将了被把政")
_OPENING_QUOTES = frozenset("《〈")
_MASKED = frozenset("某×✕＊*□〇○XxＸ")
"""What stands in place of a given name that is masked already."""
_NEVER_AT_END = frozenset("的和等与及或均也都了被把村镇乡县市籍")
_NAME_LIKE = re.compile(
    f"[{HAN}{DOTS} \t\n]{{1,30}}|(?=[A-Z])[A-Za-z.\\'-]{{1,20}}(?:[ ·][A-Za-z.\\'-]{{1,20}}){{1,4}}"
)
_DOC_NUMBER = re.compile(
    f"[{HAN}]{{0,8}} ?(?:[（(][{HAN}]{{1,4}}[)）][{HAN}]{{0,6}} ?)?"
    f"(?:[〔\\[（(【﹝] ?(?:19|20)[0-9]{{2}} ?[〕\\]）)】﹞]|字第?[〔\\[（(]?[0-9])"
)
_MOST_COUNTED, _MOST_SEEN = 500, 100
_STEEP = 4
"""Power of the scores that are added up: many faint ones are no support."""
_CUED = 0.65
"""What the tagger must think at least of a name that a cue leads to."""
_LIKELY = 0.5
"""And of one that only the words beside it speak for."""
_BORNE_OUT, _DENIED = 0.5, 0.3
"""From what score of the tagger on a name that is found elsewhere stands here too; below what a word is only a word."""


@dataclass(slots=True)
class Reading:
    """One document while its names are looked for: its view, its words, and what was read as a name, by either end."""

    text: str
    words: gate.Tokens
    read: dict[Range, Tagged] = field(default_factory=dict)
    read_from: dict[int, Range] = field(default_factory=dict)
    read_to: dict[int, Range] = field(default_factory=dict)
    dotted_from: dict[int, Reach] = field(default_factory=dict)
    dotted_to: dict[int, Reach] = field(default_factory=dict)
    counts: dict[str, int] = field(default_factory=dict)
    supports: dict[str, float] = field(default_factory=dict)
    ranges: list[Range] = field(default_factory=list)
    tags: Array | None = None

    def look(self, tagger: Tagger, places: Iterable[int]) -> None:
        """Let the tagger read around places where it has not read yet, and note what it reads as names."""
        ranges = gate.unread(gate.ranges(self.text, places), self.ranges)
        if not ranges:
            return
        tags = tagger.tags(Part(self.text, self.words.tagged, ranges))
        self.tags = tags if self.tags is None else np.maximum(self.tags, tags, out=self.tags)
        self.ranges = list(merged([*self.ranges, *ranges]))
        for tagged in names(self.text, tags, threshold=tagger.threshold):
            self.note(tagged)

    def score(self, start: int, end: int) -> float:
        """Return what the tagger thinks of a name there, 0 to 1; 0 where it has not read."""
        return 0.0 if self.tags is None else score(self.tags, start, end)

    def note(self, tagged: Tagged) -> None:
        """Note what the tagger reads as a name."""
        start, end = tagged.start, tagged.end
        self.read[start, end] = tagged
        self.read_from.setdefault(start, (start, end))
        self.read_to.setdefault(end, (start, end))

    def support(self, word: str) -> float:
        """Return the sum of what the tagger thinks of a name in the places where the characters stand, many at most."""
        if word not in self.supports:
            places = re.finditer(re.escape(word), self.text) if len(self.supports) < _MOST_COUNTED else ()
            self.supports[word] = sum(self.score(m.start(), m.end()) ** _STEEP for m in islice(places, _MOST_SEEN))
        return self.supports[word]

    def count(self, word: str) -> int:
        """Return how often a word stands in the text; 0 once very many words were counted."""
        if word not in self.counts:
            self.counts[word] = self.text.count(word) if len(self.counts) < _MOST_COUNTED else 0
        return self.counts[word]


class Judge:
    """Knows how likely a name is."""

    def __init__(self, lexicon: Lexicon, cues: Cues, *, name_score: float, word_score: float) -> None:
        """name_score: least score of a name that only the tagger reads; word_score: of one that is a common word."""
        self._lexicon, self._cues, self._name_score, self._word_score = lexicon, cues, name_score, word_score

    def best(
        self, reading: Reading, options: Sequence[Reach], modelled: Range | None, *, crowd: bool = False
    ) -> Named | None:
        """Return the best of the names that a cue allows, or None where none is likely.

        modelled: what the model reads as a name at that place; crowd: the cue speaks of many more often than of one.
        """
        if modelled and reading.score(*modelled) >= _CUED and self._lexicon.is_name(self.name(reading, *modelled)):
            mine = next((o for o in options if (o.start, o.end) == modelled), None)
            longer = options[0] if options and options[0].quality == 2 else None
            if longest := self._uncut(reading, options, modelled):
                return Named(longest.start, longest.end, 0.85, "cue+words")
            if mine and mine.quality == 0 and (third := reading.words.name_at(modelled[0])) > modelled[1]:
                return Named(modelled[0], third, 0.85, "cue+words")
            if not longer or mine == longer or (mine and mine.quality == 2) or self.strain(reading, longer) > 1:
                return Named(*modelled, SURE, "cue+model")
        for option in options:
            if score := self.likely(reading, option, crowd=crowd):
                return Named(option.start, option.end, score, "cue")
        return None

    def _uncut(self, reading: Reading, options: Sequence[Reach], modelled: Range) -> Reach | None:
        """Return the name a character longer or shorter than the model's, where that one ends inside a word."""
        cut = modelled[1] not in reading.words.index and not self._cues.is_follow(reading.text, modelled[1])
        size = modelled[1] - modelled[0]
        if not cut or size not in (2, 3):
            return None
        other = modelled[1] + (1 if size == 2 else -1)
        return next(
            (o for o in options if o.end == other and o.start == modelled[0] and other in reading.words.index), None
        )

    def name(self, reading: Reading, start: int, end: int) -> str:
        """Return a name without the spaces in it."""
        return reading.text[start:end].replace(" ", "")

    def is_possible(self, reading: Reading, reach: Reach) -> bool:
        """Return whether the words of the text allow the name."""
        return reading.words.is_possible(
            reach.start, reach.end, self._lexicon.family(reading.text[reach.start : reach.end])
        )

    def strain(self, reading: Reading, reach: Reach) -> int:
        """Return the strain of a name; a family name of two characters and a given name of the dictionary are none."""
        family = self._lexicon.family(reading.text[reach.start : reach.end])
        given = reading.text[reach.start + family : reach.end]
        if family == 2 and reach.end - reach.start > 2:
            return reading.words.strain(reach.start + family, reach.end) // 3 * 3
        strain = reading.words.strain(reach.start, reach.end)
        return 0 if strain == 2 and gate.is_given_name(given) else strain

    def likely(self, reading: Reading, reach: Reach, *, crowd: bool = False) -> float:
        """Return how likely a name is that only the words beside it speak for, 0 where not at all."""
        text, name = reading.text, self.name(reading, reach.start, reach.end)
        if reading.score(reach.start, reach.end) < _LIKELY:
            return 0.0
        if self._cues.is_person_after(text, reach.end) and self._cues.left_quality(text, reach.start) >= 1:
            return 0.0 if name[-1] == "籍" or reading.words.strain(reach.start, reach.end) == 3 else 0.9
        if name in self._lexicon.stop or name[-1] in NEVER_LAST or not self.is_possible(reading, reach):
            return 0.0
        if reach.quality == 0:
            return 0.75 if not self.strain(reading, reach) and self._recurs(reading, reach) else 0.0
        return self._by_words(reading, reach, name, crowd)

    def _by_words(self, reading: Reading, reach: Reach, name: str, crowd: bool) -> float:
        strain = self.strain(reading, reach)
        if strain == 1 and not crowd and self._lexicon.is_firm(name) and self._recurs(reading, reach):
            return 0.7
        if strain in (1, 3) or len(name) == 4 and strain or strain and (reach.quality < 2 or crowd):
            return 0.0
        firm = self._lexicon.is_firm(name, cued=reach.quality == 2 and (not crowd or len(name) > 2))
        if not firm and (crowd or strain or len(name) < 3 or reach.quality < 2):
            return 0.0
        return 0.85 if reach.quality == 2 else 0.75

    def _recurs(self, reading: Reading, reach: Reach) -> bool:
        """Return whether the same characters stand again before something else: a name does, a phrase does not."""
        name = reading.text[reach.start : reach.end]
        if reading.words.strain(reach.start, reach.end) > 1 or not self._lexicon.is_firm(name):
            return False
        following = reading.text[reach.end : reach.end + 1]
        return reading.count(name) > max(1, reading.count(name + following))

    def modelled(self, reading: Reading, tagged: Tagged) -> Named | None:
        """Return the name that only the tagger reads, or None where its characters speak against it."""
        text, name = reading.text, reading.text[tagged.start : tagged.end]
        if not _NAME_LIKE.fullmatch(name) or name[-1] in _NEVER_AT_END or tagged.score < self._name_score:
            return None
        if (
            name in self._lexicon.countries
            or gate.is_place(name)
            or tagged.score < self._word_score
            and (name in self._lexicon.stop or is_common_word(name))
        ):
            return None
        if text[tagged.start - 1 : tagged.start] in _OPENING_QUOTES and tagged.start:
            return None
        if "某" in name or text[tagged.end : tagged.end + 1] in _MASKED:
            return None
        return Named(tagged.start, tagged.end, tagged.score, "tagger")

    def is_part(self, text: str, start: int, end: int) -> bool:
        """Return whether the characters are part of a body's name or of a document's number."""
        return self._cues.is_inside_body(text, start, end) or _DOC_NUMBER.match(text, end) is not None

    def stands(self, reading: Reading, start: int, end: int, word: str, others: Container[int]) -> bool:
        """Return whether the characters of a name found elsewhere are that name here too; others: where names begin."""
        text = reading.text
        if self.is_part(text, start, end):
            return False
        borne_out = reading.score(start, end)
        if borne_out >= _BORNE_OUT or borne_out < _DENIED and is_common_word(word):
            return borne_out >= _BORNE_OUT
        left, right = self._cues.left_quality(text, start), self._cues.right_quality(text, end)
        if reading.words.strain(start, end) == 3:
            return right >= 1 and (left == 2 and len(word) > 2 or left >= 1 and not is_common_word(word))
        if word in self._lexicon.stop or is_common_word(word):
            beside = text[end : end + 1] == "、" and end + 1 in others
            return beside or left >= 1 and right >= 1 or left == 2
        return len(word) > 2 or left > 0 or right > 0


def is_common_word(name: str) -> bool:
    """Return whether the dictionary knows the name as a word that is no name."""
    return gate.is_word(name) and not gate.is_tagged_name(name)
