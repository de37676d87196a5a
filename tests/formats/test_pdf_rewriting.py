"""PDF pages written again: glyphs gone, the rest of the page as it was, in every way that a page can draw a text."""

import io
import re
from collections.abc import Iterable, Sequence
from random import Random
from typing import Any

import pikepdf
import pypdfium2
import pytest
from pikepdf import Array, Dictionary, Name

from pipeline.doc import Doc, Mention, Span, UnreadableFile, UnwritableFile
from pipeline.formats import read
from pipeline.formats.pdf import rewriting as pdf_rewriting
from pipeline.formats.pdf.reading import traced
from pipeline.formats.rewriting import Rewritten
from pipeline.train import invent
from tests.making import pdf_of
from tests.making.pdf import Maker, hexed, placed

MOBILE = invent.mobile(Random(4))
SHORT = f"{MOBILE[:3]}****{MOBILE[-4:]}"
NAME, NAMELESS = "张三丰", "张某某"


def reading(data: bytes) -> Doc:
    return read(data, "样件", max_bytes=10**8, max_unpacked_bytes=10**8)


def mention(start: int, end: int, new: str, *, keep: bool = False) -> Mention:
    return Mention(Span(start, end, "personal", "mobile"), None, "keep" if keep else "mask", new)


def mentions(doc: Doc, new: dict[str, str], keep: Iterable[int] = ()) -> tuple[Mention, ...]:
    """Return mentions of values, also where white space parts them; keep: which of them, in order, are kept."""
    found = [
        (m.start(), m.end(), text)
        for value, text in new.items()
        for m in re.finditer(r"\s*".join(map(re.escape, value)), doc.text)
    ]
    assert found
    return tuple(mention(a, b, text, keep=n in set(keep)) for n, (a, b, text) in enumerate(sorted(found)))


def rewritten(data: bytes, new: dict[str, str], *, keep: Iterable[int] = (), pictures: bool = False) -> Rewritten:
    doc = reading(data)
    doc = doc.having(mentions=mentions(doc, new, keep))
    return pdf_rewriting.rewrite(data, doc, max_unpacked_bytes=10**8, pictures=pictures)


def times(value: str, text: str | None) -> int:
    return "".join((text or "").split()).count(value)


def left(data: bytes, value: str) -> int:
    """Return how often a value can still be read, by whichever of two readers sees more of it."""
    return max(times(value, reading(data).text), times(value, pdf_rewriting.second_reading(data)))


def hidden(data: bytes, value: str) -> list[str]:
    """Return the parts of a file that hold a value."""
    return [name for name, text in pdf_rewriting.parts(data) if times(value, text)]


def changed(before: bytes, after: bytes, page: int = 0) -> set[tuple[int, int]]:
    """Return the dots of a page that two files draw otherwise: column and row, two a point."""
    import numpy

    one, two = (pypdfium2.PdfDocument(data)[page].render(scale=2).to_numpy().astype(int) for data in (before, after))
    assert one.shape == two.shape
    rows, columns = numpy.nonzero(abs(one - two).max(axis=2) > 40)
    return set(zip(columns.tolist(), rows.tolist(), strict=True))


def within(dots: set[tuple[int, int]], data: bytes, new: Sequence[str], page: int = 0) -> bool:
    """Return whether all dots lie in the boxes of these values in a file."""
    trace, text = traced(data, "样件"), pypdfium2.PdfDocument(data)
    boxes, height = [], text[page].get_height()
    letters = text[page].get_textpage()
    for found in mentions(trace.doc, dict.fromkeys(new, "")):
        for at in range(found.span.start, found.span.end):
            for where, number in trace.letters.get(at, ()):
                if where == page:
                    boxes.append(letters.get_charbox(number, loose=True))
    sides = [(a * 2 - 5, (height - d) * 2 - 5, c * 2 + 5, (height - b) * 2 + 5) for a, b, c, d in boxes]
    return all(any(a <= x <= c and b <= y <= d for a, b, c, d in sides) for x, y in dots)


