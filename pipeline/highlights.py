"""The text of a document cut at the edges of its highlights, for the pages that show it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

_MARKS = "\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
_SHOWN = str.maketrans(dict.fromkeys(_MARKS, "▯"))


@dataclass(frozen=True, slots=True)
class Note:
    """Why a range is highlighted; anchor: id to link to; target: what it stands for.

    family: how it is drawn, empty for a mere anchor.
    """

    start: int
    end: int
    family: str
    why: str
    anchor: str = ""
    target: str = ""


@dataclass(slots=True)
class Run:
    """A stretch of text with the same highlights all along; carried: it stands after the body."""

    start: int
    text: str
    carried: bool = False
    families: list[str] = field(default_factory=list)
    why: str = ""
    anchors: list[str] = field(default_factory=list)
    targets: list[str] = field(default_factory=list)


def inert(text: str) -> str:
    """Return text of the same length in which controls of writing direction are seen and have no effect."""
    return text.translate(_SHOWN)


def runs(text: str, body_end: int, marked: Sequence[Note], cuts: Iterable[int] = ()) -> list[Run]:
    """Return the text cut at every edge of a highlight, each piece with all that covers it.

    marked: in order of place. cuts: further places to cut at.
    """
    edges = sorted({0, body_end, len(text), *cuts, *(n.start for n in marked), *(n.end for n in marked)})
    out, at = [], 0
    active: list[Note] = []
    for start, end in zip(edges, edges[1:], strict=False):
        while at < len(marked) and marked[at].start <= start:
            active.append(marked[at])
            at += 1
        active = [n for n in active if n.end > start]
        out.append(_run(text[start:end], start, start >= body_end, active))
    return out


def _run(text: str, start: int, carried: bool, active: Sequence[Note]) -> Run:
    return Run(
        start,
        inert(text),
        carried,
        list(dict.fromkeys(n.family for n in active if n.family)),
        "\n".join(dict.fromkeys(n.why for n in active if n.why)),
        list(dict.fromkeys(n.anchor for n in active if n.anchor and n.start == start)),
        list(dict.fromkeys(n.target for n in active if n.target)),
    )
