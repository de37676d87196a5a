"""The checks of an interpretation as it is edited: each value beside its limit, and the places that it comes from."""

import re
from bisect import bisect
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from pipeline.doc import Check, Claim, Doc, Range, Section, merged
from pipeline.draft.check import Limits, measured
from pipeline.draft.lacking import Lacking
from pipeline.draft.readings import bare_heading, wide
from pipeline.draft.ritual import Ritual
from pipeline.draft.secrets import Secrets
from pipeline.draft.support import bodies, figures, titles
from pipeline.fold import fold
from pipeline.review.drafting.interpreting import Body
from pipeline.terms import Registers

NOTHING_LAID_DOWN = "原文未规定。"
"""What an interpretation says of a required element that the source does not have (reference 6.3)."""
_RUN = 13
"""Characters on end from which a run counts as copied, as in `copy_ratio`."""
_HEADINGS = ("chapter", "heading_1", "heading_2", "heading_3", "heading_4")
_QUOTED = re.compile(r"[“「][^”」]*[”」]")
_SENTENCE = re.compile(r"[^。；！？]+")


@dataclass(frozen=True, slots=True)
class Place:
    """A range of one statement's text; kind: copied, figure, name, personal, slogan or long; bare: all of one without
    evidence.

    part, statement: 0-based, in the body.
    """

    part: int
    statement: int
    start: int
    end: int
    kind: str


@dataclass(frozen=True, slots=True)
class Measure:
    """What the checks say; lacking: required elements that the source certainly does not have."""

    checks: tuple[Check, ...]
    places: tuple[Place, ...]
    lacking: tuple[str, ...]

    @property
    def unsupported(self) -> int:
        """How many statements stand on a person's word alone."""
        return sum(p.kind == "bare" for p in self.places)


class Source:
    """What an interpretation is held against: the masked text of the document, folded, and what was masked."""

    def __init__(self, doc: Doc) -> None:
        """Read the document: segmented and masked (from a record).

        Raises:
            ValueError: it is not.
        """
        if doc.sentences is None or doc.masked is None:
            raise ValueError(f"{doc!r} is interpreted after segment and detect")
        body = fold(doc.masked)[: doc.body_end]
        readings = (wide(fold(doc.reading(a, b, masked=True))) for a, b in doc.sentences)
        self.text = "".join("".join(readings).split())
        self.solid = "".join(body.split())
        self.end = max(doc.body_end, 1)
        self.headings = [bare_heading(fold(doc.reading(h.start, h.end, masked=True))) for h in doc.labelled(*_HEADINGS)]
        spans = [m.span for m in doc.mentions or () if m.action != "keep"]
        found = {doc.folded[s.start : s.end].strip() for s in spans}
        self.hidden = tuple(h for h in found if len(h) > 1)
        self.secrets = Secrets(self.hidden)
        self.runs = frozenset(self.text[i : i + _RUN] for i in range(len(self.text) - _RUN + 1))


def measure(body: Body, source: Source, registers: Registers, limits: Limits) -> Measure:
    """Return the checks of a body, the machine's own and how many statements have no evidence, with their places."""
    ritual, lacking = _rules(registers)
    texts = [[fold(s.text) for s in p.statements] for p in body.parts]
    # A person's statement without evidence is measured against all of the document.
    whole = ((0, source.end),)
    sections = [
        Section(p.element, tuple(Claim(fold(s.text), s.evidence or whole) for s in p.statements)) for p in body.parts
    ]
    flat = [text for said in texts for text in said]
    checks = measured(
        sections, source.text, characters=len(source.solid), limits=limits, headings=source.headings,
        secrets=sum(map(source.secrets.count, flat)), slogans=sum(map(ritual.count, flat)),
    )  # fmt: skip
    absent = lacking(source.solid, ())
    bare = tuple(_bare(body, absent))
    unsupported = Check("unsupported", not bare, float(len(bare)), 0.0)
    places = tuple(_places(texts, source, ritual, limits))
    return Measure((*checks, unsupported), (*places, *bare), absent)


def _bare(body: Body, absent: Collection[str]) -> Iterator[Place]:
    """Yield the statements that nothing supports; that the source lays nothing down is supported by all of it."""
    for part, one in enumerate(body.parts):
        for number, statement in enumerate(one.statements):
            told = one.element in absent and fold(statement.text) == NOTHING_LAID_DOWN
            if not statement.evidence and not told:
                yield Place(part, number, 0, len(statement.text), "bare")


@lru_cache(maxsize=4)
def _rules(registers: Registers) -> tuple[Ritual, Lacking]:
    return Ritual(registers), Lacking(registers)


def _places(texts: Sequence[Sequence[str]], source: Source, ritual: Ritual, limits: Limits) -> Iterator[Place]:
    for part, said in enumerate(texts):
        for number, text in enumerate(said):
            for kind, (start, end) in _within(text, source, ritual, limits):
                yield Place(part, number, start, end, kind)


def _within(text: str, source: Source, ritual: Ritual, limits: Limits) -> Iterator[tuple[str, Range]]:
    yield from (("copied", r) for r in copied(text, source.runs))
    foreign = [f for f in figures(text) if f not in source.text]
    yield from (("figure", r) for f in foreign for r in _found(text, f))
    names = [n for n in titles(text) | bodies(text) if n not in source.text]
    yield from (("name", r) for n in names for r in _found(text, n))
    yield from (("personal", r) for h in (*source.hidden, "×") for r in _found(text, h))
    if ritual.count(text):
        yield "slogan", (0, len(text))
    lengths = (m.span() for m in _SENTENCE.finditer(text))
    yield from (("long", (a, b)) for a, b in lengths if b - a > limits.sentence_length)


def _found(text: str, words: str) -> list[Range]:
    return [(m.start(), m.end()) for m in re.finditer(re.escape(words), text)]


def copied(text: str, runs: frozenset[str]) -> tuple[Range, ...]:
    """Return the ranges of a folded text of 13 characters and more that stand in the source, quotations left out.

    runs: every run of 13 characters of the source, without white space.
    """
    quoted = [m.span() for m in _QUOTED.finditer(text)]
    starts, inside = [a for a, _ in quoted], {i for a, b in quoted for i in range(a, b)}
    places = [i for i, c in enumerate(text) if not c.isspace() and i not in inside]
    hits = []
    for at in range(len(places) - _RUN + 1):
        window = places[at : at + _RUN]
        unbroken = bisect(starts, window[0]) == bisect(starts, window[-1])  # no quotation begins within
        if unbroken and "".join(text[i] for i in window) in runs:
            hits.append((window[0], window[-1] + 1))
    return merged(hits)
