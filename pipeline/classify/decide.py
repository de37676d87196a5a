"""The decision: grounds of every label weighed into one attribute, and whether a person must look."""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from pipeline.classify.attribute import Fired
from pipeline.classify.declared import Declared
from pipeline.classify.parts import Parts
from pipeline.classify.regime import Regime
from pipeline.classify.view import View
from pipeline.doc import Attribute, Delivery, Ground, Label

LABELS: tuple[Label, ...] = ("proactive", "on_request", "withheld")
_ECHO = (1.0, 0.5, 0.25)  # what a label's first, second and third ground count; more add nothing
_PLACES = 3
_HINT = "文中有派生定密线索或引用的密级标志（{}）：先送保密审查，确认不涉密后再定属性（参考 2.5）"
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

    def attribute(self, fired: Sequence[Fired], declared: Declared, parts: Parts, *, titled: bool = True) -> Attribute:
        """Return the attribute of a document under the Regulation.

        titled: its title stands in it; a fragment is not published on its words alone without a person.
        """
        score = {label: _score(fired, label) for label in LABELS}
        score["on_request"] += 0.5  # 兜底: with nothing else to say, on request (reference 2.1 RD)
        probability = _softmax(score, self._limits.scale)
        label = max(LABELS, key=lambda one: probability[one])
        review = self._review(fired, label, probability, declared) or not (titled or _plain(fired, label))
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
        """Return whether a ground against the label counts (reference 2.1: then a person decides).

        Against publication a ground for on_request counts too where it is no light one; on_request itself collides with
        nothing: whoever asks may have it.
        """
        if label == "on_request":
            return False
        limits = {"withheld": self._limits.collision, "on_request": self._limits.light}
        if label == "withheld":
            limits = {"proactive": self._limits.collision}
        return any(f.weight >= limits.get(str(f.ground.supports), math.inf) for f in fired)


def outside(regime: Regime, declared: Declared) -> Attribute:
    """Return the attribute of a document outside the Regulation: no label, a ground that says why, a person decides."""
    grounds = (regime.ground,) if regime.ground else ()
    return Attribute(None, "none", {}, (), True, declared.label, grounds)


def _plain(fired: Iterable[Fired], label: Label) -> bool:
    """Return whether a label other than publication is suggested, or the law is plain."""
    return label != "proactive" or any(f.strength == "A" and f.ground.supports == label for f in fired)


def hinted(attribute: Attribute, view: View) -> Attribute:
    """Return the attribute of a document in which screening saw a hint at a secret: a ground says so, a person decides.

    The ground weighs nothing: a mark that is only quoted leaves a public document what it is (reference 2.5).
    """
    mark = view.doc.secrecy.mark
    if mark is None:
        return attribute
    level = mark.partition("★")[0]
    sentences = zip(view.doc.sentences or (), view.raw.split("\n"), strict=False)
    places = [place for place, sentence in sentences if level in sentence]
    ground = Ground("art14-secrecy-hint", "条例第十四条", 1, "withheld", tuple(places[:_PLACES]), _HINT.format(mark))
    return replace(attribute, needs_review=True, grounds=(*attribute.grounds, ground))


def _score(fired: Iterable[Fired], label: Label) -> float:
    weights = sorted((f.weight for f in fired if f.ground.supports == label), reverse=True)
    return sum(w * share for w, share in zip(weights, _ECHO, strict=False))


def _softmax(score: Mapping[Label, float], scale: float) -> dict[str, float]:
    top = max(score.values())
    raised = {label: math.exp(scale * (value - top)) for label, value in score.items()}
    total = sum(raised.values())
    return {label: round(value / total, 4) for label, value in raised.items()}
