"""Plain text is read in the encodings that offices use; no wrong guess is silent."""

import codecs
import hashlib

import pytest

from pipeline.doc import Doc, UnreadableFile
from pipeline.formats import pasted, read

SIMPLIFIED = (
    "江州市人民政府关于印发《老旧小区改造资金管理办法》的通知\n各县（区）人民政府：\n现印发给你们，请认真贯彻执行。\n"
)
TRADITIONAL = (
    "江州市人民政府關於印發《老舊小區改造資金管理辦法》的通知\n各縣（區）人民政府：\n現印發給你們，請認真貫徹執行。\n"
)


def reading(data: bytes, source: str = "样件.txt") -> Doc:
    return read(data, source, max_bytes=1_000_000, max_unpacked_bytes=1_000_000)


@pytest.mark.parametrize("text", [SIMPLIFIED, TRADITIONAL, "机密", "江州\n", "通知 2024", "a", "１２３"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16", "utf-32"])
def test_text_comes_back_from_every_encoding(text: str, encoding: str) -> None:
    assert reading(text.encode(encoding)).text == text


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("text", [SIMPLIFIED, TRADITIONAL, "通知 2024"])
def test_utf_16_without_a_mark_is_told_by_its_zero_bytes(text: str, encoding: str) -> None:
    assert reading(text.encode(encoding)).text == text


@pytest.mark.parametrize("encoding", ["big5", "cp950"])
def test_taiwan_text_in_big5_comes_back(encoding: str) -> None:
    assert reading(TRADITIONAL.encode(encoding)).text == TRADITIONAL


def test_the_mark_of_gb18030_is_no_text() -> None:
    assert reading(b"\x84\x31\x95\x33" + SIMPLIFIED.encode("gb18030")).text == SIMPLIFIED


def test_rare_characters_come_back_from_gb18030() -> None:
    text = "申请人：㐱𠮷、曌、堃、祎，住云溪县白鹭镇。"
    assert reading(text.encode("gb18030")).text == text


def test_the_id_is_the_hash_of_the_bytes_and_the_text_is_cleaned_one_for_one() -> None:
    data = "甲\r\n乙\r丙\u200b丁\x0c戊　１２３".encode()
    doc = reading(data)
    assert doc.id == hashlib.sha256(data).hexdigest()
    assert doc.text == "甲 \n乙\n丙 丁\n戊　１２３"
    assert doc.folded == "甲 \n乙\n丙 丁\n戊 123"
    assert doc.body_end == len(doc.text) == doc.pieces[-1].end


def test_a_pasted_text_has_the_id_of_its_utf_8() -> None:
    doc = pasted(SIMPLIFIED, "受理号1")
    assert doc.id == hashlib.sha256(SIMPLIFIED.encode()).hexdigest()
    assert (doc.text, doc.source) == (SIMPLIFIED, "受理号1")
    assert pasted("甲\ud800乙", "受理号2").text == "甲 乙"


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "空文件"),
        (b" \r\n\t", "空文件"),
        (codecs.BOM_UTF8, "空文件"),
        (codecs.BOM_UTF16_LE + b"\n\0", "空文件"),
        ("　\n".encode(), "没有文字"),
        (SIMPLIFIED.encode()[:-3], "UTF-8 编码在第 .* 字节中断"),
        (SIMPLIFIED.encode()[:50] + b"\xff" + SIMPLIFIED.encode()[50:], "UTF-8 编码在第 .* 字节中断"),
        (SIMPLIFIED.encode("gb18030")[:-2], "GB18030 编码在第"),
        (codecs.BOM_UTF16_LE + SIMPLIFIED.encode("utf-16-le")[:-1], "UTF-16 编码在第"),
        (bytes(range(256)) * 40, "二进制"),
        (b"\x7fELF" + b"\0" * 400, "二进制"),
        (b"abc\0\0def" * 100, "二进制"),  # would be common characters of UTF-16, in no Chinese order
        (b"SQLite format 3\0" + b"\x10\0\1\1" * 90, "二进制"),
        ("これは日本の文書です。カタカナもあります。".encode("shift-jis"), "无法判断编码"),
        ("Überfällig süß größer".encode("latin-1"), "无法判断编码"),
        ("한국어 문서입니다. 이것은 행정 문서의 내용입니다.".encode("cp949"), "无法判断编码"),
    ],
)
def test_what_is_no_text_is_refused(data: bytes, reason: str) -> None:
    with pytest.raises(UnreadableFile, match=reason) as raised:
        reading(data)
    assert str(raised.value).startswith("样件.txt: ")


def test_an_error_holds_none_of_the_text() -> None:
    with pytest.raises(UnreadableFile) as raised:
        reading(("身份证号码" * 20).encode()[:-1])
    assert "身份证" not in str(raised.value)
