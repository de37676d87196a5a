"""Figures of personal information: counted by hand, and the same as those of the judges."""

import random
from dataclasses import astuple
from typing import Any

import pytest

from pipeline.doc import Mention, Span
from pipeline.evaluate import personal
from pipeline.evaluate.personal import Judged, Labelled, carriers, entities, judged, masked_of, report, scores
from tests.build import doc_of

KINDS = ("health", "id_number", "mobile", "person_name")


def document(text: str, gold: list[Labelled], masked: list[Labelled], **more: Any) -> Judged:
    return judged({"text": text, "spans": gold, "kept": [], **more}, masked)


def test_strict_counts_the_exact_span_and_overlap_a_shared_character() -> None:
    one = document(
        "请张三和李四光到场",
        [(1, 3, "person_name"), (4, 7, "person_name")],
        [(1, 3, "person_name"), (4, 6, "person_name")],
    )
    score = scores([one], ["person_name"])["person_name"]
    assert (score.strict_f1, score.overlap_f1, score.caught, score.caught_any_kind) == (0.5, 1.0, 0.5, 0.5)


def test_another_kind_hides_but_is_not_right() -> None:
    one = document("请张三来", [(1, 3, "person_name")], [(1, 3, "health")])
    score = scores([one], ["health", "person_name"])
    assert score["person_name"].overlap_recall == 0 and score["person_name"].caught_any_kind == 1
    assert score["all"].overlap_precision == 0 and score["all"].predicted == 1


def test_a_kind_that_gold_has_nowhere_does_not_count() -> None:
    one = document("请张三来", [(1, 3, "person_name")], [(1, 3, "person_name"), (3, 4, "plate")])
    assert report([one]).kinds["all"].strict_f1 == 1


def test_what_touches_a_contested_range_does_not_count() -> None:
    one = document("张三李四", [(0, 2, "person_name")], [(0, 2, "person_name"), (1, 4, "person_name")], ignore=[[3, 4]])
    assert scores([one], ["person_name"])["all"].strict_precision == 1


def test_an_entity_is_caught_when_all_of_it_is_hidden_everywhere() -> None:
    text = "张三、李四、张 三、王五"
    names: list[Labelled] = [
        (0, 2, "person_name"),
        (3, 5, "person_name"),
        (6, 9, "person_name"),
        (10, 12, "person_name"),
    ]
    both = [(0, 2, "health"), (3, 5, "person_name"), (6, 9, "person_name")]
    assert entities([document(text, names, both)], KINDS)["names"] == personal.Entities(3, 2 / 3)
    assert entities([document(text, names, both[:2])], KINDS)["names"] == personal.Entities(3, 1 / 3)
    split = [(0, 1, "health"), (1, 2, "person_name"), *both[1:]]
    assert entities([document(text, names, split)], KINDS)["names"].recall == 2 / 3


def test_the_same_number_in_another_form_is_the_same_entity() -> None:
    text = "号码 138 0000、１３８０ ０００和别处"
    gold: list[Labelled] = [(3, 11, "mobile"), (12, 20, "mobile")]
    found = entities([document(text, gold, gold[:1])], KINDS)
    assert found["numbers"] == personal.Entities(1, 0.0) and found["all"].gold == 1


def test_names_that_stay_and_false_alarms() -> None:
    kept = document("局长赵六", [], [(3, 4, "person_name")], kept=[[2, 4, "person_name"], [0, 2, "landline"]])
    stays = document("局长赵六与张三", [(5, 7, "person_name")], [(5, 7, "person_name")], kept=[[2, 4, "person_name"]])
    found = report([kept, stays])
    assert found.names_kept == 0.5
    assert found.false_alarms == 1e4 * 1 / 4
    assert report([stays]).false_alarms is None and report([document("甲", [], [])]).names_kept is None


def test_nothing_at_all() -> None:
    found = report([])
    assert found.kinds["all"].gold == 0 and found.entities["all"].recall == 0 and not found.slices


def test_slices_come_worst_first_and_small_ones_last() -> None:
    def row(author: str, count: int, *, right: bool) -> Judged:
        gold: list[Labelled] = [(i * 3, i * 3 + 2, "person_name") for i in range(count)]
        return document("张三来" * count, gold, gold if right else [], author=author, script="simplified")

    found = report([row("甲", 20, right=True), row("乙", 20, right=False), row("丙", 2, right=False)]).slices
    assert (found[0].value, found[0].overlap_f1, found[-1].value) == ("乙", 0.0, "丙")
    assert {s.field for s in found} == {"author", "script", "carrier"}


