"""Writes one HTML page a document: the text with its highlights on one side, the suggestions on the other."""

import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from jinja2 import Environment, PackageLoader, select_autoescape

from pipeline.cli import report
from pipeline.doc import Doc, Range
from pipeline.terms import chinese

_QUIET = {"body", "paragraph", "article", "item", "attachment"}  # elements too large to highlight


@dataclass(frozen=True, slots=True)
class Note:
    """Why a range is highlighted; family: element, ground, personal or key."""

    start: int
    end: int
    family: str
    why: str
    anchor: str = ""


@dataclass(slots=True)
class Run:
    """A stretch of text with the same highlights all along."""

    text: str
    families: list[str] = field(default_factory=list)
    why: str = ""
    anchors: list[str] = field(default_factory=list)


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
        found.append(Note(span.start, span.end, family, f"个人信息：{chinese(span.label)}{role}；{done}（{span.by}）"))
    for where, claim in _claims(doc):
        found += [
            Note(*r, "key", f"解读草稿（{chinese(where[0])}）取自此处", f"k{where[1]}-{i}") for i, r in enumerate(claim)
        ]
    return sorted(found, key=lambda n: (n.start, -n.end))


def _claims(doc: Doc) -> list[tuple[tuple[str, int], tuple[Range, ...]]]:
    claims = [(s.element, c) for s in doc.draft.sections for c in s.claims] if doc.draft else []
    return [((element, number), claim.evidence) for number, (element, claim) in enumerate(claims)]


def runs(doc: Doc, marked: list[Note]) -> list[Run]:
    """Return the text cut at every edge of a highlight, each piece with all that covers it."""
    edges = sorted({0, len(doc.text), *(n.start for n in marked), *(n.end for n in marked)})
    out, at = [], 0
    active: list[Note] = []
    for start, end in zip(edges, edges[1:], strict=False):
        while at < len(marked) and marked[at].start <= start:
            active.append(marked[at])
            at += 1
        active = [n for n in active if n.end > start]
        families = list(dict.fromkeys(n.family for n in active))
        why = "\n".join(dict.fromkeys(n.why for n in active))
        out.append(Run(doc.text[start:end], families, why, [n.anchor for n in active if n.anchor and n.start == start]))
    return out


class Pages:
    """Writes the pages into a folder, and `index.html` at the end."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._rows: list[dict[str, Any]] = []
        environment = Environment(loader=PackageLoader("pipeline.cli"), autoescape=select_autoescape(default=True))
        environment.filters["chinese"] = chinese
        self._page, self._index = environment.get_template("page.html"), environment.get_template("index.html")

    def __enter__(self) -> "Pages":
        self._folder.mkdir(parents=True, exist_ok=True)
        return self

    def __exit__(self, *error: Any) -> None:
        (self._folder / "index.html").write_text(self._index.render(rows=self._rows), encoding="utf-8")

    def add(self, doc: Doc) -> None:
        """Write the page of one document."""
        name = f"{len(self._rows) + 1:04d}-{_safe(Path(doc.source).stem)}.html"
        (self._folder / name).write_text(self._page.render(**_view(doc)), encoding="utf-8")
        self._rows.append({"href": name, "source": Path(doc.source).name, "doc": doc})


def writer(folder: Path) -> Pages:
    """Return a writer of pages into `folder`."""
    return Pages(folder)


def _safe(name: str) -> str:
    return re.sub(r"[^\w.-]+", "_", name)[:60]


def _view(doc: Doc) -> dict[str, Any]:
    hidden = [] if doc.stopped or doc.mentions is None else [m for m in doc.mentions if m.action != "keep"]
    return {
        "doc": doc,
        "name": Path(doc.source).name,
        "runs": [] if doc.stopped else runs(doc, notes(doc)),
        "kind": report.kind_line(doc),
        "hidden": hidden,
        "kept": len(doc.mentions or ()) - len(hidden),
    }
