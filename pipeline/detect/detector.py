"""Detects personal information, decides what happens to each mention, and masks the text."""

import copy
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

from pipeline.detect.again import again
from pipeline.detect.case import Case, persons
from pipeline.detect.cells import labelled
from pipeline.detect.cues import Cues
from pipeline.detect.fields import Fields
from pipeline.detect.found import Cell, Found, Named, settled
from pipeline.detect.fused import fused
from pipeline.detect.judge import Judge
from pipeline.detect.lexicon import DOTS, Lexicon
from pipeline.detect.mask import Masker, hide
from pipeline.detect.near import Told
from pipeline.detect.numbers import Numbers
from pipeline.detect.owned import UNSURE, Owned, Owner, before
from pipeline.detect.people import People
from pipeline.detect.purpose import Publication, Purpose
from pipeline.detect.roles import Roles, title_of
from pipeline.detect.tables import Headers, cells_of
from pipeline.detect.tagger import Tagger
from pipeline.detect.view import View, view_of
from pipeline.doc import Attribute, Doc, Mention, Span
from pipeline.terms import Registers, shipped

RETURNED = "T11"
"""Return code of a document with personal information that must be masked first (reference 7.2)."""

_NOTED = 0.6
"""Share of the least score from which what the tagger reads supports the words beside it."""
_NAMELIKE = ("home_address", "health")
"""Kinds whose values may hold what looks like a name."""
_PERSONAL = ("id_number", "home_address")
"""Kinds whose values only a private person has."""
_SHORT = 2
_LINK = 2
"""Characters between two names of a list."""
_LEAD = 2
"""Characters of the number of a row that may stand before the name in it."""
_PLACES = tuple("市县区省镇乡")


