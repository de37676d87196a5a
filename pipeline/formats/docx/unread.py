"""Which parts of a Word file hold words that its text lacks, so that nobody has checked them."""

from collections.abc import Iterable

from lxml import etree

from pipeline.doc import UnreadableFile
from pipeline.formats.archive import unpacked
from pipeline.formats.assembly import TEXT
from pipeline.formats.docx.cleaning import present
from pipeline.formats.docx.copies import A, align_drawing
from pipeline.formats.docx.parts import Parts
from pipeline.formats.xml_edits import Edits

_OBJECTS = ("chart", "diagramdata")
_WORDS = {"chart": ("v", "t"), "diagramdata": ("t",)}
"""Local names of the elements that hold words, in parts where others hold none that a reader sees."""
_NO_PICTURE = (b"<", b"PK", b"\xef\xbb", b"\xff\xfe", b"\xfe\xff", b"%P")
"""How text, archives and documents begin that only call themselves a picture."""


def picture_of(parts: Parts, path: str) -> bytes:
    """Return the bytes of a picture."""
    return unpacked(parts.package.archive, parts.package.named(path), parts.package.source)


def unread_parts(parts: Parts, edits: Edits, values: Iterable[str]) -> dict[str, str]:
    """Return the path of each such part with its group of `notes`.

    edits: its `read` says what was read; for the drawing of a diagram, what its data needs is planned there.

    Raises:
        UnreadableFile: the body itself has a value in the names of its elements.
    """
    checked = parts.roots(*_OBJECTS, "customxml")
    unread = {path: _group(path, parts) for path, root in checked if _has_more(path, root, parts, edits)}
    unread |= {path: _group(path, parts) for path, root in parts.roots() if present(values, _names(root))}
    if any(parts.kinds[path] == "officedocument" for path in unread):
        raise UnreadableFile(parts.package.source, "内部结构的名称中有须遮盖的内容：请用原软件打开并另存")
    pictures = [path for path, kind in parts.kinds.items() if kind == "image"]
    unread |= {path: "other" for path in pictures if picture_of(parts, path).lstrip()[:2].startswith(_NO_PICTURE)}
    read = [e for path, root in parts.roots("diagramdata") if path not in unread for e in root.iter(f"{A}t")]
    for path, root in parts.roots("diagramdrawing"):
        if not align_drawing(root, read, edits):
            unread[path] = "silent"  # programs draw it again from its data
    return unread


def _group(path: str, parts: Parts) -> str:
    return "objects" if parts.kinds[path] in _OBJECTS else "other"


def _has_more(path: str, root: etree._Element, parts: Parts, edits: Edits) -> bool:
    shown = _WORDS.get(parts.kinds[path])
    return any(
        element.text and element.text.strip() and (element, TEXT) not in edits.read
        for element in root.iter(etree.Element)
        if shown is None or str(element.tag).rpartition("}")[2] in shown
    )


def _names(root: etree._Element) -> set[str]:
    """Return the names of elements and spaces of a part."""
    names = {str(name) for pair in root.nsmap.items() for name in pair}
    return names | {str(element.tag) for element in root.iter(etree.Element)}
