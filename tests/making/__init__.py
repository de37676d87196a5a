"""Makes real DOCX, PDF and OFD files for the tests and the samples; nothing else in the project writes them so."""

import io
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from xml.sax.saxutils import escape, quoteattr

_W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_HEADER = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
_NAMESPACES = (
    f'xmlns:w="{_W}" xmlns:r="{_R}" xmlns:v="urn:schemas-microsoft-com:vml" '
    'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
    'xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing" '
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
    'xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape"'
)
_KINDS = ("header", "footer", "footnotes", "endnotes", "comments", "numbering", "styles", "settings")
_MAIN = "application/vnd.openxmlformats-officedocument.wordprocessingml"

Placed = tuple[str, float, float, float]
"""A text, its left edge, its baseline from the upper edge, and its letter size (points in PDF, millimetres in OFD)."""


# Words of a Word file: each function gives XML.


def run(text: str, properties: str = "") -> str:
    """Return a run; properties: the inside of w:rPr."""
    return f'<w:r><w:rPr>{properties}</w:rPr><w:t xml:space="preserve">{escape(text)}</w:t></w:r>'


def paragraph(
    *runs: str, align: str = "", numbered: tuple[int, int] | None = None, style: str = "", indent: bool = False
) -> str:
    """Return a paragraph of runs (a bare text becomes one); numbered: its list and level."""
    inside = "".join(r if r.startswith("<") else run(r) for r in runs)
    properties = f'<w:pStyle w:val="{style}"/>' if style else ""
    if numbered:
        properties += f'<w:numPr><w:ilvl w:val="{numbered[1]}"/><w:numId w:val="{numbered[0]}"/></w:numPr>'
    properties += '<w:ind w:firstLineChars="200" w:firstLine="640"/>' if indent else ""
    properties += f'<w:jc w:val="{align}"/>' if align else ""
    return f"<w:p><w:pPr>{properties}</w:pPr>{inside}</w:p>"


def cell(*blocks: str, span: int = 1, merge: str = "") -> str:
    """Return a table cell of paragraphs or bare texts; merge: restart or continue of a vertical merge."""
    inside = "".join(b if b.startswith("<") else paragraph(b) for b in blocks) or paragraph("")
    properties = f'<w:gridSpan w:val="{span}"/>' if span > 1 else ""
    properties += f'<w:vMerge w:val="{merge}"/>' if merge else ""
    return f"<w:tc><w:tcPr>{properties}</w:tcPr>{inside}</w:tc>"


def table(rows: Iterable[Iterable[str]]) -> str:
    """Return a table with lines around its cells; a bare text becomes a cell."""
    named = ("top", "left", "bottom", "right", "insideH", "insideV")
    sides = "".join(f'<w:{side} w:val="single" w:sz="4"/>' for side in named)
    lines = ("".join(c if c.startswith("<w:tc>") else cell(c) for c in row) for row in rows)
    body = "".join(f"<w:tr>{line}</w:tr>" for line in lines)
    properties = f'<w:tblW w:w="0" w:type="auto"/><w:tblBorders>{sides}</w:tblBorders>'
    return f"<w:tbl><w:tblPr>{properties}</w:tblPr>{body}</w:tbl>"


def deleted(text: str, author: str = "") -> str:
    """Return a tracked deletion."""
    return f'<w:del w:id="91" w:author={quoteattr(author)}><w:r><w:delText>{escape(text)}</w:delText></w:r></w:del>'


def inserted(text: str, author: str = "") -> str:
    """Return a tracked insertion."""
    return f'<w:ins w:id="92" w:author={quoteattr(author)}>{run(text)}</w:ins>'


def text_box(*blocks: str, described: str = "") -> str:
    """Return a run that holds a text box, in the new and, for older programs, the old form."""
    inside = "".join(b if b.startswith("<") else paragraph(b) for b in blocks)
    content = f"<w:txbxContent>{inside}</w:txbxContent>"
    new = (
        f'<w:drawing><wp:anchor><wp:docPr id="7" name="框" descr={quoteattr(described)}/><a:graphic><a:graphicData>'
        f"<wps:wsp><wps:txbx>{content}</wps:txbx></wps:wsp></a:graphicData></a:graphic></wp:anchor></w:drawing>"
    )
    old = f"<w:pict><v:shape><v:textbox>{content}</v:textbox></v:shape></w:pict>"
    choice = f'<mc:Choice Requires="wps">{new}</mc:Choice><mc:Fallback>{old}</mc:Fallback>'
    return f"<w:r><mc:AlternateContent>{choice}</mc:AlternateContent></w:r>"


