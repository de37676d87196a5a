"""The elements of a document, by GB/T 9704-2012."""

from dataclasses import dataclass

from pipeline.doc import Range, Span
from pipeline.segment.annexes import annexes
from pipeline.segment.blocks import Block, blocks, wrap_width
from pipeline.segment.dates import iso
from pipeline.segment.foot import Foot, Sign
from pipeline.segment.head import Head, read_head, title_by_issuer
from pipeline.segment.headings import levels, rows
from pipeline.segment.view import Found, View
from pipeline.segment.vocabulary import Vocabulary

# Elements whose lines read as one.
_WHOLE = {"title", "doc_number", "addressee", "signature", "issue_date", "cc", "printer", "note"}


@dataclass(frozen=True, slots=True)
class Layout:
    """The elements, and the blocks that the sentences are cut from (without what a web page adds).

    issued: the date of issue, ISO, or None.
    """

    elements: tuple[Span, ...]
    blocks: list[Block]
    issued: str | None


def layout(view: View, words: Vocabulary) -> Layout:
    """Return the layout of a body."""
    width = wrap_width(view)
    head, sign = _head_and_sign(view, words, width)
    found = list(head.found)
    stated = sign or _stated(Foot(view, head, words, width))
    if stated and stated.start < stated.end:
        found.append(Found("signature", stated.start, stated.end))
    date = (stated.date, stated.date_end) if stated else head.meta.get("meta.date")
    if date:
        found.append(Found("issue_date", *date))
    around, end = annexes(view, head.body, sign, words)
    found += around
    parts = blocks(view, width, _borders(view, head, found, end), [f for f in found if f.label in _WHOLE])
    aside = {start for start, _ in head.furniture}
    parts = [b for b in parts if b.start not in aside and b.start < end]
    found += levels(view.text, [b for b in parts if b.start >= head.body])
    found += [t for t in rows(view) if t.start >= head.body and t.end <= end]
    return Layout(_spans(view, found), parts, iso(view.text[slice(*date)]) if date else None)


def _head_and_sign(view: View, words: Vocabulary, width: int) -> tuple[Head, Sign | None]:
    """Return head and sign; where the head has no title, the name that signs tells where it starts."""
    head = read_head(view, words)
    sign = Foot(view, head, words, width).sign()
    if sign and sign.start < sign.end and not head.title:
        known = title_by_issuer(view, head, view.text[sign.start : sign.end])
        head = read_head(view, words, known) if known else head
    return head, sign


def _stated(foot: Foot) -> Sign | None:
    """Return what an unsigned document says of its issue: under its title, at the printer's line, or in its fields."""
    meta = foot.head.meta
    if date := meta.get("bracket_date"):
        start, end = meta.get("issuer_line", (date[0], date[0]))
        return Sign(start, end, *date, 1)
    return foot.loose() or foot.printed() or foot.recorded()


def _borders(view: View, head: Head, found: list[Found], end: int) -> set[int]:
    """Return where elements start and end; the colon after the addressee belongs to its sentence."""
    borders = {head.body, end} | {place for lines in head.furniture for place in lines}
    for f in found:
        borders |= {f.start} if f.label == "addressee" else {f.start, f.end}
    return {b for b in borders if b < len(view.text)}


def _span(view: View, found: Found) -> Span:
    place: Range = view.range(found.start, found.end)
    return Span(*place, "element", found.label, 1.0, "segment")


def _spans(view: View, found: list[Found]) -> tuple[Span, ...]:
    out = [_span(view, f) for f in found if f.start < f.end]
    out += [Span(start, end, "element", "page_number", 1.0, "segment") for start, end in view.pages]
    return tuple(sorted(out, key=lambda e: (e.start, -e.end)))
