"""A draft in the script of its source: its own characters where they stand there, the rest converted by word."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from pipeline.doc import Claim, Doc, Draft, Range, Section
from pipeline.fold import traditional

_SAMPLE = 4000
_TRADITIONAL = 0.05
_RUN = 2


def in_script(draft: Draft, doc: Doc, view: str) -> Draft:
    """Return the draft in traditional script where the document is; view: its masked text folded."""
    if not is_traditional(doc):
        return draft
    sections = tuple(
        Section(s.element, tuple(Claim(_said(c.text, doc, view, c.evidence), c.evidence) for c in s.claims))
        for s in draft.sections
    )
    title = _said(draft.title, doc, view, [(t.start, t.end) for t in doc.labelled("title")])
    return replace(draft, title=title, sections=sections)


def is_traditional(doc: Doc) -> bool:
    """Return whether one in twenty of the first characters or more is simplified in the folded text."""
    own, folded = (np.frombuffer(t[:_SAMPLE].encode("utf-32-le", "replace"), np.uint32) for t in (doc.text, doc.folded))
    changed = np.count_nonzero((own != folded) & (own >= ord("\u4e00")) & (own <= ord("\u9fff")))
    return bool(changed > _TRADITIONAL * len(own))


def _said(text: str, doc: Doc, view: str, evidence: Sequence[Range]) -> str:
    """Return text with each run of two characters or more that stands in its evidence as it is written there."""
    pairs = [p for a, b in evidence for p in zip((doc.masked or "")[a:b], view[a:b], strict=True) if not p[1].isspace()]
    own, folded = "".join(p[0] for p in pairs), "".join(p[1] for p in pairs)
    out, waiting, at = [], "", 0
    while at < len(text):
        place = folded.find(text[at : at + _RUN]) if at + _RUN <= len(text) else -1
        if place < 0:
            waiting, at = waiting + text[at], at + 1
            continue
        size = _RUN
        while at + size < len(text) and text[at + size] == folded[place + size : place + size + 1]:
            size += 1
        out += [traditional(waiting), own[place : place + size]]
        waiting, at = "", at + size
    return "".join([*out, traditional(waiting)])
