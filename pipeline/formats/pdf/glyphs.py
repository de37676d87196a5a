"""Runs the content streams of a page as far as its text goes, and says which operator draws each glyph, and where."""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import pikepdf
from pikepdf import Array, Dictionary, Name, Stream, String

from pipeline.doc import UnwritableFile
from pipeline.formats.pdf.fonts import Font
from pipeline.formats.pdf.objects import (
    Budget,
    entry,
    instructions,
    key_of,
    name_of,
    named,
    number,
    numbers,
    operator_of,
)

Matrix = tuple[float, float, float, float, float, float]
_UNIT: Matrix = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)
_MOST_INSTRUCTIONS = 3_000_000
"""Of one page, drawn forms counted each time; a full page of a map has a few hundred thousand."""
_MOST_GLYPHS = 1_000_000
_DEEPEST = 24
"""Levels of forms within forms; programs write two or three."""


class TextState(NamedTuple):
    """The text state (ISO 32000-1, 9.3); name: what the font is called where it was chosen; scale: 1 is full width."""

    font: Font
    name: str
    size: float = 0.0
    spacing: float = 0.0
    word_spacing: float = 0.0
    scale: float = 1.0
    leading: float = 0.0
    rise: float = 0.0
    mode: float = 0.0

    @property
    def unseen(self) -> bool:
        """Return whether text is neither filled nor stroked."""
        return self.mode in (3, 7)


@dataclass(frozen=True, slots=True)
class Glyph:
    """A drawn glyph: its code stands at `start` in one element of what an operator of a drawing shows.

    x, y: its origin on the page. dx, dy: how far it moves the pen there, as PDFium has it. advance: the same in text
    space, as the font has it. size: an em on the page. mark: the number of the marked content that gives other text
    for it, or None.
    """

    drawing: int
    operator: int
    element: int
    start: int
    code: bytes
    x: float
    y: float
    dx: float
    dy: float
    advance: float
    size: float
    mark: int | None


@dataclass
class Drawing:
    """One drawing of a content stream: the page's, or that of a form, each time that it is drawn.

    holder: page or form. caller: the drawing whose instruction `operator` draws it; None for the page's.
    states: the text state at each operator that shows text.
    """

    holder: Any
    instructions: Sequence[Any]
    resources: Any
    caller: int | None = None
    operator: int = 0
    states: dict[int, TextState] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Mark:
    """The beginning of a marked content that gives a text in the place of what it draws."""

    drawing: int
    operator: int
    text: str


@dataclass
class Drawn:
    """All that a page draws of text. marks: those with own text, by the numbers that glyphs name.

    pictures: left, bottom, right and top of each picture on the page.
    """

    drawings: list[Drawing] = field(default_factory=list)
    glyphs: list[Glyph] = field(default_factory=list)
    marks: list[Mark] = field(default_factory=list)
    pictures: list[tuple[float, float, float, float]] = field(default_factory=list)


def drawn(page: pikepdf.Page, budget: Budget, fonts: dict[tuple[int, int], Font]) -> Drawn:
    """Return every glyph of a page, in the order of drawing; fonts: those already read, filled in.

    Raises:
        pikepdf.PdfError: a content stream that cannot be parsed.
        UnwritableFile: more than a page holds, or forms too deep in one another.
    """
    run = _Run(budget, fonts)
    run.page(page)
    return run.out


class _Run:
    def __init__(self, budget: Budget, fonts: dict[tuple[int, int], Font]) -> None:
        self.out = Drawn()
        self._budget, self._fonts = budget, fonts
        self._parsed: dict[tuple[int, int], Sequence[Any]] = {}
        self._left = _MOST_INSTRUCTIONS
        # What viewers take where a font is missing.
        self.helvetica = Font(
            Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica, Encoding=Name.WinAnsiEncoding),
            budget,
        )

    def page(self, page: pikepdf.Page) -> None:
        contents = page.obj.get("/Contents")
        given = contents.as_list() if isinstance(contents, Array) else [contents]
        streams = [stream for stream in given if isinstance(stream, Stream)]
        for stream in streams:
            self._budget.unpacked(stream)
        shown = self._parse(page) if streams else []
        drawing = Drawing(page.obj, shown, page.obj.get("/Resources", Dictionary()))
        state = TextState(self.helvetica, "")
        _Interpreter(self, drawing, state, _UNIT, ()).run()

    def form(self, holder: Stream, caller: "_Interpreter", operator: int) -> None:
        """Draw a form; one that draws itself is passed over, as viewers do."""
        key = key_of(holder)
        if key is None or key in caller.within:
            return
        if len(caller.within) >= _DEEPEST:
            raise UnwritableFile(self._budget.source, "PDF 图形嵌套过深：来源可疑，请用阅读软件打开并另存")
        if key not in self._parsed:
            self._budget.unpacked(holder)
            self._parsed[key] = self._parse(holder)
        resources = holder.get("/Resources", caller.drawing.resources)
        drawing = Drawing(holder, self._parsed[key], resources, caller.number, operator)
        matrix = numbers(holder.get("/Matrix"), 6)
        placed = _product(matrix, caller.matrix) if matrix else caller.matrix  # type: ignore[arg-type]
        _Interpreter(self, drawing, caller.state, placed, (*caller.within, key)).run()

    def font(self, reference: Any) -> Font:
        key = key_of(reference)
        if key is None:
            return Font(reference, self._budget)
        if key not in self._fonts:
            self._fonts[key] = Font(reference, self._budget)
        return self._fonts[key]

    def enter(self, drawing: Drawing) -> int:
        """Note a drawing and return its number."""
        self._left -= len(drawing.instructions)
        if self._left < 0 or len(self.out.glyphs) > _MOST_GLYPHS:
            raise UnwritableFile(self._budget.source, "PDF 有一页的内容异常多：来源可疑，请用阅读软件打开并另存")
        self.out.drawings.append(drawing)
        return len(self.out.drawings) - 1

    def _parse(self, holder: Any) -> Sequence[Any]:
        return instructions(holder)


