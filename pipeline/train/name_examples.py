"""Passages to train the name tagger on: our own with their names drawn anew, and the layouts that real text has."""

import random
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pipeline.fold import fold
from pipeline.train.corpus import read_corpus, read_passages
from pipeline.train.name_frames import Frames
from pipeline.train.person_names import PersonNames

NEWS = ("n3", "n4")
"""The hands that write as newspapers do."""
_KEEP_NAMES = 0.2
_USUAL, _USUAL_NEWS = 0.3, 0.9
"""How often the names of a passage are drawn as people bear them, not for their oddness."""
_SWAPPED = 0.35
_LONG_LIST = 0.15
_DROPPABLE = frozenset("，、。：；（）")
_WRAPPING = frozenset("\n\t ")


Varied = tuple[str, list[int]]
"""A text, and for each character its tag (see `detect.tagger`)."""


@dataclass(frozen=True, slots=True)
class Passage:
    """A folded text in pieces, every second of them a name (it begins and ends with what is none)."""

    pieces: tuple[str, ...]
    hand: str = ""

    @property
    def text(self) -> str:
        return "".join(self.pieces)

    @property
    def names(self) -> list[tuple[int, int]]:
        """Return the ranges of the names."""
        out, at = [], 0
        for number, piece in enumerate(self.pieces):
            if number % 2:
                out.append((at, at + len(piece)))
            at += len(piece)
        return out


def own_passages(corpus: Path) -> list[Passage]:
    """Return our own documents (`dev`, `personal_dev`) and name-rich passages (`names`)."""
    rows = [*read_corpus(corpus / "dev"), *read_corpus(corpus / "personal_dev")]
    for file in sorted((corpus / "names").glob("*.txt")):
        rows.extend(read_passages(file))
    return [_passage(row) for row in rows]


def _passage(row: dict[str, Any]) -> Passage:
    text, at = fold(row["text"]), 0
    pieces: list[str] = []
    for start, end, kind in sorted([*row["spans"], *row["kept"]]):
        if kind == "person_name" and start >= at:
            pieces += [text[at:start], text[start:end]]
            at = end
    return Passage((*pieces, text[at:]), row["author"])


def varied(passage: Passage, frames: Frames, choose: random.Random) -> Varied:
    """Return the passage with other names, some other words beside them, and another layout."""
    usual = choose.random() < (_USUAL_NEWS if passage.hand in NEWS else _USUAL)
    pieces = frames.swapped(_renamed(passage.pieces, frames.names, choose, usual), choose, share=_SWAPPED)
    return laid_out(pieces, frames.names, choose)


def laid_out(pieces: Sequence[str], names: PersonNames, choose: random.Random, *, plain: bool = False) -> Varied:
    """Return the pieces, every second of them a name, as a text in some layout; plain: as they are."""
    if not plain and choose.random() < _LONG_LIST:
        pieces = _longer_lists(pieces, names, choose)
    characters: list[str] = []
    owners: list[int] = []
    for number, piece in enumerate(pieces):
        characters.extend(piece)
        owners.extend([number if number % 2 else 0] * len(piece))
    for change, share in _LAYOUTS:
        if not plain and choose.random() < share:
            characters, owners = change(characters, owners, choose)
    return "".join(characters) + "\n", [*tag_numbers(owners), 0]


def _renamed(pieces: Sequence[str], names: PersonNames, choose: random.Random, usual: bool) -> list[str]:
    if choose.random() < _KEEP_NAMES:
        return list(pieces)
    drawn: dict[str, str] = {}
    out = list(pieces)
    for number in range(1, len(out), 2):
        key = re.sub(r"\s", "", out[number])
        if key not in drawn:
            drawn[key] = names.draw(choose, usual=usual)
        out[number] = drawn[key]
    return out


def _longer_lists(pieces: Sequence[str], names: PersonNames, choose: random.Random) -> list[str]:
    """Return the pieces with lists of names longer, or a list in place of a name."""
    out = [pieces[0]]
    for number in range(1, len(pieces), 2):
        after = pieces[number + 1]
        out += [pieces[number]]
        listed = out[-2].endswith("、") or after.startswith("、")
        if choose.random() < (0.5 if listed else 0.06):
            for _ in range(choose.choice((1, 1, 2, 3, 6, 10))):
                out += [choose.choice(("、", "、", "、", "，", " ", "\n")) if listed else "、", names.draw(choose)]
        out += [after]
    return out


