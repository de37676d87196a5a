"""The parts of a Word file by their relationships (ECMA-376 part 2)."""

import posixpath
import zipfile
from dataclasses import dataclass, field

from lxml import etree

from pipeline.doc import UnreadableFile
from pipeline.formats.archive import parsed, unpacked

_TRANSITIONAL = b"http://schemas.openxmlformats.org/"
# The strict form of the format has other names for the same elements.
_STRICT = (
    (b"http://purl.oclc.org/ooxml/wordprocessingml/", _TRANSITIONAL + b"wordprocessingml/2006/"),
    (b"http://purl.oclc.org/ooxml/officeDocument/", _TRANSITIONAL + b"officeDocument/2006/"),
    (b"http://purl.oclc.org/ooxml/drawingml/", _TRANSITIONAL + b"drawingml/2006/"),
)


@dataclass
class Package:
    """An opened Word file; main: the path of the part that holds the body."""

    archive: zipfile.ZipFile
    source: str
    main: str = field(init=False)
    _names: dict[str, str] = field(init=False)

    def __post_init__(self) -> None:
        # Some programs write backslashes, a leading slash, or another case than the relationships do.
        self._names = {n.replace("\\", "/").lstrip("/").lower(): n for n in self.archive.namelist()}
        main = [path for kind, path in self.related("") if kind == "officeDocument"]
        self.main = main[0] if main else "word/document.xml"
        if self.main.lower() not in self._names:
            raise UnreadableFile(self.source, "Word 文件已损坏（缺少正文部分）：请重新获取")

    def part(self, path: str) -> etree._Element:
        """Return the root of a part."""
        name = self._names[path.lower()]
        xml = unpacked(self.archive, name, self.source)
        if b"purl.oclc.org/ooxml" in xml:
            for strict, transitional in _STRICT:
                xml = xml.replace(strict, transitional)
        return parsed(xml, name, self.source)

    def related(self, path: str) -> list[tuple[str, str]]:
        """Return kind and target of each relationship of a part ("" for the package).

        A target outside the file has `external ` before its kind; one that the file lacks is left out.
        """
        folder, name = posixpath.split(path)
        relations = posixpath.join(folder, "_rels", f"{name}.rels")
        if relations.lower() not in self._names:
            return []
        found = []
        for relation in self.part(relations):
            kind, target = (relation.get("Type") or "").rpartition("/")[2], relation.get("Target") or ""
            if relation.get("TargetMode") == "External":
                found.append((f"external {kind}", target))
                continue
            where = target.lstrip("/") if target.startswith("/") else posixpath.normpath(posixpath.join(folder, target))
            if where.lower() in self._names:
                found.append((kind, where))
        return found

    def first(self, kind: str) -> etree._Element | None:
        """Return the root of the main part's first related part of this kind."""
        return next((self.part(path) for k, path in self.related(self.main) if k == kind), None)
