"""`make bench-peers`: our figures beside those of our neighbours, on the same documents, in one run on one core.

    make bench-peers                                     # data/corpus/dev
    make bench-peers GOLD="FOLDER..." NEWS=FOLDER        # labelled documents; sets of news with names

Every document in the folders is invented; the news (`msra`, `peoples_daily_dev`, first 3,000 rows of each) is not. Only
what must be masked counts, as in `pipeline.evaluate.personal`: a neighbour masks all that it finds. On news every person
counts, also one that stays. Speed is time of this process for the same texts, without reading files; the first call is
left out. An environment of its own (tests/peers.txt), no part of CI: JioNLP depends on a library under the GPL, which
nothing of ours may import.
"""

import argparse
import gzip
import itertools
import json
import os
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pipeline import flow, formats
from pipeline.detect.numbers import Numbers
from pipeline.detect.tagger import Tagger
from pipeline.detect.view import view_of
from pipeline.doc import Doc
from pipeline.evaluate.figures import prf
from pipeline.evaluate.personal import NAMES, NUMBERS, Labelled, judged, masked_of, report, scores
from pipeline.fold import fold
from pipeline.terms import Registers, shipped
from pipeline.train.corpus import read_corpus
from tests.peers import Peer, peers

NEWS = ("msra", "peoples_daily_dev")
ROWS = 3_000
_LINE = "{:<42}" + "{:>9}" * 8 + "{:>12}"
_HEAD = ("strict", "overlap", "names", "whole N", "numbers", "whole #", "kept", "false", "char/s")
"""Strict and overlap F1 of all kinds; strict F1 of names and overlap F1 of numbers, each with the share of values that are
hidden wherever they stand; official names that stay; false alarms in 10,000 characters with nothing to mask."""


@dataclass(frozen=True, slots=True)
class Run:
    """What a system found in each text, and the time of this process that it took, in seconds."""

    name: str
    found: list[list[Labelled]]
    seconds: float


def timed(name: str, find: Callable[[Any], list[Labelled]], texts: Sequence[Any]) -> Run:
    """Return what a system finds; models and tables that it reads on first use are not counted."""
    find(texts[0])
    begin = time.process_time()
    found = [find(text) for text in texts]
    return Run(name, found, time.process_time() - begin)


class Ours:
    """Our own detection over documents that the earlier stages have seen, as `gongkai analyze` runs it."""

    def __init__(self, names: str) -> None:
        params = flow.settings()
        params["detect"] = {**params["detect"], "names": names}
        self._ready = flow.build(params)
        self._at = flow.STAGES.index("detect")

    def before(self, text: str) -> Doc:
        """Return a document as it comes to the stage that is measured."""
        doc = formats.pasted(text, "peers")
        for stage in self._ready.stages[: self._at]:
            doc = doc if doc.stopped else stage(doc)
        return doc

    def masked(self, doc: Doc) -> list[Labelled]:
        """Return what is masked in a document; in one under a secrecy mark nothing is looked at."""
        return [] if doc.stopped else masked_of(self._ready.stages[self._at](doc))

    def names(self, text: str) -> list[Labelled]:
        """Return every name that is found in a text, those that stay too."""
        doc = self._ready.run(formats.pasted(text, "peers"))
        return [(m.span.start, m.span.end, NAMES) for m in doc.mentions or () if m.span.label == NAMES]


def compare(gold: Sequence[dict[str, Any]], systems: Sequence[Peer]) -> None:
    """Print figures and speed of every system on labelled documents."""
    texts = [row["text"] for row in gold]
    characters = sum(map(len, texts))
    gate, off = Ours("gate"), Ours("off")
    docs = [gate.before(text) for text in texts]
    numbers = Numbers(Registers((shipped("data/registers"),)))
    whole = timed("gongkai", gate.masked, docs)
    bare = timed("gongkai, without names", off.masked, docs)
    layer = timed("number layer alone", lambda d: list(_numbered(numbers, d)), docs)
    # Simplified script and half-width digits, as ours reads them: it helps some neighbours and hinders none.
    folded = [fold(text) for text in texts]
    runs = [(peer, timed(peer.name, peer.find, folded)) for peer in systems]
    print(f"\n{len(gold)} invented documents, {characters:,} characters; one core")
    print(_LINE.format("", *_HEAD))
    for run in (whole, bare):
        print(_line(run, gold, characters, names_only=False))
    for peer, run in runs:
        print(_line(run, gold, characters, names_only=peer.names_only))
    names = max(whole.seconds - bare.seconds, 1e-9)
    print(
        "\nTime of a neighbour, ours is 1: against the number layer alone, all without names, names behind the gate (what"
    )
    print(f"the first line takes more than the second; {characters / names:,.0f} characters/s), and the whole")
    for _, run in runs:
        ratios = (run.seconds / own for own in (layer.seconds, bare.seconds, names, whole.seconds))
        print(f"{run.name:<42}" + "".join(f"{ratio:>9.2f}" for ratio in ratios))


