"""Edits the operators of a content stream: glyphs taken out, their place kept, replacements set in it."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import pikepdf
from pikepdf import Array, ContentStreamInlineImage, ContentStreamInstruction, Dictionary, Name, String

from pipeline.formats.pdf.glyphs import SHOWING, Drawing, Glyph, TextState
from pipeline.formats.pdf.objects import entry, name_of, named, operator_of
from pipeline.formats.pdf.writing import Line, Names, instruction, lettering, moved, written

Cut = tuple[Glyph, tuple[str, float] | None]
"""A glyph that goes, and what is written in its place in which room."""
_MARKS = frozenset({"BMC", "BDC", "MP", "DP"})
_OTHERS = (
    "b B b* B* BT BX c cm CS cs d d0 d1 Do EMC ET EX f F f* G g gs h i j J K k l m M n q Q re RG rg ri s S SC sc SCN "
    "scn sh T* Tc Td TD Tf TL Tm Tr Ts Tw Tz v w W W* y"
)
_OPERATORS = SHOWING | frozenset(_OTHERS.split(" "))
"""ISO 32000-1, annex A: what else a stream holds is passed over by viewers, and may hide a text."""


class Editor:
    """Edits one drawing. cuts: glyphs that go, by operator. spoken: marks whose own text stays, by operator."""

    def __init__(self, drawing: Drawing, names: Names, cuts: Sequence[Cut], silent: frozenset[int]) -> None:
        self._drawing, self._names, self._silent = drawing, names, silent
        self._cuts: dict[int, dict[int, list[Cut]]] = defaultdict(lambda: defaultdict(list))
        for cut in cuts:
            self._cuts[cut[0].operator][cut[0].element].append(cut)

    def edited(self, calls: Mapping[int, str]) -> bytes:
        """Return the stream anew; calls: names of the forms that are drawn otherwise than before, by instruction."""
        out: list[Any] = []
        for at, given in enumerate(self._drawing.instructions):
            if at in calls:
                out.append(instruction("Do", Name(calls[at])))
            elif at in self._cuts:
                out += self._shown(given, at)
            else:
                out += plain(given, self._drawing.resources, speaks=at not in self._silent)
        return pikepdf.unparse_content_stream(out)

    def _shown(self, given: ContentStreamInstruction, at: int) -> Iterator[ContentStreamInstruction]:
        """Yield what shows the string of an instruction without the glyphs that go."""
        operator, operands = operator_of(given), given.operands
        if operator == '"':
            yield instruction("Tw", operands[0])
            yield instruction("Tc", operands[1])
        if operator in ('"', "'"):
            yield instruction("T*")
        last = operands[-1]
        line: Line = []
        for place, element in enumerate(last.as_list() if isinstance(last, Array) else [last]):
            cuts = self._cuts[at].get(place)
            if cuts is None:
                line.append(element)
                continue
            for part in self._parts(bytes(element), cuts, self._drawing.states[at]):
                if isinstance(part, ContentStreamInstruction):
                    yield from _shown(line)
                    yield part
                else:
                    line.append(part)
        yield from _shown(line)

    def _parts(self, text: bytes, cuts: Sequence[Cut], state: TextState) -> Iterator[Any]:
        """Yield what remains of a string, the numbers that keep its place, and what is written between."""
        at = 0
        for glyph, new in sorted(cuts, key=lambda cut: cut[0].start):
            if glyph.start > at:
                yield String(text[at : glyph.start])
            at = glyph.start + len(glyph.code)
            if new and state.size * state.scale:
                setting = lettering(new[0], state, glyph, new[1])
                yield from written(new[0], setting, state, self._names)
                yield moved(glyph.advance - setting.advance, state)
            else:
                yield moved(glyph.advance, state)
        if at < len(text):
            yield String(text[at:])


def _shown(line: Line) -> Iterator[ContentStreamInstruction]:
    """Yield a TJ of what a line holds, and empty it."""
    if line:
        yield instruction("TJ", Array(line))
        line.clear()


def plain(given: Any, resources: Any, *, speaks: bool = True, shows: bool = True) -> Iterator[Any]:
    """Yield an instruction as it stays: no operator that no viewer knows, no text beside what is drawn.

    speaks: whether the own text of marked content stays. shows: whether text is shown at all.
    """
    operator = operator_of(given)
    if isinstance(given, ContentStreamInlineImage):
        yield given
    elif operator in _MARKS:
        yield _mark(given, operator, resources, speaks)
    elif operator in _OPERATORS and (shows or operator not in SHOWING):
        yield given


def _mark(given: ContentStreamInstruction, operator: str, resources: Any, speaks: bool) -> ContentStreamInstruction:
    """Return a mark with its layer, its number in the structure, and, where it speaks, its own text."""
    tag = given.operands[0] if given.operands else Name.Artifact
    if len(given.operands) < 2 or tag == Name.OC:
        return given
    properties: Any = given.operands[1]
    if isinstance(properties, Name):
        properties = named(resources, "/Properties", name_of(properties))
    kept = {key: entry(properties, key) for key in ("/MCID", *(("/ActualText",) if speaks else ()))}
    kept = {key: value for key, value in kept.items() if isinstance(value, int | String)}
    if not kept:
        return instruction("BMC" if operator == "BDC" else "MP", tag)
    return instruction(operator, tag, Dictionary(kept))
