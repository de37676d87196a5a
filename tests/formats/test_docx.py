"""Word files: printed text first and whole, then what the file also carries; each character knows its place."""

import io
from random import Random

import docx as python_docx
import pytest

from pipeline.doc import Doc, UnreadableFile
from pipeline.formats import read
from pipeline.formats.docx.numbering import spelled
from pipeline.train.invent import mobile
from tests.making import (
    cell,
    deleted,
    docx_of,
    footnote_mark,
    inserted,
    numbering,
    paragraph,
    run,
    table,
    text_box,
    zipped,
)


def reading(data: bytes) -> Doc:
    doc = read(data, "样件.docx", max_bytes=10**7, max_unpacked_bytes=10**7)
    starts, ends = [p.start for p in doc.pieces], [p.end for p in doc.pieces]
    assert starts == [0, *ends[:-1]] and ends[-1] == len(doc.text)
    return doc


def body(doc: Doc) -> str:
    return doc.text[: doc.body_end]


def parts(doc: Doc, part: str) -> str:
    return "".join(doc.text[p.start : p.end] for p in doc.pieces if p.part == part)


def test_paragraphs_are_lines() -> None:
    doc = reading(docx_of("江州市文件", "", "各县：", paragraph(run("一段"), run("两个字串", "<w:b/>"))))
    assert body(doc) == "江州市文件\n\n各县：\n一段两个字串\n"
    assert doc.text == body(doc)


def test_a_file_of_python_docx_is_read() -> None:
    made = python_docx.Document()
    made.add_heading("江州市通知", 1)
    made.add_paragraph("正文。")
    rows = made.add_table(rows=2, cols=2)
    for row, texts in zip(rows.rows, [("姓名", "金额"), ("某某", "100")], strict=True):
        for place, text in zip(row.cells, texts, strict=True):
            place.text = text
    made.sections[0].header.paragraphs[0].text = "页眉文字"
    made.core_properties.author = "沈某"
    buffer = io.BytesIO()
    made.save(buffer)
    doc = reading(buffer.getvalue())
    assert body(doc) == "江州市通知\n正文。\n姓名\t金额\n某某\t100\n"
    assert parts(doc, "header") == "页眉文字\n"
    assert "creator: 沈某" in parts(doc, "property")


def test_a_table_is_read_cell_by_cell_with_its_places() -> None:
    doc = reading(docx_of("前", table([["姓名", "金额"], ["张某", "5000"], ["", "6000"]]), "后"))
    assert body(doc) == "前\n姓名\t金额\n张某\t5000\n\t6000\n后\n"
    places = {doc.text[p.start : p.end]: (p.table, p.row, p.column) for p in doc.pieces if p.part == "table"}
    assert places["金额\n"] == (0, 0, 1)
    assert places["张某\t"] == (0, 1, 0)
    assert places["6000\n"] == (0, 2, 1)


def test_merged_cells_are_read_once_and_columns_stay_in_step() -> None:
    rows = [
        ["序号", cell("家庭情况", span=2), "金额"],
        [cell("1", merge="restart"), "甲", "乙", "10"],
        [cell("1", merge="continue"), "丙", "丁", "20"],
    ]
    doc = reading(docx_of(table(rows)))
    assert body(doc) == "序号\t家庭情况\t\t金额\n1\t甲\t乙\t10\n\t丙\t丁\t20\n"
    assert {(p.row, p.column) for p in doc.pieces if doc.text[p.start : p.end].strip() == "金额"} == {(0, 3)}


def test_a_cell_of_several_lines_stays_on_its_row_and_a_lone_cell_keeps_its_lines() -> None:
    doc = reading(docx_of(table([["张某", cell("第一行", "第二行")], [cell("独占一行", "另起一行")]])))
    assert body(doc) == "张某\t第一行 第二行\n独占一行\n另起一行\n"


def test_nested_tables_are_read() -> None:
    inner = table([["内一", "内二"]])
    doc = reading(docx_of(table([[cell("外", inner)], ["左", cell("右", inner)]])))
    assert body(doc) == "外\n内一\t内二\n左\t右 内一 内二\n"
    assert {p.table for p in doc.pieces if "内" in doc.text[p.start : p.end]} == {0, 1}


