"""Writes one document with its masked parts gone and lets nothing out that still holds one of them."""

from dataclasses import replace

from pipeline import formats
from pipeline.doc import Doc, Mention, UnreadableFile, UnwritableFile
from pipeline.formats.forms import squeezed
from pipeline.formats.rewriting import Rewriter, Rewritten, rewriter
from pipeline.redact.checking import Leak, Values
from pipeline.terms import chinese

_READERS = {"body": "正文", "text": "附带内容", "second": "另一读取程序所见的内容"}
_UNREAD = "写回后的文件不能重新读取，未输出：请改交其他格式（DOCX、PDF、OFD 或文本）"
_UNMASKED = "有内容遮盖后仍是原样，未输出：请检查遮盖规则表（masking），或手工遮盖后再提交"
_EXAMPLES = 3


def redacted(data: bytes, doc: Doc, *, max_bytes: int, max_unpacked_bytes: int, pictures: bool = False) -> Rewritten:
    """Return a file of the same format in which every mention of `doc` that is not kept is replaced.

    data: the bytes that `doc` was read from. What is written is read again by the reader, by another library and part
    by part; it is returned only where every masked value stands exactly where the document keeps it.

    Raises:
        UnwritableFile: of a format that cannot be written, or what was written still holds a masked value.
        UnreadableFile: data is no file that can be read.
    """
    if any(_says_itself(doc, m) for m in doc.mentions or ()):
        raise UnwritableFile(doc.source, _UNMASKED)
    kind, writer = rewriter(data, doc.source, max_unpacked_bytes=max_unpacked_bytes)
    out = writer.rewrite(data, doc, max_unpacked_bytes=max_unpacked_bytes, pictures=pictures)
    try:
        again = formats.read(out.data, doc.source, max_bytes=4 * max_bytes, max_unpacked_bytes=max_unpacked_bytes)
    except UnreadableFile as error:
        if pictures and kind == "pdf":
            return replace(out, notes=(*out.notes, "有页面已转为图片，写回后不能逐字核对：请逐页看过"))
        raise UnwritableFile(doc.source, _UNREAD) from error
    if leaks := _leaks(writer, doc, data, out.data, again):
        raise UnwritableFile(doc.source, _told(leaks))
    return out


def _says_itself(doc: Doc, mention: Mention) -> bool:
    """Return whether what shall stand in the place of a mention still says it."""
    value = squeezed(doc.text[mention.span.start : mention.span.end])
    return mention.action == "mask" and value != "" and value in squeezed(mention.replacement)


def _leaks(writer: Rewriter, doc: Doc, before: bytes, after: bytes, again: Doc) -> list[Leak]:
    """Return what is still there, by the first way of reading that sees any."""
    values = Values(doc)
    if found := list(values.in_reading(again)):
        return found
    second = writer.second_reading(after)
    if second is not None and (found := list(values.in_second(second, writer.second_reading(before) or ""))):
        return found
    return list(values.in_parts(writer.parts(after), writer.parts(before)))


def _told(leaks: list[Leak]) -> str:
    """Return in Chinese what stands where, and what to do; no value is told."""
    said = [
        f"{chinese(leak.mention.span.label, 'personal')}（原文第 {leak.mention.span.start + 1} 字）在"
        f"{_READERS.get(leak.where) or f'内部文件 {leak.where}'}出现 {leak.seen} 次，应为 {leak.wanted} 次"
        for leak in leaks[:_EXAMPLES]
    ]
    more = f"等 {len(leaks)} 处" if len(leaks) > _EXAMPLES else ""
    return f"写回后核对未通过，未输出：{'；'.join(said)}{more}。请改交其他格式，或手工遮盖后再提交"
