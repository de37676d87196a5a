"""PDF and OFD: pages in the order of reading, cells apart, nothing passed over in silence."""

from collections.abc import Callable

import pytest

from pipeline.doc import Doc, UnreadableFile
from pipeline.formats import read
from pipeline.formats.layout import Run, page_text
from tests.making import Placed, ofd_of, pdf_of


def reading(data: bytes) -> Doc:
    return read(data, "样件", max_bytes=10**7, max_unpacked_bytes=10**7)


def body(doc: Doc) -> str:
    return doc.text[: doc.body_end]


def parts(doc: Doc, part: str) -> list[str]:
    return [doc.text[p.start : p.end] for p in doc.pieces if p.part == part]


def scaled(page: list[tuple[str, float, float]]) -> tuple[list[Placed], list[Placed]]:
    """Return lines placed in letter sizes, in points for PDF and in millimetres for OFD."""
    return [(t, x * 16, y * 16, 16) for t, x, y in page], [(t, x * 5.6, y * 5.6, 5.6) for t, x, y in page]


MAKERS: list[Callable[..., bytes]] = [
    lambda *pages, **more: pdf_of(*(scaled(p)[0] for p in pages), **more),
    lambda *pages, **more: ofd_of(*(scaled(p)[1] for p in pages), **more),
]


@pytest.mark.parametrize("make", MAKERS)
def test_lines_and_pages_come_in_order_with_their_page_numbers(make: Callable[..., bytes]) -> None:
    first = [("第一行，江州市〔2024〕1号。", 4, 6), ("第二行在页末断开，句子还没", 4, 8), ("— 1 —", 15, 48)]
    second = [("有完。", 4, 6), ("— 2 —", 15, 48)]
    doc = reading(make(first, second))
    assert body(doc) == "第一行，江州市〔2024〕1号。\n第二行在页末断开，句子还没\n— 1 —\n有完。\n— 2 —\n"
    assert parts(doc, "page") == [
        "第一行，江州市〔2024〕1号。\n第二行在页末断开，句子还没\n— 1 —\n",
        "有完。\n— 2 —\n",
    ]


@pytest.mark.parametrize("make", MAKERS)
def test_what_was_drawn_out_of_order_is_read_in_order(make: Callable[..., bytes]) -> None:
    page = [("第三行", 4, 10), ("第一行", 4, 6), ("第二行", 4, 8)]
    assert body(reading(make(page))) == "第一行\n第二行\n第三行\n"


@pytest.mark.parametrize("make", MAKERS)
def test_cells_of_a_row_are_parted_by_tabs(make: Callable[..., bytes]) -> None:
    page = [("姓名", 4, 6), ("住址", 10, 6), ("金额", 20, 6), ("张某", 4, 8), ("白鹭镇", 10, 8), ("500", 20, 8)]
    assert body(reading(make(page))) == "姓名\t住址\t金额\n张某\t白鹭镇\t500\n"


@pytest.mark.parametrize("make", MAKERS)
def test_text_beyond_the_page_is_hidden(make: Callable[..., bytes]) -> None:
    doc = reading(make([("看得见", 4, 6), ("看不见", -20, 8)]))
    assert body(doc) == "看得见\n"
    assert parts(doc, "hidden") == ["看不见\n"] or parts(doc, "hidden") == ["看不见"]


@pytest.mark.parametrize("make", MAKERS)
def test_annotations_and_properties_are_carried(make: Callable[..., bytes]) -> None:
    named = {"title": "题名"} if make is MAKERS[0] else {"密级": "机密"}
    doc = reading(make([("正文", 4, 6)], note="请核对电话", properties=named))
    assert "请核对电话" in "".join(parts(doc, "comment"))
    assert ("Title: 题名" if make is MAKERS[0] else "密级: 机密") in "".join(parts(doc, "property"))
    assert body(doc) == "正文\n"


@pytest.mark.parametrize("make", MAKERS)
def test_a_bold_that_is_drawn_twice_is_read_once(make: Callable[..., bytes]) -> None:
    assert body(reading(make([("标题", 4, 6), ("标题", 4.01, 6)]))) == "标题\n"