class Detector:
    """Finds personal information in the whole text, what a file carries beside its body too.

    models: the folder of all models, or None for the shipped ones. names: "gate", the name tagger reads what can hold a
    name; "off", no names. name_score, word_score: see `Judge`. profile: of the registers `masking` and `purposes`.
    sure: least weight, 0 to 1, of the evidence for a masked name's role; below it `Span.by` ends in `UNSURE`.
    certain: score from which a name of unsure role is masked even where nothing else in the document is.

    Raises:
        ValueError: an unknown setting.
    """

    def __init__(
        self, registers: Registers, *, models: Path | None = None, names: str = "gate", name_score: float = 0.8,
        word_score: float = 0.9, profile: str = "internet_strict", sure: float = 0.5, certain: float = 0.95,
    ) -> None:  # fmt: skip
        if names not in ("gate", "off"):
            raise ValueError(f"names is {names!r}; gate or off is wanted")
        lexicon, self._headers = Lexicon(registers), Headers(registers)
        self._common, self._certain = lexicon.common, certain
        self._masker = Masker(registers, lexicon, profile=profile)
        self._purpose = Purpose(registers, profile=profile)
        cues = Cues(registers, lexicon)
        self._numbers = Numbers(registers, profile=profile)
        self._fields = Fields(registers, self._headers)
        tagger = Tagger(models or shipped("models"), threshold=_NOTED * name_score)
        judge = Judge(lexicon, cues, name_score=name_score, word_score=word_score)
        self._people = People(lexicon, cues, self._headers, tagger, judge) if names == "gate" else None
        self._roles = Roles(cues, lexicon, self._purpose, sure=sure)
        self._owned = Owned(registers)
        self._case = Case()

    def case(self, docs: Iterable[Doc], known: Case | None = None) -> Case:
        """Return the case of detected documents: who is masked in one is masked in all, each with one surrogate.

        known: of the same case before; its names keep their surrogates, and numbering goes on after them.
        """
        known = known or Case()
        hidden, kept = persons(docs)
        written = self._masker.surrogates(hidden, known.surrogates)
        surrogates = {name: name[:size] + rest for name, (size, rest) in written.items()}
        return Case(surrogates, (kept | known.kept) - surrogates.keys())

    def within(self, case: Case) -> "Detector":
        """Return a detector that knows the persons of a case: finds them everywhere and writes their surrogates."""
        detector = copy.copy(self)
        detector._case = case
        return detector

    def __call__(self, doc: Doc) -> Doc:
        """Return the document with its mentions, its masked text, and what follows from them for its delivery."""
        mentions = self._mentions(doc)
        hiding = [m for m in mentions if m.action != "keep"]
        missing = (*(doc.missing or ()), RETURNED) if hiding else doc.missing
        return doc.having(
            mentions=mentions, masked=hide(doc, mentions, self._masker), missing=missing,
            attribute=_redacted(doc.attribute) if hiding and doc.attribute else doc.attribute,
        )  # fmt: skip

    def _mentions(self, doc: Doc) -> tuple[Mention, ...]:
        view = view_of(doc)
        publication = self._purpose.publication(title_of(doc, view), view.text)
        cells = self._cells(doc, view)
        told = [replace(c, start=a, end=b) for c in cells for a, b in [view.back(c.start, c.end)]]
        numbers = [*self._numbers(view, doc.folded, told), *fused(doc.folded)]
        owners = self._owners(doc, view, self._named(view, cells, numbers), cells, publication)
        fields = self._details(view, cells, owners, publication)
        owners = _real(owners, fields)
        finds = settled([*(_trimmed(n, owners) for n in numbers), *fields, *owners])
        persons = _with_numbers(owners, finds)
        finds = [self._owned(doc.folded, f, persons, publication) for f in finds]
        finds = [f for f in settled([*finds, *again(doc.folded, finds)]) if f.label != "protected"]
        return self._written(doc, self._likely(finds, owners), owners, publication)

    def _likely(self, finds: Sequence[Found], owners: Sequence[Owner]) -> list[Found]:
        """Return the finds of a document, names of unsure role kept where nothing else in it is personal.

        There they are words that look like names, but for those that are certainly names, have a common family name or
        a name beside them in a list: those stay hidden.
        """
        listed = {x for a, b in pairwise(owners) if b.start - a.end <= _LINK for x in (a, b)}
        doubtful = {
            (o.start, o.end)
            for o in owners
            if o.by.endswith(UNSURE) and o.score < self._certain and o not in listed
            if o.word[:1] not in self._common and not any(dot in o.word for dot in DOTS)
        }
        hidden = [f for f in finds if f.action != "keep"]
        if not all(f.label == "person_name" and f.by.endswith(UNSURE) for f in hidden):
            return list(finds)
        return [replace(f, action="keep") if (f.start, f.end) in doubtful else f for f in finds]

    def _cells(self, doc: Doc, view: View) -> list[Cell]:
        tables = cells_of(doc, self._headers)
        shown = [replace(c, start=a, end=b) for c in tables for a, b in [view.forth(c.start, c.end)]]
        return sorted((*shown, *labelled(view.text, self._headers)), key=lambda c: c.start)

    def _named(self, view: View, cells: Sequence[Cell], numbers: Sequence[Found]) -> list[Named]:
        if self._people is None:
            return []
        named = self._people(view, cells, numbers, self._case.names)
        return [n for n in named if not _opens_place(view, n) and not self._is_header(view.text[n.start : n.end])]

    def _is_header(self, word: str) -> bool:
        """Return whether a word names a column of details, as 年龄 does, and so is nobody's name."""
        header = self._headers(word)
        return header is not None and header.kind not in ("", "person_name")

    def _owners(
        self, doc: Doc, view: View, named: Sequence[Named], cells: Sequence[Cell], publication: Publication
    ) -> list[Owner]:
        spelt = ["".join(view.text[n.start : n.end].split()) for n in named]
        columns = [(c.start, c.end) for c in cells if c.row >= 0 and (h := self._headers(c.header)) and h.id == "name"]
        rulings = self._roles(doc, view, named, spelt, publication, self._case, columns)
        return [
            Owner(
                *view.back(n.start, n.end), "person_name", n.score, n.by if r.sure else n.by + UNSURE, r.action,
                r.role, r.standing, word,
            )
            for n, word, r in zip(named, spelt, rulings, strict=True)
        ]  # fmt: skip

    def _details(
        self, view: View, cells: Sequence[Cell], owners: Sequence[Owner], publication: Publication
    ) -> list[Found]:
        """Return the details that are neither names nor numbers, in places of the folded text."""
        told = None
        if self._people:
            told = [
                Told(
                    *view.forth(o.start, o.end),
                    o.action != "keep" or o.role in ("private", "minor"),
                    not o.by.endswith(UNSURE),
                )
                for o in owners
                if o.standing != "historical"
            ]
        found = self._fields(view.text, cells, told, whole=publication.whole)
        placed = (replace(f, start=a, end=b) for f in found for a, b in [view.back(f.start, f.end)])
        return [replace(f, action=self._masker.action(f.label)) for f in placed]

    def _written(
        self, doc: Doc, finds: Sequence[Found], owners: Sequence[Owner], publication: Publication
    ) -> tuple[Mention, ...]:
        known = {(o.start, o.end): o for o in owners}
        surrogates = self._masker.surrogates((o.word for o in owners if o.action != "keep"), self._case.surrogates)
        out = []
        for find in finds:
            owner = known.get((find.start, find.end)) if find.label == "person_name" else None
            value = doc.text[find.start : find.end]
            if find.action == "keep":
                replacement = value
            elif owner:
                kept, rest = surrogates[owner.word]
                replacement = "".join(value.split())[:kept] + rest
            else:
                replacement = self._masker.write(
                    value, doc.folded[find.start : find.end], find.label,
                    standing=_standing(doc.folded, find, owners), whole=publication.whole,
                )  # fmt: skip
            span = Span(find.start, find.end, "personal", find.label, find.score, find.by)
            out.append(Mention(span, owner.role if owner else None, find.action, replacement))
        return tuple(out)


