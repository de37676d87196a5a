"""Finds what may still tell who is meant after masking, without saying whom."""

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import combinations

from pipeline.detect.case import spelling
from pipeline.detect.cues import any_of
from pipeline.detect.view import HAN
from pipeline.doc import Doc, Mention, Range, merged, touches
from pipeline.terms import Registers, registers

_LEAST_ALIKE = 5
"""Rows of one list that must look alike in village and age before none of them stands out (k of k-anonymity)."""
_SHORTEST = 4
_MOST_MASKS = 400
_MOST_HIDDEN = 2
_LONG = 10
"""Characters of the shortest number that is pieced together."""
_VILLAGE = re.compile(f"[{HAN}]{{1,8}}(?:村|社区|嘎查|屯|寨|小区|[一二三四五六七八九十0-9]{{1,3}}[组社队])(?![委民])")
_AGE = re.compile(
    "(?:19|20)[0-9]{2}年(?!度|第|[0-9]{1,2}月[0-9]{1,2}日(?!出?生))|[0-9]{1,3}余?周?岁|[一二三四五六七八九]?十余?[一二三四五六七八九]?周?岁"
)
_MASKED_NUMBER = re.compile(r"(?<![0-9A-Za-z*×＊])(?=[0-9]*[*×＊])[0-9*×＊]{10,18}[Xx]?(?![0-9A-Za-z*×＊])")
_HIDING = re.compile("[*×＊]")
_POST_REACH = 14


@dataclass(frozen=True, slots=True)
class ResidualText:
    """A row of the register `residual`; the register's head explains the fields."""

    id: str
    text: str
    source: str
    words: str = ""


@dataclass(frozen=True, slots=True)
class Residual:
    """A finding: its code, where it stands in the document's text, and the register's Chinese explanation, no value."""

    code: str
    ranges: tuple[Range, ...]
    text: str


@lru_cache(maxsize=4)
def _rows(source: Registers) -> dict[str, ResidualText]:
    return {row.id: row for row in source.rows("residual", ResidualText)}


def residual(doc: Doc, masked: str | None = None, *, source: Registers | None = None) -> tuple[Residual, ...]:
    """Return what may still tell who is meant in a detected document, each code once.

    masked: the text as it goes out, where that is not the document's with its replacements in place: what is masked
    must not stand in it either. source: the registers, the shipped ones if not given.
    """
    rows = _rows(source or registers())
    hidden = [m for m in doc.mentions or () if m.action != "keep"]
    others = [m for m in hidden if m.span.label != "person_name"]
    found = {
        "quasi_identifiers": _alike(doc, hidden),
        "bare_name": _elsewhere(doc, [m for m in hidden if m.span.label == "person_name"]),
        "weak_mask": _weak(doc.folded),
        "rest_elsewhere": _complements(doc, hidden),
        "repeated": _elsewhere(doc, others) or _left(doc, others, masked or ""),
        "unique_post": _posts(doc, hidden, rows["unique_post"].words),
        "pictures": _pictures(doc, rows["pictures"].words),
    }
    return tuple(Residual(code, merged(places), rows[code].text) for code, places in found.items() if places)


def _lines(doc: Doc, hidden: Sequence[Mention]) -> Iterator[tuple[Range, list[Mention]]]:
    """Yield each line, or row of a table, that holds a masked name, with what is masked in it."""
    rows: dict[tuple[int, int], list[Range]] = {}
    for piece in doc.pieces:
        if piece.table is not None and piece.row is not None:
            rows.setdefault((piece.table, piece.row), []).append((piece.start, piece.end))
    told = sorted((min(a for a, _ in cells), max(b for _, b in cells)) for cells in rows.values())
    lines: dict[Range, list[Mention]] = {}
    for mention in hidden:
        start, end = mention.span.start, mention.span.end
        place = bisect_right(told, (start, len(doc.text))) - 1
        if place >= 0 and told[place][1] >= end:
            line = told[place]
        else:
            stop = doc.text.find("\n", end)
            line = (doc.text.rfind("\n", 0, start) + 1, stop if stop >= 0 else len(doc.text))
        lines.setdefault(line, []).append(mention)
    return ((line, inside) for line, inside in lines.items() if any(m.span.label == "person_name" for m in inside))


def _alike(doc: Doc, hidden: Sequence[Mention]) -> list[Range]:
    """Return the masked names in rows that still give village and age, and look like too few other rows."""
    seen: list[tuple[tuple[str, str], list[Range]]] = []
    for (start, end), inside in _lines(doc, hidden):
        shown = _shown(doc, start, end, inside)
        village, age = _VILLAGE.search(shown), _AGE.search(shown)
        if village and age:
            names = [(m.span.start, m.span.end) for m in inside if m.span.label == "person_name"]
            seen.append(((village[0], age[0]), names))
    counts = Counter(look for look, _ in seen)
    return [name for look, names in seen if counts[look] < _LEAST_ALIKE for name in names]


