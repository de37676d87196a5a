"""Which parts of a Word file stay, under which names, and the ZIP that is written of them (ECMA-376 part 2)."""

import io
import posixpath
import re
import zipfile
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field

from lxml import etree

from pipeline.formats.archive import parsed, unpacked
from pipeline.formats.package import Package, restrict
from pipeline.formats.xml_edits import dropped

_RELATION = "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"
_TYPES = "[Content_Types].xml"
_LIST = "{http://schemas.openxmlformats.org/package/2006/content-types}Types"
_ENTRIES = tuple(_LIST.replace("Types", entry) for entry in ("Default", "Override"))
_MAIN_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
_MACRO_TYPES = re.compile(r"application/vnd\.ms-word\.(?:document|template)\.macroEnabled[A-Za-z]*\.main\+xml")
_TYPE = re.compile(r"https?://(?:schemas\.openxmlformats\.org|schemas\.microsoft\.com)/(?:[A-Za-z0-9-]+/)*([A-Za-z-]+)")
_MEDIA = re.compile(r"[A-Za-z]{1,20}/[A-Za-z0-9.+-]{1,120}")
_EPOCH = (1980, 1, 1, 0, 0, 0)
# By the last word of a relationship's type, without hyphens and in lower case.
_KEPT = frozenset(
    "officedocument styles styleswitheffects numbering settings websettings fonttable theme themeoverride header "
    "footer footnotes endnotes comments commentsextended image chart chartstyle chartcolorstyle diagramdata "
    "diagramlayout diagramquickstyle diagramcolors diagramdrawing customxml customxmlprops coreproperties "
    "extendedproperties customproperties hyperlink".split()
)
_GONE = {
    **dict.fromkeys(("oleobject", "package", "control", "activexcontrolbinary", "afchunk", "subdocument"), "embedded"),
    **dict.fromkeys(("vbaproject", "wordvbadata", "attachedtoolbars", "keymapcustomizations"), "macros"),
    **dict.fromkeys(("origin", "signature"), "signature"),
    **dict.fromkeys(("mailmergesource", "mailmergerecipientdata", "recipientdata"), "merge"),
    **dict.fromkeys(("audio", "video", "media"), "media"),
    **dict.fromkeys(("thumbnail", "printersettings", "people", "attachedtemplate", "metadata"), "silent"),
    **dict.fromkeys(("commentsids", "commentsextensible", "xsltransform", "classificationlabels"), "silent"),
    "glossarydocument": "glossary",
    "font": "fonts",
}
_REFERRED = frozenset("image chart hyperlink diagramdata diagramlayout diagramquickstyle diagramcolors".split())
"""Kinds that only an id in the XML of their part shows: without it they are left over."""
_ATTRIBUTES = frozenset(("Id", "Type", "Target", "TargetMode"))
_TYPE_ATTRIBUTES = frozenset(("PartName", "Extension", "ContentType"))
_PLAIN_NAME = re.compile(r"[A-Za-z_.\[\]]{1,24}[0-9]{0,5}(?:\.[A-Za-z]{1,5})?")


def kind_of(relation: etree._Element) -> str:
    """Return the kind of a relationship, the same in the strict form and the usual one; nothing for a foreign one."""
    found = _TYPE.fullmatch(relation.get("Type") or "")
    return found[1].replace("-", "").lower() if found else ""


@dataclass
class Parts:
    """The parts that stay, by path (as in the archive, with slashes) and kind; gone: what was taken out, by group."""

    package: Package
    kinds: dict[str, str] = field(default_factory=dict)
    gone: Counter[str] = field(default_factory=Counter)

    def select(self) -> None:
        """Take out every relationship that may not stay or leads nowhere, and keep the parts that the others reach."""
        self._follow(self._may_stay)

    def prune(self, taken: Iterable[str]) -> None:
        """Take out the relationships that no id in the XML shows any more, and those to parts in `taken`."""
        paths, shown = frozenset(taken), dict[str, set[str]]()

        def stays(owner: str, relation: etree._Element, path: str | None) -> bool:
            if path in paths or kind_of(relation) not in _REFERRED or not owner:
                return path not in paths
            if owner not in shown:
                shown[owner] = _ids(self.package.part(owner))
            return relation.get("Id") in shown[owner]

        self._follow(stays)

    def relations(self, owner: str) -> Iterator[tuple[etree._Element, str, str | None]]:
        """Yield element, kind and path (None outside the file, "" where it has none) of a part's relationships."""
        targets = {element: path for _, path, element in self.package.relations(owner)}
        rels = _rels(owner)
        if not self.package.has(rels):
            return
        for relation in list(self.package.part(rels)):
            path = targets.get(relation, "")
            external = relation.get("TargetMode") == "External"
            yield relation, kind_of(relation), None if external else self._path(path) if path else ""

    def roots(self, *kinds: str) -> list[tuple[str, etree._Element]]:
        """Return path and tree of the XML parts that stay; kinds: all where none is given."""
        xml = [(p, k) for p, k in self.kinds.items() if k not in ("image", "") and (not kinds or k in kinds)]
        return [(path, self.package.part(path)) for path, _ in xml]

    def _path(self, path: str) -> str:
        return self.package.named(path).replace("\\", "/").lstrip("/")

    def _follow(self, stays: Callable[[str, etree._Element, str | None], bool]) -> None:
        # The body first: a file may have no relationship to it, and have it at the usual place.
        main = self._path(self.package.main)
        self.kinds, waiting = {main: "officedocument"}, ["", main]
        while waiting:
            owner = waiting.pop()
            for relation, kind, path in self.relations(owner):
                if path == "" or not stays(owner, relation, path):
                    dropped(relation)
                elif path is not None and path not in self.kinds:
                    self.kinds[path] = kind
                    waiting.append(path)

    def _may_stay(self, owner: str, relation: etree._Element, path: str | None) -> bool:
        kind = kind_of(relation)
        if kind in _KEPT and (path is not None or kind == "hyperlink"):
            return True
        if path is not None:
            self.gone[_GONE.get(kind, "other")] += 1
        return False