def _product(one: Matrix, two: Matrix) -> Matrix:
    a, b, c, d, e, f = one
    g, h, i, j, k, m = two
    return a * g + b * i, a * h + b * j, c * g + d * i, c * h + d * j, e * g + f * i + k, e * h + f * j + m


class _Interpreter:
    """Runs one content stream; text and line matrices are saved by q as well, as PDFium does it."""

    def __init__(
        self, run: _Run, drawing: Drawing, state: TextState, matrix: Matrix, within: tuple[tuple[int, int], ...]
    ) -> None:
        self._run, self.drawing, self.state, self.matrix, self.within = run, drawing, state, matrix, within
        self.number = run.enter(drawing)
        self._text: Matrix = _UNIT
        self._line: Matrix = _UNIT
        self._saved: list[tuple[TextState, Matrix, Matrix, Matrix]] = []
        self._marks: list[int | None] = []
        self._chosen: dict[str, Font] = {}

    def run(self) -> None:
        for at, instruction in enumerate(self.drawing.instructions):
            act = _ACTS.get(operator_of(instruction))
            if act:
                act(self, instruction.operands, at)

    def save(self, operands: Sequence[Any], at: int) -> None:
        self._saved.append((self.state, self.matrix, self._text, self._line))

    def restore(self, operands: Sequence[Any], at: int) -> None:
        if self._saved:
            self.state, self.matrix, self._text, self._line = self._saved.pop()

    def concatenate(self, operands: Sequence[Any], at: int) -> None:
        self.matrix = _product(_six(operands), self.matrix)

    def begin(self, operands: Sequence[Any], at: int) -> None:
        self._text = self._line = _UNIT

    def place(self, operands: Sequence[Any], at: int) -> None:
        self._text = self._line = _six(operands)

    def move(self, operands: Sequence[Any], at: int) -> None:
        self._shift(_float(operands, 0), _float(operands, 1))

    def move_leading(self, operands: Sequence[Any], at: int) -> None:
        self.state = self.state._replace(leading=-_float(operands, 1))
        self.move(operands, at)

    def next_line(self, operands: Sequence[Any], at: int) -> None:
        self._shift(0.0, -self.state.leading)

    def _shift(self, x: float, y: float) -> None:
        self._text = self._line = _product((1.0, 0.0, 0.0, 1.0, x, y), self._line)

    def choose(self, operands: Sequence[Any], at: int) -> None:
        name = name_of(operands[0]) if operands and isinstance(operands[0], Name) else ""
        if name not in self._chosen:
            found = named(self.drawing.resources, "/Font", name) if name else None
            self._chosen[name] = self._run.font(found) if isinstance(found, Dictionary) else self._run.helvetica
        self.state = self.state._replace(font=self._chosen[name], name=name, size=_float(operands, 1))

    def graphics(self, operands: Sequence[Any], at: int) -> None:
        """Take the font that a named graphics state chooses."""
        name = name_of(operands[0]) if operands and isinstance(operands[0], Name) else ""
        font = entry(named(self.drawing.resources, "/ExtGState", name), "/Font") if name else None
        if isinstance(font, Array) and len(font) == 2 and isinstance(font[0], Dictionary):
            self.state = self.state._replace(font=self._run.font(font[0]), name="", size=number(font[1]))

    def draw(self, operands: Sequence[Any], at: int) -> None:
        name = name_of(operands[0]) if operands and isinstance(operands[0], Name) else ""
        found = named(self.drawing.resources, "/XObject", name) if name else None
        if isinstance(found, Stream) and found.get("/Subtype") == Name.Form:
            self._run.form(found, self, at)
        elif entry(found, "/Subtype") == Name.Image:
            self.picture(operands, at)

    def picture(self, operands: Sequence[Any], at: int) -> None:
        """Note where a picture stands: it fills the unit square."""
        a, b, c, d, e, f = self.matrix
        x, y = (e, e + a, e + c, e + a + c), (f, f + b, f + d, f + b + d)
        self._run.out.pictures.append((min(x), min(y), max(x), max(y)))

    def mark(self, operands: Sequence[Any], at: int) -> None:
        properties: Any = operands[1] if len(operands) > 1 else None
        if isinstance(properties, Name):
            properties = named(self.drawing.resources, "/Properties", name_of(properties))
        given = entry(properties, "/ActualText")
        mark = self._marks[-1] if self._marks else None
        if isinstance(given, String):
            self._run.out.marks.append(Mark(self.number, at, str(given)))
            mark = len(self._run.out.marks) - 1
        self._marks.append(mark)

    def unmark(self, operands: Sequence[Any], at: int) -> None:
        if self._marks:
            self._marks.pop()

    def show(self, operands: Sequence[Any], at: int) -> None:
        given = operands[-1] if operands else None
        elements = given.as_list() if isinstance(given, Array) else [given]
        self.drawing.states[at] = self.state
        pen = 0.0
        along = 1.0 if self.state.font.vertical else self.state.scale
        for place, element in enumerate(elements):
            if isinstance(element, String):
                pen = self._string(bytes(element), (at, place), pen)
            elif element is not None:
                pen -= number(element) / 1000 * self.state.size * along
        x, y = (0.0, pen) if self.state.font.vertical else (pen, 0.0)
        self._text = _product((1.0, 0.0, 0.0, 1.0, x, y), self._text)

    def show_next(self, operands: Sequence[Any], at: int) -> None:
        self.next_line(operands, at)
        self.show(operands, at)

    def show_spaced(self, operands: Sequence[Any], at: int) -> None:
        self.state = self.state._replace(word_spacing=_float(operands, 0), spacing=_float(operands, 1))
        self.show_next(operands, at)

    def _string(self, text: bytes, place: tuple[int, int], pen: float) -> float:
        """Note the glyphs of a string that begins at `pen`, and return where it ends."""
        state, (a, b, c, d, e, f) = self.state, _product(self._text, self.matrix)
        size = math.hypot(c, d) * abs(state.size)
        mark = self._marks[-1] if self._marks else None
        for code in state.font.codes(text):
            spacing = state.spacing + (state.word_spacing if code.space else 0.0)
            advance, moved = code.width * state.size + spacing, code.placed * state.size + spacing
            if state.font.vertical:
                x, y = -code.x * state.size * state.scale, pen - code.y * state.size + state.rise
                dx, dy = c * moved, d * moved
            else:
                advance, moved = advance * state.scale, moved * state.scale
                x, y = pen, state.rise
                dx, dy = a * moved, b * moved
            origin = a * x + c * y + e, b * x + d * y + f
            self._run.out.glyphs.append(
                Glyph(self.number, *place, code.start, code.text, *origin, dx, dy, advance, size, mark)
            )
            pen += moved
        return pen


