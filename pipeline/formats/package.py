"""The parts of a Word or Excel file by their relationships (ECMA-376 part 2)."""

import posixpath
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field

from lxml import etree

from pipeline.doc import UnreadableFile
from pipeline.formats.archive import parsed, unpacked

_TRANSITIONAL = b"http://schemas.openxmlformats.org/"
# The strict form of the format has other names for the same elements.
_STRICT = (
    (b"http://purl.oclc.org/ooxml/wordprocessingml/", _TRANSITIONAL + b"wordprocessingml/2006/"),
    (b"http://purl.oclc.org/ooxml/spreadsheetml/", _TRANSITIONAL + b"spreadsheetml/2006/"),
    (b"http://purl.oclc.org/ooxml/officeDocument/", _TRANSITIONAL + b"officeDocument/2006/"),
    (b"http://purl.oclc.org/ooxml/drawingml/", _TRANSITIONAL + b"drawingml/2006/"),
)


@dataclass
class Package:
    """An opened file of Word or another program.

    main: the path of the part that holds the body, `usual` if unsaid. keeping: a part is parsed once, and stays in
    `roots` by its name in the archive; strict: the names of the parts in the strict form.
    """

    archive: zipfile.ZipFile
    source: str
    usual: str = "word/document.xml"
    program: str = "Word"
    keeping: bool = False
    main: str = field(init=False)
    roots: dict[str, etree._Element] = field(init=False, default_factory=dict)
    strict: set[str] = field(init=False, default_factory=set)
    _names: dict[str, str] = field(init=False)

    def __post_init__(self) -> None:
        # Some programs write backslashes, a leading slash, or another case than the relationships do.
        self._names = {n.replace("\\", "/").lstrip("/").lower(): n for n in self.archive.namelist()}
        main = [path for kind, path in self.related("") if kind == "officeDocument"]
        self.main = main[0] if main else self.usual
        if self.main.lower() not in self._names:
            raise UnreadableFile(self.source, f"{self.program} 文件已损坏（缺少正文部分）：请重新获取")

    def part(self, path: str) -> etree._Element:
        """Return the root of a part."""
        name = self._names[path.lower()]
        if name in self.roots:
            return self.roots[name]
        xml = unpacked(self.archive, name, self.source)
        if b"purl.oclc.org/ooxml" in xml:
            self.strict.add(name)
            for strict, transitional in _STRICT:
                xml = xml.replace(strict, transitional)
        root = parsed(xml, name, self.source)
        if self.keeping:
            self.roots[name] = root
        return root

    def related(self, path: str) -> list[tuple[str, str]]:
        """Return kind and target of each relationship of a part ("" for the package), as `relations` does."""
        return [(kind, target) for kind, target, _ in self.relations(path)]

    def relations(self, path: str) -> Iterator[tuple[str, str, etree._Element]]:
        """Yield kind, target and element of each relationship of a part ("" for the package).

        A target outside the file has `external ` before its kind; one that the file lacks is left out.
        """
        folder, name = posixpath.split(path)
        relations = posixpath.join(folder, "_rels", f"{name}.rels")
        if not self.has(relations):
            return
        for relation in self.part(relations):
            kind, target = (relation.get("Type") or "").rpartition("/")[2], relation.get("Target") or ""
            if relation.get("TargetMode") == "External":
                yield f"external {kind}", target, relation
                continue
            where = target.lstrip("/") if target.startswith("/") else posixpath.normpath(posixpath.join(folder, target))
            if self.has(where):
                yield kind, where, relation

    def has(self, path: str) -> bool:
        """Return whether the file has a part at a path, however it writes its name."""
        return path.lower() in self._names

    def named(self, path: str) -> str:
        """Return the name in the archive of the part at a path."""
        return self._names[path.lower()]

    def first(self, kind: str) -> etree._Element | None:
        """Return the root of the main part's first related part of this kind."""
        return next((self.part(path) for k, path in self.related(self.main) if k == kind), None)


def restrict(xml: bytes) -> bytes:
    """Return a part in the strict form again, which `Package.part` reads in the usual one."""
    for strict, transitional in _STRICT:
        xml = xml.replace(transitional, strict)
    return xml
