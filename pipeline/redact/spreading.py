"""Finds masked values where they stand in another written form, so that what is masked once is bare nowhere."""

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from pipeline.doc import Doc, Mention, Range, Span
from pipeline.fold import fold
from pipeline.redact.forms import number_of, numbered, squeezed
from pipeline.redact.seeking import Seeker

_LEAST_NAME = 3
"""Characters of a name: two with a space between them may be the ends of two words."""
_SPACED = re.compile(r"\w(?:[^\S\n]{0,3}\w)*")
_CODE = re.compile("(?:00)?86$")
_GROUPED = re.compile(r"\w(?:[\W_]{0,3}\w)*")


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
    view = _View(doc.text)
    further = [*view.numbers(numbers), *view.names(names)]
    return doc.having(mentions=_with(doc.mentions or (), further, doc.text))


class _View:
    """A text squeezed, and where each character of that stands in it."""

    def __init__(self, text: str) -> None:
        self._text, self._bare = text, squeezed(text)
        self._places = [i for i, c in enumerate(fold(text)) if c.isalnum()]

    def numbers(self, of: Mapping[str, Mention]) -> Iterator[Mention]:
        """Yield a mention for each form of a number that is no part of a longer one."""
        bare = numbered(self._bare)
        for at, number in Seeker(of).found(bare):
            start, end = self._range(at, number)
            code = _CODE.search(bare, max(0, at - 4), at)
            inside = self._goes_on(bare, code.start() if code else at, -1) or self._goes_on(
                bare, at + len(number) - 1, 1
            )
            if not inside and _GROUPED.fullmatch(self._text, start, end):
                yield _moved(of[number], start, end)

    def _goes_on(self, bare: str, at: int, step: int) -> bool:
        """Return whether a digit stands right beside a character in the text itself."""
        beside = at + step
        within = 0 <= beside < len(bare) and bare[beside].isdigit()
        return within and self._places[beside] == self._places[at] + step

    def names(self, of: Mapping[str, Mention]) -> Iterator[Mention]:
        """Yield a mention for each form of a name with spaces in it."""
        for at, name in Seeker(of).found(self._bare):
            start, end = self._range(at, name)
            if end - start > len(name) and _SPACED.fullmatch(self._text, start, end):
                yield _moved(of[name], start, end)

    def _range(self, at: int, value: str) -> Range:
        return self._places[at], self._places[at + len(value) - 1] + 1


def _moved(mention: Mention, start: int, end: int) -> Mention:
    return replace(mention, span=replace(mention.span, start=start, end=end, by="spread"))


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
