"""The word lists that invented names and sentences are made of (`data/corpus/names/lists.toml`)."""

from dataclasses import dataclass
from pathlib import Path

from pipeline.terms import Registers

_ROOT = Path(__file__).parents[2]


@dataclass(frozen=True, slots=True)
class WordList:
    """A row: words between spaces, characters, or sentences one a line."""

    id: str
    words: str


def word_lists(folder: Path = _ROOT / "data" / "corpus" / "names") -> dict[str, str]:
    """Return the lists by id."""
    return {row.id: row.words for row in Registers((folder,)).rows("lists", WordList)}
