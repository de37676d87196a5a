"""Writes an OFD (GB/T 33190-2016) again with its masked parts gone; the rest of each page does not move."""

import io
import re
import zipfile
import zlib
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from html import unescape

from lxml import etree

from pipeline.doc import Doc, UnreadableFile, UnwritableFile
from pipeline.formats.ofd import reading as ofd
from pipeline.formats.ofd.cleaning import Cleaner
from pipeline.formats.ofd.edits import Change, Masking, changes
from pipeline.formats.ofd.fonts import Fonts
from pipeline.formats.ofd.information import inform
from pipeline.formats.ofd.package import Body, Parts, bodies, child, children, local, value
from pipeline.formats.ofd.setting import set_anew
from pipeline.formats.ofd.values import Values
from pipeline.formats.ofd.walk import Walk
from pipeline.formats.ofd.writing import Package
from pipeline.formats.rewriting import Rewritten

_OTHER = "文件与已读取的内容不一致：请重新读取"
_NOTES = {
    "Signatures": "电子签章（数字签名）已失效，连同印章图样一并移除：需要时请对遮盖后的文件重新签章",
    "Versions": "文件的历史版本已移除",
    "Extensions": "文件的扩展数据已移除",
    "Cover": "文件的封面缩略图已移除",
}
_COUNTED = {
    "action": "网址链接、音像等动作 {} 处已移除",
    "unread": "图案等处不作为正文读取的文字 {} 处已移除",
    "title": "大纲、书签标题 {} 处未在遮盖后的正文出现，已改写",
    "tag": "自定义标引中的编号 {} 处未读取，已移除",
}
_NESTED, _DEEPEST = b"PK\x03\x04", 3
_MOST_BYTES = 1 << 30
"""Of what a package holds unpacked; more than any that is read."""
_XML = re.compile(rb"(?:\xef\xbb\xbf)?\s*<")
_SAYS = re.compile(r"[^\x00-\x7f]|[0-9]{7}|@")
_TAGS = re.compile(r"<[^<>]*>")
_ENCODINGS = ("utf-8", "gb18030", "utf-16-le", "utf-16-be")


def rewrite(data: bytes, doc: Doc, *, max_unpacked_bytes: int, pictures: bool) -> Rewritten:
    """Return the OFD with its masked mentions replaced, and only what its documents need to be shown.

    A template or composite object that several pages draw is changed for all of them. Signatures, attachments, old
    versions, extensions and actions other than jumps go. pictures is without effect.

    Raises:
        UnwritableFile: a text object that cannot be traced, broken XML, two members of one name.
    """
    trace = _traced(data, doc, max_unpacked_bytes)
    parts = Parts(data, doc.source)
    for carried in trace.beside:
        parts.adopt(parts.named(carried.name), carried.element.getroottree().getroot())
    documents = bodies(parts)
    walk = Walk(parts, documents)
    pages = walk.pages(trace.locations, trace.runs)
    masking = Masking(doc)
    notes = list(_removed(parts, documents))
    walk.objects.update(_set(changes(masking, trace, pages), Fonts(parts, documents, pages)))
    kept = _carry(trace, masking)
    inform(parts, trace, masking)
    cleaner = Cleaner(Values(masking))

    def clean(kind: str, root: etree._Element) -> None:
        if kind in ("page", "template", "res"):
            cleaner.unread(root, walk.objects)
        cleaner.tag(root, kept) if kind == "tag" else cleaner.part(root)

    package = Package(parts, clean, masking.values)
    written = package.written()
    notes += [text.format(cleaner.gone[key]) for key, text in _COUNTED.items() if cleaner.gone[key]]
    notes += [f"内嵌图片 {package.pictures} 幅：其中文字未检查"] if package.pictures else []
    return Rewritten(written, tuple(notes))


def _traced(data: bytes, doc: Doc, max_unpacked_bytes: int) -> ofd.Trace:
    """Return where the characters of `doc` stand in the file that it was read from."""
    try:
        trace = ofd.traced(data, doc.source, max_unpacked_bytes=max_unpacked_bytes)
    except UnreadableFile as error:
        raise UnwritableFile(doc.source, error.reason) from error
    if trace.traced.doc.text != doc.text:
        raise UnwritableFile(doc.source, _OTHER)
    return trace


