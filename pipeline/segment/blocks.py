"""The paragraphs of a body: wraps joined, false headings seen through, run-together text parted at its numerals."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from pipeline.segment.dates import number
from pipeline.segment.titles import opens_body
from pipeline.segment.view import Found, View

_HAN = "一二三四五六七八九十"
_MARK = re.compile(
    rf"(?P<chapter>第[{_HAN}百零〇0-9]{{1,5}}[编章节](?!约|奏))"
    rf"|(?P<article>第[{_HAN}百零〇0-9]{{1,7}}条(?!第|规定|所|的|和|、|至|例|件|款|及|或|中|，|。))"
    rf"|(?P<l1>[{_HAN}]{{1,3}}[、.])"
    rf"|(?P<l2>（[{_HAN}]{{1,3}}）)"
    r"|(?P<decimal>[0-9]{1,2}(?:\.[0-9]{1,2}){1,3}(?=[\u4e00-\u9fff]))"
    r"|(?P<l3>[0-9]{1,2}[.、](?![0-9]))"
    r"|(?P<l4>（[0-9]{1,2}）|[①-⑳])"
)
_TOP = re.compile(r"(?P<number>[0-9]{1,2})[\u4e00-\u9fff]{2,20}")
_LEVELS = {"chapter": 0, "article": 0, "l1": 1, "l2": 2, "l3": 3, "l4": 4}
# In a line that goes on and on, a numeral starts a block only after the end of a sentence or a colon.
_INNER = re.compile(
    rf"(?:(?<=[。；：！？])|(?<=。[”）]))(?=第[{_HAN}百零〇0-9]{{1,7}}[章节条]|[{_HAN}]{{1,3}}、|（[{_HAN}]{{1,3}}）"
    r"|[0-9]{1,2}[.、](?![0-9])|（[0-9]{1,2}）)"
)
_AFTER_HEADING = re.compile(
    rf"(?:第[{_HAN}百零〇0-9]{{1,5}}[章节]|[{_HAN}]{{1,3}}、)[^。；，：]{{2,30}}?(?=第[{_HAN}百零〇0-9]{{1,7}}[节条]|（一）)"
)
_TERMINAL = "。！？；：…"
_FULL_STOP = "。！？"
_OPEN = "，、（《“〈—"
_CLOSE = "，。、；：）》”！？〉"
_LABEL = re.compile(
    r"(?:牵头|责任|主责|配合|参与|协办|承办)(?:单位|部门|处室|科室)：|完成(?:时限|时间)：|[问答]："
    r"|(?:联系人|联系电话|联系方式|地址|邮编|附件|抄[送报]|分送|主持人?|出席|列席|请假|缺席|参加人?|记录人?|时间|地点|议题|案由)："
)
_LONG_BLOCK = 100
_LINE_OF_PROSE = 0.5
_WIDE = 80
_FULL = 0.8
_SHORT_HEADING = 60
_PROSE = 30
_SHORT_SENTENCE = 40


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph of the view.

    mark: its kind of numeral, or empty; level: 1 to 4, 0 for none and for clauses; inner: where its text starts.
    """

    start: int
    end: int
    mark: str = ""
    level: int = 0
    inner: int = 0


def blocks(view: View, width: int, borders: Iterable[int], whole: Iterable[Found] = ()) -> list[Block]:
    """Return the paragraphs of a view.

    width: that hard wraps keep to, or 0; borders: starts that always begin one; whole: elements that are never parted.
    """
    text = view.text
    if not text:
        return []
    hard = set(borders) | {0}
    starts = _starts(view, hard, width)
    inner = _inner_starts(text, starts)
    inside = {place for f in whole for place in range(f.start + 1, f.end)}
    places = sorted({*starts, *inner, len(text)} - inside)
    return [_block(view, a, b) for a, b in zip(places, places[1:], strict=False)]


def _block(view: View, start: int, end: int) -> Block:
    match = _MARK.match(view.text, start, min(end, start + 14))
    if not match or match.end() >= end:
        return _numbered(view, start, end)
    mark = match.lastgroup or ""
    level = match.group().count(".") + 1 if mark == "decimal" else _LEVELS[mark]
    return Block(start, end, mark, min(level, 4), match.end())


def _numbered(view: View, start: int, end: int) -> Block:
    """Return the block of a line such as 1　总则: a bare number, a space and a short heading."""
    match = _TOP.match(view.text, start, end)
    if match and match.end() == end and view.gap(match.end("number")):
        return Block(start, end, "decimal", 1, match.end("number"))
    return Block(start, end, inner=start)


def wrap_width(view: View) -> int:
    """Return the width that hard wraps keep to, in characters, or 0 where lines are paragraphs."""
    lines = view.lines
    if len(lines) < 4:
        return 0
    lengths = [b - a for a, b in zip(lines, [*lines[1:], len(view.text)], strict=True)]
    wide = sorted(lengths)[int(0.9 * len(lengths))]
    if not 8 <= wide <= _WIDE:
        return 0
    text = view.text
    broken = sum(
        1
        for length, end in zip(lengths, lines[1:], strict=False)
        if length >= _FULL * wide and text[end - 1] not in _TERMINAL and not _MARK.match(text, end)
    )
    return wide if broken >= 3 and broken >= 0.15 * len(lines) else 0


