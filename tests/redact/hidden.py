"""Redacts made files in one run as `gongkai redact` does, and judges what is left in each.

`python -m tests.redact.hidden 200` makes as many files and prints what is left of whom; a second number is the seed.
"""

import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from pipeline.cli import redacting
from pipeline.flow import Failure
from pipeline.redact.report import Report
from tests.redact.hiding import Made, made
from tests.redact.remains import left, seen, squeezed


@dataclass(frozen=True)
class Judged:
    """What became of a file: refused (its reason), or what of the person is left, or of the office is lost."""

    made: Made
    refused: str = ""
    left: tuple[str, ...] = ()
    lost: tuple[str, ...] = ()


def judged(files: Sequence[Made], folder: Path) -> list[Judged]:
    """Redact all files in one run as `gongkai redact` does, and judge each output."""
    sources = []
    (folder / "in").mkdir()
    (folder / "out").mkdir()
    for one in files:
        path = folder / "in" / one.name
        path.write_bytes(one.data)
        sources.append((path, Path(one.name)))
    wish = redacting.Wish(folder / "out", "internet_strict", "", None, False, False, (), None)
    results = list(redacting.ready(wish).each(sources))
    return [_judged(one, result, folder / "out") for one, result in zip(files, results, strict=True)]


def _judged(one: Made, result: Report | Failure, folder: Path) -> Judged:
    if isinstance(result, Failure):
        return Judged(one, refused=result.reason)
    data = (folder / result.output).read_bytes()
    report = "".join(
        (folder / f"{result.output}.report.{kind}").read_text(encoding="utf-8") for kind in ("json", "html")
    )
    remains = left(data, one.person) + [f"{place} of the report" for place in left(report.encode(), one.person)]
    everything = squeezed("\n".join(said for _, said in seen(data)))
    wanted = ("信访事项登记表", "身份证号码") if one.name.endswith(".xlsx") else ("身份证号码",)
    stays = wanted if one.name.endswith((".xlsx", ".csv")) else ("经调查属实，已安排修复", "白鹭镇人民政府")
    return Judged(one, left=tuple(remains), lost=tuple(s for s in stays if squeezed(s) not in everything))


def main(count: int, seed: int = 1) -> int:
    with tempfile.TemporaryDirectory() as folder:
        found = judged(made(count, seed), Path(folder))
    for one in found:
        if one.refused or one.left or one.lost:
            print(one.made.name, one.made.places, one.refused, one.left, one.lost, sep="\n  ")
    print(
        f"{count} files, {sum(bool(j.left) for j in found)} with a value left, {sum(bool(j.refused) for j in found)} refused"
    )
    return any(j.left or j.lost for j in found)


if __name__ == "__main__":
    sys.exit(main(*map(int, sys.argv[1:3])))
