"""Judgements in the database: appended with who and when, taken back one by one, refused where they do not fit."""

from datetime import timedelta

import pytest

from pipeline.store import Database, Session, judgements, submissions
from pipeline.store.judgements import Said
from pipeline.store.settled import Unfitting, settled
from pipeline.store.tables import Submission, User
from tests.store import town
from tests.store.making import made, target
from tests.store.town import NOW

GU, GU_AGAIN = target("顾小满"), target("顾小满", 1)


def analysed(session: Session) -> tuple[town.Town, Submission]:
    """Return the town with one analysed document."""
    place = town.settle(session)
    submission = town.document(session, place.drafter)
    submissions.save_analysis(session, submissions.version(session, submission), made(), purpose="first", now=NOW)
    return place, submission


def say(session: Session, submission: Submission, user: User, about: str, verdict: str, **value: object) -> None:
    judgements.append(session, submission, target=about, verdict=verdict, value=value, reason="", user=user, now=NOW)


def test_a_judgement_is_kept_with_who_said_it_and_when(database: Database) -> None:
    with database.writing() as session:
        place, submission = analysed(session)
        later = NOW + timedelta(minutes=5)
        judgements.append(
            session, submission, target="attribute", verdict="edit", value={"label": "withheld", "reason_code": 6},
            reason="属过程性信息", user=place.reviewer, now=later,
        )  # fmt: skip
    with database.reading() as session:
        (word,) = judgements.of(session, submission)
    assert (word.target, word.verdict, word.value) == ("attribute", "edit", {"label": "withheld", "reason_code": 6})
    assert (word.reason, word.login, word.by, word.at) == ("属过程性信息", "reviewer", "person:reviewer", later)


def test_each_undo_takes_back_one_more_of_ones_own_words(database: Database) -> None:
    with database.writing() as session:
        place, submission = analysed(session)
        reviewer, other = place.reviewer, town.account(session, "wu", "reviewer", None)
        say(session, submission, reviewer, GU, "reject")
        say(session, submission, reviewer, GU_AGAIN, "reject")
        say(session, submission, other, "attribute", "accept")
        first = judgements.undo(session, submission, reviewer, NOW)
        assert first is not None and (first.target, first.undoes) == (GU_AGAIN, 2)
        say(session, submission, reviewer, "topic", "accept")
        undone = [judgements.undo(session, submission, reviewer, NOW) for _ in range(3)]
        assert [u and u.target for u in undone] == ["topic", GU, None]
        record = settled(made(), judgements.of(session, submission))
    assert record["personal"] == made()["personal"]
    assert record["attribute"]["confirmed"] is True


def test_what_does_not_fit_is_not_kept(database: Database) -> None:
    with database.writing() as session:
        place, submission = analysed(session)
        say(session, submission, place.reviewer, GU, "accept")
        for about, verdict, value in (
            (target("小满"), "add", {"kind": "person_name", "action": "mask"}),
            ("mention:0-3", "accept", {}),
            ("attribute", "edit", {"label": "secret"}),
        ):
            with pytest.raises(Unfitting):
                say(session, submission, place.reviewer, about, verdict, **value)
        assert len(judgements.of(session, submission)) == 1


def test_a_document_that_is_not_analysed_takes_no_judgement_on_its_spans(database: Database) -> None:
    with database.writing() as session:
        place = town.settle(session)
        submission = town.document(session, place.drafter)
        with pytest.raises(Unfitting):
            say(session, submission, place.reviewer, GU, "accept")


def test_a_new_version_begins_without_judgements_and_the_old_ones_stay(database: Database) -> None:
    with database.writing() as session:
        place, submission = analysed(session)
        say(session, submission, place.reviewer, GU, "accept")
        submissions.add_version(
            session, submission, user=place.drafter, upload_name="b.txt", content=b"2", sha256="2" * 64, now=NOW
        )
        assert judgements.of(session, submission) == ()
        assert judgements.undo(session, submission, place.reviewer, NOW) is None
        assert [w.target for w in judgements.of(session, submission, 1)] == [GU]


def test_undoing_does_not_lay_one_drawn_span_over_another(database: Database) -> None:
    """A span is drawn, rejected, another drawn over its place; taking the rejection back would bring both."""
    with database.writing() as session:
        place, submission = analysed(session)
        reviewer, other = place.reviewer, town.account(session, "wu", "reviewer", None)
        say(session, submission, reviewer, target("江州市"), "add", kind="home_address", action="mask")
        say(session, submission, reviewer, target("江州市"), "reject")
        say(session, submission, other, target("江州市民政局"), "add", kind="home_address", action="mask")
        judgements.undo(session, submission, reviewer, NOW)
        record = settled(made(), judgements.of(session, submission))
    found = record["personal"]
    assert all(a["end"] <= b["start"] for a, b in zip(found, found[1:], strict=False))
    assert "江州" not in record["deidentified"]


def test_judgements_of_one_go_are_kept_all_or_none(database: Database) -> None:
    with database.writing() as session:
        place, submission = analysed(session)
        said = [Said(GU, "accept", {}), Said(GU_AGAIN, "reject", {}, "同名"), Said("attribute", "accept", {})]
        made_ = judgements.append_all(session, submission, said, user=place.reviewer, now=NOW)
        assert [m.id for m in made_] == sorted(m.id for m in made_)
        with pytest.raises(Unfitting):
            wrong = [Said(GU, "reject", {}), Said("mention:0-1", "reject", {})]
            judgements.append_all(session, submission, wrong, user=place.reviewer, now=NOW)
        kept = judgements.of(session, submission)
    assert [(w.target, w.verdict, w.reason) for w in kept] == [
        (GU, "accept", ""),
        (GU_AGAIN, "reject", "同名"),
        ("attribute", "accept", ""),
    ]
