"""Makes PDF files from content streams written by hand, with every place where a PDF can hide a text."""

import io
from typing import Any

import pikepdf
from pikepdf import Array, Dictionary, Name, Pdf, Stream, String

Objects = dict[str, Any]


def hexed(text: str, encoding: str = "utf-16-be") -> str:
    """Return a text as a hex string of a content stream; encoding: what the font's CMap reads."""
    return f"<{text.encode(encoding).hex()}>"


def placed(text: str, x: float, y: float, *, size: float = 16, font: str = "H") -> str:
    """Return operators that show a text in Song (H, V, G by GBK) or, where it is ASCII, in Helvetica (L)."""
    name = "L" if text.isascii() else font
    shown = f"({text})" if name == "L" else hexed(text, "gbk" if name == "G" else "utf-16-be")
    return f"BT /{name} {size} Tf {x} {y} Td {shown} Tj ET\n"


def fonts(pdf: Pdf) -> Dictionary:
    """Return fonts: L is Helvetica; H, V and G are Song by UniGB-UCS2-H, UniGB-UCS2-V and GBK-EUC-H."""
    named = {
        "/L": Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica, Encoding=Name.WinAnsiEncoding)
    }
    for name, encoding in (("/H", "UniGB-UCS2-H"), ("/V", "UniGB-UCS2-V"), ("/G", "GBK-EUC-H")):
        named[name] = Dictionary(
            Type=Name.Font,
            Subtype=Name.Type0,
            BaseFont=Name("/STSong-Light"),
            Encoding=Name(f"/{encoding}"),
            DescendantFonts=Array([pdf.make_indirect(_song())]),
        )
    return Dictionary({name: pdf.make_indirect(font) for name, font in named.items()})


def _song() -> Dictionary:
    return Dictionary(
        Type=Name.Font,
        Subtype=Name.CIDFontType0,
        BaseFont=Name("/STSong-Light"),
        CIDSystemInfo=Dictionary(Registry=String("Adobe"), Ordering=String("GB1"), Supplement=4),
        FontDescriptor=Dictionary(
            Type=Name.FontDescriptor,
            FontName=Name("/STSong-Light"),
            Flags=6,
            FontBBox=Array([-25, -254, 1000, 880]),
            ItalicAngle=0,
            Ascent=880,
            Descent=-120,
            CapHeight=880,
            StemV=93,
        ),
        DW=1000,
        # The Latin letters of Adobe-GB1 have half the width.
        W=Array([1, 95, 500]),
    )


class Maker:
    """A PDF in the making; `pdf` may be changed at will before `bytes` is asked for."""

    def __init__(self, *contents: str) -> None:
        self.pdf = pikepdf.new()
        self.fonts = fonts(self.pdf)
        for content in contents:
            self.page(content)

    def page(self, content: str, **resources: Any) -> Dictionary:
        """Add an A4 page that draws a content; resources: beside the fonts."""
        page = self.pdf.add_blank_page(page_size=(595, 842)).obj
        page["/Resources"] = Dictionary(Font=self.fonts, **resources)
        page["/Contents"] = self.pdf.make_stream(content.encode("latin-1"))
        return page

    def form(self, content: str, **entries: Any) -> Stream:
        """Return a form XObject of the size of a page; its resources are the fonts, or those given."""
        resources = entries.pop("Resources", Dictionary(Font=self.fonts))
        form = self.pdf.make_stream(content.encode("latin-1"))
        form.update(
            {"/Type": Name.XObject, "/Subtype": Name.Form, "/BBox": Array([0, 0, 595, 842]), "/Resources": resources}
        )
        form.update({f"/{key}": value for key, value in entries.items()})
        return form

    def annotate(self, number: int, *annotations: Objects) -> list[Dictionary]:
        """Add annotations to a page; number: 0-based."""
        page = self.pdf.pages[number].obj
        made = [
            self.pdf.make_indirect(Dictionary(Type=Name.Annot, **(given | {"Rect": Array(given["Rect"])})))
            for given in annotations
        ]
        page["/Annots"] = Array([*page.get("/Annots", Array()).as_list(), *made])
        return made

    @property
    def bytes(self) -> bytes:
        out = io.BytesIO()
        self.pdf.save(out, static_id=True)
        return out.getvalue()


def font_with_procedures(maker: Maker, text: str) -> Dictionary:
    """Return a Type 3 font whose glyph `a` is a box, drawn beside a text."""
    procedure = maker.pdf.make_stream(f"1000 0 d0 0 0 600 600 re f {placed(text, 0, 0)}".encode("latin-1"))
    return Dictionary(
        Type=Name.Font,
        Subtype=Name.Type3,
        FontBBox=Array([0, 0, 1000, 1000]),
        FontMatrix=Array([0.001, 0, 0, 0.001, 0, 0]),
        CharProcs=Dictionary(a=procedure),
        Encoding=Dictionary(Type=Name.Encoding, Differences=Array([97, Name.a])),
        FirstChar=97,
        LastChar=97,
        Widths=Array([1000]),
        Resources=Dictionary(Font=Dictionary(dict(maker.fonts.items()))),
    )


def with_earlier_version(data: bytes, hidden: str) -> bytes:
    """Return a PDF with an object that a later version of the file took away again."""
    old = f"999 0 obj\n({hidden})\nendobj\n".encode()
    return data.replace(b"\nxref\n", b"\n" + old + b"xref\n") if b"\nxref\n" in data else data
