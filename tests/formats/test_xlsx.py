"""Workbooks: printed text first and whole, then what is hidden and stands beside; each cell knows its place."""

import io
import time
import zipfile
from random import Random

import openpyxl
import pytest

from pipeline import flow
from pipeline.doc import Doc, UnreadableFile
from pipeline.formats import read
from pipeline.formats.xlsx.numbers import shown
from pipeline.train import invent
from tests.making import zipped
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
S1, BOOK = "xl/worksheets/sheet1.xml", "xl/workbook.xml"
ID, MOBILE = invent.citizen_number(RNG), invent.mobile(RNG)


def reading(data: bytes, limit: int = 10**7) -> Doc:
    doc = read(data, "样件.xlsx", max_bytes=10**7, max_unpacked_bytes=limit)
    starts, ends = [p.start for p in doc.pieces], [p.end for p in doc.pieces]
    assert starts == [0, *ends[:-1]] and ends[-1] == len(doc.text)
    return doc


def body(doc: Doc) -> str:
    return doc.text[: doc.body_end]


def parts(doc: Doc, part: str) -> str:
    return "".join(doc.text[p.start : p.end] for p in doc.pieces if p.part == part)


def places(doc: Doc) -> dict[str, tuple[int | None, int | None, int | None]]:
    return {doc.text[p.start : p.end].strip(): (p.table, p.row, p.column) for p in doc.pieces if p.row is not None}


def test_rows_are_lines_and_cells_know_their_places() -> None:
    doc = reading(xlsx_of(Sheet([["姓名", "金额"], ["张某", 5000], ["", 6000]])))
    assert body(doc) == doc.text == "姓名\t金额\n张某\t5000\n\t6000\n"
    assert places(doc) == {
        "姓名": (0, 0, 0),
        "金额": (0, 0, 1),
        "张某": (0, 1, 0),
        "5000": (0, 1, 1),
        "6000": (0, 2, 1),
    }


def test_a_file_of_openpyxl_is_read() -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append(["姓名", "金额"])
    sheet.append(["某某", 100])
    sheet.oddFooter.center.text = "第 &P 页，共 &N 页"
    book.properties.creator = "沈某"
    buffer = io.BytesIO()
    book.save(buffer)
    doc = reading(buffer.getvalue())
    assert body(doc) == "姓名\t金额\n某某\t100\n"
    assert parts(doc, "footer") == "第  页，共  页\n" and "creator: 沈某" in parts(doc, "property")


def test_names_of_sheets_are_told_where_a_person_gave_them() -> None:
    doc = reading(
        xlsx_of(Sheet([["甲"]], name="低保名单"), Sheet([["乙"]], name="Sheet2"), Sheet([["丙"]], name="第三季度"))
    )
    assert body(doc) == "低保名单\n甲\n乙\n第三季度\n丙\n"
    assert {p.table for p in doc.pieces if p.table is not None} == {0, 1, 2}


@pytest.mark.parametrize(
    ("number", "code", "text"),
    [
        ("16812345678", "General", "16812345678"),
        ("4.4019801199001012E+17", "General", "440198011990010120"),
        ("0.30000000000000004", "General", "0.3"),
        ("45446", 'yyyy"年"m"月"d"日"', "2024年6月3日"),
        ("45446.395833333336", "yyyy/m/d h:mm", "2024/6/3 9:30"),
        ("45446", "[$-F800]dddd\\,\\ mmmm\\ dd\\,\\ yyyy", "2024年6月3日"),
        ("0.5", '上午/下午h"时"mm"分"', "下午12时00分"),
        ("1.5", "[h]:mm", "36:00"),
        ("45446", "aaaa", "星期一"),
        ("1234.5", "#,##0.00", "1,234.50"),
        ("-1234.5", "#,##0.00;(#,##0.00)", "(1,234.50)"),
        ("0.125", "0.00%", "12.50%"),
        ("42", "000000", "000042"),
        ("16812345678", "000-0000-0000", "168-1234-5678"),
        ("12345678", '0,"千"', "12345678"),
        ("12000", '0,"千"', "12千"),
        ("5", '"第"0"号"', "第5号"),
        ("7", 'General"元"', "7元"),
        ("7", ";;;", ""),
        ("1e999999999", "0.00", "1e999999999"),
        ("1e35", "#,##0.00", "100,000,000,000,000,000,000,000,000,000,000,000.00"),
        ("123456789012345678901234567890.5", "General", "123456789012345678901234567890"),
        ("2024-06-03", "General", "2024-06-03"),
    ],
)
def test_numbers_stand_as_their_reader_sees_them(number: str, code: str, text: str) -> None:
    assert shown(number, code) == text