@pytest.mark.parametrize("make", MAKERS)
def test_a_page_set_in_two_columns_is_read_column_by_column(make: Callable[..., bytes]) -> None:
    left = [("左栏文字第几行左栏文字第", 3, 5 + 2 * i) for i in range(12)]
    right = [("右栏文字第几行右栏文字第", 19.5, 5 + 2 * i) for i in range(12)]
    assert body(reading(make(left + right))).startswith("左栏文字第几行左栏文字第\n左栏")
    assert "\t" not in body(reading(make(left + right)))


def test_a_scan_is_refused() -> None:
    with pytest.raises(UnreadableFile, match="第 1 页没有文字层，可能是扫描件"):
        reading(pdf_of([], picture=True))
    with pytest.raises(UnreadableFile, match="第 2 页没有文字层"):
        reading(ofd_of([("首页", 30, 40, 5)], [], parts={"Doc_0/Pages/Page_2/Content.xml": _IMAGE_PAGE}))


_IMAGE_PAGE = (
    '<ofd:Page xmlns:ofd="http://www.ofdspec.org/2016"><ofd:Content><ofd:Layer ID="9">'
    '<ofd:ImageObject ID="10" Boundary="0 0 210 297" ResourceID="3"/></ofd:Layer></ofd:Content></ofd:Page>'
)


def test_a_blank_page_is_no_scan_and_a_blank_file_has_no_text() -> None:
    assert body(reading(pdf_of([("首页", 100, 100, 16)], []))).strip() == "首页"
    with pytest.raises(UnreadableFile, match="没有文字层"):
        reading(ofd_of([]))


def test_a_page_that_is_missing_is_damage() -> None:
    with pytest.raises(UnreadableFile, match="OFD 已损坏"):
        reading(ofd_of([("首页", 30, 40, 5)], [("次页", 30, 40, 5)], parts={"Doc_0/Pages/Page_2/Content.xml": "<x"}))


def test_an_encrypted_ofd_is_refused() -> None:
    with pytest.raises(UnreadableFile, match="OFD 已加密"):
        reading(ofd_of([("首页", 30, 40, 5)], parts={"Encryptions.xml": "<a/>"}))


def test_names_of_attachments_and_custom_tags_are_carried() -> None:
    tags = '<t:公文 xmlns:t="urn:t"><t:密级>秘密</t:密级><t:编号>12</t:编号></t:公文>'
    doc = reading(ofd_of([("首页", 30, 40, 5)], attachment="名单.xlsx", parts={"Doc_0/Tags/Tag_1.xml": tags}))
    assert "".join(parts(doc, "property")).splitlines() == ["名单.xlsx", "秘密"]


@pytest.mark.parametrize(("angle", "rotate"), [(0, 0), (90, 90), (270, 270), (180, 180), (0, 90), (90, 0)])
def test_a_turned_page_is_read_along_its_lines(angle: int, rotate: int) -> None:
    import io

    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.cidfonts import UnicodeCIDFont
    from reportlab.pdfgen.canvas import Canvas

    pdfmetrics.registerFont(UnicodeCIDFont("STSong-Light"))
    buffer = io.BytesIO()
    canvas = Canvas(buffer, pagesize=(595, 842), invariant=True)
    canvas.setPageRotation(rotate)
    canvas.translate(300, 400)
    canvas.rotate(angle)
    canvas.setFont("STSong-Light", 16)
    for text, x, y in (("横排的表", 0, 0), ("姓名", 120, 0), ("第二行", 0, -30)):
        canvas.drawString(x, y, text)
    canvas.showPage()
    canvas.save()
    assert body(reading(buffer.getvalue())) == "横排的表\t姓名\n第二行\n"


def test_a_small_raised_figure_stays_in_its_line() -> None:
    runs = [Run("面积5平方公里", 0, 100, 10, 26), Run("2", 101, 106, 8, 18), Run("。", 107, 120, 10, 26)]
    assert page_text(runs, width=300) == "面积5平方公里2。"


def test_no_runs_are_no_lines() -> None:
    assert page_text([], width=100) == ""


def test_a_page_that_draws_millions_of_characters_is_refused() -> None:
    page = [("一二三四五六七八九十" * 400, 10, 100 + i, 0.1) for i in range(100)]
    with pytest.raises(UnreadableFile, match="第 1 页文字异常多"):
        reading(pdf_of(page))
