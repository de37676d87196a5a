"""Tells what a file is by its content."""

import re
import zipfile
from typing import Literal

from pipeline.doc import UnreadableFile
from pipeline.formats.archive import opened

Format = Literal["text", "docx", "pdf", "ofd"]

_SAVE = "not read yet: save it as DOCX, PDF, OFD or text"
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
# A PDF may have rubbish before its header (ISO 32000-1, annex H: within the first 1,024 bytes).
_PDF = re.compile(rb"%PDF-[12]\.[0-9]")
_MARKUP = re.compile(
    rb"\s*(?:<\?xml[^>]{0,200}>\s*)?(?:<!--.{0,500}?-->\s*)?<(?:!doctype html|html|head|body)\b", re.I | re.S
)
_IMAGES = (
    (b"\xff\xd8\xff", "JPEG image"),
    (b"\x89PNG\r\n\x1a\n", "PNG image"),
    (b"GIF8", "GIF image"),
    (b"II*\0", "TIFF image"),
    (b"MM\0*", "TIFF image"),
    (b"BM", "BMP image"),
    (b"RIFF", "image, sound or film"),
)
_PACKED = ((b"Rar!\x1a", "RAR archive"), (b"7z\xbc\xaf\x27\x1c", "7-Zip archive"), (b"\x1f\x8b\x08", "gzip archive"))
# Names of OLE streams are UTF-16; what they say comes before what the file's name says.
_STREAMS = (
    ("EncryptedPackage", "encrypted Office file: open it, remove the password and save it as DOCX"),
    ("WordDocument", f"an old Word or WPS file (.doc, .wps) is {_SAVE}"),
    ("Workbook", f"an old Excel file (.xls, .et) is {_SAVE}"),
    ("Book", f"an old Excel file (.xls) is {_SAVE}"),
    ("PowerPoint Document", f"an old PowerPoint file (.ppt, .dps) is {_SAVE}"),
)


def sniffed(data: bytes, source: str, *, max_unpacked_bytes: int) -> Format:
    """Return the format of a file that is read.

    Raises:
        UnreadableFile: empty, or of a kind that is not read (yet); the reason names the kind and what to do.
    """
    if not data.strip(b"\0 \t\r\n\xef\xbb\xbf\xff\xfe"):
        raise UnreadableFile(source, "empty file: check that it was saved or copied completely")
    if data.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return _container(opened(data, source, max_unpacked_bytes=max_unpacked_bytes), source)
    if _PDF.search(data, 0, 1024):
        return "pdf"
    _refuse_known(data, source)
    return "text"


def _container(archive: zipfile.ZipFile, source: str) -> Format:
    names = {n.replace("\\", "/").lstrip("/").lower() for n in archive.namelist()}
    if "ofd.xml" in names:
        return "ofd"
    if any(n.startswith("word/") and n.endswith(".xml") for n in names):
        return "docx"
    for folder, kind in (("xl/", "an Excel file (.xlsx)"), ("ppt/", "a PowerPoint file (.pptx)")):
        if any(n.startswith(folder) for n in names):
            raise UnreadableFile(source, f"{kind} is {_SAVE}")
    if "content.xml" in names:
        raise UnreadableFile(source, f"an OpenDocument file is {_SAVE}")
    raise UnreadableFile(source, "a ZIP archive is not read: unpack it and give the files")


def _refuse_known(data: bytes, source: str) -> None:
    if data.startswith(_OLE):
        kinds = (reason for stream, reason in _STREAMS if stream.encode("utf-16-le") in data)
        raise UnreadableFile(source, next(kinds, f"an old Office file is {_SAVE}"))
    if data.startswith(b"{\\rtf"):
        raise UnreadableFile(source, f"an RTF file is {_SAVE}")
    if _MARKUP.match(data, 3 if data.startswith(b"\xef\xbb\xbf") else 0, 2048):
        raise UnreadableFile(source, f"a web page (HTML) is {_SAVE}")
    for magic, kind in (*_IMAGES, *_PACKED):
        if data.startswith(magic) and not _looks_typed(data, magic):
            advice = "text recognition (OCR) comes later" if kind.endswith("image") else "unpack it and give the files"
            raise UnreadableFile(source, f"a {kind} is not read: {advice}")


def _looks_typed(data: bytes, magic: bytes) -> bool:
    """Return whether a short magic is only how a text begins: BM and the like with no control byte after it."""
    return len(magic) < 5 and not re.search(rb"[\x00-\x08\x0e-\x1f]", data[:64])
