"""Reads one file of any known format into a document."""

import errno
from pathlib import Path

from pipeline.doc import Doc, UnreadableFile
from pipeline.formats.csv import read as read_csv
from pipeline.formats.sniff import sniffed
from pipeline.formats.text import read as read_text

_MOST_CHARACTERS = 40_000_000
"""More than any document has; a few kilobytes of a packed file can stand for more than the memory holds."""


def read(data: bytes, source: str, *, max_bytes: int, max_unpacked_bytes: int) -> Doc:
    """Return the document in data, read as what its content is: a PDF named .docx is read as a PDF.

    source: the name that the record and every error carry. max_bytes, max_unpacked_bytes: `read` in params.yaml.

    Raises:
        UnreadableFile: empty, too large, encrypted, truncated, damaged, without text, or of a kind not read yet.
    """
    _refuse_size(len(data), source, max_bytes)
    doc = _read(data, source, max_unpacked_bytes=max_unpacked_bytes)
    if len(doc.text) > _MOST_CHARACTERS:
        raise UnreadableFile(source, f"文字过多（{len(doc.text):,} 字，上限 {_MOST_CHARACTERS:,} 字）：请拆分")
    return doc


def _read(data: bytes, source: str, *, max_unpacked_bytes: int) -> Doc:
    kind = sniffed(data, source, max_unpacked_bytes=max_unpacked_bytes)
    # Loaded on need: a batch of plain text files starts without lxml and PDFium.
    if kind == "docx":
        from pipeline.formats.docx.reading import read as read_docx

        return read_docx(data, source, max_unpacked_bytes=max_unpacked_bytes)
    if kind == "pdf":
        from pipeline.formats.pdf.reading import read as read_pdf

        return read_pdf(data, source)
    if kind == "ofd":
        from pipeline.formats.ofd.reading import read as read_ofd

        return read_ofd(data, source, max_unpacked_bytes=max_unpacked_bytes)
    if kind == "xlsx":
        from pipeline.formats.xlsx.reading import read as read_xlsx

        return read_xlsx(data, source, max_unpacked_bytes=max_unpacked_bytes)
    if kind == "csv":
        return read_csv(data, source)
    return read_text(data, source)


def read_path(path: Path, *, max_bytes: int, max_unpacked_bytes: int, source: str | None = None) -> Doc:
    """Return the document in the file at path; too large a file is refused before it is read into memory.

    source: the name that record and errors carry; the path as given where None.
    """
    name = source if source is not None else str(path)
    try:
        if not path.is_file():
            raise UnreadableFile(name, "没有这个文件：请核对路径" if not path.exists() else "不是普通文件：请核对路径")
        _refuse_size(path.stat().st_size, name, max_bytes)
        with path.open("rb") as stream:
            data = stream.read(max_bytes + 1)
    except OSError as error:
        raise UnreadableFile(name, _refused(error)) from error
    return read(data, name, max_bytes=max_bytes, max_unpacked_bytes=max_unpacked_bytes)


def _refused(error: OSError) -> str:
    if error.errno in (errno.EACCES, errno.EPERM):
        return "没有读取权限：请修改文件权限或换有权限的账户"
    return f"无法打开（{errno.errorcode.get(error.errno or 0, '原因不明')}）：请检查文件和磁盘"


def _refuse_size(size: int, source: str, max_bytes: int) -> None:
    if size > max_bytes:
        raise UnreadableFile(
            source, f"文件过大（{size:,} 字节，上限 {max_bytes:,} 字节）：请拆分，确需读取的调高 read.max_bytes"
        )
