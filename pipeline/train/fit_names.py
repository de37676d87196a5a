"""Fits the name tagger from our own documents with their names drawn anew, and writes models/names."""

import argparse
import json
import random
import re
import sys
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import torch
import yaml

from pipeline.detect.lexicon import Lexicon
from pipeline.detect.tagger import Alphabet
from pipeline.terms import registers
from pipeline.train.card import write_card
from pipeline.train.name_examples import Passage, laid_out, own_passages, varied
from pipeline.train.name_frames import Frames
from pipeline.train.name_graph import write_onnx
from pipeline.train.name_measures import foreign, measured, news_passages
from pipeline.train.name_network import Network, lac_itself
from pipeline.train.name_training import Training, Windows, example, windows
from pipeline.train.person_names import PersonNames
from pipeline.train.silver import Lac, Silver, official_chunks, silver
from pipeline.train.word_lists import word_lists

_ROOT = Path(__file__).parents[2]
_CLAUSE = re.compile("(?<=[，；。])[一-龥]{4,24}(?=[，；。])")


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the training; return 0, or 2 where the shared corpora are absent."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--shared", type=Path, default=_ROOT.parent / "shared", help="folder that holds corpora/")
    parser.add_argument("--output", type=Path, default=_ROOT / "models" / "names")
    parser.add_argument("--without", action="append", default=[], help="hand to leave out of what ships: for measuring")
    options = parser.parse_args(arguments)
    if not (options.shared / "corpora" / "policies").is_dir():
        sys.stderr.write(f"{options.shared}/corpora/policies is not there: give the corpora's folder with --shared\n")
        return 2
    params = yaml.safe_load((_ROOT / "params.yaml").read_text(encoding="utf-8"))
    torch.set_num_threads(1)
    fit = Fit(params["fit_names"], params["seed"], options.shared)
    fit.write(options.output, own_passages(_ROOT / "data" / "corpus"), without=options.without)
    return 0


class Fit:
    """What the training of every network shares: LAC, the official texts as it reads them, and the alphabet."""

    def __init__(self, params: dict[str, Any], seed: int, shared: Path) -> None:
        self.params, self.seed, self.shared = params, seed, shared
        lexicon = Lexicon(registers())
        lists = word_lists()
        self.names = PersonNames(lexicon, lists)
        self.lac = Lac()
        self.silver = silver(self.lac, official_chunks(shared, characters=params["official"]), lexicon)
        self.weights = self.lac.weights()
        self.characters = _characters(self.silver, self.names.characters | set(self.weights.vectors))
        self.frames = Frames(self.names, lists, _clauses(self.silver), self.names.plain_words)
        self.alphabet = Alphabet.of(self.characters)
        self.others = [p for name in params["sets"] for p in news_passages(shared, name)]

    def write(self, output: Path, passages: Sequence[Passage], *, without: Sequence[str] = ()) -> None:
        """Fit without the measured hands and measure; then go on with all passages, and write the model's files.

        without: hands to leave out instead, of what is written too.
        """
        hands = without or self.params["measured"]
        torch.manual_seed(self.seed)
        network = Network(self.characters, self.weights, drop=self.params["drop"])
        training = Training(self.params, self.seed)
        params, some = self.params, [p for p in passages if p.hand not in hands]
        training.run(network, self.epoch(some), turns=params["epochs"], rate=params["rate"])
        self.save(network, output)
        metrics: dict[str, Any] = {
            f"{hand}_not_trained_on": measured(output.parent, [p for p in passages if p.hand == hand]) for hand in hands
        }
        if not without:
            training.run(network, self.epoch(passages), turns=params["last_epochs"], rate=params["last_rate"])
            self.save(network, output)
        metrics |= foreign(output.parent, self.shared)
        metrics["passages"] = dict(sorted(Counter(p.hand for p in passages).items()))
        (output / "metrics.json").write_text(json.dumps(metrics, indent=2) + "\n", encoding="utf-8")

    def save(self, network: Network, output: Path) -> None:
        """Write tagger.onnx, lac.onnx, vocabulary.json and card.json."""
        output.mkdir(parents=True, exist_ok=True)
        write_onnx(network, output / "tagger.onnx")
        persons = [[self.lac.tags.index(f"{kind}-{place}") for kind in ("PER", "nr")] for place in "BI"]
        write_onnx(lac_itself(self.characters, self.weights), output / "lac.onnx", of=persons)
        vocabulary = {
            "characters": self.characters, "threshold": self.params["threshold"],
            "official": self.frames.lists["official"].split(),
        }  # fmt: skip
        (output / "vocabulary.json").write_text(json.dumps(vocabulary, ensure_ascii=False) + "\n", encoding="utf-8")
        write_card(output, "names", ["tagger.onnx", "lac.onnx", "vocabulary.json"])

    def epoch(self, passages: Sequence[Passage]) -> Callable[[], Windows]:
        """Return what makes an epoch: passages with their names drawn anew, invented paragraphs, and official text."""
        choose = random.Random(self.seed)  # noqa: S311
        frames = replace(self.frames, told=_told(passages))
        calm = [s.text for s in self.silver if s.calm]
        others = [laid_out(p.pieces, self.names, choose, plain=True) for p in self.others]

        def made() -> Windows:
            parts = [varied(p, frames, choose) for p in passages for _ in range(self._turns(p))] + others
            paragraphs = [frames.paragraph(choose) for _ in range(self.params["frames"])]
            parts += [laid_out(p, self.names, choose) for p in paragraphs]
            read = choose.sample(calm, min(len(calm), self.params["calm"]))
            for text in read[::3]:
                parts.append(laid_out(frames.peopled(text, choose), self.names, choose))
            parts += [(text, [0] * len(text)) for number, text in enumerate(read) if number % 3]
            choose.shuffle(parts)
            return windows([example(self.alphabet, *part) for part in parts], choose)

        return made

    def _turns(self, passage: Passage) -> int:
        """Return how often an epoch reads a passage: those written for their names several times."""
        return int(self.params["turns"]) if passage.hand.startswith("n") else 1


def _characters(texts: Sequence[Silver], more: frozenset[str]) -> str:
    """Return the characters that the network knows: those of GB 2312, of the official texts, and more."""
    counts = Counter("".join(s.text for s in texts))
    high, low = range(0xA1, 0xF8), range(0xA1, 0xFF)
    standard = [bytes((a, b)).decode("gb2312", "ignore") for a in high for b in low]
    ascii_ = [chr(c) for c in range(0x20, 0x7F)]
    often = [c for c, n in counts.items() if n >= 3]
    known = {*"\n\t", *ascii_, *standard, *often, *more}
    return "".join(sorted(c for c in known if len(c) == 1 and c < "\uffff"))


def _clauses(texts: Sequence[Silver]) -> list[str]:
    """Return clauses of 4 to 24 Chinese characters from the calm texts."""
    found = {c for s in texts if s.calm for c in _CLAUSE.findall(s.text)}
    return sorted(found)


def _told(passages: Sequence[Passage]) -> list[str]:
    """Return clauses of the passages written for their names, those with a name left out."""
    texts = (piece for p in passages if p.hand.startswith("n") for piece in p.pieces[::2])
    return sorted({clause for text in texts for clause in _CLAUSE.findall(text)})


if __name__ == "__main__":
    raise SystemExit(main())
