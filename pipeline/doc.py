"""The types that the stages exchange; standard library only."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any, Literal, Protocol

Range = tuple[int, int]
"""A half-open range of code points in `Doc.text`."""

Label = Literal["proactive", "on_request", "withheld"]
Delivery = Literal["full", "redacted", "targeted", "none"]
Action = Literal["mask", "generalise", "keep"]
Role = Literal["official", "contact", "private", "minor", "historical"]


class UnreadableFile(Exception):
    """A file that cannot be read; `reason` says in Chinese what is wrong and what to do, and holds none of its text."""

    def __init__(self, source: str, reason: str) -> None:
        super().__init__(f"{source}: {reason}")
        self.source = source
        self.reason = reason


class UnwritableFile(Exception):
    """A file that cannot be written with its masked parts gone; `reason` as in `UnreadableFile`."""

    def __init__(self, source: str, reason: str) -> None:
        super().__init__(f"{source}: {reason}")
        self.source = source
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Span:
    """A labelled range that carries no text, and so may be logged.

    kind: the family (element, personal, ...); label: an identifier of the contract; score: 0 to 1; by: who spoke.
    """

    start: int
    end: int
    kind: str
    label: str
    score: float = 1.0
    by: str = ""


@dataclass(frozen=True, slots=True)
class Piece:
    """Where in the source file the characters `start` to `end` stand.

    part: body, table, numbering (shown, in no run of the file), header, footer, footnote, text_box, comment, hidden,
    property, page; visible: seen in print; table, row, column: 0-based place of a cell, or None.
    """

    start: int
    end: int
    part: str
    visible: bool = True
    table: int | None = None
    row: int | None = None
    column: int | None = None


@dataclass(frozen=True, slots=True)
class Mention:
    """One mention of personal information, kept ones too; `span.label` is the contract's kind."""

    span: Span
    role: Role | None
    action: Action
    replacement: str


@dataclass(frozen=True, slots=True)
class Ground:
    """Why an attribute is suggested: a register row, its article, and the sentences that support it."""

    rule: str
    article: str
    reason_code: int | None
    supports: Label | None
    evidence: tuple[Range, ...]
    note: str = ""


@dataclass(frozen=True, slots=True)
class Portion:
    """A part of a document whose attribute differs from the whole's."""

    start: int
    end: int
    label: Label
    delivery: Delivery


@dataclass(frozen=True, slots=True)
class Attribute:
    """The disclosure attribute; `probability` sums to 1, or is empty where the Regulation does not apply."""

    label: Label | None
    delivery: Delivery
    probability: Mapping[str, float]
    candidates: tuple[Label, ...]
    needs_review: bool
    declared: Label | None
    grounds: tuple[Ground, ...]
    parts: tuple[Portion, ...] = ()


@dataclass(frozen=True, slots=True)
class Topic:
    """A topic of one scheme; score: probability, 0 to 1."""

    scheme: str
    label: str
    score: float
    second: str | None = None


@dataclass(frozen=True, slots=True)
class Kind:
    """form: one of the 15 kinds of document or other; inner: the kind of what is issued or forwarded, or None."""

    form: str
    inner: str | None
    normative: bool
    policy: bool


@dataclass(frozen=True, slots=True)
class Secrecy:
    """stopped: nothing further is looked at, stored or shown; expires: ISO date, or None where it cannot be told."""

    stopped: bool = False
    mark: str | None = None
    expires: str | None = None


@dataclass(frozen=True, slots=True)
class Task:
    """A task with its lead and other responsible bodies; due: ISO date or None."""

    text: Range
    lead: tuple[Range, ...]
    others: tuple[Range, ...]
    due: str | None = None


@dataclass(frozen=True, slots=True)
class Validity:
    """state: in_force, not_yet, expired, repealed or unknown; dates ISO; repeals: ranges that name what is repealed."""

    state: str
    start: str | None = None
    until: str | None = None
    repeals: tuple[Range, ...] = ()


@dataclass(frozen=True, slots=True)
class Claim:
    """A statement of a draft and the source ranges that support it.

    Raises:
        ValueError: no evidence, or no text.
    """

    text: str
    evidence: tuple[Range, ...]

    def __post_init__(self) -> None:
        if not self.evidence or not self.text.strip():
            raise ValueError("a claim needs a text and at least one range of evidence")


@dataclass(frozen=True, slots=True)
class Section:
    """The claims of one interpretation element; empty where the source lacks it."""

    element: str
    claims: tuple[Claim, ...]


