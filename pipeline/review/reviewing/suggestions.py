"""The machine's suggestions as a reviewer decides them, in order, with what people said of each."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from pipeline.fold import fold
from pipeline.highlights import inert
from pipeline.record import Record
from pipeline.review.reviewing import marking
from pipeline.review.reviewing.earlier import Earlier
from pipeline.review.reviewing.marking import mention_of, verdict
from pipeline.store.settled import Standing, Word
from pipeline.store.targets import ASPECTS, GATES, parsed

_SHOWN = {
    "attribute": (("label", "attribute"), ("delivery", "delivery")),
    "part": (("label", "attribute"), ("delivery", "delivery")),
    "mention": (("kind", "personal"), ("role", "role"), ("action", "action"), ("replacement", "")),
    "topic": (("label", ""), ("second", "")),
    "element": (("label", "element"),),
}
"""What of a suggestion a person may change: field, and family of its term (none: written as it is)."""

_FIELDS = {
    "attribute": ("label", "delivery", "reason_code"),
    "part": ("label", "delivery"),
    "mention": ("kind", "role", "action", "replacement"),
    "element": ("label",),
    "sheet": ("passed", "note"),
}

_LOOKED_AT = 2000  # characters from which the script is told
_NAMED = 12  # kept texts that are named in one line


@dataclass(frozen=True, slots=True)
class Change:
    """A value that a person set in place of the machine's; family: of the term, empty for words as they are."""

    before: str
    after: str
    family: str


@dataclass(frozen=True, slots=True)
class Unit:
    """One thing to decide; value: as it stands now; machine: as it was suggested, None where a person added it.

    spoken: what people said, in order, with whether it was taken back. later: what a rerun says in its place. before:
    what was last said of the same in an earlier version.
    """

    target: str
    kind: str
    verdict: str
    value: Record
    machine: Record | None
    spoken: Sequence[tuple[Word, bool]] = ()
    later: Record | None = None
    start: int | None = None
    end: int | None = None
    before: Word | None = None

    @property
    def fields(self) -> Record:
        """What a form for it is filled with."""
        return {name: self.value.get(name) for name in _FIELDS.get(self.kind, ())}

    @property
    def by(self) -> str:
        """The name of who spoke last, or nothing."""
        return next((word.name for word, gone in reversed(self.spoken) if not gone), "")

    @property
    def decided(self) -> bool:
        return self.verdict not in ("", "unsure")

    @property
    def changes(self) -> list[Change]:
        """What stands otherwise than suggested."""
        if self.machine is None or self.verdict == "reject":
            return []
        pairs = ((self.machine.get(n), self.value.get(n), family) for n, family in _SHOWN.get(self.kind, ()))
        return [Change(_text(a), _text(b), family) for a, b, family in pairs if a != b]


@dataclass(frozen=True, slots=True)
class Later:
    """What a rerun says otherwise, and the judgement by which a person would follow it; before, after: None: nothing.

    by: whose word stands against it, or None. verdict: empty where there is nothing to follow.
    """

    target: str
    kind: str
    before: Record | None
    after: Record | None
    by: str | None
    verdict: str
    value: Record
    start: int | None = None
    end: int | None = None


@dataclass(slots=True)
class Group:
    """The personal spans of one text, in order of place."""

    id: str
    text: str
    kind: str
    units: list[Unit] = field(default_factory=list)

    @property
    def masked(self) -> bool:
        return any(u.value["action"] != "keep" for u in self.units)

    @property
    def decided(self) -> bool:
        return all(u.decided for u in self.units)


