"""The parts of an OFD package that is written again: their bytes, their XML, what each document is made of."""

import re
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from io import BytesIO

from lxml import etree
from ofdkit.errors import OFDError
from ofdkit.package import Package

from pipeline.doc import UnreadableFile, UnwritableFile
from pipeline.formats.archive import parsed

_TWICE = "OFD 内部有重名的部分，来源可疑：请用阅读软件打开并另存"
_BROKEN = "OFD 内部结构有误，无法安全改写：请用阅读软件打开并另存"
# What Chinese programs write for GB 18030.
_DECLARED = re.compile(rb"""\s*<\?xml[^>]{0,99}?coding\s*=\s*["'](?:gb2312|gbk|cp936|gb18030)["'][^>]{0,99}\?>""", re.I)


def local(element: etree._Element) -> str:
    """Return the name of an element without its namespace; producers write several."""
    name: str = etree.QName(element).localname
    return name


def children(element: etree._Element | None, *names: str) -> Iterator[etree._Element]:
    """Yield the children of these names, in order."""
    for child in element if element is not None else ():
        if local(child) in names:
            yield child


def child(element: etree._Element | None, name: str) -> etree._Element | None:
    """Return the first child of this name, or None."""
    return next(children(element, name), None)


def value(element: etree._Element | None) -> str:
    """Return the stripped text of an element; empty where there is none."""
    return ((element.text if element is not None else None) or "").strip()


class Parts:
    """The members of a package; each XML is parsed once and changed in place.

    Raises:
        UnwritableFile: two members of one name (programs differ in which they read).
    """

    def __init__(self, data: bytes, source: str) -> None:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            files = sum(not member.is_dir() for member in archive.infolist())
        self._package = Package(data)
        self._trees: dict[str, etree._Element] = {}
        self._adopted: dict[str, str] = {}
        self.source = source
        if files != len({name.casefold() for name in self._package.names}):
            raise UnwritableFile(source, _TWICE)

    @property
    def names(self) -> list[str]:
        return list(self._package.names)

    def resolve(self, base: str, location: str) -> str | None:
        """Return the member that a location written in `base` means, or None."""
        found: str | None = self._package.resolve(base, location)
        return found or self._adopted.get(location.removeprefix("/").casefold())

    def named(self, member: str) -> str:
        """Return the name by which a member is known here; member: as zipfile names it.

        Raises:
            UnwritableFile: in an encoding that is not declared.
        """
        found = self.resolve("", f"/{member}")
        if found is None:
            raise UnwritableFile(self.source, _BROKEN)
        return found

    def bytes_of(self, name: str) -> bytes:
        """Return a member unpacked.

        Raises:
            UnwritableFile: damaged, or too large.
        """
        try:
            data: bytes = self._package.read(name)
        except OFDError as error:
            raise UnwritableFile(self.source, _BROKEN) from error
        return data

    def tree(self, name: str) -> etree._Element:
        """Return the root of a member, always the same one.

        Raises:
            UnwritableFile: no well-formed XML.
        """
        if name not in self._trees:
            self._trees[name] = self._parsed(name)
        return self._trees[name]

    def _parsed(self, name: str) -> etree._Element:
        data = self.bytes_of(name)
        declared = _DECLARED.match(data)
        try:
            if declared:
                data = data[declared.end() :].decode("gb18030").encode()
            return parsed(data, name, self.source)
        except (UnreadableFile, UnicodeDecodeError) as error:
            raise UnwritableFile(self.source, _BROKEN) from error

    def adopt(self, name: str, tree: etree._Element) -> None:
        """Take a tree as that of a member, which need not be in the package."""
        self._trees[name] = tree
        self._adopted[name.casefold()] = name


@dataclass(frozen=True, slots=True, repr=False)
class Body:
    """One document of a package: the member of its Document.xml, its templates by ID, its resources, its pages."""

    path: str
    templates: Mapping[str, str]
    resources: tuple[str, ...]
    pages: tuple[str | None, ...]


def bodies(parts: Parts) -> list[Body]:
    """Return the documents of a package as ofdkit finds them."""
    entry = parts.resolve("", "OFD.xml") or "OFD.xml"
    out = []
    for listed in children(parts.tree(entry), "DocBody"):
        path = parts.resolve(entry, value(child(listed, "DocRoot")))
        if path is not None:
            out.append(_body(path, parts))
    return out


def _body(path: str, parts: Parts) -> Body:
    document = parts.tree(path)
    common = child(document, "CommonData")
    templates = {}
    for template in children(common, "TemplatePage"):
        found = parts.resolve(path, template.get("BaseLoc") or "")
        if found and (number := (template.get("ID") or "").strip()):
            templates[number] = found
    resources = [parts.resolve(path, value(r)) for r in children(common, "PublicRes", "DocumentRes")]
    pages = [parts.resolve(path, page.get("BaseLoc") or "") for page in children(child(document, "Pages"), "Page")]
    return Body(path, templates, tuple(r for r in resources if r), tuple(pages))