def test_dates_of_the_older_system_are_four_years_later() -> None:
    assert shown("43984", "yyyy-mm-dd", since_1904=True) == "2024-06-03"


def test_every_kind_of_cell_is_read() -> None:
    rows = [
        row(
            cell("A1", 0, kind="s"), cell("B1", "行内"), cell("C1", "公式的结果", formula='"x"'), cell("D1", 1, kind="b"), cell("E1", "#N/A", kind="e"),
            cell("F1", ID, kind="str"), cell("G1", 45446, style=1), cell("H1", 9, kind="s"), number=1,
        )
    ]  # fmt: skip
    data = xlsx_of(
        Sheet(rows),
        parts={
            "xl/sharedStrings.xml": strings(rich(("富", "<b/>"), ("文本", "<i/>"), sound="fu")),
            "xl/styles.xml": styles("yyyy/m/d"),
        },
        related=[(BOOK, "sharedStrings", "xl/sharedStrings.xml"), (BOOK, "styles", "xl/styles.xml")],
    )
    assert body(reading(data)) == f"富文本\t行内\t公式的结果\tTRUE\t#N/A\t{ID}\t2024/6/3\n"


def test_merged_cells_are_read_once_and_lines_stay_lines() -> None:
    after = '<mergeCells count="1"><mergeCell ref="A1:C1"/></mergeCells>'
    rows = [row(cell("A1", "临浦区名单\n（2024年）"), cell("B1", "压在下面"), number=1), ["甲", "一\n二", "乙\t丙"]]
    doc = reading(xlsx_of(Sheet(rows, after=after)))
    assert body(doc) == "临浦区名单\n（2024年）\n甲\t一 二\t乙 丙\n"
    assert parts(doc, "hidden") == "压在下面\n"


def test_a_form_of_merged_cells_is_detected_end_to_end() -> None:
    number, mobile = invent.citizen_number(RNG), invent.mobile(RNG)
    rows = [
        row(cell("A1", "临时救助申请表"), number=1),
        row(
            cell("A2", "姓名"),
            cell("B2", "张小满"),
            cell("C2", "性别"),
            cell("D2", "女"),
            cell("E2", "电话"),
            cell("F2", int(mobile)),
            number=2,
        ),
        row(cell("A3", "身份证号"), cell("C3", number), cell("E3", "家庭人口"), cell("F3", 3), number=3),
    ]
    after = (
        '<mergeCells count="3"><mergeCell ref="A1:F1"/><mergeCell ref="A3:B3"/><mergeCell ref="C3:D3"/></mergeCells>'
    )
    doc = flow.build(flow.settings(), until="detect").run(reading(xlsx_of(Sheet(rows, after=after))))
    assert doc.text == f"临时救助申请表\n姓名\t张小满\t性别\t女\t电话\t{mobile}\n身份证号\t{number}\t家庭人口\t3\n"
    assert {doc.text[m.span.start : m.span.end] for m in doc.mentions or () if m.action != "keep"} >= {
        "张小满",
        number,
        mobile,
    }


