"""Fits the name tagger from our own documents with their names drawn anew, and writes models/names."""

import argparse
import copy
import gzip
import itertools
import json
import random
import re
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
import yaml
from numpy.typing import NDArray
from torch.nn import functional

from pipeline.detect.lexicon import Lexicon
from pipeline.detect.tagger import LENGTH, Alphabet, Tagger, marks
from pipeline.fold import fold
from pipeline.terms import registers
from pipeline.train.card import write_card
from pipeline.train.name_examples import Passage, laid_out, own_passages, varied
from pipeline.train.name_frames import Frames
from pipeline.train.name_network import Network, write_onnx
from pipeline.train.person_names import PersonNames
from pipeline.train.silver import Lac, Silver, official_chunks, silver
from pipeline.train.word_lists import word_lists

_ROOT = Path(__file__).parents[2]
_NEWS = ("msra", "peoples_daily_dev")
_NEWS_ROWS = 3000
_CUT_SHORT = 0.15  # share of the windows that end before their length, as the last of a text does
_CLAUSE = re.compile("(?<=[，；。])[一-龥]{4,24}(?=[，；。])")
_FIELDS = ("characters", "marks", "tags")
Windows = tuple[NDArray[np.int64], ...]


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


@dataclass(frozen=True, slots=True)
class Example:
    """A text as the network reads it: character, mark and tag numbers, each (length,)."""

    characters: NDArray[np.int32]
    marks: NDArray[np.int32]
    tags: NDArray[np.int64]


