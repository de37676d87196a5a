"""The samples are what tests.make_samples makes, in the formats and layouts that they stand for."""

from collections import Counter
from pathlib import Path

import pytest

from pipeline.doc import Doc
from pipeline.formats import read, read_path
from pipeline.screen import Screener
from pipeline.terms import registers
from tests.make_samples import SAMPLES, SOURCES, content, source_of

FILES = sorted(SAMPLES.iterdir())
LIMITS = {"max_bytes": 10**7, "max_unpacked_bytes": 10**7}


def reading(start: str) -> Doc:
    return read_path(next(f for f in FILES if f.name.startswith(start)), **LIMITS)


def test_every_kind_of_file_is_among_them() -> None:
    assert Counter(f.suffix for f in FILES) == {".txt": 6, ".docx": 4, ".pdf": 2, ".ofd": 2}


@pytest.mark.parametrize("path", sorted(SOURCES.glob("*.txt")), ids=lambda p: p.stem)
def test_a_sample_is_what_its_source_makes(path: Path) -> None:
    source = source_of(path)
    made = read(content(source), "样件", **LIMITS)
    assert made.text == read_path(SAMPLES / f"{source.name}.{source.format}", **LIMITS).text
    assert len(made.text) > 500
    assert "{" not in made.text


def test_only_the_sample_with_a_mark_is_stopped() -> None:
    screener = Screener(registers(), head_lines=8)
    stopped = [f.name[:2] for f in FILES if screener(read_path(f, **LIMITS)).stopped]
    assert stopped == ["14"]


def test_what_only_a_format_can_hold_is_there() -> None:
    assert {p.part for p in reading("01").pieces} >= {"body", "footer", "footnote", "property"}
    assert {p.part for p in reading("04").pieces} >= {"body", "numbering", "table", "header"}
    assert {p.part for p in reading("08").pieces} >= {"body", "table", "comment"}
    assert {p.part for p in reading("12").pieces} >= {"body", "hidden"}
    assert sum(p.part == "page" for p in reading("02").pieces) == 3
    assert sum(p.part == "page" for p in reading("11").pieces) == 3
    assert "江州市人力資源和社會保障局" in reading("13").text
    assert "— 1 —\n" in reading("05").text
