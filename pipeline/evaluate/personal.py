"""What must be masked against what was: figures for personal information, per kind, whole and in each slice."""

import re
from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pipeline.doc import Doc, touches
from pipeline.evaluate.figures import prf
from pipeline.fold import fold

Labelled = tuple[int, int, str]
"""A range of a document's text and its kind."""

NAMES = "person_name"
NUMBERS = frozenset(
    "id_number passport travel_permit military_id social_security student_id mobile landline email bank_card plate "
    "property_certificate social_account".split()
)
SLICES = ("script", "carrier", "author")
CARRIERS = ("prose", "table", "list", "contact")
FEWEST = 10
"""Gold spans below which a slice is told but is never the worst: one miss would decide."""

_BETWEEN = re.compile(r"[\W_]+")
_CELLS = re.compile(r"\t|[|｜│].*[|｜│]|\S(?: {2,}|\u3000+)\S.*\S(?: {2,}|\u3000+)\S")
_CONTACT = re.compile(
    "(?:联系(?:人|电话|方式)|(?:咨询|监督|举报|服务|受理|投诉)(?:电话|热线|邮箱)"
    "|电\\s*话|手\\s*机|邮\\s*箱|传\\s*真|地\\s*址)[:： ]"
)
_ITEM = re.compile(r"\s*(?:[（(]?[0-9一二三四五六七八九十]{1,3}[）)、.．]|[-•·●○◆■]|[①-⑳])")
_LONGEST_CONTACT, _LONGEST_ITEM, _NAMES_IN_ROW = 100, 60, 3


@dataclass(frozen=True, slots=True, repr=False)
class Judged:
    """One document: what must be masked, what must stay, what is contested, and what was masked.

    author, script: of the gold row.
    """

    text: str
    gold: tuple[Labelled, ...]
    kept: tuple[Labelled, ...]
    ignored: tuple[tuple[int, int], ...]
    masked: tuple[Labelled, ...]
    author: str = ""
    script: str = ""


@dataclass(frozen=True, slots=True)
class Score:
    """Of one kind, or of several together; all shares 0 to 1.

    strict: exactly the gold span and kind; overlap: at least a character of it, by the same kind; caught: every
    character of a gold span masked, by the same kind and by whatever kind.
    """

    gold: int
    predicted: int
    strict_precision: float
    strict_recall: float
    strict_f1: float
    overlap_precision: float
    overlap_recall: float
    overlap_f1: float
    caught: float
    caught_any_kind: float


@dataclass(frozen=True, slots=True)
class Entities:
    """Values of a document that must be masked, each caught when every character of all its mentions is."""

    gold: int
    recall: float


@dataclass(frozen=True, slots=True)
class Slice:
    """A part of the data: its field and value, gold spans, overlap F1 and strict F1 of all kinds."""

    field: str
    value: str
    gold: int
    overlap_f1: float
    strict_f1: float


@dataclass(frozen=True, slots=True)
class Report:
    """All figures of one system on one set.

    kinds: by kind, in order of name, and `all`. entities: `names`, `numbers`, `all`. names_kept: the share of names
    that must stay of which no character is masked; None where there are none. false_alarms: masked mentions per 10,000
    characters in documents with nothing to mask; None where there are none. slices: the worst first.
    """

    documents: int
    characters: int
    kinds: Mapping[str, Score]
    entities: Mapping[str, Entities]
    names_kept: float | None
    false_alarms: float | None
    slices: tuple[Slice, ...]


def judged(row: Mapping[str, Any], masked: Iterable[Labelled]) -> Judged:
    """Return a gold row with what a system masks of it, in offsets of the row's text."""
    return Judged(
        row["text"],
        tuple((a, b, kind) for a, b, kind in row["spans"]),
        tuple((a, b, kind) for a, b, kind in row.get("kept", ())),
        tuple((a, b) for a, b in row.get("ignore", ())),
        tuple(masked),
        str(row.get("author", "")),
        str(row.get("script", "")),
    )


def masked_of(doc: Doc) -> list[Labelled]:
    """Return what a document's mentions mask or generalise."""
    return [(m.span.start, m.span.end, m.span.label) for m in doc.mentions or () if m.action != "keep"]


def report(documents: Sequence[Judged], kinds: Iterable[str] | None = None) -> Report:
    """Return all figures; kinds: those that count, what gold has where None."""
    counted = sorted(kinds if kinds is not None else {kind for d in documents for *_, kind in d.gold})
    clean = [d for d in documents if not d.gold]
    stays = [_stays(d, span) for d in documents for span in d.kept if span[2] == NAMES]
    characters = sum(len(d.text) for d in clean)
    return Report(
        len(documents),
        sum(len(d.text) for d in documents),
        scores(documents, counted),
        entities(documents, counted),
        sum(stays) / len(stays) if stays else None,
        1e4 * sum(len(_counting(d)) for d in clean) / characters if characters else None,
        tuple(_slices(documents, counted)),
    )


def scores(documents: Iterable[Judged], kinds: Iterable[str]) -> dict[str, Score]:
    """Return the score of each kind, then of `all` together; a document counts for its masked spans of these kinds."""
    tallies = {kind: Counter[str]() for kind in kinds}
    for document in documents:
        counting = _counting(document)
        hidden = _covered(counting)
        for kind, tally in tallies.items():
            want = {s for s in document.gold if s[2] == kind}
            have = {s for s in counting if s[2] == kind}
            if want or have:
                tally.update(_tally(want, have, hidden))
    return {k: _score(t) for k, t in {**tallies, "all": sum(tallies.values(), Counter[str]())}.items()}


