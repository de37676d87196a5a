"""Each place of a workbook in which a value can hide, alone: it is in no part of what is written."""

import io
import zipfile
from collections.abc import Callable
from random import Random
from urllib.parse import quote, unquote

import pytest

from pipeline.fold import fold
from pipeline.formats import read
from pipeline.formats.rewriting import rewriter
from pipeline.redact import redacted
from pipeline.redact.clearing import cleared
from pipeline.train import invent
from tests.formats.test_xlsx_rewriting import BOOK, S1, masking
from tests.making.ofd import jpeg, png
from tests.making.xlsx import (
    Related,
    Sheet,
    cell,
    chart,
    comments,
    drawing,
    graphic,
    part,
    rich,
    row,
    shape,
    strings,
    styles,
    xlsx_of,
)

RNG = Random(20261124)
SECRETS = (invent.mobile(RNG), "欧阳春来", invent.email(RNG))
LIMITS = {"max_bytes": 10**7, "max_unpacked_bytes": 10**7}
Place = Callable[[str], bytes]


def sheet(before: str = "", after: str = "", *rows: str, **more: str) -> Place:
    """Return a maker of a book with the secret (§) in a cell, and in XML before, after or among the rows."""

    def made(secret: str) -> bytes:
        told = [[secret, "姓名"], *(r.replace("§", secret) for r in rows)]
        return xlsx_of(
            Sheet(told, before=before.replace("§", secret), after=after.replace("§", secret)),
            **{k: v.replace("§", secret) for k, v in more.items()},
        )

    return made


def beside(
    kind: str,
    path: str,
    xml: str,
    *,
    owner: str = S1,
    after: str = "",
    also: tuple[Related, ...] = (),
    more: dict[str, str] | None = None,
) -> Place:
    """Return a maker of a book with a further part."""

    def made(secret: str) -> bytes:
        parts = {p: x.replace("§", secret) for p, x in {path: xml, **(more or {})}.items()}
        return xlsx_of(
            Sheet([[secret, "姓名"], ["甲", "乙"]], after=after),
            parts=parts,
            related=[(owner, kind, path), *((a, b, c.replace("§", secret)) for a, b, c in also)],
        )

    return made