def _numbered(numbers: Numbers, doc: Doc) -> Iterable[Labelled]:
    return ((f.start, f.end, f.label) for f in numbers(view_of(doc), doc.folded))


def _line(run: Run, gold: Sequence[dict[str, Any]], characters: int, *, names_only: bool) -> str:
    documents = [judged(row, found) for row, found in zip(gold, run.found, strict=True)]
    figures = report(documents)
    numbers = scores(documents, sorted(NUMBERS & figures.kinds.keys()))["all"]
    names = figures.kinds.get(NAMES)
    every = figures.kinds["all"]
    rest = (every.strict_f1, every.overlap_f1, numbers.overlap_f1, figures.entities["numbers"].recall)
    strict, overlap, number, found = ("-",) * 4 if names_only else (f"{figure:.3f}" for figure in rest)
    return _LINE.format(
        run.name,
        strict,
        overlap,
        f"{names.strict_f1:.3f}" if names else "-",
        f"{figures.entities['names'].recall:.3f}",
        number,
        found,
        "-" if figures.names_kept is None else f"{figures.names_kept:.3f}",
        "-" if figures.false_alarms is None else f"{figures.false_alarms:.2f}",
        f"{characters / run.seconds:,.0f}",
    )


def compare_news(folder: Path, systems: Sequence[Peer]) -> None:
    """Print the strict scores of person names on sets of news, which nobody here wrote."""
    ours, tagger = Ours("gate"), Tagger(shipped("models"))
    finders: list[tuple[str, Callable[[str], list[Labelled]]]] = [
        ("gongkai", ours.names),
        ("gongkai's name tagger alone", lambda text: [(t.start, t.end, NAMES) for t in tagger.batch([fold(text)])[0]]),
        *((peer.name, peer.find) for peer in systems if peer.finds_names),
    ]
    for name in NEWS:
        rows = [row for row in _rows(folder / f"{name}.jsonl.gz") if row["text"].strip()]
        want = [{(a, b, NAMES) for a, b, kind in row["spans"] if kind.startswith("PER")} for row in rows]
        print(
            f"\n{name}, {len(rows)} rows of news, {sum(map(len, want))} persons: strict precision, recall, F1, characters/s"
        )
        for title, find in finders:
            run = timed(title, find, [row["text"] for row in rows])
            have = [{span for span in found if span[2] == NAMES} for found in run.found]
            right = sum(len(w & h) for w, h in zip(want, have, strict=True))
            figures = prf(right, sum(map(len, have)), sum(map(len, want)))
            speed = sum(len(row["text"]) for row in rows) / run.seconds
            print(f"  {title:<42}" + "".join(f"{figure:>8.3f}" for figure in figures) + f"{speed:>12,.0f}", flush=True)


def _rows(file: Path) -> list[dict[str, Any]]:
    with gzip.open(file, "rt", encoding="utf-8") as lines:
        return [json.loads(line) for line in itertools.islice(lines, ROWS)]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("gold", nargs="+", type=Path, help="folders of labelled documents")
    parser.add_argument("--foolnltk", type=Path, required=True, help="the sdist of FoolNLTK 0.1.7")
    parser.add_argument("--news", type=Path, help="folder of the news sets; none are measured without it")
    options = parser.parse_args()
    # One core for all of us: process time counts the threads of every library.
    os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
    gold = [row for folder in options.gold for row in read_corpus(folder)]
    systems = list(peers(options.foolnltk))
    compare(gold, systems)
    if options.news:
        compare_news(options.news, systems)


if __name__ == "__main__":
    main()
