"""What is searched for and what is found by it: characters and pairs of characters of a folded text, as numbers."""

from collections.abc import Iterator
from functools import lru_cache

from pipeline.fold import clean, fold

FIELDS = {"folded": 1, "title": 2, "number": 3, "issuer": 4}
"""The fields that are searched; a pair of one field is another number than that of another."""

_BITS = 21  # a code point
_LONGEST = 200
_BRACKETS = "()（）[]［］【】〈〉<>《》"


def folded(text: str) -> str:
    """Return a text as it is searched: folded, lower case, half width, one kind of bracket, without spaces."""
    return "".join(plain(text).split())


def plain(text: str) -> str:
    """Return a text of the same length, each character as it is searched."""
    return fold(clean(text)).translate(_table())


@lru_cache(maxsize=1)
def _table() -> dict[int, str]:
    """Return what each character becomes after `fold`; one for one."""
    lower = {c: chr(c).lower() for c in range(0x10000) if len(chr(c).lower()) == 1 and chr(c).lower() != chr(c)}
    width = {c: chr(c - 0xFEE0).lower() for c in range(0xFF01, 0xFF5F)}
    open_close = {ord(c): "〔〕"[i % 2] for i, c in enumerate(_BRACKETS)}
    return lower | width | open_close | {ord(c): '"' for c in "“”"} | {ord(c): "'" for c in "‘’"}


def words(query: str) -> tuple[str, ...]:
    """Return the words of a query as they are searched, each once; only its first 200 characters count."""
    return tuple(dict.fromkeys(plain(query[:_LONGEST]).split()))


def codes(field: str, word: str) -> Iterator[int]:
    """Yield what the index must hold of a word: its pairs, or its one character."""
    base = FIELDS[field] << (2 * _BITS)
    if len(word) == 1:
        yield base | ord(word) << _BITS
    for one, other in zip(word, word[1:], strict=False):
        yield base | ord(one) << _BITS | ord(other)


def every(field: str, text: str) -> set[int]:
    """Return what the index holds of a folded text: each character and each pair of neighbours, once."""
    base = FIELDS[field] << (2 * _BITS)
    singles = {base | ord(c) << _BITS for c in set(text)}
    return singles | {base | ord(a) << _BITS | ord(b) for a, b in set(zip(text, text[1:], strict=False))}
