"""The map of a font to Unicode, without what is drawn no more."""

import io
from random import Random

import pikepdf
import pytest
from pikepdf import Dictionary

from pipeline.formats.pdf.maps import ToUnicode
from pipeline.formats.pdf.objects import sections
from pipeline.train import invent
from tests.formats.test_pdf_rewriting import reading, rewritten
from tests.making.pdf import Maker

MOBILE = invent.mobile(Random(9))
SOURCE = (
    b"1 begincodespacerange <0000> <ffff> endcodespacerange "
    b"2 beginbfchar <0001> <5f20> <0002> <00660069> endbfchar "
    b"3 beginbfrange <0010> <0019> <0030> <0020> <0021> [<4e09> <4e30>] <01> <02> <0041> endbfrange"
)


@pytest.mark.parametrize(
    ("code", "text"),
    [
        ("0001", "张"),
        ("0002", "fi"),
        ("0010", "0"),
        ("0019", "9"),
        ("0021", "丰"),
        ("01", "A"),
        ("001a", None),
        ("0022", None),
        ("03", None),
    ],
)
def test_a_code_is_read_by_character_range_and_list(code: str, text: str | None) -> None:
    found = ToUnicode(SOURCE).text(bytes.fromhex(code))
    assert (found.decode("utf-16-be") if found is not None else None) == text


def test_only_what_is_used_stays_and_reads_as_before() -> None:
    kept = ToUnicode(ToUnicode(SOURCE).only([b"\x00\x01", b"\x00\x15", b"\x00\x30"]))
    assert kept.text(b"\x00\x01") == "张".encode("utf-16-be")
    assert kept.text(b"\x00\x15") == "5".encode("utf-16-be")
    assert kept.text(b"\x00\x02") is None and kept.text(b"\x00\x30") is None
    assert kept.spaces == [(b"\0\0", b"\xff\xff")]


def test_more_rows_than_a_section_may_hold_are_parted() -> None:
    many = ToUnicode(b"1 beginbfrange <0000> <00ff> <4e00> endbfrange")
    codes = [bytes((0, n)) for n in range(250)]
    assert [len(inside.split()) // 2 for _, inside in sections(many.only(codes), b"bfchar")] == [100, 100, 50]


def test_a_section_without_end_is_none() -> None:
    assert list(sections(b"beginbfchar <00> <0041> " * 100_000, b"bfchar")) == []
    assert ToUnicode(b"").only([b"a"])


def test_a_rewritten_file_does_not_list_the_characters_that_went() -> None:
    maker = Maker()
    font = Dictionary(dict(maker.fonts["/L"].items()))
    font["/ToUnicode"] = maker.pdf.make_stream(b"1 beginbfrange <20> <7e> <0020> endbfrange")
    maker.fonts["/L"] = maker.pdf.make_indirect(font)
    maker.page(f"BT /L 16 Tf 50 600 Td (call {MOBILE} now) Tj ET")
    made = rewritten(maker.bytes, {MOBILE: "*" * 11})
    assert reading(made.data).text == f"call {'*' * 11} now\n"
    with pikepdf.open(io.BytesIO(made.data)) as pdf:
        kept = ToUnicode(pdf.pages[0].obj["/Resources"]["/Font"]["/L"]["/ToUnicode"].read_bytes())
    assert [c for c in MOBILE if kept.text(c.encode())] == []
    assert kept.text(b"c") == "c".encode("utf-16-be")


def test_half_of_a_ligature_is_written_anew() -> None:
    maker = Maker()
    font = Dictionary(dict(maker.fonts["/L"].items()))
    font["/ToUnicode"] = maker.pdf.make_stream(
        b"1 beginbfrange <20> <7e> <0020> endbfrange 1 beginbfchar <01> <00660069> endbfchar"
    )
    maker.fonts["/L"] = maker.pdf.make_indirect(font)
    maker.page("BT /L 16 Tf 50 600 Td (of\\001ce) Tj ( end) Tj ET")
    assert reading(maker.bytes).text == "office end\n"
    made = rewritten(maker.bytes, {"ice": "***"})
    assert reading(made.data).text == "off*** end\n"
