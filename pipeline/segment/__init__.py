"""Segment: elements, sentences, words, tasks and validity of a document."""

from pipeline.doc import Doc
from pipeline.segment.elements import layout
from pipeline.segment.sentences import readings, sentences
from pipeline.segment.tasks import tasks
from pipeline.segment.validity import validity
from pipeline.segment.view import view
from pipeline.segment.vocabulary import vocabulary
from pipeline.segment.words import Words
from pipeline.terms import Registers

__all__ = ["Segmenter"]


class Segmenter:
    """The stage that sets elements, sentences, prose, words, tasks and validity; it reads the body only.

    as_of: ISO day on which validity is judged; None: the document's own date of issue.
    """

    def __init__(self, registers: Registers, *, as_of: str | None = None) -> None:
        self._as_of = as_of
        self._vocabulary = vocabulary(registers)
        self.words = Words(self._vocabulary.words)

    def __call__(self, doc: Doc) -> Doc:
        folded = doc.folded[: doc.body_end]
        seen = view(folded)
        laid = layout(seen, self._vocabulary)
        ranges = tuple(seen.range(a, b) for a, b in sentences(seen, laid.blocks))
        prose = readings(seen, folded, ranges)
        return doc.having(
            elements=laid.elements,
            sentences=ranges,
            prose=prose,
            words=self.words(folded),
            tasks=tasks(seen, laid.blocks, laid.issued),
            validity=validity(seen, laid.issued, self._as_of),
        )
