"""A secrecy mark stops a real file wherever the file can hold one."""

import pytest

from pipeline.formats import read
from pipeline.screen import Screener
from pipeline.terms import registers
from tests.making import (
    cell,
    deleted,
    docx_of,
    footnote_mark,
    numbering,
    ofd_of,
    paragraph,
    pdf_of,
    run,
    table,
    text_box,
)

TEXT = ("江州市人民政府文件", "江政发〔2020〕3号", "关于开展工作的通知", "各县：", *["正文一段。"] * 12, "2020年7月1日")
STAR = '<w:r><w:sym w:font="Wingdings" w:char="F0AB"/></w:r>'
LINES = [(line, 100, 100 + 28 * n, 16) for n, line in enumerate(TEXT)]
SMALL = [(line, 30, 40 + 10 * n, 5) for n, line in enumerate(TEXT)]

FILES = {
    "docx header": docx_of(*TEXT, header="机密★20年"),
    "docx footer": docx_of(*TEXT, footer="秘密"),
    "docx header with a text box": docx_of(*TEXT, header=paragraph(text_box("机密★5年"))),
    "docx text box": docx_of(*TEXT, paragraph(text_box("机密　特急"), "末段。")),
    "docx comment": docx_of(*TEXT, comments=[("密级：机密", "某")]),
    "docx footnote": docx_of(*TEXT, paragraph(run("末段。"), footnote_mark(1)), footnotes=["秘密★1年"]),
    "docx deletion": docx_of(*TEXT, paragraph(deleted("机密★10年"), run("末段。"))),
    "docx hidden text": docx_of(*TEXT, paragraph(run("秘　密", "<w:vanish/>"), run("末段。"))),
    "docx description of a picture": docx_of(*TEXT, paragraph(text_box("图", described="机密"))),
    "docx custom property": docx_of(*TEXT, custom={"密级": "机密"}),
    "docx keywords": docx_of(*TEXT, properties={"cp:keywords": "秘密"}),
    "docx table": docx_of(table([["文号", "江政发〔2020〕3号", "密级", "机密"]]), *TEXT),
    "docx lone cell": docx_of(*TEXT, table([[cell("机密★10年", "末段。")]])),
    "docx star of a symbol font": docx_of(paragraph(run("机密"), STAR, run("20年")), *TEXT),
    "docx mark in pieces": docx_of(paragraph(run("机", "<w:b/>"), run("密"), run("★"), run("2"), run("0年")), *TEXT),
    "docx mark with a list number": docx_of(
        *TEXT, paragraph("秘密★3年", numbered=(1, 0)), parts={"numbering": numbering([("chineseCounting", "%1、")])}
    ),
    "pdf first line": pdf_of([("机密★20年", 77, 60, 16), *LINES]),
    "pdf mark set letter by letter": pdf_of([*((c, 77 + 40 * i, 60, 16) for i, c in enumerate("机密★20年")), *LINES]),
    "pdf drawn last": pdf_of([*LINES, ("绝密", 77, 60, 16), ("000123", 450, 60, 16)]),
    "pdf second page": pdf_of(LINES, [("秘密　000123", 77, 60, 16), *LINES]),
    "pdf comment": pdf_of(LINES, note="机密★5年"),
    "pdf title": pdf_of(LINES, properties={"title": "关于预算的报告（机密）"}),
    "pdf beyond the page": pdf_of([("机密★5年", -200, 60, 16), *LINES]),
    "ofd first line": ofd_of([("机密★20年", 27, 20, 5), *SMALL]),
    "ofd property": ofd_of(SMALL, properties={"密级": "秘密"}),
    "ofd annotation": ofd_of(SMALL, note="机密"),
    "ofd custom tag": ofd_of(SMALL, parts={"Doc_0/Tags/T.xml": "<公文><密级>机密★5年</密级></公文>"}),
    "ofd attachment": ofd_of(SMALL, attachment="（机密）名单.xlsx"),
    "text in gb18030": ("机密★20年\n" + "\n".join(TEXT)).encode("gb18030"),
    "text in big5": ("機密★20年\n" + "江州市人民政府關於開展工作的通知\n各縣：\n" * 5).encode("big5"),
    "text in utf-16": ("秘密\r\n" + "\r\n".join(TEXT)).encode("utf-16-le"),
}
PLAIN = {
    "docx": docx_of(*TEXT, header="江州市人民政府", comments=[("是否涉及国家秘密？请核。", "某")]),
    "pdf": pdf_of(LINES, note="保守国家秘密"),
    "ofd": ofd_of(SMALL, properties={"密级": "非密"}),
}


@pytest.fixture(scope="module")
def screener() -> Screener:
    return Screener(registers())


@pytest.mark.parametrize("where", FILES)
def test_a_mark_in_a_file_stops_it(screener: Screener, where: str) -> None:
    doc = screener(read(FILES[where], "样件", max_bytes=10**7, max_unpacked_bytes=10**7))
    assert doc.stopped
    assert (doc.text, doc.folded, doc.pieces, doc.body_end) == ("", "", (), 0)


@pytest.mark.parametrize("kind", PLAIN)
def test_a_file_without_a_mark_goes_on(screener: Screener, kind: str) -> None:
    doc = screener(read(PLAIN[kind], "样件", max_bytes=10**7, max_unpacked_bytes=10**7))
    assert not doc.stopped
    assert doc.secrecy.mark is None