SHOWN = {
    "kerned": f"BT /L 16 Tf 50 700 Td [(Tel {MOBILE[:2]}) -20 ({MOBILE[2:6]}) 30 ({MOBILE[6:]} end)] TJ ET",
    "next line": f"BT /L 16 Tf 20 TL 50 700 Td (first) Tj (call {MOBILE} now) ' (after) ' ET",
    "spaced line": f"BT /L 16 Tf 20 TL 50 700 Td 3 1 (call {MOBILE} now) \" (after all) ' ET",
    "turned": f"q .87 .5 -.5 .87 200 300 cm BT /L 16 Tf 80 Tz 1 Tc 3 Tw 5 Ts 50 0 Td (a {MOBILE} b) Tj (c) Tj ET Q",
    "scaled by its matrix": f"BT /L 1 Tf 16 0 0 16 50 600 Tm (call {MOBILE} now) Tj /L .5 Tf (after) Tj ET",
    "letter by letter": "BT /L 16 Tf "
    + "".join(f"1 0 0 1 {50 + 9 * i} 600 Tm ({c}) Tj " for i, c in enumerate(f"{MOBILE}.end"))
    + "ET",
    "hexadecimal": f"BT /L 16 Tf 50 600 Td <{MOBILE.encode().hex()}> Tj ( end) Tj ET",
    "in GBK": f"BT /G 16 Tf 50 700 Td {hexed('电话' + MOBILE + '，请来电。', 'gbk')} Tj (end) Tj ET",
    "in UCS-2": f"BT /H 16 Tf 50 700 Td {hexed('电话' + MOBILE + '，请来电。')} Tj ET",
    "invisible": f"BT /L 16 Tf 3 Tr 50 600 Td (call {MOBILE} now) Tj 0 Tr (after) Tj ET",
    "white": f"1 g BT /L 16 Tf 50 600 Td (call {MOBILE} now) Tj 0 g (after) Tj ET",
    "clipped": f"q 0 0 9 9 re W n BT /L 16 Tf 50 600 Td (call {MOBILE} now) Tj ET Q {placed('after', 50, 500)}",
    "drawn twice": f"BT /L 16 Tf 50 600 Td (call {MOBILE} now) Tj 0.4 0 Td (call {MOBILE} now) Tj ET",
    "with a shadow": f".5 g {placed(f'call {MOBILE} now', 51, 599)} 0 g {placed(f'call {MOBILE} now', 50, 600)}",
    "with its own words": f"/Span <</ActualText (call {MOBILE} now)>> BDC {placed(f'call {MOBILE} now', 50, 600)} EMC",
    "over two lines": f"BT /L 16 Tf 20 TL 50 600 Td (call {MOBILE[:6]}) Tj T* ({MOBILE[6:]} now) Tj ET",
    "in a saved state": f"q BT /L 16 Tf 50 600 Td (call {MOBILE}) Tj q 2 Tc ( x) Tj Q (now) Tj ET Q",
    "beyond the page": f"BT /L 16 Tf -300 600 Td (call {MOBILE}) Tj ET {placed('after', 50, 500)}",
}


@pytest.mark.parametrize("how", SHOWN)
def test_a_number_goes_however_it_is_shown(how: str) -> None:
    data = Maker(SHOWN[how]).bytes
    before = "".join(reading(data).text.split())
    made = rewritten(data, {MOBILE: SHORT})
    assert left(made.data, MOBILE) == 0 and not hidden(made.data, MOBILE)
    assert "".join(reading(made.data).text.split()) == before.replace(MOBILE, SHORT)
    assert within(changed(data, made.data), data, [MOBILE])
    assert made.notes == ()


