"""The name tagger: a small network that reads from the context where a name stands, and LAC where that one doubts."""

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import rjieba
from numpy.typing import NDArray

from pipeline.doc import Range, merged
from pipeline.weights import verified

LENGTH = 128
"""Characters of the longest window."""
_OVERLAP = 24
_BATCH = 8
_LONGEST = 24
"""Characters of the longest name, spaces and line breaks inside it counted."""
_SCALE = 0.28
"""Power of the probabilities that makes their score: 0.8 where they would be 0.45."""
_FAINT, _SURE = 0.37, 0.985
"""Between these scores of a name LAC is asked as well."""
_LAC = 0.55
"""What LAC's word weighs then."""
_OFFICIAL, _BEGIN = 0.015, 2000
"""Official words a character from which on a text is official; how much of it is looked at, in characters."""
_BEFORE, _AFTER = 32, 16
"""How much of the text around a name LAC reads, in characters."""
_FIRST = 0.02
BEGIN, INSIDE, END, SINGLE = 1, 2, 3, 4
TAGS = 5
"""Tags of a character: outside, and the four of a name."""

_CLASSES = ("", "n", "nr", "ns", "nt", "nz", "v", "vn", "a", "d", "m", "q", "r", "p", "c", "u", "x", "eng", "t", "f")
_CLASS_OF = {name: i for i, name in enumerate(_CLASSES)}
MARKS = 4 * len(_CLASSES) + 1
"""Marks that a character can have: its place in a word (4) by the class of the word, and 0 for none."""

_GAP = re.compile(r"(\S(?: {0,3}\S){1,3}) {3,24}(\S(?: {0,3}\S){1,5})")
Array = NDArray[Any]


Word = tuple[str, str]
"""A word and its class, as jieba gives them."""


class Tagged(NamedTuple):
    """A name; score: 0 to 1, no probability."""

    start: int
    end: int
    score: float


@dataclass(frozen=True, slots=True)
class Alphabet:
    """The characters that the network knows; 0 is no character, 1 an unknown one."""

    table: Array

    @classmethod
    def of(cls, characters: str) -> "Alphabet":
        table = np.ones(0x10000, dtype=np.int32)
        for number, character in enumerate(characters, 2):
            table[ord(character)] = number
        return cls(table)

    def numbers(self, text: str) -> Array:
        """Return the number of each character: (len(text),), int32."""
        codes = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype=np.uint32)
        return self.table[np.minimum(codes, 0xFFFF)]


def marks(words: Sequence[Word]) -> Array:
    """Return the mark of each character of a text in words, as jieba reads them: (characters,), int32."""
    lengths = np.array([len(word) for word, _ in words], dtype=np.int64)
    classes = np.array([_class(tag) for _, tag in words], dtype=np.int32)
    out = np.repeat(4 * classes + 1, lengths)
    if not len(out):
        return out.astype(np.int32)
    ends = np.cumsum(lengths)
    starts = ends - lengths
    out += 1  # inside a word: 1; first 0, last 2, alone 3
    out[starts] -= 1
    out[ends - 1] += 1
    out[starts[lengths == 1]] += 2
    return out.astype(np.int32)


@cache
def _class(tag: str) -> int:
    known = _CLASS_OF.get(tag)
    return known if known is not None else _CLASS_OF.get(tag[:2], _CLASS_OF.get(tag[:1], 0))


@dataclass(frozen=True, slots=True)
class Part:
    """A folded text, its words, and the ranges of it that are read, in order and apart from each other."""

    text: str
    words: Sequence[Word]
    ranges: Sequence[Range]


