"""People's words over the machine's record: theirs stand, it stays a valid record, and nothing hidden comes to light."""

import random
from typing import Any

import pytest

from pipeline.record import Record, from_record, to_record
from pipeline.store.settled import differences, settled
from tests.store.making import TEXT, made, mention, place, target, words

GU, GU_AGAIN, CHEN = target("顾小满"), target("顾小满", 1), target("陈立行")


def of(record: Record, about: str) -> Record | None:
    return next((m for m in record["personal"] if f"mention:{m['start']}-{m['end']}" == about), None)


def test_without_judgements_the_record_stays() -> None:
    assert settled(made(), []) == made()


def test_a_stopped_document_stays_as_it_is() -> None:
    stopped = {
        "id": "a",
        "source": "x",
        "fingerprint": "f",
        "secrecy": {"stopped": True, "mark": "秘密", "expires": None},
    }
    assert settled(stopped, words(("li", "secrecy", "accept", {}))) == stopped


def test_a_persons_attribute_takes_the_place_of_the_machines() -> None:
    said = {
        "label": "withheld",
        "delivery": "none",
        "reason_code": 6,
        "article": "条例第十六条第二款",
        "reason": "过程性信息",
    }
    attribute = settled(made(), words(("li", "attribute", "edit", said)))["attribute"]
    assert (attribute["label"], attribute["delivery"], attribute["reason_code"]) == ("withheld", "none", 6)
    assert (attribute["candidates"], attribute["needs_review"]) == (["withheld"], False)
    assert (attribute["by"], attribute["confirmed"]) == ("person:li", True)
    assert attribute["grounds"][0] == {
        "rule": "person:li", "article": "条例第十六条第二款", "reason_code": 6,
        "supports": "withheld", "evidence": [], "note": "过程性信息",
    }  # fmt: skip
    assert attribute["probability"] == made()["attribute"]["probability"]  # the machine's own, for the record


@pytest.mark.parametrize(
    ("said", "label", "review", "confirmed"),
    [
        ([("li", "attribute", "accept", {})], "proactive", False, True),
        ([("li", "attribute", "unsure", {})], "proactive", True, None),
        ([("li", "attribute", "reject", {})], "proactive", True, None),
        ([("li", "attribute", "edit", {"label": "on_request"}), ("wu", "attribute", "accept", {})], "on_request", False, True),
        ([("li", "attribute", "edit", {"label": "on_request"}), ("wu", "attribute", "unsure", {})], "on_request", True, False),
        ([("li", "attribute", "edit", {"label": "on_request"}), ("wu", "attribute", "reject", {})], "proactive", True, None),
        ([("li", "attribute", "edit", {"label": "on_request"}), ("li", "attribute", "undo", 1)], "proactive", True, None),
        (
            [("li", "attribute", "edit", {"label": "on_request"}), ("wu", "attribute", "edit", {"label": "withheld"})],
            "withheld", False, True,
        ),
    ],
)  # fmt: skip
def test_the_last_word_on_the_attribute_stands(
    said: list[Any], label: str, review: bool, confirmed: bool | None
) -> None:
    attribute = settled(made(), words(*said))["attribute"]
    assert (attribute["label"], attribute["needs_review"], attribute.get("confirmed")) == (label, review, confirmed)


def test_who_confirms_is_named_and_who_decided_stays_the_author() -> None:
    record = settled(
        made(), words(("li", "attribute", "edit", {"label": "withheld"}), ("wu", "attribute", "accept", {}))
    )
    assert record["attribute"]["by"] == "person:li"
    assert record["judged"]["attribute"]["by"] == "person:wu"


def test_a_document_that_is_not_published_goes_out_to_nobody_unless_a_person_says_how() -> None:
    attribute = settled(made(), words(("li", "attribute", "edit", {"label": "on_request"})))["attribute"]
    assert attribute["delivery"] == "none"


