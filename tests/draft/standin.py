"""A plain segmenter for the tests of this room: headings, articles and sentences of text that is laid out well."""

import re

import rjieba

from pipeline.doc import Attribute, Doc, Kind, Mention, Range, Span
from pipeline.record import masked
from tests.build import doc_of

_LINE = re.compile(r"[^\n]+")
_SENTENCE = re.compile(r"[^。！？；\n]*[。！？；]?[”」』）]{0,2}")
_HEADINGS = (
    ("chapter", re.compile(r"第[一二三四五六七八九十百]+章.{0,30}$")),
    ("heading_1", re.compile(r"[一二三四五六七八九十]{1,3}、[^。；]{1,40}$")),
    ("heading_2", re.compile(r"[（(][一二三四五六七八九十]{1,3}[)）][^。；]{1,30}(?:。(?=.)|$)")),
    ("heading_3", re.compile(r"[0-9]{1,2}[.．、][^。；，0-9][^。；]{0,24}(?:。(?=.)|$)")),
)
_ARTICLE = re.compile(r"第[一二三四五六七八九十百]+条")
PROACTIVE = Attribute("proactive", "full", {"proactive": 1.0}, ("proactive",), False, None, ())


def segmented(text: str, mentions: tuple[Mention, ...] = ()) -> Doc:
    """Return the document of a text: the first line is the title; a policy that may be published."""
    doc = doc_of(text)
    elements: list[Span] = []
    sentences: list[Range] = []
    for number, line in enumerate(_LINE.finditer(doc.folded)):
        lead = len(line[0]) - len(line[0].lstrip())
        start = line.start() + lead
        body = line[0].strip()
        if not body:
            continue
        for label, element_end in _labels(body, number):
            elements.append(Span(start, start + element_end, "element", label))
        sentences += [
            (start + m.start(), start + m.end()) for m in _SENTENCE.finditer(body) if m[0].strip()
        ]
    elements.sort(key=lambda e: (e.start, -e.end))
    doc = doc.having(
        elements=tuple(elements),
        sentences=tuple(sentences),
        words=tuple(rjieba.cut(doc.folded[: doc.body_end])),
        tasks=(),
        kind=Kind("notice", "measures", True, True),
        regime="regulation",
        attribute=PROACTIVE,
        mentions=mentions,
        masked=masked(doc.text, mentions),
    )
    return doc.having(prose=tuple(doc.reading(*s) for s in sentences))


def _labels(body: str, number: int) -> list[tuple[str, int]]:
    if number == 0:
        return [("title", len(body))]
    for label, pattern in _HEADINGS:
        if found := pattern.match(body):
            return [(label, found.end())]
    if found := _ARTICLE.match(body):
        return [("article", found.end())]
    if body.endswith(("：", ":")) and number < 4 and "，" not in body[-3:] and body.startswith("各"):
        return [("addressee", len(body) - 1)]
    if re.fullmatch(r"[0-9]{4}年[0-9]{1,2}月[0-9]{1,2}日", body):
        return [("issue_date", len(body))]
    return []