def _float(operands: Sequence[Any], at: int) -> float:
    return number(operands[at]) if at < len(operands) else 0.0


def _six(operands: Sequence[Any]) -> Matrix:
    a, b, c, d, e, f = (_float(operands, i) for i in range(6))
    return a, b, c, d, e, f


def _setter(name: str, factor: float = 1.0) -> Callable[[_Interpreter, Sequence[Any], int], None]:
    def act(run: _Interpreter, operands: Sequence[Any], at: int) -> None:
        changed: dict[str, Any] = {name: _float(operands, 0) * factor}
        run.state = run.state._replace(**changed)

    return act


_ACTS: dict[str, Callable[[_Interpreter, Sequence[Any], int], None]] = {
    "q": _Interpreter.save,
    "Q": _Interpreter.restore,
    "cm": _Interpreter.concatenate,
    "BT": _Interpreter.begin,
    "Tm": _Interpreter.place,
    "Td": _Interpreter.move,
    "TD": _Interpreter.move_leading,
    "T*": _Interpreter.next_line,
    "Tf": _Interpreter.choose,
    "Tc": _setter("spacing"),
    "Tw": _setter("word_spacing"),
    "Tz": _setter("scale", 0.01),
    "TL": _setter("leading"),
    "Ts": _setter("rise"),
    "Tr": _setter("mode"),
    "gs": _Interpreter.graphics,
    "Do": _Interpreter.draw,
    "INLINE IMAGE": _Interpreter.picture,
    "BMC": _Interpreter.mark,
    "BDC": _Interpreter.mark,
    "EMC": _Interpreter.unmark,
    "Tj": _Interpreter.show,
    "TJ": _Interpreter.show,
    "'": _Interpreter.show_next,
    '"': _Interpreter.show_spaced,
}
SHOWING = frozenset({"Tj", "TJ", "'", '"'})
