"""Examples for the topic model: weakly labelled titles, regulations and paragraphs, and the register's terms."""

import gzip
import json
import random
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from pipeline.classify.lexicon import Lexicon
from pipeline.fold import fold
from pipeline.train.corpus import read_corpus

_MARGIN = 2.0  # how far the terms of one topic must lead, in characters, before they label a title
_FRAMES = ("关于{}的通知", "关于{}有关问题的批复", "{}管理办法", "关于加强{}工作的意见", "关于印发{}实施方案的通知")
_HEADING = re.compile(r"^#.*$|<!--.*?-->", re.MULTILINE)
_CUSTOMS = "商贸、海关、旅游"
_EVERY_CUSTOMS = 4  # 410 announcements of one office: a fourth is plenty


@dataclass(frozen=True, slots=True)
class Example:
    """A title and body, folded, with a label that somebody gave (weight 1) or that was guessed (less)."""

    title: str
    body: str
    label: str
    weight: float
    origin: str


def weak_examples(shared: Path, lexicon: Lexicon, *, per_label: int, seed: int) -> list[Example]:
    """Return the examples without our own corpus, at most `per_label` titles a label; the same for the same seed."""
    choose = random.Random(seed)  # noqa: S311
    folder = shared / "corpora"
    return [
        *_limited(_titles(folder, lexicon), per_label, choose),
        *_limited(_regulations(folder, lexicon), per_label, choose),
        *_policies(folder, lexicon),
        *_paragraphs(folder, lexicon),
        *_pseudo(lexicon, choose),
    ]


def own_examples(corpus: Path, lexicon: Lexicon) -> list[Example]:
    """Return our own labelled documents as examples."""
    return [
        Example(fold(row["title"]), fold(row["text"]), row["theme"], 1.0, "own")
        for row in read_corpus(corpus)
        if row["theme"] in lexicon.labels
    ]


def state_council_examples(shared: Path) -> list[Example]:
    """Return the State Council documents with their published theme: for measuring, never for training."""
    return [
        Example(fold(row["title"]), fold(row["text"]), row["theme"].split("\\")[0], 1.0, "gov_cn")
        for row in _rows(shared / "corpora", "policies/gov_cn")
    ]


def _rows(folder: Path, name: str) -> Iterator[dict[str, Any]]:
    with gzip.open(folder / f"{name}.jsonl.gz", "rt", encoding="utf-8") as lines:
        for line in lines:
            yield json.loads(line)


def _guess(lexicon: Lexicon, title: str, issuer: str) -> tuple[str, float] | None:
    """Return the label that terms and issuer suggest, and how far to trust it; None where they do not say."""
    terms = lexicon.by_label(lexicon.in_title(title.partition("关于")[2] or title))
    named = lexicon.by_label(lexicon.in_issuer(issuer))
    total = terms + 2 * named
    best, second = np.argsort(-total, kind="stable")[:2]
    if total[best] - total[second] < _MARGIN:
        return None
    return lexicon.labels[best], 0.6 if named[best] and terms[best] else 0.35


def _titles(folder: Path, lexicon: Lexicon) -> Iterator[Example]:
    for row in _rows(folder, "topic/policy_titles"):
        title = fold(row["title"])
        if guess := _guess(lexicon, title, fold(row["issuer"] or "")):
            yield Example(title, "", *guess, "titles")


def _regulations(folder: Path, lexicon: Lexicon) -> Iterator[Example]:
    for row in _rows(folder, "policies/laws"):
        title = fold(row["name"].split("(")[0])
        if guess := _guess(lexicon, title, ""):
            yield Example(title, fold(_HEADING.sub("", row["text"])[:2000]), guess[0], 0.6, "laws")


def _policies(folder: Path, lexicon: Lexicon) -> Iterator[Example]:
    for row in _rows(folder, "policies/business_policies_2023"):
        title = fold(row["title"])
        if guess := _guess(lexicon, title, title.partition("关于")[0]):
            yield Example(title, fold(row["text"][:2000]), guess[0], 0.6, "policies")
    for number, row in enumerate(_rows(folder, "policies/customs_announcements")):
        if number % _EVERY_CUSTOMS == 0:
            yield Example("", fold(row["content"][:2000]), _CUSTOMS, 0.5, "customs")


def _paragraphs(folder: Path, lexicon: Lexicon) -> Iterator[Example]:
    for row in _rows(folder, "topic/gov_cn_paragraphs"):
        if row["theme1"] in lexicon.labels and len(row["text"]) > 30:
            yield Example("", fold(row["text"]), row["theme1"], 0.5, "paragraphs")


def _pseudo(lexicon: Lexicon, choose: random.Random) -> Iterator[Example]:
    """Yield invented titles about each term, with bodies of further terms of the same second level."""
    for row in lexicon.rows:
        for term in row.terms:
            others = choose.sample(row.terms, min(6, len(row.terms)))
            frame = choose.choice(_FRAMES)
            yield Example(frame.format(term), "，".join((term, *others)), row.label, 0.5, "terms")
            yield Example(term, "", row.label, 0.3, "terms")


def _limited(made: Iterable[Example], per_label: int, choose: random.Random) -> Iterator[Example]:
    """Yield at most `per_label` examples a label, chosen at random: most of the titles are about science."""
    by: dict[str, list[Example]] = defaultdict(list)
    for one in made:
        by[one.label].append(one)
    for label in sorted(by):
        yield from choose.sample(by[label], per_label) if len(by[label]) > per_label else by[label]
