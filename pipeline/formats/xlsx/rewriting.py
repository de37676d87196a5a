"""Writes a workbook again with its masked parts gone, from cells and formulas to what no one sees."""

from pipeline.doc import Doc, UnreadableFile, UnwritableFile
from pipeline.formats.archive import opened
from pipeline.formats.assembly import Assembly, Trace
from pipeline.formats.rewriting import Rewritten
from pipeline.formats.xlsx.book import Book
from pipeline.formats.xlsx.checking import parts, second_reading
from pipeline.formats.xlsx.cleaning import cleaned
from pipeline.formats.xlsx.edits import Changes
from pipeline.formats.xlsx.parts import Parts
from pipeline.formats.xlsx.reading import reading
from pipeline.formats.xlsx.sweeping import swept
from pipeline.formats.xml_edits import planned

__all__ = ["parts", "rewrite", "second_reading"]


def rewrite(data: bytes, doc: Doc, *, max_unpacked_bytes: int, pictures: bool) -> Rewritten:
    """Return the workbook with each masked mention replaced where it stands; styles, widths and merges stay.

    A cell that changes becomes a string of its own, its formula goes. Shared strings that no cell uses any more are
    emptied; parts that are not known to be clean (macros, embedded files, caches, links to other files) are left out.

    Raises:
        UnwritableFile: the book has sheets of macros, or is not the one that `doc` was read from.
    """
    try:
        return _rewritten(data, doc, max_unpacked_bytes)
    except UnreadableFile as error:
        raise UnwritableFile(doc.source, error.reason) from error


def _rewritten(data: bytes, doc: Doc, max_unpacked_bytes: int) -> Rewritten:
    trace = Trace()
    book = Book.of(opened(data, doc.source, max_unpacked_bytes=max_unpacked_bytes), doc.source, tracing=True)
    if reading(book, data, Assembly(trace=trace)).text != doc.text:
        raise UnwritableFile(doc.source, "文件与已读取的内容不一致：请重新读取")
    masked = [m for m in doc.mentions or () if m.action != "keep"]
    edits, _ = planned(masked, trace)
    Changes.of(book, edits).apply()
    kept = Parts.of(book, frozenset(doc.text[m.span.start : m.span.end] for m in masked))
    cleaned(book)
    swept(book, edits.read, doc)
    return Rewritten(kept.written(), tuple(kept.notes()))
