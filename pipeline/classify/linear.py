"""A linear model over hashed character n-grams, in numpy; training and run time make the same features here."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

_MULTIPLIERS = (0x9E3779B1, 0x85EBCA6B, 0xC2B2AE35, 0x27D4EB2F)
_MIX = 0x2C1B3C6D
_GRAMS = (1, 2, 3)

Floats = NDArray[np.float32]
Integers = NDArray[np.int64]


def buckets_of(text: str, bits: int) -> Integers:
    """Return the buckets of all 1- to 3-grams of text, (n_grams,), int64, 0 to 2**bits - 1; white space is left out."""
    codes = np.frombuffer("".join(text.split()).encode("utf-32-le", "replace"), dtype=np.uint32)
    found = []
    for size in _GRAMS:
        count = len(codes) - size + 1
        if count <= 0:
            break
        mixed = np.full(count, size, dtype=np.uint32)
        for place in range(size):
            mixed = (mixed + codes[place : place + count]) * np.uint32(_MULTIPLIERS[place])
            mixed ^= mixed >> np.uint32(15)
        mixed *= np.uint32(_MIX)
        found.append((mixed >> np.uint32(32 - bits)).astype(np.int64))
    return np.concatenate(found) if found else np.empty(0, dtype=np.int64)


def features(title: str, body: str, *, bits: int, title_weight: float) -> tuple[Integers, Floats]:
    """Return the buckets of a document, each once, and their values: log(1 + count), a gram of the title counting more.

    buckets: (n,), int64; values: (n,), float32, above 0.
    """
    of_title, of_body = buckets_of(title, bits), buckets_of(body, bits)
    if not len(of_title) + len(of_body):
        return np.empty(0, dtype=np.int64), np.empty(0, dtype=np.float32)
    every, place = np.unique(np.concatenate((of_title, of_body)), return_inverse=True)
    weights = np.ones(len(place), dtype=np.float32)
    weights[: len(of_title)] = title_weight
    counts = np.bincount(place, weights=weights, minlength=len(every))
    return every, np.log1p(counts).astype(np.float32)


@dataclass(frozen=True, slots=True)
class Linear:
    """Weights of a linear model.

    weights: (2**bits, n_labels), float16; bias: (n_labels,), float32; idf: (2**bits,), float16; labels: (n_labels,);
    title_weight: how many times a gram of the title counts; body_length: how many characters of the body are read.
    """

    weights: NDArray[np.float16]
    bias: Floats
    idf: NDArray[np.float16]
    labels: tuple[str, ...]
    title_weight: float
    body_length: int

    @property
    def bits(self) -> int:
        """The binary logarithm of the number of buckets."""
        return int(self.weights.shape[0]).bit_length() - 1

    def scores(self, title: str, body: str) -> Floats:
        """Return the score of each label, (n_labels,), float32, log-odds."""
        buckets, values = features(title, body[: self.body_length], bits=self.bits, title_weight=self.title_weight)
        if not len(buckets):
            return self.bias
        values = values * self.idf[buckets].astype(np.float32)
        length = float(np.sqrt(values @ values)) or 1.0
        scores: Floats = (values / np.float32(length)) @ self.weights[buckets].astype(np.float32) + self.bias
        return scores


def opened(arrays: Mapping[str, Any]) -> Linear:
    """Return the model of arrays as fit_topic saves them."""
    return Linear(
        arrays["weights"], arrays["bias"].astype(np.float32), arrays["idf"], tuple(map(str, arrays["labels"])),
        float(arrays["title_weight"]), int(arrays["body_length"]),
    )  # fmt: skip


def softmax(scores: Floats) -> Floats:
    """Return probabilities, (n_labels,), float32, sum 1."""
    raised = np.exp(scores - scores.max())
    probability: Floats = (raised / raised.sum()).astype(np.float32)
    return probability
