"""What changed between two versions of a document: its text by sentence, what was said of it, and its papers."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any, Literal

from pipeline.doc import unwrap
from pipeline.highlights import inert
from pipeline.record import Record
from pipeline.review.paperwork.form import fields
from pipeline.terms import Registers

Mark = Literal["", "del", "ins"]
_ALIKE = 0.4
"""Share of common characters from which two sentences are two forms of one."""
_LONGEST = 600  # characters of a sentence: the comparison's time grows with their square
_MOST = 2000
_TOKEN = re.compile(r"[0-9A-Za-z.,%]+|.", re.DOTALL)
"""A number or a Latin word changes as a whole."""
_AROUND = 1
"""Equal sentences that are shown before and after a change."""


@dataclass(frozen=True, slots=True)
class Run:
    """Characters of a sentence that stayed, went or came."""

    text: str
    mark: Mark


@dataclass(frozen=True, slots=True)
class Line:
    """A sentence, or `left_out` equal ones that are not shown; kind: same, changed, del, ins or gap."""

    kind: str
    runs: tuple[Run, ...] = ()
    left_out: int = 0


@dataclass(frozen=True, slots=True)
class Difference:
    """A labelled value before and after; label: an id of the terms register or Chinese; "" for none."""

    label: str
    before: str
    after: str


def sentences(record: Record) -> list[str]:
    """Return the sentences of a record as one reads them, in the document's own script."""
    text = record["text"]
    return [inert(unwrap(text[start:end])) for start, end in record.get("sentences") or ()]


def compared(before: Sequence[str], after: Sequence[str]) -> list[Line]:
    """Return the sentences of both with what went and what came; long stretches of equal ones are left out."""
    matcher = SequenceMatcher(None, before, after, autojunk=max(len(before), len(after)) > _MOST)
    blocks = matcher.get_opcodes()
    out: list[Line] = []
    for place, (kind, a, b, c, d) in enumerate(blocks):
        if kind == "equal":
            out += _equal(before[a:b], first=place == 0, last=place == len(blocks) - 1)
        else:
            out += _changed(before[a:b], after[c:d])
    return out


def _equal(some: Sequence[str], *, first: bool, last: bool) -> Iterator[Line]:
    head, tail = 0 if first else _AROUND, 0 if last else _AROUND
    hidden = len(some) - head - tail
    if hidden <= 1:
        yield from (Line("same", (Run(s, ""),)) for s in some)
        return
    yield from (Line("same", (Run(s, ""),)) for s in some[:head])
    yield Line("gap", left_out=hidden)
    yield from (Line("same", (Run(s, ""),)) for s in some[len(some) - tail :])


def _changed(before: Sequence[str], after: Sequence[str]) -> Iterator[Line]:
    """Yield sentences that changed; those at the same place of both that are alike become one line."""
    for one, other in zip(before, after, strict=False):
        if max(len(one), len(other)) <= _LONGEST and (runs := _within(one, other)):
            yield Line("changed", runs)
        else:
            yield Line("del", (Run(one, "del"),))
            yield Line("ins", (Run(other, "ins"),))
    shared = min(len(before), len(after))
    yield from (Line("del", (Run(s, "del"),)) for s in before[shared:])
    yield from (Line("ins", (Run(s, "ins"),)) for s in after[shared:])


def _within(one: str, other: str) -> tuple[Run, ...]:
    """Return a sentence by characters; () where the two have little in common."""
    before, after = _TOKEN.findall(one), _TOKEN.findall(other)
    matcher = SequenceMatcher(None, before, after, autojunk=False)
    if matcher.ratio() < _ALIKE:
        return ()
    runs: list[Run] = []
    for kind, a, b, c, d in matcher.get_opcodes():
        went, came = "".join(before[a:b]), "".join(after[c:d])
        pieces = [Run(went, "")] if kind == "equal" else [Run(went, "del"), Run(came, "ins")]
        runs += [run for run in pieces if run.text]
    return tuple(runs)


def attributes(before: Record, after: Record) -> list[Difference]:
    """Return how the suggested attribute changed: label and delivery by their ids, grounds by their articles."""
    one, other = (r.get("attribute") or {} for r in (before, after))
    pairs = [(name, one.get(name) or "", other.get(name) or "") for name in ("label", "delivery")]
    articles = tuple("；".join(dict.fromkeys(g["article"] for g in a.get("grounds") or ())) for a in (one, other))
    return [Difference(*pair) for pair in (*pairs, ("grounds", *articles)) if pair[1] != pair[2]]


def personal(before: Record, after: Record) -> list[tuple[str, int, int]]:
    """Return the kinds of personal information of which another number is masked, with the numbers."""
    one, other = (Counter(m["kind"] for m in r.get("personal") or () if m["action"] != "keep") for r in (before, after))
    return [(kind, one[kind], other[kind]) for kind in sorted(one | other) if one[kind] != other[kind]]


def forms(before: Mapping[str, Any], after: Mapping[str, Any], registers: Registers) -> list[Difference]:
    """Return the fields of the form that changed, as they stand on paper."""
    every = ((f.chinese, f.written(before.get(f.id)), f.written(after.get(f.id))) for f in fields(registers))
    return [Difference(*one) for one in every if one[1] != one[2]]


def interpretations(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[Line]:
    """Return the statements of two interpretations with what went and what came."""
    return compared(_statements(before), _statements(after))


def _statements(body: Mapping[str, Any]) -> list[str]:
    said = [c["text"] for s in body.get("sections") or () for c in s["claims"]]
    return [*([body["title"]] if body.get("title") else []), *said]


def alike(lines: Sequence[Line]) -> bool:
    """Return whether nothing changed."""
    return all(line.kind in ("same", "gap") for line in lines)
