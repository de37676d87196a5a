"""Reads what was written again and seeks each masked value: it may stand only where the document keeps it."""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from urllib.parse import unquote

from pipeline.doc import Doc, Mention
from pipeline.formats.forms import number_of, numbered, squeezed
from pipeline.formats.seeking import Seeker
from pipeline.record import deidentified
from pipeline.redact.clearing import CARRIED

_LEAST_IN_PARTS = 4
"""Characters from which a value is sought in every unpacked part (a shorter one stands there by chance)."""
_LEAST_NAME = 3
"""The same for a value of Chinese characters alone."""
_LEAST_NUMBER = 7
"""The same for a bare number: sizes and places in the markup of a file are numbers too."""
_LEAST, _LEAST_CARRIED = 2, 3
"""Characters from which a value is sought at all; of a text that is cleared for being unseen, which may be any word."""
_NAME = re.compile("[\u3400-\u9fff]+")


@dataclass(frozen=True, slots=True)
class Leak:
    """A masked value that stands where it must not, told without the value.

    mention: its first masked mention; seen, wanted: how often it stands there and may; where: "body", "text",
    "second", or the name of a part.
    """

    mention: Mention
    where: str
    seen: int
    wanted: int


class _Group:
    """Values that are sought in one view of a text; first: a masked mention of each, masked: how many there are."""

    def __init__(self, view: Callable[[str], str], of: Iterable[tuple[str, Mention]], text: str, body: str) -> None:
        self.first: dict[str, Mention] = {}
        self.masked = Counter[str]()
        for value, mention in of:
            self.first.setdefault(value, mention)
            self.masked[value] += 1
        self._seeker, self._view = Seeker(self.first), view
        self.in_text, self.in_body = self.counted(text), self.counted(body)

    def counted(self, bare: str) -> Counter[str]:
        """Return how often each value stands in a squeezed text."""
        return self._seeker.counted(self._view(bare)) if self.first else Counter()


class Values:
    """The masked values of a document, and how often each may still stand in what is written.

    A number is sought by its digits alone: where nobody has masked it, it may stand in others.
    """

    def __init__(self, doc: Doc) -> None:
        mentions = doc.mentions or ()
        values, numbers = list[tuple[str, Mention]](), list[tuple[str, Mention]]()
        for m in mentions:
            value = squeezed(doc.text[m.span.start : m.span.end])
            if m.action != "keep" and (number := number_of(value)):
                numbers.append((number, m))
            elif m.action != "keep" and len(value) >= (_LEAST_CARRIED if m.span.label == CARRIED else _LEAST):
                values.append((value, m))
        self._instead = "\n".join({squeezed(m.replacement) for m in mentions if m.action != "keep"})
        text = squeezed(deidentified(doc.text, mentions))
        body = squeezed(deidentified(doc.text[: doc.body_end], [m for m in mentions if m.span.end <= doc.body_end]))
        self._groups = _Group(str, values, text, body), _Group(numbered, numbers, text, body)

    def in_reading(self, doc: Doc) -> Iterator[Leak]:
        """Yield the values that stand more or less often in the body of a reading, or more often in all of it."""
        body, text = squeezed(doc.text[: doc.body_end]), squeezed(doc.text)
        for group in self._groups:
            in_body, in_text = group.counted(body), group.counted(text)
            for value, mention in group.first.items():
                if in_body[value] != group.in_body[value]:
                    yield Leak(mention, "body", in_body[value], group.in_body[value])
                elif in_text[value] > group.in_text[value]:
                    yield Leak(mention, "text", in_text[value], group.in_text[value])

    def in_second(self, text: str, before: str) -> Iterator[Leak]:
        """Yield the values that stand too often in a reading by another library; before: the same of the source."""
        yield from self._sought([("second", text)], [("second", before)], lambda value: True)

    def in_parts(self, parts: Iterable[tuple[str, str]], before: Iterable[tuple[str, str]]) -> Iterator[Leak]:
        """Yield the values that stand too often in the unpacked parts; before: those of the source."""
        yield from self._sought(parts, before, _is_telling)

    def _sought(
        self, parts: Iterable[tuple[str, str]], before: Iterable[tuple[str, str]], is_sought: Callable[[str], bool]
    ) -> Iterator[Leak]:
        """Yield what stands in parts although it is kept nowhere, or no less often than before by what is masked.

        A file holds some texts several times over (one header in three sections, a value and its cache), so that what
        is kept cannot be counted there, nor what a replacement writes again (司徒 in 司徒某某).
        """
        seen, where = self._counted(parts)
        is_kept = any(group.in_text[value] for group, now in zip(self._groups, seen, strict=True) for value in now)
        was, _ = self._counted(before if is_kept else ())
        for group, now, then in zip(self._groups, seen, was, strict=True):
            for value in (v for v in now if is_sought(v) and v not in self._instead):
                wanted = max(0, then[value] - group.masked[value]) if group.in_text[value] else 0
                if now[value] > wanted:
                    yield Leak(group.first[value], where[value], now[value], wanted)

    def _counted(self, parts: Iterable[tuple[str, str]]) -> tuple[list[Counter[str]], dict[str, str]]:
        """Return for each group how often each value stands in all parts, and the first part that holds it."""
        seen, where = [Counter[str]() for _ in self._groups], dict[str, str]()
        for name, text in parts:
            bare = squeezed(unquote(text))
            for group, total in zip(self._groups, seen, strict=True):
                found = group.counted(bare)
                total.update(found)
                where = dict.fromkeys(found, name) | where
        return seen, where


def _is_telling(value: str) -> bool:
    """Return whether a value stands in a part of a file by chance never."""
    if value.isdigit():
        return len(value) >= _LEAST_NUMBER
    return len(value) >= (_LEAST_NAME if _NAME.fullmatch(value) else _LEAST_IN_PARTS)
