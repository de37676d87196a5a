"""A rewritten workbook has its masked values nowhere, and all else where it was."""

import io
import zipfile
from collections.abc import Iterable, Sequence
from random import Random

import openpyxl
import pytest

from pipeline.doc import Doc, Mention, Span, UnwritableFile
from pipeline.fold import fold
from pipeline.formats import read
from pipeline.formats.rewriting import Rewritten, rewriter
from pipeline.redact import redacted
from pipeline.train import invent
from tests.making.xlsx import (
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
ID, MOBILE, OTHER = invent.citizen_number(RNG), invent.mobile(RNG), invent.mobile(RNG)
NAME, STARS = "欧阳春来", "欧阳某某"
S1, S2, BOOK = "xl/worksheets/sheet1.xml", "xl/worksheets/sheet2.xml", "xl/workbook.xml"


def reading(data: bytes) -> Doc:
    return read(data, "样件.xlsx", max_bytes=10**7, max_unpacked_bytes=10**7)


def masking(doc: Doc, *values: str, instead: str = "", within: Sequence[tuple[int, int]] = ()) -> Doc:
    """Mask each occurrence of the values (only those that begin in a range of `within`, where any is given)."""
    found = []
    for value in values:
        at = doc.text.find(value)
        while at >= 0:
            if not within or any(a <= at < b for a, b in within):
                span = Span(at, at + len(value), "personal", "mobile")
                found.append(Mention(span, None, "mask", instead or value[:2] + "*" * (len(value) - 2)))
            at = doc.text.find(value, at + len(value))
    return doc.having(mentions=tuple(sorted(found, key=lambda m: m.span.start)))


def rewriting(data: bytes, doc: Doc) -> Rewritten:
    kind, writer = rewriter(data, "样件.xlsx", max_unpacked_bytes=10**7)
    assert kind == "xlsx"
    return writer.rewrite(data, doc, max_unpacked_bytes=10**7, pictures=False)


def masked(data: bytes, *values: str, instead: str = "") -> tuple[bytes, Doc]:
    """Return the file with every occurrence masked, and its reading; fails where any part still holds a value."""
    doc = masking(reading(data), *values, instead=instead)
    out = rewriting(data, doc).data
    again = reading(out)
    nowhere(out, values)
    wanted, at = [], 0
    for m in doc.mentions or ():
        if m.span.start < doc.body_end:
            wanted += [doc.text[at : m.span.start], m.replacement]
            at = m.span.end
    assert again.text[: again.body_end] == "".join(wanted) + doc.text[at : doc.body_end]
    return out, again


def nowhere(data: bytes, values: Iterable[str]) -> None:
    _, writer = rewriter(data, "样件.xlsx", max_unpacked_bytes=10**7)
    seen = [*writer.parts(data), ("openpyxl", writer.second_reading(data) or "")]
    assert len(seen[-1][1]) > 0
    for value in values:
        assert not [name for name, text in seen if value in fold(text)]


def xml(data: bytes, path: str) -> str:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return archive.read(path).decode()


def members(data: bytes) -> list[str]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return archive.namelist()


def test_a_masked_cell_changes_alone_and_another_of_the_same_shared_string_stays() -> None:
    rows = [row(cell("A1", 0, kind="s"), cell("B1", 1, kind="s"), number=1), row(cell("A2", 0, kind="s"), number=2)]
    data = xlsx_of(
        Sheet(rows),
        parts={"xl/sharedStrings.xml": strings(NAME, "旁人")},
        related=[(BOOK, "sharedStrings", "xl/sharedStrings.xml")],
    )
    doc = reading(data)
    assert doc.text == f"{NAME}\t旁人\n{NAME}\n"
    out = rewriting(data, masking(doc, NAME, instead=STARS, within=[(0, 1)])).data
    assert reading(out).text == f"{STARS}\t旁人\n{NAME}\n"
    sheet = openpyxl.load_workbook(io.BytesIO(out)).active
    assert [c.value for c in (sheet["A1"], sheet["B1"], sheet["A2"])] == [STARS, "旁人", NAME]
    out, _ = masked(data, NAME, instead=STARS)
    assert "<si><t/></si><si><t>旁人</t></si>" in xml(out, "xl/sharedStrings.xml")


@pytest.mark.parametrize("count", [1, 2, 4, 7])
def test_some_cells_of_a_shared_string_keep_it_and_the_check_of_what_is_written_agrees(count: int) -> None:
    rows = [row(cell(f"A{i}", 0, kind="s"), number=i) for i in range(1, 9)]
    data = xlsx_of(
        Sheet(rows),
        parts={"xl/sharedStrings.xml": strings(NAME)},
        related=[(BOOK, "sharedStrings", "xl/sharedStrings.xml")],
        properties={"dc:creator": NAME},
    )
    places = [(5 * i, 5 * i + 1) for i in range(count)]
    out = redacted(
        data, masking(reading(data), NAME, instead=STARS, within=places), max_bytes=10**7, max_unpacked_bytes=10**7
    )
    assert reading(out.data).text == f"{STARS}\n" * count + f"{NAME}\n" * (8 - count) + f"creator: {NAME}"


def test_the_runs_of_a_rich_text_keep_their_format() -> None:
    text = rich(("联系人：欧", "<b/>"), ("阳春", '<color rgb="FFFF0000"/>'), ("来，电话", "<i/>"), sound="ou yang")
    parts = {"xl/sharedStrings.xml": strings(text)}
    data = xlsx_of(
        Sheet([row(cell("A1", 0, kind="s", style=0), number=1)]),
        parts=parts,
        related=[(BOOK, "sharedStrings", "xl/sharedStrings.xml")],
    )
    out, _ = masked(data, NAME, instead=STARS)
    made = xml(out, S1)
    assert [made.count(tag) for tag in ("<b/>", "<i/>", "rgb=")] == [1, 1, 1]
    assert f"联系人：{STARS}</t>" in made and ">，电话</t>" in made and "ou yang" not in made


def test_a_number_becomes_a_string_of_the_same_style() -> None:
    parts = {"xl/styles.xml": styles("000-0000-0000", 'yyyy"年"m"月"d"日"')}
    rows = [
        row(
            cell("A1", int(MOBILE), style=1),
            cell("B1", "4.5446E4", kind="n", style=2),
            number=1,
            attributes='ht="30" customHeight="1"',
        )
    ]
    before = '<cols><col min="1" max="2" width="18.5" customWidth="1"/></cols>'
    after = '<mergeCells count="1"><mergeCell ref="C1:D2"/></mergeCells>'
    data = xlsx_of(Sheet(rows, before=before, after=after), parts=parts, related=[(BOOK, "styles", "xl/styles.xml")])
    shown = f"{MOBILE[:3]}-{MOBILE[3:7]}-{MOBILE[7:]}"
    assert reading(data).text == f"{shown}\t2024年6月3日\n"
    out, _ = masked(data, shown, "2024年6月3日")
    nowhere(out, [MOBILE, "45446", "4.5446E4"])
    made = xml(out, S1)
    assert 's="1" t="inlineStr"' in made and 's="2" t="inlineStr"' in made
    assert all(kept in made for kept in ('width="18.5"', 'ht="30"', 'ref="C1:D2"'))


def test_a_mention_over_two_cells_leaves_the_grid_as_it_was() -> None:
    data = xlsx_of(Sheet([["身份证号", ID[:10], ID[10:], "末"]]))
    doc = masking(reading(data), f"{ID[:10]}\t{ID[10:]}", instead="****")
    assert reading(rewriting(data, doc).data).text == "身份证号\t****\t末\n"


def test_a_formula_with_a_masked_result_becomes_a_value_and_the_rest_is_calculated_anew() -> None:
    rows = [
        row(cell("A1", NAME), cell("B1", f"联系人：{NAME}", formula='"联系人："&A1'), number=1),
        row(cell("A2", 5), cell("B2", 10, formula="A2*2"), cell("C2", 1, formula=f'IF(A1="{NAME}",1,0)'), number=2),
        row(cell("A3", MOBILE, formula=f'"{MOBILE[:3]}"&"{MOBILE[3:]}"'), number=3),
    ]
    chain = part("calcChain", '<c r="B1" i="1"/><c r="B2" i="1"/>')
    data = xlsx_of(Sheet(rows), parts={"xl/calcChain.xml": chain}, related=[(BOOK, "calcChain", "xl/calcChain.xml")])
    out, _ = masked(data, NAME, MOBILE)
    made = xml(out, S1)
    assert "<f>A2*2</f>" in made and made.count("<f>") == 1
    assert 'fullCalcOnLoad="1"' in xml(out, BOOK)
    assert "xl/calcChain.xml" not in members(out) and "calcChain" not in xml(out, "[Content_Types].xml")


def test_formulas_that_share_one_become_values_together() -> None:
    rows = [
        row(
            cell("A1", 1),
            cell("B1", NAME, formula=f'<f t="shared" ref="B1:B2" si="0">IF(A1=1,"{NAME}","无")</f>'),
            number=1,
        ),
        row(cell("A2", 2), cell("B2", "无", formula='<f t="shared" si="0"/>'), number=2),
        row(cell("A3", 2), cell("B3", 4, formula='<f t="shared" ref="B3:B4" si="1">A3*2</f>'), number=3),
    ]
    out, doc = masked(xlsx_of(Sheet(rows)), NAME)
    assert xml(out, S1).count("<f") == 1 and doc.text.endswith("2\t无\n2\t4\n")


def test_hidden_cells_comments_rules_names_and_headers_are_masked() -> None:
    table = [
        row(cell("A1", "姓名"), cell("B1", "电话"), number=1),
        row(cell("A2", NAME), cell("B2", MOBILE), number=2, attributes='hidden="1"'),
    ]
    after = (
        f'<autoFilter ref="A1:B2"><filterColumn colId="0"><filters><filter val="{NAME}"/></filters></filterColumn></autoFilter>'
        f'<conditionalFormatting sqref="A1"><cfRule type="containsText" priority="1" operator="containsText" text="{NAME}">'
        f'<formula>NOT(ISERROR(SEARCH("{NAME}",A1)))</formula></cfRule></conditionalFormatting>'
        f'<dataValidations count="1"><dataValidation type="list" sqref="A5" promptTitle="提示" prompt="问{NAME}" error="{MOBILE}"><formula1>"{NAME},旁人"</formula1></dataValidation></dataValidations>'
        f'<hyperlinks><hyperlink ref="A2" r:id="r1" display="{NAME}" tooltip="{NAME}"/><hyperlink ref="A1" location="\'{NAME}\'!A1"/></hyperlinks>'
        f'<headerFooter><oddHeader>&amp;L&amp;"宋体,加粗"&amp;14 {NAME}&amp;R第&amp;P页</oddHeader><oddFooter>&amp;C{MOBILE}</oddFooter></headerFooter>'
    )
    parts = {"xl/comments1.xml": comments(("A1", f"请联系{NAME}", NAME)), "xl/styles.xml": styles(f'0"{NAME}"')}
    data = xlsx_of(
        Sheet(table, after=after, before='<sheetPr codeName="Sheet1"/>'),
        Sheet([["姓名", "电话"], [NAME, MOBILE]], name=NAME, state="veryHidden"),
        Sheet([row(cell("A1", 5, formula=f"'{NAME}'!C1"), number=1)], name="汇总"),
        names=f'<definedName name="{NAME}表" comment="{NAME}">\'{NAME}\'!$A$1</definedName><definedName name="常数">"{MOBILE}"</definedName>'
        f'<definedName name="号">{MOBILE}</definedName>',
        parts=parts,
        related=[
            (S1, "hyperlink", f"mailto:{MOBILE}@example.com"),
            (S1, "comments", "xl/comments1.xml"),
            (BOOK, "styles", "xl/styles.xml"),
        ],
        properties={"dc:creator": NAME, "dc:title": "名单"},
        custom={"联系人": NAME, NAME: "甲"},
    )
    doc = reading(data)
    assert doc.text[: doc.body_end] == "姓名\t电话\n汇总\n5\n"
    out, again = masked(data, NAME, MOBILE)
    assert "常数" in xml(out, BOOK) and "欧阳**" in xml(out, BOOK)
    assert '&amp;"宋体,加粗"&amp;14 欧阳**&amp;R第&amp;P页' in xml(out, S1)
    assert "<f>'欧阳××'!C1</f>" in xml(out, "xl/worksheets/sheet3.xml")
    book = openpyxl.load_workbook(io.BytesIO(out))
    assert [s.sheet_state for s in book.worksheets] == ["visible", "veryHidden", "visible"]
    assert book.properties.creator == "欧阳**" and book.worksheets[0]["A1"].comment.text == "请联系欧阳**"
    assert "creator: 欧阳**" in again.text and "mailto" not in again.text


def test_drawings_charts_and_tables_are_masked() -> None:
    table = part(
        "table",
        f'<autoFilter ref="A1:B2"/><tableColumns count="2"><tableColumn id="1" name="{NAME}"/><tableColumn id="2" name="电话"><calculatedColumnFormula>"{MOBILE}"</calculatedColumnFormula></tableColumn></tableColumns>',
        f'id="1" name="{NAME}" displayName="{NAME}" ref="A1:B2" comment="{NAME}"',
    )
    parts: dict[str, str | bytes] = {
        "xl/tables/table1.xml": table,
        "xl/drawings/drawing1.xml": drawing(
            shape(f"联系人{NAME[:2]}|{NAME[2:]}", "第二段", described=f"{NAME}的照片", name=f"{NAME}-1"), graphic("r1")
        ),
        "xl/charts/chart1.xml": chart(f"{NAME}的收入", "Sheet1!$A$1:$A$2", [NAME, MOBILE]),
    }
    rows = [[NAME, "电话"], ["甲", "乙"], row(cell("A3", 2, formula=f"COUNTA({NAME}[{NAME}])"), number=3)]
    after = '<drawing r:id="r1"/><tableParts count="1"><tablePart r:id="r2"/></tableParts>'
    related = [
        (S1, "drawing", "xl/drawings/drawing1.xml"),
        (S1, "table", "xl/tables/table1.xml"),
        ("xl/drawings/drawing1.xml", "chart", "xl/charts/chart1.xml"),
    ]
    out, again = masked(xlsx_of(Sheet(rows, after=after), parts=parts, related=related), NAME, MOBILE)
    assert "联系人欧阳**\n第二段" in again.text and "strCache" not in xml(out, "xl/charts/chart1.xml")
    made = openpyxl.load_workbook(io.BytesIO(out)).active.tables["表1"]
    assert made.column_names == ["欧阳**", "电话"]


def test_what_is_not_known_to_be_clean_is_left_out_and_said() -> None:
    inner = io.BytesIO()
    with zipfile.ZipFile(inner, "w") as archive:
        archive.writestr("word/document.xml", MOBILE)
    secret = MOBILE.encode("utf-16-le")
    parts: dict[str, str | bytes] = {
        "xl/vbaProject.bin": secret,
        "xl/embeddings/a.xlsx": inner.getvalue(),
        "xl/printerSettings/printerSettings1.bin": secret,
        "docProps/thumbnail.jpeg": secret,
        "xl/media/image1.png": b"\x89PNG\r\n\x1a\n",
        "xl/externalLinks/externalLink1.xml": part(
            "externalLink",
            f'<externalBook r:id="r1"><sheetNames><sheetName val="甲"/></sheetNames><sheetDataSet><sheetData sheetId="0"><row r="1"><cell r="A1" t="str"><v>{MOBILE}</v></cell></row></sheetData></sheetDataSet></externalBook>',
        ),
        "xl/pivotCache/pivotCacheDefinition1.xml": part(
            "pivotCacheDefinition",
            f'<cacheFields><cacheField name="电话"><sharedItems><s v="{MOBILE}"/></sharedItems></cacheField></cacheFields>',
        ),
        "customXml/item1.xml": f"<a>{MOBILE}</a>",
        "xl/drawings/drawing1.xml": drawing(shape("看")),
        "xl/lost.xml": f"<a>{MOBILE}</a>",
    }
    related = [
        (BOOK, "vbaProject", "xl/vbaProject.bin"), (BOOK, "externalLink", "xl/externalLinks/externalLink1.xml"),
        (BOOK, "pivotCacheDefinition", "xl/pivotCache/pivotCacheDefinition1.xml"), (BOOK, "customXml", "customXml/item1.xml"),
        (S1, "package", "xl/embeddings/a.xlsx"), (S1, "printerSettings", "xl/printerSettings/printerSettings1.bin"), (S1, "drawing", "xl/drawings/drawing1.xml"),
        ("xl/drawings/drawing1.xml", "image", "xl/media/image1.png"), ("", "thumbnail", "docProps/thumbnail.jpeg"),
        ("xl/externalLinks/externalLink1.xml", "externalLinkPath", f"file:///C:/{NAME}/a.xlsx"),
    ]  # fmt: skip
    after = '<pageSetup paperSize="9" orientation="landscape" r:id="r2"/><drawing r:id="r3"/><oleObjects><oleObject progId="Excel.Sheet.12" shapeId="1" r:id="r1"/></oleObjects>'
    rows = [row(cell("A1", MOBILE), cell("B1", MOBILE, formula="[1]甲!A1"), cell("C1", 3, formula="1+2"), number=1)]
    data = xlsx_of(Sheet(rows, after=after), parts=parts, related=related, macros=True)
    doc = masking(reading(data), MOBILE)
    out = rewriting(data, doc)
    nowhere(out.data, [MOBILE, NAME])
    assert sorted(members(out.data)) == sorted([
        "[Content_Types].xml", "_rels/.rels", BOOK, "xl/_rels/workbook.xml.rels", S1, "xl/worksheets/_rels/sheet1.xml.rels", "xl/drawings/drawing1.xml",
        "xl/drawings/_rels/drawing1.xml.rels", "xl/media/image1.png", "docProps/core.xml", "docProps/custom.xml",
    ])  # fmt: skip
    assert 'orientation="landscape"' in xml(out.data, S1) and "macroEnabled" not in xml(out.data, "[Content_Types].xml")
    said = "；".join(out.notes)
    assert all(word in said for word in ("宏", "嵌入的文件", "其他文件", "数据透视表", "自定义数据", "内嵌图片 1 幅"))
    assert MOBILE not in said
    with zipfile.ZipFile(io.BytesIO(out.data)) as archive:
        assert {i.date_time for i in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}


def test_a_number_hidden_in_escapes_or_references_is_masked() -> None:
    hidden = f"{MOBILE[:3]}_x{ord(MOBILE[3]):04X}_{MOBILE[4:]}"
    rows = [
        row(
            f'<c r="A1" t="inlineStr"><is><t>{hidden}，&#{ord(OTHER[0])};{OTHER[1:]}_x005F_x0041_</t></is></c>',
            number=1,
        )
    ]
    data = xlsx_of(Sheet(rows))
    assert reading(data).text == f"{MOBILE}，{OTHER}_x0041_\n"
    _, again = masked(data, MOBILE, OTHER, instead="某号")
    assert again.text == "某号，某号_x0041_\n"


def test_numbers_of_foreign_markup_and_second_values_of_a_cell_are_gone() -> None:
    rows = [
        row(
            f'<c r="A1" t="s" my:note="{MOBILE}" xmlns:my="urn:my"><v>0</v><is><t>{MOBILE}</t></is><extLst><ext uri="a"><my:a>{MOBILE}</my:a></ext></extLst></c>',
            number=1,
        )
    ]
    data = xlsx_of(
        Sheet(rows),
        parts={"xl/sharedStrings.xml": strings("甲", MOBILE)},
        related=[(BOOK, "sharedStrings", "xl/sharedStrings.xml")],
    )
    out = rewriting(data, reading(data).having(mentions=())).data
    nowhere(out, [MOBILE])
    assert reading(out).text == "甲\n"


def test_an_emptied_cell_is_an_empty_cell() -> None:
    data = xlsx_of(Sheet([["甲", MOBILE, "乙"]], name=NAME))
    doc = reading(data)
    gone = tuple(
        Mention(Span(m.span.start, m.span.end, "personal", "carried"), None, "mask", "")
        for m in masking(doc, NAME, MOBILE).mentions or ()
    )
    assert reading(rewriting(data, doc.having(mentions=gone)).data).text.splitlines()[-1] == "甲\t乙"


def test_a_file_that_is_not_the_one_read_is_refused() -> None:
    data = xlsx_of(Sheet([["甲"]]))
    with pytest.raises(UnwritableFile, match="不一致"):
        rewriting(data, reading(xlsx_of(Sheet([["乙"]]))))


def test_sheets_of_macros_are_refused() -> None:
    data = xlsx_of(
        Sheet([["甲"]]),
        parts={"xl/macrosheets/sheet1.xml": part("macrosheet", "")},
        related=[(BOOK, "xlMacrosheet", "xl/macrosheets/sheet1.xml")],
    )
    with pytest.raises(UnwritableFile, match="宏表"):
        rewriting(data, reading(data))


def test_the_strict_form_is_written_in_the_usual_one() -> None:
    data = xlsx_of(Sheet([["甲", MOBILE]]))
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(buffer, "w") as new:
        for name in old.namelist():
            strict = old.read(name).replace(
                b"http://schemas.openxmlformats.org/spreadsheetml/2006/", b"http://purl.oclc.org/ooxml/spreadsheetml/"
            )
            new.writestr(
                name,
                strict.replace(
                    b"http://schemas.openxmlformats.org/officeDocument/2006/",
                    b"http://purl.oclc.org/ooxml/officeDocument/",
                ),
            )
    masked(buffer.getvalue(), MOBILE)
