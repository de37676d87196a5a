"""Turns the masked mentions of an OFD into what stands in place of each character of each TextCode."""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from itertools import accumulate, islice
from os.path import commonprefix

from lxml import etree

from pipeline.doc import Doc, Mention
from pipeline.formats.ofd.package import local
from pipeline.formats.ofd.reading import Trace
from pipeline.formats.ofd.walk import Code, shown

Spot = tuple[etree._Element, int]
"""A TextCode and the offset of a character in its text."""
Change = dict[int, str]
"""For some offsets of a TextCode what stands there instead of the character."""


class Masking:
    """The mentions of a document that do not stay, in order of place."""

    def __init__(self, doc: Doc) -> None:
        self.doc = doc
        self.mentions = sorted((m for m in doc.mentions or () if m.action != "keep"), key=lambda m: m.span.start)
        self._ends = [m.span.end for m in self.mentions]

    def slice(self, start: int, end: int) -> str:
        """Return a range of the text with its mentions replaced; of one that began before it nothing stands."""
        out, at = [], start
        for m in islice(self.mentions, bisect_right(self._ends, start), None):
            if m.span.start >= end:
                break
            out.append(self.doc.text[at : m.span.start] if m.span.start > at else "")
            out.append(m.replacement if m.span.start >= start else "")
            at = min(m.span.end, end)
        return "".join([*out, self.doc.text[at:end]])

    @property
    def values(self) -> frozenset[str]:
        """What the mentions cover."""
        return frozenset(self.doc.text[m.span.start : m.span.end] for m in self.mentions)

    @property
    def places(self) -> Iterator[int]:
        """Every character that a mention covers."""
        return (p for m in self.mentions for p in range(m.span.start, m.span.end))


def changes(masking: Masking, trace: Trace, pages: Sequence[Sequence[Code]]) -> dict[etree._Element, Change]:
    """Return what changes in each TextCode of the pages and of the annotations.

    pages: their codes in the order of the runs. The first and last characters that a replacement shares with what it
    replaces stay; the rest is shared out over the characters in between that stand in one cell.
    """
    spots = _spots(masking, trace, pages)
    out: dict[etree._Element, Change] = defaultdict(dict)
    for mention in masking.mentions:
        for place, text in _shared_out(masking.doc.text, mention, spots):
            for element, offset in spots[place]:
                # A template that two pages show is changed once.
                out[element].setdefault(offset, text)
    return out


def _spots(masking: Masking, trace: Trace, pages: Sequence[Sequence[Code]]) -> dict[int, list[Spot]]:
    """Return, for each masked character, everywhere it is drawn."""
    read = [[code for code in page if code.text.strip()] for page in pages]
    starts = [[0, *accumulate(len(code.text) for code in page)] for page in read]
    offsets: dict[etree._Element, list[int]] = {}
    out: dict[int, list[Spot]] = defaultdict(list)
    for place in masking.places:
        for page, number in trace.traced.letters.get(place, ()):
            at = bisect_right(starts[page], number) - 1
            element = read[page][at].element
            if element not in offsets:
                offsets[element] = shown(element.text)
            out[place].append((element, offsets[element][number - starts[page][at]]))
    for place, spot in _noted(masking, trace):
        out[place].append(spot)
    return out


def _noted(masking: Masking, trace: Trace) -> Iterator[tuple[int, Spot]]:
    """Yield the masked characters that an annotation draws."""
    hidden = bytearray(len(masking.doc.text))
    for place in masking.places:
        hidden[place] = 1
    for carried in trace.traced.carried:
        for kind, number in carried.places:
            noted = trace.beside[int(number)] if kind == "beside" else None
            if noted is None or local(noted.element) != "TextCode":
                continue
            before = len(noted.text) - len(noted.text.lstrip("\n"))
            for place in range(carried.start, carried.end):
                if hidden[place]:
                    yield place, (noted.element, before + place - carried.start)


def _shared_out(text: str, mention: Mention, spots: Mapping[int, object]) -> Iterator[tuple[int, str]]:
    """Yield each character of a mention that goes and what stands in its place."""
    start, end, put = _unlike(text, mention)
    while put and not any(p in spots for p in range(start, end)):
        if start > mention.span.start:
            start -= 1
            put = text[start] + put
        elif end < mention.span.end:
            put += text[end]
            end += 1
        else:
            return
    places = [p for p in range(start, end) if p in spots]
    first = _one_cell(text, places)
    for number, place in enumerate(places):
        # Rounded up, so that the first character of several is the first of the replacement.
        a, b = (-(-k * len(put) // max(1, first)) for k in (number, number + 1))
        yield place, put[a:b] if number < first else ""


def _unlike(text: str, mention: Mention) -> tuple[int, int, str]:
    """Return the range of a mention that its replacement does not share at either end, and what replaces that."""
    start, end, put = mention.span.start, mention.span.end, mention.replacement
    same = len(commonprefix([text[start:end], put]))
    start, put = start + same, put[same:]
    same = len(commonprefix([text[start:end][::-1], put[::-1]]))
    return start, end - same, put[: len(put) - same]


def _one_cell(text: str, places: Sequence[int]) -> int:
    """Return how many of the places come before the first line end or tab among them."""
    for number in range(1, len(places)):
        between = text[places[number - 1] + 1 : places[number]]
        if "\n" in between or "\t" in between:
            return number
    return len(places)
