"""The registers of this room: every row loads, names its source and its source's status."""

from pathlib import Path
from typing import Any

import pytest

from pipeline.classify import Classifier
from pipeline.classify.attribute import ExclusionRow, RuleRow, Rules
from pipeline.classify.declared import ReasonRow
from pipeline.classify.kind import KindRow
from pipeline.classify.lexicon import TopicRow
from pipeline.classify.opening import OpeningRow
from pipeline.classify.parts import PartRow
from pipeline.classify.regime import RegimeRow
from pipeline.terms import RegisterError, Registers, Term, chinese, registers, shipped
from tests.classify.laid import laid

ROWS: dict[str, type[Any]] = {
    "attribute": RuleRow, "exclusions": ExclusionRow, "kinds": KindRow, "regimes": RegimeRow, "topics": TopicRow,
    "reasons": ReasonRow, "openings": OpeningRow, "parts": PartRow, "terms": Term,
}  # fmt: skip


@pytest.mark.parametrize("name", sorted(ROWS))
def test_every_row_has_a_source_with_a_status(name: str) -> None:
    for row in registers().rows(name, ROWS[name]):
        assert any(status in row.source for status in ("verified", "memory", "inference")), row.id


def test_the_register_of_topics_holds_the_whole_scheme() -> None:
    rows = registers().rows("topics", TopicRow)
    assert len({r.label for r in rows if r.scheme == "state_council"}) == 22
    assert len({r.label for r in rows if r.scheme == "grassroots"}) == 26


@pytest.mark.parametrize(
    ("label", "term"),
    [("proactive", "主动公开"), ("T02", "不予公开无理由"), ("doc_number", "发文字号"), ("redacted", "删减后公开"), ("bill", "议案"),
     ("reason_6", "属于四类过程性信息"), ("benefits", "惠民利民举措"), ("village", "村（居）务公开")],
)  # fmt: skip
def test_labels_have_their_chinese_term(label: str, term: str) -> None:
    assert chinese(label) == term


def _own(tmp_path: Path, text: str) -> Registers:
    (tmp_path / "negative_list.toml").write_text(text, encoding="utf-8")
    return registers([tmp_path])


NEGATIVE = """
[[row]]
id = "own-1"
cues = ["候鸟迁徙停歇点坐标"]
article = "条例第十四条"
reason_code = 3
until = "{until}"
note = "本机关负面清单第1项"
source = "江州市林业局负面清单，verified"
"""


@pytest.mark.parametrize(("until", "fires"), [("2099-12-31", True), ("", True), ("2020-01-01", False)])
def test_an_offices_negative_list_counts_until_its_last_day(tmp_path: Path, until: str, fires: bool) -> None:
    made = Classifier(_own(tmp_path, NEGATIVE.format(until=until)), shipped("models"))
    attribute = made(laid("附有候鸟迁徙停歇点坐标。", title="关于观测情况的说明")).attribute
    assert attribute is not None
    assert any(g.rule == "own-1" for g in attribute.grounds) is fires


def test_a_date_that_is_none_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(RegisterError, match="own-1"):
        Classifier(_own(tmp_path, NEGATIVE.format(until="明年")), shipped("models"))


def test_an_unknown_label_in_a_rule_is_an_error(tmp_path: Path) -> None:
    from datetime import date

    rule = '[[row]]\nid = "x"\narticle = "a"\nsupports = "secret"\nstrength = "A"\nnote = ""\nsource = "inference"\n'
    (tmp_path / "attribute-own.toml").write_text(rule, encoding="utf-8")
    with pytest.raises(RegisterError, match="secret"):
        Rules(registers([tmp_path]), today=date(2026, 1, 1))


def test_every_kind_regime_and_reason_has_its_chinese_term() -> None:
    kinds = {r.label for r in registers().rows("kinds", KindRow) if r.family in {"form", "inner"}}
    regimes = {r.regime for r in registers().rows("regimes", RegimeRow)}
    reasons = {f"reason_{r.code}" for r in registers().rows("reasons", ReasonRow)}
    codes = {f"T{number:02d}" for number in range(1, 16)}
    assert [one for one in kinds | regimes | reasons | codes if chinese(one) == one] == []
