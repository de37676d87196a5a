"""Word files with a value in every place that can hold one: masked there it is nowhere, kept elsewhere it stays."""

import base64
import io
import zipfile
from random import Random

import pytest

from pipeline.doc import Doc, Mention, Span
from pipeline.formats import read
from pipeline.formats.archive import opened
from pipeline.formats.assembly import WHOLE
from pipeline.formats.docx.reading import traced
from pipeline.formats.docx.rewriting import parts, rewrite, second_reading
from pipeline.formats.xml_edits import value as value_at
from pipeline.train.invent import mobile
from tests.making import cell, deleted, inserted, paragraph, run, table, text_box
from tests.making.docx_parts import (
    Part,
    Place,
    app,
    box_of,
    chart,
    control,
    core,
    custom,
    custom_xml,
    drawn,
    field,
    form_field,
    graphic,
    halves,
    picture,
    png,
    revised,
    settings,
    shown_picture,
    story,
    tracked,
    word_file,
)

LIMIT = 10**7
NAME = "郁青禾"
NUMBER = mobile(Random(4))
REPLACED = {NAME: "郁某某", NUMBER: f"{NUMBER[:3]}****{NUMBER[7:]}"}


def zip_with(value: str) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/sharedStrings.xml", f"<sst><si><t>{value}</t></si></sst>")
    return buffer.getvalue()


def object_of(key: str) -> str:
    shape = f'<v:shape id="_x0000_i1025" style="width:10pt;height:10pt"><v:imagedata r:id="rpicture" o:title="{key}"/></v:shape>'
    return f'<w:r><w:object>{shape}<o:OLEObject Type="Embed" ProgID="Package" ShapeID="_x0000_i1025" ObjectID="_1" r:id="{key}"/></w:object></w:r>'


def cache(value: str) -> str:
    text = f'<c:cat><c:strRef><c:f>{value}!$A$1</c:f><c:strCache><c:ptCount val="1"/><c:pt idx="0"><c:v>{value}</c:v></c:pt></c:strCache></c:strRef></c:cat>'
    title = f"<c:title><c:tx><c:rich><a:p><a:r><a:t>{value}</a:t></a:r></a:p></c:rich></c:tx></c:title>"
    return f"<c:chart>{title}<c:plotArea><c:barChart><c:ser>{text}{text}</c:ser></c:barChart></c:plotArea></c:chart>"


CHART = (paragraph(drawn(graphic("chart", '<c:chart r:id="rchart"/>'))),)
DIAGRAM = '<dgm:relIds r:dm="rdata" r:lo="rlayout" r:qs="rstyle" r:cs="rcolors"/>'


def diagram(value: str, *, drawing: str = "") -> tuple[Part, ...]:
    space = 'xmlns:dgm="http://schemas.openxmlformats.org/drawingml/2006/diagram" xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"'
    point = f'<dgm:pt modelId="1"><dgm:prSet phldrT="{value}"/><dgm:t><a:p><a:r><a:t>{value}</a:t></a:r></a:p></dgm:t></dgm:pt>'
    drawn_again = f'<dsp:drawing xmlns:dsp="http://schemas.microsoft.com/office/drawing/2008/diagram" {space}><a:p><a:r><a:t>{drawing or value}</a:t></a:r></a:p></dsp:drawing>'
    kind = "http://schemas.microsoft.com/office/2007/relationships/diagramDrawing"
    return (
        Part(
            "word/diagrams/data1.xml",
            f"<dgm:dataModel {space}><dgm:ptLst>{point}</dgm:ptLst></dgm:dataModel>",
            "diagramData",
            key="rdata",
        ),
        Part("word/diagrams/drawing1.xml", drawn_again, kind, key="rdrawing"),
        *(
            Part(
                f"word/diagrams/{name}1.xml",
                f"<dgm:{root} {space}/>",
                f"diagram{name[0].upper()}{name[1:]}",
                key=f"r{key}",
            )
            for name, root, key in (
                ("layout", "layoutDef", "layout"),
                ("quickStyle", "styleDef", "style"),
                ("colors", "colorsDef", "colors"),
            )
        ),
    )


