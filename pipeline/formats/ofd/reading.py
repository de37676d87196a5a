"""Reads OFD files (GB/T 33190-2016): pages as they are printed, then annotations, attachments and properties."""

import re
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import ofdkit
from lxml import etree

from pipeline.doc import Doc, UnreadableFile
from pipeline.formats.archive import opened, parsed, unpacked
from pipeline.formats.assembly import Assembly
from pipeline.formats.layout import Run, laid_out
from pipeline.formats.ofd.units import refuse_endless
from pipeline.formats.trail import Traced, Trail

_SCAN = "是扫描件，暂不支持文字识别：请提供有文字层的文件"
# A baseline lies at this share of the letter size above the letter's lower edge.
_BELOW = 0.12
_ROOT = re.compile(rb"<(?:[^\s<>/?!:]+:)?([^\s<>/?!:]+)")
# Roots of the parts that are read as pages, or that hold only numbers and places of other parts.
_KNOWN = frozenset(
    "OFD Document Page Res Annotations CustomTags Signatures Signature Extensions Versions DocVersion".split()
)
INFORMATION = ("title", "author", "subject", "abstract", "creator")


@dataclass(frozen=True, slots=True, repr=False)
class Carried:
    """A text beside the pages: in `element` of the member `name`, as `where` says: text, tail or an attribute."""

    text: str
    part: str
    visible: bool
    name: str
    element: etree._Element
    where: str


@dataclass(frozen=True, slots=True)
class Trace:
    """Where the characters of an OFD's text stand.

    traced: letters are pages and numbers of characters in `runs` of the page, blank runs left out; places are
    ("info", field) or ("beside", number in `beside`).
    """

    traced: Traced
    runs: tuple[tuple[ofdkit.TextRun, ...], ...]
    locations: tuple[str | None, ...]
    beside: tuple[Carried, ...]


def read(data: bytes, source: str, *, max_unpacked_bytes: int) -> Doc:
    """Return the document of an OFD, each page a piece of part `page`.

    Carried after it: text beyond a page's edges (hidden), annotations (comment), properties, custom tags and the names
    of attachments (property).

    Raises:
        UnreadableFile: encrypted, damaged (nothing is left out in silence), a bomb, or with a page that is a scan.
    """
    return _opened(data, source, None, max_unpacked_bytes)[0]


def traced(data: bytes, source: str, *, max_unpacked_bytes: int) -> Trace:
    """Return the document that `read` gives, and where each of its characters stands in the file; errors as there."""
    trail = Trail()
    doc, pages, beside = _opened(data, source, trail, max_unpacked_bytes)
    runs = tuple(tuple(page.runs) for page in pages)
    return Trace(trail.traced(doc), runs, tuple(page.location for page in pages), beside)


def _opened(
    data: bytes, source: str, trail: Trail | None, max_unpacked_bytes: int
) -> tuple[Doc, list[ofdkit.Page], tuple[Carried, ...]]:
    archive = opened(data, source, max_unpacked_bytes=max_unpacked_bytes)
    if any(name.lower().endswith(("encryptions.xml", "decryptseed.dat")) for name in archive.namelist()):
        raise UnreadableFile(source, "OFD 已加密：请先解除加密再提交")
    refuse_endless(archive, source)
    assembly = Assembly()
    try:
        with ofdkit.open(data) as document:
            for page in document.pages:
                _page(page, assembly, trail, archive, source)
            _information(document.info, assembly, trail)
            damaged = bool(document.warnings)
    except (ofdkit.OFDError, ValueError) as error:
        raise UnreadableFile(source, "OFD 已损坏：请用阅读软件打开并另存") from error
    if damaged:
        raise UnreadableFile(source, "OFD 已损坏（有一部分无法读取）：请用阅读软件打开并另存")
    beside = tuple(_beside(archive, source))
    for number, carried in enumerate(beside):
        _carry(carried.text, carried.part, carried.visible, ("beside", number), assembly, trail)
    return assembly.doc(data, source, empty=f"没有文字层，可能{_SCAN}"), document.pages, beside