class Fit:
    """What the training of every network shares: the official texts, the alphabet and the first task."""

    def __init__(self, params: dict[str, Any], seed: int, shared: Path) -> None:
        self.params, self.seed, self.shared = params, seed, shared
        lexicon = Lexicon(registers())
        lists = word_lists()
        self.names = PersonNames(lexicon, lists)
        self.lac = Lac()
        self.silver = silver(self.lac, official_chunks(shared, characters=params["official"]), lexicon)
        self.characters = _characters(self.silver, self.names)
        self.frames = Frames(self.names, lists, _clauses(self.silver), self.names.plain_words)
        self.alphabet = Alphabet.of(self.characters)
        self.base = self._pretrained()

    def write(self, output: Path, passages: Sequence[Passage], *, without: Sequence[str] = ()) -> None:
        """Fit without the measured hands to measure, then on everything, and write the model's files.

        without: hands to leave out instead, of what is written too.
        """
        hands = without or self.params["measured"]
        self.save(self.trained([p for p in passages if p.hand not in hands]), output)
        metrics: dict[str, Any] = {
            f"{hand}_not_trained_on": measured(output.parent, [p for p in passages if p.hand == hand]) for hand in hands
        }
        if not without:
            self.save(self.trained(passages), output)
        metrics |= foreign(output.parent, self.shared)
        metrics["passages"] = dict(sorted(Counter(p.hand for p in passages).items()))
        (output / "metrics.json").write_text(json.dumps(metrics, indent=2) + "\n", encoding="utf-8")

    def save(self, network: Network, output: Path) -> None:
        """Write tagger.onnx, vocabulary.json and card.json."""
        output.mkdir(parents=True, exist_ok=True)
        write_onnx(network, output / "tagger.onnx")
        vocabulary = {"characters": self.characters, "threshold": self.params["threshold"]}
        (output / "vocabulary.json").write_text(json.dumps(vocabulary, ensure_ascii=False) + "\n", encoding="utf-8")
        write_card(output, "names", ["tagger.onnx", "vocabulary.json"])

    def _pretrained(self) -> Network:
        """Return a network that reads official texts as LAC does: it knows words and their classes, no names yet."""
        torch.manual_seed(self.seed)
        network = Network(
            self._embedding(), width=self.params["width"], dilations=self.params["dilations"],
            recurrent=self.params["recurrent"], other=len(self.lac.tags),
        )  # fmt: skip
        examples = [self._example(s.text, s.tags) for s in self.silver]
        choose = random.Random(self.seed)  # noqa: S311
        turns = self.params["first_epochs"]
        self._run(network, lambda: _windows(choose.sample(examples, len(examples)), choose), turns, first=True)
        return network

    def trained(self, passages: Sequence[Passage]) -> Network:
        """Return a network trained on the passages, their names drawn anew each time, and on calm official text."""
        torch.manual_seed(self.seed + 1)
        network = copy.deepcopy(self.base)
        choose = random.Random(self.seed + 1)  # noqa: S311
        calm = [s.text for s in self.silver if s.calm]

        def epoch() -> Windows:
            parts = [varied(p, self.frames, choose) for p in passages]
            made = [self.frames.paragraph(choose) for _ in range(self.params["frames"])]
            parts += [laid_out(p, self.names, choose) for p in made]
            for text in choose.sample(calm, min(len(calm), self.params["calm"])):
                parts.append((text, [0] * len(text)))
            choose.shuffle(parts)
            return _windows([self._example(*part) for part in parts], choose)

        self._run(network, epoch, self.params["epochs"], first=False)
        return network

    def _run(self, network: Network, epoch: Any, turns: int, *, first: bool) -> None:
        """Train for a number of epochs; what is left in the network is the mean of its weights near the end."""
        optimizer = torch.optim.AdamW(network.parameters(), lr=self.params["rate"], weight_decay=0.01)
        size, step, mean = self.params["batch"], 0, None
        steps = 0
        shuffle = np.random.default_rng(self.seed)
        for turn in range(turns):
            network.train()
            windows = epoch()
            order = shuffle.permutation(len(windows[0]))
            steps = steps or turns * -(-len(order) // size)
            for at in range(0, len(order), size):
                part = order[at : at + size]
                for group in optimizer.param_groups:
                    group["lr"] = self.params["rate"] * _pace(step / steps)
                step += 1
                self._step(network, optimizer, tuple(torch.from_numpy(w[part]) for w in windows), first=first)
            mean = _averaged(mean, network, turn, turns)
        network.load_state_dict(mean or network.state_dict())
        network.eval()

    def _step(self, network: Network, optimizer: Any, batch: Any, *, first: bool) -> None:
        characters, marked, tags = batch
        if not first:
            characters, marked = _blurred(characters, marked, tags)
        hidden = network.hidden(characters, marked)
        odds = network.leave_other(hidden) if first else network.tell(hidden)
        optimizer.zero_grad()
        loss = functional.cross_entropy(odds, tags)
        loss.backward()
        torch.nn.utils.clip_grad_norm_(network.parameters(), 1.0)
        optimizer.step()

    def _example(self, text: str, tags: Any) -> Example:
        return Example(self.alphabet.numbers(text), marks(text), np.array(tags, dtype=np.int64))

    def _embedding(self) -> NDArray[np.float32]:
        """Return LAC's vectors of the alphabet's characters, small random ones for those that it lacks."""
        start = np.random.default_rng(self.seed).normal(0, 0.3, (len(self.characters) + 2, 128)).astype(np.float32)
        vectors = self.lac.vectors()
        scale = 0.3 / float(np.std(list(vectors.values())))
        for number, character in enumerate(self.characters, 2):
            if character in vectors:
                start[number] = vectors[character] * scale
        return start


def measured(models: Path, passages: Sequence[Passage]) -> dict[str, float]:
    """Return strict precision, recall and F1 of the names in the passages."""
    tagger = Tagger(models)
    right = found = wanted = 0
    for passage in passages:
        have = {(t.start, t.end) for t in tagger.spans(passage.text)}
        want = set(passage.names)
        right, found, wanted = right + len(have & want), found + len(have), wanted + len(want)
    precision, recall = right / max(found, 1), right / max(wanted, 1)
    f1 = 2 * precision * recall / max(precision + recall, 1e-9)
    return {"names": wanted, "precision": round(precision, 4), "recall": round(recall, 4), "f1": round(f1, 4)}


def foreign(models: Path, shared: Path) -> dict[str, dict[str, float]]:
    """Return the figures for old news that nobody here wrote and nothing was trained on."""
    return {name: measured(models, list(_news(shared / "corpora" / "ner" / f"{name}.jsonl.gz"))) for name in _NEWS}


def _news(file: Path) -> Iterator[Passage]:
    with gzip.open(file, "rt", encoding="utf-8") as lines:
        for line in itertools.islice(lines, _NEWS_ROWS):
            row = json.loads(line)
            text, at = fold(row["text"]), 0
            pieces: list[str] = []
            for start, end, label in sorted(row["spans"]):
                if label in ("PER", "person", "NR"):
                    pieces += [text[at:start], text[start:end]]
                    at = end
            yield Passage((*pieces, text[at:]))


def _characters(texts: Sequence[Silver], names: PersonNames) -> str:
    """Return the characters that the network knows: those of GB 2312, of the official texts and of names."""
    counts = Counter("".join(s.text for s in texts))
    simplified = bytes(range(0xA1, 0xFF))
    standard = [
        bytes((a, b)).decode("gb2312") for a in simplified[:0x57] for b in simplified if _is_gb2312(bytes((a, b)))
    ]
    ascii_ = [chr(c) for c in range(0x20, 0x7F)]
    often = [c for c, n in counts.items() if n >= 3 and ord(c) < 0x10000]
    return "".join(sorted({*"\n\t", *ascii_, *standard, *often, *names.characters}))


def _clauses(texts: Sequence[Silver]) -> list[str]:
    """Return clauses of 4 to 24 Chinese characters from the calm texts."""
    found = {c for s in texts if s.calm for c in _CLAUSE.findall(s.text)}
    return sorted(found)


def _is_gb2312(pair: bytes) -> bool:
    try:
        return bool(pair.decode("gb2312"))
    except UnicodeDecodeError:
        return False


def _windows(examples: Sequence[Example], choose: random.Random) -> Windows:
    """Return the examples one after the other in windows of `LENGTH`: the fields of `Example`, (n, LENGTH)."""
    joined = [np.concatenate([getattr(e, name) for e in examples]) for name in _FIELDS]
    skip = choose.randrange(LENGTH)
    count = (len(joined[0]) - skip) // LENGTH
    out = tuple(a[skip : skip + count * LENGTH].astype(np.int64).reshape(count, LENGTH) for a in joined)
    for row in choose.sample(range(count), int(_CUT_SHORT * count)):
        end = choose.randrange(8, LENGTH)
        for array in out:
            array[row, end:] = 0
    return out


def _blurred(characters: Any, marked: Any, tags: Any) -> tuple[Any, Any]:
    """Return both with some characters of names unknown and some marks gone: the context must be enough."""
    named = (torch.rand(characters.shape) < 0.12) & (tags > 0)
    other = (torch.rand(characters.shape) < 0.01) & (characters > 1)
    gone = torch.rand(marked.shape) < 0.08
    return characters.masked_fill(named | other, 1), marked.masked_fill(gone, 0)


def _pace(share: float) -> float:
    """Return what share of the learning rate holds after this share of the steps."""
    return min(share / 0.05, 1.0) * (1.0 - 0.97 * share)


def _averaged(mean: Any, network: Network, turn: int, turns: int) -> Any:
    """Return the mean of the weights over the last quarter of the epochs."""
    since = turn - turns * 3 // 4
    if since < 0:
        return None
    now = {key: value.clone() for key, value in network.state_dict().items()}
    if mean is None:
        return now
    return {key: value + (now[key] - value) / (since + 1) for key, value in mean.items()}


if __name__ == "__main__":
    raise SystemExit(main())
