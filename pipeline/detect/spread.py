"""From a name found to the others: those in one list with it, and its other mentions."""

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace

from pipeline.detect.cues import Cues, Reach
from pipeline.detect.found import Named
from pipeline.detect.judge import Judge, Reading
from pipeline.detect.lexicon import Lexicon
from pipeline.detect.tagger import Tagger
from pipeline.detect.view import HAN

_NEXT = re.compile(r"(?:（[^（）\n]{1,60}）|\([^()\n]{1,60}\))?(?:、| 、 ?)")
_JOINED = re.compile(r"[和及与](?=.)")
_PREVIOUS = re.compile(r"(?:（[^（）\n]{1,60}）|\([^()\n]{1,60}\))?(?:、| 、 ?)\Z")
_REACH_BACK = 66
_LONGEST_RUN = 8
_RECURRING = 0.7
_LONGEST, _SHORT = 20, 5
_KNOWN, _FIRM = 0.85, 0.97


class Spread:
    """Finds names by names."""

    def __init__(self, lexicon: Lexicon, cues: Cues, judge: Judge) -> None:
        self._lexicon, self._cues, self._judge = lexicon, cues, judge
        firm = "".join(sorted(lexicon.single - lexicon.also_words))
        deeds = "|".join(sorted(map(re.escape, lexicon.deeds), key=len, reverse=True))
        self._doing = re.compile(f"[{firm}][{HAN}]{{1,2}}?(?={deeds})")

    def listed(self, reading: Reading, found: Sequence[Named]) -> list[Named]:
        """Return the names that stand in one list with a name found."""
        taken = {n.start for n in found} | {n.end for n in found}
        out: list[Named] = []
        for name in found:
            out += self._rightward(reading, name, taken)
            out += self._leftward(reading, name, taken)
        return out

    def _rightward(self, reading: Reading, name: Named, taken: set[int]) -> Iterator[Named]:
        text, at = reading.text, name.end
        while (join := _NEXT.match(text, at) or _JOINED.match(text, at)) and join.end() not in taken:
            options = self._cues.from_start(text, join.end(), plain=True)
            joined = (r for r in options if self._joins(reading, r, text[join.end() - 1]))
            reach = reading.dotted_from.get(join.end()) or next(joined, None)
            if reach is None:
                return
            taken.add(reach.start)
            yield _beside(name, reach)
            at = reach.end

    def _leftward(self, reading: Reading, name: Named, taken: set[int]) -> Iterator[Named]:
        text, at = reading.text, name.start
        while (join := _PREVIOUS.search(text, max(0, at - _REACH_BACK), at)) and join.start() not in taken:
            reach = next((r for r in self._cues.to_end(text, join.start(), plain=True) if r.quality >= 1), None)
            if reach is None or self._judge.strain(reading, reach) > 2:
                return
            taken.add(reach.end)
            yield _beside(name, reach)
            at = reach.start

    def _joins(self, reading: Reading, reach: Reach, join: str) -> bool:
        name = reading.text[reach.start : reach.end]
        strain = self._judge.strain(reading, reach)
        if join in "和及与" or reach.quality < 2:
            return reach.quality >= 1 and strain == 0 and name not in self._lexicon.stop
        return strain < 2 or strain == 2 and self._lexicon.is_firm(name)

    def shared(self, reading: Reading, found: Sequence[Named]) -> list[Named]:
        """Return the names, those that nothing is said of with the role of the name before them in their list."""
        out: list[Named] = []
        for name in found:
            last = out[-1] if out else None
            between = reading.text[last.end : name.start] if last else ""
            if last and last.role and not name.role and len(between) < 66 and _NEXT.fullmatch(between):
                name = replace(name, role=last.role, weight=0.9 * last.weight)
            out.append(name)
        return out

    def stretched(self, reading: Reading, found: Sequence[Named]) -> list[Named]:
        """Return the names, transcribed ones as far as their syllables go on."""
        return [self._stretched(reading, n) if n.by == "model" else n for n in found]

    def _stretched(self, reading: Reading, name: Named) -> Named:
        text, start, end = reading.text, name.start, name.end
        if end - start < 3 or not self._lexicon.is_transcribed(text[start:end]):
            return name
        first, last = max(0, end - _LONGEST_RUN), min(len(text), start + _LONGEST_RUN)
        while start > first and text[start - 1] in self._lexicon.syllables and not self._cues.left_quality(text, start):
            start -= 1
        while end < last and text[end] in self._lexicon.syllables and not self._cues.right_quality(text, end):
            end += 1
        whole = self._cues.left_quality(text, start) and end - start <= _LONGEST_RUN
        return replace(name, start=start, end=end) if whole else name

    def doing(self, reading: Reading, found: Sequence[Named]) -> list[Named]:
        """Return names that are words too, in a text about private persons: of whom twice is told what persons do."""
        if not any(n.role in ("private", "minor") for n in found):
            return []
        taken = {n.start for n in found}
        seen: dict[str, list[Reach]] = {}
        for match in self._doing.finditer(reading.text):
            start, end = match.span()
            if start not in taken and self._may_do(reading, start, end):
                seen.setdefault(match[0], []).append(Reach(start, end, 1))
        return [Named(r.start, r.end, 0.75, "deeds") for reaches in seen.values() if len(reaches) > 1 for r in reaches]

    def _may_do(self, reading: Reading, start: int, end: int) -> bool:
        name = reading.text[start:end]
        if (
            name in self._lexicon.stop
            or not self._lexicon.is_name(name)
            or self._judge.is_part(reading.text, start, end)
        ):
            return False
        return self._cues.left_quality(reading.text, start) >= 1 and reading.words.strain(start, end) < 2

    def whole(self, reading: Reading, found: Sequence[Named]) -> list[Named]:
        """Return the names, each ending where the tagger would have it end in all its places together."""
        return [self._grown(reading, self._agreed(reading, n)) for n in found]

    def _agreed(self, reading: Reading, name: Named) -> Named:
        text, start = reading.text, name.start
        if not 2 <= name.end - start <= _SHORT or reading.count(text[start : start + 2]) < 2:
            return name
        if reading.score(start, name.end) >= _FIRM:
            return name
        ends = (e for e in (name.end - 1, name.end + 1) if self._lexicon.is_name(text[start:e], plain=True))
        mine = reading.support(text[start : name.end])
        other = max(ends, key=lambda e: reading.support(text[start:e]), default=name.end)
        return replace(name, end=other) if reading.support(text[start:other]) > mine else name

    def _grown(self, reading: Reading, name: Named) -> Named:
        """Return a name of two characters one longer where every mention is followed by the same third."""
        text = reading.text
        short, longer = text[name.start : name.end], text[name.start : name.end + 1]
        if (len(short), len(longer)) != (2, 3) or not self._lexicon.is_name(longer):
            return name
        if self._cues.is_follow(text, name.end):
            return name
        return replace(name, end=name.end + 1) if reading.count(longer) == reading.count(short) >= 2 else name

    def again(self, reading: Reading, found: Sequence[Named], tagger: Tagger, known: Collection[str]) -> list[Named]:
        """Return the other places where a name found once stands, or one of those known from elsewhere."""
        spelt = dict.fromkeys((word for word in known if 2 <= len(word) <= _LONGEST), _KNOWN)
        for name in found:
            word = "".join(reading.text[name.start : name.end].split())
            if name.score >= _RECURRING and 2 <= len(word) <= _LONGEST:
                spelt[word] = max(spelt.get(word, 0.0), name.score)
        taken = {(n.start, n.end) for n in found}
        places = [place for place in _occurrences(reading.text, spelt) if place[:2] not in taken]
        if not places:
            return []
        reading.look(tagger, (start for start, *_ in places))
        starts = {n.start for n in found}
        return [
            Named(start, end, 0.9 * spelt[word], "again")
            for start, end, word in places
            if self._judge.stands(reading, start, end, word, starts)
        ]


def _occurrences(text: str, words: Collection[str]) -> Iterator[tuple[int, int, str]]:
    """Yield where the words stand, the longest at a place; one of two characters also with spaces between them."""
    if not words:
        return
    lengths = sorted({len(word) for word in words}, reverse=True)
    first = re.compile("[" + "".join(re.escape(c) for c in sorted({word[0] for word in words})) + "]")
    for match in first.finditer(text):
        places = (_word_at(text, match.start(), length) for length in lengths)
        if found := next((place for place in places if place[2] in words), None):
            yield found


def _word_at(text: str, start: int, length: int) -> tuple[int, int, str]:
    word, end = text[start : start + length], start + length
    if length == 2 and word[1:] == " ":
        end = next((i for i in range(start + 2, min(start + 6, len(text))) if text[i] != " "), start) + 1
        word = text[start] + text[end - 1 : end]
    return start, end, word


def _beside(name: Named, reach: Reach) -> Named:
    return Named(reach.start, reach.end, min(name.score, 0.8), "list", name.role, 0.9 * name.weight)
