"""Fits the topic model from weak labels, the register's terms and our own corpus, and writes models/topic."""

import argparse
import json
import re
import sys
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import yaml
from numpy.typing import NDArray
from scipy.sparse import csr_matrix, diags  # type: ignore[import-untyped]
from sklearn.linear_model import LogisticRegression

from pipeline.classify.lexicon import STATE_COUNCIL, Lexicon
from pipeline.classify.linear import Linear, features, softmax
from pipeline.classify.topic import Blend, evidence, scores
from pipeline.terms import registers
from pipeline.train.card import write_card
from pipeline.train.topic_examples import Example, own_examples, state_council_examples, weak_examples

_ROOT = Path(__file__).parents[2]
_SPACE = re.compile(r"\s+")
_TEMPERATURES = (0.8, 1.0, 1.3, 1.6, 2.0, 2.5, 3.0, 4.0)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the training; return 0, or 2 where the shared corpora are absent."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--shared", type=Path, default=_ROOT.parent / "shared", help="folder that holds corpora/")
    parser.add_argument("--output", type=Path, default=_ROOT / "models" / "topic")
    options = parser.parse_args(arguments)
    if not (options.shared / "corpora" / "topic").is_dir():
        sys.stderr.write(f"{options.shared}/corpora/topic is not there: give the folder of the corpora with --shared\n")
        return 2
    params = yaml.safe_load((_ROOT / "params.yaml").read_text(encoding="utf-8"))
    fit_topic(options.shared, _ROOT / "data" / "corpus" / "dev", options.output, params["fit_topic"], params["seed"])
    return 0


def fit_topic(shared: Path, corpus: Path, output: Path, params: dict[str, Any], seed: int) -> None:
    """Fit, measure on what was not trained on, and write weights.npz, metrics.json, card.json and card.md."""
    lexicon = Lexicon(registers(), STATE_COUNCIL)
    weak = weak_examples(shared, lexicon, per_label=params["per_label"], seed=seed)
    own, council = own_examples(corpus, lexicon), state_council_examples(shared)
    blind = fit(weak, lexicon, params)
    blend = Blend(params["title"], params["issuer"], params["body"], 1.0)
    blend = replace(blend, temperature=_temperature(blind, lexicon, own, blend))
    model = fit([*weak, *own], lexicon, params)
    metrics = {
        "own_dev_not_trained_on": measured(blind, lexicon, own, blend),
        "state_council_not_trained_on": measured(model, lexicon, council, blend),
        "examples": dict(sorted(Counter(e.origin for e in [*weak, *own]).items())),
        "temperature": blend.temperature,
    }
    output.mkdir(parents=True, exist_ok=True)
    np.savez_compressed(
        output / "weights.npz", weights=model.weights, bias=model.bias, idf=model.idf, labels=np.array(model.labels),
        title_weight=model.title_weight, body_length=model.body_length,
        blend=np.array([blend.title, blend.issuer, blend.body, blend.temperature]),
    )  # fmt: skip
    (output / "metrics.json").write_text(json.dumps(metrics, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
    write_card(output, "topic", ["weights.npz"])


def fit(examples: Sequence[Example], lexicon: Lexicon, params: dict[str, Any]) -> Linear:
    """Return a linear model of the examples, rare labels weighing more."""
    counts, idf = _counts(examples, params)
    matrix = counts.multiply(idf).tocsr()
    lengths = np.sqrt(np.asarray(matrix.multiply(matrix).sum(axis=1)).ravel())
    matrix = diags(1 / np.where(lengths > 0, lengths, 1)) @ matrix
    wanted = np.array([lexicon.labels.index(e.label) for e in examples])
    weights = np.array([e.weight for e in examples])
    rare = len(wanted) / np.bincount(wanted, weights=weights, minlength=len(lexicon.labels)).clip(1)
    boost = np.minimum(rare / np.median(rare), params["rare_boost"])[wanted]
    fitted = LogisticRegression(C=params["strength"], max_iter=300).fit(matrix, wanted, sample_weight=weights * boost)
    whole = np.zeros((len(lexicon.labels), matrix.shape[1]))
    bias = np.full(len(lexicon.labels), fitted.intercept_.min() - 1)
    rows, intercepts = fitted.coef_, fitted.intercept_
    if len(rows) == 1:  # of two labels only the second's row is kept
        rows, intercepts = np.vstack((-rows, rows)), np.concatenate((-intercepts, intercepts))
    whole[fitted.classes_], bias[fitted.classes_] = rows, intercepts
    weights_16, idf_16 = np.ascontiguousarray(whole.T).astype(np.float16), idf.astype(np.float16)
    read = params["title_weight"], params["body_length"]
    return Linear(weights_16, bias.astype(np.float32), idf_16, lexicon.labels, *read)


def measured(model: Linear, lexicon: Lexicon, examples: Sequence[Example], blend: Blend) -> dict[str, float]:
    """Return documents, top-1 and top-3 accuracy and mean log loss."""
    ranked = [(-_scores(model, lexicon, e, blend)).argsort(kind="stable") for e in examples]
    wanted = [lexicon.labels.index(e.label) for e in examples]
    return {
        "documents": len(examples),
        "top_1": round(float(np.mean([r[0] == w for r, w in zip(ranked, wanted, strict=True)])), 4),
        "top_3": round(float(np.mean([w in r[:3] for r, w in zip(ranked, wanted, strict=True)])), 4),
        "log_loss": round(_log_loss(model, lexicon, examples, blend), 4),
    }


def _counts(examples: Sequence[Example], params: dict[str, Any]) -> tuple[csr_matrix, NDArray[np.float64]]:
    """Return the features, (n_examples, 2**bits), and the idf of each bucket, 0 where no example has it."""
    ends, buckets, values = [0], [], []
    for one in examples:
        body = _SPACE.sub("", one.body)[: params["body_length"]]
        found, counted = features(one.title, body, bits=params["bits"], title_weight=params["title_weight"])
        buckets.append(found)
        values.append(counted)
        ends.append(ends[-1] + len(found))
    shape = (len(examples), 1 << params["bits"])
    matrix = csr_matrix((np.concatenate(values), np.concatenate(buckets), ends), shape=shape, dtype=np.float64)
    having = np.bincount(matrix.indices, minlength=shape[1])
    idf = np.where(having > 0, np.log((1 + shape[0]) / (1 + having)) + 1, 0)
    return matrix, idf


def _scores(model: Linear, lexicon: Lexicon, example: Example, blend: Blend) -> NDArray[np.float32]:
    body = _SPACE.sub("", example.body)[: model.body_length]
    return scores(model, lexicon, evidence(lexicon, example.title, body), example.title, body, blend)


def _log_loss(model: Linear, lexicon: Lexicon, examples: Sequence[Example], blend: Blend) -> float:
    losses = []
    for one in examples:
        probability = softmax(_scores(model, lexicon, one, blend) / np.float32(blend.temperature))
        losses.append(-np.log(max(float(probability[lexicon.labels.index(one.label)]), 1e-9)))
    return float(np.mean(losses)) if losses else 0.0


def _temperature(model: Linear, lexicon: Lexicon, examples: Sequence[Example], blend: Blend) -> float:
    """Return the temperature with the least log loss on documents that the model has not seen."""
    tried = {t: _log_loss(model, lexicon, examples, replace(blend, temperature=t)) for t in _TEMPERATURES}
    return min(tried, key=lambda t: tried[t])


if __name__ == "__main__":
    raise SystemExit(main())