def letter_art(value: str) -> str:
    return f'<w:r><w:pict><v:shape alt="{value}"><v:textpath string="{value}"/></v:shape></w:pict></w:r>'


def alternatives(value: str, other: str) -> str:
    content = "<w:txbxContent>{}</w:txbxContent>".format
    new = f"<w:drawing><wp:anchor><wp:docPr id='7' name='框'/><a:graphic><a:graphicData><wps:wsp><wps:txbx>{content(paragraph(halves(value)))}</wps:txbx></wps:wsp></a:graphicData></a:graphic></wp:anchor></w:drawing>"
    old = f"<w:pict><v:shape><v:textbox>{content(paragraph(other))}</v:textbox></v:shape></w:pict>"
    return f'<w:r><mc:AlternateContent><mc:Choice Requires="wps">{new}</mc:Choice><mc:Fallback>{old}</mc:Fallback></mc:AlternateContent></w:r>'


def blocks(*made: str) -> tuple[str, ...]:
    return made


PLACES = [
    # What the reader sees.
    Place("run", lambda v: blocks(paragraph(run(f"甲{v}乙"))), read=True),
    Place("two runs", lambda v: blocks(paragraph(halves(v))), read=True),
    Place("a run for each character", lambda v: blocks(paragraph(*map(run, v))), read=True),
    Place("cell", lambda v: blocks(table([["姓名", "电话"], [v, "甲"]])), read=True),
    Place("lone cell", lambda v: blocks(table([[cell(v, "另一行")]])), read=True),
    Place("nested table", lambda v: blocks(table([["甲", cell("乙", table([[v, "丙"]]))]])), read=True),
    Place("text box", lambda v: blocks(paragraph(box_of(v), "正文")), read=True),
    Place("text box in a cell", lambda v: blocks(table([["甲", cell(paragraph(text_box(v), "乙"))]])), read=True),
    Place("fallback in other runs", lambda v: blocks(paragraph(alternatives(v, v))), read=True),
    Place("letter art", lambda v: blocks(paragraph(letter_art(v))), read=True),
    Place("hyperlink text", lambda v: blocks(paragraph(f"<w:hyperlink>{run(v)}</w:hyperlink>")), read=True),
    Place("field result", lambda v: blocks(paragraph(field(" PAGE ", v))), read=True),
    Place("control content", lambda v: blocks(control("", paragraph(v))), read=True),
    Place("math", lambda v: blocks(paragraph(f"<m:oMath><m:r><m:t>{v}</m:t></m:r></m:oMath>")), read=True),
    Place("insertion", lambda v: blocks(paragraph(inserted(v, "甲"))), read=True),
    Place("deletion", lambda v: blocks(paragraph("甲", deleted(v, "乙"))), read=True),
    Place("moved from", lambda v: blocks(paragraph("甲", tracked("moveFrom", run(v)))), read=True),
    Place("moved to", lambda v: blocks(paragraph("甲", tracked("moveTo", run(v)))), read=True),
    Place("author of an insertion", lambda v: blocks(paragraph(inserted("补", v), inserted("又补", v))), read=True),
    Place("hidden", lambda v: blocks(paragraph("甲", run(v, "<w:vanish/>"))), read=True),
    Place("alternative text", lambda v: blocks(paragraph(drawn("", described=v))), read=True),
    Place(
        "smart tag",
        lambda v: blocks(paragraph(f'<w:smartTag w:uri="u" w:element="PersonName">{run(v)}</w:smartTag>')),
        read=True,
    ),
    Place("header", parts=lambda v: [story("header", paragraph(halves(v)))], read=True),
    Place(
        "three headers alike", parts=lambda v: [story("header", paragraph(v), number=n) for n in (1, 2, 3)], read=True
    ),
    Place("footer in a table", parts=lambda v: [story("footer", table([[v, "甲"]]))], read=True),
    Place("text box of a header", parts=lambda v: [story("header", paragraph(box_of(v)))], read=True),
    Place(
        "footnote",
        parts=lambda v: [story("footnotes", f'<w:footnote w:id="1">{paragraph(halves(v))}</w:footnote>')],
        read=True,
    ),
    Place("endnote", parts=lambda v: [story("endnotes", f'<w:endnote w:id="1">{paragraph(v)}</w:endnote>')], read=True),
    Place(
        "comment",
        parts=lambda v: [story("comments", f'<w:comment w:id="1" w:author="甲">{paragraph(v)}</w:comment>')],
        read=True,
    ),
    Place(
        "comment's author",
        parts=lambda v: [
            story("comments", f'<w:comment w:id="1" w:author="{v}" w:initials="甲">{paragraph("批注")}</w:comment>')
        ],
        read=True,
    ),
    Place("chart", lambda v: CHART, lambda v: chart(cache(v)), read=True),
    Place(
        "diagram and its drawing", lambda v: blocks(paragraph(drawn(graphic("diagram", DIAGRAM)))), diagram, read=True
    ),
    Place("core property", parts=lambda v: [core(f"<dc:creator>{v}</dc:creator><dc:title>甲</dc:title>")], read=True),
    Place("company", parts=lambda v: [app(f"<Company>甲{v}</Company>")], read=True),
    Place("own property", parts=lambda v: [custom("经办", f"<vt:lpwstr>甲{v}</vt:lpwstr>")], read=True),
    Place("own property's name", parts=lambda v: [custom(f"甲{v}", "<vt:lpwstr>乙</vt:lpwstr>")], read=True),
    Place(
        "document variable",
        parts=lambda v: [settings(f'<w:docVars><w:docVar w:name="甲" w:val="乙{v}"/></w:docVars>')],
        read=True,
    ),
    Place("custom part", parts=lambda v: [custom_xml(f"<a><b>甲</b> <c>{v}</c>乙</a>")], read=True),
    Place(
        "bound control and its data",
        lambda v: blocks(control('<w:dataBinding w:xpath="/a/b" w:storeItemID="{1}"/>', paragraph(v))),
        lambda v: [custom_xml(f"<a><b>{v}</b></a>")],
        read=True,
    ),
    Place(
        "mail link",
        lambda v: blocks(paragraph(f'<w:hyperlink r:id="rmail">{run("信箱")}</w:hyperlink>')),
        lambda v: [Part(None, f"mailto:{v}@example.com", "hyperlink", key="rmail")],
        read=True,
    ),
    Place(
        "telephone link",
        lambda v: blocks(paragraph(f'<w:hyperlink r:id="rtel">{run("电话")}</w:hyperlink>')),
        lambda v: [Part(None, f"tel:{v}", "hyperlink", key="rtel")],
        read=True,
    ),
    Place("mail field", lambda v: blocks(paragraph(field(f' HYPERLINK "mailto:{v}@example.com" ', "信箱"))), read=True),
    # What it does not see.
    *(
        Place(f"code {code.split()[0]}", lambda v, code=code: blocks(paragraph(field(code.format(v)))))  # type: ignore[misc]
        for code in (
            " MERGEFIELD {} ",
            ' QUOTE "{}" ',
            ' ASK 名 "请输{}" ',
            ' DOCPROPERTY "{}" ',
            " REF {} ",
            ' XE "{}" ',
            ' HYPERLINK "tel:{}" ',
            " SEQ {} ",
            ' TOC \\t "{},1" ',
            ' IF a = "{}" ',
        )
    ),
    Place(
        "simple field", lambda v: blocks(paragraph(f'<w:fldSimple w:instr=" AUTHOR {v} ">{run("某")}</w:fldSimple>'))
    ),
    Place(
        "field data",
        lambda v: blocks(
            paragraph(f'<w:r><w:fldChar w:fldCharType="begin"><w:fldData>{v}</w:fldData></w:fldChar></w:r>')
        ),
    ),
    Place(
        "form field",
        lambda v: blocks(
            paragraph(
                form_field(
                    f'<w:name w:val="{v}"/><w:helpText w:val="{v}"/><w:textInput><w:default w:val="{v}"/></w:textInput>'
                )
            )
        ),
    ),
    Place(
        "drop-down",
        lambda v: blocks(
            paragraph(
                form_field(f'<w:ddList><w:result w:val="0"/><w:listEntry w:val="{v}"/></w:ddList>', "FORMDROPDOWN")
            )
        ),
    ),
    Place(
        "control's name",
        lambda v: blocks(
            control(
                f'<w:alias w:val="{v}"/><w:tag w:val="{v}"/><w:placeholder><w:docPart w:val="{v}"/></w:placeholder>',
                paragraph("甲"),
            )
        ),
    ),
    Place(
        "control's choices",
        lambda v: blocks(
            control(
                f'<w:dropDownList w:lastValue="{v}"><w:listItem w:displayText="{v}" w:value="{v}"/></w:dropDownList>',
                paragraph("甲"),
            )
        ),
    ),
    Place(
        "bookmark",
        lambda v: blocks(
            paragraph(
                f'<w:bookmarkStart w:id="0" w:name="{v}"/><w:bookmarkEnd w:id="0"/>',
                field(f" REF {v} \\h "),
                f'<w:hyperlink w:anchor="{v}">{run("甲")}</w:hyperlink>',
            )
        ),
    ),
    Place("author of a look", lambda v: blocks(f"<w:p><w:r>{revised(v)}<w:t>甲</w:t></w:r></w:p>")),
    Place("author in a header", parts=lambda v: [story("header", paragraph(inserted("补", v)))]),
    Place(
        "initials",
        parts=lambda v: [
            story("comments", f'<w:comment w:id="1" w:author="甲" w:initials="{v}">{paragraph("批")}</w:comment>')
        ],
    ),
    Place(
        "name of a picture",
        lambda v: blocks(paragraph(drawn(shown_picture(name=v, more=f' descr="{v}" title="{v}"'), name=v))),
        lambda v: [picture(png())],
    ),
    Place(
        "tooltip",
        lambda v: blocks(paragraph(f'<w:hyperlink w:tooltip="{v}" w:docLocation="{v}">{run("甲")}</w:hyperlink>')),
    ),
    Place(
        "web link",
        lambda v: blocks(paragraph(f'<w:hyperlink r:id="rweb">{run("甲")}</w:hyperlink>')),
        lambda v: [Part(None, f"https://www.example.com/{v}", "hyperlink", key="rweb")],
    ),
    Place(
        "link to a folder",
        lambda v: blocks(paragraph(f'<w:hyperlink r:id="rweb">{run("甲")}</w:hyperlink>')),
        lambda v: [Part(None, f"file:///C:/Users/{v}/a.docx", "hyperlink", key="rweb")],
    ),
    Place(
        "mail link of a header",
        parts=lambda v: [
            story("header", paragraph(f'<w:hyperlink r:id="rh">{run("甲")}</w:hyperlink>')),
            Part(None, f"mailto:{v}@example.com", "hyperlink", key="rh", owner="word/header1.xml"),
        ],
    ),
    Place(
        "lower cell of a merge",
        lambda v: blocks(table([[cell("甲", merge="restart"), "1"], [cell(v, merge="continue"), "2"]])),
    ),
    Place(
        "text box in a lower cell",
        lambda v: blocks(
            table([[cell("甲", merge="restart"), "1"], [cell(paragraph(box_of(v)), merge="continue"), "2"]])
        ),
    ),
    Place(
        "ruby",
        lambda v: blocks(
            paragraph(
                f"<w:r><w:ruby><w:rubyPr/><w:rt>{run(v)}</w:rt><w:rubyBase>{run('甲')}</w:rubyBase></w:ruby></w:r>"
            )
        ),
    ),
    Place(
        "note's separator",
        parts=lambda v: [story("footnotes", f'<w:footnote w:type="separator" w:id="0">{paragraph(v)}</w:footnote>')],
    ),
    Place("fallback of other words", lambda v: blocks(paragraph(alternatives("甲乙", v)))),
    Place(
        "copy of a shape",
        lambda v: blocks(
            paragraph(
                f'<w:r><w:pict><v:shape o:gfxdata="{base64.b64encode(zip_with(v)).decode()}" href="{v}" title="" alt=""/></w:pict></w:r>',
                f'<w:r><w:pict><v:rect o:gfxdata="{v}" alt="{v}"/></w:pict></w:r>',
            )
        ),
    ),
    Place(
        "table's description",
        lambda v: blocks(
            table([["甲", "乙"]]).replace(
                "<w:tblPr>", f'<w:tblPr><w:tblCaption w:val="{v}"/><w:tblDescription w:val="{v}"/>'
            )
        ),
    ),
    Place(
        "stray text",
        lambda v: blocks(f"<w:p>{v}<w:r><w:t>甲</w:t>{v}<w:fldData/>{v}</w:r>{v}</w:p>"),
        lambda v: [core(f"{v}<dc:creator>甲</dc:creator>{v}<dc:odd/>{v}")],
    ),
    Place("permission", lambda v: blocks(paragraph(f'<w:permStart w:id="1" w:ed="{v}"/>', "甲"))),
    Place(
        "object",
        lambda v: blocks(paragraph(object_of("robject"))),
        lambda v: [Part("word/embeddings/o1.bin", v.encode("utf-16-le"), "oleObject", key="robject"), picture(png())],
    ),
    Place(
        "workbook of a chart",
        lambda v: CHART,
        lambda v: chart(
            cache("甲乙") + '<c:externalData r:id="rbook"/>',
            Part("word/embeddings/b.xlsx", zip_with(v), "package", key="rbook", owner="word/charts/chart1.xml"),
        ),
    ),
    Place(
        "chart of a header",
        parts=lambda v: [
            story("header", paragraph(drawn(graphic("chart", '<c:chart r:id="rc"/>')))),
            Part(
                "word/charts/c9.xml",
                f'<c:chartSpace xmlns:c="http://schemas.openxmlformats.org/drawingml/2006/chart" xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main">{cache(v)}</c:chartSpace>',
                "chart",
                key="rc",
                owner="word/header1.xml",
            ),
        ],
    ),
    Place(
        "old drawing of a diagram",
        lambda v: blocks(paragraph(drawn(graphic("diagram", DIAGRAM)))),
        lambda v: diagram("甲乙", drawing=v),
    ),
    Place("glossary", parts=lambda v: [story("glossaryDocument", paragraph(v))]),
    Place(
        "people",
        parts=lambda v: [
            Part(
                "word/people.xml",
                f'<w15:people xmlns:w15="http://schemas.microsoft.com/office/word/2012/wordml"><w15:person w15:author="{v}"/></w15:people>',
                "http://schemas.microsoft.com/office/2011/relationships/people",
            )
        ],
    ),
    Place(
        "macros",
        parts=lambda v: [
            Part("word/vbaProject.bin", v.encode(), "http://schemas.microsoft.com/office/2006/relationships/vbaProject")
        ],
    ),
    Place(
        "signature",
        parts=lambda v: [
            Part(
                "_xmlsignatures/origin.sigs",
                b"",
                f"{'http://schemas.openxmlformats.org/package/2006'}/relationships/digital-signature/origin",
                owner="",
            ),
            Part(
                "_xmlsignatures/sig1.xml",
                f"<Signature>{v}</Signature>",
                "http://schemas.openxmlformats.org/package/2006/relationships/digital-signature/signature",
                owner="_xmlsignatures/origin.sigs",
            ),
        ],
    ),
    Place(
        "thumbnail",
        parts=lambda v: [
            Part(
                "docProps/thumbnail.emf",
                v.encode("utf-16-le"),
                "http://schemas.openxmlformats.org/package/2006/relationships/metadata/thumbnail",
                owner="",
            )
        ],
    ),
    Place(
        "template",
        parts=lambda v: [
            settings('<w:attachedTemplate r:id="rt"/><w:rsids><w:rsid w:val="00A1"/></w:rsids>'),
            Part(None, f"file:///C:/Users/{v}/Normal.dotm", "attachedTemplate", key="rt", owner="word/settings1.xml"),
            app(f"<Template>{v}.dotm</Template>"),
        ],
    ),
    Place(
        "mail merge",
        parts=lambda v: [
            settings(f'<w:mailMerge><w:query w:val="select {v}"/></w:mailMerge>'),
            Part(None, f"file:///C:/{v}.xlsx", "mailMergeSource", owner="word/settings1.xml"),
        ],
    ),
    Place(
        "printer settings",
        parts=lambda v: [Part("word/printerSettings1.bin", v.encode("utf-16-le"), "printerSettings")],
    ),
    Place("other part", parts=lambda v: [Part("word/odd.xml", f"<odd>{v}</odd>", "http://example.com/odd")]),
    Place(
        "titles of parts",
        parts=lambda v: [app(f"<TitlesOfParts><vt:vector><vt:lpstr>{v}</vt:lpstr></vt:vector></TitlesOfParts>")],
    ),
    Place(
        "a number as a property",
        parts=lambda v: [
            custom("号", f"<vt:lpwstr>{NUMBER}</vt:lpwstr>"),
            core(f"<dc:subject>{NUMBER}</dc:subject>"),
            settings(f'<w:docVars><w:docVar w:name="{v}" w:val="1"/></w:docVars>'),
        ],
    ),
    Place("attributes of a custom part", parts=lambda v: [custom_xml(f'<a who="{v}"><b>甲</b></a>')]),
    Place(
        "foreign element",
        lambda v: blocks(
            f'<w:p><w:r><w:t>甲</w:t></w:r><x:note xmlns:x="urn:x" who="{v}"><x:q/></x:note></w:p>',
            f'<w:p xmlns:x="urn:x" x:who="{v}"><w:r><w:t>乙</w:t></w:r></w:p>',
        ),
    ),
    Place(
        "old number of a list",
        lambda v: blocks(
            f'<w:p><w:pPr><w:numPr><w:numId w:val="1"/><w:numberingChange w:id="3" w:author="{v}" w:original="{v}"/></w:numPr></w:pPr><w:r><w:t>甲</w:t></w:r></w:p>'
        ),
    ),
    Place(
        "gallery",
        lambda v: blocks(
            control(
                f'<w:docPartObj><w:docPartGallery w:val="{v}"/><w:docPartCategory w:val="{v}"/></w:docPartObj>',
                paragraph("甲"),
            )
        ),
    ),
    Place("element of a custom part", parts=lambda v: [custom_xml(f"<n{v}>甲</n{v}>")]),
    Place(
        "style",
        parts=lambda v: [
            story(
                "styles",
                f'<w:style w:type="paragraph" w:styleId="s{v}"><w:name w:val="{v}"/><w:aliases w:val="{v}"/></w:style>',
            )
        ],
    ),
    Place(
        "form of a list's numbers",
        parts=lambda v: [
            story(
                "numbering",
                f'<w:abstractNum w:abstractNumId="1"><w:lvl w:ilvl="0"><w:lvlText w:val="{v}%1"/></w:lvl></w:abstractNum>',
            )
        ],
    ),
    Place(
        "words of a picture",
        lambda v: blocks(paragraph(drawn(shown_picture()))),
        lambda v: [picture(png((b"tEXt", b"Author\0" + v.encode()), (b"prVt", v.encode())))],
    ),
    Place(
        "letters of a drawing",
        lambda v: blocks(paragraph(drawn(shown_picture()))),
        lambda v: [picture(b"\1\0\0\0" + v.encode("utf-16-le"), name="image1.emf")],
    ),
    Place(
        "name of a part",
        lambda v: blocks(paragraph(drawn(shown_picture()))),
        lambda v: [picture(png(), name=f"{v}.png")],
    ),
    Place("left picture", parts=lambda v: [picture(v.encode("utf-16-le"), name="image9.bin")]),
    Place(
        "id of a relationship",
        lambda v: blocks(paragraph(f'<w:hyperlink r:id="r{v}">{run("甲")}</w:hyperlink>')),
        lambda v: [Part(None, "https://www.example.com/", "hyperlink", key=f"r{v}")],
    ),
]


