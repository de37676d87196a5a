"""The policy interpretation as people edit it: every statement with its evidence and with who wrote it."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pipeline.doc import Range, merged
from pipeline.draft.check import REQUIRED, covered
from pipeline.draft.keys import ORDER
from pipeline.fold import clean
from pipeline.review.call import Refused

ELEMENTS = (*ORDER, "questions")
MACHINE = "machine"
_MOST_STATEMENTS, _LONGEST, _LONGEST_TITLE = 400, 4000, 300
_DAMAGED = "解读稿的内容不完整，没有保存：请刷新页面后重试"


@dataclass(frozen=True, slots=True)
class Statement:
    """One statement; evidence: ranges of the document, () where it has none; by: machine, or person:<login>."""

    text: str
    evidence: tuple[Range, ...]
    by: str = ""


@dataclass(frozen=True, slots=True)
class Part:
    """The statements of one interpretation element, in order."""

    element: str
    statements: tuple[Statement, ...]


@dataclass(frozen=True, slots=True)
class Body:
    """A whole interpretation; as stored: title and sections as in the record, and `by` beside each claim."""

    title: str = ""
    parts: tuple[Part, ...] = ()

    @property
    def statements(self) -> tuple[Statement, ...]:
        return tuple(s for part in self.parts for s in part.statements)

    def uncovered(self) -> tuple[str, ...]:
        """Return the required elements that no statement speaks to."""
        has = covered({p.element for p in self.parts if p.statements})
        return tuple(e for e in REQUIRED if e not in has)

    def stored(self) -> dict[str, Any]:
        """Return the body as it is kept and as scripts read it."""
        return {
            "title": self.title,
            "sections": [
                {
                    "element": p.element,
                    "claims": [
                        {"text": s.text, "evidence": [list(r) for r in s.evidence], "by": s.by} for s in p.statements
                    ],
                }
                for p in self.parts
            ],
        }


def of_record(draft: Mapping[str, Any] | None) -> Body:
    """Return the machine's draft in a record as a body; an empty one where it wrote none."""
    return _body(draft, MACHINE) if draft else Body()


def of_stored(body: Mapping[str, Any]) -> Body:
    """Return a body as it was stored."""
    return _body(body, "")


def _body(content: Mapping[str, Any], by: str) -> Body:
    return Body(
        content["title"],
        tuple(
            Part(
                section["element"],
                tuple(
                    Statement(c["text"], tuple((a, b) for a, b in c["evidence"]), c.get("by", by))
                    for c in section["claims"]
                ),
            )
            for section in content["sections"]
        ),
    )


def sent(text: str, *, length: int) -> Body:
    """Return the body that a browser sent as JSON; nothing in it is trusted.

    length: characters of the document, which evidence must lie within. Empty statements and sections are dropped.

    Raises:
        Refused: 400, it has another shape.
    """
    try:
        content = json.loads(text)
        parts = tuple(_part(s, length) for s in content["sections"])
        title = _string(content["title"], _LONGEST_TITLE)
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise Refused(400, _DAMAGED) from error
    body = Body(title, tuple(p for p in parts if p.statements))
    if len(body.statements) > _MOST_STATEMENTS:
        raise Refused(400, f"解读稿超过 {_MOST_STATEMENTS} 条，没有保存：请合并后再保存")
    return body


def words(text: str) -> list[str]:
    """Return every string of what a browser sent as JSON, in no order; none where it is no JSON."""
    try:
        left = [json.loads(text)]
    except (ValueError, RecursionError):
        return []
    found: list[str] = []
    while left:
        one = left.pop()
        if isinstance(one, str):
            found.append(one)
        elif isinstance(one, list | dict):
            left += one.values() if isinstance(one, dict) else one
    return found


def _part(section: Any, length: int) -> Part:
    if section["element"] not in ELEMENTS:
        raise ValueError("no such element")
    statements = (Statement(_string(c["text"], _LONGEST), _evidence(c["evidence"], length)) for c in section["claims"])
    return Part(section["element"], tuple(s for s in statements if s.text))


def _string(value: Any, longest: int) -> str:
    if not isinstance(value, str) or len(value) > longest:
        raise ValueError("a short string is wanted")
    return " ".join(clean(value).split())


def _evidence(pairs: Any, length: int) -> tuple[Range, ...]:
    ranges = [(start, end) for start, end in pairs]
    if any(type(n) is not int for pair in ranges for n in pair):
        raise ValueError("offsets are numbers")
    if any(not 0 <= start < end <= length for start, end in ranges):
        raise ValueError("evidence outside the document")
    return merged(ranges)


def attributed(body: Body, earlier: Iterable[Body], login: str) -> Body:
    """Return the body with its writers: who first wrote just this statement with just this evidence, else the person.

    earlier: what it may have been taken from, the oldest first (the machine's draft, then the saved states).
    """
    writers: dict[tuple[str, tuple[Range, ...]], str] = {}
    for one in earlier:
        for s in one.statements:
            writers.setdefault((s.text, s.evidence), s.by)
    person = f"person:{login}"
    return Body(body.title, tuple(Part(p.element, _signed(p.statements, writers, person)) for p in body.parts))


def _signed(
    statements: Sequence[Statement], writers: Mapping[tuple[str, tuple[Range, ...]], str], person: str
) -> tuple[Statement, ...]:
    """Return the statements with their writers; one without evidence is always a person's, never the machine's."""
    known = ((s, writers.get((s.text, s.evidence), person)) for s in statements)
    return tuple(Statement(s.text, s.evidence, person if not s.evidence and by == MACHINE else by) for s, by in known)


def rebased(body: Body, before: str, after: str) -> Body:
    """Return the body with its evidence moved to a new text of the document; what stands there no more is lost.

    before, after: the texts that the evidence indexes and is to index.
    """
    return Body(
        body.title,
        tuple(
            Part(p.element, tuple(Statement(s.text, _moved(s.evidence, before, after), s.by) for s in p.statements))
            for p in body.parts
        ),
    )


def _moved(evidence: Iterable[Range], before: str, after: str) -> tuple[Range, ...]:
    found = ((after.find(before[start:end]), end - start) for start, end in evidence)
    return merged((place, place + length) for place, length in found if place >= 0)
