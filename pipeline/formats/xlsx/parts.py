"""Decides which parts of a workbook are written again, and writes them: what is not known to be clean stays out."""

import io
import posixpath
import re
import zipfile
from collections import Counter
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field

from lxml import etree

from pipeline.doc import UnwritableFile
from pipeline.formats.archive import unpacked
from pipeline.formats.pictures import wordless
from pipeline.formats.xlsx.book import Book, R

_DRAWN = "image chart chartEx diagramData diagramLayout diagramQuickStyle diagramColors diagramDrawing hyperlink"
# What is read, by the kind of its owner: a part in any other place was not.
_KEPT = {
    "": "officeDocument core-properties extended-properties custom-properties",
    "officeDocument": "worksheet chartsheet sharedStrings styles theme person cellImage cellimages",
    "worksheet": "comments threadedComment drawing vmlDrawing table image hyperlink",
    "chartsheet": "drawing vmlDrawing image",
    **dict.fromkeys(("drawing", "vmlDrawing", "cellImage", "cellimages", "diagramDrawing", "diagramData"), _DRAWN),
    **dict.fromkeys(("chart", "chartEx"), "image chartStyle chartColorStyle chartUserShapes themeOverride"),
    **dict.fromkeys(("chartUserShapes", "theme", "themeOverride"), "image"),
}
_PICTURES = (".png", ".jpg", ".jpeg", ".gif", ".bmp", ".tif", ".tiff", ".emf", ".wmf", ".svg", ".webp")
_ONCE = ("officeDocument", "sharedStrings", "styles", "theme")
# What a reader may miss, by the kind of the relationship; parts of other kinds go without a word.
_MISSED = {
    "vbaProject": "宏（VBA）已删除，文件改为不含宏的工作簿（.xlsx）",
    "oleObject": "嵌入的对象已删除",
    "package": "嵌入的文件已删除",
    "control": "控件已删除",
    "ctrlProp": "控件已删除",
    "worksheet": "工作表清单以外的表已删除",
    "externalLink": "对其他文件的链接及其缓存已删除，引用它们的公式已改为数值",
    "pivotTable": "数据透视表及其缓存已删除，单元格中的结果保留",
    "pivotCacheDefinition": "数据透视表及其缓存已删除，单元格中的结果保留",
    "slicer": "切片器已删除",
    "timeline": "切片器已删除",
    "connections": "对外部数据的连接已删除",
    "queryTable": "对外部数据的连接已删除",
    "rdRichValue": "单元格内的图片或数据类型已删除",
    "customXml": "内部附带的自定义数据（XML）已删除",
    "revisionHeaders": "共享工作簿的修订记录已删除",
    "origin": "电子签名已失效并删除",
}
_SHEETS = ("dialogsheet", "xlMacrosheet", "xlIntlMacrosheet")
_MACRO_SHEETS = "含有宏表或对话框表，不能原样写回：请在 Excel 中删除这些工作表后另存"
# Their parents go with the last of them.
_LISTS = ("externalReferences", "pivotCaches", "tableParts", "hyperlinks", "oleObjects", "controls")
_ONLY_ATTRIBUTE = ("pageSetup", "blip", "hlinkClick", "hlinkHover")
_MAIN = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
_TYPES = "[Content_Types].xml"
# Any other name may say something, and is changed.
_PLAIN_NAME = re.compile(
    r"(?:(?:xl|docProps|worksheets|chartsheets|drawings|charts|tables|theme|media|diagrams|persons|threadedComments)/){0,3}"
    r"(?:workbook|sheet|sharedStrings|styles|theme|themeOverride|comments|threadedComment|person|drawing|vmlDrawing|chart|"
    r"chartEx|style|colors|table|core|app|custom|data|layout|quickStyle|image|cellimages)[0-9]{0,5}\.[a-z]{3,4}"
)
_DATE = (1980, 1, 1, 0, 0, 0)
_XML = (".xml", ".rels", ".vml")


