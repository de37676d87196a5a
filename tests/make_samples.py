"""Writes data/samples: invented documents as real files; `python -m tests.make_samples`.

A source in tests/sample_texts begins with a TOML head between two lines of +++. In its lines ^ centres, > sets to the
right, < to the left edge, | parts cells of a table, # takes the next Chinese number; [[ ]] is a footnote. {kind:tag}
becomes an invented number with a valid check digit.
"""

import re
import sys
import tomllib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from random import Random

from opencc import OpenCC

from pipeline.train import invent
from tests.making import Placed, deleted, docx_of, footnote_mark, numbering, ofd_of, paragraph, pdf_of, run, table

SOURCES = Path(__file__).parent / "sample_texts"
SAMPLES = Path(__file__).parent.parent / "data" / "samples"

_WIDTH = 28
"""Characters in a line (GB/T 9704-2012, 5.2.3); 22 lines on a page."""
_LINES = 22
_NUMBERS: dict[str, Callable[[Random], str]] = {
    "id": lambda rng: invent.citizen_number(rng, born=(1950, 1990)),
    "minor": lambda rng: invent.citizen_number(rng, born=(2017, 2017)),
    "mobile": invent.mobile,
    "landline": invent.landline,
    "bank": invent.bank_card,
    "uscc": invent.credit_code,
}


@dataclass(frozen=True)
class Source:
    """A sample before it is laid out; head: as in the file; lines: with their marks."""

    name: str
    format: str
    lines: tuple[str, ...]
    encoding: str = "utf-8"
    script: str = "simplified"
    wrap: int = 0
    header: str = ""
    footer: str = ""
    comment: str = ""
    author: str = ""
    deleted: str = ""
    property: str = ""
    footnotes: list[str] = field(default_factory=list)


def source_of(path: Path) -> Source:
    """Return a source with its numbers invented, the same ones each time."""
    _, head, body = path.read_text(encoding="utf-8").split("+++\n", 2)
    settings = tomllib.loads(head)
    filled = {k: _numbered(v, path.stem) if isinstance(v, str) else v for k, v in settings.items()}
    body = _numbered(body, path.stem).rstrip("\n")
    if settings.get("script") == "traditional":
        body = OpenCC("s2t").convert(body)
        filled["name"] = OpenCC("s2t").convert(settings["name"])
    notes = re.findall(r"\[\[(.*?)\]\]", body)
    return Source(lines=tuple(body.split("\n")), footnotes=notes, **filled)


def _numbered(text: str, stem: str) -> str:
    return re.sub(r"\{(\w+):(\d+)\}", lambda m: _NUMBERS[m[1]](Random(f"{stem}:{m[0]}")), text)  # noqa: S311


def content(source: Source) -> bytes:
    """Return the bytes of the finished file."""
    if source.format == "docx":
        return _docx(source)
    if source.format == "pdf":
        pages = [[_placed(*line, 595, 16, 77, 105, 29) for line in page] for page in _pages(source)]
        return pdf_of(*pages, properties={"title": source.name[3:], "author": "江州市", "subject": "虚构样件"})
    if source.format == "ofd":
        pages = [[_placed(*line, 210, 5.6, 27, 37, 10.2) for line in page] for page in _pages(source)]
        return ofd_of(*pages, properties={"文种": "虚构样件"})
    return _plain(source).encode(source.encoding)


def _plain(source: Source) -> str:
    if not source.wrap:
        return "\n".join(_laid(line, _WIDTH) for line in source.lines) + "\n"
    lines = [text for line in source.lines for text in _wrapped(line, source.wrap)]
    pages = [lines[at : at + _LINES] for at in range(0, len(lines), _LINES)]
    return "\n".join("\n".join([*page, f"— {number} —"]) for number, page in enumerate(pages, 1)) + "\n"


def _wrapped(line: str, width: int) -> list[str]:
    laid = _laid(line, width)
    return [laid] if line[:1] in tuple("^>") else _broken(laid, width)


