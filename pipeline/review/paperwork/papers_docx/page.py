"""An A4 page laid out as official documents are (GB/T 9704-2012): fonts, line pitch, margins, page numbers."""

import io
import re
import zipfile
from collections.abc import Callable
from datetime import datetime
from typing import Any

from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt

from pipeline.fold import traditional

BODY, SONG, HEI = "仿宋_GB2312", "方正小标宋简体", "黑体"
# What a machine without these fonts may take instead; Word and WPS read it from the font table.
_INSTEAD = {BODY: "仿宋", SONG: "宋体", HEI: "SimHei"}
_LATIN = "Times New Roman"
_TWO, _THREE, _FOUR = 22.0, 16.0, 14.0  # 二号, 三号, 四号 in points
_PITCH = 28.0
_ALIGN = {
    "left": WD_ALIGN_PARAGRAPH.LEFT,
    "centre": WD_ALIGN_PARAGRAPH.CENTER,
    "right": WD_ALIGN_PARAGRAPH.RIGHT,
    "both": WD_ALIGN_PARAGRAPH.JUSTIFY,
}
_UNWRITABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_LONGEST_TITLE = 255  # of a file's properties
_FONT_TABLE = "word/fontTable.xml"
_WORDS = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


class Page:
    """A document being written; `say` turns interface words into the reader's script, other text stays as it is."""

    def __init__(self, *, script: str = "hans", title: str = "") -> None:
        self.document = Document()
        self.say: Callable[[str], str] = traditional if script == "hant" else str
        self._turned = False
        self._set_up(title)

    def title(self, text: str) -> None:
        """Add a title in 二号小标宋, centred, with an empty line below."""
        self.line(text, font=SONG, size=_TWO, align="centre", indent=False, pitch=35.0)
        self.line("")

    def heading(self, text: str) -> None:
        """Add a heading of the first level in 黑体; it stays with what follows."""
        self.line(text, font=HEI)
        self.document.paragraphs[-1].paragraph_format.keep_with_next = True

    def turn(self) -> None:
        """Begin a new page with the next line."""
        self._turned = True

    def line(
        self,
        text: str,
        *,
        font: str = BODY,
        size: float = _THREE,
        align: str = "both",
        indent: bool = True,
        pitch: float = _PITCH,
        right: float = 0.0,
    ) -> None:
        """Add a paragraph; indent: two characters at its beginning; right: characters left free at the right."""
        paragraph = self.document.add_paragraph()
        shape(paragraph, align=align, pitch=pitch, indent=indent and bool(text))
        paragraph.paragraph_format.page_break_before, self._turned = self._turned or None, False
        if right:
            paragraph.paragraph_format.right_indent = Pt(right * size)
        write(paragraph, text, font=font, size=size)

    def content(self) -> bytes:
        """Return the DOCX, the same bytes for the same content."""
        out = io.BytesIO()
        self.document.save(out)
        return _packed(out.getvalue())

    def _set_up(self, title: str) -> None:
        section = self.document.sections[0]
        section.page_width, section.page_height = Mm(210), Mm(297)
        section.top_margin, section.bottom_margin = Mm(37), Mm(35)
        section.left_margin, section.right_margin = Mm(28), Mm(26)
        section.footer_distance = Mm(25)
        font_of(self.document.styles["Normal"].element, BODY)
        self.document.styles["Normal"].font.size = Pt(_THREE)
        known = self.document.core_properties
        known.author, known.title, known.comments = "", _UNWRITABLE.sub("", title)[:_LONGEST_TITLE], ""
        known.created = known.modified = datetime(2000, 1, 1)
        self.document.settings.odd_and_even_pages_header_footer = True
        _number(section.footer, "right")
        _number(section.even_page_footer, "left")


def shape(paragraph: Any, *, align: str, pitch: float, indent: bool = False) -> None:
    """Lay out a paragraph; pitch: exact distance of its lines in points."""
    form = paragraph.paragraph_format
    paragraph.alignment = _ALIGN[align]
    form.space_before = form.space_after = Pt(0)
    form.line_spacing_rule, form.line_spacing = WD_LINE_SPACING.EXACTLY, Pt(pitch)
    if indent:
        spacing = paragraph._p.get_or_add_pPr().get_or_add_ind()
        spacing.set(qn("w:firstLineChars"), "200")
        spacing.set(qn("w:firstLine"), str(int(_THREE * 2 * 20)))


def write(paragraph: Any, text: str, *, font: str = BODY, size: float = _THREE) -> None:
    """Add text to a paragraph in a font; what XML cannot hold is left out."""
    run = paragraph.add_run(_UNWRITABLE.sub("", text))
    run.font.size = Pt(size)
    font_of(run._r, font)


def font_of(element: Any, font: str) -> None:
    """Give a run or style a Chinese font, and Times New Roman for Latin letters and figures."""
    fonts = element.get_or_add_rPr().get_or_add_rFonts()
    for script, name in (("ascii", _LATIN), ("hAnsi", _LATIN), ("cs", _LATIN), ("eastAsia", font)):
        fonts.set(qn(f"w:{script}"), name)
    fonts.set(qn("w:hint"), "eastAsia")  # quotation marks and boxes stand in the Chinese font


def _number(footer: Any, align: str) -> None:
    """Write the page number as — 1 — in 四号, at the outer side (GB/T 9704-2012, 7.5)."""
    footer.is_linked_to_previous = False
    paragraph = footer.paragraphs[0]
    shape(paragraph, align=align, pitch=_PITCH)
    write(paragraph, "— ", font="宋体", size=_FOUR)
    run = paragraph.add_run()
    run.font.size = Pt(_FOUR)
    for kind, text in (("begin", ""), ("", "PAGE"), ("end", "")):
        mark = OxmlElement("w:fldChar" if kind else "w:instrText")
        if kind:
            mark.set(qn("w:fldCharType"), kind)
        else:
            mark.text = text
        run._r.append(mark)
    write(paragraph, " —", font="宋体", size=_FOUR)


def _packed(content: bytes) -> bytes:
    """Return the package with our font table and without the times of its making."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            part = _font_table() if name == _FONT_TABLE else old.read(name)
            new.writestr(zipfile.ZipInfo(name, (2000, 1, 1, 0, 0, 0)), part, zipfile.ZIP_DEFLATED)
    return out.getvalue()


def _font_table() -> bytes:
    fonts = "".join(
        f'<w:font w:name="{name}"><w:altName w:val="{other}"/><w:charset w:val="86"/><w:family w:val="auto"/></w:font>'
        for name, other in _INSTEAD.items()
    )
    return f'<?xml version="1.0" encoding="UTF-8"?><w:fonts xmlns:w="{_WORDS}">{fonts}</w:fonts>'.encode()
