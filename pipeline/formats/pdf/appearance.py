"""Cleans what annotations look like: a look that says what was not read, or what is masked, is drawn anew."""

import io
from decimal import Decimal
from typing import Any

import pikepdf
import pypdfium2
from pikepdf import Array, Dictionary, Name, Stream, String

from pipeline.formats.pdf.editing import plain
from pipeline.formats.pdf.glyphs import SHOWING
from pipeline.formats.pdf.objects import Budget, instructions, numbers, operator_of
from pipeline.formats.pdf.writing import HAN, LATIN, Supplied, decimal, instruction, segments

_SIZE = 12.0
_LEADING = 1.2
_MARGIN = 2.0
_DRAWN = (Name.FreeText, Name.Widget)
_LINES = 200


class Appearances:
    """Cleans looks; `kept` are the streams whose text is the annotation's own. silenced: how many lost their text."""

    def __init__(self, pdf: pikepdf.Pdf, budget: Budget, supplied: Supplied) -> None:
        self._pdf, self._budget, self._supplied = pdf, budget, supplied
        self._silent: dict[tuple[int, int], bool] = {}
        self.kept: set[tuple[int, int]] = set()
        self.silenced = 0

    def clean(self, annotation: Dictionary, text: str, *, changed: bool) -> None:
        """Clean the looks of an annotation; text: what it now says; changed: whether some of it was masked."""
        looks = annotation.get("/AP")
        if not isinstance(looks, Dictionary):
            return
        for key in ("/R", "/D"):
            if changed and key in looks:
                del looks[key]
        wrong = [stream for stream in _streams(looks) if not self._is_right(stream, text, changed)]
        if wrong and text and annotation.get("/Subtype") in _DRAWN:
            annotation["/AP"] = Dictionary(N=self._drawn(annotation, text))
        elif wrong:
            self.silenced += 1

    def _is_right(self, stream: Stream, text: str, changed: bool) -> bool:
        """Return whether a look says nothing, one sign (a tick), or only what the annotation says."""
        if stream.objgen not in self._silent:
            self._budget.unpacked(stream)
            self._silent[stream.objgen] = not says(stream)
        if self._silent[stream.objgen]:
            return True
        shown = "" if changed else "".join(self._read(stream).split())
        if changed or (len(shown) > 1 and shown not in "".join(text.split())):
            return False
        self.kept.add(stream.objgen)
        return True

    def _read(self, stream: Stream) -> str:
        """Return the text that a look draws, by PDFium."""
        box = numbers(stream.get("/BBox"), 4) or (0.0, 0.0, 1.0, 1.0)
        with pikepdf.new() as one:
            look = one.copy_foreign(stream)
            look["/Subtype"] = Name.Form
            page = one.add_blank_page(page_size=(max(3, abs(box[2] - box[0])), max(3, abs(box[3] - box[1]))))
            page.obj["/Resources"] = Dictionary(XObject=Dictionary(X=look))
            page.obj["/Contents"] = one.make_stream(b"/X Do")
            out = io.BytesIO()
            one.save(out)
        with pypdfium2.PdfDocument(out.getvalue()) as pdf:
            return str(pdf[0].get_textpage().get_text_range())

    def _drawn(self, annotation: Dictionary, text: str) -> Stream:
        """Return a plain look for a text: black, in lines as it has them, each narrowed to the width of the box."""
        left, bottom, right, top = numbers(annotation.get("/Rect"), 4) or (0.0, 0.0, 100.0, 20.0)
        width, height = abs(right - left), abs(top - bottom)
        lines = text.splitlines()[:_LINES] or [text]
        size = min(_SIZE, max(1.0, (height - _MARGIN) / (_LEADING * len(lines))))
        out: list[Any] = [instruction("BT"), instruction("g", 0), instruction("TL", decimal(size * _LEADING))]
        out.append(instruction("Td", decimal(_MARGIN), decimal(height - size - _MARGIN / 2)))
        for line in lines:
            out += self._line(line, size, width - 2 * _MARGIN)
        out.append(instruction("ET"))
        fonts = Dictionary({LATIN: self._supplied.font(LATIN), HAN: self._supplied.font(HAN)})
        box = Array([Decimal(0), Decimal(0), decimal(width), decimal(height)])
        form = {"/Type": Name.XObject, "/Subtype": Name.Form, "/BBox": box, "/Resources": Dictionary(Font=fonts)}
        made = self._pdf.make_stream(pikepdf.unparse_content_stream(out), form)
        self.kept.add(made.objgen)
        return made

    def _line(self, line: str, size: float, width: float) -> list[Any]:
        wide = sum(ems for _, _, ems in segments(line)) * size
        out: list[Any] = [instruction("Tz", decimal(100 * min(1.0, max(0.05, width / wide)) if wide else 100))]
        for name, text, _ in segments(line):
            out += [instruction("Tf", Name(name), decimal(size)), instruction("Tj", String(text))]
        return [*out, instruction("T*")]


def says(stream: Stream) -> bool:
    """Return whether a content stream shows text, itself or by forms that it draws."""
    try:
        shown = instructions(stream)
    except pikepdf.PdfError:
        return True
    return any(operator_of(x) in SHOWING or operator_of(x) == "Do" for x in shown)


def silence(stream: Stream) -> bool:
    """Take all text out of a content stream; return whether there was any."""
    try:
        given = instructions(stream)
    except pikepdf.PdfError:
        stream.write(b"")
        return True
    resources = stream.get("/Resources")
    stream.write(pikepdf.unparse_content_stream([x for one in given for x in plain(one, resources, shows=False)]))
    return any(operator_of(x) in SHOWING for x in given)


def _streams(looks: Dictionary) -> list[Stream]:
    """Return the streams of a dictionary of looks: one for each, or one for each state."""
    some: list[Any] = []
    for key in ("/N", "/R", "/D"):
        given = looks.get(key)
        if isinstance(given, Stream):
            some.append(given)
        elif isinstance(given, Dictionary):
            some += [value for _, value in given.items() if isinstance(value, Stream)]
    return some