def footnote_mark(number: int) -> str:
    """Return the run that refers to a footnote; the first of `docx_of` has number 1."""
    return f'<w:r><w:footnoteReference w:id="{number}"/></w:r>'


def numbering(*lists: Sequence[tuple[str, str]]) -> str:
    """Return numbering.xml; each list is its levels' format and text (chineseCounting, %1、); lists count from 1."""
    abstract, numbers = "", ""
    for key, levels in enumerate(lists, 1):
        inside = "".join(
            f'<w:lvl w:ilvl="{i}"><w:start w:val="1"/><w:numFmt w:val="{form}"/><w:lvlText w:val="{text}"/></w:lvl>'
            for i, (form, text) in enumerate(levels)
        )
        abstract += f'<w:abstractNum w:abstractNumId="{key}">{inside}</w:abstractNum>'
        numbers += f'<w:num w:numId="{key}"><w:abstractNumId w:val="{key}"/></w:num>'
    return _word_part("numbering", abstract + numbers)


def docx_of(
    *blocks: str,
    header: str = "",
    footer: str = "",
    footnotes: Sequence[str] = (),
    comments: Sequence[tuple[str, str]] = (),
    properties: Mapping[str, str] | None = None,
    custom: Mapping[str, str] | None = None,
    parts: Mapping[str, str] | None = None,
) -> bytes:
    """Return a Word file of paragraphs and tables (a bare text becomes a paragraph).

    comments: text and author; properties: core properties by name (dc:creator); parts: further parts, XML by kind.
    """
    inside = "".join(b if b.startswith("<") else paragraph(b) for b in blocks)
    made = dict(parts or {})
    if header:
        made["header"] = _word_part("hdr", header if header.startswith("<") else paragraph(header))
    if footer:
        made["footer"] = _word_part("ftr", footer if footer.startswith("<") else paragraph(footer))
    if footnotes:
        notes = '<w:footnote w:type="separator" w:id="0"><w:p/></w:footnote>'
        notes += "".join(f'<w:footnote w:id="{i}">{paragraph(n)}</w:footnote>' for i, n in enumerate(footnotes, 1))
        made["footnotes"] = _word_part("footnotes", notes)
    if comments:
        said = (
            f'<w:comment w:id="{i}" w:author={quoteattr(who)}>{paragraph(text)}</w:comment>'
            for i, (text, who) in enumerate(comments)
        )
        made["comments"] = _word_part("comments", "".join(said))
    made.setdefault("styles", _word_part("styles", _STYLES))
    section = "".join(f'<w:{k}Reference w:type="default" r:id="r-{k}"/>' for k in ("header", "footer") if k in made)
    page = '<w:pgSz w:w="11906" w:h="16838"/><w:pgMar w:top="2098" w:right="1474" w:bottom="1984" w:left="1588"/>'
    document = _word_part("document", f"<w:body>{inside}<w:sectPr>{section}{page}</w:sectPr></w:body>")
    return zipped(_word_files(document, made, properties or {}, custom or {}))


_FONT = '<w:rFonts w:ascii="FangSong" w:hAnsi="FangSong" w:eastAsia="仿宋"/><w:sz w:val="32"/>'
_STYLES = (
    f"<w:docDefaults><w:rPrDefault><w:rPr>{_FONT}</w:rPr></w:rPrDefault></w:docDefaults>"
    '<w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/></w:style>'
    '<w:style w:type="character" w:styleId="Unseen"><w:name w:val="Unseen"/><w:rPr><w:vanish/></w:rPr></w:style>'
)


def _word_part(root: str, inside: str) -> str:
    return f"{_HEADER}<w:{root} {_NAMESPACES}>{inside}</w:{root}>"


