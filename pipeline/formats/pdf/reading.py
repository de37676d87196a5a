"""Reads PDF files with a text layer, by PDFium: pages as they are printed, then annotations and properties."""

import ctypes
import math
from collections.abc import Iterator, Sequence

import pypdfium2
from pypdfium2 import raw

from pipeline.doc import Doc, UnreadableFile
from pipeline.formats.assembly import Assembly
from pipeline.formats.layout import Run, Stretch, laid_out
from pipeline.formats.pdf.forms import Forms, at, transformed
from pipeline.formats.pdf.letters import Letter, blocks, single
from pipeline.formats.pdf.nesting import multiplies
from pipeline.formats.pdf.rulings import Matrix, Rulings, placed, rulings
from pipeline.formats.trail import Character, Place, Traced, Trail

_SCAN = "是扫描件，暂不支持文字识别：请提供有文字层的文件"
_ENCRYPTED = 4
"""PDFium's error code where a password is wanted."""
_PRINTED = (raw.FPDF_ANNOT_FREETEXT, raw.FPDF_ANNOT_WIDGET, raw.FPDF_ANNOT_STAMP)
_PICTURE_SHARE = 0.2
"""A page without text whose pictures cover more of it than this is a scan."""
_UNMAPPED_SHARE = 0.3
_MOST_ON_PAGE = 300_000
"""Characters of one page: a hundred times a full one. Compressed, a few kilobytes can draw millions."""
_MOST_IN_FILE = 30_000_000
_UPRIGHT = 0.02
"""Quarters of a turn by which a line may be out of the level."""
_MOST_IN_TABLES = 20_000
"""Characters of a page beyond which no cells are sought on it."""


def read(data: bytes, source: str) -> Doc:
    """Return the document of a PDF, each page a piece of part `page`.

    Carried after it: text beyond a page's edges (hidden), annotations (comment), properties, bookmarks and the names of
    attachments (property).

    Raises:
        UnreadableFile: encrypted, truncated, damaged, or with a page that is a scan or whose fonts name no characters.
    """
    return _opened(data, source, None)


def traced(data: bytes, source: str) -> Traced:
    """Return the document that `read` gives, and where each of its characters stands in the file; errors as there."""
    trail = Trail()
    return trail.traced(_opened(data, source, trail))


def _opened(data: bytes, source: str, trail: Trail | None) -> Doc:
    if b"%%EOF" not in data[-2048:] and b"startxref" not in data[-2048:]:
        raise UnreadableFile(source, "PDF 残缺（缺少结尾）：请重新获取")
    if multiplies(data):
        raise UnreadableFile(source, "PDF 图形层层嵌套，展开后异常多：来源可疑，请核对")
    try:
        pdf = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        if error.err_code == _ENCRYPTED:
            raise UnreadableFile(source, "PDF 已加密：请先解除密码再提交") from error
        raise UnreadableFile(source, "PDF 已损坏：请用阅读软件打开并另存") from error
    try:
        return _document(pdf, data, source, trail)
    except (pypdfium2.PdfiumError, UnicodeDecodeError) as error:
        raise UnreadableFile(source, "PDF 已损坏（有一页或属性无法读取）：请用阅读软件打开并另存") from error
    finally:
        pdf.close()


def _document(pdf: pypdfium2.PdfDocument, data: bytes, source: str, trail: Trail | None) -> Doc:
    assembly, drawn = Assembly(), 0
    for number in range(len(pdf)):
        page = pdf[number]
        drawn += _page(page, number + 1, assembly, source, trail)
        if drawn > _MOST_IN_FILE:
            raise UnreadableFile(source, f"PDF 文字异常多（超过 {_MOST_IN_FILE:,} 字）：来源可疑，请核对")
        for text, printed, place in _annotations(page):
            _carry(text, "comment", printed, (number, *place), assembly, trail)
        page.close()
    for text, place in _beside(pdf):
        _carry(text, "property", False, place, assembly, trail)
    return assembly.doc(data, source, empty=f"没有文字层，可能{_SCAN}")


def _beside(pdf: pypdfium2.PdfDocument) -> Iterator[tuple[str, Place]]:
    """Yield properties, bookmarks and the names of attachments."""
    for name, value in pdf.get_metadata_dict(skip_empty=True).items():
        if name not in ("CreationDate", "ModDate", "Producer", "Creator", "Trapped"):
            yield f"{name}: {value}", ("info", name)
    for number, bookmark in enumerate(pdf.get_toc(max_depth=8)):
        yield bookmark.get_title(), ("outline", number)
    for number in range(pdf.count_attachments()):
        yield pdf.get_attachment(number).get_name(), ("attachment", number)


def _carry(text: str, part: str, visible: bool, place: Place, assembly: Assembly, trail: Trail | None) -> None:
    assembly.carry(text, part, visible=visible)
    if trail:
        before = len(f"{place[1]}: ") if place[0] == "info" else 0
        trail.carry(text, part, visible, place, before=before)