def test_what_is_hidden_is_carried_in_its_place() -> None:
    rows = [
        ["姓名", "电话", "备注"],
        row(cell("A2", "乙"), cell("B2", "22"), number=2, attributes='hidden="1"'),
        ["甲", "11", "无"],
        ["", "", ""],
    ]
    rows.append(row(cell("A5", 77, style=1), number=5))
    data = xlsx_of(
        Sheet(rows, before='<cols><col min="2" max="2" hidden="1"/></cols>'),
        Sheet([["姓名"], ["丙"]], name="底表", state="veryHidden"),
        parts={"xl/styles.xml": styles(";;;")},
        related=[(BOOK, "styles", "xl/styles.xml")],
    )
    doc = reading(data)
    assert body(doc) == "姓名\t备注\n甲\t无\n"
    assert parts(doc, "hidden") == "\t电话\n乙\t22\n\t11\n77\n底表\n姓名\n丙\n"
    assert places(doc)["22"] == (0, 1, 1) and places(doc)["丙"] == (2, 1, 0)
    assert not any(p.visible for p in doc.pieces if p.part == "hidden")


def test_what_stands_beside_the_cells_is_carried() -> None:
    after = (
        '<conditionalFormatting sqref="A1"><cfRule type="expression" priority="1"><formula>A1="条件"</formula></cfRule></conditionalFormatting>'
        '<dataValidations count="1"><dataValidation type="list" sqref="A5" prompt="请选人"><formula1>"选项一,选项二"</formula1></dataValidation></dataValidations>'
        '<hyperlinks><hyperlink ref="A1" r:id="r1" tooltip="链接提示"/></hyperlinks><headerFooter><oddHeader>&amp;C&amp;"宋体"页眉&amp;R&amp;D右</oddHeader></headerFooter>'
        '<drawing r:id="r3"/><extLst><ext uri="x"><x14:dataValidations><x14:dataValidation prompt="扩展提示"><x14:formula1><xm:f>"扩展选项"</xm:f></x14:formula1></x14:dataValidation></x14:dataValidations></ext></extLst>'
    )
    threaded = '<ThreadedComments xmlns="http://schemas.microsoft.com/office/spreadsheetml/2018/threadedcomments"><threadedComment ref="A1"><text>会话批注</text></threadedComment></ThreadedComments>'
    persons = '<personList xmlns="http://schemas.microsoft.com/office/spreadsheetml/2018/threadedcomments"><person displayName="批注者" userId="u@example.com"/></personList>'
    vml = '<xml xmlns:v="urn:schemas-microsoft-com:vml"><v:shape alt="旧图形说明"><v:textbox><div>旧文本框<br></div></v:textbox></v:shape></xml>'
    external = part(
        "externalLink",
        '<externalBook><sheetDataSet><sheetData sheetId="0"><row r="1"><cell r="A1" t="str"><v>外部缓存</v></cell></row></sheetData></sheetDataSet></externalBook>',
    )
    pivot = part(
        "pivotCacheDefinition",
        '<cacheFields><cacheField name="字段"><sharedItems><s v="透视缓存"/></sharedItems></cacheField></cacheFields>',
    )
    data = xlsx_of(
        Sheet(before='<sheetPr codeName="自编模块"/>', rows=[["正文"], row(cell("A2", 1, formula='IF(A1="判断用语",1,0)'), number=2)], after=after),
        names='<definedName name="自定名称" comment="名称说明">"常量"</definedName><definedName name="_xlnm.Print_Area">Sheet1!$A$1</definedName>',
        parts={
            "xl/comments1.xml": comments(("A1", "批注", "作者")), "xl/threadedComments/t1.xml": threaded, "xl/persons/person.xml": persons,
            "xl/drawings/drawing1.xml": drawing(shape("文本框|一", "第二段", described="替代文字"), graphic("r1")),
            "xl/charts/chart1.xml": chart("图表标题", "Sheet1!$A$1", ["系列名", "12"]), "xl/drawings/vmlDrawing1.vml": vml,
            "xl/externalLinks/externalLink1.xml": external, "xl/pivotCache/pivotCacheDefinition1.xml": pivot, "xl/styles.xml": styles('0"字样"'),
        },
        related=[
            (S1, "hyperlink", "tel:12345"), (S1, "comments", "xl/comments1.xml"), (S1, "drawing", "xl/drawings/drawing1.xml"),
            (S1, "threadedComment", "xl/threadedComments/t1.xml"), (S1, "vmlDrawing", "xl/drawings/vmlDrawing1.vml"), (BOOK, "person", "xl/persons/person.xml"),
            ("xl/drawings/drawing1.xml", "chart", "xl/charts/chart1.xml"), (BOOK, "externalLink", "xl/externalLinks/externalLink1.xml"),
            (BOOK, "pivotCacheDefinition", "xl/pivotCache/pivotCacheDefinition1.xml"), (BOOK, "styles", "xl/styles.xml"),
        ],
        properties={"dc:creator": "沈某"},
        custom={"密级": "内部", "页数": "3"},
    )  # fmt: skip
    doc = reading(data)
    assert body(doc) == "正文\n1\n"
    assert parts(doc, "header") == "页眉\n右\n"
    assert parts(doc, "text_box").splitlines() == ["文本框一", "第二段", "图表标题", "系列名", "旧文本框"]
    assert parts(doc, "comment").splitlines() == ["批注", "作者", "会话批注", "批注者", "u@example.com"]
    assert parts(doc, "property").splitlines() == ["自编模块", "creator: 沈某", "密级: 内部"]
    said = parts(doc, "hidden").splitlines()
    for text in (
        "请选人",
        "选项一,选项二",
        "条件",
        "判断用语",
        "tel:12345",
        "链接提示",
        "扩展提示",
        "扩展选项",
        "替代文字",
        "旧图形说明",
        "自定名称",
        "名称说明",
        "常量",
        "字样",
        "外部缓存",
        "字段",
        "透视缓存",
    ):
        assert text in said
    assert "Sheet1!$A$1" not in doc.text


