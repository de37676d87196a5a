"""What stands around a match, and where the words stand in it."""

from collections.abc import Sequence
from dataclasses import dataclass

from pipeline.doc import Range, merged
from pipeline.store.grams import plain

_BEFORE, _LENGTH = 24, 120  # characters shown before the first match, and in all


@dataclass(frozen=True, slots=True)
class Snippet:
    """A piece of a text; ranges: of the words in `text`, half-open, in code points; start: its place in the whole."""

    text: str
    ranges: tuple[Range, ...] = ()
    start: int = 0


def snippet(text: str, words: Sequence[str]) -> Snippet:
    """Return the piece of a text around the first of the words (as searched, see `grams`), or its beginning."""
    found = _ranges(plain(text), words, first=True)
    first, end = min(found, default=(0, 0))
    start = max(first - _BEFORE, 0)
    piece = text[start : max(start + _LENGTH, end)]
    return Snippet(piece, _ranges(plain(piece), words), start)


def _ranges(searched: str, words: Sequence[str], *, first: bool = False) -> tuple[Range, ...]:
    """Return where the words stand, spaces and line ends within them too; first: the first place of each only."""
    places = [i for i, c in enumerate(searched) if not c.isspace()]
    key = "".join(searched.split())
    found: list[Range] = []
    for word in words:
        at = key.find(word)
        while at >= 0:
            found.append((places[at], places[at + len(word) - 1] + 1))
            at = -1 if first else key.find(word, at + len(word))
    return merged(found)