@pytest.mark.parametrize(
    ("line", "carrier"),
    [
        ("经查，顾小满于2023年3月到云溪县临浦区申请临时救助，情况属实。", "prose"),
        ("", "prose"),
        ("顾小满\t女\t云溪县", "table"),
        ("| 顾小满 | 女 |", "table"),
        ("1    顾小满    云溪县白鹭镇", "table"),
        ("１　　顾小满　　云溪县", "table"),
        ("联系人：陈立行，联系电话：（号码）", "contact"),
        ("聯繫電話：（號碼）", "contact"),
        ("电　话：（号码）", "contact"),
        ("（一）顾小满，低保户", "list"),
        ("3．顾小满", "list"),
        ("顾小满、陈立行、欧阳明、司马静", "list"),
        ("一、申请人顾小满的情况。经查其家庭收入符合规定，住房面积也符合规定。", "prose"),
    ],
)
def test_the_carrier_is_told_by_the_line(line: str, carrier: str) -> None:
    where = carriers(f"首行\n{line}\n末行")
    assert where(3) == carrier and where(0) == where(4 + len(line)) == "prose"


def test_only_what_is_not_kept_is_masked() -> None:
    mentions = (
        Mention(Span(0, 2, "personal", "person_name"), "official", "keep", ""),
        Mention(Span(2, 4, "personal", "health"), None, "mask", ""),
        Mention(Span(4, 6, "personal", "mobile"), None, "generalise", ""),
    )
    assert masked_of(doc_of("甲乙丙丁戊己").having(mentions=mentions)) == [(2, 4, "health"), (4, 6, "mobile")]


# What the judges' own scorer (score_personal.py, --masked-only) prints for the documents below: gold, predicted, strict P R F1,
# lenient P R F1, caught, caught by any kind.
JUDGED = {
    "health": (89, 114, 0.324561, 0.415730, 0.364532, 0.324561, 0.415730, 0.364532, 0.415730, 0.449438),
    "id_number": (99, 106, 0.377358, 0.404040, 0.390244, 0.396226, 0.414141, 0.404986, 0.404040, 0.444444),
    "mobile": (107, 100, 0.380000, 0.355140, 0.367150, 0.380000, 0.355140, 0.367150, 0.355140, 0.364486),
    "person_name": (89, 102, 0.333333, 0.382022, 0.356021, 0.362745, 0.404494, 0.382484, 0.382022, 0.404494),
    "all": (384, 422, 0.353081, 0.388021, 0.369727, 0.364929, 0.395833, 0.379753, 0.388021, 0.414062),
}
STAYS = 0.833333


def test_the_figures_are_those_of_the_judges() -> None:
    rng = random.Random(7)
    own = []
    for number in range(60):
        row, mentions = _random_document(rng, number)
        own.append(judged(row, [(m["start"], m["end"], m["kind"]) for m in mentions if m["action"] != "keep"]))
    found = report(own)
    assert set(found.kinds) == set(JUDGED)
    assert {kind: astuple(score) for kind, score in found.kinds.items()} == {
        kind: pytest.approx(wanted, abs=1e-6) for kind, wanted in JUDGED.items()
    }
    assert found.names_kept == pytest.approx(STAYS, abs=1e-6)


def _random_document(rng: random.Random, number: int) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    text = "甲" * 200

    def spans(count: int) -> list[Labelled]:
        starts = rng.sample(range(0, 190, 4), count)
        return [(s, s + rng.randrange(1, 4), rng.choice(KINDS)) for s in sorted(starts)]

    gold, kept = spans(8) if number % 5 else [], spans(4)
    found = [*rng.sample(gold, len(gold) // 2), *spans(6)]
    mentions = [
        {"start": a, "end": b, "kind": k, "action": rng.choice(("mask", "mask", "generalise", "keep"))}
        for a, b, k in sorted(set(found))
    ]
    ignore = [[100, 108]] if number % 3 == 0 else []
    return {"index": number, "text": text, "spans": gold, "kept": kept, "ignore": ignore}, mentions
