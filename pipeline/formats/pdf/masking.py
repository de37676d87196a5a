"""Decides for each page of a PDF which glyphs go, and what is written in the gaps."""

import math
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from pipeline.doc import Mention
from pipeline.formats.pdf.glyphs import Drawn, Glyph
from pipeline.formats.pdf.matching import Matched, doubled, unseen
from pipeline.formats.trail import Character, Letter, Traced

_LINE = 0.3
"""Share of an em by which glyphs of one line may stand off its base."""
_GAP = 1.5
"""Ems between glyphs beyond which a line is another cell's."""
_DROPPED = 3
"""Characters between two of a mention that the reader left out: a hyphen at a line's end."""


@dataclass
class Edit:
    """What becomes of a page's text.

    removed: glyphs, by number. written: at which glyph which text is written, and its room in the page's units.
    untraced: masked characters, as PDFium counts them, whose glyphs are not known. spoken: marked contents whose own
    text may stay. pictured: masked characters that no one sees, upon a picture that shows them: a scan that was read by
    a program. upon: whether others stand upon a picture.
    """

    removed: set[int] = field(default_factory=set)
    written: dict[int, tuple[str, float]] = field(default_factory=dict)
    untraced: set[int] = field(default_factory=set)
    spoken: frozenset[int] = frozenset()
    pictured: set[int] = field(default_factory=set)
    upon: bool = False


Page = tuple[Drawn, Matched]


@dataclass(frozen=True, slots=True)
class Gap:
    """What a mention leaves out: the offsets that go, in order, and the text that takes their place."""

    offsets: range
    text: str


def gaps(traced: Traced, mentions: Sequence[Mention], pages: Sequence[Page]) -> list[Gap]:
    """Return what goes of the mentions that are not kept; what a mention and its replacement share stays."""
    whole = {(n, at) for n, (_, match) in enumerate(pages) for unit in match.units.values() for at in unit}
    out = [_gap(traced, mention, whole) for mention in mentions if mention.action != "keep"]
    return [_with_ligatures(gap, traced, pages) for gap in out]


def _gap(traced: Traced, mention: Mention, whole: set[Letter]) -> Gap:
    """Return the gap of a mention; whole: letters that are drawn together only, so that none of them can stay."""
    start, end, new = mention.span.start, mention.span.end, mention.replacement
    first, last = shared(traced.doc.text[start:end], new)
    if whole and any(letter in whole for at in range(start, end) for letter in traced.letters.get(at, ())):
        first = last = 0
    # A text needs a glyph in whose place it can be written.
    while first + last and new[first : len(new) - last] and not _drawn(traced, start + first, end - last):
        first, last = (first - 1, last) if first else (first, last - 1)
    return Gap(range(start + first, end - last), new[first : len(new) - last])


def _with_ligatures(gap: Gap, traced: Traced, pages: Sequence[Page]) -> Gap:
    """Return a gap widened by what shares a glyph with its ends: that goes too, and is written anew."""
    first, last, text = gap.offsets.start, gap.offsets.stop, gap.text
    while first < last and _share(first - 1, first, traced, pages):
        first, text = first - 1, traced.doc.text[first - 1] + text
    while first < last and _share(last - 1, last, traced, pages):
        last, text = last + 1, text + traced.doc.text[last]
    return Gap(range(first, last), text)


def _share(one: int, other: int, traced: Traced, pages: Sequence[Page]) -> bool:
    """Return whether two characters of the text are drawn by one glyph: fi in many fonts."""
    page, at = traced.letters.get(one, ((0, -1),))[0]
    place, beside = traced.letters.get(other, ((0, -1),))[0]
    if page != place or at < 0 or beside < 0 or any(at in unit for unit in pages[page][1].units.values()):
        return False
    return not set(pages[page][1].letters[at]).isdisjoint(pages[page][1].letters[beside])


def shared(text: str, new: str) -> tuple[int, int]:
    """Return how many characters two texts have in common at their beginning, and then at their end."""
    most = min(len(text), len(new))
    first = next((i for i in range(most) if text[i] != new[i]), most)
    last = next((i for i in range(most - first) if text[-1 - i] != new[-1 - i]), most - first)
    return first, last


def _drawn(traced: Traced, start: int, end: int) -> bool:
    return any(at in traced.letters for at in range(start, end))


def edits(traced: Traced, gaps: Sequence[Gap], pages: Sequence[Page]) -> list[Edit]:
    """Return what becomes of each page."""
    masked: dict[int, set[int]] = defaultdict(set)
    read = {letter for some in traced.letters.values() for letter in some}
    for gap in gaps:
        for page, number in _letters(traced, gap, read):
            masked[page].add(number)
    out = [_edit(masked[n], page, traced.pages[n]) for n, page in enumerate(pages)]
    for gap in gaps:
        if gap.text:
            _write(traced, gap, pages, out)
    return out