@dataclass
class Parts:
    """The parts that stay, by their names in the archive.

    values: what no picture may hold; dropped: how many relationships of each kind go.
    """

    book: Book
    values: Collection[str] = ()
    kept: dict[str, str] = field(default_factory=dict)
    dropped: Counter[str] = field(default_factory=Counter)

    @classmethod
    def of(cls, book: Book, values: Collection[str]) -> "Parts":
        """Return the parts that stay; relationships to others, and what stands for them in the parts, are gone.

        Raises:
            UnwritableFile: the book has a sheet of macros.
        """
        parts = cls(book, values)
        waiting = [("", "")]
        while waiting:
            waiting += parts._relations(*waiting.pop())
        parts._types()
        return parts

    def notes(self) -> Iterator[str]:
        """Yield what a reader of the written file must know."""
        yield from dict.fromkeys(_MISSED[kind] for kind in self.dropped if kind in _MISSED)
        images = sum(name.lower().endswith(_PICTURES) for name in self.kept)
        if images:
            yield f"内嵌图片 {images} 幅：其中文字未检查"

    def written(self) -> bytes:
        """Return the archive of the parts that stay, its times neutral."""
        buffer = io.BytesIO()
        with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, new in self.kept.items():
                archive.writestr(zipfile.ZipInfo(new, _DATE), self._bytes(name), zipfile.ZIP_DEFLATED)
        return buffer.getvalue()

    def _bytes(self, name: str) -> bytes:
        package = self.book.package
        root = package.roots.get(name)
        if root is None:
            content = unpacked(package.archive, name, package.source)
            return wordless(content, self.values) if name.lower().endswith(_PICTURES) else content
        return bytes(etree.tostring(root.getroottree(), xml_declaration=True, encoding="UTF-8", standalone=True))

    def _relations(self, path: str, kind: str) -> list[tuple[str, str]]:
        """Keep a part's relationships that are read; return path and kind of the parts that are new."""
        package = self.book.package
        folder, base = posixpath.split(path)
        found = posixpath.join(folder, "_rels", f"{base}.rels")
        if not package.has(found):
            return []
        root, staying, new = package.part(found), dict[etree._Element, str](), []
        for inner, target, relation in package.relations(path):
            if inner in _SHEETS:
                raise UnwritableFile(package.source, _MACRO_SHEETS)
            if not self._is_read(kind, inner, target, staying.values()):
                self.dropped[inner.removeprefix("external ")] += 1
                continue
            staying[relation] = inner
            if not inner.startswith("external "):
                name = package.named(target)
                new += [] if name in self.kept else [(target, inner)]
                self._keep(name)
                relation.set("Target", f"/{self.kept[name]}")
        gone = {relation.get("Id") for relation in root if relation not in staying}
        for relation in [r for r in root if r not in staying]:
            root.remove(relation)
        if path and gone:
            _unrelate(self.book.drawing(path), gone)
        self._keep(package.named(found), _relations_of(self.kept[package.named(path)] if path else ""))
        return new

    def _is_read(self, owner: str, kind: str, target: str, before: Collection[str]) -> bool:
        """Return whether the reader looks at a part: of a kind that its owner has, the first of its kind."""
        if kind.startswith("external "):
            return kind == "external hyperlink" and "hyperlink" in _KEPT.get(owner, "").split()
        if kind not in _KEPT.get(owner, "").split() or kind == "hyperlink" or (kind in _ONCE and kind in before):
            return False
        if kind in ("worksheet", "chartsheet"):
            return any(sheet.path == target for sheet in self.book.sheets)
        return kind != "image" or target.lower().endswith(_PICTURES)

    def _keep(self, name: str, new: str = "") -> None:
        """Keep a part under its own name, or under a number where its name may say something."""
        if name in self.kept:
            return
        bare = new or name.replace("\\", "/").lstrip("/")
        if not new and not _PLAIN_NAME.fullmatch(bare):
            bare = f"xl/parts/part{len(self.kept) + 1}{posixpath.splitext(bare)[1][:6]}"
        self.kept[name] = bare
        if name.lower().endswith(_XML):
            self.book.drawing(name.replace("\\", "/").lstrip("/"))

    def _types(self) -> None:
        """Write the list of types for the parts that stay; a book of macros becomes one without."""
        package = self.book.package
        root = package.part(_TYPES)
        names = {name.replace("\\", "/").lstrip("/").lower(): new for name, new in self.kept.items()}
        for node in list(root):
            path = (node.get("PartName") or "").lstrip("/").lower()
            if node.get("PartName") and path not in names:
                root.remove(node)
            elif node.get("PartName"):
                node.set("PartName", f"/{names[path]}")
                if "macroEnabled.main" in (node.get("ContentType") or ""):
                    node.set("ContentType", _MAIN)
        self.kept = {package.named(_TYPES): _TYPES, **self.kept}


def _relations_of(path: str) -> str:
    folder, base = posixpath.split(path)
    return posixpath.join(folder, "_rels", f"{base}.rels")


def _unrelate(root: etree._Element, gone: set[str]) -> None:
    """Take out of a part what refers to relationships that are gone."""
    for node in list(root.iter(etree.Element)):
        names = [name for name, value in node.attrib.items() if name.startswith(R) and value in gone]
        if not names:
            continue
        for name in names:
            del node.attrib[name]
        parent = node.getparent()
        if etree.QName(node).localname not in _ONLY_ATTRIBUTE and parent is not None:
            parent.remove(node)
            if etree.QName(parent).localname in _LISTS and len(parent) == 0 and parent.getparent() is not None:
                parent.getparent().remove(parent)
