"""What a recognizer found, before roles are known, and how two finds that overlap are settled."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TypeVar

from pipeline.doc import Action


@dataclass(frozen=True, slots=True)
class Found:
    """A range that a recognizer holds for personal information.

    label: the contract's kind, or "protected"; score: weight, 0 to 1; by: the recognizer's id; action: before roles.
    """

    start: int
    end: int
    label: str
    score: float
    by: str
    action: Action = "mask"


@dataclass(frozen=True, slots=True)
class Cell:
    """A table cell or a labelled value: its range, and the header or label that says what it holds.

    row: the row's number in the document, -1 for a value beside its label.
    """

    start: int
    end: int
    header: str
    row: int = -1


@dataclass(frozen=True, slots=True)
class Named:
    """A name in the folded text, and what the words beside it say of its owner.

    role: a role of the register `roles`, or "" where nothing tells; weight: of that evidence; score: that it is a name.
    """

    start: int
    end: int
    score: float
    by: str
    role: str = ""
    weight: float = 0.0


Spanned = TypeVar("Spanned", Found, Named)


def settled(finds: Iterable[Spanned]) -> list[Spanned]:
    """Return the finds in order of place without overlaps: the better score wins, then the longer, then the earlier."""
    taken: list[Spanned] = []
    occupied: set[int] = set()
    for find in sorted(finds, key=lambda f: (-f.score, f.start - f.end, f.start)):
        if find.start < find.end and occupied.isdisjoint(range(find.start, find.end)):
            taken.append(find)
            occupied.update(range(find.start, find.end))
    return sorted(taken, key=lambda f: f.start)


def settled_names(names: Iterable[Named]) -> list[Named]:
    """Return the names without overlaps, after the evidence for one range is joined."""
    best: dict[tuple[int, int], Named] = {}
    for n in names:
        have = best.get((n.start, n.end), n)
        told, sure = (n if n.weight > have.weight else have), (n if n.score > have.score else have)
        best[n.start, n.end] = Named(n.start, n.end, sure.score, sure.by, told.role, told.weight)
    return settled(best.values())
