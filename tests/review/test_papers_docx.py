"""The office's papers, opened again: what they say, and that they are laid out as official documents are."""

import io
import zipfile
from datetime import date
from typing import Any

import pytest
from docx import Document
from docx.oxml.ns import qn
from docx.shared import Pt

from pipeline.review.paperwork import form, signing
from pipeline.review.paperwork.papers_docx import (
    Finding,
    Letter,
    Signature,
    interpretation_docx,
    letter_docx,
    return_notice_docx,
    sheet_docx,
)
from pipeline.terms import registers
from tests.review.records import laid

REGISTERS = registers()
DAY = date(2026, 11, 24)
TITLE = "江州市人民政府关于印发《江州市节约用水办法》的通知"


def opened(content: bytes) -> Any:
    return Document(io.BytesIO(content))


def rows(document: Any) -> list[list[str]]:
    """Return the cells' texts row by row, a merged cell once."""
    out = []
    for row in document.tables[0].rows:
        cells = {id(c._tc): c.text for c in row.cells}
        out.append(list(cells.values()))
    return out


def lines(document: Any) -> list[str]:
    return [p.text for p in document.paragraphs]


def sheet(script: str = "hans", **said: Any) -> bytes:
    record = laid("节约用水。", title=TITLE, policy=True, normative=True)
    values = form.prefill(record, department="江州市水利局", user_name="沈一川", today=DAY, registers=REGISTERS)
    whole = {name: f.value for name, f in values.items()} | said
    facts = form.facts(record, whole)
    steps = [Signature(s.chinese) for s in signing.steps(facts, REGISTERS)]
    steps[0] = Signature(steps[0].step, "秦知远", date(2026, 11, 25), "同意公开")
    return sheet_docx(
        whole,
        facts=facts,
        registers=REGISTERS,
        receipt="GK-20261124-0001",
        day=DAY,
        signatures=steps,
        findings={"gate:law": Finding(True), "sheet:timing": Finding(False, "等施行日")},
        lacks=form.missing(whole, record, registers=REGISTERS)[:1],
        script=script,
    )


def test_the_page_is_an_official_document_s() -> None:
    for content in (sheet(), letter(), notice(), interpretation()):
        section = opened(content).sections[0]
        assert [round(side.mm) for side in (section.page_width, section.page_height)] == [210, 297]
        margins = (section.top_margin, section.bottom_margin, section.left_margin, section.right_margin)
        assert [round(m.mm) for m in margins] == [37, 35, 28, 26]  # GB/T 9704-2012, 5.2.1: the text is 156 by 225 mm


def test_title_and_text_have_the_fonts_of_the_standard() -> None:
    document = opened(letter())
    title = next(p for p in document.paragraphs if p.text)
    text = next(p for p in document.paragraphs if p.text.startswith("我单位"))
    for paragraph, font, size in ((title, "方正小标宋简体", 22), (text, "仿宋_GB2312", 16)):
        run = paragraph.runs[0]
        assert run._r.rPr.rFonts.get(qn("w:eastAsia")) == font
        assert run.font.size == Pt(size)
    assert text.paragraph_format.line_spacing == Pt(28)
    assert text._p.pPr.ind.get(qn("w:firstLineChars")) == "200"


def test_a_machine_without_the_fonts_is_told_others() -> None:
    with zipfile.ZipFile(io.BytesIO(sheet())) as package:
        table = package.read("word/fontTable.xml").decode()
    assert '<w:font w:name="方正小标宋简体"><w:altName w:val="宋体"/>' in table
    assert '<w:font w:name="仿宋_GB2312"><w:altName w:val="仿宋"/>' in table


def test_the_sheet_has_its_groups_stars_and_boxes() -> None:
    found = rows(opened(sheet()))
    heads = [r[0] for r in found if len(r) == 1]
    assert heads[:4] == ["文件信息", "公开属性", "目录要素（九项）", "发布要求"]
    assert heads[-2:] == ["审查结论", "审签"]
    assert ["★公开属性", "■主动公开　□依申请公开　□不予公开"] in found
    assert ["★文件标题", TITLE] in found
    cells = [cell for row in found for cell in row]
    for element in ("名称", "内容", "依据", "时限", "主体", "方式", "渠道", "范围", "对象"):
        assert f"★{element}" in cells
    assert "■是　□否" in cells


def test_the_sheet_shows_findings_signatures_and_what_is_lacking() -> None:
    found = rows(opened(sheet()))
    assert ["法律关", "■通过　□不通过"] in found
    assert ["公开时机", "□通过　■不通过　等施行日"] in found
    assert ["政治关", "□通过　□不通过"] in found
    signed = dict(r for r in found if len(r) == 2)
    assert signed["起草单位主要负责人审签"].startswith("同意公开")
    assert signed["起草单位主要负责人审签"].endswith("签名：秦知远　2026年11月25日")
    assert signed["司法行政部门审查"].strip().startswith("签名：")
    assert signed["提交时缺项"].startswith("T04 ")


