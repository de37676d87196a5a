"""Names the files that are written: a file's name tells of persons too."""

import re
from collections.abc import Callable, Collection, Iterable, Mapping
from pathlib import PurePath

from pipeline import formats
from pipeline.doc import Doc, UnreadableFile
from pipeline.fold import fold
from pipeline.formats.sniff import Format
from pipeline.record import deidentified

REPORTS = (".report.json", ".report.html")
"""What follows the name of a file in those of its reports."""

_NOT_IN_NAMES = str.maketrans('*\\/:?"<>|', "×________")
# Any other ending may say something, and is masked with the rest of the name.
_SUFFIX = re.compile(r"\.[A-Za-z][A-Za-z0-9]{0,7}")
# What a file of this format may be called, the usual first: one that had macros is written without them.
_SUFFIXES: Mapping[Format, tuple[str, ...]] = {
    "docx": (".docx", ".dotx"),
    "xlsx": (".xlsx", ".xltx"),
    "pdf": (".pdf",),
    "ofd": (".ofd",),
}
_LONGEST = 180
"""Bytes of a name without its suffix: file systems take 255, and the reports of a file have longer names."""


def masked_path(path: PurePath, doc: Doc, detect: Callable[[Doc], Doc], kind: Format) -> PurePath:
    """Return a relative path without what `doc` masks and without what the detector finds in its names.

    kind: of what is written, which the suffix tells.
    """
    values = {
        fold(doc.text[m.span.start : m.span.end]): m.replacement for m in doc.mentions or () if m.action != "keep"
    }
    suffix = path.suffix if _SUFFIX.fullmatch(path.suffix) else ""
    parts = [*path.parts[:-1], path.name.removesuffix(suffix)]
    masked = [_masked(_without(part, sorted(values.items(), key=_longest)), detect) for part in parts]
    known = _SUFFIXES.get(kind, (suffix,))
    return PurePath(*masked[:-1], masked[-1] + (suffix if suffix.lower() in known else known[0]))


def free(path: PurePath, taken: Collection[PurePath]) -> PurePath:
    """Return the path, numbered where a file or report of one of its names was written already."""
    number, out = 2, path
    while any(name in taken for name in (out, *reports(out))):
        out, number = path.with_name(f"{path.stem}-{number}{path.suffix}"), number + 1
    return out


def reports(path: PurePath) -> tuple[PurePath, ...]:
    """Return where the reports of a file stand."""
    return tuple(path.with_name(path.name + ending) for ending in REPORTS)


def _longest(value: tuple[str, str]) -> int:
    return -len(value[0])


def _without(name: str, values: Iterable[tuple[str, str]]) -> str:
    for value, replacement in values:
        at = fold(name).find(value)
        while at >= 0 and len(value) > 1:
            name = name[:at] + replacement + name[at + len(value) :]
            at = fold(name).find(value, at + len(replacement))
    return name


def _masked(name: str, detect: Callable[[Doc], Doc]) -> str:
    """Return a name without what is found in it, as a file system takes it."""
    try:
        doc = detect(formats.pasted(name, "file name"))
    except UnreadableFile:
        return name
    clean = deidentified(name, doc.mentions or ()).translate(_NOT_IN_NAMES).strip()
    return clean.encode("utf-8", "surrogateescape")[:_LONGEST].decode("utf-8", "ignore").strip() or "_"