def _page(page: pypdfium2.PdfPage, number: int, assembly: Assembly, source: str, trail: Trail | None) -> int:
    """Add the text of a page and return how many characters it draws."""
    letters, width, height = _letters(page, number, source, trail)
    shown = "".join(letter.text for letter in letters)
    if not shown.strip():
        if _is_picture(page):
            raise UnreadableFile(source, f"第 {number} 页没有文字层，可能{_SCAN}")
    elif _unmapped(shown) > _UNMAPPED_SHARE:
        raise UnreadableFile(source, f"第 {number} 页的字体不能还原成文字：请提供原始的 Word 文件，或重新导出 PDF")
    alone, shadows = single(letters)
    if trail:
        trail.shadows(shadows)
    shown_text: list[Stretch] = []
    hidden_text: list[Stretch] = []
    runs: list[Run] = []
    for block in blocks(alone, width, height, _rulings(page, letters, height)):
        runs += block.runs
        inside = [run for run in block.runs if run.on_page(block.width, block.height)]
        outside = [run for run in block.runs if not run.on_page(block.width, block.height)]
        _append(shown_text, laid_out(inside, width=block.width))
        _append(hidden_text, laid_out(outside, width=block.width))
    assembly.add("".join(text for text, _ in shown_text) + "\n", "page", apart=True)
    assembly.carry("".join(text for text, _ in hidden_text), "hidden")
    if trail:
        trail.page(shown_text, runs)
        trail.hidden(hidden_text, runs)
    return len(letters)


def _append(text: list[Stretch], more: list[Stretch]) -> None:
    """Add stretches to others, in place, on a line of their own."""
    if text and more:
        text.append(("\n", None))
    text += more


def _rulings(page: pypdfium2.PdfPage, letters: Sequence[Letter], height: float) -> Rulings:
    """Return the lines of a page, counted as letters are; height: of the page."""
    if not 0 < len(letters) <= _MOST_IN_TABLES:
        return Rulings()
    x, y, *_ = page.get_cropbox()
    return placed(rulings(page), x, y, height)


def _letters(
    page: pypdfium2.PdfPage, number: int, source: str, trail: Trail | None
) -> tuple[list[Letter], float, float]:
    """Return the characters in the order of the file, and the page's width and height before it is turned."""
    textpage = page.get_textpage()
    if textpage.count_chars() > _MOST_ON_PAGE:
        textpage.close()
        raise UnreadableFile(source, f"第 {number} 页文字异常多（超过 {_MOST_ON_PAGE:,} 字）：来源可疑，请核对")
    (x, y, *_), forms = page.get_cropbox(), Forms(page)
    width, height = page.get_size() if page.get_rotation() % 180 == 0 else reversed(page.get_size())
    letters, characters = [], []
    for index in range(textpage.count_chars()):
        code = raw.FPDFText_GetUnicode(textpage.raw, index)
        made = raw.FPDFText_IsGenerated(textpage.raw, index) == 1
        (left, bottom, right, top), origin = _place(textpage, index, forms.misplaced(textpage, index))
        # From the upper left corner of the page, y growing downwards.
        sides = left - x, right - x, y + height - top, y + height - bottom
        quarters = raw.FPDFText_GetCharAngle(textpage.raw, index) / (math.pi / 2)
        leans = abs(quarters - round(quarters)) > _UPRIGHT
        letters.append(Letter(chr(code), *sides, made, index, -round(quarters) % 4, leans))
        characters.append(Character(code, *origin, made))
    if trail:
        trail.pages.append(tuple(characters))
    textpage.close()
    return letters, width, height


def _place(
    textpage: pypdfium2.PdfTextPage, index: int, matrix: Matrix | None
) -> tuple[tuple[float, float, float, float], tuple[float, float]]:
    """Return the box (left, bottom, right, top) and the origin of a character, moved by a matrix if there is one."""
    box, x, y = raw.FS_RECTF(), ctypes.c_double(), ctypes.c_double()
    raw.FPDFText_GetLooseCharBox(textpage.raw, index, ctypes.byref(box))
    raw.FPDFText_GetCharOrigin(textpage.raw, index, ctypes.byref(x), ctypes.byref(y))
    sides, origin = (box.left, box.bottom, box.right, box.top), (x.value, y.value)
    return (transformed(sides, matrix), at(*origin, matrix)) if matrix else (sides, origin)


def _unmapped(text: str) -> float:
    """Return the share of characters that are private, unassigned or replaced, 0 to 1."""
    strange = sum(0xE000 <= ord(c) < 0xF900 or ord(c) in (0, 0xFFFD, 0xFFFE) or 0x80 <= ord(c) < 0xA0 for c in text)
    return strange / len(text)


def _is_picture(page: pypdfium2.PdfPage) -> bool:
    width, height = page.get_size()
    covered = 0.0
    for picture in page.get_objects(filter=[raw.FPDF_PAGEOBJ_IMAGE], max_depth=4):
        left, bottom, right, top = picture.get_bounds()
        covered += abs((right - left) * (top - bottom))
    return bool(covered > _PICTURE_SHARE * width * height)


def _annotations(page: pypdfium2.PdfPage) -> Iterator[tuple[str, bool, Place]]:
    """Yield the text of each annotation, whether it is printed, and where it stands; authors too."""
    for index in range(raw.FPDFPage_GetAnnotCount(page.raw)):
        annotation = raw.FPDFPage_GetAnnot(page.raw, index)
        if not annotation:
            continue
        kind = raw.FPDFAnnot_GetSubtype(annotation)
        keys = ("V",) if kind == raw.FPDF_ANNOT_WIDGET else ("Contents", "T")
        for key in keys:
            yield _string(annotation, key.encode()), kind in _PRINTED and key != "T", (index, key)
        raw.FPDFPage_CloseAnnot(annotation)


def _string(annotation: raw.FPDF_ANNOTATION, key: bytes) -> str:
    length = raw.FPDFAnnot_GetStringValue(annotation, key, None, 0)
    buffer = ctypes.create_string_buffer(length)
    raw.FPDFAnnot_GetStringValue(annotation, key, ctypes.cast(buffer, ctypes.POINTER(raw.FPDF_WCHAR)), length)
    return buffer.raw.decode("utf-16-le", "replace").rstrip("\0")