def _ids(root: etree._Element) -> set[str]:
    """Return every value that an attribute of a part has: one of them may be the id of a relationship."""
    return {value for element in root.iter(etree.Element) for value in element.attrib.values()}


def _rels(owner: str) -> str:
    folder, name = posixpath.split(owner)
    return posixpath.join(folder, "_rels", f"{name}.rels")


def written(parts: Parts, pictures: dict[str, bytes]) -> bytes:
    """Return the ZIP of the parts that stay, in the order of the file, with neutral times and plain names."""
    names = _names(parts)
    files = dict(_files(parts, pictures, names))
    order = {_plain(m.filename).lower(): number for number, m in enumerate(parts.package.archive.infolist())}
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for old in sorted(files, key=lambda name: order.get(name.lower(), -1)):
            archive.writestr(zipfile.ZipInfo(names.get(old, old), _EPOCH), files[old], zipfile.ZIP_DEFLATED)
    return buffer.getvalue()


def _files(parts: Parts, pictures: dict[str, bytes], names: dict[str, str]) -> Iterator[tuple[str, bytes]]:
    """Yield old path and content of every member."""
    package = parts.package
    for owner in ("", *parts.kinds):
        rels, relations = _rels(owner), list(parts.relations(owner))
        for relation, _, path in relations:
            if path in names:
                relation.set("Target", f"/{names[path]}")
            _bare(relation, _ATTRIBUTES)
        if relations:
            _bare(package.part(rels), frozenset())
            folder, name = posixpath.split(names.get(owner, owner))
            names[rels] = posixpath.join(folder, "_rels", f"{name}.rels")
            yield rels, _serial(package, rels)
        elif not owner:
            yield rels, _first_relations(package.main)
        if owner:
            yield owner, pictures[owner] if owner in pictures else _serial(package, owner)
    yield _TYPES, _content_types(parts, names)


def _bare(entry: etree._Element, attributes: frozenset[str]) -> None:
    """Leave an entry of a list what belongs there."""
    entry.text = entry.tail = None
    for name in set(map(str, entry.attrib)) - attributes:
        del entry.attrib[name]


def _serial(package: Package, path: str) -> bytes:
    xml = etree.tostring(package.part(path), xml_declaration=True, encoding="UTF-8", standalone=True)
    return restrict(xml) if package.named(path) in package.strict else xml


def _first_relations(main: str) -> bytes:
    root = etree.Element(f"{_RELATION}s", nsmap={None: _RELATION[1:].partition("}")[0]})
    kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument"
    etree.SubElement(root, _RELATION, Id="rId1", Type=kind, Target=main)
    return bytes(etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True))


def _names(parts: Parts) -> dict[str, str]:
    """Return the new name of every part whose own could say more than what it is."""
    folders = {"image": "word/media", "customxml": "customXml", "customxmlprops": "customXml"}
    odd = [p for p in parts.kinds if not all(_PLAIN_NAME.fullmatch(step) for step in p.split("/"))]
    return {
        path: f"{folders.get(parts.kinds[path], 'word')}/part{number}{_extension(path)}"
        for number, path in enumerate(odd, 1)
    }


def _extension(path: str) -> str:
    found = re.search(r"\.[A-Za-z0-9]{1,5}$", path)
    return found[0] if found else ".bin"


def _content_types(parts: Parts, names: dict[str, str]) -> bytes:
    """Return the list of types for the parts that stay; a file with macros becomes one without."""
    package = parts.package
    if _TYPES not in package.archive.namelist():
        return _usual_types(parts)
    root = parsed(unpacked(package.archive, _TYPES, package.source), _TYPES, package.source)
    by_name = {path.lower(): names.get(path, path) for path in parts.kinds}
    extensions = {"rels", *(_extension(path)[1:].lower() for path in (*parts.kinds, *names.values()))}
    if root.tag != _LIST:
        return _usual_types(parts)
    _bare(root, frozenset())
    for entry in list(root):
        part = (entry.get("PartName") or "").lstrip("/").lower()
        stays = part in by_name if part else (entry.get("Extension") or "").lower() in extensions
        if entry.tag not in _ENTRIES or not stays or not _MEDIA.fullmatch(entry.get("ContentType") or ""):
            root.remove(entry)
            continue
        _bare(entry, _TYPE_ATTRIBUTES)
        if part:
            entry.set("PartName", f"/{by_name[part]}")
        entry.set("ContentType", _MACRO_TYPES.sub(_MAIN_TYPE, entry.get("ContentType") or ""))
    return bytes(etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True))


def _usual_types(parts: Parts) -> bytes:
    root = etree.Element(_LIST, nsmap={None: _LIST[1:].partition("}")[0]})
    relations = "application/vnd.openxmlformats-package.relationships+xml"
    etree.SubElement(root, _ENTRIES[0], Extension="rels", ContentType=relations)
    etree.SubElement(root, _ENTRIES[0], Extension="xml", ContentType="application/xml")
    etree.SubElement(root, _ENTRIES[1], PartName=f"/{parts.package.main}", ContentType=_MAIN_TYPE)
    return bytes(etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True))


def _plain(name: str) -> str:
    return name.replace("\\", "/").lstrip("/")
