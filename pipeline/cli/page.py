"""Writes one HTML page a document: the text with its highlights on one side, the suggestions on the other."""

import os
import re
from pathlib import Path
from typing import Any

from jinja2 import Environment, PackageLoader, select_autoescape

from pipeline.cli import report
from pipeline.cli.terminal import plain
from pipeline.doc import Doc, Mention, Range
from pipeline.highlights import Note, runs
from pipeline.terms import chinese

_QUIET = {"body", "paragraph", "article", "item", "attachment"}  # elements too large to highlight
_MADE_HERE = b'<meta name="generator" content="gongkai">'


def notes(doc: Doc) -> list[Note]:
    """Return every highlight of a document, in order of place."""
    found = [
        Note(e.start, e.end, "element", f"要素：{chinese(e.label)}")
        for e in doc.elements or ()
        if e.label not in _QUIET
    ]
    for number, ground in enumerate(doc.attribute.grounds if doc.attribute else ()):
        why = f"依据：{ground.article}（{ground.rule}）{ground.note}"
        found += [Note(*r, "ground", why, f"g{number}-{i}") for i, r in enumerate(ground.evidence)]
    for mention in doc.mentions or ():
        span = mention.span
        role = f"，{chinese(mention.role)}" if mention.role else ""
        done = "保留" if mention.action == "keep" else f"{chinese(mention.action)}为 {mention.replacement}"
        family = "kept" if mention.action == "keep" else "personal"
        found.append(
            Note(span.start, span.end, family, f"个人信息：{chinese(span.label)}{role}；{done}（规则 {span.by}）")
        )
    for where, claim in _claims(doc):
        found += [
            Note(*r, "key", f"解读草稿（{chinese(where[0])}）取自此处", f"k{where[1]}-{i}") for i, r in enumerate(claim)
        ]
    return sorted(found, key=lambda n: (n.start, -n.end))


def _claims(doc: Doc) -> list[tuple[tuple[str, int], tuple[Range, ...]]]:
    claims = [(s.element, c) for s in doc.draft.sections for c in s.claims] if doc.draft else []
    return [((element, number), claim.evidence) for number, (element, claim) in enumerate(claims)]


class Pages:
    """Writes the pages into a folder, and `index.html` at the end; pages of an earlier run are removed first."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._rows: list[dict[str, Any]] = []
        environment = Environment(loader=PackageLoader("pipeline.cli"), autoescape=select_autoescape(default=True))
        environment.filters["chinese"] = chinese
        self._page, self._index = environment.get_template("page.html"), environment.get_template("index.html")

    def __enter__(self) -> "Pages":
        # A new folder is for its owner only: the pages show what is not masked yet.
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        for page in filter(Path.is_file, self._folder.glob("[0-9]*-*.html")):
            with page.open("rb") as stream:
                if _MADE_HERE in stream.read(400):
                    page.unlink()
        return self

    def __exit__(self, error: type[BaseException] | None, *_: Any) -> None:
        if error is None or not issubclass(error, OSError):
            _write(self._folder / "index.html", self._index.render(rows=self._rows))

    def add(self, doc: Doc) -> None:
        """Write the page of one document."""
        name = f"{len(self._rows) + 1:04d}-{_safe(Path(doc.source).stem)}.html"
        _write(self._folder / name, self._page.render(**_view(doc)))
        self._rows.append({"href": name, **_row(doc)})


def writer(folder: Path) -> Pages:
    """Return a writer of pages into `folder`."""
    return Pages(folder)


def _write(path: Path, page: str) -> None:
    """Write a page whole or not at all."""
    part = path.with_name(f".{path.name[:40]}.{os.getpid()}.part")
    try:
        part.write_text(page, encoding="utf-8")
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)


def _safe(name: str) -> str:
    return re.sub(r"[^\w.-]+", "_", name)[:60]


def _hidden(doc: Doc) -> list[Mention]:
    return [m for m in doc.mentions or () if m.action != "keep"]


def _row(doc: Doc) -> dict[str, Any]:
    """Return what the index tells of a document; the document itself is not kept."""
    return {
        "name": _name(doc),
        "stopped": doc.stopped,
        "hint": doc.secrecy.mark,
        "attribute": doc.attribute,
        "topic": doc.topics[0].label if doc.topics else "",
        "hidden": None if doc.mentions is None else len(_hidden(doc)),
        "missing": doc.missing or (),
        "draft": doc.draft is not None,
    }


def _name(doc: Doc) -> str:
    return plain(Path(doc.source).name)


def _view(doc: Doc) -> dict[str, Any]:
    hidden = _hidden(doc)
    return {
        "doc": doc,
        "name": _name(doc),
        "runs": [] if doc.stopped else runs(doc.text, doc.body_end, notes(doc)),
        "hint": report.hint(doc),
        "kind": report.kind_line(doc),
        "hidden": hidden,
        "kept": len(doc.mentions or ()) - len(hidden),
    }
