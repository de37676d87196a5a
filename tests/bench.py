"""`make bench`: documents and characters per second of each stage on one core, and peak memory.

100 documents of 2,000 characters, cut and joined from the project's own invented documents. Run as `python -m tests.bench`.
"""

import resource
import time
from itertools import cycle, islice
from pathlib import Path

from pipeline import flow, formats
from pipeline.doc import Doc, Stage
from pipeline.train.corpus import read_corpus

CORPUS = Path(__file__).parents[1] / "data" / "corpus" / "dev"
DOCUMENTS, CHARACTERS, ROUNDS = 100, 2_000, 3


def texts() -> list[str]:
    """Return the documents of the benchmark: each starts as a labelled document and is filled up from the next ones."""
    own = [row["text"] for row in read_corpus(CORPUS)]
    made = []
    for first in islice(cycle(range(len(own))), DOCUMENTS):
        text = ""
        for number in range(first, first + len(own)):
            text += own[number % len(own)] + "\n"
            if len(text) >= CHARACTERS:
                break
        made.append(text[:CHARACTERS])
    return made


def timed(stage: Stage, docs: list[Doc]) -> tuple[float, list[Doc]]:
    """Return the best of some rounds, in seconds of this process, and what the stage made."""
    best, made = float("inf"), docs
    for _ in range(ROUNDS):
        begin = time.process_time()
        made = [stage(doc) for doc in docs]
        best = min(best, time.process_time() - begin)
    return best, made


def line(name: str, seconds: float, count: int, characters: int) -> str:
    return f"{name:<24}{seconds * 1e3 / count:>10.2f} ms/doc{count / seconds:>12,.0f} docs/s{characters / seconds:>14,.0f} characters/s"


def run(names: str) -> None:
    params = flow.settings()
    params["detect"] = {**params["detect"], "names": names}
    ready = flow.build(params)
    sources = [t.encode() for t in texts()]
    formats.read(sources[0], "warm up", **ready.reading)
    begin = time.process_time()
    docs = [formats.read(s, f"{n}.txt", **ready.reading) for n, s in enumerate(sources)]
    total = time.process_time() - begin
    characters = sum(len(d.text) for d in docs)
    print(f"names: {names}")
    print(line("read", total, DOCUMENTS, characters))
    for name, stage in zip(flow.STAGES, ready.stages, strict=True):
        ready.run(docs[0])  # warm up: models and tables are read on first use
        seconds, docs = timed(stage, docs)
        total += seconds
        print(line(name, seconds, DOCUMENTS, characters))
    print(line("the whole job", total, DOCUMENTS, characters))


def main() -> None:
    run("off")
    run("gate")
    print(f"peak memory {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:,.0f} MiB")


if __name__ == "__main__":
    main()