class Tagger:
    """Runs the shipped network; loads it on the first call."""

    def __init__(self, models: Path, *, threshold: float | None = None) -> None:
        """models: the folder of all models; threshold: least score of a name, or None for the model's own."""
        self._folder = models / "names"
        self._threshold = threshold
        self._session: Any = None

    @property
    def threshold(self) -> float:
        """Return the least score of a name."""
        if self._session is None:
            self._load()
        return self._threshold or 0.0

    def spans(self, folded: str) -> list[Tagged]:
        """Return the names in a folded text, in order of place."""
        return self.batch([folded])[0]

    def batch(self, texts: Sequence[str]) -> list[list[Tagged]]:
        """Return the names of each text, as `spans` does."""
        parts = [[(0, len(text))] for text in texts]
        read = self._tags([Part(text, rjieba.tag(text), ranges) for text, ranges in zip(texts, parts, strict=True)])
        return [names(text, tags, threshold=self.threshold) for text, tags in zip(texts, read, strict=True)]

    def tags(self, part: Part) -> Array:
        """Return the probability of each tag of each character, (len(text), 5), float32; 0 where nothing is read."""
        return self._tags([part])[0]

    def _load(self) -> None:
        import onnxruntime

        onnxruntime.disable_telemetry_events()
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = options.inter_op_num_threads = 1
        options.log_severity_level = 3
        vocabulary = json.loads(verified(self._folder, "vocabulary.json").read_text(encoding="utf-8"))
        self._alphabet = Alphabet.of(vocabulary["characters"])
        self._official = re.compile("|".join(sorted(map(re.escape, vocabulary["official"]), key=len, reverse=True)))
        if self._threshold is None:
            self._threshold = float(vocabulary["threshold"])
        self._session, self._second = (
            onnxruntime.InferenceSession(str(verified(self._folder, name)), options, providers=["CPUExecutionProvider"])
            for name in ("tagger.onnx", "lac.onnx")
        )

    def is_official(self, text: str) -> bool:
        """Return whether a text reads as official documents do, of whose names the tagger knows more than LAC."""
        if self._session is None:
            self._load()
        begin = text[:_BEGIN]
        return len(self._official.findall(begin)) >= _OFFICIAL * len(begin)

    def _tags(self, parts: Sequence[Part]) -> list[Array]:
        if self._session is None:
            self._load()
        fed = [(self._alphabet.numbers(part.text), marks(part.words)) for part in parts]
        out = _run(self._session, fed, [part.ranges for part in parts], TAGS)
        doubts = [[] if self.is_official(part.text) else doubtful(tags) for tags, part in zip(out, parts, strict=True)]
        for tags, asked, told in zip(out, doubts, _run(self._second, fed, doubts, 2), strict=True):
            for start, end in asked:
                tags[start:end] = (1 - _LAC) * tags[start:end] + _LAC * _as_tags(told[start:end])
        return out


def doubtful(tags: Array) -> list[Range]:
    """Return the ranges around names of which the tagger is neither sure nor wholly against."""
    doubts = (one for one in best(tags, threshold=_FAINT) if one.score < _SURE)
    return list(merged((max(0, one.start - _BEFORE), min(one.end + _AFTER, len(tags))) for one in doubts))


def _as_tags(told: Array) -> Array:
    """Return the five tags for LAC's two; told: (length, 2), that a name begins here, or goes on from before."""
    begins, goes = told.T
    on = np.append(goes[1:], np.float32(0))
    named = [begins * on, goes * on, goes * (1 - on), begins * (1 - on)]
    return np.stack([1 - np.sum(named, axis=0), *named], axis=1)


def _run(
    session: Any, fed: Sequence[tuple[Array, Array]], ranges: Sequence[Sequence[Range]], width: int
) -> list[Array]:
    """Return what a network gives for each text, (length, width); 0 where it does not read.

    fed: characters and marks of each text.
    """
    out = [np.zeros((len(characters), width), dtype=np.float32) for characters, _ in fed]
    jobs = [(i, *w) for i, parts in enumerate(ranges) for start, end in parts for w in windows(start, end)]
    jobs.sort(key=lambda job: job[2] - job[1])  # windows of about one length cost little together
    for at in range(0, len(jobs), _BATCH):
        group = jobs[at : at + _BATCH]
        read = np.zeros((2, len(group), group[-1][2] - group[-1][1]), dtype=np.int32)
        for row, (i, start, end, *_) in enumerate(group):
            for which, array in enumerate(fed[i]):
                read[which, row, : end - start] = array[start:end]
        (given,) = session.run(["tags"], {"characters": read[0], "marks": read[1]})
        for (i, start, _, first, last), row in zip(group, given, strict=True):
            out[i][first:last] = row[first - start : last - start]
    return out