def _starts(view: View, hard: set[int], width: int) -> list[int]:
    text, lines = view.text, view.lines
    sparse = view.sparse
    out = [0]
    numbers: dict[str, int] = {}
    for place in range(1, len(lines)):
        start, previous = lines[place], lines[place - 1]
        at = _Break(out[-1], previous, start, width, sparse, out[-1] in hard)
        if start not in hard and _joins(view, at, numbers):
            continue
        out.append(start)
        _remember(text, start, numbers)
    return sorted({*out, *hard})


def _remember(text: str, start: int, numbers: dict[str, int]) -> None:
    match = _MARK.match(text, start)
    if match and match.lastgroup:
        numbers[match.lastgroup] = _value(match.group())


def _value(mark: str) -> int:
    digits = mark.strip("第章节条编、.（）")
    try:
        return number(digits) if len(digits) <= 3 else 0
    except ValueError:
        return 0


@dataclass(frozen=True, slots=True)
class _Break:
    """A line end: block and previous: where the block and the line before it start; start: the line after it.

    width: that the wraps keep to, or 0; sparse: empty lines mean something; bordered: the block starts an element.
    """

    block: int
    previous: int
    start: int
    width: int
    sparse: bool
    bordered: bool

    @property
    def full(self) -> bool:
        return bool(self.width) and self.start - self.previous >= _FULL * self.width


def _joins(view: View, at: _Break, numbers: dict[str, int]) -> bool:
    """Return whether the line after a line end goes on with the block before it."""
    text, start = view.text, at.start
    if start in view.rows or at.previous in view.rows:
        return False
    if text[start] in _CLOSE or _is_mark_alone(text, at.block, start):
        return True
    if _MARK.match(text, start):
        return _false_mark(view, at, numbers)
    last = text[start - 1]
    parted = at.sparse and start in view.blank
    if last in _FULL_STOP or (parted and last in _TERMINAL):
        return False
    if _LABEL.match(text, start):
        return False
    if last in _TERMINAL:
        return at.full and last != "："
    return last in _OPEN or (at.full and not parted) or _unfinished(view, at)


def _is_mark_alone(text: str, block: int, start: int) -> bool:
    """Return whether a block is so far a numeral only, its text on the next line."""
    match = _MARK.match(text, block, min(start, block + 14))
    return match is not None and match.end() == start and match.lastgroup != "chapter"


def _false_mark(view: View, at: _Break, numbers: dict[str, int]) -> bool:
    """Return whether a numeral at the start of a line is the rest of a broken line (单 一、…) and no heading."""
    text, start = view.text, at.start
    if text[start - 1] in _TERMINAL or not (at.full or _unfinished(view, at)):
        return False
    match = _MARK.match(text, start)
    if not match or not match.lastgroup:
        return False
    value, last = _value(match.group()), numbers.get(match.lastgroup, 0)
    if value == 1 and last > 1 and not at.full and _heads(text[start : view.next_line(start)]):
        return False
    return value != last + 1 or (at.full and text[start - 1] in "第之达和至、，")


def _unfinished(view: View, at: _Break) -> bool:
    """Return whether a block that ends without a mark is broken prose rather than a heading, a title or a cell."""
    text, length = view.text, at.start - at.block
    piece = text[at.block : min(at.start, at.block + 400)]
    if at.width and text[at.start] == "（" and "，" in piece:
        return True
    if _MARK.match(piece) and length < _SHORT_HEADING and "。" not in piece:
        return False
    if not at.width:
        return length >= _PROSE and any(c in piece for c in "。；，")
    if any(c in piece for c in "。；，、："):
        return True
    if at.bordered:
        return opens_body(piece)
    # A short piece between two sentences, as text cut from a PDF has it.
    line = text[at.start : view.next_line(at.start)]
    prose = len(line) >= _LINE_OF_PROSE * at.width and any(c in line for c in "，。")
    return prose and at.block > 0 and text[at.block - 1] in "。！？；，"


def _heads(line: str) -> bool:
    """Return whether a line with a numeral reads as a heading: short, or with a short first sentence."""
    stop = line.find("。")
    return len(line) <= _SHORT_HEADING if stop < 0 else stop <= _SHORT_SENTENCE


def _inner_starts(text: str, starts: Sequence[int]) -> list[int]:
    out: list[int] = []
    for start, end in zip(starts, [*starts[1:], len(text)], strict=True):
        if end - start > _LONG_BLOCK:
            out += [m.start() for m in _INNER.finditer(text, start, end)]
            out += [m.end() for m in _AFTER_HEADING.finditer(text, start, end)]
    return out