def test_a_name_in_vertical_writing_goes() -> None:
    data = Maker(f"BT /V 16 Tf 300 700 Td {hexed(f'联系人{NAME}，请来电')} Tj {hexed('在此')} Tj ET").bytes
    made = rewritten(data, {NAME: NAMELESS})
    assert "".join(reading(made.data).text.split()) == f"联系人{NAMELESS}，请来电在此"
    assert left(made.data, "三丰") == 0
    assert within(changed(data, made.data), data, [NAME])


def test_what_a_replacement_shares_with_the_value_is_not_drawn_anew() -> None:
    data = pdf_of([(f"联系人：{NAME}，电话{MOBILE}。", 60, 100, 16)])
    made = rewritten(data, {NAME: NAMELESS, MOBILE: SHORT})
    assert reading(made.data).text.startswith(f"联系人：{NAMELESS}，电话{SHORT}。\n")
    assert within(changed(data, made.data), data, [NAME[1:], MOBILE[3:7]])


def test_a_replacement_fits_into_its_gap() -> None:
    data = pdf_of([("户主张三，电话见附件，住江州市云溪县白鹭镇柳河村三组12号。", 60, 100, 16)])
    made = rewritten(data, {"张三": "张某某", "白鹭镇柳河村三组12号": ""})
    assert reading(made.data).text.startswith("户主张某某，电话见附件，住江州市云溪县")
    assert within(changed(data, made.data), data, ["张三", "白鹭镇柳河村三组12号"])


def test_the_same_number_stays_where_it_is_kept() -> None:
    data = Maker(placed(f"first {MOBILE}", 50, 700) + placed(f"second {MOBILE}", 50, 600)).bytes
    made = rewritten(data, {MOBILE: SHORT}, keep=[1])
    assert reading(made.data).text == f"first {SHORT}\nsecond {MOBILE}\n"
    assert left(made.data, MOBILE) == 1


def test_nothing_masked_leaves_every_dot() -> None:
    maker = Maker(*SHOWN.values())
    made = rewritten(maker.bytes, {MOBILE: ""}, keep=range(100))
    assert not any(changed(maker.bytes, made.data, page) for page in range(len(SHOWN)))
    assert reading(made.data).text == reading(maker.bytes).text


def test_a_cell_that_wraps_is_emptied_on_both_lines() -> None:
    data = pdf_of([(MOBILE[:6], 60, 100, 16), (MOBILE[6:], 60, 120, 16), ("下一行", 60, 140, 16)])
    made = rewritten(data, {MOBILE: SHORT})
    assert times(SHORT, reading(made.data).text) == 1 and "下一行" in reading(made.data).text


# Forms.


def test_a_form_of_several_pages_changes_only_where_it_is_masked() -> None:
    maker = Maker()
    form = maker.form(placed(f"call {MOBILE}", 50, 600))
    for _ in range(2):
        maker.page("/Fm Do", XObject=Dictionary(Fm=form))
    made = rewritten(maker.bytes, {MOBILE: SHORT}, keep=[1])
    assert reading(made.data).text == f"call {SHORT}\ncall {MOBILE}\n"
    assert not changed(maker.bytes, made.data, page=1)
    assert left(made.data, MOBILE) == 1
    assert not hidden(rewritten(maker.bytes, {MOBILE: SHORT}).data, MOBILE)


def test_a_form_drawn_twice_on_one_page_changes_only_where_it_is_masked() -> None:
    maker = Maker()
    form = maker.form(placed(f"call {MOBILE}", 50, 600))
    maker.page("/Fm Do q 1 0 0 1 0 -200 cm /Fm Do Q", XObject=Dictionary(Fm=form))
    made = rewritten(maker.bytes, {MOBILE: SHORT}, keep=[0])
    assert reading(made.data).text == f"call {MOBILE}\ncall {SHORT}\n"