def made(place: Place, value: str) -> bytes:
    return word_file([f"前文{value}。", *place.blocks(value), "后文。"], place.parts(value))


def reading(data: bytes) -> Doc:
    return read(data, "样件.docx", max_bytes=LIMIT, max_unpacked_bytes=LIMIT)


def masking(doc: Doc, value: str, *, first: bool) -> Doc:
    """Return the document with every occurrence of value masked; first: the one in the first paragraph too."""
    found, at = [], doc.text.find(value)
    while at >= 0:
        kept = not first and not found
        found.append(
            Mention(Span(at, at + len(value), "personal", "x"), None, "keep" if kept else "mask", REPLACED[value])
        )
        at = doc.text.find(value, at + len(value))
    return doc.having(mentions=tuple(found))


def replaced(doc: Doc) -> str:
    text = doc.text
    for m in reversed(doc.mentions or ()):
        if m.action != "keep":
            text = text[: m.span.start] + m.replacement + text[m.span.end :]
    return text


def everything(data: bytes, value: str) -> int:
    return sum(text.count(value) for _, text in parts(data))


UNTOLD = ("foreign element", "old number of a list", "gallery", "object", "tooltip", "people", "control's name")


@pytest.mark.parametrize("place", [p for p in PLACES if p.name in UNTOLD], ids=lambda place: place.name)
def test_who_is_named_out_of_sight_alone_is_gone_too(place: Place) -> None:
    data = word_file(["正文。", *place.blocks(NAME)], place.parts(NAME))
    out = rewrite(data, reading(data).having(mentions=()), max_unpacked_bytes=LIMIT, pictures=False)
    assert everything(data, NAME) > 0 and everything(out.data, NAME) == 0


