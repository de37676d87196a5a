"""Decisions as labelled data: the rows that evaluation and training read, of finished documents only."""

import json
from pathlib import Path
from typing import Any

import pytest

from pipeline.doc import Doc
from pipeline.evaluate import figures, personal
from pipeline.record import from_record
from pipeline.store import Database, Session, judgements, learning, submissions
from pipeline.train.corpus import CorpusError, read_corpus
from tests.store import town
from tests.store.making import TEXT, made, mention, place, target
from tests.store.town import NOW

DEV = Path(__file__).parents[2] / "data" / "corpus" / "dev"


def finished(session: Session, state: str = "released", **record: Any) -> town.Town:
    """Return the town with one document in a state, on which a reviewer had four things to say."""
    office = town.settle(session)
    submission = town.document(session, office.drafter, state=state)
    version = submissions.version(session, submission)
    submissions.save_analysis(session, version, made(**record), purpose="first", now=NOW)
    said: tuple[tuple[str, str, dict[str, Any]], ...] = (
        (
            "attribute",
            "edit",
            {"label": "withheld", "delivery": "none", "reason_code": 6, "article": "条例第十六条第二款"},
        ),
        ("topic", "edit", {"scheme": "state_council", "label": "综合政务"}),
        (target("顾小满", 1), "reject", {}),
        (target("江州市民政局"), "add", {"kind": "home_address", "action": "generalise"}),
    )
    for about, verdict, value in said:
        judgements.append(
            session, submission, target=about, verdict=verdict, value=value, reason="过程性信息", user=office.reviewer, now=NOW
        )  # fmt: skip
    return office


def rows(database: Database, state: str = "released", **record: Any) -> list[dict[str, Any]]:
    with database.writing() as session:
        finished(session, state, **record)
        return list(learning.labelled(session))


def test_what_people_decided_is_the_gold(database: Database) -> None:
    (row,) = rows(database)
    assert (row["label"], row["delivery"], row["reason_code"]) == ("withheld", "none", 6)
    assert (row["article"], row["why"]) == ("条例第十六条第二款", "过程性信息")
    assert (row["theme"], row["suggested"]) == ("综合政务", "proactive")
    assert row["spans"] == [[*place("江州市民政局"), "home_address"], [*place("顾小满"), "person_name"]]
    assert row["kept"] == [[*place("陈立行"), "person_name"]]
    assert row["roles"] == {
        f"{place('顾小满')[0]}-{place('顾小满')[1]}": "private",
        f"{place('陈立行')[0]}-{place('陈立行')[1]}": "contact",
    }
    assert row["confirmed"] == {"attribute": True, "topic": True, "spans": [1, 3]}
    assert row["text"] == TEXT
    assert row["title"] == "江州市民政局关于发放补助的通知"


def test_only_finished_documents_are_learned_from(database: Database) -> None:
    with database.writing() as session:
        office = finished(session, "filed")
        for state in ("drafting", "source_review", "approving", "deferred", "withdrawn", "returned"):
            open_one = town.document(session, office.drafter, state=state)
            submissions.save_analysis(session, submissions.version(session, open_one), made(), purpose="first", now=NOW)
        town.document(session, office.drafter, state="released")  # without analysis: nothing to learn
        assert [r["file"] for r in learning.labelled(session)] == ["GK-20261124-0001.txt"]


def test_the_second_look_before_release_is_not_what_people_decided_on(database: Database) -> None:
    with database.writing() as session:
        office = finished(session)
        submission = submissions.find(session, office.reviewer, "GK-20261124-0001")
        assert submission is not None
        version = submissions.version(session, submission)
        submissions.save_analysis(session, version, made(text="遮盖后的正文", personal=[]), purpose="release", now=NOW)
        assert next(learning.labelled(session))["text"] == TEXT


def test_no_name_of_a_reviewer_is_learned(database: Database) -> None:
    assert "reviewer" not in json.dumps(rows(database))


def test_what_a_file_carries_beside_its_body_is_left_out(database: Database) -> None:
    end = place("陈立行")[0]
    (row,) = rows(database, body_end=end)
    assert row["text"] == TEXT[:end]
    assert row["kept"] == []


def test_traditional_script_is_told(database: Database) -> None:
    text = "關於發放補貼的通知：顧小滿於十一月領取。"
    with database.writing() as session:
        office = town.settle(session)
        submission = town.document(session, office.drafter, state="filed")
        record = made(text=text, body_end=len(text), personal=[], elements=[])
        submissions.save_analysis(session, submissions.version(session, submission), record, purpose="first", now=NOW)
        (row,) = learning.labelled(session)
    assert (row["script"], row["era"], row["title"]) == ("traditional", 0, "")


def test_a_row_has_what_a_labelled_document_of_the_corpus_has(database: Database) -> None:
    (row,) = rows(database)
    gold = next(read_corpus(DEV))
    assert set(gold) <= set(row)
    assert {k: type(v) for k, v in gold.items()} == {k: type(row[k]) for k in gold}


def test_evaluation_reads_the_rows(database: Database, tmp_path: Path) -> None:
    """The machine's record scored against what people made of it: the attribute is wrong, one of two masks right."""
    given = rows(database)
    file = tmp_path / "learning.jsonl"
    file.write_text("".join(json.dumps(r, ensure_ascii=False) + "\n" for r in given), encoding="utf-8")

    def machine(_row: dict[str, Any]) -> Doc:
        record = made()
        record["attribute"]["needs_review"] = False
        return from_record(record)

    pairs = figures.pairs_of(read_corpus(file), machine)
    assert figures.attribute(pairs)["accuracy"] == 0.0
    assert figures.topic(pairs)["top1"] == 0.0
    assert figures.elements(pairs)["title"] == 1.0
    found = personal.report([personal.judged(row, personal.masked_of(doc)) for row, doc in pairs]).kinds["all"]
    assert (found.strict_precision, found.strict_recall) == (0.5, 0.5)


def test_mentions_of_the_machine_that_people_let_stand_are_gold_too(database: Database) -> None:
    with database.writing() as session:
        office = town.settle(session)
        submission = town.document(session, office.drafter, state="filed")
        record = made(personal=[mention("顾小满")])
        submissions.save_analysis(session, submissions.version(session, submission), record, purpose="first", now=NOW)
        (row,) = learning.labelled(session)
    assert row["spans"] == [[*place("顾小满"), "person_name"]]
    assert row["confirmed"] == {"attribute": False, "topic": False, "spans": [0, 1]}


@pytest.mark.parametrize("line", ["", "x", "[]", '{"text": "a"}'])
def test_a_file_that_was_not_exported_is_refused_with_its_line(tmp_path: Path, line: str) -> None:
    file = tmp_path / "rows.jsonl"
    file.write_text(line + "\n", encoding="utf-8")
    with pytest.raises(CorpusError, match="line 1"):
        list(read_corpus(file))