def test_header_footer_notes_and_comments_follow_the_body() -> None:
    data = docx_of(
        paragraph(run("正文"), footnote_mark(1)),
        header="江州市页眉",
        footer="— 1 —",
        footnotes=["脚注的话"],
        comments=[("请核对身份证号", "叶某")],
    )
    doc = reading(data)
    assert body(doc) == "正文\n"
    assert parts(doc, "header") == "江州市页眉\n"
    assert parts(doc, "footer") == "— 1 —\n"
    assert parts(doc, "footnote") == "脚注的话\n"
    assert parts(doc, "comment") == "请核对身份证号\n"
    assert "叶某" in parts(doc, "property")
    seen = {p.part: p.visible for p in doc.pieces}
    assert seen["header"] and seen["footnote"] and not seen["comment"] and not seen["property"]


def test_insertions_are_text_and_deletions_are_hidden() -> None:
    doc = reading(docx_of(paragraph(run("原文"), deleted("删去的话", "甲某"), inserted("补上的话", "乙某"))))
    assert body(doc) == "原文补上的话\n"
    assert parts(doc, "hidden") == "删去的话\n"
    assert parts(doc, "property").split() == ["乙某", "甲某"] or parts(doc, "property").split() == ["甲某", "乙某"]


def test_hidden_text_is_carried_and_a_number_in_it_stays_whole() -> None:
    unseen = "<w:vanish/>"
    doc = reading(
        docx_of(
            paragraph(run("看得见"), run("1691234", unseen), run("5678", unseen), run("，又见"), run("另处", unseen))
        )
    )
    assert body(doc) == "看得见，又见\n"
    assert parts(doc, "hidden").splitlines() == ["16912345678", "另处"]
    doc = reading(
        docx_of(paragraph(run("甲"), run("样式隐藏", '<w:rStyle w:val="Unseen"/>'), run("乙", '<w:vanish w:val="0"/>')))
    )
    assert (body(doc), parts(doc, "hidden").strip()) == ("甲乙\n", "样式隐藏")


def test_a_text_box_of_the_body_is_body_before_its_paragraph_and_read_once() -> None:
    doc = reading(docx_of(paragraph(text_box("江州市人民政府文件", "江政发〔2024〕1号", described="红头"), "各县：")))
    assert body(doc) == "江州市人民政府文件\n江政发〔2024〕1号\n各县：\n"
    assert parts(doc, "text_box") == "江州市人民政府文件\n江政发〔2024〕1号\n"
    assert parts(doc, "hidden").strip() == "红头"


def test_a_text_box_of_a_header_is_carried_once() -> None:
    doc = reading(docx_of("正文", header=paragraph(text_box("机密★5年"), "页眉")))
    assert parts(doc, "header").count("机密★5年") == 1
    assert body(doc) == "正文\n"


def test_letter_art_is_text() -> None:
    art = '<w:r><w:pict><v:shape><v:textpath string="江州市人民政府"/></v:shape></w:pict></w:r>'
    assert body(reading(docx_of(paragraph(art, "正文")))) == "江州市人民政府\n正文\n"


def test_list_numbers_are_drawn_and_belong_to_no_run() -> None:
    lists = numbering(
        [("chineseCounting", "%1、"), ("chineseCounting", "（%2）"), ("decimal", "%3."), ("decimal", "（%4）")],
        [("chineseCountingThousand", "第%1条")],
        [("bullet", "\uf0b7")],
    )
    blocks = [
        paragraph("总体要求", numbered=(1, 0)),
        paragraph("指导思想", numbered=(1, 1)),
        paragraph("基本原则", numbered=(1, 1)),
        paragraph("坚持公开", numbered=(1, 2)),
        paragraph("方式", numbered=(1, 3)),
        paragraph("主要任务", numbered=(1, 0)),
        paragraph("任务一", numbered=(1, 1)),
        paragraph("为了规范", numbered=(2, 0)),
        paragraph("适用范围", numbered=(2, 0)),
        paragraph("圆点", numbered=(3, 0)),
    ]
    doc = reading(docx_of(*blocks, parts={"numbering": lists}))
    assert body(doc).splitlines() == [
        "一、总体要求",
        "（一）指导思想",
        "（二）基本原则",
        "1. 坚持公开",
        "（1）方式",
        "二、主要任务",
        "（一）任务一",
        "第一条 为了规范",
        "第二条 适用范围",
        "圆点",
    ]
    assert parts(doc, "numbering") == "一、（一）（二）1. （1）二、（一）第一条 第二条 "


