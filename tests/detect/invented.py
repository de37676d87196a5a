"""What the tests of this room share: invented numbers and a detector's answer as plain tuples."""

from functools import lru_cache
from random import Random

from pipeline.detect import Detector
from pipeline.terms import registers
from pipeline.train import invent
from tests.build import doc_of


def number(kind: str, seed: int = 1) -> str:
    """Return an invented number of a kind, the same for the same seed."""
    made: str = getattr(invent, kind)(Random(seed))
    return made


@lru_cache(maxsize=2)
def detector(names: str = "gate") -> Detector:
    return Detector(registers(), names=names)


def found(text: str, names: str = "off") -> list[tuple[str, str]]:
    """Return (kind, text) of every mention."""
    doc = detector(names)(doc_of(text))
    return [(m.span.label, doc.text[m.span.start : m.span.end]) for m in doc.mentions or ()]


def masked_names(text: str) -> list[str]:
    doc = detector()(doc_of(text))
    return [
        doc.text[m.span.start : m.span.end]
        for m in doc.mentions or ()
        if m.span.label == "person_name" and m.action != "keep"
    ]


def names(text: str) -> list[tuple[str, str | None, str]]:
    """Return (name, role, action) of every name."""
    doc = detector()(doc_of(text))
    return [
        (doc.text[m.span.start : m.span.end], m.role, m.action)
        for m in doc.mentions or ()
        if m.span.label == "person_name"
    ]
