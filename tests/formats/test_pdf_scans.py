"""PDF pages whose text is not all: scans with read text, words upon pictures, contents that cannot be read."""

import zlib
from random import Random

import pypdfium2
import pytest
from pikepdf import Dictionary, Name

from pipeline.doc import UnwritableFile
from pipeline.formats.rewriting import Rewritten
from pipeline.train import invent
from tests.formats.test_pdf_rewriting import hidden, left, reading, rewritten
from tests.making.pdf import Maker, placed

MOBILE = invent.mobile(Random(41))
SHORT = f"{MOBILE[:3]}****{MOBILE[-4:]}"


def scan(*, mode: int = 3, of: str = "595 0 0 842 0 0", form: bool = False) -> bytes:
    """Return a page of a grey picture, with a text of a rendering mode; of: where the picture stands."""
    maker = Maker()
    picture = maker.pdf.make_stream(
        b"\xc8" * 12,
        Type=Name.XObject,
        Subtype=Name.Image,
        Width=2,
        Height=2,
        ColorSpace=Name.DeviceRGB,
        BitsPerComponent=8,
    )
    content = f"q {of} cm /P Do Q {mode} Tr {placed(f'call {MOBILE} now', 50, 700)}"
    if form:
        inner = maker.form(content, Resources=Dictionary(Font=maker.fonts, XObject=Dictionary(P=picture)))
        maker.page("/F Do", XObject=Dictionary(F=inner))
    else:
        maker.page(content, XObject=Dictionary(P=picture))
    return maker.bytes


def mask(data: bytes, *, pictures: bool = False) -> Rewritten:
    return rewritten(data, {MOBILE: SHORT}, pictures=pictures)


@pytest.mark.parametrize("form", [False, True])
def test_the_read_text_of_a_scan_is_refused_for_the_picture_still_shows_it(form: bool) -> None:
    with pytest.raises(UnwritableFile, match="第 1 页是带识别文字的扫描图.*转为图片"):
        mask(scan(form=form))


def test_on_request_such_a_scan_is_blackened_where_it_was_read() -> None:
    made = mask(scan(), pictures=True)
    assert left(made.data, MOBILE) == 0 and not hidden(made.data, MOBILE)
    assert "第 1 页已转为图片：不能再检索和复制其中的文字" in made.notes
    dots = pypdfium2.PdfDocument(made.data)[0].render(scale=1).to_numpy()
    letters = pypdfium2.PdfDocument(scan())[0].get_textpage()
    at = letters.get_text_range().index(MOBILE)
    for number in range(at + 3, at + 7):
        a, b, c, d = letters.get_charbox(number)
        assert dots[842 - round((b + d) / 2), round((a + c) / 2)].max() < 40
    assert dots[842 - 300, 300].min() > 150


def test_the_same_text_beside_the_picture_is_no_scan() -> None:
    made = mask(scan(of="100 0 0 100 300 300"))
    assert left(made.data, MOBILE) == 0 and not any("图片之上" in note for note in made.notes)


def test_words_upon_a_picture_go_and_the_picture_is_to_be_looked_at() -> None:
    made = mask(scan(mode=0))
    assert left(made.data, MOBILE) == 0
    assert "第 1 页有遮盖处在图片之上：请看图片（如文字的阴影）是否仍显出原文" in made.notes


def unreadable(content: bytes, filtered: Name) -> bytes:
    maker = Maker(placed(f"call {MOBILE}", 50, 700), "")
    maker.pdf.pages[1].obj["/Contents"].write(content, filter=filtered)
    return maker.bytes


UNREADABLE = [(b"\x01\x02", Name("/Unknown")), (b"zzzz!!~q", Name.ASCII85Decode), (b"abc", Name.DCTDecode)]


@pytest.mark.parametrize(("content", "filtered"), UNREADABLE)
def test_a_page_that_cannot_be_read_is_named_or_becomes_a_picture(content: bytes, filtered: Name) -> None:
    data = unreadable(content, filtered)
    with pytest.raises(UnwritableFile, match="第 2 页的内容有损坏"):
        mask(data)
    made = mask(data, pictures=True)
    assert left(made.data, MOBILE) == 0 and "第 2 页已转为图片：不能再检索和复制其中的文字" in made.notes
    assert SHORT in reading(made.data).text


def test_bytes_that_are_no_operator_go() -> None:
    maker = Maker(placed(f"call {MOBILE}", 50, 700))
    content = maker.pdf.pages[0].obj["/Contents"]
    content.write(zlib.compress(content.read_bytes() + b" q G\xff\xff\xff Q \xcd\xf5 Q"), filter=Name.FlateDecode)
    made = mask(maker.bytes)
    assert left(made.data, MOBILE) == 0 and reading(made.data).text.strip() == f"call {SHORT}"