def _word_files(
    document: str, made: Mapping[str, str], properties: Mapping[str, str], custom: Mapping[str, str]
) -> dict[str, str]:
    relations = "".join(f'<Relationship Id="r-{k}" Type="{_R}/{k}" Target="{k}.xml"/>' for k in made)
    types = "".join(f'<Override PartName="/word/{k}.xml" ContentType="{_MAIN}.{k}+xml"/>' for k in made if k in _KINDS)
    package = "http://schemas.openxmlformats.org/package/2006"
    core = "".join(f"<{k}>{escape(v)}</{k}>" for k, v in properties.items())
    own = "".join(
        f'<property fmtid="{{D5CDD505-2E9C-101B-9397-08002B2CF9AE}}" pid="{i}" name={quoteattr(k)}>'
        f"<vt:lpwstr>{escape(v)}</vt:lpwstr></property>"
        for i, (k, v) in enumerate(custom.items(), 2)
    )
    office = "http://schemas.openxmlformats.org/officeDocument/2006"
    return {
        "[Content_Types].xml": f'{_HEADER}<Types xmlns="{package}/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Default Extension="xml" ContentType="application/xml"/>'
        f'<Override PartName="/word/document.xml" ContentType="{_MAIN}.document.main+xml"/>{types}'
        '<Override PartName="/docProps/core.xml" '
        'ContentType="application/vnd.openxmlformats-package.core-properties+xml"/>'
        '<Override PartName="/docProps/custom.xml" '
        'ContentType="application/vnd.openxmlformats-officedocument.custom-properties+xml"/></Types>',
        "_rels/.rels": f'{_HEADER}<Relationships xmlns="{package}/relationships">'
        f'<Relationship Id="r1" Type="{_R}/officeDocument" Target="word/document.xml"/>'
        f'<Relationship Id="r2" Type="{package}/relationships/metadata/core-properties" Target="docProps/core.xml"/>'
        f'<Relationship Id="r3" Type="{_R}/custom-properties" Target="docProps/custom.xml"/></Relationships>',
        "word/document.xml": document,
        "word/_rels/document.xml.rels": f'{_HEADER}<Relationships xmlns="{package}/relationships">{relations}'
        "</Relationships>",
        **{f"word/{kind}.xml": xml for kind, xml in made.items()},
        "docProps/core.xml": f'{_HEADER}<cp:coreProperties xmlns:cp="{package}/metadata/core-properties" '
        f'xmlns:dc="http://purl.org/dc/elements/1.1/">{core}</cp:coreProperties>',
        "docProps/custom.xml": f'{_HEADER}<Properties xmlns="{office}/custom-properties" '
        f'xmlns:vt="{office}/docPropsVTypes">{own}</Properties>',
    }


