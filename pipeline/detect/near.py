"""Where a text speaks of a person, so that what it tells of health, family and means is somebody's."""

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from pipeline.doc import Range, merged

_SENTENCE = re.compile("[。！？\n]")
_REACH = 160
_PARAGRAPH = 200
_HEADING = 12
_CLOSE = 10
_EDGE = re.compile("[，。；、：:（(\n]")
_STAFF_REACH = 60
_ITEM = re.compile(r"[ \t]*[（(]?(?:[一二三四五六七八九十]{1,3}|[0-9]{1,3})[、.．)）][ \t]*")


@dataclass(frozen=True, slots=True)
class Told:
    """Where a person is named in the view.

    masked: the name is, or its owner is private all the same; sure: the evidence for that is firm.
    """

    start: int
    end: int
    masked: bool
    sure: bool


class Near:
    """Reads the lists `lead`, `staff` and `sick` of the register `details`, given as patterns."""

    def __init__(self, *, lead: str, staff: str, sick: str) -> None:
        self._lead, self._sick = re.compile(lead), re.compile(sick)
        self._staff = re.compile(f"(?:同志)?[，,（(]?(?:本人)?(?:现|正|已|目前)?(?:{staff})")

    def __call__(self, text: str, told: Sequence[Told]) -> tuple[Range, ...]:
        """Return the ranges that speak of a person, in a text that names any; told: in order of place.

        Of one who is masked, it is the sentence and, where that is sure or the paragraph begins with the name, the rest
        of the paragraph; of one who is kept, what follows the name at once about illness, home or kin.
        """
        found = [_sentence(text, t.start) for t in told if t.masked]
        found += [_paragraph(text, t.start) for t in told if t.masked and (t.sure or _heads(text, t.start))]
        found += [r for t in told if not t.masked for r in self._of_staff(text, t.end)]
        if any(t.masked and t.sure for t in told):
            found += [_sentence(text, m.start()) for m in self._lead.finditer(text)]
        return merged(found)

    def _of_staff(self, text: str, end: int) -> Iterator[Range]:
        if self._staff.match(text, end):
            stop = _SENTENCE.search(text, end, end + _STAFF_REACH)
            yield end, stop.end() if stop else min(len(text), end + _STAFF_REACH)
        ill = self._sick.search(text, end, end + _CLOSE)
        if ill and not _EDGE.search(text, end, ill.end()):
            yield end, ill.end()


def is_near(ranges: Sequence[Range], at: int) -> bool:
    """Return whether a place lies in one of some ranges in order."""
    place = bisect_right(ranges, (at, float("inf"))) - 1
    return place >= 0 and at < ranges[place][1]


def _sentence(text: str, at: int) -> Range:
    """Return the sentence around a place; that of a name alone on its line goes on in the next."""
    edges = [m.end() for m in _SENTENCE.finditer(text, max(0, at - _REACH), at)]
    stop = _SENTENCE.search(text, at, at + _REACH)
    if stop and stop[0] == "\n" and stop.end() - (edges[-1] if edges else 0) <= _HEADING:
        stop = _SENTENCE.search(text, stop.end(), at + _REACH) or stop
    return edges[-1] if edges else max(0, at - _REACH), stop.end() if stop else min(len(text), at + _REACH)


def _heads(text: str, at: int) -> bool:
    """Return whether a paragraph begins with the name at this place, but for the number of an item."""
    return _ITEM.fullmatch(text, text.rfind("\n", max(0, at - 2 * _CLOSE), at) + 1, at) is not None


def _paragraph(text: str, at: int) -> Range:
    stop = text.find("\n", at, at + _PARAGRAPH)
    return at, stop if stop >= 0 else min(len(text), at + _PARAGRAPH)
