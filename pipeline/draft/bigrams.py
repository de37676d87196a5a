"""Character bigrams of passages: how central each is, how near the title, how much it repeats."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

_FIRST_HAN, _LAST_HAN = 0x4E00, 0x9FFF


@dataclass(frozen=True, slots=True)
class Bigrams:
    """The distinct bigrams of Chinese characters of n passages.

    passage, bigram: one entry for each pair, (n_pairs,), int64, sorted by passage; starts: where each passage's entries
    start, (n + 1,); central, near_title: (n,), float64, 0 to 1.
    """

    passage: NDArray[np.int64]
    bigram: NDArray[np.int64]
    starts: NDArray[np.int64]
    central: NDArray[np.float64]
    near_title: NDArray[np.float64]
    distinct: int

    def of(self, number: int) -> NDArray[np.int64]:
        """Return the bigrams of a passage, ascending."""
        return self.bigram[self.starts[number] : self.starts[number + 1]]


def bigrams(texts: Sequence[str], title: str) -> Bigrams:
    """Return the bigrams of texts; linear in their length but for one sort."""
    joined = "\n".join([*texts, title])
    codes = np.frombuffer(joined.encode("utf-32-le", "surrogatepass"), dtype=np.uint32).astype(np.int64)
    han = (codes >= _FIRST_HAN) & (codes <= _LAST_HAN)
    at = np.flatnonzero(han[:-1] & han[1:])
    number = np.repeat(np.arange(len(texts) + 1), [len(t) + 1 for t in (*texts, title)])[at]
    _, which = np.unique((codes[at] << 16) | codes[at + 1], return_inverse=True)
    distinct = int(which.max()) + 1 if len(which) else 1
    pairs = np.sort(number * distinct + which)
    pairs = pairs[np.concatenate([[True], pairs[1:] != pairs[:-1]])] if len(pairs) else pairs
    passage, bigram = pairs // distinct, pairs % distinct
    own = passage < len(texts)
    in_title = np.zeros(distinct, dtype=bool)
    in_title[bigram[~own]] = True
    passage, bigram = passage[own], bigram[own]
    frequency = np.log(np.maximum(np.bincount(bigram, minlength=distinct), 1))
    starts = np.searchsorted(passage, np.arange(len(texts) + 1))
    sizes = np.maximum(np.diff(starts), 1)
    central = np.bincount(passage, weights=frequency[bigram], minlength=len(texts)) / sizes
    near = np.bincount(passage, weights=in_title[bigram], minlength=len(texts)) / max(int(in_title.sum()), 1)
    return Bigrams(passage, bigram, starts, central / max(float(central.max(initial=0)), 1e-9), near, distinct)
