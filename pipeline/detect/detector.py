"""Detects personal information, decides what happens to each mention, and masks the text."""

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from pipeline.detect.cells import labelled
from pipeline.detect.cues import Cues
from pipeline.detect.fields import Fields
from pipeline.detect.found import Found, Named, settled
from pipeline.detect.fused import fused
from pipeline.detect.judge import Judge
from pipeline.detect.lexicon import Lexicon
from pipeline.detect.mask import Masker, hide
from pipeline.detect.numbers import Numbers
from pipeline.detect.people import People
from pipeline.detect.roles import Roles
from pipeline.detect.tables import Headers, cells_of
from pipeline.detect.tagger import Tagger
from pipeline.detect.view import View, view_of
from pipeline.doc import Attribute, Doc, Mention, Role, Span
from pipeline.terms import Registers, shipped

RETURNED = "T11"
"""Return code of a document with personal information that must be masked first (reference 7.2)."""


@dataclass(frozen=True, slots=True)
class Owner(Found):
    """A name whose role is decided; word: the name without spaces, folded."""

    role: Role | None = None
    word: str = ""


_MAIL = ("邮箱", "邮件", "信箱", "E-mail", "Email", "email")
_PUBLIC = (
    "意见",
    "反馈",
    "报送",
    "投诉",
    "举报",
    "咨询",
    "受理",
    "监督",
    "传真",
    "电话",
    "征求",
    "材料",
    "报名",
    "发送",
    "地址",
)
_NOTED = 0.6
"""Share of the least score from which what the tagger reads supports the words beside it."""
_HOME_PHONE = ("家庭", "住宅", "宅电", "家中", "家里", "家电话", "本人", "个人")
_OFFICE_PHONE = (
    "局",
    "办公",
    "政府",
    "中心",
    "单位",
    "公司",
    "法院",
    "委员会",
    "咨询",
    "监督",
    "举报",
    "投诉",
    "受理",
    "热线",
    "值班",
    "服务",
    "我",
    "向",
)
_PLACES = tuple("市县区省镇乡")
_NEAR = 60
"""Characters between a person and the landline that may be theirs."""


class Detector:
    """Finds personal information in the whole text, what a file carries beside its body too.

    models: the folder of all models, or None for the shipped ones. names: "gate", the name tagger reads what can hold a
    name; "off", no names. name_score, word_score: see `Judge`. profile: of register `masking`.

    Raises:
        ValueError: an unknown setting.
    """

    def __init__(
        self, registers: Registers, *, models: Path | None = None, names: str = "gate", name_score: float = 0.8,
        word_score: float = 0.9, profile: str = "internet_strict",
    ) -> None:  # fmt: skip
        if names not in ("gate", "off"):
            raise ValueError(f"names is {names!r}; gate or off is wanted")
        lexicon, self._headers = Lexicon(registers), Headers(registers)
        cues = Cues(registers, lexicon)
        self._numbers, self._fields = Numbers(registers), Fields(registers, self._headers)
        tagger = Tagger(models or shipped("models"), threshold=_NOTED * name_score)
        judge = Judge(lexicon, cues, name_score=name_score, word_score=word_score)
        self._people = People(lexicon, cues, self._headers, tagger, judge) if names == "gate" else None
        self._roles = Roles(cues, lexicon)
        self._masker = Masker(registers, lexicon, profile=profile)

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
        tables = cells_of(doc, self._headers)
        shown = [replace(c, start=a, end=b) for c in tables for a, b in [view.forth(c.start, c.end)]]
        cells = sorted((*shown, *labelled(view.text, self._headers)), key=lambda c: c.start)
        numbers = self._numbers(
            view, doc.folded, [replace(c, start=a, end=b) for c in cells for a, b in [view.back(c.start, c.end)]]
        )
        numbers += fused(doc.folded)
        named = [n for n in self._people(view, cells, numbers) if not _opens_place(view, n)] if self._people else []
        owners = self._owners(doc, view, named)
        persons = [(n.start, n.end) for n, o in zip(named, owners, strict=True) if o.role != "historical"]
        found = self._fields(view.text, cells, persons if self._people else None)
        fields = [replace(f, start=a, end=b) for f in found for a, b in [view.back(f.start, f.end)]]
        finds = [f for f in settled([*numbers, *fields, *owners]) if f.label != "protected"]
        return self._written(doc, [_owned(doc.folded, f, owners) for f in finds], owners)

    def _owners(self, doc: Doc, view: View, named: Sequence[Named]) -> list[Owner]:
        spelt = ["".join(view.text[n.start : n.end].split()) for n in named]
        decided = self._roles(doc, view, named, spelt)
        return [
            Owner(*view.back(n.start, n.end), "person_name", n.score, n.by, action, role, word)
            for n, word, (role, action) in zip(named, spelt, decided, strict=True)
        ]

    def _written(self, doc: Doc, finds: Sequence[Found], owners: Sequence[Owner]) -> tuple[Mention, ...]:
        known = {(o.start, o.end): o for o in owners}
        surrogates = self._masker.surrogates(o.word for o in owners if o.action != "keep")
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
                replacement = self._masker.write(value, doc.folded[find.start : find.end], find.label)
            span = Span(find.start, find.end, "personal", find.label, find.score, find.by)
            out.append(Mention(span, owner.role if owner else None, find.action, replacement))
        return tuple(out)


def _opens_place(view: View, name: Named) -> bool:
    """Return whether what looks like a name opens the name of a place: 江州 in 江州市."""
    return view.text[name.end : name.end + 1] in _PLACES


def _redacted(attribute: Attribute) -> Attribute:
    """Return the attribute of a document that goes out in full only after masking."""
    if attribute.label == "proactive" and attribute.delivery == "full":
        return replace(attribute, delivery="redacted")
    return attribute


def _owned(folded: str, find: Found, owners: Sequence[Owner]) -> Found:
    """Return a telephone or a date of birth with the action that follows from whose it is."""
    if find.label == "landline":
        return replace(find, action="mask") if _is_home_phone(folded, find, owners) else find
    if find.label == "email":
        return replace(find, action="keep") if _is_office_mail(folded, find, owners) else find
    if find.label == "birth_date":
        owner = _before(folded, find, owners)
        return replace(find, action="keep") if owner and owner.role == "official" and owner.action == "keep" else find
    return find


def _is_home_phone(folded: str, find: Found, owners: Sequence[Owner]) -> bool:
    """Return whether a landline is a private person's: called so, or named right after one with no office between."""
    said = folded[max(0, find.start - 12) : find.start]
    if any(word in said for word in _HOME_PHONE):
        return True
    owner = _before(folded, find, owners)
    if not owner or owner.action == "keep" or find.start - owner.end > _NEAR:
        return False
    return not any(word in folded[owner.end : find.start] for word in _OFFICE_PHONE)


def _is_office_mail(folded: str, find: Found, owners: Sequence[Owner]) -> bool:
    """Return whether an address is one to which the public may write: named as such, and nobody's on its line."""
    owner = _before(folded, find, owners)
    if owner and owner.action != "keep":
        return False
    said = folded[max(0, find.start - 80) : find.start]
    return any(word in said[-24:] for word in _MAIL) and any(word in said for word in _PUBLIC)


def _before(folded: str, find: Found, owners: Sequence[Owner]) -> Owner | None:
    """Return the person named last before a detail on the same line."""
    line = folded.rfind("\n", 0, find.start) + 1
    place = bisect_left(owners, find.start, key=lambda o: o.start) - 1
    return owners[place] if place >= 0 and owners[place].start >= line else None
