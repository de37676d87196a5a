"""A file is read as what it is; what cannot be read says so, and what to do."""

import io
import zipfile
from pathlib import Path

import pytest

from pipeline.doc import Doc, UnreadableFile
from pipeline.formats import read, read_path
from tests.making import docx_of, ofd_of, pdf_of, zipped

LIMITS = {"max_bytes": 1_000_000, "max_unpacked_bytes": 2_000_000}
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600
DOCX, PDF, OFD = docx_of("江州市通知"), pdf_of([("江州市通知", 100, 100, 16)]), ofd_of([("江州市通知", 30, 40, 5)])


def reading(data: bytes, source: str = "样件") -> Doc:
    return read(data, source, **LIMITS)


def named(stream: str) -> bytes:
    return OLE + stream.encode("utf-16-le") + b"\0" * 100


@pytest.mark.parametrize("name", ["甲.docx", "甲.pdf", "甲.ofd", "甲.txt", "甲"])
@pytest.mark.parametrize("data", [DOCX, PDF, OFD, "江州市通知".encode()])
def test_the_content_says_what_a_file_is(name: str, data: bytes) -> None:
    doc = reading(data, name)
    assert doc.text[: doc.body_end].strip() == "江州市通知"
    assert doc.source == name


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (named("EncryptedPackage"), "Office 文件已加密：请先解除密码"),
        (named("WordDocument"), "旧版 Word 或 WPS 文件（.doc、.wps）暂不支持：请另存为 DOCX"),
        (named("Workbook"), "旧版 Excel"),
        (named("PowerPoint Document"), "旧版 PowerPoint"),
        (OLE, "旧版 Office"),
        (b"{\\rtf1\\ansi }", "RTF 文件暂不支持"),
        (b"<!DOCTYPE html><html><body>1</body></html>", "网页（HTML）暂不支持"),
        (b"\xef\xbb\xbf\n<html lang='zh'>1</html>", "网页（HTML）暂不支持"),
        (b"<?xml version='1.0'?>\n<html>1</html>", "网页（HTML）暂不支持"),
        (b"\x89PNG\r\n\x1a\n\0\0", "PNG 图片，暂不支持文字识别"),
        (b"\xff\xd8\xff\xe0\0\x10JFIF", "JPEG 图片"),
        (b"BM\x46\0\0\0\0\0", "BMP 图片"),
        (b"Rar!\x1a\x07\0", "RAR 压缩包不能直接读取：请解压"),
        (b"7z\xbc\xaf\x27\x1c\0", "7-Zip 压缩包"),
        (zipped({"名单.txt": "1"}), "ZIP 压缩包不能直接读取：请解压"),
        (zipped({"xl/workbook.xml": "<a/>"}), "Excel 文件已损坏（没有工作表）"),
        (zipped({"ppt/presentation.xml": "<a/>"}), "PowerPoint 文件（.pptx）"),
        (zipped({"content.xml": "<a/>", "mimetype": "x"}), "OpenDocument 文件"),
        (DOCX[: len(DOCX) // 2], "残缺或已损坏（压缩结构不完整）"),
        (OFD[: len(OFD) // 2], "残缺或已损坏（压缩结构不完整）"),
        (PDF[: len(PDF) // 2], "PDF 残缺"),
        (PDF[:-400], "PDF 残缺"),
        (b"%PDF-1.7\n" + b"1" * 300 + b"\n%%EOF", "PDF 已损坏"),
        (DOCX[:4] + DOCX[4:].replace(b"PK\x03\x04", b"PK\x03\x00"), "有一部分无法解压"),
        (pdf_of([("密", 9, 9, 9)], password="x"), "PDF 已加密：请先解除密码"),
    ],
)
def test_what_cannot_be_read_says_why(data: bytes, reason: str) -> None:
    with pytest.raises(UnreadableFile, match=reason):
        reading(data)


def test_a_word_file_with_encrypted_members_is_refused() -> None:
    data = bytearray(DOCX)
    # The flag of encryption in every local and central header.
    for signature, flags in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = data.find(signature)
        while at >= 0:
            data[at + flags] |= 1
            at = data.find(signature, at + 4)
    with pytest.raises(UnreadableFile, match="文件已加密：请先解除密码"):
        reading(bytes(data))


def test_a_text_that_begins_like_an_image_is_text() -> None:
    assert reading("BM江州公司的说明".encode()).text == "BM江州公司的说明"


def test_a_bomb_is_refused_before_it_is_unpacked() -> None:
    with pytest.raises(UnreadableFile, match="解压后过大（50,000,0"):
        reading(zipped({"word/document.xml": b" " * 50_000_000}))


def test_a_bomb_of_elements_is_refused_before_it_is_parsed() -> None:
    data = zipped({"word/document.xml": b"<a>" + b"<w:p/>" * 9_000_000 + b"</a>"})
    with pytest.raises(UnreadableFile, match="元素过多"):
        read(data, "样件", max_bytes=10**7, max_unpacked_bytes=10**9)


def test_a_part_that_is_larger_than_it_declares_is_damaged() -> None:
    data = bytearray(zipped({"word/document.xml": b"<a>" + b" " * 5_000_000 + b"</a>", "x.xml": b""}))
    central = data.find(b"PK\x01\x02")
    data[central + 24 : central + 28] = (1000).to_bytes(4, "little")
    with pytest.raises(UnreadableFile, match="无法解压"):
        reading(bytes(data))


def test_an_entity_bomb_is_refused() -> None:
    entities = '<!DOCTYPE a [<!ENTITY a "啊啊啊啊"><!ENTITY b "&a;&a;&a;">]>'
    space = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
    xml = f"{entities}<w:document {space}><w:body><w:p><w:r><w:t>&b;</w:t></w:r></w:p></w:body></w:document>"
    with pytest.raises(UnreadableFile, match="声明了外部实体，来源可疑"):
        reading(zipped({"word/document.xml": xml}))


def test_a_path_is_read_and_named(tmp_path: Path) -> None:
    path = tmp_path / "通知.txt"
    path.write_text("江州市通知", encoding="utf-8")
    assert read_path(path, **LIMITS).source == str(path)
    assert read_path(path, source="受理号1", **LIMITS).source == "受理号1"


def test_a_huge_file_is_refused_before_it_is_read(tmp_path: Path) -> None:
    path = tmp_path / "大.txt"
    with path.open("wb") as stream:
        stream.truncate(200 * 1024 * 1024)
    with pytest.raises(UnreadableFile, match="文件过大（209,715,200 字节，上限 1,000,000 字节）"):
        read_path(path, **LIMITS)
    with pytest.raises(UnreadableFile, match="文件过大"):
        reading(b"1" * 1_000_001)


def test_what_is_no_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UnreadableFile, match="不是普通文件"):
        read_path(tmp_path, **LIMITS)
    with pytest.raises(UnreadableFile, match="没有这个文件"):
        read_path(tmp_path / "无.txt", **LIMITS)


def test_no_damage_makes_any_other_error() -> None:
    for data in (DOCX, PDF, OFD):
        for at in range(0, len(data), 97):
            for broken in (data[:at], data[:at] + b"\xff\xff" + data[at + 2 :]):
                try:
                    doc = reading(broken)
                except UnreadableFile:
                    continue
                assert doc.pieces[-1].end == len(doc.text) == len(doc.folded)


def test_an_archive_with_a_foreign_name_still_opens() -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(DOCX)) as old, zipfile.ZipFile(buffer, "w") as new:
        for name in old.namelist():
            new.writestr(name.replace("/", "\\"), old.read(name))
    assert reading(buffer.getvalue()).text.startswith("江州市通知")
