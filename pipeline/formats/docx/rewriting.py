"""Writes a Word file again with its masked parts gone, in the same places and the same look."""

import re
from collections import Counter
from collections.abc import Container, Iterable, Iterator
from dataclasses import dataclass, field

from lxml import etree

from pipeline.doc import Doc, Mention, UnreadableFile, UnwritableFile
from pipeline.formats.archive import opened
from pipeline.formats.assembly import TEXT
from pipeline.formats.docx.cleaning import Cleaner, present, scrubbed, untold
from pipeline.formats.docx.copies import align, forget_old
from pipeline.formats.docx.fields import Fields, bookmarks
from pipeline.formats.docx.notes import notes
from pipeline.formats.docx.numbering import W
from pipeline.formats.docx.parts import Parts, written
from pipeline.formats.docx.properties import clean_custom, clean_properties
from pipeline.formats.docx.reading import CHART, traced
from pipeline.formats.docx.references import clean_links, loosen
from pipeline.formats.docx.search import parts, second_reading
from pipeline.formats.docx.unread import picture_of, unread_parts
from pipeline.formats.forms import squeezed, variants
from pipeline.formats.package import Package
from pipeline.formats.pictures import wordless
from pipeline.formats.rewriting import Rewritten
from pipeline.formats.xml_edits import Edits, dropped, planned, value

__all__ = ["parts", "rewrite", "second_reading"]

_STORIES = ("officedocument", "header", "footer", "footnotes", "endnotes", "comments")
_NUMBERS = frozenset((f"{CHART}numCache", f"{CHART}numLit"))
_UNCLEANED = frozenset(("customxml", "coreproperties", "extendedproperties", "customproperties"))
# What is sought in attributes that were not read: shorter values, and words of letters alone, stand there by chance.
_SOUGHT = re.compile(r"[0-9]{7,}|(?=.*[0-9@])(?=.*[^0-9])[\0-\x7f]{5,}|(?=.*[^\0-\x7f]).{2,}")


def rewrite(data: bytes, doc: Doc, *, max_unpacked_bytes: int, pictures: bool) -> Rewritten:
    """Return the file as `Rewriter.rewrite` says; pictures has no meaning for Word.

    Raises:
        UnwritableFile: the file is not the one that doc was read from, or a masked text stands in none of its parts.
    """
    try:
        archive = opened(data, doc.source, max_unpacked_bytes=max_unpacked_bytes)
        again, package, trace = traced(data, doc.source, archive)
        if again.text != doc.text:
            raise UnwritableFile(doc.source, "文件内容与检查时不同：请重新检查后再遮盖")
        masked = [m for m in doc.mentions or () if m.action != "keep"]
        edits, unplaced = planned(masked, trace)
        values = [doc.text[m.span.start : m.span.end] for m in masked]
        return _Rewriting(package, edits, _lines(values, package)).run(doc, unplaced)
    except UnreadableFile as error:
        raise UnwritableFile(doc.source, error.reason) from error


def _lines(values: Iterable[str], package: Package) -> tuple[str, ...]:
    """Return the lines of all that is masked, as written, bare, and in the forms that the file itself has out of sight.

    Without those that stand in markup by chance.
    """
    lines = {line.strip() for value in values for line in value.split("\n")}
    lines |= {squeezed(line) for line in lines}
    lines |= set(variants(lines, set(_unseen(package))))
    return tuple(sorted(line for line in lines if _SOUGHT.fullmatch(line)))


def _unseen(package: Package) -> Iterator[str]:
    """Yield the attributes of all parts that are loaded, and the codes of fields."""
    for root in package.roots.values():
        for element in root.iter(etree.Element):
            yield from element.attrib.values()
        yield from (e.text or "" for e in root.iter(f"{W}instrText", f"{W}delInstrText"))