def _page(page: ofdkit.Page, assembly: Assembly, trail: Trail | None, archive: zipfile.ZipFile, source: str) -> None:
    runs = [r for r in page.runs if r.text.strip()]
    if not runs and page.location and b"ImageObject" in unpacked(archive, page.location, source):
        raise UnreadableFile(source, f"第 {page.index + 1} 页没有文字层，可能{_SCAN}")
    left, top, width, height = page.box
    placed = [_placed(run, left, top) for run in runs]
    if trail is not None:
        placed = _numbered(placed)
        trail.pages.append(())
    inside = [run for run in placed if run.on_page(width, height)]
    stretches = laid_out(inside, width=width)
    assembly.add("".join(text for text, _ in stretches) + "\n", "page", apart=True)
    outside = [run for run in placed if not run.on_page(width, height)]
    hidden = laid_out(outside, width=width)
    assembly.carry("".join(text for text, _ in hidden), "hidden")
    if trail is not None:
        trail.page(stretches, inside)
        trail.hidden(hidden, outside)


def _placed(run: ofdkit.TextRun, left: float, top: float) -> Run:
    """Return a run by the page's upper left corner; ofdkit gives its baseline and an estimate of its width."""
    x, y = run.x - left, run.y - top
    return Run(run.text, x, x + run.width, y - run.size * (1 - _BELOW), y + run.size * _BELOW)


def _numbered(runs: Sequence[Run]) -> list[Run]:
    """Return the runs of a page with the numbers of their characters, counted over all of them."""
    out, at = [], 0
    for run in runs:
        out.append(replace(run, sources=tuple(range(at, at + len(run.text)))))
        at += len(run.text)
    return out


def _information(info: ofdkit.DocInfo, assembly: Assembly, trail: Trail | None) -> None:
    values = [(name, getattr(info, name)) for name in INFORMATION]
    values += [("keywords", "; ".join(info.keywords)), *info.custom_data.items()]
    for number, (name, value) in enumerate(values):
        if value:
            # Keys of custom data are the file's own: the number tells them from the fields.
            place = ("info", name if number <= len(INFORMATION) else f"custom {name}")
            _carry(f"{name}: {value}", "property", False, place, assembly, trail)


def _carry(
    text: str, part: str, visible: bool, place: tuple[str | int, ...], assembly: Assembly, trail: Trail | None
) -> None:
    assembly.carry(text, part, visible=visible)
    if trail is not None:
        trail.carry(text, part, visible, place)


def _beside(archive: zipfile.ZipFile, source: str) -> Iterator[Carried]:
    """Yield what stands in parts beside the pages: annotations, names of attachments, custom tags."""
    for name in archive.namelist():
        if not name.lower().endswith(".xml"):
            continue
        xml = unpacked(archive, name, source)
        root = _ROOT.search(xml)
        if root is None or root[1].decode("utf-8", "replace") in _KNOWN:
            continue
        tree = parsed(xml, name, source)
        if root[1] == b"PageAnnot":
            yield from _annotations(tree, name)
        elif root[1] == b"Attachments":
            for element in tree:
                yield Carried(element.get("Name") or "", "property", False, name, element, "Name")
        else:
            for text, element, where in _texts(tree):
                shown = "" if text.strip().isdigit() else text.strip()
                yield Carried(shown, "property", False, name, element, where)


def _annotations(tree: etree._Element, name: str) -> Iterator[Carried]:
    """Yield each text of a page's annotations and whether it is drawn; creators too."""
    for annotation in tree.iter("{*}Annot"):
        yield Carried(annotation.get("Creator") or "", "comment", False, name, annotation, "Creator")
        for element in annotation.iter("{*}Remark", "{*}Parameter", "{*}TextCode"):
            drawn = etree.QName(element).localname == "TextCode"
            yield Carried(element.text or "", "comment", drawn, name, element, "text")


def _texts(tree: etree._Element) -> Iterator[tuple[str, etree._Element, str]]:
    """Yield every text of a tree in order, with its element and whether it stands in it or after it."""
    for event, element in etree.iterwalk(tree, events=("start", "end")):
        text = element.text if event == "start" else element.tail
        if text and not (event == "end" and element is tree):
            yield text, element, "text" if event == "start" else "tail"