def test_a_form_in_a_form_is_followed_through_its_matrix() -> None:
    maker = Maker()
    inner = maker.form(placed(f"call {MOBILE}", 50, 600))
    outer = maker.form(
        "q .8 0 0 .8 10 10 cm /In Do Q",
        Resources=Dictionary(XObject=Dictionary(In=inner)),
        Matrix=Array([0.9, 0.1, -0.1, 0.9, 30, 40]),
    )
    maker.page("/Out Do " + placed("after", 50, 100), XObject=Dictionary(Out=outer))
    made = rewritten(maker.bytes, {MOBILE: SHORT})
    assert reading(made.data).text == f"call {SHORT}\nafter\n"
    assert not hidden(made.data, MOBILE)


def test_a_form_without_resources_and_with_its_callers_font() -> None:
    maker = Maker()
    form = maker.form(f"BT 50 600 Td (call {MOBILE}) Tj ET")
    del form["/Resources"]
    maker.page("/L 14 Tf /Fm Do", XObject=Dictionary(Fm=form))
    made = rewritten(maker.bytes, {MOBILE: SHORT})
    assert reading(made.data).text == f"call {SHORT}\n"
    assert not hidden(made.data, MOBILE)


# Own words of marked contents, and pages whose text cannot be traced.


def spoken(said: str, drawn: str) -> bytes:
    return Maker(
        f"/Span <</ActualText ({said})>> BDC {placed(drawn, 50, 600)} EMC {placed(NAME, 50, 500)} "
        + placed("last line", 50, 400)
    ).bytes


def test_words_that_stand_for_other_words_are_masked_as_a_whole() -> None:
    made = rewritten(spoken(MOBILE, "see below"), {MOBILE: SHORT})
    assert reading(made.data).text == f"{SHORT}\n{NAME}\nlast line\n"
    assert not hidden(made.data, MOBILE) and left(made.data, "see below") == 0


def test_a_page_that_cannot_be_traced_is_refused_with_its_number_and_what_to_do() -> None:
    data = spoken(f"call {MOBILE} now please", "see the board")
    with pytest.raises(UnwritableFile, match="第 1 页.*转为图片") as caught:
        rewritten(data, {MOBILE: SHORT})
    assert MOBILE not in str(caught.value)


def test_such_a_page_becomes_a_picture_on_request() -> None:
    data = spoken(f"call {MOBILE} now please", "see the board")
    made = rewritten(data, {MOBILE: SHORT, NAME: NAMELESS}, pictures=True)
    assert left(made.data, MOBILE) == left(made.data, NAME) == left(made.data, "last line") == 0
    assert not hidden(made.data, MOBILE)
    assert any("第 1 页已转为图片" in note for note in made.notes)
    assert "本页已转为图片" in reading(made.data).text
    # What it still shows: the last line as it was.
    with pypdfium2.PdfDocument(made.data) as pdf:
        assert pdf[0].render(scale=1).to_numpy()[430:445, 50:110].min() < 100


def test_a_page_without_mentions_may_say_what_it_likes() -> None:
    data = spoken("spoken otherwise", "see the board")
    made = rewritten(data, {NAME: NAMELESS})
    assert reading(made.data).text == f"spoken otherwise\n{NAMELESS}\nlast line\n"


# Fonts.


def test_an_embedded_subset_of_a_truetype_font() -> None:
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.ttfonts import TTFont
    from reportlab.pdfgen.canvas import Canvas

    pdfmetrics.registerFont(TTFont("Vera", "Vera.ttf"))
    buffer = io.BytesIO()
    canvas = Canvas(buffer, pagesize=(595, 842), invariant=True)
    canvas.setFont("Vera", 13)
    canvas.drawString(60, 700, f"Contact: {MOBILE}, office.")
    canvas.showPage()
    canvas.save()
    made = rewritten(buffer.getvalue(), {MOBILE: SHORT})
    assert reading(made.data).text.startswith(f"Contact: {SHORT}, office.\n")
    assert left(made.data, MOBILE) == 0
    assert within(changed(buffer.getvalue(), made.data), buffer.getvalue(), [MOBILE])


