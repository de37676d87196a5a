"""The order of the queue: what would cost more to get wrong stands higher."""

from itertools import product
from pathlib import Path

import pytest

from pipeline import formats
from pipeline.flow import Flow
from pipeline.record import Record, to_record
from pipeline.review.paperwork.risk import risk, signs
from pipeline.terms import RegisterError, Registers, shipped
from pipeline.train.corpus import read_corpus
from tests.review.records import ground, laid, mention

DATA = Path(__file__).parents[2] / "data"


def plain() -> Record:
    return laid("全市汛期值守从6月1日开始，请与顾小满联系。")


def test_a_plain_notice_is_no_risk_and_every_sign_adds_some() -> None:
    least = risk(plain())
    assert 0 <= least < 0.05
    changes = [
        {"needs_review": True},
        {"declared": "withheld"},
        {"label": "withheld"},
        {"label": "on_request"},
        {"probability": {"proactive": 0.5, "on_request": 0.1, "withheld": 0.4}},
        {"grounds": [ground(plain())]},
        {"grounds": [ground(plain(), rule="art14-secrecy-hint", reason_code=1)]},
    ]
    for change in changes:
        record = plain()
        record["attribute"] |= change
        assert least < risk(record) < 1


def test_a_hint_at_a_secret_weighs_more_than_any_other_sign() -> None:
    record = plain()
    record["attribute"] |= {
        "needs_review": True,
        "declared": "withheld",
        "grounds": [ground(record, rule="art14-secrecy-hint", reason_code=1), ground(record, reason_code=4)],
    }
    assert signs(record)[0].id == "secrecy_hint"


def test_more_and_graver_personal_information_is_more_risk() -> None:
    def with_mentions(*kinds: str, role: str | None = None) -> float:
        record = plain()
        record["personal"] = [mention(record, "顾小满", kind, role=role) for kind in kinds]
        return risk(record)

    none, name, health = with_mentions(), with_mentions("person_name"), with_mentions("health")
    assert none < name < health < with_mentions("health", "health")
    assert with_mentions("person_name", role="minor") > name


def test_what_is_kept_is_no_risk() -> None:
    record = plain()
    record["personal"] = [mention(record, "顾小满", "person_name", action="keep", role="contact")]
    assert risk(record) == risk(plain())


def test_personal_information_outside_the_body_adds_risk() -> None:
    inside, outside = plain(), plain()
    for record in (inside, outside):
        record["personal"] = [mention(record, "顾小满", "person_name")]
    outside["body_end"] = 10
    assert risk(outside) > risk(inside)


def test_the_samples_stand_in_a_sensible_order(flow: Flow) -> None:
    files = sorted((DATA / "samples").iterdir())
    found = {int(f.name[:2]): to_record(flow.run(flow.read(f))) for f in files}
    order = sorted((n for n, r in found.items() if not r["secrecy"]["stopped"]), key=lambda n: -risk(found[n]))
    # a pupils' data letter, minutes that could go either way, a request, a report; then a list of people in need
    assert set(order[:4]) == {4, 5, 6, 7}
    assert order[4] == 8
    # a reply on a plan, appointments, a consultation, a subsidy: nothing to fear
    assert {3, 10, 12, 13, 2} <= set(order[-6:])


def test_withheld_and_contested_documents_stand_above_plain_ones(flow: Flow) -> None:
    """Of a withheld or contested and a plain public document, the first stands higher nine times in ten."""
    costly, cheap = [], []
    for gold in read_corpus(DATA / "corpus" / "dev"):
        record = to_record(flow.run(formats.read(gold["text"].encode(), gold["file"], **flow.reading)))
        if record["secrecy"]["stopped"]:
            continue
        if gold["label"] == "withheld" or gold["strength"] == "C":
            costly.append(risk(record))
        elif gold["label"] == "proactive":
            cheap.append(risk(record))
    higher = sum((one > other) + 0.5 * (one == other) for one, other in product(costly, cheap))
    assert higher / (len(costly) * len(cheap)) >= 0.9


@pytest.mark.parametrize(
    ("row", "wrong"),
    [
        ('id = "weather"\nfamily = "factor"\nweight = 0.5', "wanted the factors"),
        ('id = "withheld"\nfamily = "factor"\nweight = 1.5', "from 0 to below 1"),
    ],
)
def test_a_wrong_weight_is_named(tmp_path: Path, row: str, wrong: str) -> None:
    (tmp_path / "risk.toml").write_text(f'[[row]]\nwhy = ""\nsource = ""\n{row}\n', encoding="utf-8")
    with pytest.raises(RegisterError, match=wrong):
        risk(plain(), Registers((shipped("data/registers"), tmp_path)))
