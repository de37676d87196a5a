"""The decision: grounds of every label weighed into one attribute, and whether a person must look."""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from pipeline.classify.attribute import Fired
from pipeline.classify.declared import Declared
from pipeline.classify.parts import Parts
from pipeline.classify.regime import Regime
from pipeline.doc import Attribute, Delivery, Ground, Label

LABELS: tuple[Label, ...] = ("proactive", "on_request", "withheld")
_ECHO = (1.0, 0.5, 0.25)  # what a label's first, second and third ground count; more add nothing
_DEFAULT = Ground(
    "default-27", "条例第十三条、第二十七条", None, "on_request", (),
    "没有命中主动公开或不予公开的条款：按依申请公开建议并须写明理由；以公开为常态，可能应主动公开，请复核",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Thresholds:
    """When a person must look.

    review_below: probability of the label under which it is unsure; collision: weight from which a ground against the
    label counts; alone, light: weight from which one ground below strength A is enough for publication, for another
    label; candidate: probability from which a label stays a candidate; scale: log-odds of one unit of weight.
    """

    review_below: float = 0.75
    collision: float = 2.0
    alone: float = 4.0
    light: float = 2.5
    candidate: float = 0.15
    scale: float = 0.9


class Decider:
    """Weighs grounds into an attribute.

    The probability is a weight turned into a distribution (softmax), not yet calibrated on judged documents.
    """

    def __init__(self, thresholds: Thresholds) -> None:
        self._limits = thresholds

    def attribute(self, fired: Sequence[Fired], declared: Declared, parts: Parts) -> Attribute:
        """Return the attribute of a document under the Regulation."""
        score = {label: _score(fired, label) for label in LABELS}
        score["on_request"] += 0.5  # 兜底: with nothing else to say, on request (reference 2.1 RD)
        probability = _softmax(score, self._limits.scale)
        label = max(LABELS, key=lambda one: probability[one])
        review = self._review(fired, label, probability, declared)
        grounds = tuple(f.ground for f in fired) or (_DEFAULT,)
        likely = (c for c in LABELS if c == label or probability[c] >= self._limits.candidate)
        candidates = tuple(sorted(likely, key=lambda c: -probability[c]))
        delivery: Delivery = parts.delivery if label == "proactive" else "none"
        portions = parts.portions if label == "proactive" else ()
        return Attribute(label, delivery, probability, candidates, review, declared.label, grounds, portions)

    def _review(
        self, fired: Sequence[Fired], label: Label, probability: Mapping[str, float], declared: Declared
    ) -> bool:
        if not fired or probability[label] < self._limits.review_below:
            return True
        if declared.label not in (None, label):
            return True
        heaviest = fired[0].weight
        if any(f.strength == "C" and f.weight >= heaviest / 2 for f in fired):
            return True
        return self._thin(fired, label) or self._collide(fired, label)

    def _thin(self, fired: Sequence[Fired], label: Label) -> bool:
        """Return whether a label rests on one light ground; publication, where an error costs most, asks for more."""
        own = [f for f in fired if f.ground.supports == label]
        if len(own) != 1 or own[0].strength == "A":
            return False
        return own[0].weight < (self._limits.alone if label == "proactive" else self._limits.light)

    def _collide(self, fired: Sequence[Fired], label: Label) -> bool:
        """Return whether proactive and withheld both have grounds that count (reference 2.1: then a person decides)."""
        if label == "on_request":
            return False
        against = "withheld" if label == "proactive" else "proactive"
        return any(f.ground.supports == against and f.weight >= self._limits.collision for f in fired)


def outside(regime: Regime, declared: Declared) -> Attribute:
    """Return the attribute of a document outside the Regulation: no label, a ground that says why, a person decides."""
    grounds = (regime.ground,) if regime.ground else ()
    return Attribute(None, "none", {}, (), True, declared.label, grounds)


def _score(fired: Iterable[Fired], label: Label) -> float:
    weights = sorted((f.weight for f in fired if f.ground.supports == label), reverse=True)
    return sum(w * share for w, share in zip(weights, _ECHO, strict=False))


def _softmax(score: Mapping[Label, float], scale: float) -> dict[str, float]:
    top = max(score.values())
    raised = {label: math.exp(scale * (value - top)) for label, value in score.items()}
    total = sum(raised.values())
    return {label: round(value / total, 4) for label, value in raised.items()}