@pytest.mark.parametrize("end", ["\r\n", "\n"])
def test_a_table_below_a_title_is_detected_end_to_end(end: str) -> None:
    after = '<mergeCells count="1"><mergeCell ref="A1:D1"/></mergeCells>'
    rows: list[list[object]] = [
        [f"临浦区低保对象名单{end}（2024年第二季度）"],
        ["填报单位：白鹭镇"],
        ["序号", "姓名", "身份证号", "联系电话"],
    ]
    people = [
        ("张小满", invent.citizen_number(RNG), invent.mobile(RNG)),
        ("欧阳春来", invent.citizen_number(RNG), invent.mobile(RNG)),
    ]
    rows += [[i, name, number, int(mobile)] for i, (name, number, mobile) in enumerate(people, 1)]
    made = flow.build(flow.settings(), until="detect")
    doc = made.run(
        reading(
            xlsx_of(
                Sheet(rows, after=after, before='<cols><col min="4" max="4" hidden="1"/></cols>'),
                Sheet([["姓名", "手机"], ["赵建国", MOBILE]], name="底表", state="hidden"),
            )
        )
    )
    found = {doc.text[m.span.start : m.span.end]: m.span.label for m in doc.mentions or () if m.action != "keep"}
    wanted = {
        value: kind
        for person in [*people, ("赵建国", "", MOBILE)]
        for value, kind in zip(person, ("person_name", "id_number", "mobile"), strict=True)
        if value
    }
    assert found == wanted


def test_an_empty_book_says_so_and_a_broken_one_too() -> None:
    with pytest.raises(UnreadableFile, match="没有文字"):
        reading(xlsx_of(Sheet([])))
    with pytest.raises(UnreadableFile, match="没有工作表"):
        reading(zipped({"xl/workbook.xml": "<a/>"}))
    with pytest.raises(UnreadableFile, match="xlsb"):
        reading(zipped({"xl/workbook.bin": "", "xl/styles.xml": "<a/>"}))