def _broken(text: str, width: int) -> list[str]:
    """Return the lines of a paragraph as a word processor breaks it: no number is cut, no line begins with a comma."""
    lines = [""]
    for word in re.findall(r"(?:[A-Za-z0-9.%@/-]+|.)[，。；：、）》”？！]*", text):
        if lines[-1] and _measured(lines[-1] + word.rstrip("，。；：、）》”？！")) > width:
            lines.append("")
        lines[-1] += word
    return lines


def _measured(text: str) -> float:
    """Return the width of a text in full characters."""
    return sum(1 if ord(c) > 0x2000 else 0.5 for c in text)


def _laid(line: str, width: int) -> str:
    """Return a line as one lays it out with spaces."""
    mark, text = (line[:1], line[1:]) if line[:1] in tuple("^><|") else ("", line)
    if mark == "^":
        return "　" * max(0, (width - len(text)) // 2) + text if text else ""
    if mark == ">":
        return "　" * max(0, width - len(text) - 2) + text
    if mark == "|":
        return text.replace("|", "\t")
    return text if mark == "<" or not text or text.startswith("　") else f"　　{text}"


def _pages(source: Source) -> Iterator[list[tuple[int, str, str]]]:
    """Yield pages of line number, text and alignment, each with its page number at the foot."""
    lines: list[tuple[str, str]] = []
    for line in source.lines:
        mark, text = (line[:1], line[1:]) if line[:1] in tuple("^><") else ("", line)
        text = text if mark or not text else f"　　{text}"
        width = -(-len(text) // (len(text) // 22 + 1)) if mark == "^" and text else _WIDTH
        lines += [(part, mark) for part in _broken(text, width)]
    for number, at in enumerate(range(0, len(lines), _LINES), 1):
        page = [(row, text, mark) for row, (text, mark) in enumerate(lines[at : at + _LINES]) if text.strip()]
        yield [*page, (_LINES + 1, f"— {number} —", "^")]


def _placed(row: int, text: str, align: str, page: float, size: float, left: float, top: float, step: float) -> Placed:
    """Return a line at its place; spaces at its beginning become its indent. Lengths: points, or millimetres."""
    bare = text.lstrip("　")
    width = _measured(bare) * size
    starts = {"^": (page - width) / 2, ">": page - left - width - 2 * size}
    return bare, starts.get(align, left + (len(text) - len(bare)) * size), top + row * step, size


def _docx(source: Source) -> bytes:
    blocks: list[str] = []
    rows: list[list[str]] = []
    for line in (*source.lines, ""):
        if line.startswith("|"):
            rows.append(line[1:].split("|"))
            continue
        if rows:
            blocks.append(table(rows))
            rows = []
        blocks.append(_word_line(line, source))
    if source.deleted:
        blocks.insert(len(blocks) - 3, paragraph(deleted(source.deleted, source.property)))
    return docx_of(
        *blocks[:-1],
        header=source.header,
        footer=source.footer,
        footnotes=source.footnotes,
        comments=[(source.comment, source.author)] if source.comment else [],
        properties={"dc:title": source.name[3:], "dc:creator": source.author or "江州市"},
        custom={"起草单位": source.property} if source.property else {},
        parts={"numbering": numbering([("chineseCounting", "%1、")])},
    )


def _word_line(line: str, source: Source) -> str:
    marks = {"^": "center", ">": "right"}
    align = marks.get(line[:1], "")
    numbered = (1, 0) if line.startswith("#") else None
    text = line[1:] if line[:1] in tuple("^><#") else line
    runs = [run(text)]
    if source.footnotes and "[[" in text:
        before, rest = text.split("[[")
        runs = [run(before), footnote_mark(1), run(rest.split("]]")[1])]
    bold = "<w:b/>" if line.startswith("^") and len(text) > 12 else ""
    if bold:
        runs = [run(text, bold)]
    return paragraph(*runs, align=align, numbered=numbered, indent=not align and not line.startswith("<"))


def main() -> None:
    """Write every sample."""
    SAMPLES.mkdir(parents=True, exist_ok=True)
    for path in sorted(SOURCES.glob("*.txt")):
        source = source_of(path)
        (SAMPLES / f"{source.name}.{source.format}").write_bytes(content(source))


if __name__ == "__main__":
    sys.exit(main())
