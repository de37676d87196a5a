"""Trains the name tagger's network on windows of text."""

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import rjieba
import torch
from numpy.typing import NDArray
from torch import Tensor
from torch.nn import functional

from pipeline.detect.tagger import LENGTH, Alphabet, marks
from pipeline.train.name_network import Network

_CUT_SHORT = 0.15  # share of the windows that end before their length, as the last of a text does
_FIELDS = ("characters", "marks", "tags")
_WARM, _LEAST = 0.05, 0.03
Windows = tuple[NDArray[np.int64], ...]


@dataclass(frozen=True, slots=True)
class Example:
    """A text as the network reads it: character, mark and tag numbers, each (length,)."""

    characters: NDArray[np.int32]
    marks: NDArray[np.int32]
    tags: NDArray[np.int64]


def example(alphabet: Alphabet, text: str, tags: Sequence[int]) -> Example:
    return Example(alphabet.numbers(text), marks(rjieba.tag(text)), np.array(tags, dtype=np.int64))


def windows(examples: Sequence[Example], choose: random.Random) -> Windows:
    """Return the examples one after the other in windows of `LENGTH`: the fields of `Example`, (n, LENGTH)."""
    joined = [np.concatenate([getattr(e, name) for e in examples]) for name in _FIELDS]
    skip = choose.randrange(LENGTH)
    count = (len(joined[0]) - skip) // LENGTH
    out = tuple(a[skip : skip + count * LENGTH].astype(np.int64).reshape(count, LENGTH) for a in joined)
    for row in choose.sample(range(count), int(_CUT_SHORT * count)):
        end = choose.randrange(8, LENGTH)
        for array in out:
            array[row, end:] = 0
    return out


class Training:
    """params: block `fit_names`."""

    def __init__(self, params: dict[str, Any], seed: int) -> None:
        self._params, self._seed = params, seed

    def run(self, network: Network, epoch: Callable[[], Windows], *, turns: int, rate: float) -> None:
        """Train for `turns` epochs; what is left in the network is the mean of its weights near the end.

        rate: the learning rate at its height.
        """
        optimizer = torch.optim.AdamW(network.parameters(), lr=rate, weight_decay=0.01)
        size, shuffle = self._params["batch"], np.random.default_rng(self._seed)
        step = steps = 0
        mean = None
        for turn in range(turns):
            network.train()
            read = epoch()
            order = shuffle.permutation(len(read[0]))
            steps = steps or turns * -(-len(order) // size)
            for at in range(0, len(order), size):
                for group in optimizer.param_groups:
                    group["lr"] = rate * _pace(step / steps)
                step += 1
                self._step(network, optimizer, [torch.from_numpy(w[order[at : at + size]]) for w in read])
            mean = _averaged(mean, network, turn, turns)
        network.load_state_dict(mean or network.state_dict())
        network.eval()

    def _step(self, network: Network, optimizer: Any, batch: Sequence[Tensor]) -> None:
        characters, marked, tags = batch
        odds = network(*_blurred(characters, marked, tags))
        optimizer.zero_grad()
        functional.cross_entropy(odds.transpose(1, 2), tags).backward()
        torch.nn.utils.clip_grad_norm_(network.parameters(), 1.0)
        optimizer.step()


def _blurred(characters: Tensor, marked: Tensor, tags: Tensor) -> tuple[Tensor, Tensor]:
    """Return both with some characters of names unknown and some marks gone: the context must be enough."""
    named = (torch.rand(characters.shape) < 0.12) & (tags > 0)
    other = (torch.rand(characters.shape) < 0.01) & (characters > 1)
    gone = torch.rand(marked.shape) < 0.08
    return characters.masked_fill(named | other, 1), marked.masked_fill(gone, 0)


def _pace(share: float) -> float:
    """Return what share of the learning rate holds after this share of the steps."""
    return max(min(share / _WARM, 1.0) * (1.0 - share), _LEAST * (share > _WARM))


def _averaged(mean: Any, network: Network, turn: int, turns: int) -> Any:
    """Return the mean of the weights over the last quarter of the epochs."""
    since = turn - turns * 3 // 4
    if since < 0:
        return None
    now = {key: value.clone() for key, value in network.state_dict().items()}
    if mean is None:
        return now
    return {key: value + (now[key] - value) / (since + 1) for key, value in mean.items()}
