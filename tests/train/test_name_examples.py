"""Invented names and layouts: whatever is done to a passage, each name's characters keep their tags."""

import random
import re

import pytest

from pipeline.detect.lexicon import Lexicon
from pipeline.terms import registers
from pipeline.train import name_examples
from pipeline.train.name_examples import Passage, laid_out, tag_numbers, varied
from pipeline.train.name_frames import Frames
from pipeline.train.person_names import PersonNames
from pipeline.train.word_lists import word_lists

PASSAGE = Passage(("申请人", "贺满仓", "与邻居", "李 明", "、", "王小丫", "\n因排水\t发生争执，", "贺满仓", "不服。"))


@pytest.fixture(scope="module")
def frames() -> Frames:
    lists = word_lists()
    return Frames(PersonNames(Lexicon(registers()), lists), lists, ["落实责任"], ["时间"])


def read(text: str, tags: list[int]) -> list[str]:
    """Return the names that the tags mark, without the spaces in them."""
    out, start = [], 0
    for i, tag in enumerate(tags):
        if tag in (1, 4):
            start = i
        if tag in (3, 4):
            out.append(re.sub(r"\s", "", text[start : i + 1]))
    return out


def test_a_passage_knows_where_its_names_stand() -> None:
    assert [PASSAGE.text[a:b] for a, b in PASSAGE.names] == ["贺满仓", "李 明", "王小丫", "贺满仓"]


def test_tags_of_neighbours_stay_apart() -> None:
    assert tag_numbers([0, 1, 1, 3, 3, 3, 0, 5]) == [0, 1, 3, 1, 2, 3, 0, 4]


@pytest.mark.parametrize("change", [change for change, _ in name_examples._LAYOUTS])
def test_no_layout_moves_a_name(change) -> None:  # type: ignore[no-untyped-def]
    owners = [n if n % 2 else 0 for n, piece in enumerate(PASSAGE.pieces) for _ in piece]
    characters, whose = change(list(PASSAGE.text), owners, random.Random(1))
    assert all(len(c) == 1 for c in characters)
    assert read("".join(characters), tag_numbers(whose)) == ["贺满仓", "李明", "王小丫", "贺满仓"]


def test_a_name_is_drawn_once_for_all_its_mentions(frames: Frames) -> None:
    for seed in range(60):
        text, tags = varied(PASSAGE, frames, random.Random(seed))
        assert len(text) == len(tags)
        found = read(text, tags)
        assert len(found) >= 4
        assert found[0] == found[-1] or len(found) > 4


def test_the_same_seed_draws_the_same(frames: Frames) -> None:
    assert varied(PASSAGE, frames, random.Random(7)) == varied(PASSAGE, frames, random.Random(7))


def test_every_invented_sentence_fills_its_gaps(frames: Frames) -> None:
    choose = random.Random(3)
    for _ in range(400):
        text, tags = laid_out(frames.paragraph(choose), frames.names, choose)
        assert len(text) == len(tags)
        assert not re.search(r"[{}\0]|\\[nt]", text)
