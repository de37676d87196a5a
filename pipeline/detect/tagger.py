"""The name tagger: a small network over characters that reads from the context where a person's name stands."""

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

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


@cache
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

    def spans(self, folded: str, *, windows: Sequence[int] | None = None) -> list[Tagged]:
        """Return the names in a folded text, in order of place.

        windows: where those windows of `LENGTH` characters begin that are read, in order; None: the whole text is read.
        """
        return self._named([folded], [starts(len(folded)) if windows is None else windows])[0]

    def batch(self, texts: Sequence[str]) -> list[list[Tagged]]:
        """Return the names of each text, as `spans` does."""
        return self._named(texts, [starts(len(text)) for text in texts])

    def _named(self, texts: Sequence[str], windows: Sequence[Iterable[int]]) -> list[list[Tagged]]:
        if self._session is None:
            self._load()
        out = []
        for text, tags in zip(texts, self._tags(texts, windows), strict=True):
            read = names(tags, threshold=self._threshold or 0.0) if text else []
            out.append([_trimmed(text, one) for one in read if not text[one.start : one.end].isspace()])
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

    def _tags(self, texts: Sequence[str], windows: Sequence[Iterable[int]]) -> list[Array]:
        """Return for each text the probability of each tag: (len(text), 5), float32; 0 where no window is."""
        out = [np.zeros((len(text), TAGS), dtype=np.float32) for text in texts]
        jobs = [(i, start, first) for i, begins in enumerate(windows) for start, first in _shared(begins)]
        read = {i: (self._alphabet.numbers(texts[i]), marks(texts[i])) for i in {job[0] for job in jobs}}
        for at in range(0, len(jobs), _BATCH):
            group = jobs[at : at + _BATCH]
            fed = np.zeros((2, len(group), LENGTH), dtype=np.int32)
            for row, (i, start, _) in enumerate(group):
                for which, array in enumerate(read[i]):
                    part = array[start : start + LENGTH]
                    fed[which, row, : len(part)] = part
            (tags,) = self._session.run(["tags"], {"characters": fed[0], "marks": fed[1]})
            for (i, start, first), row in zip(group, tags, strict=True):
                end = min(start + LENGTH, len(out[i]))
                out[i][first:end] = row[first - start : end - start]
        return out


def _shared(begins: Iterable[int]) -> Iterator[tuple[int, int]]:
    """Yield where each window begins and from where it counts: of what two windows read, each gives its half."""
    reached = 0
    for start in begins:
        yield start, start + max(0, reached - start) // 2
        reached = start + LENGTH


def _trimmed(text: str, one: Tagged) -> Tagged:
    """Return the name without the spaces around it."""
    name = text[one.start : one.end]
    start, end = one.end - len(name.lstrip()), one.start + len(name.rstrip())
    return one if (start, end) == one[:2] else one._replace(start=start, end=end)


def starts(length: int) -> Iterator[int]:
    """Yield where the windows of a text begin, each sharing `_OVERLAP` characters with the one before."""
    yield 0
    yield from range(LENGTH - _OVERLAP, length - _OVERLAP, LENGTH - _OVERLAP)


def names(tags: Array, *, threshold: float) -> list[Tagged]:
    """Return the best names that do not overlap, in order of place, of score `threshold` at least.

    tags: (length, 5), probabilities. score: the geometric mean of the probabilities of a name's tags.
    """
    logs = np.log(np.maximum(tags, 1e-9), dtype=np.float64)
    insides = np.concatenate(([0.0], np.cumsum(logs[:, INSIDE])))
    singles = np.flatnonzero(tags[:, SINGLE] >= threshold)
    found = [(float(tags[at, SINGLE]), int(at), int(at) + 1) for at in singles]
    begins = np.flatnonzero(tags[:, BEGIN] > _FAINT)
    for size in range(2, _LONGEST + 1):
        begins = begins[begins + size <= len(tags)]
        ends = begins + size
        sums = logs[begins, BEGIN] + insides[ends - 1] - insides[begins + 1] + logs[ends - 1, END]
        scores = np.exp(sums / size)
        kept = np.flatnonzero(scores >= threshold)
        found.extend(zip(scores[kept].tolist(), begins[kept].tolist(), ends[kept].tolist(), strict=True))
    taken: list[Tagged] = []
    used = bytearray(len(tags))
    for score, start, end in sorted(found, key=lambda f: (-f[0], f[1], f[2])):
        if not any(used[start:end]):
            used[start:end] = b"\1" * (end - start)
            taken.append(Tagged(start, end, score))
    return sorted(taken)
