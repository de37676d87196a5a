"""Makes Word files that hold a value in one place that the eye does not see, or not at first, each a whole package."""

import struct
import zlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from xml.sax.saxutils import escape, quoteattr

from tests.making import cell, paragraph, run, table, text_box, zipped

_HEADER = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_DRAWING = "http://schemas.openxmlformats.org/drawingml/2006"
_MICROSOFT = "http://schemas.microsoft.com/office"
_WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml"
_MARKUP = "application/vnd.openxmlformats-officedocument"
SPACES = (
    'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" '
    f'xmlns:r="{_OFFICE}/relationships" xmlns:m="{_OFFICE}/math" xmlns:v="urn:schemas-microsoft-com:vml" '
    'xmlns:o="urn:schemas-microsoft-com:office:office" '
    'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
    f'xmlns:wp="{_DRAWING}/wordprocessingDrawing" xmlns:a="{_DRAWING}/main" xmlns:pic="{_DRAWING}/picture" '
    f'xmlns:c="{_DRAWING}/chart" xmlns:dgm="{_DRAWING}/diagram" '
    f'xmlns:wps="{_MICROSOFT}/word/2010/wordprocessingShape" xmlns:w14="{_MICROSOFT}/word/2010/wordml" '
    f'xmlns:w15="{_MICROSOFT}/word/2012/wordml"'
)
MAIN = "word/document.xml"


@dataclass(frozen=True)
class Part:
    """A part and the relationship that leads to it; path None: an address outside the file (in content)."""

    path: str | None
    content: str | bytes
    kind: str
    type: str = ""
    key: str = ""
    owner: str = MAIN


@dataclass(frozen=True)
class Place:
    """How a file holds a value in one place: blocks of the body and parts; read: the reader sees it there."""

    name: str
    blocks: Callable[[str], Sequence[str]] = lambda value: ()
    parts: Callable[[str], Sequence[Part]] = lambda value: ()
    read: bool = False


def word_file(blocks: Sequence[str], parts: Sequence[Part], *, main_type: str = f"{_WORD}.document.main+xml") -> bytes:
    """Return a whole package: the body, the parts, their relationships and types."""
    inside = "".join(b if b.startswith("<") else paragraph(b) for b in blocks)
    section = "".join(f'<w:{p.kind}Reference w:type="default" r:id="{p.key}"/>' for p in parts if p.kind in _STORIES)
    page = '<w:pgSz w:w="11906" w:h="16838"/>'
    body = f"<w:body>{inside}<w:sectPr>{section}{page}</w:sectPr></w:body>"
    files: dict[str, str | bytes] = {"[Content_Types].xml": _types(parts, main_type)}
    everything = [Part(MAIN, f"{_HEADER}<w:document {SPACES}>{body}</w:document>", "officeDocument", owner=""), *parts]
    for owner in dict.fromkeys(p.owner for p in everything):
        folder, _, name = owner.rpartition("/")
        files[f"{folder}/_rels/{name}.rels".lstrip("/")] = _relations([p for p in everything if p.owner == owner])
    return zipped(files | {p.path: p.content for p in everything if p.path is not None})


_STORIES = ("header", "footer")


def _types(parts: Sequence[Part], main_type: str) -> str:
    given = {f"/{p.path}": p.type for p in parts if p.path and p.type} | {f"/{MAIN}": main_type}
    overrides = "".join(f'<Override PartName="{k}" ContentType="{v}"/>' for k, v in given.items())
    usual = {"rels": f"{_PACKAGE.split('//')[1]}", "xml": "application/xml", "png": "image/png", "jpeg": "image/jpeg"}
    usual |= {"rels": "application/vnd.openxmlformats-package.relationships+xml", "bin": "application/octet-stream"}
    usual |= {"emf": "image/x-emf", "xlsx": f"{_MARKUP}.spreadsheetml.sheet", "odttf": f"{_MARKUP}.obfuscatedFont"}
    defaults = "".join(f'<Default Extension="{k}" ContentType="{v}"/>' for k, v in usual.items())
    return f'{_HEADER}<Types xmlns="{_PACKAGE}/content-types">{defaults}{overrides}</Types>'


def _relations(parts: Sequence[Part]) -> str:
    lines = []
    for number, part in enumerate(parts, 1):
        kind = part.kind if part.kind.startswith("http") else f"{_OFFICE}/relationships/{part.kind}"
        target = f"/{part.path}" if part.path is not None else str(part.content)
        mode = "" if part.path is not None else ' TargetMode="External"'
        key = part.key or f"rId{number + 100}"
        lines.append(f'<Relationship Id="{key}" Type="{kind}" Target={quoteattr(target)}{mode}/>')
    return f'{_HEADER}<Relationships xmlns="{_PACKAGE}/relationships">{"".join(lines)}</Relationships>'


# Single parts.


def story(kind: str, inside: str, *, number: int = 1, owner: str = MAIN) -> Part:
    """Return a header, footer, notes or comments part."""
    roots = {"header": "hdr", "footer": "ftr"}
    root = roots.get(kind, kind)
    xml = f"{_HEADER}<w:{root} {SPACES}>{inside}</w:{root}>"
    return Part(f"word/{kind}{number}.xml", xml, kind, f"{_WORD}.{kind}+xml", f"r{kind}{number}", owner)


def settings(inside: str) -> Part:
    return story("settings", inside)


