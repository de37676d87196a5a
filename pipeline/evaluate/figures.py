"""Figures for elements, attribute and topic, over the whole and over each slice."""

import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from pipeline.doc import Doc

Gold = Mapping[str, Any]
Pair = tuple[Gold, Doc]
Figures = dict[str, float]

ELEMENTS = ("title", "doc_number", "addressee", "signature", "issue_date")
SLICES = ("author", "layout", "script", "form", "strength", "level")
_HAN_DIGITS = str.maketrans("〇○零一二三四五六七八九OＯ", "00012345678900")


def prf(right: int, predicted: int, gold: int) -> tuple[float, float, float]:
    """Return precision, recall and F1, 0 to 1."""
    precision, recall = right / predicted if predicted else 0.0, right / gold if gold else 0.0
    both = precision + recall
    return precision, recall, 2 * precision * recall / both if both else 0.0


def elements(pairs: Sequence[Pair]) -> Figures:
    """Return, per element, the share of documents in which the first one found is exactly the gold one.

    An element that gold says is absent (an empty string) is right when nothing is found.
    """
    tally: dict[str, Counter[bool]] = defaultdict(Counter)
    for gold, doc in pairs:
        for label in ELEMENTS:
            if label in gold:
                tally[label][_normal(label, gold[label]) == _found(doc, label)] += 1
    figures = {label: t[True] / t.total() for label, t in tally.items()}
    total = sum((t for t in tally.values()), Counter[bool]())
    return figures | {"all": total[True] / total.total()} if total else {}


def attribute(pairs: Sequence[Pair]) -> Figures:
    """Return accuracy, balanced accuracy, the share sent to review, and the withheld released without review.

    Where gold says that the case is contested (strength C), asking for review counts as right. Documents outside the
    Regulation are right when no label is given.
    """
    right: dict[str, list[bool]] = defaultdict(list)
    reviewed = released = 0
    for gold, doc in pairs:
        says = "withheld" if doc.stopped else doc.attribute.label if doc.attribute else None
        review = bool(doc.attribute and doc.attribute.needs_review)
        wanted = gold["label"] if gold.get("regime", "regulation") == "regulation" else None
        right[gold["label"]].append(says == wanted or (review and gold.get("strength") == "C"))
        reviewed += review
        released += gold["label"] != "proactive" and says == "proactive" and not review
    every = [r for some in right.values() for r in some]
    recalls = {f"recall_{label}": sum(some) / len(some) for label, some in sorted(right.items())}
    return {
        "accuracy": sum(every) / len(every),
        "balanced": sum(recalls.values()) / len(recalls),
        **recalls,
        "reviewed": reviewed / len(every),
        "released_wrongly": float(released),
    }


def topic(pairs: Sequence[Pair], scheme: str = "state_council") -> Figures:
    """Return the share of documents whose gold theme is the first topic, and among the first three."""
    first = third = 0
    for gold, doc in pairs:
        ranked = [t.label for t in sorted(doc.topics or (), key=lambda t: -t.score) if t.scheme == scheme]
        first += ranked[:1] == [gold["theme"]]
        third += gold["theme"] in ranked[:3]
    return {"top1": first / len(pairs), "top3": third / len(pairs)}


def sliced(
    pairs: Sequence[Pair], figure: Callable[[Sequence[Pair]], Figures], name: str
) -> list[tuple[str, int, float]]:
    """Return (slice, documents, figure `name`) for every slice of at least three documents, the worst first."""
    rows = []
    for field in SLICES:
        groups: dict[str, list[Pair]] = defaultdict(list)
        for gold, doc in pairs:
            groups[str(gold.get(field))].append((gold, doc))
        rows += [(f"{field}={value}", len(g), figure(g)[name]) for value, g in groups.items() if len(g) >= 3]
    return sorted(rows, key=lambda r: r[2])


def _fold(text: str) -> str:
    return re.sub(r"\s+", "", unicodedata.normalize("NFKC", text))


def _normal(label: str, text: str) -> str:
    folded = _fold(text)
    if label == "issue_date":
        return _date(folded)
    if label == "doc_number":
        return re.sub(r"[\[(【]", "〔", re.sub(r"[\])】]", "〕", folded))
    return re.sub("[、,;]", "", folded) if label == "signature" else folded.rstrip(":")


def _date(text: str) -> str:
    parts = re.fullmatch(r"(.{4})年(.{1,3})月(.{1,3})日", text)
    return "-".join(f"{_value(p):02d}" for p in parts.groups()) if parts else text


def _value(text: str) -> int:
    plain = text.translate(_HAN_DIGITS)
    if "十" in plain:
        tens, _, ones = plain.partition("十")
        return int(tens or 1) * 10 + int(ones or 0)
    return int(plain) if plain.isdigit() else -1


def _found(doc: Doc, label: str) -> str:
    """Return the first element of this label; pieces parted only by white space (a title on three lines) are one."""
    values: list[str] = []
    last = None
    for element in sorted(doc.labelled(label), key=lambda e: e.start):
        piece = doc.text[element.start : element.end]
        if last is not None and not doc.text[last : element.start].strip():
            values[-1] += piece
        else:
            values.append(piece)
        last = element.end
    return _normal(label, values[0]) if values else ""


def pairs_of(gold: Iterable[Gold], analyze: Callable[[Gold], Doc]) -> list[Pair]:
    """Return each gold row with the document that the flow made of it."""
    return [(row, analyze(row)) for row in gold]