DRAWING = ("drawing", "xl/drawings/drawing1.xml")
TABLE = '<tableColumns count="2"><tableColumn id="1" name="{}"/><tableColumn id="2" name="姓名" {}/></tableColumns>'
TABLES = ("table", "xl/tables/table1.xml")
SPACE = "http://schemas.microsoft.com/office/spreadsheetml/2018/threadedcomments"
APP = "http://schemas.openxmlformats.org/officeDocument/2006/extended-properties"
VML = 'xmlns:v="urn:schemas-microsoft-com:vml" xmlns:x="urn:schemas-microsoft-com:office:excel" xmlns:o="urn:schemas-microsoft-com:office:office"'
PLACES: dict[str, Place] = {
    "code name": sheet('<sheetPr codeName="§"/>'),
    "hidden column": sheet('<cols><col min="3" max="3" hidden="1"/></cols>', "", '<row r="5"><c r="C5" t="str"><v>§</v></c></row>'),
    "filter": sheet("", '<autoFilter ref="A1:B2"><filterColumn colId="0"><customFilters><customFilter val="§"/></customFilters></filterColumn></autoFilter>'),
    "sort list": sheet("", '<sortState ref="A1:A2"><sortCondition ref="A1" customList="§,乙"/></sortState>'),
    "scenario": sheet("", '<scenarios><scenario name="§" user="§" comment="§"><inputCells r="A1" val="§"/></scenario></scenarios>'),
    "protected range": sheet("", '<protectedRanges><protectedRange name="§" sqref="A1" securityDescriptor="§"/></protectedRanges>'),
    "own view": sheet("", '<customSheetViews><customSheetView guid="{1}"><headerFooter><oddHeader>§</oddHeader></headerFooter></customSheetView></customSheetViews>'),
    "number condition": sheet("", '<conditionalFormatting sqref="A1"><cfRule type="cellIs" operator="equal" priority="1"><formula>"§"</formula></cfRule></conditionalFormatting>'),
    "rule of input": sheet("", '<dataValidations count="1"><dataValidation sqref="A1" promptTitle="§" errorTitle="§"><formula1>IF(A1="§",1,2)</formula1></dataValidation></dataValidations>'),
    "rule of an extension": sheet("", '<extLst><ext uri="x"><x14:dataValidations><x14:dataValidation error="§"><x14:formula1><xm:f>"§"</xm:f></x14:formula1></x14:dataValidation></x14:dataValidations></ext><ext uri="y"><x14:id>§</x14:id></ext></extLst>'),
    "page": sheet("", '<headerFooter><oddHeader>&amp;R&amp;"宋体"&amp;12 §&amp;P</oddHeader><firstFooter>第&amp;&amp;§</firstFooter></headerFooter>'),
    "property of a sheet": sheet("", '<customProperties><customPr name="§" r:id="r9"/></customProperties>'),
    "place inside": sheet("", '<hyperlinks><hyperlink ref="A1" location="§" display="§" tooltip="§"/></hyperlinks>'),
    "comment in XML": sheet("<!-- § --><?note §?>"),
    "formula without result": sheet("", "", '<row r="3"><c r="A3"><f>IF(B1="§",1,0)</f></c></row>'),
    "formula put together": sheet("", "", '<row r="3"><c r="A3" t="str"><f>"§"&amp;B1</f><v>§姓名</v></c></row>'),
    "array": sheet("", "", '<row r="3"><c r="A3" t="str"><f t="array" ref="A3:A4">A1:A2</f><v>§</v></c></row><row r="4"><c r="A4" t="str"><v>§</v></c></row>'),
    "name of a sheet": lambda secret: xlsx_of(Sheet([[secret]], name="甲"), Sheet([row(cell("A1", 1, formula=f"'{secret}'!A1+1"))], name=secret), names=f'<definedName name="区域">\'{secret}\'!$A$1</definedName>'),
    "lost sheet": sheet("", "", '<row r="3"><c r="A3"><f>\'§\'!A1</f><v>1</v></c></row>', names="<definedName name=\"区域\">'§'!$A$1</definedName>"),
    "defined name": sheet(names='<definedName name="区域" comment="§" description="§" help="§" statusBar="§">"§"</definedName>'),
    "sharing": sheet(book='<fileSharing userName="§"/><workbookPr codeName="§"/><mc:AlternateContent><mc:Choice Requires="x15"><a:absPath url="C:/§/"/></mc:Choice></mc:AlternateContent>'),
    "property": lambda secret: xlsx_of(Sheet([[secret]]), properties={"dc:creator": secret, "cp:lastModifiedBy": secret, "cp:keywords": f"甲,{secret}"}, custom={"联系": secret, secret: "甲"}),
    "program's properties": beside("extended-properties", "docProps/app.xml", f'<Properties xmlns="{APP}"><Template>C:/§.xltx</Template><Manager>§</Manager><Company>§</Company><TitlesOfParts><a>§</a></TitlesOfParts></Properties>', owner=""),
    "sound": lambda secret: xlsx_of(Sheet([row(cell("A1", 0, kind="s"), cell("B1", secret))]), parts={"xl/sharedStrings.xml": strings(rich(("甲", ""), sound=secret), secret)}, related=[(BOOK, "sharedStrings", "xl/sharedStrings.xml")]),
    "comment": beside("comments", "xl/comments1.xml", comments(("A1", "问§", "§")).replace("</text>", "</text><mc:AlternateContent><mc:Choice Requires=\"v2\"><commentPr altText=\"§\"/></mc:Choice></mc:AlternateContent>")),
    "threads": beside("threadedComment", "xl/threadedComments/t1.xml", f'<ThreadedComments xmlns="{SPACE}"><threadedComment ref="A1" personId="{{1}}"><text>@§ 请核</text></threadedComment></ThreadedComments>', also=((BOOK, "person", "xl/persons/person.xml"),), more={"xl/persons/person.xml": f'<personList xmlns="{SPACE}"><person displayName="§" id="{{1}}" userId="S::§::1" providerId="AD"/></personList>'}),
    "old shapes": beside("vmlDrawing", "xl/drawings/vmlDrawing1.vml", f'<xml {VML}><v:shape alt="§" o:title="§"><v:textbox><div>§<br></div></v:textbox><x:ClientData ObjectType="Note"><x:FmlaMacro>§</x:FmlaMacro></x:ClientData></v:shape><v:shape><v:textbox>§</v:textbox><x:ClientData ObjectType="Button"/></v:shape></xml>', after='<legacyDrawing r:id="r1"/>'),
    "drawing": beside(*DRAWING, drawing(shape("见§|", "乙", described="§", name="§"), '<mc:AlternateContent><mc:Choice Requires="x">' + shape("§") + "</mc:Choice><mc:Fallback>" + shape("§") + "</mc:Fallback></mc:AlternateContent>")),
    "link of a shape": beside(*DRAWING, drawing(shape("乙").replace("/><xdr:cNvSpPr", '><a:hlinkClick r:id="r1" tooltip="§"/></xdr:cNvPr><xdr:cNvSpPr')), also=(("xl/drawings/drawing1.xml", "hyperlink", "mailto:§"),)),
    "link": beside("hyperlink", "https://example.com/?q=§", "", also=((S1, "hyperlink", "file:///C:/§/a.xlsx"),), after='<hyperlinks><hyperlink ref="A1" r:id="r1"/></hyperlinks>'),
    "escaped link": lambda secret: xlsx_of(Sheet([[secret], ["甲"]]), related=[(S1, "hyperlink", f"mailto:{quote(secret)}"), (S1, "hyperlink", f"https://example.com/{quote(secret, encoding='gb18030')}")]),
    "chart": beside(*DRAWING, drawing(graphic("r1")), also=(("xl/drawings/drawing1.xml", "chart", "xl/charts/chart1.xml"),), more={"xl/charts/chart1.xml": chart("§", "Sheet1!$A$1", ["§"]).replace("</c:ser>", '<c:tx><c:v>§</c:v></c:tx></c:ser>').replace("</c:chart>", '</c:chart><c:printSettings><c:headerFooter><c:oddHeader>&amp;C§</c:oddHeader></c:headerFooter></c:printSettings>').replace("<c:scaling/>", '<c:numFmt formatCode="0&quot;§&quot;" sourceLinked="0"/><c:scaling/>')}),
    "table": beside(*TABLES, part("table", TABLE.format("§", 'uniqueName="§" dataCellStyle="§" totalsRowLabel="§"'), 'id="1" name="§" displayName="表1" ref="A1:B2" comment="§"'), after='<tableParts count="1"><tablePart r:id="r1"/></tableParts>'),
    "stale column of a table": beside(*TABLES, part("table", TABLE.format("甲", "").replace("姓名", "§"), 'id="1" name="表1" displayName="表1" ref="A1:B2"'), after='<tableParts count="1"><tablePart r:id="r1"/></tableParts>'),
    "styles": beside("styles", "xl/styles.xml", styles('0"§"').replace("</cellStyles>", '<cellStyle name="§" xfId="0"/></cellStyles>').replace('val="宋体"', 'val="§"') + "", owner=BOOK),
    "theme": beside("theme", "xl/theme/theme1.xml", '<a:theme xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" name="§"><a:themeElements><a:clrScheme name="§"/></a:themeElements><a:extLst><a:ext uri="x">§</a:ext></a:extLst></a:theme>', owner=BOOK),
    "unrelated part": lambda secret: xlsx_of(Sheet([[secret]]), parts={f"xl/{secret}.xml": f"<a>{secret}</a>", "a.bin": secret.encode("utf-16-be")}),
    "picture's name": lambda secret: xlsx_of(Sheet([[secret]]), parts={"xl/drawings/drawing1.xml": drawing(), f"xl/media/{secret}.png": b"\x89PNG"}, related=[(S1, *DRAWING), ("xl/drawings/drawing1.xml", "image", f"xl/media/{secret}.png")]),
}  # fmt: skip