def zipped(files: Mapping[str, str | bytes]) -> bytes:
    """Return a ZIP archive of the files, the same bytes each time."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(zipfile.ZipInfo(name, (2024, 6, 3, 9, 0, 0)), content, zipfile.ZIP_DEFLATED)
    return buffer.getvalue()


def pdf_of(
    *pages: Sequence[Placed],
    password: str = "",
    note: str = "",
    properties: Mapping[str, str] | None = None,
    rotate: int = 0,
    picture: bool = False,
) -> bytes:
    """Return a PDF of A4 pages with a text layer; note: a comment on the first page; picture: an image on each page."""
    from reportlab.lib.pdfencrypt import StandardEncryption
    from reportlab.lib.utils import ImageReader
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.cidfonts import UnicodeCIDFont
    from reportlab.pdfgen.canvas import Canvas

    pdfmetrics.registerFont(UnicodeCIDFont("STSong-Light"))
    buffer = io.BytesIO()
    encrypt = StandardEncryption(password, ownerPassword=f"{password}-owner") if password else None
    canvas = Canvas(buffer, pagesize=(595, 842), invariant=True, encrypt=encrypt)
    for name, value in (properties or {}).items():
        getattr(canvas, f"set{name.capitalize()}")(value)
    for number, page in enumerate(pages):
        if picture:
            canvas.drawImage(ImageReader(io.BytesIO(_PICTURE)), 0, 0, 595, 842)
        for text, left, base, size in page:
            canvas.setFont("STSong-Light", size)
            canvas.drawString(left, 842 - base, text)
        if note and number == 0:
            canvas.textAnnotation(note, Rect=[500, 700, 520, 720])
        if rotate:
            canvas.setPageRotation(rotate)
        canvas.showPage()
    canvas.save()
    return buffer.getvalue()


# One white dot, a PNG.
_PICTURE = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010802000000907753de"
    "0000000c49444154789c63f8ffff3f0005fe02fe0def46b80000000049454e44ae426082"
)


def ofd_of(
    *pages: Sequence[Placed],
    properties: Mapping[str, str] | None = None,
    note: str = "",
    attachment: str = "",
    parts: Mapping[str, str | bytes] | None = None,
) -> bytes:
    """Return an OFD of A4 pages (GB/T 33190-2016); note: an annotation of the first page; properties: custom data."""
    space = 'xmlns:ofd="http://www.ofdspec.org/2016"'
    given = (properties or {}).items()
    data = "".join(f"<ofd:CustomData Name={quoteattr(k)}>{escape(v)}</ofd:CustomData>" for k, v in given)
    listed = "".join(f'<ofd:Page ID="{i}" BaseLoc="Pages/Page_{i}/Content.xml"/>' for i, _ in enumerate(pages, 1))
    beside = "<ofd:Annotations>Annotations.xml</ofd:Annotations>" if note else ""
    beside += "<ofd:Attachments>Attachs/Attachments.xml</ofd:Attachments>" if attachment else ""
    files: dict[str, str | bytes] = {
        "OFD.xml": f'{_HEADER}<ofd:OFD {space} Version="1.0" DocType="OFD"><ofd:DocBody><ofd:DocInfo>'
        f"<ofd:DocID>0123456789abcdef0123456789abcdef</ofd:DocID><ofd:CustomDatas>{data}</ofd:CustomDatas></ofd:DocInfo>"
        "<ofd:DocRoot>Doc_0/Document.xml</ofd:DocRoot></ofd:DocBody></ofd:OFD>",
        "Doc_0/Document.xml": f"{_HEADER}<ofd:Document {space}><ofd:CommonData><ofd:MaxUnitID>9999</ofd:MaxUnitID>"
        "<ofd:PageArea><ofd:PhysicalBox>0 0 210 297</ofd:PhysicalBox></ofd:PageArea>"
        f"<ofd:PublicRes>PublicRes.xml</ofd:PublicRes></ofd:CommonData><ofd:Pages>{listed}</ofd:Pages>{beside}"
        "</ofd:Document>",
        "Doc_0/PublicRes.xml": f'{_HEADER}<ofd:Res {space} BaseLoc="Res"><ofd:Fonts>'
        '<ofd:Font ID="1001" FontName="宋体" FamilyName="宋体"/></ofd:Fonts></ofd:Res>',
    }
    for number, page in enumerate(pages, 1):
        objects = "".join(_text_object(2000 + number * 100 + i, placed) for i, placed in enumerate(page))
        layer = f'<ofd:Content><ofd:Layer ID="{1500 + number}" Type="Body">{objects}</ofd:Layer></ofd:Content>'
        files[f"Doc_0/Pages/Page_{number}/Content.xml"] = f"{_HEADER}<ofd:Page {space}>{layer}</ofd:Page>"
    if note:
        files["Doc_0/Annotations.xml"] = (
            f'{_HEADER}<ofd:Annotations {space}><ofd:Page PageID="1"><ofd:FileLoc>Annots/Annot_1.xml</ofd:FileLoc>'
            "</ofd:Page></ofd:Annotations>"
        )
        files["Doc_0/Annots/Annot_1.xml"] = (
            f'{_HEADER}<ofd:PageAnnot {space}><ofd:Annot ID="3000" Type="Highlight" Creator="批注人">'
            f"<ofd:Remark>{escape(note)}</ofd:Remark></ofd:Annot></ofd:PageAnnot>"
        )
    if attachment:
        files["Doc_0/Attachs/Attachments.xml"] = (
            f'{_HEADER}<ofd:Attachments {space}><ofd:Attachment ID="1" Name={quoteattr(attachment)}>'
            "<ofd:FileLoc>a.txt</ofd:FileLoc></ofd:Attachment></ofd:Attachments>"
        )
        files["Doc_0/Attachs/a.txt"] = b"-"
    return zipped({**files, **(parts or {})})


def _text_object(number: int, placed: Placed) -> str:
    text, left, base, size = placed
    steps = " ".join(f"{size if ord(c) > 0x2000 else size / 2:g}" for c in text[:-1])
    width = sum(size if ord(c) > 0x2000 else size / 2 for c in text)
    return (
        f'<ofd:TextObject ID="{number}" Boundary="{left:g} {base - size:g} {width:g} {size * 1.2:g}" Font="1001" '
        f'Size="{size:g}"><ofd:TextCode X="0" Y="{size:g}" DeltaX="{steps}">{escape(text)}</ofd:TextCode>'
        "</ofd:TextObject>"
    )
