"""Sentences: quotes and brackets kept whole, a heading, an item and a row of a table each one of its own."""

import re
from collections.abc import Iterator, Sequence

from pipeline.doc import Range, unwrap
from pipeline.segment.blocks import Block
from pipeline.segment.headings import title_end
from pipeline.segment.view import View

_END = re.compile(r"[。！？]+[”’）》〉】]*")
_PAIRS = (("“", "”"), ("（", "）"), ("《", "》"))
_REACH = 300
_SPACES = re.compile(r"[ \t]{64,}")


def sentences(view: View, blocks: Sequence[Block]) -> list[Range]:
    """Return the sentences of the blocks as ranges of the view."""
    text = view.text
    out: list[Range] = []
    for block in blocks:
        start, heading = block.start, title_end(text, block)
        if heading > start:
            end = heading + (text[heading : heading + 1] in "。：")
            out.append((start, min(end, block.end)))
            start = end
        out += _split(text, start, block.end)
    return out


def _split(text: str, start: int, end: int) -> Iterator[Range]:
    for match in _END.finditer(text, start, end):
        stop = match.end()
        if stop < end and stop - start < _REACH and _inside(text, start, stop, end):
            continue
        yield start, stop
        start = stop
    if start < end:
        yield start, end


def _inside(text: str, start: int, stop: int, end: int) -> bool:
    """Return whether `stop` stands inside quotes or brackets that close within reach."""
    for opening, closing in _PAIRS:
        if text.count(opening, start, stop) > text.count(closing, start, stop):
            if text.find(closing, stop, min(end, stop + _REACH)) >= 0:
                return True
    return False


def readings(view: View, folded: str, ranges: Sequence[Range]) -> tuple[str, ...]:
    """Return what each range of `folded` reads as: no page number, no wrap, no space of layout.

    ranges: of `folded`, in order, none overlapping.
    """
    pages, place = view.pages, 0
    out = []
    for start, end in ranges:
        while place < len(pages) and pages[place][1] <= start:
            place += 1
        piece, at, inner = "", start, place
        while inner < len(pages) and pages[inner][1] <= end:
            piece += folded[at : pages[inner][0]]
            at = pages[inner][1]
            inner += 1
        piece += folded[at:end]
        # A long run of spaces would cost its square to unwrap.
        out.append(unwrap(_SPACES.sub(" ", piece)) if " " in piece or "\n" in piece else piece)
    return tuple(out)