def _letters(traced: Traced, gap: Gap, read: set[Letter]) -> list[Letter]:
    """Return all letters of a gap, and what PDFium read between them that is not in the text."""
    chains = _chains(traced, gap)
    out = [letter for chain in chains for letter in chain]
    for chain in chains:
        for before, after in pairwise(chain):
            if before[0] == after[0] and 1 < after[1] - before[1] <= _DROPPED + 1:
                between = ((before[0], n) for n in range(before[1] + 1, after[1]))
                out += [letter for letter in between if letter not in read]
    return out


def _chains(traced: Traced, gap: Gap) -> list[list[Letter]]:
    """Return the letters of each drawing of a gap's text: one, or more where a bold was drawn twice."""
    chains: dict[int, list[Letter]] = defaultdict(list)
    for at in gap.offsets:
        for drawing, letter in enumerate(traced.letters.get(at, ())):
            chains[drawing].append(letter)
    return list(chains.values())


def _edit(masked: set[int], page: Page, characters: Sequence[Character]) -> Edit:
    """Return what goes from a page with its masked characters."""
    drawn, match = page
    edit = Edit()
    for unit in match.units.values():
        inside = masked.intersection(unit)
        if inside and any(n not in masked and not _is_blank(characters[n]) for n in unit):
            # What such a content draws has no parts that one could tell: all of it goes.
            edit.untraced.update(unit)
            edit.removed.update(n for at in unit for n in match.letters[at])
    for number in masked - edit.untraced:
        glyphs = match.letters[number]
        edit.removed.update(glyphs)
        if not glyphs and not characters[number].made and not _is_blank(characters[number]):
            edit.untraced.add(number)
    edit.removed |= doubled(edit.removed, match, drawn.glyphs)
    _look(edit, masked, page)
    spoiled = {drawn.glyphs[n].mark for n in edit.removed}
    edit.spoken = frozenset(match.taken - spoiled)
    edit.removed |= unseen(match, drawn.glyphs)
    return edit


def _look(edit: Edit, masked: set[int], page: Page) -> None:
    """Note which masked characters stand upon pictures."""
    drawn, match = page
    if not drawn.pictures:
        return
    for number in masked:
        some = [drawn.glyphs[n] for n in match.letters[number]]
        if any(_is_upon(glyph, drawn) for glyph in some):
            if all(drawn.drawings[glyph.drawing].states[glyph.operator].unseen for glyph in some):
                edit.pictured.add(number)
            else:
                edit.upon = True


def _is_upon(glyph: Glyph, drawn: Drawn) -> bool:
    # Not its origin, which may lie on the edge, but what is a little above it.
    x, y = glyph.x + glyph.dx / 2, glyph.y + glyph.dy / 2
    reach = glyph.size / 4
    return any(a - reach <= x <= c + reach and b - reach <= y <= d + reach for a, b, c, d in drawn.pictures)


def _is_blank(character: Character) -> bool:
    return chr(character.code).isspace()


def _write(traced: Traced, gap: Gap, pages: Sequence[Page], out: list[Edit]) -> None:
    """Note where the text of a gap is written: in the place of its first glyph, as far as the line goes on.

    A text with a character for each that went is written on the lines where these stood.
    """
    for chain in _chains(traced, gap):
        some = [[(page, n) for n in pages[page][1].letters[number] if n in out[page].removed] for page, number in chain]
        paired = len(some) == len(gap.text) and all(some)
        rest, text = some, gap.text
        while text and (line := [glyph for letter in rest for glyph in letter]):
            page, first = line[0]
            room, last = _line([pages[p][0].glyphs[n] for p, n in line if p == page])
            glyphs = set(line[: last + 1])
            count = sum(not glyphs.isdisjoint(letter) for letter in rest) if paired else len(text)
            _note(page, first, (text[:count], room), pages, out)
            rest, text = rest[count:], text[count:]


def _note(page: int, first: int, writing: tuple[str, float], pages: Sequence[Page], out: list[Edit]) -> None:
    out[page].written[first] = writing
    # So that what was read once, as drawn twice, is so again.
    out[page].written |= dict.fromkeys(pages[page][1].copies.get(first, ()), writing)


def _line(glyphs: Sequence[Glyph]) -> tuple[float, int]:
    """Return how far a line of glyphs goes from its first one on, in the page's units, and the number of its last."""
    first = glyphs[0]
    end = math.hypot(first.dx, first.dy)
    if not 0 < end < math.inf:
        return 0.0, len(glyphs) - 1
    right, up = first.dx / end, first.dy / end
    for number, glyph in enumerate(glyphs[1:], 1):
        x, y = glyph.x - first.x, glyph.y - first.y
        along, across = x * right + y * up, abs(y * right - x * up)
        # A letter that is filled and then drawn in outline has two glyphs in one place.
        if across > _LINE * first.size or not -first.size / 2 <= along <= end + _GAP * first.size:
            return end, number - 1
        end = max(end, along + glyph.dx * right + glyph.dy * up)
    return end, len(glyphs) - 1
