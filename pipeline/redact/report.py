"""Tells what was masked in a file, where and by which rule, without any of the values."""

import hashlib
import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from pathlib import PurePath
from typing import Any

from pipeline.detect.residual import Residual
from pipeline.doc import Doc, Mention, Piece
from pipeline.formats.rewriting import Rewritten

_WITHHELD = ("withheld", "on_request")


@dataclass(frozen=True, slots=True)
class Row:
    """One mention, without its text.

    unsure: of its role, so that a person must look; part, page, table, row, column: where it stands, counted from 1;
    line: of the text in reading.
    """

    kind: str
    role: str | None
    action: str
    by: str
    score: float
    part: str
    visible: bool
    line: int
    length: int
    unsure: bool = False
    page: int | None = None
    table: int | None = None
    row: int | None = None
    column: int | None = None


@dataclass(frozen=True, slots=True)
class Risk:
    """What may still tell who is meant: a code of the register `residual`, its Chinese explanation, and the lines."""

    code: str
    text: str
    lines: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Report:
    """What was done to one file.

    source_id, output_id: SHA-256, hex. notes: what the reader of the file must know; risks: what may still tell who is
    meant; label: the suggested attribute where the document is not suggested for publication at all.
    """

    output: str
    source_id: str
    output_id: str
    profile: str
    fingerprint: str
    rows: tuple[Row, ...]
    notes: tuple[str, ...] = ()
    risks: tuple[Risk, ...] = ()
    label: str | None = None
    case: str = ""
    counts: dict[str, dict[str, int]] = field(default_factory=dict)

    def to_json(self) -> dict[str, Any]:
        """Return the report as it is written."""
        return asdict(self)


def report(
    doc: Doc, *, output: PurePath, written: Rewritten, profile: str, risks: Sequence[Residual], case: str
) -> Report:
    """Return the report of a document that was written; output: its new name."""
    mentions = doc.mentions or ()
    counts: dict[str, Counter[str]] = {}
    for m in mentions:
        counts.setdefault(m.span.label, Counter())[m.action] += 1
    label = doc.attribute.label if doc.attribute else None
    return Report(
        output=output.as_posix(),
        source_id=doc.id,
        output_id=hashlib.sha256(written.data).hexdigest(),
        profile=profile,
        fingerprint=doc.fingerprint,
        rows=_rows(doc, mentions),
        notes=written.notes,
        risks=_risks(doc, risks),
        label=label if label in _WITHHELD else None,
        case=case,
        counts={kind: dict(sorted(c.items())) for kind, c in sorted(counts.items())},
    )


def _risks(doc: Doc, found: Sequence[Residual]) -> tuple[Risk, ...]:
    breaks = _breaks(doc)
    return tuple(Risk(r.code, r.text, tuple(sorted({bisect_right(breaks, a) + 1 for a, _ in r.ranges}))) for r in found)


def _breaks(doc: Doc) -> list[int]:
    return [m.start() for m in re.finditer("\n", doc.text)]


def _rows(doc: Doc, mentions: Sequence[Mention]) -> tuple[Row, ...]:
    starts = [p.start for p in doc.pieces]
    pages = [i for i, p in enumerate(doc.pieces) if p.part == "page"]
    breaks = _breaks(doc)
    rows = []
    for m in mentions:
        place = bisect_right(starts, m.span.start) - 1
        piece = doc.pieces[place] if place >= 0 else Piece(0, len(doc.text), "body")
        page = bisect_right(pages, place) if piece.part == "page" else None
        rows.append(_row(m, piece, page, bisect_right(breaks, m.span.start) + 1))
    return tuple(rows)


def _row(mention: Mention, piece: Piece, page: int | None, line: int) -> Row:
    span = mention.span
    cell = (None if n is None else n + 1 for n in (piece.table, piece.row, piece.column))
    return Row(
        span.label, mention.role, mention.action, span.by.removesuffix("?"), round(span.score, 3), piece.part,
        piece.visible, line, span.end - span.start, span.by.endswith("?"), page, *cell,
    )  # fmt: skip
