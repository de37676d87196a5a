"""The lines of a document's head, cut where a page lost its line ends, each with what it is."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from pipeline.doc import Range
from pipeline.segment.dates import DATE
from pipeline.segment.doc_numbers import own_numbers
from pipeline.segment.shapes import BRACKETED_FIELD, Shape, shape
from pipeline.segment.titles import title_end
from pipeline.segment.view import View
from pipeline.segment.vocabulary import Vocabulary

HEAD_CHARACTERS = 3000
_SENTENCES = 4
_LONG = 60
_NEAR = 300
_TITLE_CHARACTERS = 300
_VALUE_CHARACTERS = 120
_SHORT_FIELD = 4
_CELLS = 3
_SPACED = 0.3
# Where fewer of a line's characters have a space before them, the spaces are what is left of line ends.
_RARE = 0.06
_BUTTONS = "大中小】〕×：>＞|｜/"
_TRAIL = ">＞»›→|｜/"


@dataclass(frozen=True, slots=True)
class HeadLine:
    """A line of the head; value to value_end: the part that its label means; blank: an empty line stands before it."""

    label: str
    start: int
    end: int
    text: str
    value: int
    value_end: int
    family: str = ""
    blank: bool = False


def head_lines(view: View, words: Vocabulary, known: int | None = None) -> list[HeadLine]:
    """Return the lines of the head, cut around numbers, the page's table and the title where line ends are lost.

    known: where the title is known to start.
    """
    zone = _zone(view.text)
    cells = _cells(zone, view, words)
    places = _places(zone, view, words, known) | set(cells)
    sparse = view.sparse
    out = []
    for order, (start, end) in enumerate(pairwise(sorted(places))):
        found = cells.get(start) or shape(view.text[start:end], order, words)
        found = replace(found, end=end - start) if start in cells else found
        out.append(_line(view, start, end, found, blank=sparse and start in view.blank))
    return _with_table_values(_with_crumbs(out))


def _line(view: View, start: int, end: int, found: Shape, *, blank: bool) -> HeadLine:
    values = (start + found.start, start + found.end)
    return HeadLine(found.label, start, end, view.text[start:end], *values, found.family, blank)


def _zone(text: str) -> str:
    """Return the start of a text that can hold its head: a few sentences of prose are past it."""
    end = -1
    for _ in range(_SENTENCES):
        end = text.find("。", end + 1, HEAD_CHARACTERS)
        if end < 0:
            return text[:HEAD_CHARACTERS]
    return text[: end + 1]


def _cells(zone: str, view: View, words: Vocabulary) -> dict[int, Shape]:
    """Return the fields of a page's table that spaces, and no colons, part from their values, by place."""
    out = {}
    for match in words.meta.finditer(zone):
        start, end = match.span()
        opens = start in view.starts or start == 0 or view.gap(start) > 0
        if opens and end < len(zone) and zone[end] != "：" and view.gap(end) > 0 and end not in view.starts:
            out[start] = Shape("meta", end - start, end - start, words.families[match["field"]])
    spaced = len(view.gaps(0, len(zone))) > _SPACED * len(zone)
    return {} if spaced or len(out) < _CELLS else out


def _places(zone: str, view: View, words: Vocabulary, known: int | None) -> set[int]:
    numbers = own_numbers(zone, view, words)
    # A line end inside a number is a wrap.
    places = {s for s in view.lines if s < len(zone) and not any(a < s < b for a, b in numbers)}
    places |= {0, len(zone)} | {place for number in numbers for place in number} | _field_places(zone, view, words)
    places |= _issuer_date_places(zone, places, words) | ({known} if known and known < len(zone) else set())
    places |= {place for m in BRACKETED_FIELD.finditer(zone[:_NEAR]) for place in m.span()}
    places |= {p for p in _signer_places(view.text[:HEAD_CHARACTERS]) if p < len(zone)}
    places |= _gap_places(zone, sorted(places), view, numbers)
    return places | _title_places(zone, sorted(places), words)


