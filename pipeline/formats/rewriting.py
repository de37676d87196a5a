"""Writes a file again with its masked parts gone, and reads what was written: one module a format."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from importlib import import_module
from typing import Protocol, cast

from pipeline.doc import Doc, UnwritableFile
from pipeline.formats.sniff import Format, sniffed

_MODULES: Mapping[Format, str] = {
    "text": "text_rewriting",
    "csv": "text_rewriting",
    "docx": "docx.rewriting",
    "xlsx": "xlsx.rewriting",
    "pdf": "pdf.rewriting",
    "ofd": "ofd.rewriting",
}


@dataclass(frozen=True, slots=True)
class Rewritten:
    """A file of the same format; notes: what its reader must know (Chinese), without any of its text."""

    data: bytes
    notes: tuple[str, ...] = ()


class Rewriter(Protocol):
    """What the module of a format offers."""

    def rewrite(self, data: bytes, doc: Doc, *, max_unpacked_bytes: int, pictures: bool) -> Rewritten:
        """Return the file with every mention that is not kept replaced, and what carries no text of `doc` cleaned.

        doc: what `read` made of the same bytes, with mentions. pictures: a page of a PDF whose text cannot be traced
        becomes a picture instead of an error.

        Raises:
            UnwritableFile: where that cannot be done; nothing half done is returned.
        """
        ...

    def second_reading(self, data: bytes) -> str | None:
        """Return the text by another library or another way than `read`, or None where there is none."""
        ...

    def parts(self, data: bytes) -> Iterator[tuple[str, str]]:
        """Yield name and text of every part unpacked: raw and without tags, in every encoding that hides text."""
        ...


def rewriter(data: bytes, source: str, *, max_unpacked_bytes: int) -> tuple[Format, Rewriter]:
    """Return the format of a file and its rewriter.

    Raises:
        UnreadableFile: of a kind that is not read.
        UnwritableFile: read, but not written.
    """
    kind = sniffed(data, source, max_unpacked_bytes=max_unpacked_bytes)
    if kind not in _MODULES:
        raise UnwritableFile(source, "暂不能按原格式写回：请另存为 DOCX、XLSX、PDF、OFD 或文本")
    return kind, cast(Rewriter, import_module(f"pipeline.formats.{_MODULES[kind]}"))
