"""Writes an OFD package anew: what its documents refer to, under names of the standard, and nothing else."""

import io
import posixpath
import re
import zipfile
from collections import Counter
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass

from lxml import etree

from pipeline.formats.ofd.package import Parts, child, children, value
from pipeline.formats.pictures import wordless

_EPOCH = (1980, 1, 1, 0, 0, 0)
_EXTENSION = re.compile(r"\.[A-Za-z0-9]{1,5}\Z")
# For each kind of part the elements that name another: element, attribute (its text where empty), kind of the other.
_PLACES: Mapping[str, tuple[tuple[str, str, str], ...]] = {
    "ofd": (("DocRoot", "", "document"),),
    "document": (
        ("PublicRes", "", "res"),
        ("DocumentRes", "", "res"),
        ("TemplatePage", "BaseLoc", "template"),
        ("Page", "BaseLoc", "page"),
        ("Annotations", "", "annotations"),
        ("CustomTags", "", "tags"),
    ),
    "page": (("PageRes", "", "res"),),
    "template": (("PageRes", "", "res"),),
    "res": (("FontFile", "", "font"), ("MediaFile", "", "media"), ("ColorSpace", "Profile", "profile")),
    "annotations": (("FileLoc", "", "annot"),),
    "tags": (("FileLoc", "", "tag"),),
}
_NAMES = {
    "ofd": "OFD.xml",
    "document": "Document.xml",
    "res": "Res_{}.xml",
    "template": "Tpls/Tpl_{}/Content.xml",
    "page": "Pages/Page_{}/Content.xml",
    "annotations": "Annots/Annotations_{}.xml",
    "annot": "Annots/Annot_{}.xml",
    "tags": "Tags/CustomTags_{}.xml",
    "tag": "Tags/Tag_{}.xml",
    "font": "Res/Font_{}",
    "media": "Res/Media_{}",
    "profile": "Res/Profile_{}",
}
_LEAVES = ("font", "media", "profile")
_DRAWING = ("ImageObject", "CompositeObject")


@dataclass(frozen=True, slots=True)
class _Reference:
    """An element that names a member: kind says what it is; attribute: where, its text where empty."""

    element: etree._Element
    attribute: str
    kind: str
    member: str | None


class Package:
    """Collects the members that are reached from OFD.xml.

    clean: called once for each part of XML, with its kind (page, res, tag ...) and its root. values: what no picture
    may hold.
    """

    def __init__(self, parts: Parts, clean: Callable[[str, etree._Element], None], values: Collection[str]) -> None:
        self._parts = parts
        self._clean = clean
        self._values = values
        self._names: dict[str, str] = {}
        self._kinds: dict[str, str] = {}
        self._counts = Counter[tuple[str, str]]()
        self._documents = 0
        self.pictures = 0

    def written(self) -> bytes:
        """Return the package; its parts are cleaned and their references are those to the new names."""
        self._reach(self._parts.resolve("", "OFD.xml") or "OFD.xml", "ofd", "")
        self._drop_unused()
        for member in [m for m, kind in self._kinds.items() if kind == "res"]:
            self._follow(member, leaves=True)
        buffer = io.BytesIO()
        with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
            for member, name in self._names.items():
                entry = zipfile.ZipInfo(name, _EPOCH)
                entry.compress_type = zipfile.ZIP_DEFLATED
                archive.writestr(entry, self._content(member))
        return buffer.getvalue()

    def _reach(self, member: str, kind: str, folder: str) -> str:
        """Return the new name of a member; one that was not met before is cleaned, and followed."""
        if member not in self._names:
            self._names[member] = self._named(member, kind, folder)
            self._kinds[member] = kind
            if kind not in _LEAVES:
                self._clean(kind, self._parts.tree(member))
                self._follow(member, leaves=False)
        return self._names[member]

    def _named(self, member: str, kind: str, folder: str) -> str:
        self._counts[folder, kind] += 1
        name = _NAMES[kind].format(self._counts[folder, kind])
        found = _EXTENSION.search(member) if kind in _LEAVES else None
        return posixpath.join(folder, name + (found[0].lower() if found else ""))

    def _follow(self, member: str, *, leaves: bool) -> None:
        name = self._names[member]
        base = posixpath.dirname(name)
        for reference in list(self._references(member)):
            if (reference.kind in _LEAVES) == leaves:
                self._point(reference, f"{base}/Res" if leaves else base, name.partition("/")[0])
        if leaves:
            self._parts.tree(member).set("BaseLoc", "Res")

    def _references(self, member: str) -> Iterator[_Reference]:
        root = self._parts.tree(member)
        base = member
        if self._kinds[member] == "res":
            base = posixpath.join(posixpath.dirname(member), root.get("BaseLoc") or "", "-")
        for name, attribute, kind in _PLACES.get(self._kinds[member], ()):
            for element in root.iter(f"{{*}}{name}"):
                location = element.get(attribute) if attribute else value(element)
                if location:
                    found = self._parts.resolve(base, location) or self._parts.resolve(member, location)
                    yield _Reference(element, attribute, kind, found)

    def _point(self, reference: _Reference, base: str, folder: str) -> None:
        element = reference.element
        if reference.member is None:
            self._forget(reference)
            return
        if reference.kind == "document" and reference.member not in self._names:
            folder, self._documents = f"Doc_{self._documents}", self._documents + 1
        name = posixpath.relpath(self._reach(reference.member, reference.kind, folder), base or ".")
        if reference.attribute:
            element.set(reference.attribute, name)
        else:
            element.text = name

    @staticmethod
    def _forget(reference: _Reference) -> None:
        """Take out a reference to a member that is not there; without its file a font is one of the reader's own."""
        parent = reference.element.getparent()
        if reference.attribute:
            del reference.element.attrib[reference.attribute]
        elif parent is not None:
            parent.remove(reference.element)

    def _drop_unused(self) -> None:
        """Take media and composite units that nothing draws out of the resources: their files are not reached then."""
        trees = [self._parts.tree(m) for m, kind in self._kinds.items() if kind not in _LEAVES]
        used = {
            (element.get(name) or "").strip()
            for root in trees
            for element in root.iter(*(f"{{*}}{name}" for name in _DRAWING))
            for name in ("ResourceID", "ImageMask")
        }
        for root in trees:
            for holder in ("MultiMedias", "CompositeGraphicUnits"):
                if (listed := child(root, holder)) is not None:
                    for element in [e for e in listed if (e.get("ID") or "").strip() not in used]:
                        listed.remove(element)
            self.pictures += sum(m.get("Type") == "Image" for m in children(child(root, "MultiMedias"), "MultiMedia"))

    def _content(self, member: str) -> bytes:
        if self._kinds[member] == "media":
            return wordless(self._parts.bytes_of(member), self._values)
        if self._kinds[member] in _LEAVES:
            return self._parts.bytes_of(member)
        xml: bytes = etree.tostring(self._parts.tree(member), encoding="UTF-8", xml_declaration=True)
        return xml
