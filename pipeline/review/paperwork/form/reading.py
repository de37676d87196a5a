"""What the form reads of a record: elements, sentences and spans as one reads them, masked."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from pipeline.doc import Doc, Ground, Range, Span
from pipeline.fold import fold
from pipeline.record import Record, from_record
from pipeline.review.paperwork.apart import Apart
from pipeline.review.paperwork.issuers import issuers
from pipeline.segment.dates import iso

_HEAD = frozenset("copy_number secrecy_mark urgency issuer_mark doc_number signer title addressee".split())
_FOOT = frozenset("signature issue_date note cc printer page_number attachment_note".split())
_CITED = re.compile(r"《(?:[^《》]{2,80})》(?:\s*[（(][^（）()]{2,40}号[^（）()]{0,12}[）)])?")
_NO_LAW = re.compile(r"(?:表|书|单|证|证明|台账|名册|名单|目录|清单|记录|报告|协议|合同|材料|牌|卡|指南)$")


@dataclass(frozen=True, slots=True)
class Cited:
    """A law or document that a text cites: as it is written, with its number where one stands there, and where."""

    written: str
    ranges: tuple[Range, ...]


@dataclass(frozen=True)
class Reading:
    """A record, ready to be read; every text is the masked one, in the document's own script."""

    record: Record

    @cached_property
    def doc(self) -> Doc:
        return from_record(self.record)

    @cached_property
    def issuers(self) -> tuple[str, ...]:
        return issuers(self.record)

    @property
    def grounds(self) -> tuple[Ground, ...]:
        return self.doc.attribute.grounds if self.doc.attribute else ()

    def supporting(self, label: str | None) -> tuple[Ground, ...]:
        """Return the grounds of a label, the heaviest first."""
        return tuple(g for g in self.grounds if label and g.supports == label)

    def elements(self, *labels: str) -> tuple[Span, ...]:
        return self.doc.labelled(*labels)

    def text(self, start: int, end: int) -> str:
        """Return a range as one reads it, what is masked as ×."""
        return self.doc.reading(start, end, masked=self.doc.masked is not None)

    def element(self, label: str) -> tuple[str, tuple[Range, ...]]:
        """Return an element's text, its parts joined, and where it stands; "" where the document lacks it."""
        spans = self.elements(label)
        return "".join(self.text(s.start, s.end) for s in spans), tuple((s.start, s.end) for s in spans)

    def issue_date(self) -> tuple[str | None, tuple[Range, ...]]:
        """Return the ISO date of issue and where it stands."""
        for span in self.elements("issue_date"):
            found = iso(re.sub(r"\s", "", fold(self.doc.text[span.start : span.end])))
            if found:
                return found, ((span.start, span.end),)
        return None, ()

    @cached_property
    def body(self) -> tuple[Range, ...]:
        """The sentences of the body: none of the head, the foot or what follows the document."""
        outside = Apart((e.start, e.end) for e in self.elements(*_HEAD, *_FOOT))
        return tuple(s for s in self.doc.sentences or () if not outside.touches(s))

    def place(self, start: int) -> str:
        """Return where a character stands, in Chinese: 正文 or 附件 with its number."""
        annexes = self.elements("attachment")
        number = next((n for n, a in enumerate(annexes, 1) if a.start <= start < a.end), 0)
        if start >= self.doc.body_end:
            return "批注、属性等随附内容"
        return ("附件" if len(annexes) == 1 else f"附件{number}") if number else "正文"

    def raw(self, start: int, end: int) -> str:
        """Return a range as it stands, what is masked as ×."""
        return (self.doc.masked if self.doc.masked is not None else self.doc.text)[start:end]

    def cited(self, without: Iterable[str]) -> tuple[Cited, ...]:
        """Return the laws and documents that the body cites, in order; without: names with their brackets, left out."""
        title = re.sub(r"\s", "", self.element("title")[0])
        left_out = {fold(w) for w in without}
        found: dict[str, list[tuple[str, Range]]] = {}
        for match in _CITED.finditer(self.doc.text, 0, self.doc.body_end):
            written = re.sub(r"\s", "", self.raw(*match.span()))
            name = written.split("》")[0] + "》"
            if name[1:-1] in title or "×" in name or fold(name) in left_out:
                continue
            if written != name or not _NO_LAW.search(fold(name[:-1])):
                found.setdefault(name, []).append((written, match.span()))
        return tuple(Cited(max((w for w, _ in some), key=len), tuple(r for _, r in some)) for some in found.values())