def test_a_rejected_ground_is_gone_and_an_undone_rejection_brings_it_back() -> None:
    said = [("li", "ground:art19-notice", "reject", {})]
    assert [g["rule"] for g in settled(made(), words(*said))["attribute"]["grounds"]] == ["art20-10-relief"]
    assert len(settled(made(), words(*said, ("li", "", "undo", 1)))["attribute"]["grounds"]) == 2


def test_a_persons_topic_stands_for_its_scheme_only() -> None:
    said = {"scheme": "state_council", "label": "劳动、人事、监察", "second": None}
    topics = settled(made(), words(("li", "topic", "edit", said)))["topics"]
    assert [(t["scheme"], t["label"]) for t in topics] == [
        ("state_council", "劳动、人事、监察"),
        ("grassroots", "社会救助"),
    ]
    assert (topics[0]["by"], topics[0]["score"]) == ("person:li", 1.0)


def test_topics_of_two_schemes_do_not_undo_each_other() -> None:
    one = ("li", "topic", "edit", {"scheme": "state_council", "label": "农业、林业、水利"})
    other = ("li", "topic", "edit", {"scheme": "grassroots", "label": "涉农补贴"})
    assert [t["label"] for t in settled(made(), words(one, other))["topics"]] == ["农业、林业、水利", "涉农补贴"]


def test_accepting_the_topics_confirms_them() -> None:
    topics = settled(made(), words(("li", "topic", "accept", {})))["topics"]
    assert all(t["confirmed"] for t in topics)
    of_one = settled(made(), words(("li", "topic", "accept", {"scheme": "grassroots", "label": "社会救助"})))["topics"]
    assert [t["label"] for t in of_one if t.get("confirmed")] == ["社会救助"]


def test_an_accepted_mention_stays_the_machines_and_is_confirmed() -> None:
    found = of(settled(made(), words(("li", GU, "accept", {}))), GU)
    assert found == mention("顾小满") | {"confirmed": True}


def test_a_rejected_mention_is_none_and_shows_in_the_text() -> None:
    record = settled(made(), words(("li", GU, "reject", {})))
    assert of(record, GU) is None
    assert record["deidentified"].count("顾小满") == 1
    assert record["missing"] == ["T02", "T11"]


def test_without_masks_nothing_is_left_to_mask_and_all_goes_out() -> None:
    record = settled(made(), words(("li", GU, "edit", {"action": "keep"}), ("li", GU_AGAIN, "reject", {})))
    assert record["deidentified"] == TEXT
    assert record["missing"] == ["T02"]
    assert record["attribute"]["delivery"] == "full"


def test_a_first_mask_makes_a_document_one_that_goes_out_redacted() -> None:
    bare = made(personal=[], missing=[])
    bare["attribute"]["delivery"] = "full"
    record = settled(bare, words(("li", GU, "add", {"kind": "person_name", "action": "mask"})))
    assert (record["attribute"]["delivery"], record["missing"]) == ("redacted", ["T11"])


def test_a_persons_delivery_is_not_changed_by_masks() -> None:
    said = ("li", "attribute", "edit", {"label": "proactive", "delivery": "targeted"})
    record = settled(made(), words(said, ("li", GU, "edit", {"action": "keep"})))
    assert record["attribute"]["delivery"] == "targeted"


def test_one_name_is_written_in_one_way_throughout() -> None:
    record = settled(made(), words(("li", GU, "edit", {"replacement": "申请人甲"})))
    assert "申请人申请人甲，住址已核。申请人甲应于" in record["deidentified"]
    both = [of(record, GU), of(record, GU_AGAIN)]
    assert [m and m["by"] for m in both] == ["person:li", "person:li"]


def test_a_missed_mention_is_written_as_the_others_of_its_name() -> None:
    bare = made(personal=[mention("顾小满", replacement="顾某甲")])
    record = settled(bare, words(("li", GU_AGAIN, "add", {"kind": "person_name", "action": "mask", "role": "private"})))
    found = of(record, GU_AGAIN)
    assert found is not None
    assert (found["replacement"], found["by"], found["score"], found["role"]) == ("顾某甲", "person:li", 1.0, "private")


