"""Writes a PDF again with its masked parts gone: glyphs out of the operators, texts out of the objects."""

import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

import pikepdf
import pypdfium2

from pipeline.doc import Doc, UnreadableFile, UnwritableFile
from pipeline.formats.pdf.annotations import Annotations
from pipeline.formats.pdf.appearance import Appearances
from pipeline.formats.pdf.carried import carried
from pipeline.formats.pdf.document import DocumentCleaner
from pipeline.formats.pdf.fonts import Font
from pipeline.formats.pdf.glyphs import Drawn, drawn
from pipeline.formats.pdf.maps import trim
from pipeline.formats.pdf.masking import Edit, Gap, Page, edits, gaps
from pipeline.formats.pdf.matching import matched
from pipeline.formats.pdf.objects import Budget
from pipeline.formats.pdf.pages import PageWriter
from pipeline.formats.pdf.parts import parts, second_reading
from pipeline.formats.pdf.pictures import boxes, depict
from pipeline.formats.pdf.reading import traced
from pipeline.formats.pdf.sweep import Sweep
from pipeline.formats.pdf.targets import Targets
from pipeline.formats.pdf.writing import Supplied
from pipeline.formats.rewriting import Rewritten
from pipeline.formats.trail import Traced

__all__ = ["parts", "rewrite", "second_reading"]

_UNREAD = "第 {} 页的内容有损坏，不能逐字去除：请用阅读软件打开并另存，或选择“转为图片”"
_UNTRACED = "第 {} 页有文字找不到对应的绘制指令，不能安全删除：请提供原始的 Word 文件，或选择“转为图片”"
_SCANNED = "第 {} 页是带识别文字的扫描图，图上的个人信息删不掉：请提供原始的 Word 文件，或选择“转为图片”（涂黑）"
_DAMAGED = "PDF 结构已损坏，不能安全改写：请用阅读软件打开并另存"
# A damaged file has objects of kinds that no standard foresees; what comes of them is no half-written file.
_FAILURES = (
    pikepdf.PdfError,
    pypdfium2.PdfiumError,
    UnreadableFile,
    TypeError,
    ValueError,
    LookupError,
    ArithmeticError,
    AttributeError,
    RuntimeError,
)
_REMOVED = (
    ("note", "附件、音视频等批注 {} 条：已删除"),
    ("link", "链接 {} 处：可能含个人信息，已删除"),
    ("value", "批注或表单中未能核对的内容 {} 处：已清空"),
    ("signature", "数字签名：已失效并删除"),
    ("xfa", "XFA 动态表单：已删除"),
)


def rewrite(data: bytes, doc: Doc, *, max_unpacked_bytes: int, pictures: bool) -> Rewritten:
    """Return the PDF with every mention that is not kept taken out of it; see `Rewriter`."""
    try:
        return _Rewriting(data, doc, max_unpacked_bytes, pictures).run()
    except _FAILURES as error:
        raise UnwritableFile(doc.source, _DAMAGED) from error