def wide_font(maker: Maker, **entries: Any) -> Dictionary:
    """Return a composite font with an own map of codes: one byte below 80, two above."""
    maps = maker.pdf.make_stream(
        b"/CMapName /Own def 2 begincodespacerange <00> <7f> <8000> <ffff> endcodespacerange "
        b"1 begincidrange <20> <7e> 1 endcidrange 1 begincidchar <8001> 17 endcidchar"
    )
    named = b"1 begincodespacerange <00> <ff> endcodespacerange 1 beginbfrange <20> <7e> <0020> endbfrange "
    maps["/CMapName"] = Name("/Own")
    font = Dictionary(dict(maker.fonts["/H"].items()))
    font["/Encoding"] = maps
    font["/ToUnicode"] = maker.pdf.make_stream(named + b"1 beginbfchar <8001> <0030> endbfchar")
    for key, value in entries.items():
        font[f"/{key}"] = value
    return font


def test_codes_of_mixed_length_by_a_map_in_the_file() -> None:
    maker = Maker()
    maker.fonts["/W"] = wide_font(maker)
    maker.page(f"BT /W 16 Tf 50 600 Td <{b'tel '.hex()}8001{MOBILE.encode().hex()}8001> Tj ( end) Tj ET")
    made = rewritten(maker.bytes, {MOBILE: SHORT})
    assert reading(made.data).text == f"tel 0{SHORT}0 end\n"


def test_glyphs_by_procedures_keep_their_place() -> None:
    maker = Maker()
    procedure = maker.pdf.make_stream(b"1000 0 d0 100 0 600 600 re f")
    digits = {f"/n{c}": procedure for c in "0123456789"}
    maker.fonts["/T"] = Dictionary(
        Type=Name.Font,
        Subtype=Name.Type3,
        FontBBox=Array([0, 0, 1000, 1000]),
        FontMatrix=Array([0.001, 0, 0, 0.001, 0, 0]),
        CharProcs=Dictionary(digits),
        Encoding=Dictionary(Type=Name.Encoding, Differences=Array([48, *(Name(f"/n{c}") for c in "0123456789")])),
        FirstChar=48,
        LastChar=57,
        Widths=Array([800] * 10),
        ToUnicode=maker.pdf.make_stream(b"1 beginbfrange <30> <39> <0030> endbfrange"),
    )
    maker.page(f"BT /T 16 Tf 50 600 Td ({MOBILE}) Tj /L 16 Tf ( end) Tj ET")
    made = rewritten(maker.bytes, {MOBILE: SHORT})
    assert reading(made.data).text == f"{SHORT} end\n"
    assert within(changed(maker.bytes, made.data), maker.bytes, [MOBILE])


# What is hostile or damaged.


def test_text_of_no_size_goes() -> None:
    tiny = f"BT /L 0 Tf 50 600 Td ({MOBILE}) Tj ET BT /L 0.001 Tf 90 700 Td ({MOBILE}) Tj ET"
    data = Maker(tiny + placed(f"call {MOBILE}", 50, 600)).bytes
    made = rewritten(data, {MOBILE: SHORT})
    assert left(made.data, MOBILE) == 0 and not hidden(made.data, MOBILE)


def test_what_no_viewer_shows_of_a_stream_goes() -> None:
    data = Maker(f"% {MOBILE}\n{placed(MOBILE, 50, 600)} ({MOBILE}) Foo /Span <</Alt ({MOBILE})>> BDC EMC").bytes
    made = rewritten(data, {MOBILE: SHORT})
    assert not hidden(made.data, MOBILE)


def test_a_stream_that_breaks_off_is_written_as_far_as_it_is_shown() -> None:
    for end in (" BT /L 12 Tf (never closed", " ]] >> << /A Q Q Q EMC ET"):
        made = rewritten(Maker(placed(f"call {MOBILE}", 50, 600) + end).bytes, {MOBILE: SHORT})
        assert reading(made.data).text == f"call {SHORT}\n"


