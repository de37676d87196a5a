"""What of the document page is drawn again after a judgement."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from pipeline.doc import Range, touches
from pipeline.review.reviewing.marking import Line
from pipeline.review.reviewing.suggestions import Group, Reading
from pipeline.store.targets import parsed

_PANEL = {
    "attribute": "attribute",
    "ground": "attribute",
    "part": "parts",
    "topic": "topics",
    "element": "elements",
    "draft": "draft",
    "secrecy": "secrecy",
    "gate": "sheet",
    "sheet": "sheet",
}


@dataclass(frozen=True, slots=True)
class Changed:
    """The panels by name, the groups of personal spans, and the lines of the text."""

    panels: frozenset[str]
    groups: Sequence[Group]
    lines: Sequence[Line]


def changed(read: Reading, targets: Iterable[str], *, redrawn: bool) -> Changed:
    """Return what shows one of the targets; redrawn: spans were added or taken away."""
    kinds = {t: parsed(t).kind for t in targets}
    mentions = [t for t, kind in kinds.items() if kind == "mention"]
    groups = [g for g in read.groups if any(u.target in mentions for u in g.units)]
    panels = {_PANEL[kind] for kind in kinds.values() if kind != "mention"}
    if mentions:
        # What is masked also tells how the document goes out, and whether its unsaid points are fewer.
        panels |= {"attribute", "personal"} if redrawn else {"attribute"}
    places = [*_places(read, kinds), *((u.start or 0, u.end or 0) for g in groups for u in g.units)]
    lines = [line for line in read.lines if any(touches((line.start, line.end), place) for place in places)]
    return Changed(frozenset(panels), [] if "personal" in panels else groups, lines)


def _places(read: Reading, targets: Iterable[str]) -> Iterator[Range]:
    """Yield the ranges of the text that the targets speak of."""
    for target in targets:
        found = parsed(target)
        if found.place:
            yield found.place
        for ground in read.grounds if found.kind == "ground" else ():
            if ground.target == target:
                yield from ((start, end) for start, end in ground.value["evidence"])
