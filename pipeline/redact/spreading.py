"""Finds masked values where they stand in another written form, so that what is masked once is bare nowhere."""

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import replace

from pipeline.doc import Doc, Mention, Range, Span
from pipeline.formats.forms import Bare, number_of, squeezed

_LEAST_NAME = 3
"""Characters of a name: two with a space between them may be the ends of two words."""


def spread(doc: Doc) -> Doc:
    """Return the document with a mention of its own for each further form of what is masked.

    Of a number every form in digits of any kind; of a name the one with spaces in it: where a name stands as it is
    masked elsewhere and is not masked (柳絮飞诊所), the detector has judged so.
    """
    numbers, names = dict[str, Mention](), dict[str, Mention]()
    for m in doc.mentions or ():
        bare = squeezed(doc.text[m.span.start : m.span.end])
        if m.action != "keep" and (number := number_of(bare)):
            numbers.setdefault(number, m)
        elif m.action != "keep" and m.span.label == "person_name" and len(bare) >= _LEAST_NAME:
            names.setdefault(bare, m)
    if not numbers and not names:
        return doc
    view = Bare(doc.text)
    further = [_moved(numbers[number], place) for place, number in view.numbers(numbers)]
    spaced = ((place, name) for place, name in view.names(names) if place[1] - place[0] > len(name))
    further += [_moved(names[name], place) for place, name in spaced]
    return doc.having(mentions=_with(doc.mentions or (), further, doc.text))


def _moved(mention: Mention, place: Range) -> Mention:
    return replace(mention, span=replace(mention.span, start=place[0], end=place[1], by="spread"))


def _with(mentions: Sequence[Mention], further: Iterable[Mention], text: str) -> tuple[Mention, ...]:
    """Return all in order of place, of further ones those that touch no other.

    One that stands inside something else that is kept (the number in the address of a mailbox) takes it along.
    """
    starts = [m.span.start for m in mentions]
    out = {m.span.start: m for m in mentions}
    for m in further:
        before = bisect_left(starts, m.span.end) - 1
        if before < 0 or mentions[before].span.end <= m.span.start:
            out[m.span.start] = m
        elif (around := mentions[before]).action == "keep" and _is_more(around.span, m.span):
            a, b = around.span.start, around.span.end
            hidden = text[a : m.span.start] + m.replacement + text[m.span.end : b]
            out[a] = replace(around, action="mask", replacement=hidden)
    return tuple(sorted(out.values(), key=lambda m: m.span.start))


def _is_more(around: Span, inner: Span) -> bool:
    return around.label != inner.label and around.start <= inner.start and inner.end <= around.end