@dataclass
class _Rewriting:
    data: bytes
    doc: Doc
    max_unpacked_bytes: int
    pictures: bool
    notes: list[str] = field(default_factory=list)

    def run(self) -> Rewritten:
        trace = traced(self.data, self.doc.source)
        if trace.doc.text != self.doc.text:
            raise UnwritableFile(self.doc.source, "文件与读取时不一致：请重新处理")
        with pikepdf.open(io.BytesIO(self.data)) as pdf:
            if pdf.is_encrypted:
                raise UnwritableFile(self.doc.source, "PDF 设有权限密码：请先解除加密再提交")
            return self._written(pdf, trace)

    def _written(self, pdf: pikepdf.Pdf, trace: Traced) -> Rewritten:
        budget, supplied = Budget(self.doc.source, self.max_unpacked_bytes), Supplied(pdf)
        fonts: dict[tuple[int, int], Font] = {}
        pages = list(self._pages(pdf, trace, budget, fonts))
        out = gaps(trace, self.doc.mentions or (), pages)
        todo = edits(trace, out, pages)
        depicted = self._depicted(pages, todo)
        writer = PageWriter(pdf, supplied)
        for page, (drawing, _), edit in zip(pdf.pages, pages, todo, strict=True):
            writer.write(page, drawing, edit)
        writer.finish()
        trim(((drawing, edit.removed) for (drawing, _), edit in zip(pages, todo, strict=True)), fonts, budget)
        if upon := [str(n + 1) for n, edit in enumerate(todo) if edit.upon and n not in depicted]:
            self.notes.append(f"第 {'、'.join(upon)} 页有遮盖处在图片之上：请看图片（如文字的阴影）是否仍显出原文")
        self._clean(pdf, trace, out, budget, supplied, writer)
        data = _saved(pdf)
        for number in depicted:
            hidden = boxes(self.data, number, sorted(todo[number].untraced | todo[number].pictured))
            depict(pdf, data, number, hidden, supplied)
            self.notes.append(f"第 {number + 1} 页已转为图片：不能再检索和复制其中的文字")
        return Rewritten(_saved(pdf) if depicted else data, tuple(self.notes))

    def _pages(
        self, pdf: pikepdf.Pdf, trace: Traced, budget: Budget, fonts: dict[tuple[int, int], Font]
    ) -> Iterator[Page]:
        """Yield what each page draws: nothing at all where its content cannot be read."""
        for page, characters in zip(pdf.pages, trace.pages, strict=True):
            try:
                drawing = drawn(page, budget, fonts)
            except (pikepdf.PdfError, pikepdf.DataDecodingError):
                drawing = Drawn()
            yield drawing, matched(characters, drawing)

    def _depicted(self, pages: Sequence[Page], todo: Sequence[Edit]) -> list[int]:
        """Return the pages that become pictures; where none shall, refuse the file."""
        unread = [n for n, (drawing, _) in enumerate(pages) if not drawing.drawings]
        self._refuse(unread, _UNREAD)
        self._refuse([n for n, edit in enumerate(todo) if edit.untraced], _UNTRACED)
        scanned = [n for n, edit in enumerate(todo) if edit.pictured]
        self._refuse(scanned, _SCANNED)
        return sorted({*unread, *scanned, *(n for n, edit in enumerate(todo) if edit.untraced)})

    def _refuse(self, pages: Sequence[int], reason: str) -> None:
        if pages and not self.pictures:
            raise UnwritableFile(self.doc.source, reason.format("、".join(str(n + 1) for n in pages)))

    def _values(self) -> frozenset[str]:
        """Return what is masked, without white space."""
        spans = [m.span for m in self.doc.mentions or () if m.action != "keep"]
        return frozenset("".join(self.doc.text[s.start : s.end].split()) for s in spans) - {""}

    def _clean(
        self,
        pdf: pikepdf.Pdf,
        trace: Traced,
        out: Sequence[Gap],
        budget: Budget,
        supplied: Supplied,
        writer: PageWriter,
    ) -> None:
        """Clean all that is no page's content, and note what is gone."""
        said, targets, looks = carried(trace, out), Targets(pdf), Appearances(pdf, budget, supplied)
        annotations = Annotations(pdf, said, targets, looks, self._values())
        for number, page in enumerate(pdf.pages):
            annotations.page(page, number)
        annotations.form()
        document = DocumentCleaner(pdf, said, targets)
        document.clean()
        sweep = Sweep(pdf, budget, annotations.approved | document.approved, writer.drawn | looks.kept)
        sweep.clean()
        self.notes += document.notes
        self.notes += [note.format(annotations.removed[key]) for key, note in _REMOVED if annotations.removed[key]]
        if sweep.silenced:
            self.notes.append(f"底纹、图章等外观 {sweep.silenced} 处：其中文字未能核对，已删除")
        if sweep.spoken:
            self.notes.append("供读屏软件使用的替代文字：已删除")
        if sweep.pictures:
            self.notes.append(f"内嵌图片 {sweep.pictures} 幅：其中文字未检查")
        self.notes = list(dict.fromkeys(self.notes))


def _saved(pdf: pikepdf.Pdf) -> bytes:
    """Return the file written anew: no earlier version, no object that nothing refers to, an identifier of its own."""
    out = io.BytesIO()
    pdf.save(out)
    return out.getvalue()