@pytest.mark.parametrize("place", PLACES)
def test_a_value_is_gone_from_where_it_hides(place: str) -> None:
    for secret in SECRETS:
        data = PLACES[place](secret)
        doc = masking(read(data, "样件.xlsx", **LIMITS), secret, instead="某某")
        out = redacted(data, doc, **LIMITS)
        _, writer = rewriter(out.data, "样件.xlsx", max_unpacked_bytes=10**7)
        bare = secret.partition("@")[0]
        left = [
            name
            for name, text in writer.parts(out.data)
            if bare in fold(text) or bare in fold(unquote(text)) or bare in fold(unquote(text, "gb18030"))
        ]
        assert left == [] and bare not in (writer.second_reading(out.data) or "")
        assert writer.second_reading(out.data) is not None
        assert read(out.data, "样件.xlsx", **LIMITS).text.startswith(("某某", "甲"))


@pytest.mark.parametrize("place", PLACES)
def test_what_is_not_seen_can_be_emptied(place: str) -> None:
    data = PLACES[place](SECRETS[1])
    out = redacted(data, cleared(masking(read(data, "样件.xlsx", **LIMITS), SECRETS[1], instead="某某")), **LIMITS)
    again = read(out.data, "样件.xlsx", **LIMITS)
    left = [
        again.text[p.start : p.end].strip('\n"') for p in again.pieces if p.start >= again.body_end and not p.visible
    ]
    assert {text for text in left if text} <= {"about:blank", "名称1"}
    _, writer = rewriter(out.data, "样件.xlsx", max_unpacked_bytes=10**7)
    assert writer.second_reading(out.data) is not None


