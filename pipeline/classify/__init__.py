"""Classify: kind, regime, disclosure attribute, topics and return codes of a document."""

from datetime import date
from pathlib import Path

from pipeline.classify.attribute import Rules
from pipeline.classify.decide import Decider, Thresholds, hinted, outside
from pipeline.classify.declared import Marks
from pipeline.classify.kind import Kinds
from pipeline.classify.missing import missing
from pipeline.classify.opening import Openings
from pipeline.classify.parts import Divider
from pipeline.classify.regime import GOVERNMENT, Gate
from pipeline.classify.topic import Topics
from pipeline.classify.view import view_of
from pipeline.doc import Doc
from pipeline.terms import Registers


class Classifier:
    """The stage: reads elements and sentences, sets kind, regime, attribute, topics, and adds to missing."""

    def __init__(
        self,
        registers: Registers,
        models: Path,
        *,
        review_below: float = 0.75,
        collision: float = 2.0,
        alone: float = 4.0,
        light: float = 2.5,
        candidate: float = 0.15,
        scale: float = 0.9,
        topic_floor: float = 0.05,
        topic_count: int = 3,
        today: date | None = None,
    ) -> None:
        self._openings = Openings(registers)
        self._kinds = Kinds(registers)
        self._gate = Gate(registers)
        self._marks = Marks(registers)
        self._rules = Rules(registers, today=today or date.today())
        self._divider = Divider(registers)
        self._decider = Decider(Thresholds(review_below, collision, alone, light, candidate, scale))
        self._topics = Topics(registers, models, floor=topic_floor, count=topic_count)

    def __call__(self, doc: Doc) -> Doc:
        """Return the document with kind, regime, attribute, topics and missing set."""
        view = view_of(doc, self._openings)
        regime = self._gate.regime(view)
        form = self._kinds.form(view)
        audience = self._kinds.audience(view, form)
        declared = self._marks.declared(view)
        fired = self._rules.fired(view, form, audience)
        if regime.label == GOVERNMENT:
            attribute = self._decider.attribute(fired, declared, self._divider.parts(view), titled=view.titled)
        else:
            attribute = outside(regime, declared)
        attribute = hinted(attribute, view)
        closed = attribute.label == "withheld" or "proactive" not in attribute.candidates
        return doc.having(
            kind=self._kinds.kind(view, form, audience, closed=closed),
            regime=regime.label,
            attribute=attribute,
            topics=self._topics.topics(view),
            missing=missing(doc, form, declared, attribute.label, fired),
        )
