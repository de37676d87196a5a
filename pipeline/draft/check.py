"""The gate of a draft: how much it copies, whether all it says stands in the source, how plain it reads."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, fields

import numpy as np
from numpy.typing import NDArray

from pipeline.doc import Check, Section
from pipeline.draft.support import bodies, figures, titles

REQUIRED = ("background", "goal", "measures", "scope", "standards", "exceptions", "terms", "benefits", "changes")
"""The nine required elements; standards holds procedure and dates too (执行标准)."""
_STANDARDS = ("standards", "procedure", "dates")

_SHINGLE, _RUN = 13, 8
_FACTOR = np.uint64(0x9E3779B97F4A7C15)
_DIGITS = "0123456789."
_QUOTED = re.compile(r"[“「][^”」]*[”」]")
# Without punctuation and the commonest function characters: padding a copy with them changes nothing.
_PADDING = re.compile(r"[\W_的了和与及并等]+")
_SENTENCE = re.compile(r"[^。；！？]+")


@dataclass(frozen=True, slots=True)
class Limits:
    """The limits of the checks: shares 0 to 1; longest_run and sentence_length in characters, the rest in places."""

    copy_ratio: float = 0.3
    copied: float = 0.45
    quoted: float = 0.2
    longest_run: float = 60
    length_ratio: float = 0.3
    numbers_supported: float = 1.0
    names_supported: float = 1.0
    coverage: float = 0.6
    personal_left: float = 0
    slogans: float = 0
    headings_only: float = 0
    sentence_length: float = 60


_AT_LEAST = frozenset({"numbers_supported", "names_supported", "coverage"})


def covered(elements: set[str]) -> frozenset[str]:
    """Return the required elements among those of a draft."""
    return frozenset(e for e in REQUIRED if e in elements or (e == "standards" and elements.intersection(_STANDARDS)))


def measured(
    sections: Sequence[Section],
    source: str,
    *,
    characters: int,
    limits: Limits,
    slogans: int,
    secrets: int,
    headings: Sequence[str],
) -> tuple[Check, ...]:
    """Return the checks of a draft in simplified script.

    source: the sentences of the policy without white space; characters: of the whole policy; slogans, secrets: how many
    places of the draft hold one; headings: of the policy, without markers.
    """
    claims = [c.text for s in sections for c in s.claims]
    draft = "\n".join(claims)
    solid = "".join(draft.split())
    known = _runs(source, _SHINGLE)
    shingles = _hits(solid, known, _SHINGLE)
    own = _PADDING.sub("", _QUOTED.sub("", solid))
    values = {
        "copy_ratio": _share(int(shingles.sum()), len(shingles)),
        "copied": _share(_covered(_hits(own, _runs(_PADDING.sub("", source), _RUN), _RUN), _RUN), len(own)),
        "quoted": _share(sum(map(len, _QUOTED.findall(solid))), len(solid)),
        "longest_run": float(_longest(_hits(_QUOTED.sub("\n", draft), known, _SHINGLE), _SHINGLE)),
        "length_ratio": _share(len(solid), characters),
        "numbers_supported": _supported([_stands(f, source) for f in figures(draft)]),
        "names_supported": _supported([n in source for n in titles(draft) | bodies(draft)]),
        "coverage": len(covered({s.element for s in sections if s.claims})) / len(REQUIRED),
        "personal_left": float(draft.count("×") + secrets),
        "slogans": float(slogans),
        "headings_only": float(len({c.strip("。：") for c in claims}.intersection(headings))),
        "sentence_length": _sentence_length(solid),
    }
    return tuple(_check(f.name, values[f.name], float(getattr(limits, f.name))) for f in fields(limits))


def longest_run(draft: str, source: str) -> int:
    """Return how many characters of the draft on end stand in the source, outside quotations; 0 for fewer than 13."""
    return _longest(_hits(_QUOTED.sub("\n", draft), _runs(source, _SHINGLE), _SHINGLE), _SHINGLE)


def runs_longer(said: str, source: str, most: int) -> bool:
    """Return whether more than `most` characters of a statement on end stand in its source, outside quotations."""
    half = (most + 1) // 2
    for part in _QUOTED.split(said):
        for at in range(0, len(part) - half + 1, half):
            # A run longer than `most` holds one of these blocks whole.
            place = source.find(part[at : at + half])
            if place >= 0 and _shared_around(part, at, source, place) > most:
                return True
    return False


def _shared_around(one: str, at: int, other: str, place: int) -> int:
    """Return how many characters on end two texts share around a place of each."""
    start, end = 0, 0
    while start < min(at, place) and one[at - start - 1] == other[place - start - 1]:
        start += 1
    while at + end < len(one) and place + end < len(other) and one[at + end] == other[place + end]:
        end += 1
    return start + end


def _check(name: str, value: float, limit: float) -> Check:
    return Check(name, value >= limit if name in _AT_LEAST else value <= limit, value, limit)


def _runs(source: str, size: int) -> NDArray[np.uint64]:
    """Return the hashes of the source's runs of `size` characters, ascending."""
    return np.sort(_hashes(source, size))


def _hits(draft: str, known: NDArray[np.uint64], size: int) -> NDArray[np.bool_]:
    """Return for each run of `size` characters of the draft whether the source has it, (len(draft) - size + 1,)."""
    own = _hashes(draft, size)
    if not len(known):
        return np.zeros(len(own), dtype=bool)
    return np.equal(known[np.minimum(np.searchsorted(known, own), len(known) - 1)], own)


def _hashes(text: str, size: int) -> NDArray[np.uint64]:
    """Return a 64-bit hash of each run of `size` characters; runs that differ share one in about 1 of 10^19 cases."""
    codes = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype=np.uint32).astype(np.uint64)
    count = max(len(codes) - size + 1, 0)
    out = np.zeros(count, dtype=np.uint64)
    for step in range(size):
        out = out * _FACTOR + codes[step : step + count]
    return out


def _covered(hits: NDArray[np.bool_], size: int) -> int:
    """Return how many characters lie in runs of `size` that hit."""
    edges = np.zeros(len(hits) + size + 1, dtype=np.int64)
    at = np.flatnonzero(hits)
    np.add.at(edges, at, 1)
    np.add.at(edges, at + size, -1)
    return int(np.count_nonzero(np.cumsum(edges)))


def _longest(hits: NDArray[np.bool_], size: int) -> int:
    """Return the length of the longest run of characters in which each run of `size` hits; 0 where none does."""
    misses = np.flatnonzero(~np.concatenate([[False], hits, [False]]))
    longest = int(np.diff(misses).max()) - 1
    return longest + size - 1 if longest else 0


def _share(part: float, whole: float) -> float:
    return part / whole if whole else 0.0


def _stands(figure: str, source: str) -> bool:
    """Return whether a figure stands in the source as itself, not as the end of a longer one."""
    at = source.find(figure)
    while at >= 0:
        if at == 0 or source[at - 1] not in _DIGITS or not (source[at - 1] + figure[0]).isascii():
            return True
        at = source.find(figure, at + 1)
    return False


def _supported(each: Sequence[bool]) -> float:
    return _share(sum(each), len(each)) if each else 1.0


def _sentence_length(draft: str) -> float:
    """Return the mean length of a sentence, in characters."""
    lengths = [len(s) for s in _SENTENCE.findall(draft)]
    return sum(lengths) / len(lengths) if lengths else 0.0