def _set(changed: Mapping[etree._Element, Change], fonts: Fonts) -> list[etree._Element]:
    """Change every text object that has to change; return those that stand in their places."""
    owners: dict[etree._Element, dict[etree._Element, Change]] = defaultdict(dict)
    for element, change in changed.items():
        owners[element.getparent()][element] = change
    return [new for owner, some in owners.items() for new in set_anew(owner, some, fonts)]


def _carry(trace: ofd.Trace, masking: Masking) -> set[tuple[etree._Element, str]]:
    """Put what was read beside the pages back, masked; return where it stands: all else there was not read."""
    kept = set()
    for carried in trace.traced.carried:
        for kind, number in carried.places:
            if kind == "info":
                continue
            place = trace.beside[int(number)]
            text = masking.slice(carried.start, carried.end)
            kept.add((place.element, place.where))
            if local(place.element) == "TextCode" or text == place.text.strip("\n"):
                continue
            if place.where in ("text", "tail"):
                setattr(place.element, place.where, text)
            else:
                place.element.set(place.where, text)
    return kept


def _removed(parts: Parts, documents: Sequence[Body]) -> Iterator[str]:
    """Yield a note for each thing of the package that is not written again and that a reader could miss."""
    entry = parts.resolve("", "OFD.xml") or "OFD.xml"
    roots = [parts.tree(entry), *(parts.tree(body.path) for body in documents)]
    for name, note in _NOTES.items():
        if any(next(root.iter(f"{{*}}{name}"), None) is not None for root in roots):
            yield note
    if count := sum(_attached(parts.tree(body.path), parts, body.path) for body in documents):
        yield f"附件 {count} 个已移除"


def _attached(document: etree._Element, parts: Parts, path: str) -> int:
    """Return the number of attachments of a document, at least 1 where it names a list of them."""
    listed = child(document, "Attachments")
    member = parts.resolve(path, value(listed)) if listed is not None else None
    if member is None:
        return int(listed is not None)
    return max(1, sum(1 for _ in children(parts.tree(member), "Attachment")))


def second_reading(data: bytes) -> str | None:
    """Return the raw text of all TextCodes, part by part without a space, then what else in the XML can say something.

    Numbers of six digits and fewer are left out: places, sizes and IDs, in which any short value would be found.
    """
    out = []
    for name, xml in _members(data):
        out += [name] if _SAYS.search(name) else []
        if _XML.match(xml):
            root = etree.fromstring(xml, etree.XMLParser(recover=True, resolve_entities=False, no_network=True))
            if root is not None:
                codes = "".join(code.text or "" for code in root.iter("{*}TextCode"))
                out += [codes, *(text for text in _strings(root) if _SAYS.search(text))]
    return "\n".join(out)


def _strings(root: etree._Element) -> Iterator[str]:
    for element in root.iter(etree.Element):
        yield from element.attrib.values()
        if local(element) != "TextCode":
            yield element.text or ""
        yield element.tail or ""


def parts(data: bytes) -> Iterator[tuple[str, str]]:
    """Yield the name of every member, then its content: XML raw and without tags, the rest in each encoding."""
    yield from _unpacked(data, "", 0)


def _unpacked(data: bytes, before: str, depth: int) -> Iterator[tuple[str, str]]:
    for number, (name, content) in enumerate(_members(data)):
        where = f"{before}{number}"
        yield f"{where} name", name
        if _XML.match(content):
            text = content.decode("utf-8", "replace")
            yield f"{where} raw", text
            yield f"{where} text", unescape(_TAGS.sub("", text))
        elif content.startswith(_NESTED) and depth < _DEEPEST:
            yield from _unpacked(content, f"{where}/", depth + 1)
        else:
            for encoding in _ENCODINGS:
                yield f"{where} {encoding}", content.decode(encoding, "ignore")


def _members(data: bytes) -> Iterator[tuple[str, bytes]]:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            if sum(member.file_size for member in archive.infolist()) > _MOST_BYTES:
                raise UnreadableFile("", "解压后过大，无法复核：请拆分")
            for member in archive.infolist():
                if not member.is_dir():
                    yield member.filename, archive.read(member)
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, EOFError):
        return
