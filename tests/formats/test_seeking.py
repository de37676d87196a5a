"""Many values are sought in one pass, and each is counted as `str.count` counts it."""

from random import Random

import pytest

from pipeline.formats import seeking
from pipeline.formats.seeking import Seeker
from tests.cost import cost


@pytest.mark.parametrize(
    ("values", "text", "wanted"),
    [
        ((), "柳絮飞", {}),
        (("柳絮飞",), "", {}),
        (("柳絮飞", "柳絮"), "柳絮飞与柳絮飞、柳絮", {"柳絮飞": 2, "柳絮": 3}),
        (("1111111",), "1" * 20, {"1111111": 2}),
        (
            ("白鹭镇柳湾村三组18号", "白鹭镇柳湾村三组"),
            "住白鹭镇柳湾村三组18号",
            {"白鹭镇柳湾村三组18号": 1, "白鹭镇柳湾村三组": 1},
        ),
        (("𠮷野桑", "a"), "𠮷野桑a𠮷野", {"𠮷野桑": 1}),
    ],
)
def test_values_are_counted(values: tuple[str, ...], text: str, wanted: dict[str, int]) -> None:
    assert Seeker(values).counted(text) == wanted


def test_a_value_across_two_steps_is_seen_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(seeking, "_STEP", 10)
    for before in range(25):
        assert Seeker(("13900001234", "柳絮飞")).counted("x" * before + "13900001234柳絮飞" * 2) == {
            "13900001234": 2,
            "柳絮飞": 2,
        }


def test_random_values_are_counted_as_the_string_counts_them() -> None:
    rng = Random(3)
    text = "".join(rng.choice("0123甲乙") for _ in range(20_000))
    values = {text[a : a + rng.randint(2, 12)] for a in (rng.randrange(19_000) for _ in range(500))}
    assert Seeker(values).counted(text) == {v: text.count(v) for v in values}


def test_ten_thousand_people_cost_little_more_than_ten() -> None:
    rng = Random(4)
    people = [f"白鹭镇柳湾村{rng.randrange(10**12):012d}号" for _ in range(10_000)]
    few, many, text = Seeker(people[:10]), Seeker(people), "、".join(people) * 5
    assert many.counted(text).total() == 50_000
    assert cost(lambda: many.counted(text)) < 20 * cost(lambda: few.counted(text))