@pytest.mark.parametrize("value", [NAME, NUMBER], ids=["name", "number"])
@pytest.mark.parametrize("place", PLACES, ids=lambda place: place.name)
def test_a_value_masked_everywhere_is_nowhere_in_the_file(place: Place, value: str) -> None:
    data = made(place, value)
    doc = masking(reading(data), value, first=True)
    assert everything(data, value) > 1
    assert (len(doc.mentions or ()) > 1) == place.read or value == NUMBER
    out = rewrite(data, doc, max_unpacked_bytes=LIMIT, pictures=False)
    assert everything(out.data, value) == 0
    again = reading(out.data)
    assert value not in again.text and value not in second_reading(out.data)
    assert again.text[: again.body_end] == replaced(doc)[: again.body_end]


@pytest.mark.parametrize("value", [NAME, NUMBER], ids=["name", "number"])
@pytest.mark.parametrize("place", [p for p in PLACES if p.read], ids=lambda place: place.name)
def test_a_value_kept_elsewhere_stays_there_alone(place: Place, value: str) -> None:
    data = made(place, value)
    doc = masking(reading(data), value, first=False)
    out = rewrite(data, doc, max_unpacked_bytes=LIMIT, pictures=False)
    again = reading(out.data)
    assert again.text.startswith(f"前文{value}。\n") and again.text.count(value) == 1
    assert second_reading(out.data).count(value) == 1
    assert [name for name, text in parts(out.data) if value in text] == [
        "word/document.xml",
        "word/document.xml (text)",
    ]