def _shown(doc: Doc, start: int, end: int, inside: Sequence[Mention]) -> str:
    """Return a line as it will be read."""
    out, at = [], start
    for mention in inside:
        out += [doc.text[at : mention.span.start], mention.replacement]
        at = mention.span.end
    return "".join((*out, doc.text[at:end]))


def _elsewhere(doc: Doc, hidden: Sequence[Mention]) -> list[Range]:
    """Return where what is masked in one place stands outside all masked places."""
    values = {spelling(doc.folded[m.span.start : m.span.end]): m.span.label for m in hidden}
    wanted = [v for v, label in values.items() if len(v) >= (2 if label == "person_name" else _SHORTEST)]
    if not wanted:
        return []
    covered = [(m.span.start, m.span.end) for m in doc.mentions or () if m.action != "keep"]
    starts = [start for start, _ in covered]
    return [place for place in _places(doc.folded, wanted) if not _is_covered(covered, starts, place)]


def _places(text: str, values: Sequence[str]) -> Iterator[Range]:
    """Yield where one of these values stands, the longest first; what one look at each place can tell."""
    known, lengths = frozenset(values), sorted({len(v) for v in values}, reverse=True)
    first = re.compile("[" + "".join(map(re.escape, sorted({v[0] for v in values}))) + "]")
    for match in first.finditer(text):
        at = match.start()
        length = next((n for n in lengths if text[at : at + n] in known), 0)
        if length:
            yield at, at + length


def _left(doc: Doc, hidden: Sequence[Mention], masked: str) -> list[Range]:
    """Return the places of what is masked yet stands in the text that goes out."""
    places = [(m.span.start, m.span.end) for m in hidden]
    return [(a, b) for a, b in places if b - a >= _SHORTEST and doc.text[a:b] in masked]


def _is_covered(covered: Sequence[Range], starts: Sequence[int], place: Range) -> bool:
    at = bisect_right(starts, place[0]) - 1
    return any(0 <= i < len(covered) and touches(covered[i], place) for i in (at, at + 1))


def _weak(folded: str) -> list[Range]:
    """Return the masked numbers of the source in which one or two digits are hidden."""
    return [m.span() for m in _MASKED_NUMBER.finditer(folded) if len(_HIDING.findall(m[0])) <= _MOST_HIDDEN]


def _complements(doc: Doc, hidden: Sequence[Mention]) -> list[Range]:
    """Return the masked numbers that together show all but two digits of one number."""
    own = [((m.span.start, m.span.end), _bare(m.replacement)) for m in hidden if _HIDING.search(m.replacement)]
    sources = [(m.span(), m[0]) for m in _MASKED_NUMBER.finditer(doc.folded)]
    seen = [(place, shown) for place, shown in (*own, *sources) if len(shown) >= _LONG][:_MOST_MASKS]
    return [
        place
        for (first, one), (second, other) in combinations(seen, 2)
        if one != other and _completes(one, other)
        for place in (first, second)
    ]


def _bare(number: str) -> str:
    return re.sub("[^0-9A-Za-z*×＊]", "", number)


def _completes(one: str, other: str) -> bool:
    """Return whether two masked numbers can be one, and leave at most two of its digits hidden in both."""
    if len(one) != len(other):
        return False
    open_places = 0
    for a, b in zip(one, other, strict=True):
        first, second = _HIDING.match(a), _HIDING.match(b)
        if not first and not second and a != b:
            return False
        open_places += bool(first and second)
    return open_places <= _MOST_HIDDEN


def _posts(doc: Doc, hidden: Sequence[Mention], words: str) -> list[Range]:
    """Return the masked names before or after which a post stands that one person holds."""
    post = rf"(?<!副)(?:{any_of(words.split()).pattern})"
    before, after = re.compile(rf"{post}(?:同志)?[:： ]?\Z"), re.compile(rf"[，,（(](?:[{HAN}]{{2,14}})?{post}")
    return [
        (m.span.start, m.span.end)
        for m in hidden
        if m.span.label == "person_name"
        and (
            before.search(doc.folded, max(0, m.span.start - _POST_REACH), m.span.start)
            or after.match(doc.folded, m.span.end)
        )
    ]


def _pictures(doc: Doc, words: str) -> list[Range]:
    pieces: Iterable[Range] = ((p.start, p.end) for p in doc.pieces if p.part == "picture")
    return [*pieces, *(m.span() for m in any_of(words.split()).finditer(doc.folded))]