def test_fields_that_are_not_called_for_are_left_out() -> None:
    cells = [cell for row in rows(opened(sheet())) for cell in row]
    assert not [c for c in cells if "暂缓理由" in c or "不公开理由说明" in c or "份数" in c]
    deferred = [cell for row in rows(opened(sheet(deferral=True))) for cell in row]
    assert "★暂缓理由" in deferred


def test_labels_follow_the_script_and_document_text_does_not() -> None:
    content = sheet("hant")
    cells = [cell for row in rows(opened(content)) for cell in row]
    assert lines(opened(content))[0] == "公文公開發佈意見單"
    assert "★文件標題" in cells
    assert TITLE in cells  # the document's own words
    assert "■主動公開　□依申請公開　□不予公開" in cells


def letter(script: str = "hans") -> bytes:
    said = Letter(
        to="江州市财政局",
        sender="江州市水利局",
        title=TITLE,
        doc_number="江政规〔2026〕4号",
        passages=("节水奖励由市财政局列入预算。",),
        question="奖励标准能否公开？",
        reply_by=date(2026, 12, 15),
        day=DAY,
        contact="沈一川",
        phone="见回执",
        number="江水函〔2026〕12号",
    )
    return letter_docx(said, script=script)


def test_the_letter_asks_and_has_its_slip() -> None:
    document = opened(letter())
    text = lines(document)
    assert text[0] == "关于征询《江州市人民政府关于印发〈江州市节约用水办法〉的通知》公开意见的函"
    assert "江州市财政局：" in text
    assert "1. 节水奖励由市财政局列入预算。" in text
    assert any("《中华人民共和国政府信息公开条例》第十一条" in line for line in text)
    assert "请于2026年12月15日前填写回执，加盖公章后反馈。" in text
    assert "征询公开意见回执" in text
    slip = next(p for p in document.paragraphs if p.text == "附件")
    assert slip.paragraph_format.page_break_before
    found = rows(document)
    assert ["来函单位", "江州市水利局", "回复单位", "江州市财政局"] in found
    assert any(r[0] == "回复意见" and "□不同意公开" in r[1] for r in found)


def test_the_letter_does_not_take_silence_for_consent() -> None:
    assert not [line for line in lines(opened(letter())) if "视为" in line or "逾期" in line]


def notice(script: str = "hans") -> bytes:
    lacks = (
        form.Lack("T02", "reason", "写明理由"),
        form.Lack("T02", "article", "写明条款"),
        form.Lack("T05", "plan", "写明方案"),
    )
    return return_notice_docx(
        to="江州市水利局",
        sender="江州市人民政府办公室",
        title=TITLE,
        receipt="GK-20261124-0001",
        codes=("T02", "T15"),
        lacks=lacks,
        reason="请与文件附注核对。",
        day=DAY,
        script=script,
    )


def test_the_notice_lists_the_codes_that_were_chosen() -> None:
    document = opened(notice())
    assert rows(document) == [
        ["序号", "退文码", "问题", "补正要求"],
        ["1", "T02", "不予公开无理由", "写明理由\n写明条款"],
        ["2", "T15", "版式要素缺失或标注与内容不一致", "按审核意见补正"],
    ]
    text = lines(document)
    assert text[0] == "退文通知"
    assert "审核意见：请与文件附注核对。" in text
    assert any("GK-20261124-0001" in line for line in text)
    assert text[-2:] == ["江州市人民政府办公室", "2026年11月24日"]


def interpretation(script: str = "hans") -> bytes:
    body = {
        "title": "《江州市节约用水办法》政策解读",
        "sections": [
            {"element": "background", "claims": [{"text": "水资源紧缺，需要节约。", "evidence": [[0, 3]]}]},
            {"element": "goal", "claims": []},
            {"element": "measures", "claims": [{"text": "先补后奖。\n按年发放。", "evidence": [[0, 3]]}]},
        ],
    }
    return interpretation_docx(
        body,
        department="江州市水利局",
        source_title=TITLE,
        doc_number="江政规〔2026〕4号",
        interpreter="秦知远",
        script=script,
    )


def test_the_interpretation_has_its_sections() -> None:
    text = [line for line in lines(opened(interpretation())) if line]
    assert text == [
        "《江州市节约用水办法》政策解读",
        "一、背景依据",
        "水资源紧缺，需要节约。",
        "二、主要内容",
        "先补后奖。",
        "按年发放。",
        f"解读文件：{TITLE}（江政规〔2026〕4号）",
        "解读单位：江州市水利局　　第一解读人：秦知远",
    ]
    assert "一、背景依據" in lines(opened(interpretation("hant")))


@pytest.mark.parametrize("make", [sheet, letter, notice, interpretation])
def test_the_same_content_gives_the_same_file(make: Any) -> None:
    assert make() == make()


def test_what_xml_cannot_hold_does_not_break_a_paper() -> None:
    assert any("坏字" in cell for row in rows(opened(sheet(remark="坏\x00\x0b字\ud800"))) for cell in row)


def test_no_author_or_time_of_making_is_kept() -> None:
    known = opened(sheet()).core_properties
    assert (known.author, known.last_modified_by, known.created.year) == ("", "", 2000)