@pytest.mark.parametrize(
    "place",
    [p for p in PLACES if p.read and "link" not in p.name and "field" not in p.name],
    ids=lambda place: place.name,
)
def test_all_other_text_is_as_it_was(place: Place) -> None:
    data = made(place, NAME)
    doc = masking(reading(data), NAME, first=True)
    out = rewrite(data, doc, max_unpacked_bytes=LIMIT, pictures=False)
    assert sorted(reading(out.data).text.split("\n")) == sorted(replaced(doc).split("\n"))


@pytest.mark.parametrize("place", [p for p in PLACES if p.read], ids=lambda place: place.name)
def test_where_nothing_is_masked_the_reading_is_the_same(place: Place) -> None:
    data = made(place, NAME)
    doc = reading(data).having(mentions=())
    assert reading(rewrite(data, doc, max_unpacked_bytes=LIMIT, pictures=False).data).text == doc.text


@pytest.mark.parametrize("place", PLACES, ids=lambda place: place.name)
def test_every_character_is_traced_to_where_it_stands(place: Place) -> None:
    data = made(place, NAME)
    doc, _, trace = traced(data, "样件.docx", opened(data, "样件.docx", max_unpacked_bytes=LIMIT))
    assert doc == reading(data)
    at = 0
    for origin in trace.origins:
        if origin.node is not None and origin.attribute != WHOLE:
            found = value_at((origin.node, origin.attribute))[origin.start : origin.start + origin.length]
            assert found.split() == doc.text[at : at + origin.length].split()
        at += origin.length
    assert at == len(doc.text)
    for start, origins in trace.copies:
        for origin in origins:
            assert value_at((origin.node, origin.attribute)) == doc.text[start : start + origin.length]
            start += origin.length