def test_a_missed_mention_in_traditional_script_is_the_same_person() -> None:
    text = "顧小滿與顾小满同住。"
    bare = made(text=text, personal=[mention("顾小满") | {"start": 4, "end": 7, "replacement": "顾某甲"}])
    record = settled(bare, words(("li", "mention:0-3", "add", {"kind": "person_name", "action": "mask"})))
    assert record["deidentified"] == "顾某甲與顾某甲同住。"


@pytest.mark.parametrize(
    ("value", "kind", "written"),
    [("江州", "home_address", "**"), ("顾小满", "person_name", "顾某某"), ("小满", "person_name", "小某")],
)
def test_a_drawn_span_hides_what_it_covers(value: str, kind: str, written: str) -> None:
    bare = made(personal=[])
    record = settled(bare, words(("li", target(value), "add", {"kind": kind, "action": "mask"})))
    start, _ = place(value)
    assert record["deidentified"] == TEXT[:start] + written + TEXT[start + len(value) :]


def test_edits_of_one_span_add_to_each_other() -> None:
    record = settled(made(), words(("li", GU, "edit", {"role": "official"}), ("wu", GU, "edit", {"action": "keep"})))
    found = of(record, GU)
    assert found is not None
    assert (found["role"], found["action"], found["replacement"], found["by"]) == (
        "official",
        "keep",
        "顾小满",
        "person:wu",
    )


def test_a_kept_mention_that_is_masked_after_all_does_not_show_its_text() -> None:
    record = settled(made(), words(("li", CHEN, "edit", {"action": "mask"})))
    assert "陈立行" not in record["deidentified"]
    assert "陈某某" in record["deidentified"]


def test_a_rejected_mention_can_be_accepted_again() -> None:
    record = settled(made(), words(("li", GU, "reject", {}), ("wu", GU, "accept", {})))
    assert of(record, GU) == mention("顾小满") | {"confirmed": True}


def test_a_rejected_drawn_span_is_gone_and_accepted_again_is_back() -> None:
    drawn = ("li", target("江州市"), "add", {"kind": "home_address", "action": "mask"})
    assert of(settled(made(), words(drawn, ("wu", target("江州市"), "reject", {}))), target("江州市")) is None
    back = settled(made(), words(drawn, ("wu", target("江州市"), "reject", {}), ("wu", target("江州市"), "accept", {})))
    assert of(back, target("江州市")) is not None


def test_a_drawn_span_takes_the_place_of_a_shorter_one_of_the_machines() -> None:
    bare = made(personal=[mention("小满", replacement="某某")])
    record = settled(bare, words(("li", GU, "add", {"kind": "person_name", "action": "mask"})))
    assert [(m["start"], m["end"]) for m in record["personal"]] == [place("顾小满")]
    assert "申请人顾某某，" in record["deidentified"]


def test_what_sticks_out_of_a_cut_mask_stays_hidden() -> None:
    """A rerun may find a longer span than the one a person ruled on."""
    bare = made(personal=[mention("申请人顾小满", replacement="某申请人")])
    record = settled(bare, words(("li", GU, "add", {"kind": "person_name", "action": "keep"})))
    assert "×××顾小满，" in record["deidentified"]


def test_elements_are_moved_added_and_taken_away_by_people() -> None:
    said = [
        ("li", "element:title:0-16", "edit", {"start": 7}),
        ("li", "element:issuer_mark:0-6", "add", {}),
    ]
    found = settled(made(), words(*said))["elements"]
    assert [(e["label"], e["start"], e["end"], e["by"]) for e in found] == [
        ("issuer_mark", 0, 6, "person:li"),
        ("title", 7, 16, "person:li"),
    ]
    assert settled(made(), words(("li", "element:title:0-16", "reject", {})))["elements"] == []


def test_parts_are_set_by_people_and_stay_readable() -> None:
    drawn = ("li", "part:20-30", "add", {"label": "withheld", "delivery": "none"})
    record = settled(
        made(), words(drawn, ("wu", "part:20-30", "edit", {"label": "on_request", "delivery": "targeted"}))
    )
    assert record["attribute"]["parts"] == [{"start": 20, "end": 30, "label": "on_request", "delivery": "targeted"}]
    assert record["judged"]["part:20-30"]["by"] == "person:wu"