def test_what_is_written_is_the_same_each_time_and_says_nothing_of_now() -> None:
    data = PLACES["drawing"](SECRETS[0])
    doc = masking(read(data, "样件.xlsx", **LIMITS), SECRETS[0])
    assert redacted(data, doc, **LIMITS).data == redacted(data, doc, **LIMITS).data
    with zipfile.ZipFile(io.BytesIO(redacted(data, doc, **LIMITS).data)) as archive:
        assert archive.testzip() is None and archive.comment == b""


def test_a_picture_loses_what_it_says_beside_its_points() -> None:
    secret = SECRETS[1]
    data = xlsx_of(
        Sheet([["甲"]]),
        parts={
            "xl/drawings/drawing1.xml": drawing(),
            "xl/media/image1.png": png(Author=secret),
            "xl/media/image2.jpg": jpeg(secret),
        },
        related=[
            (S1, *DRAWING),
            *(("xl/drawings/drawing1.xml", "image", f"xl/media/{name}") for name in ("image1.png", "image2.jpg")),
        ],
    )
    out = redacted(data, read(data, "样件.xlsx", **LIMITS).having(mentions=()), **LIMITS)
    with zipfile.ZipFile(io.BytesIO(out.data)) as archive:
        assert archive.read("xl/media/image1.png") == png()
        assert secret.encode() not in archive.read("xl/media/image2.jpg")
    assert "内嵌图片 2 幅：其中文字未检查" in out.notes


def test_a_mailbox_whose_name_no_one_can_read_leads_nowhere() -> None:
    links = (f"mailto:{quote(SECRETS[1])}@example.com", "mailto:office@example.com", "https://example.com/?q=%E5%85%AC")
    data = xlsx_of(Sheet([["甲"]]), related=[(S1, "hyperlink", link) for link in links])
    out = redacted(data, read(data, "样件.xlsx", **LIMITS).having(mentions=()), **LIMITS)
    with zipfile.ZipFile(io.BytesIO(out.data)) as archive:
        written = archive.read("xl/worksheets/_rels/sheet1.xml.rels").decode()
    assert [link in written for link in links] == [False, True, True]