def core(inside: str) -> Part:
    spaces = 'xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/"'
    xml = f'{_HEADER}<cp:coreProperties xmlns:cp="{_PACKAGE}/metadata/core-properties" {spaces}>{inside}</cp:coreProperties>'
    kind = f"{_PACKAGE}/relationships/metadata/core-properties"
    return Part("docProps/core.xml", xml, kind, "application/vnd.openxmlformats-package.core-properties+xml", owner="")


def app(inside: str) -> Part:
    spaces = f'xmlns="{_OFFICE}/extended-properties" xmlns:vt="{_OFFICE}/docPropsVTypes"'
    xml = f"{_HEADER}<Properties {spaces}>{inside}</Properties>"
    return Part("docProps/app.xml", xml, "extended-properties", f"{_MARKUP}.extended-properties+xml", owner="")


def custom(name: str, value: str) -> Part:
    spaces = f'xmlns="{_OFFICE}/custom-properties" xmlns:vt="{_OFFICE}/docPropsVTypes"'
    inside = (
        f'<property fmtid="{{D5CDD505-2E9C-101B-9397-08002B2CF9AE}}" pid="2" name={quoteattr(name)}>{value}</property>'
    )
    xml = f"{_HEADER}<Properties {spaces}>{inside}</Properties>"
    return Part("docProps/custom.xml", xml, "custom-properties", f"{_MARKUP}.custom-properties+xml", owner="")


def custom_xml(inside: str) -> Part:
    return Part("customXml/item1.xml", f"{_HEADER}{inside}", "customXml")


def chart(inside: str, *more: Part) -> tuple[Part, ...]:
    xml = f"{_HEADER}<c:chartSpace {SPACES}>{inside}</c:chartSpace>"
    return Part("word/charts/chart1.xml", xml, "chart", f"{_MARKUP}.drawingml.chart+xml", "rchart"), *more


def png(*chunks: tuple[bytes, bytes]) -> bytes:
    """Return a picture of one white dot, with further chunks before its end."""
    body = (b"IHDR", struct.pack(">IIBBBBB", 1, 1, 8, 2, 0, 0, 0)), (b"IDAT", zlib.compress(b"\0\xff\xff\xff"))
    return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(*c) for c in (*body, *chunks, (b"IEND", b"")))


def _chunk(kind: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))


def picture(content: bytes, *, name: str = "image1.png") -> Part:
    return Part(f"word/media/{name}", content, "image", key="rpicture")


# Single runs.


def drawn(graphic: str, *, described: str = "", name: str = "图片 1", inside: str = "") -> str:
    """Return a run with a drawing in line."""
    told = f'<wp:docPr id="1" name={quoteattr(name)} descr={quoteattr(described)}>{inside}</wp:docPr>'
    extent = '<wp:extent cx="1270000" cy="952500"/>'
    return f"<w:r><w:drawing><wp:inline>{extent}{told}{graphic}</wp:inline></w:drawing></w:r>"


def graphic(uri: str, inside: str) -> str:
    return f'<a:graphic><a:graphicData uri="{_DRAWING}/{uri}">{inside}</a:graphicData></a:graphic>'


def shown_picture(*, name: str = "1", more: str = "", blip: str = "") -> str:
    """Return the graphic that shows the picture of `picture`."""
    fill = (
        f'<pic:blipFill><a:blip r:embed="rpicture">{blip}</a:blip><a:stretch><a:fillRect/></a:stretch></pic:blipFill>'
    )
    box = '<a:xfrm><a:off x="0" y="0"/><a:ext cx="1270000" cy="952500"/></a:xfrm><a:prstGeom prst="rect"/>'
    told = f'<pic:nvPicPr><pic:cNvPr id="1" name={quoteattr(name)}{more}/><pic:cNvPicPr/></pic:nvPicPr>'
    return graphic("picture", f"<pic:pic>{told}{fill}<pic:spPr>{box}</pic:spPr></pic:pic>")


def field(code: str, result: str = "结果") -> str:
    """Return the runs of a field."""
    mark = '<w:r><w:fldChar w:fldCharType="{}"/></w:r>'.format
    written = f'<w:r><w:instrText xml:space="preserve">{escape(code)}</w:instrText></w:r>'
    return mark("begin") + written + mark("separate") + run(result) + mark("end")


def form_field(inside: str, kind: str = "FORMTEXT") -> str:
    begin = f'<w:r><w:fldChar w:fldCharType="begin"><w:ffData>{inside}</w:ffData></w:fldChar></w:r>'
    return field(f" {kind} ").replace('<w:r><w:fldChar w:fldCharType="begin"/></w:r>', begin)


def control(properties: str, content: str) -> str:
    return f"<w:sdt><w:sdtPr>{properties}</w:sdtPr><w:sdtContent>{content}</w:sdtContent></w:sdt>"


def tracked(kind: str, content: str, *, author: str = "甲") -> str:
    return f'<w:{kind} w:id="5" w:author={quoteattr(author)} w:date="2026-01-02T03:04:05Z">{content}</w:{kind}>'


def halves(value: str) -> str:
    """Return the value in two runs of different looks."""
    return run(value[:2], "<w:b/>") + run(value[2:])


def revised(value: str) -> str:
    return f'<w:rPr><w:rPrChange w:id="6" w:author={quoteattr(value)}><w:rPr/></w:rPrChange></w:rPr>'


def box_of(value: str) -> str:
    return text_box(paragraph(halves(value)), described="框")


def two_cells(value: str) -> str:
    return table([["姓名", "电话"], [cell(value), "甲"]])