def _field_places(zone: str, view: View, words: Vocabulary) -> set[int]:
    """Return where fields of a page's table start; a short name inside a longer word (项目名称) is none."""
    out = set()
    for match in words.meta.finditer(zone):
        inside = "\u4e00" <= zone[match.start() - 1 : match.start()] <= "\u9fff" and len(match.group()) < _SHORT_FIELD
        broken = view.next_line(match.start()) < match.end()
        if zone[match.end() : match.end() + 1] == "：" and not inside and not broken:
            out.add(match.start())
    return out


def _issuer_date_places(zone: str, places: set[int], words: Vocabulary) -> set[int]:
    """Return where a body and a date end that stand together under a number, as in minutes."""
    out = set()
    for match in re.finditer(DATE, zone[:_NEAR]):
        start = max(p for p in places if p <= match.start())
        name = zone[start : match.start()]
        if 4 <= len(name) <= 40 and words.body_end.search(name) and not re.search(r"[，。：0-9]", name):
            out.add(match.end())
    return out


def _signer_places(zone: str) -> set[int]:
    """Return where a signer starts, and where the name ends if the title goes on with the issuer's name or 关于."""
    found = re.search(r"签发人?：", zone)
    if not found:
        return set()
    after = zone[found.end() : found.end() + 60]
    names = re.match(r"[\u4e00-\u9fff·]{2,4}(?:、[\u4e00-\u9fff·]{2,4})*", after)
    if not names:
        return {found.start()}
    # A name has two to four characters: it ends where a place begins that the head names again.
    last = names.group().rfind("、") + 1
    weights = {last + n: _goes_on(zone, after[last + n :]) for n in (2, 3, 4)}
    length = max(weights, key=lambda n: weights[n])
    return {found.start(), found.end() + length} if weights[length] > 1 else {found.start()}


def _goes_on(zone: str, rest: str) -> int:
    """Return how much speaks for a title at the start of `rest`: how often the head names how it starts."""
    return 99 if rest.startswith("关于") else zone.count(rest[:3])


def _gap_places(zone: str, places: Sequence[int], view: View, numbers: Sequence[Range]) -> set[int]:
    """Return the spaces in lines too long for a head that part what once were lines: where spaces are rare."""
    out: set[int] = set()
    for start, end in pairwise(places):
        if end - start <= _LONG:
            continue
        gaps = [i for i in view.gaps(start, end) if not (zone[i - 1] + zone[i]).isascii()]
        if len(gaps) <= _RARE * (end - start):
            out |= {i for i in gaps if not any(a < i < b for a, b in numbers)}
    return out


def _title_places(zone: str, places: Sequence[int], words: Vocabulary) -> set[int]:
    """Return where the title ends inside a line that is too long to be a title alone."""
    for start, end in pairwise(places):
        if end - start > _LONG or "。" in zone[start:end] or "：" in zone[start:end]:
            length = title_end(zone[start : min(end, start + _TITLE_CHARACTERS)], words)
            if length:
                return {start + length}
            if end - start > _TITLE_CHARACTERS:
                break
    return set()


def _with_crumbs(lines: Sequence[HeadLine]) -> list[HeadLine]:
    """Return the lines, single buttons and what goes on with a trail of navigation marked as furniture."""
    out: list[HeadLine] = []
    for line in lines:
        last = out[-1] if out else None
        trail = last is not None and last.label == "furniture" and (last.text[-1] in _TRAIL or last.text == line.text)
        button = len(line.text) == 1 and line.text in _BUTTONS
        if line.label == "other" and (button or (trail and len(line.text) <= _LONG)):
            line = replace(line, label="furniture")
        out.append(line)
    return out


def _with_table_values(lines: Sequence[HeadLine]) -> list[HeadLine]:
    """Return the lines, a field of the page's table that stands alone joined with the value on the next line."""
    out: list[HeadLine] = []
    for line in lines:
        last = out[-1] if out else None
        alone = last is not None and last.label == "meta" and last.value >= last.end
        short = len(line.text) <= _VALUE_CHARACTERS and "。" not in line.text
        if last and alone and short and line.label in ("other", "date", "doc_number"):
            text = last.text + line.text
            line = replace(last, end=line.end, text=text, value=line.start, value_end=line.end)
            out.pop()
        out.append(line)
    return out
