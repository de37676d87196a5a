"""What was masked, and numbers that are somebody's, looked for where the mask may have missed them."""

import re
from collections.abc import Iterable

_LEAST = 2
# A mobile or a citizen number has no place in an interpretation, whoever's it is.
_NUMBER = re.compile(r"(?<![0-9])(?:1[3-9][0-9]{9}|[1-9][0-9]{16}[0-9Xx])(?![0-9])")


class Secrets:
    """The masked strings of a document by length: a text is searched in time of its length, however many there are."""

    def __init__(self, strings: Iterable[str]) -> None:
        self._by_length: dict[int, set[str]] = {}
        for string in strings:
            if len(string) >= _LEAST:
                self._by_length.setdefault(len(string), set()).add(string)

    def count(self, text: str) -> int:
        """Return how many places of a text hold something masked, or the number of a person."""
        return len(_NUMBER.findall(text)) + sum(
            text[at : at + size] in known
            for size, known in self._by_length.items()
            for at in range(len(text) - size + 1)
        )
