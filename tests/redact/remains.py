"""Finds what is left of a person in a file, without any of the project's readers."""

import base64
import io
import re
import unicodedata
import zipfile
from collections.abc import Iterator
from urllib.parse import unquote

import docx
import ofdkit
import openpyxl
from lxml import etree
from opencc import OpenCC

from tests.redact.hiding import Person
from tests.redact.hiding_pdf import strings

_SIMPLIFIED = OpenCC("t2s").convert
_DIGITS = str.maketrans("〇零一二三四五六七八九", "00123456789")
_BASE64 = re.compile(r"[A-Za-z0-9+/]{12,}={0,2}")


def left(data: bytes, who: Person) -> list[str]:
    """Return which of a person's values are still in a file, and where."""
    values = {"name": who.name, "number": who.number[:17], "mobile": who.mobile, "address": who.address}
    sought = {kind: squeezed(value) for kind, value in values.items()}
    found = dict[str, None]()
    for place, said in seen(data):
        bare = squeezed(said)
        found |= {f"{kind} in {place}": None for kind, value in sought.items() if len(value) > 2 and value in bare}
    return list(found)


def squeezed(said: str) -> str:
    """Return letters and digits alone, in one script and one kind of digits."""
    plain = _SIMPLIFIED(unicodedata.normalize("NFKC", said)).translate(_DIGITS).lower()
    return "".join(c for c in plain if c.isalnum())


def seen(data: bytes) -> Iterator[tuple[str, str]]:
    """Yield what other programs see in a file, and all that its unpacked parts say in any encoding."""
    if data.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            yield "names", "\n".join(archive.namelist()) + archive.comment.decode("utf-8", "replace")
            for name in archive.namelist():
                yield from _said(name, archive.read(name))
        yield "programs", _by_programs(data)
    if data.startswith(b"%PDF"):
        for name, said in strings(data):
            yield from [(name, said)] if isinstance(said, str) else _decoded(name, said)
    yield from _decoded("bytes", data)


def _said(name: str, content: bytes) -> Iterator[tuple[str, str]]:
    if content.startswith(b"PK"):
        for inner, said in seen(content):
            yield f"{name}/{inner}", said
    yield from _decoded(name, content)


def _decoded(name: str, content: bytes) -> Iterator[tuple[str, str]]:
    for encoding in ("utf-8", "utf-16-le", "utf-16-be", "gb18030"):
        said = content.decode(encoding, "ignore")
        yield name, said
        yield name, re.sub(r"<[^>]*>", "", said)
        if "%" in said:
            yield name, unquote(said)
    for packed_in in _BASE64.findall(content.decode("ascii", "ignore"))[:2000]:
        try:
            unpacked = base64.b64decode(packed_in + "=" * (-len(packed_in) % 4))
        except ValueError:
            continue
        yield f"{name} (base64)", unpacked.decode("utf-8", "ignore")
    if content[:1] == b"<":
        root = etree.fromstring(content, etree.XMLParser(recover=True))
        yield f"{name} (attributes)", "\n".join(v for e in root.iter(etree.Element) for v in e.attrib.values())
        yield f"{name} (entities)", "\n".join(root.itertext())


def _by_programs(data: bytes) -> str:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        names = set(archive.namelist())
    if "word/document.xml" in names:
        document = docx.Document(io.BytesIO(data))
        core = document.core_properties
        said = [p.text for p in document.element.body.iter("{*}t")]
        return "\n".join([*(t or "" for t in said), core.author, core.title, core.subject, core.keywords])
    if "OFD.xml" in names:
        with ofdkit.open(data) as opened:
            return "\n".join([*("".join(r.text for r in p.runs) for p in opened.pages), str(opened.info)])
    book = openpyxl.load_workbook(io.BytesIO(data))
    cells = [c for sheet in book.worksheets for line in sheet.iter_rows() for c in line]
    notes = [c.comment.text for c in cells if getattr(c, "comment", None)]
    return "\n".join(
        [*(str(c.value) for c in cells), *notes, *book.sheetnames, *book.defined_names, str(book.properties)]
    )