def test_places_that_make_no_sense_do_not_stop_the_reading() -> None:
    rows = [
        row(cell("XFD1048576", "远"), number=1), row(cell("A1", "近"), cell("A1", "重"), number=1), row('<c><v>5</v></c><c t="inlineStr"><is><t>无址</t></is></c>'),
        row('<c r="?" s="99999999999" t="n"><v>x</v></c><c r="B4" t="s"><v>-1</v></c><c r="C4" t="s"><v>' + "9" * 5000 + "</v></c>", attributes=f'r="{"0" * 5000}1"'),
    ]  # fmt: skip
    after = '<mergeCells><mergeCell ref="?"/><mergeCell ref="A1:XFD1048576"/><mergeCell ref="B2:A1"/></mergeCells>'
    doc = reading(
        xlsx_of(
            Sheet(
                rows[:3],
                after=after,
                before='<dimension ref="A1:XFD1048576"/><cols><col min="9" max="x" hidden="1"/></cols>',
            )
        )
    )
    assert body(doc) == "近\n" and set(parts(doc, "hidden").split()) == {"远", "重", "5", "无址"}
    assert reading(xlsx_of(Sheet(rows[3:]))).text == "x\n"


def test_bombs_cost_little() -> None:
    start = time.process_time()
    empty = "".join(f'<row r="{i}"><c r="XFD{i}" s="1"/></row>' for i in range(1, 200_001))
    assert body(reading(xlsx_of(Sheet([empty, row(cell("A1048576", "末"), number=1_048_576)])), 10**8)) == "末\n"
    sparse = [
        row(*(cell(f"{'ABCDEFGH'[i % 8]}{chr(65 + i % 26)}{i}", "x") for i in (number,)), number=number)
        for number in range(1, 3000)
    ]
    assert len(reading(xlsx_of(Sheet(sparse))).text) < 3000 * 66
    merges = "".join(f'<mergeCell ref="A{i}:XFD1048576"/>' for i in range(1, 20_000))
    assert "甲" in reading(xlsx_of(Sheet([["甲", "乙"]] * 3, after=f"<mergeCells>{merges}</mergeCells>"))).text
    columns = '<col min="1" max="16384" hidden="1"/>' * 20_000
    assert body(reading(xlsx_of(Sheet([["甲"]], before=f"<cols>{columns}</cols>")))) == ""
    assert time.process_time() - start < 20


def test_one_long_string_in_many_cells_is_refused() -> None:
    rows = "".join(f'<row r="{i}"><c r="A{i}" t="s"><v>0</v></c></row>' for i in range(1, 100))
    data = xlsx_of(
        Sheet([rows]),
        parts={"xl/sharedStrings.xml": strings("长" * 500_000)},
        related=[(BOOK, "sharedStrings", "xl/sharedStrings.xml")],
    )
    with pytest.raises(UnreadableFile, match="文字过多"):
        reading(data)


def test_no_damage_makes_any_other_error() -> None:
    data = xlsx_of(
        Sheet([["姓名", 1]]), parts={"xl/styles.xml": styles("0")}, related=[(BOOK, "styles", "xl/styles.xml")]
    )
    for at in range(0, len(data), 61):
        for broken in (data[:at], data[:at] + b"\xff\xff" + data[at + 2 :]):
            try:
                doc = reading(broken)
            except UnreadableFile:
                continue
            assert doc.pieces[-1].end == len(doc.text)


def test_a_book_with_backslashes_in_its_names_still_opens() -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(xlsx_of(Sheet([["甲"]])))) as old, zipfile.ZipFile(buffer, "w") as new:
        for name in old.namelist():
            new.writestr(name.replace("/", "\\"), old.read(name))
    assert reading(buffer.getvalue()).text == "甲\n"
