"""Turns a page of a PDF into a picture, with boxes over what could not be taken out of its text."""

import ctypes
import zlib
from collections.abc import Iterable

import pikepdf
import pypdfium2
from pikepdf import Array, Dictionary, Name, String
from pypdfium2 import raw

from pipeline.formats.pdf.writing import HAN, Supplied, decimal, instruction

_DOTS = 200 / 72
"""Pixels a point: 200 dpi."""
_MOST_PIXELS = 60_000_000
_MARGIN = 0.15
"""Share of a letter's height by which its box is larger on each side."""
_SAID = "本页已转为图片，不能检索"
Box = tuple[float, float, float, float]


def boxes(data: bytes, page: int, numbers: Iterable[int]) -> list[Box]:
    """Return left, bottom, right, top of characters of a page, as PDFium counts them, in the page's units."""
    out = []
    box = raw.FS_RECTF()
    left, right, bottom, top = (ctypes.c_double() for _ in range(4))
    with pypdfium2.PdfDocument(data) as pdf:
        text = pdf[page].get_textpage()
        for number in numbers:
            raw.FPDFText_GetLooseCharBox(text.raw, number, ctypes.byref(box))
            raw.FPDFText_GetCharBox(text.raw, number, *(ctypes.byref(side) for side in (left, right, bottom, top)))
            sides = (
                min(box.left, left.value),
                min(box.bottom, bottom.value),
                max(box.right, right.value),
                max(box.top, top.value),
            )
            margin = _MARGIN * max(1.0, sides[3] - sides[1])
            out.append((sides[0] - margin, sides[1] - margin, sides[2] + margin, sides[3] + margin))
    return out


def depict(pdf: pikepdf.Pdf, data: bytes, number: int, hidden: Iterable[Box], supplied: Supplied) -> None:
    """Put a picture of a page in the place of what it draws.

    data: the file as it now stands: all glyphs gone that were traced, all else cleaned. hidden: what is painted over.
    The page says invisibly that it is a picture, so that it is no scan to those who read it. Its annotations are part
    of the picture.
    """
    with pypdfium2.PdfDocument(data) as drawn:
        page = drawn[number]
        width, height = page.get_size()
        scale = min(_DOTS, (_MOST_PIXELS / max(1.0, width * height)) ** 0.5)
        bitmap = page.render(scale=scale, rev_byteorder=True)
        for box in hidden:
            left, top, right, bottom = _pixels(page, box, bitmap)
            raw.FPDFBitmap_FillRect(bitmap.raw, left, top, right - left, bottom - top, 0xFF000000)
        pixels = bitmap.to_numpy()[..., :3]
        content, (rows, columns) = pixels.tobytes(), pixels.shape[:2]
    image = pdf.make_stream(
        zlib.compress(content),
        Type=Name.XObject,
        Subtype=Name.Image,
        Width=columns,
        Height=rows,
        ColorSpace=Name.DeviceRGB,
        BitsPerComponent=8,
        Filter=Name.FlateDecode,
    )
    _put(pdf, number, image, (width, height), supplied)


def _pixels(page: pypdfium2.PdfPage, box: Box, bitmap: pypdfium2.PdfBitmap) -> tuple[int, int, int, int]:
    """Return left, top, right, bottom of a box on the bitmap."""
    corners = []
    for x, y in ((box[0], box[1]), (box[2], box[3])):
        column, row = ctypes.c_int(), ctypes.c_int()
        raw.FPDF_PageToDevice(
            page.raw, 0, 0, bitmap.width, bitmap.height, 0, x, y, ctypes.byref(column), ctypes.byref(row)
        )
        corners.append((column.value, row.value))
    (a, b), (c, d) = corners
    return min(a, c), min(b, d), max(a, c) + 1, max(b, d) + 1


def _put(pdf: pikepdf.Pdf, number: int, image: pikepdf.Stream, size: tuple[float, float], supplied: Supplied) -> None:
    """Let a page draw an image that fills it; it stands upright, so the page is not turned any more."""
    page = pdf.pages[number].obj
    right, top = size
    page["/MediaBox"] = page["/CropBox"] = Array([0, 0, decimal(right), decimal(top)])
    page["/Rotate"] = 0
    for key in ("/BleedBox", "/TrimBox", "/ArtBox", "/UserUnit", "/Group", "/StructParents", "/Annots"):
        if key in page:
            del page[key]
    page["/Resources"] = Dictionary(XObject=Dictionary(Picture=image), Font=Dictionary({HAN: supplied.font(HAN)}))
    drawn = [
        instruction("q"),
        instruction("cm", decimal(right), 0, 0, decimal(top), 0, 0),
        instruction("Do", Name.Picture),
        instruction("Q"),
        instruction("BT"),
        instruction("Tr", 3),
        instruction("Tf", Name(HAN), 8),
        instruction("Td", 10, 10),
        instruction("Tj", String(_SAID.encode("utf-16-be"))),
        instruction("ET"),
    ]
    page["/Contents"] = pdf.make_stream(pikepdf.unparse_content_stream(drawn))
