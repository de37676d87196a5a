"""The topics of a document: a linear model and the register's terms together, in the two schemes."""

import re
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from pipeline.classify.lexicon import GRASSROOTS, STATE_COUNCIL, Lexicon
from pipeline.classify.linear import Floats, Linear, opened, softmax
from pipeline.classify.view import View
from pipeline.doc import Topic
from pipeline.terms import Registers
from pipeline.weights import WeightsError, arrays

_TITLE_CAP = 6.0  # one long term or two short ones: more of the same adds nothing
_HALF = 4.0  # weight at which a grassroots field scores one half
_SPACE = re.compile(r"\s+")


@dataclass(frozen=True, slots=True)
class Blend:
    """What the linear model's log-odds and the terms count beside each other; temperature divides the sum.

    title, issuer: log-odds of one unit of weight of the register's terms and issuers; body: log-odds of the whole
    body's terms, whose weights by label are scaled to length 1.
    """

    title: float
    issuer: float
    body: float
    temperature: float


@dataclass(frozen=True, slots=True)
class Evidence:
    """What stands of the register's terms in a document, by row: (n_rows,), float32, 0 or more."""

    title: Floats
    issuer: Floats
    body: Floats


def evidence(lexicon: Lexicon, title: str, body: str) -> Evidence:
    """Return what a scheme's terms say of a title (with its issuer before 关于) and a body without white space."""
    issuer, sign, subject = title.partition("关于")
    if not sign:
        issuer = subject = title
    return Evidence(lexicon.in_title(subject), lexicon.in_issuer(issuer), lexicon.in_body(body))


def scores(model: Linear, lexicon: Lexicon, found: Evidence, title: str, body: str, blend: Blend) -> Floats:
    """Return the score of each label, (n_labels,), float32, log-odds before the temperature."""
    by_body = lexicon.by_label(found.body)
    length = float(np.sqrt(by_body @ by_body)) or 1.0
    total: Floats = (
        model.scores(title, body)
        + np.float32(blend.title) * np.minimum(lexicon.by_label(found.title), _TITLE_CAP)
        + np.float32(blend.issuer) * lexicon.by_label(found.issuer)
        + np.float32(blend.body / length) * by_body
    )
    return total


class Topics:
    """Tells the topics of a view; the model is models/topic, the terms the register topics."""

    def __init__(self, registers: Registers, models: Path, *, floor: float, count: int) -> None:
        self._state, self._grassroots = (Lexicon(registers, scheme) for scheme in (STATE_COUNCIL, GRASSROOTS))
        saved = arrays(models / "topic")
        self._model = opened(saved)
        self._blend = Blend(*(float(v) for v in saved["blend"]))
        self._floor, self._count = floor, count
        if self._model.labels != self._state.labels:
            raise WeightsError(f"{models / 'topic'}: labels are not those of the register topics; dvc repro fit_topic")

    def topics(self, view: View) -> tuple[Topic, ...]:
        """Return the likeliest topics of the State Council scheme, best first, then the grassroots fields that are hit.

        score: probability; of a grassroots field a weight, one half where its terms clearly stand in the title.
        """
        title = view.title or view.text[:60]
        body = _SPACE.sub("", view.raw[: 2 * self._model.body_length])[: self._model.body_length]
        found = evidence(self._state, title, body)
        total = scores(self._model, self._state, found, title, body, self._blend)
        probability = softmax(total / np.float32(self._blend.temperature))
        best = np.argsort(-probability, kind="stable")[: self._count]
        state = [
            Topic(STATE_COUNCIL, self._state.labels[n], round(float(probability[n]), 4), self._second(found, int(n)))
            for n in best
            if probability[n] >= self._floor or n == best[0]
        ]
        return (*state, *self._fields(title, body))

    def _second(self, found: Evidence, label: int) -> str | None:
        """Return the second level of a label that the terms name most, None where they name none."""
        own = np.where(self._state.label_of == label, found.title * 4 + found.issuer * 2 + found.body, 0)
        best = int(np.argmax(own))
        return (self._state.rows[best].second or None) if own[best] > 0 else None

    def _fields(self, title: str, body: str) -> list[Topic]:
        found = evidence(self._grassroots, title, body)
        weight = found.title * 2 + found.body / 2
        hit = [n for n in np.argsort(-weight, kind="stable")[:2] if found.title[n] > 0 or found.body[n] >= 2 * _HALF]
        share = weight / (weight + _HALF)
        return [Topic(GRASSROOTS, self._grassroots.rows[n].label, round(float(share[n]), 4)) for n in hit]
