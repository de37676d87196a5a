"""The name tagger: a small network over characters that reads from the context where a person's name stands."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import rjieba
from numpy.typing import NDArray

from pipeline.weights import verified

LENGTH = 192
"""Characters a window."""
_OVERLAP = 32
_BATCH = 8
_LONGEST = 24
"""Characters of the longest name, spaces and line breaks inside it counted."""
_FAINT = 0.02
BEGIN, INSIDE, END, SINGLE = 1, 2, 3, 4
TAGS = 5
"""Tags of a character: outside, and the four of a name."""

_CLASSES = ("", "n", "nr", "ns", "nt", "nz", "v", "vn", "a", "d", "m", "q", "r", "p", "c", "u", "x", "eng", "t", "f")
_CLASS_OF = {name: i for i, name in enumerate(_CLASSES)}
MARKS = 4 * len(_CLASSES) + 1
"""Marks that a character can have: its place in a word (4) by the class of the word, and 0 for none."""

Array = NDArray[Any]


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


def marks(text: str) -> Array:
    """Return the mark of each character, by the words that jieba reads: (len(text),), int32."""
    words = rjieba.tag(text)
    lengths = np.array([len(word) for word, _ in words], dtype=np.int64)
    classes = np.array([_class(tag) for _, tag in words], dtype=np.int32)
    out = np.repeat(4 * classes + 1, lengths)
    if not len(out):
        return np.zeros(len(text), dtype=np.int32)
    ends = np.cumsum(lengths)
    starts = ends - lengths
    out += 1  # inside a word: 1; first 0, last 2, alone 3
    out[starts] -= 1
    out[ends - 1] += 1
    out[starts[lengths == 1]] += 2
    return out.astype(np.int32)


def _class(tag: str) -> int:
    known = _CLASS_OF.get(tag)
    return known if known is not None else _CLASS_OF.get(tag[:2], _CLASS_OF.get(tag[:1], 0))


class Tagger:
    """Runs the shipped network; loads it on the first call."""

    def __init__(self, models: Path, *, threshold: float | None = None) -> None:
        """models: the folder of all models; threshold: least score of a name, or None for the model's own."""
        self._folder = models / "names"
        self._threshold = threshold
        self._session: Any = None

    def spans(self, folded: str) -> list[tuple[int, int, float]]:
        """Return start, end and score (0 to 1, no probability) of each name in a folded text, in order of place."""
        return self.batch([folded])[0]

    def batch(self, texts: Sequence[str]) -> list[list[tuple[int, int, float]]]:
        """Return the names of each text, as `spans` does."""
        if self._session is None:
            self._load()
        assert self._threshold is not None  # noqa: S101
        out = []
        for text, tags in zip(texts, self._tags(texts), strict=True):
            out.append(names(tags, threshold=self._threshold) if text else [])
        return out

    def _load(self) -> None:
        import onnxruntime

        onnxruntime.disable_telemetry_events()
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = options.inter_op_num_threads = 1
        options.log_severity_level = 3
        vocabulary = json.loads(verified(self._folder, "vocabulary.json").read_text(encoding="utf-8"))
        self._alphabet = Alphabet.of(vocabulary["characters"])
        if self._threshold is None:
            self._threshold = float(vocabulary["threshold"])
        model = verified(self._folder, "tagger.onnx")
        self._session = onnxruntime.InferenceSession(str(model), options, providers=["CPUExecutionProvider"])

    def _tags(self, texts: Sequence[str]) -> list[Array]:
        """Return for each text the probability of each tag: (len(text), 5), float32."""
        out = [np.zeros((len(text), TAGS), dtype=np.float32) for text in texts]
        read = [(self._alphabet.numbers(text), marks(text)) for text in texts]
        jobs = [(i, start) for i, text in enumerate(texts) for start in starts(len(text))]
        for at in range(0, len(jobs), _BATCH):
            group = jobs[at : at + _BATCH]
            numbers = np.zeros((len(group), LENGTH), dtype=np.int32)
            marked = np.zeros((len(group), LENGTH), dtype=np.int32)
            for row, (i, start) in enumerate(group):
                part = read[i][0][start : start + LENGTH]
                numbers[row, : len(part)] = part
                marked[row, : len(part)] = read[i][1][start : start + LENGTH]
            (tags,) = self._session.run(None, {"characters": numbers, "marks": marked})
            for (i, start), row in zip(group, tags, strict=True):
                first = start + (_OVERLAP // 2 if start else 0)
                end = min(start + LENGTH, len(out[i]))
                out[i][first:end] = row[first - start : end - start]
        return out


def starts(length: int) -> Iterator[int]:
    """Yield where the windows of a text begin, each sharing `_OVERLAP` characters with the one before."""
    yield 0
    yield from range(LENGTH - _OVERLAP, length - _OVERLAP, LENGTH - _OVERLAP)


def names(tags: Array, *, threshold: float) -> list[tuple[int, int, float]]:
    """Return the best names that do not overlap, in order of place, of score `threshold` at least.

    tags: (length, 5), probabilities. score: the geometric mean of the probabilities of a name's tags.
    """
    found: list[tuple[float, int, int]] = []
    logs = np.log(np.maximum(tags, 1e-9))
    insides = np.concatenate(([0.0], np.cumsum(logs[:, INSIDE])))
    ends = np.flatnonzero(tags[:, END] > _FAINT)
    for place in np.flatnonzero(tags[:, SINGLE] > _FAINT):
        found.append((float(tags[place, SINGLE]), int(place), int(place) + 1))
    for begin in np.flatnonzero(tags[:, BEGIN] > _FAINT):
        near = ends[np.searchsorted(ends, begin + 1) : np.searchsorted(ends, begin + _LONGEST)]
        sums = logs[begin, BEGIN] + insides[near] - insides[begin + 1] + logs[near, END]
        scores = np.exp(sums / (near - begin + 1))
        found.extend((float(s), int(begin), int(e) + 1) for s, e in zip(scores, near, strict=True))
    taken: list[tuple[int, int, float]] = []
    used: set[int] = set()
    for score, start, end in sorted(found, key=lambda f: (-f[0], f[1], f[2])):
        if score < threshold:
            break
        if used.isdisjoint(range(start, end)):
            used.update(range(start, end))
            taken.append((start, end, score))
    return sorted(taken)