@dataclass(frozen=True, slots=True)
class Check:
    """A measured property of a draft against its limit."""

    name: str
    passed: bool
    value: float
    limit: float


@dataclass(frozen=True, slots=True)
class Draft:
    """A policy interpretation; lacking: required elements that the source does not have."""

    title: str
    sections: tuple[Section, ...]
    checks: tuple[Check, ...] = ()
    lacking: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Decision:
    """What a person decided about one suggestion; only ever appended."""

    document: str
    field: str
    value: str
    person: str
    at: str
    reason: str = ""


# The lookbehinds keep both linear: a run of spaces is tried from its first one only.
_WRAP = re.compile(r"(?<![ \t\n])[ \t\n]*\n[ \t\n]*")
_INNER_SPACE = re.compile(r"(?<=[^\x00-\x7f]) +|(?<! ) +(?=[^\x00-\x7f])")


def unwrap(text: str) -> str:
    """Return text as one reads it: hard wraps and spaces beside a Chinese character gone (both are layout)."""
    return _INNER_SPACE.sub("", _WRAP.sub("", text)).strip()


@dataclass(frozen=True, slots=True, repr=False)
class Doc:
    """One document, carried through; `text` is set once and every offset indexes it.

    folded: `text` for analysis, of the same length (see `fold`). masked: `text` with each masked character a ×, same
    length, None until `detect`. The body is `text[:body_end]`; carried parts (comments, hidden text) follow it.
    prose: for each sentence its reading from `folded`: no page number, no hard wrap, no layout space.
    words: what joined gives `folded[:body_end]`. A field is None until its stage has run.
    """

    id: str
    source: str
    text: str
    folded: str
    body_end: int
    pieces: tuple[Piece, ...] = ()
    secrecy: Secrecy = Secrecy()
    elements: tuple[Span, ...] | None = None
    sentences: tuple[Range, ...] | None = None
    prose: tuple[str, ...] | None = None
    words: tuple[str, ...] | None = None
    tasks: tuple[Task, ...] | None = None
    validity: Validity | None = None
    kind: Kind | None = None
    regime: str | None = None
    attribute: Attribute | None = None
    topics: tuple[Topic, ...] | None = None
    mentions: tuple[Mention, ...] | None = None
    masked: str | None = None
    draft: Draft | None = None
    missing: tuple[str, ...] | None = None
    fingerprint: str = ""

    def __repr__(self) -> str:
        return f"Doc({self.id[:12]}, {self.source}, {len(self.text)} characters)"

    @property
    def stopped(self) -> bool:
        return self.secrecy.stopped

    def having(self, **changes: Any) -> "Doc":
        """Return the document with fields replaced; `text` and `folded` cannot be."""
        if "text" in changes or "folded" in changes:
            raise ValueError(f"the text of {self!r} is set once, at reading")
        return replace(self, **changes)

    def labelled(self, *labels: str) -> tuple[Span, ...]:
        """Return the elements with one of these labels, in order of place."""
        return tuple(e for e in self.elements or () if e.label in labels)

    def reading(self, start: int, end: int, *, masked: bool = False) -> str:
        """Return the range as one reads it, from `folded` (or `masked`): page numbers and wraps left out."""
        view = self.masked if masked else self.folded
        if view is None:
            raise ValueError(f"{self!r} is not masked yet")
        kept, at = [], start
        for number in self._page_numbers(start, end):
            kept.append(view[at : number.start])
            at = number.end
        return unwrap("".join([*kept, view[at:end]]))

    def _page_numbers(self, start: int, end: int) -> list[Span]:
        """Return the page numbers inside a range; elements stand in order of place, so that few are looked at."""
        some, at = self.elements or (), lambda e: e.start
        within = some[bisect_left(some, start, key=at) : bisect_right(some, end, key=at)]
        return [e for e in within if e.label == "page_number" and e.end <= end]


class Stage(Protocol):
    """Takes a document, returns a new one."""

    def __call__(self, doc: Doc) -> Doc: ...


def touches(one: Range, other: Range) -> bool:
    """Return whether two ranges share a character."""
    return one[0] < other[1] and other[0] < one[1]


def merged(ranges: Iterable[Range]) -> tuple[Range, ...]:
    """Return the ranges sorted, those that touch or overlap joined."""
    out: list[Range] = []
    for start, end in sorted(ranges):
        if out and start <= out[-1][1]:
            out[-1] = (out[-1][0], max(end, out[-1][1]))
        else:
            out.append((start, end))
    return tuple(out)