@dataclass
class _Rewriting:
    """One file on its way; values: what stays nowhere that is not read; counts: what was taken out."""

    package: Package
    edits: Edits
    values: tuple[str, ...]
    counts: Counter[str] = field(default_factory=Counter)
    parts: Parts = field(init=False)
    _bookmarks: dict[str, str] = field(init=False)

    def run(self, doc: Doc, unplaced: list[Mention]) -> Rewritten:
        self.parts = Parts(self.package)
        self.parts.select()
        self._refuse(doc, unplaced)
        self.counts["links"] = clean_links(self.parts, self.edits, self.values)
        stories = [root for _, root in self.parts.roots(*_STORIES)]
        self._texts(stories)
        unread = unread_parts(self.parts, self.edits, self.values)
        self.counts.update(unread.values())
        self._clean(unread)
        self.parts.prune(unread)
        for owner, root in self.parts.roots():
            loosen(self.parts, owner, root)
        self.parts.prune(())
        self._scrub()
        self.edits.apply()
        self._numbers()
        made = dict(self._pictures())
        self.counts["pictures"] = len(made)
        return Rewritten(written(self.parts, made), notes(self.counts + self.parts.gone))

    def _refuse(self, doc: Doc, unplaced: list[Mention]) -> None:
        """Refuse a mention of which no character stands in the file, unless the form of a list's numbers has it."""
        numbers = self.package.first("numbering")
        forms = [] if numbers is None else [e.get(f"{W}val") or "" for e in numbers.iter(f"{W}lvlText")]
        for mention in unplaced:
            text = doc.text[mention.span.start : mention.span.end].strip()
            if text and (text not in self.values or not present([text], forms)):
                reason = "有须遮盖的文字由程序自动生成（如自动编号），原文件中无处可改：请将其改为手工输入后重试"
                raise UnwritableFile(doc.source, reason)

    def _texts(self, stories: list[etree._Element]) -> None:
        """Plan what repeats the text, and clean the fields."""
        self.counts["alternatives"] = sum(align(root, self.edits) for root in stories)
        self.counts["deletions"] = forget_old(self.edits)
        codes = (e.text or "" for root in stories for e in root.iter(f"{W}instrText", f"{W}delInstrText"))
        simple = (e.get(f"{W}instr") or "" for root in stories for e in root.iter(f"{W}fldSimple"))
        self._bookmarks = bookmarks(stories)
        fields = Fields(self.edits, self._bookmarks, present(self.values, (*codes, *simple)))
        for root in stories:
            fields.clean(root)
        self.counts["fields"] = fields.flattened

    def _clean(self, unread: Container[str]) -> None:
        people = {value(key): self.edits.written(key) for key in self.edits.read if key[1] == f"{W}author"}
        cleaner = Cleaner(self.edits, people, self._bookmarks)
        for path, root in self.parts.roots():
            if self.parts.kinds[path] not in _UNCLEANED and path not in unread:
                cleaner.clean(root)
        self.counts += cleaner.counts
        for _, root in self.parts.roots("customxml"):
            untold(root)
        for _, root in self.parts.roots("coreproperties", "extendedproperties"):
            clean_properties(root, self.edits)
        for _, root in self.parts.roots("customproperties"):
            self.counts["properties"] += clean_custom(root, self.edits)

    def _scrub(self) -> None:
        """Take masked values out of the attributes of all parts, and of the names of their relationships."""
        roots = [root for _, root in self.parts.roots()]
        for owner in ("", *self.parts.kinds):
            for relation, *_ in self.parts.relations(owner):
                self.edits.read.update((relation, name) for name in ("Target", "Type", "TargetMode"))
                roots.append(relation)
        scrubbed(roots, self.values, self.edits)

    def _numbers(self) -> None:
        """Take the points out of charts that are masked: what stands there now is no number."""
        for _, root in self.parts.roots("chart"):
            for number in list(root.iter(f"{CHART}v")):
                point = number.getparent()
                cached = point.getparent() if point is not None else None
                if (number, TEXT) in self.edits.of and cached is not None and cached.tag in _NUMBERS:
                    dropped(point)

    def _pictures(self) -> Iterator[tuple[str, bytes]]:
        for path, kind in self.parts.kinds.items():
            if kind == "image":
                yield path, wordless(picture_of(self.parts, path), self.values)
