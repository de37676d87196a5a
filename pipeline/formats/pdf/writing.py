"""Writes a replacement into a gap of a PDF's text, in fonts that every viewer supplies."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import pikepdf
from pdfminer.fontmetrics import FONT_METRICS
from pikepdf import Array, ContentStreamInstruction, Dictionary, Name, Operator, String

from pipeline.formats.pdf.glyphs import Glyph, TextState
from pipeline.formats.pdf.objects import same

_SEGMENT = re.compile("[ -~]+|[^ -~]+")
_NARROWEST = 0.05
"""Horizontal scale below which nothing is drawn that could be read again."""
_WIDEST = 2.6
_TALLEST = 1.8
"""Heights by widths of a letter, for fonts that do not say their size."""
LATIN, HAN, _DOWN = "/GongkaiLatin", "/GongkaiHan", "/GongkaiHanV"
_WIDTHS = FONT_METRICS["Helvetica"][1]
Line = list[Any]
"""What one TJ shows: strings and numbers."""


@dataclass(frozen=True, slots=True)
class Lettering:
    """How a text is set: size with its sign, horizontal scale, and how far it moves the pen in text space."""

    size: float
    scale: float
    advance: float


def instruction(operator: str, *operands: Any) -> ContentStreamInstruction:
    """Return an instruction of a content stream."""
    return ContentStreamInstruction(list(operands), Operator(operator))


def decimal(value: float) -> Decimal:
    """Return a number as PDF writes it: no exponent."""
    return Decimal(f"{value:.5f}").normalize() + 0


def moved(advance: float, state: TextState) -> Decimal:
    """Return the number of a TJ array that moves the pen by so much in text space."""
    unit = state.size * (1.0 if state.font.vertical else state.scale)
    return decimal(-advance * 1000 / unit) if abs(unit) > 1e-6 else Decimal(0)


def lettering(text: str, state: TextState, glyph: Glyph, room: float) -> Lettering:
    """Return how text fits into a room of the page's units that begins with a glyph: narrowed, or a little wider."""
    page = (glyph.dx**2 + glyph.dy**2) ** 0.5
    room = room * abs(glyph.advance) / page if page > 0 else abs(glyph.advance)
    sign = -1.0 if state.size < 0 else 1.0
    if state.font.vertical:
        size = min(abs(state.size), room / len(text))
        return Lettering(sign * size, state.scale, -sign * size * len(text))
    size = abs(state.size)
    if state.font.by_procedures:
        size = min(room / _ems(text), _TALLEST * abs(glyph.advance))
    # Readers take a gap for a space: asterisks, narrower than digits, are widened to fill their room.
    widest = abs(state.scale) * (_WIDEST if text.isascii() else 1.0)
    scale = min(widest, max(_NARROWEST, room / max(_ems(text) * size, 1e-6)))
    scale = -scale if state.scale < 0 else scale
    return Lettering(sign * size, scale, _ems(text) * sign * size * scale)


def segments(text: str, *, vertical: bool = False) -> list[tuple[str, bytes, float]]:
    """Return the stretches of a text that one font sets: its name, the string that it shows, and its width in ems."""
    if vertical:
        return [(_DOWN, text.encode("utf-16-be", "replace"), float(len(text)))]
    return [
        (LATIN, part.encode("ascii"), _ems(part))
        if part.isascii()
        else (HAN, part.encode("utf-16-be", "replace"), _ems(part))
        for part in _SEGMENT.findall(text)
    ]


def _ems(text: str) -> float:
    """Return how wide a text is in Helvetica and Song, in ems."""
    return sum(float(_WIDTHS.get(c, 556)) / 1000 if c.isascii() else 1.0 for c in text)


def written(text: str, setting: Lettering, state: TextState, names: "Names") -> Iterator[ContentStreamInstruction]:
    """Yield what sets a text and puts the text state back; the pen is left at its end."""
    yield instruction("Tc", 0)
    yield instruction("Tw", 0)
    yield instruction("Tz", decimal(setting.scale * 100))
    for name, shown, _ in segments(text, vertical=state.font.vertical):
        yield instruction("Tf", Name(names.supplied(name)), decimal(setting.size))
        yield instruction("Tj", String(shown))
    yield instruction("Tf", Name(names.original(state)), decimal(state.size))
    yield instruction("Tz", decimal(state.scale * 100))
    yield instruction("Tc", decimal(state.spacing))
    yield instruction("Tw", decimal(state.word_spacing))


class Supplied:
    """The fonts of a file that viewers supply; each is made once, when it is asked for."""

    def __init__(self, pdf: pikepdf.Pdf) -> None:
        self._pdf = pdf
        self._made: dict[str, Any] = {}

    def font(self, name: str) -> Any:
        if name not in self._made:
            made = _latin() if name == LATIN else self._han(name == _DOWN)
            self._made[name] = self._pdf.make_indirect(made)
        return self._made[name]

    def _han(self, vertical: bool) -> Dictionary:
        descriptor = Dictionary(
            Type=Name.FontDescriptor,
            FontName=Name("/STSong-Light"),
            Flags=6,
            FontBBox=Array([-25, -254, 1000, 880]),
            ItalicAngle=0,
            Ascent=880,
            Descent=-120,
            CapHeight=880,
            StemV=93,
        )
        descendant = Dictionary(
            Type=Name.Font,
            Subtype=Name.CIDFontType0,
            BaseFont=Name("/STSong-Light"),
            CIDSystemInfo=Dictionary(Registry=String("Adobe"), Ordering=String("GB1"), Supplement=4),
            FontDescriptor=self._pdf.make_indirect(descriptor),
            DW=1000,
        )
        return Dictionary(
            Type=Name.Font,
            Subtype=Name.Type0,
            BaseFont=Name("/STSong-Light"),
            Encoding=Name("/UniGB-UTF16-V" if vertical else "/UniGB-UTF16-H"),
            DescendantFonts=Array([self._pdf.make_indirect(descendant)]),
        )


def _latin() -> Dictionary:
    return Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica, Encoding=Name.WinAnsiEncoding)


class Names:
    """What the resources of one content stream call its fonts; `added` are those that it lacked."""

    def __init__(self, resources: Any, supplied: Supplied) -> None:
        self._fonts = resources.get("/Font") if isinstance(resources, Dictionary) else None
        self._supplied = supplied
        self.added: dict[str, Any] = {}

    def supplied(self, name: str) -> str:
        """Return what a font that viewers supply is called here."""
        return self._named(name, self._supplied.font(name))

    def original(self, state: TextState) -> str:
        """Return the name of the font that was chosen, also where it was chosen elsewhere."""
        # Names that are no UTF-8 cannot be written here: the font gets another one beside.
        name = state.name if state.name.isprintable() else ""
        return self._named(name or "/GongkaiKept", state.font.reference)

    def _named(self, name: str, font: Any) -> str:
        known = self._known(name)
        if known is not None and not same(known, font):
            return self._named(name + "x", font)
        if known is None:
            self.added[name] = font
        return name

    def _known(self, name: str) -> Any:
        if name in self.added:
            return self.added[name]
        return self._fonts.get(name) if isinstance(self._fonts, Dictionary) else None
