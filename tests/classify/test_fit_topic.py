"""Fitting the topic model: on a few invented titles, and where the shared corpora are absent."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from pipeline.classify.lexicon import STATE_COUNCIL, Lexicon
from pipeline.terms import registers
from pipeline.train.card import write_card
from pipeline.train.fit_topic import fit, main
from pipeline.train.topic_examples import Example
from pipeline.weights import WeightsError, arrays

PARAMS: dict[str, Any] = {
    "bits": 12, "body_length": 200, "title_weight": 4, "rare_boost": 3, "strength": 10,
}  # fmt: skip
EXAMPLES = [
    Example("关于水库除险加固的通知", "大坝和堤防", "农业、林业、水利", 1.0, "own"),
    Example("关于灌溉渠道管护的通知", "河道和水库", "农业、林业、水利", 1.0, "own"),
    Example("关于民办学校招生的通知", "学生和教师", "科技、教育", 1.0, "own"),
    Example("关于教师培训的通知", "学校和学生", "科技、教育", 1.0, "own"),
]


def test_a_fitted_model_knows_its_examples_and_is_the_same_again() -> None:
    lexicon = Lexicon(registers(), STATE_COUNCIL)
    model, again = fit(EXAMPLES, lexicon, PARAMS), fit(EXAMPLES, lexicon, PARAMS)
    best = [lexicon.labels[int(np.argmax(model.scores(e.title, e.body)))] for e in EXAMPLES]
    assert best == [e.label for e in EXAMPLES]
    assert np.array_equal(model.weights, again.weights)


def test_absent_corpora_are_said(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--shared", str(tmp_path), "--output", str(tmp_path / "topic")]) == 2
    assert "--shared" in capsys.readouterr().err
    assert not (tmp_path / "topic").exists()


def test_a_card_vouches_for_its_files_only_as_they_are(tmp_path: Path) -> None:
    np.savez(tmp_path / "weights.npz", weights=np.ones(2))
    write_card(tmp_path, "topic", ["weights.npz"])
    assert arrays(tmp_path)["weights"].tolist() == [1, 1]
    np.savez(tmp_path / "weights.npz", weights=np.zeros(2))
    with pytest.raises(WeightsError):
        arrays(tmp_path)
