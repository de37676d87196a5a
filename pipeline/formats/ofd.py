"""Reads OFD files (GB/T 33190-2016): pages as they are printed, then annotations, attachments and properties."""

import re
import zipfile
from collections.abc import Iterator

import ofdkit
from lxml import etree

from pipeline.doc import Doc, UnreadableFile
from pipeline.formats.archive import opened, parsed, unpacked
from pipeline.formats.assembly import Assembly
from pipeline.formats.layout import Run, page_text

_SCAN = "是扫描件，暂不支持文字识别：请提供有文字层的文件"
# A baseline lies at this share of the letter size above the letter's lower edge.
_BELOW = 0.12
_ROOT = re.compile(rb"<(?:[^\s<>/?!:]+:)?([^\s<>/?!:]+)")
# Roots of the parts that are read as pages, or that hold only numbers and places of other parts.
_KNOWN = frozenset(
    "OFD Document Page Res Annotations CustomTags Signatures Signature Extensions Versions DocVersion".split()
)
_INFORMATION = ("title", "author", "subject", "abstract", "creator")


def read(data: bytes, source: str, *, max_unpacked_bytes: int) -> Doc:
    """Return the document of an OFD, each page a piece of part `page`.

    Carried after it: text beyond a page's edges (hidden), annotations (comment), properties, custom tags and the names
    of attachments (property).

    Raises:
        UnreadableFile: encrypted, damaged (nothing is left out in silence), a bomb, or with a page that is a scan.
    """
    archive = opened(data, source, max_unpacked_bytes=max_unpacked_bytes)
    if any(name.lower().endswith(("encryptions.xml", "decryptseed.dat")) for name in archive.namelist()):
        raise UnreadableFile(source, "OFD 已加密：请先解除加密再提交")
    assembly = Assembly()
    try:
        with ofdkit.open(data) as document:
            for page in document.pages:
                _page(page, assembly, archive, source)
            _information(document.info, assembly)
            damaged = bool(document.warnings)
    except (ofdkit.OFDError, ValueError) as error:
        raise UnreadableFile(source, "OFD 已损坏：请用阅读软件打开并另存") from error
    if damaged:
        raise UnreadableFile(source, "OFD 已损坏（有一部分无法读取）：请用阅读软件打开并另存")
    _beside(archive, assembly, source)
    return assembly.doc(data, source, empty=f"没有文字层，可能{_SCAN}")


def _page(page: ofdkit.Page, assembly: Assembly, archive: zipfile.ZipFile, source: str) -> None:
    runs = [r for r in page.runs if r.text.strip()]
    if not runs and page.location and b"ImageObject" in unpacked(archive, page.location, source):
        raise UnreadableFile(source, f"第 {page.index + 1} 页没有文字层，可能{_SCAN}")
    left, top, width, height = page.box
    placed = [_placed(run, left, top) for run in runs]
    inside = [run for run in placed if run.on_page(width, height)]
    assembly.add(page_text(inside, width=width) + "\n", "page", apart=True)
    assembly.carry(page_text([run for run in placed if not run.on_page(width, height)], width=width), "hidden")


def _placed(run: ofdkit.TextRun, left: float, top: float) -> Run:
    """Return a run by the page's upper left corner; ofdkit gives its baseline and an estimate of its width."""
    x, y = run.x - left, run.y - top
    return Run(run.text, x, x + run.width, y - run.size * (1 - _BELOW), y + run.size * _BELOW)


def _information(info: ofdkit.DocInfo, assembly: Assembly) -> None:
    values = [(name, getattr(info, name)) for name in _INFORMATION]
    values += [("keywords", "; ".join(info.keywords)), *info.custom_data.items()]
    for name, value in values:
        if value:
            assembly.carry(f"{name}: {value}", "property")


def _beside(archive: zipfile.ZipFile, assembly: Assembly, source: str) -> None:
    """Keep what stands in parts beside the pages: annotations, names of attachments, custom tags."""
    for name in archive.namelist():
        if not name.lower().endswith(".xml"):
            continue
        xml = unpacked(archive, name, source)
        root = _ROOT.search(xml)
        if root is None or root[1].decode("utf-8", "replace") in _KNOWN:
            continue
        tree = parsed(xml, name, source)
        if root[1] == b"PageAnnot":
            for text, printed in _annotations(tree):
                assembly.carry(text, "comment", visible=printed)
        elif root[1] == b"Attachments":
            for element in tree:
                assembly.carry(element.get("Name") or "", "property")
        else:
            for text in tree.itertext():
                assembly.carry("" if text.strip().isdigit() else text.strip(), "property")


def _annotations(tree: etree._Element) -> Iterator[tuple[str, bool]]:
    """Yield each text of a page's annotations and whether it is drawn; creators too."""
    for annotation in tree.iter("{*}Annot"):
        yield annotation.get("Creator") or "", False
        for element in annotation.iter("{*}Remark", "{*}Parameter", "{*}TextCode"):
            yield element.text or "", etree.QName(element).localname == "TextCode"
