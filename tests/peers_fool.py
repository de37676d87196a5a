"""FoolNLTK 0.1.7's name finder without TensorFlow: its weights (Apache-2.0) read out of its sdist, run by torch."""

import io
import json
import tarfile
import zipfile
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray

from pipeline.fold import fold

_PAD = -1000.0
Arrays = dict[str, NDArray[np.float32]]


class Fool:
    """Returns the persons of a sentence as half-open ranges; traditional script is simplified first."""

    def __init__(self, sdist: Path) -> None:
        with tarfile.open(sdist) as archive:
            files = {Path(m.name).name: m for m in archive.getmembers() if m.isfile()}

            def content(name: str) -> bytes:
                stream = archive.extractfile(files[name])
                assert stream is not None
                return stream.read()

            graph, maps = content("ner.pb"), content("map.zip")
        with zipfile.ZipFile(io.BytesIO(maps)) as zipped:
            found = json.loads(zipped.read("all_map.json"))
        self._characters: dict[str, int] = found["char_map"]
        self._tags = {int(number): tag for number, tag in found["ner_map"].items()}
        arrays = dict(_constants(graph))
        vectors = arrays["char_embeding"]
        self._vectors = torch.from_numpy(np.concatenate([np.zeros((1, vectors.shape[1]), np.float32), vectors]))
        self._lstm = _lstm(arrays)
        names = ("hidden/w_tanh", "hidden/b_tanh", "output/w_out", "output/b_out")
        self._layers = [torch.from_numpy(arrays[f"project/{name}"].copy()) for name in names]
        self._transitions = arrays["crf_loss/transitions"]

    def __call__(self, sentence: str) -> list[tuple[int, int]]:
        if not sentence:
            return []
        unknown = self._characters["<OOV>"]
        numbers = [self._characters.get(c, unknown) for c in fold(sentence)]
        inward, inward_bias, outward, outward_bias = self._layers
        with torch.no_grad():
            states, _ = self._lstm(self._vectors[numbers][None])
            logits = torch.tanh(states[0] @ inward + inward_bias) @ outward + outward_bias
        return list(_persons([self._tags[n] for n in _best(logits.numpy(), self._transitions)]))


def _persons(tags: list[str]) -> Iterator[tuple[int, int]]:
    start = None
    for at, tag in enumerate(tags):
        place, _, kind = tag.partition("_")
        if kind != "person":
            start = None
        elif place == "S":
            yield at, at + 1
        elif place == "B":
            start = at
        elif place == "E" and start is not None:
            yield start, at + 1
            start = None


def _best(logits: NDArray[np.float32], transitions: NDArray[np.float32]) -> list[int]:
    """Return the best path; the last of the states is where every path begins."""
    count = logits.shape[1]
    scores = transitions[count, :count] + logits[0]
    back = []
    for row in logits[1:]:
        steps = scores[:, None] + transitions[:count, :count]
        back.append(steps.argmax(axis=0))
        scores = steps.max(axis=0) + row
    path = [int(scores.argmax())]
    for row in reversed(back):
        path.append(int(row[path[-1]]))
    return path[::-1]


def _lstm(arrays: Arrays) -> torch.nn.LSTM:
    """Return the recurrent layer: TensorFlow orders its gates i, j, f, o and adds 1 to f, torch i, f, j, o."""
    size = arrays["char_embeding"].shape[1]
    layer = torch.nn.LSTM(size, size, bidirectional=True, batch_first=True)
    with torch.no_grad():
        for way, end in (("fw", ""), ("bw", "_reverse")):
            kernel, bias = (
                arrays[f"char_bilstm/bidirectional_rnn/{way}/basic_lstm_cell/{k}"] for k in ("kernel", "bias")
            )
            i, j, f, o = np.split(kernel, 4, axis=1)
            gates = np.concatenate([i, f, j, o], axis=1)
            i, j, f, o = np.split(bias, 4)
            getattr(layer, f"weight_ih_l0{end}").copy_(torch.from_numpy(gates[:size].T.copy()))
            getattr(layer, f"weight_hh_l0{end}").copy_(torch.from_numpy(gates[size:].T.copy()))
            getattr(layer, f"bias_ih_l0{end}").copy_(torch.from_numpy(np.concatenate([i, f + 1, j, o])))
            getattr(layer, f"bias_hh_l0{end}").zero_()
    return layer.eval()


def _constants(graph: bytes) -> Iterator[tuple[str, NDArray[np.float32]]]:
    """Yield the arrays of float32 of a frozen graph (protocol buffers: GraphDef.node = 1, NodeDef.attr = 5)."""
    for number, node in _fields(graph):
        if number == 1 and isinstance(node, bytes):
            name, value = "", None
            for field, content in _fields(node):
                if field == 1 and isinstance(content, bytes):
                    name = content.decode()
                elif field == 5 and isinstance(content, bytes):
                    value = _tensor(dict(_fields(content))) if b"value" in content[:8] else value
            if value is not None:
                yield name, value


def _tensor(attribute: dict[int, int | bytes]) -> NDArray[np.float32] | None:
    """Return the array of an attribute (AttrValue.tensor = 8; TensorProto: dtype 1, shape 2, content 4)."""
    held = attribute.get(2)
    tensor = dict(_fields(held)).get(8) if isinstance(held, bytes) else None
    if not isinstance(tensor, bytes):
        return None
    fields = dict(_fields(tensor))
    shape, content = fields.get(2), fields.get(4)
    if fields.get(1) != 1 or not isinstance(shape, bytes) or not isinstance(content, bytes):
        return None
    sizes = [dict(_fields(size)).get(1, 0) for _, size in _fields(shape) if isinstance(size, bytes)]
    return np.frombuffer(content, np.float32).reshape([int(size) for size in sizes])


def _fields(data: bytes) -> Iterator[tuple[int, int | bytes]]:
    at = 0
    while at < len(data):
        key, at = _varint(data, at)
        wire = key & 7
        if wire == 0:
            number, at = _varint(data, at)
            yield key >> 3, number
            continue
        size, at = _varint(data, at) if wire == 2 else (8 if wire == 1 else 4, at)
        yield key >> 3, data[at : at + size]
        at += size


def _varint(data: bytes, at: int) -> tuple[int, int]:
    number = shift = 0
    while True:
        byte = data[at]
        number |= (byte & 127) << shift
        at, shift = at + 1, shift + 7
        if byte < 128:
            return number, at
