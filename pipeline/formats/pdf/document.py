"""Cleans what a PDF holds for the document as a whole: properties, bookmarks, layers, scripts, attachments."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

import pikepdf
from pikepdf import Array, Dictionary, Name, Object, String

from pipeline.formats.pdf.carried import Said
from pipeline.formats.pdf.objects import entry, keep_only
from pipeline.formats.pdf.targets import Targets
from pipeline.formats.trail import Place

_ROOT = frozenset(
    "/Type /Pages /Version /Outlines /PageLabels /ViewerPreferences /PageLayout /PageMode /OCProperties "
    "/StructTreeRoot /MarkInfo /Lang /AcroForm /OutputIntents".split()
)
_PAGE = frozenset(
    "/Type /Parent /Resources /MediaBox /CropBox /BleedBox /TrimBox /ArtBox /Contents /Rotate /Group /Annots /Trans "
    "/Dur /StructParents /Tabs /UserUnit".split()
)
_NODE = frozenset("/Type /Parent /Kids /Count /Resources /MediaBox /CropBox /Rotate".split())
_TITLE = frozenset("/Title /Parent /Prev /Next /First /Last /Count /Dest /A /C /F".split())
_LAYER = frozenset("/Type /Name /Intent /Usage".split())
_USES = frozenset("/View /Print /Export /Zoom".split())
_INFO = ("/Title", "/Author", "/Subject", "/Keywords")
_DATE = re.compile("D:[0-9]{4,14}(Z|[+-][0-9]{2}('[0-9]{2}'?)?)?")
_DEEPEST = 8
"""Levels of bookmarks that the reader reads."""
_MOST = 100_000


class DocumentCleaner:
    """Cleans a file's catalogue. `approved`: objects whose texts are right now; notes: what was removed (Chinese)."""

    def __init__(self, pdf: pikepdf.Pdf, said: Mapping[Place, Said], targets: Targets) -> None:
        self._pdf, self._said, self._targets = pdf, said, targets
        self.approved: set[tuple[int, int]] = set()
        self.notes: list[str] = []

    def clean(self) -> None:
        """Clean everything but pages' contents and annotations."""
        root = self._pdf.Root
        had_metadata = "/Metadata" in root
        self._note_removed(root)
        self._outlines(root)
        self._layers(root)
        keep_only(root, _ROOT)
        self._properties(metadata=had_metadata)
        for page in self._pdf.pages:
            keep_only(page.obj, _PAGE)
            self._nodes(page.obj.get("/Parent"))
        # qpdf writes its own size over a size that is there; without one the file would count as damaged.
        keep_only(self._pdf.trailer, frozenset({"/Root", "/Info", "/Size"}))

    def _note_removed(self, root: Object) -> None:
        names = entry(root, "/Names")
        files = len(self._pdf.attachments)
        if files or "/AF" in root or "/Collection" in root:
            self.notes.append(f"附件 {max(files, 1)} 个：已删除")
        opening = entry(root.get("/OpenAction"), "/S")
        scripts = entry(names, "/JavaScript") is not None or "/AA" in root or opening not in (None, Name.GoTo)
        if scripts or any("/AA" in page.obj for page in self._pdf.pages):
            self.notes.append("脚本和自动动作：已删除")
        if "/Perms" in root or "/DSS" in root:
            self.notes.append("数字签名：已失效并删除")

    def _nodes(self, node: Any) -> None:
        """Clean the nodes of the page tree above a page."""
        for _ in range(64):
            if not isinstance(node, Dictionary):
                return
            keep_only(node, _NODE)
            node = node.get("/Parent")

    def _outlines(self, root: Object) -> None:
        """Edit the titles of bookmarks; where these are not the ones that were read, all bookmarks go."""
        outlines = root.get("/Outlines")
        if not isinstance(outlines, Dictionary):
            return
        keep_only(outlines, frozenset({"/Type", "/First", "/Last", "/Count"}))
        for number, item in enumerate(_items(outlines)):
            given = item.get("/Title")
            said = self._said.get(("outline", number), Said("", ""))
            now = said.now(str(given)) if isinstance(given, String) else None
            if now is None:
                del root["/Outlines"]
                self.notes.append("书签：与读到的不一致，已全部删除")
                return
            self._item(item, now)

    def _item(self, item: Dictionary, title: str) -> None:
        item["/Title"] = String(title)
        if "/Dest" in item:
            self._targets.settle(item, "/Dest")
        if "/A" in item:
            action = self._targets.action(item["/A"])
            if action is None:
                del item["/A"]
            else:
                item["/A"] = action
        keep_only(item, _TITLE)
        self.approved.add(item.objgen)

    def _layers(self, root: Object) -> None:
        """Number the layers: their names are in no text."""
        layers = entry(root.get("/OCProperties"), "/OCGs")
        for number, layer in enumerate(layers.as_list() if isinstance(layers, Array) else (), 1):
            if not isinstance(layer, Dictionary) or not layer.is_indirect:
                continue
            keep_only(layer, _LAYER)
            layer["/Name"] = String(f"图层{number}")
            if isinstance(layer.get("/Usage"), Dictionary):
                keep_only(layer["/Usage"], _USES)
            self.approved.add(layer.objgen)

    def _properties(self, *, metadata: bool) -> None:
        """Write the four properties that were read, and dates, anew; XMP is made from them where there was some."""
        given = self._pdf.trailer.get("/Info")
        kept: dict[str, Any] = {}
        for key, value in given.items() if isinstance(given, Dictionary) else ():
            now = self._property(key, value)
            if now:
                kept[key] = String(now)
        if "/Info" in self._pdf.trailer:
            del self._pdf.trailer["/Info"]
        if kept:
            self._pdf.trailer["/Info"] = self._pdf.make_indirect(Dictionary(kept))
            self.approved.add(self._pdf.trailer["/Info"].objgen)
        if metadata and any(key in kept for key in _INFO):
            with self._pdf.open_metadata(set_pikepdf_as_editor=False, update_docinfo=False) as written:
                written.load_from_docinfo(self._pdf.docinfo)

    def _property(self, key: str, value: Any) -> str | None:
        if not isinstance(value, String):
            return None
        if key in ("/CreationDate", "/ModDate"):
            return str(value) if _DATE.fullmatch(str(value)) else None
        said = self._said.get(("info", key[1:]))
        return said.now(str(value)) if said and key in _INFO else None


def _items(outlines: Dictionary) -> Iterator[Dictionary]:
    """Yield the bookmarks in the order of reading, each once; what lies deeper than was read is cut off."""
    seen: set[tuple[int, int]] = set()
    waiting: list[tuple[Any, int]] = [(outlines.get("/First"), 1)]
    while waiting and len(seen) < _MOST:
        item, level = waiting.pop()
        if not isinstance(item, Dictionary) or item.objgen in seen:
            continue
        seen.add(item.objgen)
        waiting.append((item.get("/Next"), level))
        if level < _DEEPEST:
            waiting.append((item.get("/First"), level + 1))
        else:
            for key in ("/First", "/Last", "/Count"):
                if key in item:
                    del item[key]
        yield item