def windows(start: int, end: int) -> Iterator[tuple[int, int, int, int]]:
    """Yield the windows of a range: start, end, and the part that counts: each has its half of what two read."""
    at = first = start
    while at + LENGTH < end:
        last = at + LENGTH - _OVERLAP // 2
        yield at, at + LENGTH, first, last
        at, first = at + LENGTH - _OVERLAP, last
    if at < end:
        yield at, end, first, end


def names(text: str, tags: Array, *, threshold: float) -> list[Tagged]:
    """Return the names that the tags tell, without the spaces around them."""
    found = (one for one in best(tags, threshold=threshold) if not text[one.start : one.end].isspace())
    return [part for one in found for part in _parted(text, _trimmed(text, one))]


def _parted(text: str, one: Tagged) -> Iterator[Tagged]:
    """Yield the name, or both where a gap stands between two whole names."""
    gap = _GAP.fullmatch(text, one.start, one.end)
    if gap is None:
        yield one
    else:
        yield one._replace(end=gap.end(1))
        yield one._replace(start=gap.start(2))


def _trimmed(text: str, one: Tagged) -> Tagged:
    """Return the name without the spaces around it."""
    name = text[one.start : one.end]
    start, end = one.end - len(name.lstrip()), one.start + len(name.rstrip())
    return one if (start, end) == one[:2] else one._replace(start=start, end=end)


def score(tags: Array, start: int, end: int) -> float:
    """Return the score of a name from `start` to `end`, as `best` scores it."""
    if end <= start:
        return 0.0
    return float(np.exp(_SCALE * np.log(np.maximum(_way(tags, start, end), 1e-9)).mean()))


def _way(tags: Array, start: int, end: int) -> Array:
    if end - start == 1:
        return tags[start : start + 1, SINGLE]
    return np.concatenate((tags[start : start + 1, BEGIN], tags[start + 1 : end - 1, INSIDE], tags[end - 1 : end, END]))


def best(tags: Array, *, threshold: float) -> list[Tagged]:
    """Return the best names that do not overlap, in order of place, of score `threshold` at least.

    tags: (length, 5), probabilities. score: the geometric mean of those of a name's tags, to the power of `_SCALE`.
    """
    logs = np.log(np.maximum(tags, 1e-9), dtype=np.float64)
    insides = np.concatenate(([0.0], np.cumsum(logs[:, INSIDE])))
    alone = tags[:, SINGLE] ** _SCALE
    found = [(float(alone[at]), int(at), int(at) + 1) for at in np.flatnonzero(alone >= threshold)]
    begins = np.flatnonzero(tags[:, BEGIN] > _FIRST)
    for size in range(2, _LONGEST + 1):
        begins = begins[begins + size <= len(tags)]
        ends = begins + size
        sums = logs[begins, BEGIN] + insides[ends - 1] - insides[begins + 1] + logs[ends - 1, END]
        scores = np.exp(_SCALE * sums / size)
        kept = np.flatnonzero(scores >= threshold)
        found.extend(zip(scores[kept].tolist(), begins[kept].tolist(), ends[kept].tolist(), strict=True))
    taken: list[Tagged] = []
    used = bytearray(len(tags))
    for score, start, end in sorted(found, key=lambda f: (-f[0], f[1], f[2])):
        if not any(used[start:end]):
            used[start:end] = b"\1" * (end - start)
            taken.append(Tagged(start, end, score))
    return sorted(taken)
