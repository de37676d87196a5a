"""Makes OFD packages (GB/T 33190-2016) part by part, with all that can hold a text out of sight."""

import zlib
from collections.abc import Mapping
from xml.sax.saxutils import escape

from tests.making import zipped

HEADER = '<?xml version="1.0" encoding="UTF-8"?>'
SPACE = 'xmlns:ofd="http://www.ofdspec.org/2016"'
Parts = Mapping[str, str | bytes]


def text_object(
    number: int, *codes: str, left: float = 30, base: float = 40, size: float = 5, font: int = 1001, more: str = ""
) -> str:
    """Return a text object whose origin is (left, base - size); codes: what stands in it (`code`, `glyphs`)."""
    inside = "".join(c if c.startswith("<") else code(c, size=size) for c in codes)
    return (
        f'<ofd:TextObject ID="{number}" Boundary="{left:g} {base - size:g} 170 {size * 1.2:g}" Font="{font}" '
        f'Size="{size:g}" {more}>{inside}</ofd:TextObject>'
    )


def code(
    text: str, *, x: float | None = 0, y: float | None = 5, size: float = 5, steps: str = "", down: str = ""
) -> str:
    """Return a TextCode; steps, down: DeltaX and DeltaY, the widths of the characters where both are empty."""
    widths = [size if ord(c) > 0x2000 else size / 2 for c in text]
    across = steps or ("" if down else " ".join(f"{w:g}" for w in widths[:-1]))
    given = [("X", x), ("Y", y), ("DeltaX", across), ("DeltaY", down)]
    attributes = "".join(f' {name}="{value}"' for name, value in given if value not in (None, ""))
    return f"<ofd:TextCode{attributes}>{escape(text)}</ofd:TextCode>"


def glyphs(start: int, *numbers: int, count: int | None = None) -> str:
    """Return a CGTransform of the characters from `start` on."""
    listed = " ".join(map(str, numbers))
    return (
        f'<ofd:CGTransform CodePosition="{start}" CodeCount="{count or len(numbers)}" GlyphCount="{len(numbers)}">'
        f"<ofd:Glyphs>{listed}</ofd:Glyphs></ofd:CGTransform>"
    )


def layer(*objects: str, number: int = 1501, more: str = "") -> str:
    return f'<ofd:Layer ID="{number}" Type="Body" {more}>{"".join(objects)}</ofd:Layer>'


def page(*layers: str, before: str = "", after: str = "") -> str:
    """Return a page of layers; a text object stands in one of its own."""
    inside = "".join(x if x.startswith("<ofd:Layer") else layer(x) for x in layers)
    return f"{HEADER}<ofd:Page {SPACE}>{before}<ofd:Content>{inside}</ofd:Content>{after}</ofd:Page>"


def resources(*inside: str) -> str:
    fonts = '<ofd:Fonts><ofd:Font ID="1001" FontName="宋体" FamilyName="宋体"/>{}</ofd:Fonts>'
    embedded = "".join(x for x in inside if x.startswith("<ofd:Font "))
    rest = "".join(x for x in inside if not x.startswith("<ofd:Font "))
    return f'{HEADER}<ofd:Res {SPACE} BaseLoc="Res">{fonts.format(embedded)}{rest}</ofd:Res>'


EMBEDDED = '<ofd:Font ID="1002" FontName="ABCDEF+仿宋" FamilyName="仿宋"><ofd:FontFile>f.ttf</ofd:FontFile></ofd:Font>'


def packed(
    *pages: str,
    common: str = "",
    document: str = "",
    information: str = "",
    body: str = "",
    public: str = "",
    parts: Parts | None = None,
) -> bytes:
    """Return a package of these pages; the others are the inside of CommonData, Document, DocInfo, DocBody."""
    listed = "".join(f'<ofd:Page ID="{i}" BaseLoc="Pages/Page_{i}/Content.xml"/>' for i, _ in enumerate(pages, 1))
    files: dict[str, str | bytes] = {
        "OFD.xml": f'{HEADER}<ofd:OFD {SPACE} Version="1.0" DocType="OFD"><ofd:DocBody><ofd:DocInfo>{information}'
        f"</ofd:DocInfo><ofd:DocRoot>Doc_0/Document.xml</ofd:DocRoot>{body}</ofd:DocBody></ofd:OFD>",
        "Doc_0/Document.xml": f"{HEADER}<ofd:Document {SPACE}><ofd:CommonData><ofd:MaxUnitID>5000</ofd:MaxUnitID>"
        "<ofd:PageArea><ofd:PhysicalBox>0 0 210 297</ofd:PhysicalBox></ofd:PageArea>"
        f"<ofd:PublicRes>PublicRes.xml</ofd:PublicRes>{common}</ofd:CommonData><ofd:Pages>{listed}</ofd:Pages>"
        f"{document}</ofd:Document>",
        "Doc_0/PublicRes.xml": public or resources(),
    }
    files |= {f"Doc_0/Pages/Page_{i}/Content.xml": content for i, content in enumerate(pages, 1)}
    return zipped({**files, **(parts or {})})


def png(**notes: str) -> bytes:
    """Return a picture of one dot with notes (tEXt) and a name after its end."""
    out = b"\x89PNG\r\n\x1a\n" + _chunk(b"IHDR", b"\0\0\0\x01\0\0\0\x01\x08\0\0\0\0")
    for name, value in notes.items():
        out += _chunk(b"tEXt", name.encode() + b"\0" + value.encode())
    return out + _chunk(b"IDAT", zlib.compress(b"\0\0")) + _chunk(b"IEND", b"") + "".join(notes.values()).encode()


def _chunk(name: bytes, content: bytes) -> bytes:
    return len(content).to_bytes(4, "big") + name + content + zlib.crc32(name + content).to_bytes(4, "big")


def jpeg(note: str) -> bytes:
    """Return the segments of a JPEG: JFIF with a thumbnail, Exif, a comment, a table, a scan, and rubbish after it."""
    hidden = note.encode()
    jfif = b"JFIF\0\x01\x02\0\0\x01\0\x01\x04\x01" + hidden
    segments = [(0xE0, jfif), (0xE1, b"Exif\0\0" + hidden), (0xFE, hidden), (0xED, hidden), (0xDB, b"\0" * 65)]
    out = b"\xff\xd8" + b"".join(b"\xff" + bytes([m]) + (len(c) + 2).to_bytes(2, "big") + c for m, c in segments)
    return out + b"\xff\xda\0\x08\x01\x01\0\0\x3f\0" + b"\x12\x34" + b"\xff\xd9" + hidden
