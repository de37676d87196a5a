"""Builds laid-out documents by hand: what segment would say of them."""

import re

from pipeline.doc import Doc, Span, unwrap
from tests.build import doc_of

_SENTENCE = re.compile(r"[^\n。！？]+[。！？]?")


def laid(body: str = "", **elements: str) -> Doc:
    """Return a document of the elements and the body, each element on lines of its own, sentences by full stops.

    elements: by label; those that stand before the body come first, signature, issue_date, note and attachment after it.
    """
    after = ("signature", "issue_date", "note", "attachment")
    order = [k for k in elements if k not in after] + ["body"] + [k for k in after if k in elements]
    text, spans = "", []
    for label in order:
        value = body if label == "body" else elements[label]
        if value and label != "body":
            spans.append(Span(len(text), len(text) + len(value), "element", label))
        text += value + ("：\n" if label == "addressee" else "\n")
    doc = doc_of(text)
    ranges = tuple((m.start(), m.end()) for m in _SENTENCE.finditer(doc.text) if m[0].strip())
    prose = tuple(unwrap(doc.folded[a:b]) for a, b in ranges)
    return doc.having(elements=tuple(spans), sentences=ranges, prose=prose)