@pytest.mark.parametrize(
    ("count", "form", "written"),
    [
        (11, "chineseCounting", "十一"),
        (20, "japaneseCounting", "二十"),
        (103, "chineseCountingThousand", "一百〇三"),
        (12, "chineseLegalSimplified", "壹拾贰"),
        (24, "ideographDigital", "二四"),
        (3, "decimalEnclosedCircle", "③"),
        (4, "upperRoman", "IV"),
        (49, "lowerRoman", "xlix"),
        (28, "lowerLetter", "bb"),
        (2, "ideographTraditional", "乙"),
        (7, "decimalZero", "07"),
        (5, "unheard of", "5"),
    ],
)
def test_numbers_are_spelled_as_word_spells_them(count: int, form: str, written: str) -> None:
    assert spelled(count, form) == written


def test_ticked_boxes_and_stars_of_symbol_fonts_are_characters() -> None:
    def symbol(font: str, code: str) -> str:
        return f'<w:r><w:sym w:font="{font}" w:char="{code}"/></w:r>'

    runs = [
        symbol("Wingdings 2", "F052"),
        run("公开"),
        symbol("Wingdings", "F0A8"),
        run("不公开"),
        symbol("Wingdings", "F0AB"),
    ]
    assert body(reading(docx_of(paragraph(*runs)))) == "☑公开□不公开★\n"


def test_boxes_of_form_fields_are_characters() -> None:
    def box(inside: str) -> str:
        field = f"<w:ffData><w:checkBox>{inside}</w:checkBox></w:ffData>"
        return f'<w:r><w:fldChar w:fldCharType="begin">{field}</w:fldChar></w:r>'

    runs = [box("<w:checked/>"), run("公开"), box('<w:default w:val="0"/>'), run("不公开")]
    assert body(reading(docx_of(paragraph(*runs)))) == "☑公开□不公开\n"


def test_breaks_tabs_fields_links_and_controls_are_read() -> None:
    mixed = (
        "<w:r><w:t>甲</w:t><w:tab/><w:t>乙</w:t><w:br/><w:t>丙</w:t></w:r>"
        "<w:hyperlink><w:r><w:t>链接</w:t></w:r></w:hyperlink><w:r><w:instrText> PAGE </w:instrText></w:r>"
        "<w:sdt><w:sdtPr/><w:sdtContent><w:r><w:t>控件</w:t></w:r></w:sdtContent></w:sdt>"
    )
    outer = f"<w:sdt><w:sdtContent>{paragraph('块控件')}</w:sdtContent></w:sdt>"
    assert body(reading(docx_of(paragraph(mixed), outer))) == "甲\t乙\n丙链接控件\n块控件\n"


def test_properties_are_carried() -> None:
    doc = reading(
        docx_of("正文", properties={"dc:creator": "沈某", "dc:title": "题名"}, custom={"密级": "机密", "页数": "3"})
    )
    assert parts(doc, "property").splitlines() == ["creator: 沈某", "title: 题名", "密级: 机密"]


def test_a_file_without_text_says_so() -> None:
    with pytest.raises(UnreadableFile, match="没有文字"):
        reading(docx_of(""))


def test_a_file_without_its_main_part_is_damaged() -> None:
    with pytest.raises(UnreadableFile, match="缺少正文部分"):
        reading(zipped({"word/styles.xml": "<a/>", "[Content_Types].xml": "<a/>"}))


def test_deep_nesting_is_damage_and_no_crash() -> None:
    deep = paragraph("底")
    for _ in range(300):
        deep = f"<w:tbl><w:tr><w:tc>{deep}</w:tc></w:tr></w:tbl>"
    with pytest.raises(UnreadableFile, match="已损坏"):
        reading(docx_of(deep))


def test_an_embedded_document_is_not_passed_over() -> None:
    with pytest.raises(UnreadableFile, match="内部的另一个文件"):
        reading(docx_of("正文", '<w:altChunk r:id="r9"/>'))


def test_the_strict_form_of_the_format_is_read() -> None:
    space = 'xmlns:w="http://purl.oclc.org/ooxml/wordprocessingml/main"'
    xml = f"<w:document {space}><w:body><w:p><w:r><w:t>严格格式</w:t></w:r></w:p></w:body></w:document>"
    assert body(reading(zipped({"word/document.xml": xml}))) == "严格格式\n"


def test_a_long_number_that_somebody_has_named_is_read() -> None:
    number = mobile(Random(3))
    assert f"热线: {number}" in reading(docx_of("公告", custom={"热线": number})).text
    assert "份数" not in reading(docx_of("公告", custom={"份数": "123456"})).text
