"""Names from other languages: whole, of characters that such names have, the same for the same seed."""

import random

import pytest

from pipeline.train.transcribed import Transcribed
from pipeline.train.word_lists import word_lists


@pytest.fixture(scope="module")
def foreign() -> Transcribed:
    return Transcribed(word_lists())


def test_the_same_seed_draws_the_same(foreign: Transcribed) -> None:
    assert [foreign.name(random.Random(n)) for n in range(50)] == [foreign.name(random.Random(n)) for n in range(50)]


def test_names_have_no_empty_part_and_only_known_characters(foreign: Transcribed) -> None:
    choose = random.Random(4)
    for _ in range(500):
        name = foreign.name(choose)
        parts = name.replace("•", "·").split("·")
        assert all(parts) and len(name) >= 2
        assert {c for part in parts for c in part if not c.isascii()} <= foreign.characters | set("德冯范本达迪圣阿拉埃尔") | set(
            "郎夫雄一二三子美代男介也之司树吉治市务平光彦人生造助太作士义明弘田山本村野川井原崎岛泽口木下上中内谷部藤林边桥森松达尾浦阮陈黎黄武潘裴邓杜吴杨李"
        )


def test_a_word_has_two_to_seven_characters(foreign: Transcribed) -> None:
    choose = random.Random(5)
    assert all(2 <= len(foreign.word(choose)) <= 7 for _ in range(300))
