"""Measures the name tagger on passages that it was not trained on, and on sets of old news."""

import gzip
import itertools
import json
from collections.abc import Iterator, Sequence
from pathlib import Path

from pipeline.detect.tagger import Tagger
from pipeline.fold import fold
from pipeline.train.name_examples import Passage

_NEWS = ("msra", "peoples_daily_dev")
_ROWS = 6000
_PERSONS = ("PER", "PER.NAM", "person", "person_name", "name", "NAME")
"""What the sets of `corpora/ner` call a person."""


def measured(models: Path, passages: Sequence[Passage]) -> dict[str, float]:
    """Return strict precision, recall and F1 of the names in the passages."""
    tagger = Tagger(models)
    right = found = wanted = 0
    for passage, spans in zip(passages, tagger.batch([p.text for p in passages]), strict=True):
        have, want = {(t.start, t.end) for t in spans}, set(passage.names)
        right, found, wanted = right + len(have & want), found + len(have), wanted + len(want)
    precision, recall = right / max(found, 1), right / max(wanted, 1)
    f1 = 2 * precision * recall / max(precision + recall, 1e-9)
    return {"names": wanted, "precision": round(precision, 4), "recall": round(recall, 4), "f1": round(f1, 4)}


def foreign(models: Path, shared: Path) -> dict[str, dict[str, float]]:
    """Return the figures for old news that nobody here wrote."""
    return {name: measured(models, list(itertools.islice(news_passages(shared, name), _ROWS))) for name in _NEWS}


def news_passages(shared: Path, name: str) -> Iterator[Passage]:
    """Yield the rows of a set of `corpora/ner` as passages.

    Raises:
        OSError: there is no such set.
    """
    with gzip.open(shared / "corpora" / "ner" / f"{name}.jsonl.gz", "rt", encoding="utf-8") as lines:
        for line in lines:
            row = json.loads(line)
            text, at = fold(row["text"]), 0
            pieces: list[str] = []
            for start, end, label in sorted(row["spans"]):
                if label in _PERSONS and start >= at:
                    pieces += [text[at:start], text[start:end]]
                    at = end
            yield Passage((*pieces, text[at:]), name)