Change = Callable[[list[str], list[int], random.Random], tuple[list[str], list[int]]]


def _kept(characters: list[str], owners: list[int], keep: Callable[[int], bool]) -> tuple[list[str], list[int]]:
    places = [i for i in range(len(characters)) if keep(i)]
    return [characters[i] for i in places], [owners[i] for i in places]


def _spread(characters: list[str], owners: list[int], gap: Callable[[int], str]) -> tuple[list[str], list[int]]:
    """Return both with what `gap` gives put in before each place; inside a name it is part of the name."""
    out: list[str] = []
    whose: list[int] = []
    for i, character in enumerate(characters):
        put = gap(i)
        owner = owners[i] if i and owners[i] == owners[i - 1] else 0
        out.extend(put)
        whose.extend([owner] * len(put))
        out.append(character)
        whose.append(owners[i])
    return out, whose


def _run_together(characters: list[str], owners: list[int], _: random.Random) -> tuple[list[str], list[int]]:
    return _kept(characters, owners, lambda i: characters[i] not in "\n\t")


def _unpunctuated(characters: list[str], owners: list[int], choose: random.Random) -> tuple[list[str], list[int]]:
    share = choose.choice((0.1, 0.3, 0.8))
    gone = [c in _DROPPABLE and choose.random() < share for c in characters]
    return _kept(characters, owners, lambda i: not gone[i])


def _spaced(characters: list[str], owners: list[int], choose: random.Random) -> tuple[list[str], list[int]]:
    def gap(i: int) -> str:
        return " " if i and characters[i] not in _WRAPPING and characters[i - 1] not in _WRAPPING else ""

    return _spread(characters, owners, gap)


def _spaced_names(characters: list[str], owners: list[int], choose: random.Random) -> tuple[list[str], list[int]]:
    """Return short names set as wide as long ones, as lists and signatures do."""
    width = choose.choice((" ", "  ", "    "))
    lengths: dict[int, int] = {}
    for owner in owners:
        lengths[owner] = lengths.get(owner, 0) + 1
    most = choose.choice((2, 2, 3))

    def gap(i: int) -> str:
        return width if i and owners[i] and owners[i] == owners[i - 1] and lengths[owners[i]] <= most else ""

    return _spread(characters, owners, gap)


def _wrapped(characters: list[str], owners: list[int], choose: random.Random) -> tuple[list[str], list[int]]:
    width, after = choose.randint(15, 48), choose.choice(("", "", "  "))
    column = 0

    def gap(i: int) -> str:
        nonlocal column
        column = 0 if characters[i] == "\n" else column + 1
        if column <= width or characters[i] in "，。、；：）":
            return ""
        column = 1
        return "\n" + after

    return _spread(characters, owners, gap)


def _tabbed(characters: list[str], owners: list[int], choose: random.Random) -> tuple[list[str], list[int]]:
    between = choose.choice(("\t", " ", "\t", "，", "\n", "|", ";", ","))
    return [between if c == "、" and not o else c for c, o in zip(characters, owners, strict=True)], owners


_LAYOUTS: tuple[tuple[Change, float], ...] = (
    (_run_together, 0.12),
    (_tabbed, 0.08),
    (_unpunctuated, 0.1),
    (_spaced_names, 0.08),
    (_spaced, 0.06),
    (_wrapped, 0.15),
)


def tag_numbers(owners: Sequence[int]) -> list[int]:
    """Return the tag of each character (outside 0, begin 1, inside 2, end 3, single 4) from the owners."""
    out = []
    for i, owner in enumerate(owners):
        first = not owner or i == 0 or owners[i - 1] != owner
        last = not owner or i + 1 == len(owners) or owners[i + 1] != owner
        out.append(0 if not owner else 4 if first and last else 1 if first else 3 if last else 2)
    return out