@dataclass(frozen=True)
class Reading:
    """A document as one reads it now: the machine's record, people's words, and the record with both.

    differences: what a later analysis says otherwise; see `store.settled.differences`. earlier: people's words on an
    earlier version.
    """

    machine: Record
    now: Record
    words: Sequence[Word]
    last: Mapping[str, Standing]
    differences: Sequence[Record] = ()
    earlier: Earlier = Earlier()

    @property
    def language(self) -> str:
        """The document's own script, for the shapes of its characters and marks: zh-Hans or zh-Hant."""
        start = self.now["text"][:_LOOKED_AT]
        changed = sum(a != b for a, b in zip(start, fold(start), strict=True) if "一" <= a <= "鿿")
        return "zh-Hant" if 20 * changed > len(start) else "zh-Hans"

    @cached_property
    def lines(self) -> list[marking.Line]:
        return marking.lines(self.now, marking.notes(self.machine, self.now, self.last))

    @cached_property
    def attribute(self) -> Unit | None:
        found = self.now["attribute"]
        return None if found is None else self._unit("attribute", "attribute", found, self.machine["attribute"])

    @cached_property
    def grounds(self) -> list[Unit]:
        found = (self.machine["attribute"] or {}).get("grounds", ())
        rules = {g["rule"]: g for g in found}
        return [self._unit(f"ground:{rule}", "ground", g, g) for rule, g in rules.items()]

    @cached_property
    def parts(self) -> list[Unit]:
        return list(self._placed("part", (self.machine["attribute"] or {}).get("parts")))

    @cached_property
    def topics(self) -> Unit | None:
        found, machine = self.now["topics"], self.machine["topics"]
        return self._unit("topic", "topic", {"topics": found}, {"topics": machine}) if found or machine else None

    @cached_property
    def topic_changes(self) -> list[Change]:
        """The topics that a person set, each against the machine's first of its scheme."""
        first: dict[str, str] = {}
        for topic in self.machine["topics"] or ():
            first.setdefault(topic["scheme"], topic["label"])
        given = [t for t in self.now["topics"] or () if t.get("by", "").startswith("person:")]
        pairs = ((first.get(t["scheme"], ""), t["label"]) for t in given)
        return [Change(before, after, "") for before, after in pairs if before != after]

    @cached_property
    def groups(self) -> list[Group]:
        """The personal spans by text; where something is masked comes first."""
        found: dict[str, Group] = {}
        machine = {mention_of(m): m for m in self.machine["personal"] or ()}
        for target, m, _ in marking.shown_mentions(self.machine, self.now, self.last):
            if target not in machine and target not in self.last:
                continue
            text = self.now["text"][m["start"] : m["end"]]
            group = found.setdefault("".join(fold(text).split()), Group(f"g{m['start']}", inert(text), m["kind"]))
            group.units.append(self._unit(target, "mention", m, machine.get(target), m))
        return sorted(found.values(), key=lambda g: not g.masked)

    @cached_property
    def masks(self) -> int:
        """How many personal spans are masked as things stand."""
        return sum(m["action"] != "keep" for m in self.now["personal"] or ())

    @cached_property
    def kept(self) -> list[Unit]:
        """The spans of the texts of which nothing is masked."""
        return [u for g in self.groups if not g.masked for u in g.units]

    @property
    def kept_decided(self) -> bool:
        return all(u.decided for u in self.kept)

    @property
    def kept_names(self) -> list[str]:
        return [g.text for g in self.groups if not g.masked][:_NAMED]

    @cached_property
    def elements(self) -> list[Unit]:
        return list(self._placed("element", self.machine["elements"]))

    @cached_property
    def draft(self) -> Unit | None:
        found = self.now["draft"]
        return None if found is None else self._unit("draft", "draft", found, found)

    @cached_property
    def secrecy(self) -> Unit:
        return self._unit("secrecy", "secrecy", self.now["secrecy"], None)

    @cached_property
    def sheet(self) -> list[Unit]:
        """The review sheet: content, timing and manner, then the five gates."""
        targets = [*(f"sheet:{a}" for a in ASPECTS), *(f"gate:{g}" for g in GATES)]
        return [self._unit(t, "sheet", dict(self.last[t].value) if t in self.last else {}, None) for t in targets]

    @cached_property
    def later(self) -> list[Later]:
        """What a rerun says otherwise."""
        return [_later(d) for d in self.differences]

    def said(self, start: int, end: int) -> str:
        """Return a stretch of the text on one line."""
        return inert(" ".join(self.now["text"][start:end].split()))

    def before(self, unit: Unit) -> str:
        """Return the few characters that stand before a span on its line."""
        start = unit.start or 0
        return inert(self.now["text"][max(0, start - 10) : start].rpartition("\n")[2])

    def after(self, unit: Unit) -> str:
        """Return the few characters that stand after a span on its line."""
        end = unit.end or 0
        return inert(self.now["text"][end : end + 10].partition("\n")[0])

    @cached_property
    def _rerun(self) -> dict[str, Record]:
        return {d["target"]: d for d in self.differences}

    @cached_property
    def _spoken(self) -> dict[str, list[tuple[Word, bool]]]:
        gone = {w.undoes for w in self.words if w.verdict == "undo"}
        out: dict[str, list[tuple[Word, bool]]] = {}
        for word in self.words:
            if word.verdict != "undo":
                out.setdefault(word.target, []).append((word, word.id in gone))
        return out

    def _unit(
        self, target: str, kind: str, value: Record, machine: Record | None, place: Mapping[str, int] | None = None
    ) -> Unit:
        start, end = (place["start"], place["end"]) if place else (None, None)
        said = self._last_of(target)
        spoken = self._spoken.get(target, ())
        before = self.earlier.of(target, self.now["text"])
        return Unit(target, kind, said, value, machine, spoken, self._rerun.get(target), start, end, before)

    def _last_of(self, target: str) -> str:
        """Return the last verdict; a topic's is the last of any scheme."""
        if target != "topic":
            return verdict(self.last, target)
        said = [s.last for t, s in self.last.items() if t.split(":")[0] == "topic"]
        return max(said, key=lambda w: w.id).verdict if said else ""

    def _placed(self, kind: str, machine: Iterable[Record] | None) -> Iterator[Unit]:
        for target, before, one in marking.placed(kind, machine, self.last):
            yield self._unit(target, kind, one, before, one)


def _later(said: Record) -> Later:
    """Return a difference with what follows it: an edit, the addition of what is new, the rejection of what is gone."""
    target, before, after = said["target"], said["before"], said["after"]
    found = parsed(target)
    verdict = "reject" if after is None else "add" if before is None else "edit"
    value = {} if found.kind == "element" else dict(after or {})
    if found.kind == "topic":
        value = next(({"scheme": s, "label": name} for s, name in value.items() if (before or {}).get(s) != name), {})
        verdict = "edit" if value else ""
    place = found.place or (None, None)
    return Later(target, found.kind, before, after, said["by"], verdict, value, *place)


def _text(value: object) -> str:
    return "" if value is None else str(value)
