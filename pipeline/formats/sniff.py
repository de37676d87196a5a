"""Tells what a file is by its content."""

import re
import zipfile
from typing import Literal

from pipeline.doc import UnreadableFile
from pipeline.formats.archive import opened
from pipeline.formats.csv import is_table

Format = Literal["text", "csv", "docx", "xlsx", "pdf", "ofd"]

_SAVE = "暂不支持：请另存为 DOCX、XLSX、PDF、OFD 或文本"
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
# A PDF may have rubbish before its header (ISO 32000-1, annex H: within the first 1,024 bytes).
_PDF = re.compile(rb"%PDF-[12]\.[0-9]")
_MARKUP = re.compile(
    rb"\s*(?:<\?xml[^>]{0,200}>\s*)?(?:<!--.{0,500}?-->\s*)?<(?:!doctype html|html|head|body)\b", re.I | re.S
)
_IMAGES = (
    (b"\xff\xd8\xff", "JPEG 图片"),
    (b"\x89PNG\r\n\x1a\n", "PNG 图片"),
    (b"GIF8", "GIF 图片"),
    (b"II*\0", "TIFF 图片"),
    (b"MM\0*", "TIFF 图片"),
    (b"BM", "BMP 图片"),
    (b"RIFF", "音像或图片"),
)
_PACKED = ((b"Rar!\x1a", "RAR 压缩包"), (b"7z\xbc\xaf\x27\x1c", "7-Zip 压缩包"), (b"\x1f\x8b\x08", "gzip 压缩包"))
# Names of OLE streams are UTF-16; what they say comes before what the file's name says.
_STREAMS = (
    ("EncryptedPackage", "Office 文件已加密：请先解除密码，再另存为 DOCX"),
    ("WordDocument", f"旧版 Word 或 WPS 文件（.doc、.wps）{_SAVE}"),
    ("Workbook", f"旧版 Excel 或 WPS 表格（.xls、.et）{_SAVE}"),
    ("Book", f"旧版 Excel 文件（.xls）{_SAVE}"),
    ("PowerPoint Document", f"旧版 PowerPoint 或 WPS 演示（.ppt、.dps）{_SAVE}"),
)


def sniffed(data: bytes, source: str, *, max_unpacked_bytes: int) -> Format:
    """Return the format of a file that is read.

    Raises:
        UnreadableFile: empty, or of a kind that is not read (yet); the reason names the kind and what to do.
    """
    if not data.strip(b"\0 \t\r\n\xef\xbb\xbf\xff\xfe"):
        raise UnreadableFile(source, "空文件：请核对是否保存或复制完整")
    if data.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return _container(opened(data, source, max_unpacked_bytes=max_unpacked_bytes), source)
    if _PDF.search(data, 0, 1024):
        return "pdf"
    _refuse_known(data, source)
    return "csv" if is_table(data, source) else "text"


def _container(archive: zipfile.ZipFile, source: str) -> Format:
    names = {n.replace("\\", "/").lstrip("/").lower() for n in archive.namelist()}
    if "ofd.xml" in names:
        return "ofd"
    if any(n.startswith("word/") and n.endswith(".xml") for n in names):
        return "docx"
    if any(n.startswith("xl/") and n.endswith(".bin") and "workbook" in n for n in names):
        raise UnreadableFile(source, f"Excel 二进制文件（.xlsb）{_SAVE}")
    if any(n.startswith("xl/") and n.endswith(".xml") for n in names):
        return "xlsx"
    if any(n.startswith("ppt/") for n in names):
        raise UnreadableFile(source, f"PowerPoint 文件（.pptx）{_SAVE}")
    if "content.xml" in names:
        raise UnreadableFile(source, f"OpenDocument 文件{_SAVE}")
    raise UnreadableFile(source, "ZIP 压缩包不能直接读取：请解压后提交其中的文件")


def _refuse_known(data: bytes, source: str) -> None:
    if data.startswith(_OLE):
        kinds = (reason for stream, reason in _STREAMS if stream.encode("utf-16-le") in data)
        raise UnreadableFile(source, next(kinds, f"旧版 Office 文件{_SAVE}"))
    if data.startswith(b"{\\rtf"):
        raise UnreadableFile(source, f"RTF 文件{_SAVE}")
    if _MARKUP.match(data, 3 if data.startswith(b"\xef\xbb\xbf") else 0, 2048):
        raise UnreadableFile(source, f"网页（HTML）{_SAVE}")
    for magic, kind in (*_IMAGES, *_PACKED):
        if data.startswith(magic) and not _looks_typed(data, magic):
            packed = kind.endswith("压缩包")
            advice = "不能直接读取：请解压后提交其中的文件" if packed else "暂不支持文字识别：请提供有文字的文件"
            raise UnreadableFile(source, f"{kind}{'' if packed else '，'}{advice}")


def _looks_typed(data: bytes, magic: bytes) -> bool:
    """Return whether a short magic is only how a text begins: BM and the like with no control byte after it."""
    return len(magic) < 5 and not re.search(rb"[\x00-\x08\x0e-\x1f]", data[:64])