def _with_numbers(owners: Sequence[Owner], finds: Sequence[Found]) -> list[Owner]:
    """Return the owners with each identity number and home as a private person's mark: what follows it is theirs."""
    marks = [Owner(f.start, f.end, f.label, f.score, f.by, "mask", "private") for f in finds if f.label in _PERSONAL]
    return sorted((*owners, *marks), key=lambda o: o.start)


def _trimmed(number: Found, owners: Sequence[Owner]) -> Found:
    """Return a certificate's number without the name before it that cells running together have put there."""
    if number.label != "property_certificate":
        return number
    place = bisect_right(owners, number.start + _LEAD, key=lambda o: o.start) - 1
    last = owners[place].end if place >= 0 else 0
    return replace(number, start=last) if number.start < last < number.end else number


def _real(owners: Sequence[Owner], details: Iterable[Found]) -> list[Owner]:
    """Return the owners but for what is part of an address, a date of birth or the name of an illness."""
    known = settled(d for d in details if d.label in ("birth_date", "family", *_NAMELIKE))
    starts = [d.start for d in known]
    return [o for o in owners if not any(_overrules(d, o) for d in known[_before(starts, o) : _after(starts, o)])]


def _before(starts: Sequence[int], owner: Owner) -> int:
    return max(0, bisect_right(starts, owner.start) - 1)


def _after(starts: Sequence[int], owner: Owner) -> int:
    return bisect_left(starts, owner.end)


def _overrules(detail: Found, owner: Owner) -> bool:
    if detail.label == "birth_date":
        return detail.start < owner.end and owner.start < detail.end
    if detail.label == "family":  # 单亲 begins what is told of a family, and like a name
        return detail.start == owner.start and owner.end - owner.start == _SHORT < detail.end - detail.start
    return detail.start <= owner.start and owner.end <= detail.end


def _standing(folded: str, find: Found, owners: Sequence[Owner]) -> str:
    """Return the standing of the person a detail belongs to, who is named and kept; "" for all others."""
    owner = before(folded, find.start, owners)
    return owner.standing if owner and owner.action == "keep" else ""


def _opens_place(view: View, name: Named) -> bool:
    """Return whether what looks like a name opens the name of a place: 江州 in 江州市."""
    return view.text[name.end : name.end + 1] in _PLACES


def _redacted(attribute: Attribute) -> Attribute:
    """Return the attribute of a document that goes out in full only after masking."""
    if attribute.label == "proactive" and attribute.delivery == "full":
        return replace(attribute, delivery="redacted")
    return attribute