def test_forms_that_draw_themselves_or_lie_too_deep() -> None:
    maker = Maker()
    form = maker.form(placed(f"call {MOBILE}", 50, 600) + "/Me Do")
    form["/Resources"]["/XObject"] = Dictionary(Me=form)
    maker.page("/Me Do", XObject=Dictionary(Me=form))
    assert left(rewritten(maker.bytes, {MOBILE: SHORT}).data, MOBILE) == 0
    maker = Maker()
    form = maker.form(placed("x", 50, 600))
    for _ in range(60):
        form = maker.form("/A Do", Resources=Dictionary(XObject=Dictionary(A=form)))
    maker.page(placed(MOBILE, 50, 500) + "/A Do", XObject=Dictionary(A=form))
    with pytest.raises(UnwritableFile, match="嵌套过深"):
        rewritten(maker.bytes, {MOBILE: SHORT})


def test_forms_that_multiply_are_refused_before_they_are_drawn() -> None:
    maker = Maker()
    form = maker.form(placed("x", 50, 600))
    for _ in range(12):
        form = maker.form("/A Do " * 10, Resources=Dictionary(XObject=Dictionary(A=form)))
    maker.page("/A Do", XObject=Dictionary(A=form))
    with pytest.raises(UnreadableFile, match="层层嵌套"):
        reading(maker.bytes)


def test_a_stream_that_unpacks_to_more_than_allowed_is_refused() -> None:
    maker = Maker(placed(MOBILE, 50, 600) + " " * 3_000_000)
    doc = reading(maker.bytes)
    doc = doc.having(mentions=mentions(doc, {MOBILE: SHORT}))
    with pytest.raises(UnwritableFile, match="解压后过大"):
        pdf_rewriting.rewrite(maker.bytes, doc, max_unpacked_bytes=10**6, pictures=False)


def test_thousands_of_letters_in_one_place_take_no_more_time_than_elsewhere() -> None:
    heap = "BT /L 5 Tf " + "1 0 0 1 50 500 Tm (11111) Tj " * 4000 + "ET"
    made = rewritten(Maker(placed(f"call {MOBILE}", 50, 600) + heap).bytes, {MOBILE: SHORT})
    assert SHORT in reading(made.data).text


def test_a_file_with_an_owners_password_is_refused() -> None:
    buffer = io.BytesIO()
    with pikepdf.open(io.BytesIO(Maker(placed(MOBILE, 50, 600)).bytes)) as pdf:
        pdf.save(buffer, encryption=pikepdf.Encryption(owner="owner", user=""))
    with pytest.raises(UnwritableFile, match="解除加密"):
        rewritten(buffer.getvalue(), {MOBILE: SHORT})


def test_a_document_of_another_file_is_refused() -> None:
    doc = reading(Maker(placed("other", 50, 600)).bytes)
    with pytest.raises(UnwritableFile, match="不一致"):
        pdf_rewriting.rewrite(Maker(placed(MOBILE, 50, 600)).bytes, doc, max_unpacked_bytes=10**8, pictures=False)


def test_a_font_may_be_named_in_gbk() -> None:
    maker = Maker(f"BT /S 16 Tf 50 600 Td (call {MOBILE} now) Tj ET")
    named = pikepdf.Object.parse(b"/#CB#CE#CC#E5")
    font = Dictionary(Type=Name.Font, Subtype=Name.TrueType, BaseFont=named, Encoding=Name.WinAnsiEncoding)
    font.update({"/FirstChar": 32, "/LastChar": 126, "/Widths": Array([500] * 95)})
    maker.fonts["/S"] = font
    maker.pdf.pages[0].obj["/Resources"]["/Font"] = maker.fonts
    made = rewritten(maker.bytes, {MOBILE: SHORT})
    assert reading(made.data).text == f"call {SHORT} now\n"
    assert left(made.data, MOBILE) == 0 and not hidden(made.data, MOBILE)
    assert any("宋体" in text for _, text in pdf_rewriting.parts(made.data))