def _tally(want: set[Labelled], have: set[Labelled], hidden: set[int]) -> Counter[str]:
    own = _covered(have)
    return Counter(
        gold=len(want),
        predicted=len(have),
        exact=len(want & have),
        gold_touched=sum(not own.isdisjoint(range(a, b)) for a, b, _ in want),
        predicted_touched=_touched(have, want),
        caught=sum(own.issuperset(range(a, b)) for a, b, _ in want),
        caught_any=sum(hidden.issuperset(range(a, b)) for a, b, _ in want),
    )


def _touched(some: Iterable[Labelled], others: Iterable[Labelled]) -> int:
    covered = _covered(others)
    return sum(not covered.isdisjoint(range(a, b)) for a, b, _ in some)


def _score(tally: Mapping[str, int]) -> Score:
    gold, predicted = tally["gold"], tally["predicted"]
    precision = tally["predicted_touched"] / predicted if predicted else 0.0
    recall = tally["gold_touched"] / gold if gold else 0.0
    return Score(
        gold,
        predicted,
        *prf(tally["exact"], predicted, gold),
        precision,
        recall,
        2 * precision * recall / (precision + recall) if precision + recall else 0.0,
        tally["caught"] / gold if gold else 0.0,
        tally["caught_any"] / gold if gold else 0.0,
    )


def entities(documents: Iterable[Judged], kinds: Iterable[str]) -> dict[str, Entities]:
    """Return how many values are masked wherever they must be, by whatever kind: of names, of numbers, of all kinds.

    A value is the same however it is written: folded, without what separates its characters.
    """
    caught: dict[str, list[bool]] = {"names": [], "numbers": [], "all": []}
    counted = set(kinds)
    for document in documents:
        hidden = _covered(_counting(document))
        whole: dict[tuple[str, str], bool] = defaultdict(lambda: True)
        for start, end, kind in document.gold:
            if kind in counted:
                value = _BETWEEN.sub("", fold(document.text[start:end])).lower()
                whole[kind, value] &= hidden.issuperset(range(start, end))
        for (kind, _), right in whole.items():
            caught["all"].append(right)
            if kind == NAMES or kind in NUMBERS:
                caught["names" if kind == NAMES else "numbers"].append(right)
    return {name: Entities(len(some), sum(some) / len(some) if some else 0.0) for name, some in caught.items()}


def _slices(documents: Sequence[Judged], kinds: Sequence[str]) -> list[Slice]:
    out = []
    for field in SLICES:
        values = CARRIERS if field == "carrier" else sorted({getattr(d, field) for d in documents})
        for value in values:
            part = [_carried(d, value) for d in documents] if field == "carrier" else _of(documents, field, value)
            whole = scores(part, kinds)["all"]
            if whole.gold:
                out.append(Slice(field, value, whole.gold, whole.overlap_f1, whole.strict_f1))
    return sorted(out, key=lambda s: (s.gold < FEWEST, s.overlap_f1))


def _of(documents: Iterable[Judged], field: str, value: str) -> list[Judged]:
    return [d for d in documents if getattr(d, field) == value]


def _carried(document: Judged, carrier: str) -> Judged:
    """Return a document with only the spans that begin in a line of this carrier."""
    where = carriers(document.text)

    def only(spans: Iterable[Labelled]) -> tuple[Labelled, ...]:
        return tuple(s for s in spans if where(s[0]) == carrier)

    return Judged(document.text, only(document.gold), (), document.ignored, only(document.masked))


def carriers(text: str) -> Callable[[int], str]:
    """Return what tells by an offset whether it stands in a table, a contact line, a list or in prose.

    A table's line has cells (a tab, bars, or wide gaps); a contact line is short and names a way to reach someone; a
    list's item is short and numbered, or is one of several names in a row.
    """
    lines = text.split("\n")
    starts, at = [], 0
    for line in lines:
        starts.append(at)
        at += len(line) + 1
    kinds = [_carrier(line) for line in lines]
    return lambda offset: kinds[bisect_right(starts, offset) - 1]


def _carrier(line: str) -> str:
    bare = line.strip()
    if _CELLS.search(bare[:400]):
        return "table"
    if len(bare) <= _LONGEST_CONTACT and _CONTACT.search(fold(bare)):
        return "contact"
    short = len(bare) <= _LONGEST_ITEM and "。" not in bare[:-1]
    if short and (_ITEM.match(bare) or bare.count("、") >= _NAMES_IN_ROW):
        return "list"
    return "prose"


def _counting(document: Judged) -> list[Labelled]:
    """Return what was masked and touches nothing contested."""
    return [s for s in document.masked if not any(touches((s[0], s[1]), i) for i in document.ignored)]


def _covered(spans: Iterable[Labelled]) -> set[int]:
    return {i for start, end, _ in spans for i in range(start, end)}


def _stays(document: Judged, span: Labelled) -> bool:
    return not any(touches((span[0], span[1]), (a, b)) for a, b, _ in document.masked)