def said_at_random(seed: int) -> list[Any]:
    chance = random.Random(seed)
    spans = [
        place(v, n)
        for v, n in (
            ("顾小满", 0),
            ("顾小满", 1),
            ("陈立行", 0),
            ("小满", 0),
            ("人顾小", 0),
            ("行。", 0),
            ("民政局", 0),
        )
    ]
    out: list[Any] = []
    for number in range(1, chance.randrange(2, 14)):
        start, end = chance.choice(spans)
        verdict = chance.choice(["accept", "edit", "reject", "unsure", "add", "add", "undo"])
        value: Any = {"kind": "person_name", "action": chance.choice(["mask", "keep", "generalise"])}
        if verdict == "undo":
            value = chance.randrange(1, number + 1)
        elif verdict in ("accept", "reject", "unsure"):
            value = {}
        out.append((chance.choice(["li", "wu"]), f"mention:{start}-{end}", verdict, value))
    return out


@pytest.mark.parametrize("seed", range(200))
def test_whatever_people_say_the_record_holds_together(seed: int) -> None:
    said = words(*said_at_random(seed))
    record = settled(made(), said)
    found = record["personal"]
    assert all(a["end"] <= b["start"] for a, b in zip(found, found[1:], strict=False))
    doc = from_record(record)
    again = to_record(doc)
    assert again["deidentified"] == record["deidentified"]
    assert doc.masked is not None and len(doc.masked) == len(TEXT)
    for m in found:
        assert m["replacement"] != "" and (m["action"] != "keep" or m["replacement"] == TEXT[m["start"] : m["end"]])
    spoken = {w.target for w in said}
    if not spoken & {GU, target("小满"), target("人顾小")}:
        assert doc.masked[place("顾小满")[0] : place("顾小满")[1]] == "×××"


def test_a_rerun_shows_only_what_it_says_differently() -> None:
    machine, new = made(), made(personal=[mention("顾小满"), mention("陈立行", role="private")])
    new["attribute"] = new["attribute"] | {"label": "on_request", "delivery": "none"}
    now = settled(machine, words(("li", "attribute", "edit", {"label": "proactive", "delivery": "targeted"})))
    assert differences(now, new) == [
        {
            "target": "attribute",
            "before": {"label": "proactive", "delivery": "targeted"},
            "after": {"label": "on_request", "delivery": "none"},
            "by": "person:li",
        },
        {
            "target": GU_AGAIN,
            "before": {"kind": "person_name", "role": "private", "action": "mask", "replacement": "顾某某"},
            "after": None,
            "by": None,
        },
        {
            "target": CHEN,
            "before": {"kind": "person_name", "role": "contact", "action": "keep", "replacement": "陈立行"},
            "after": {"kind": "person_name", "role": "private", "action": "mask", "replacement": "陈某某"},
            "by": None,
        },
    ]
    assert now["attribute"]["delivery"] == "targeted"


def test_a_rerun_that_says_again_what_a_person_overruled_is_nothing_new() -> None:
    machine = made()
    now = settled(machine, words(("li", "attribute", "edit", {"label": "withheld"}), ("li", GU, "reject", {})))
    assert differences(now, made(), machine=machine) == []
    assert [d["target"] for d in differences(now, made())] == ["attribute", GU]


def test_a_rerun_is_compared_topic_by_topic() -> None:
    new = made(topics=[{"scheme": "grassroots", "label": "养老服务", "score": 0.9}])
    assert differences(made(), new) == [
        {
            "target": "topic",
            "before": {"state_council": "民政、扶贫、救灾", "grassroots": "社会救助"},
            "after": {"grassroots": "养老服务"},
            "by": None,
        }
    ]


def test_records_of_two_texts_cannot_be_compared() -> None:
    with pytest.raises(ValueError, match="different texts"):
        differences(made(), made(text="别的文本"))
