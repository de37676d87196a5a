from datetime import date

from pipeline.store import Database, papers
from tests.store.town import NOW, account, document, settle


def test_every_state_of_the_form_is_kept_and_the_last_is_shown(database: Database) -> None:
    with database.writing() as session:
        town = settle(session)
        found, other = document(session, town.drafter), document(session, town.drafter)
        assert papers.sheet(session, found) is None
        for reason in ("初稿", "修改"):
            papers.save_sheet(session, found, {"reason": reason}, town.drafter, NOW)
        papers.save_sheet(session, other, {"reason": "他件"}, town.drafter, NOW)
        last = papers.sheet(session, found)
        assert last is not None and last.fields == {"reason": "修改"}
        assert [s.fields["reason"] for s in papers.sheets(session, found)] == ["初稿", "修改"]


def test_every_state_of_the_interpretation_is_kept(database: Database) -> None:
    with database.writing() as session:
        town = settle(session)
        found = document(session, town.drafter)
        assert papers.interpretation(session, found) is None
        checks = [{"name": "copy_ratio", "passed": False, "value": 0.5, "limit": 0.3}]
        papers.save_interpretation(session, found, {"title": "一图读懂"}, checks, town.drafter, NOW)
        papers.save_interpretation(session, found, {"title": "政策解读"}, [], town.drafter, NOW)
        last = papers.interpretation(session, found)
        assert last is not None and last.body == {"title": "政策解读"} and last.version == 1
        assert papers.interpretations(session, found)[0].checks == checks


def test_a_consultation_is_answered_in_its_own_ledger(database: Database) -> None:
    with database.writing() as session:
        town = settle(session)
        found, other = document(session, town.drafter), document(session, town.drafter)
        asked = papers.add_consultation(
            session,
            found,
            body="江州市财政局",
            question="是否同意公开",
            sent_on=date(2026, 11, 24),
            user=town.drafter,
            now=NOW,
        )
        answer = {"agreed": True, "reply": "同意", "replied_on": date(2026, 11, 26)}
        assert papers.answer_consultation(session, other, asked.id, **answer) is None
        assert papers.answer_consultation(session, found, asked.id, **answer) is asked
        (line,) = papers.consultations(session, found)
        assert (line.agreed, line.replied_on, line.body) == (True, date(2026, 11, 26), "江州市财政局")
        assert not papers.consultations(session, other)


def test_an_attachment_is_given_to_who_sees_its_document(database: Database) -> None:
    with database.writing() as session:
        town = settle(session)
        other = account(session, "other", "drafter", town.departments["housing"])
        found = document(session, town.drafter)
        kept = papers.attach(session, found, "approval", "批示.pdf", b"%PDF", town.drafter, NOW)
        assert papers.attachment(session, town.drafter, kept.id) is kept
        assert papers.attachment(session, other, kept.id) is None
        assert papers.attachment(session, town.users["administrator"], kept.id) is None
        assert papers.attachment_content(session, kept) == b"%PDF"
        assert [(a.kind, a.file_name, len(a.sha256)) for a in papers.attachments(session, found)] == [
            ("approval", "批示.pdf", 64)
        ]


def test_the_content_of_a_file_is_not_loaded_with_its_row(database: Database) -> None:
    with database.writing() as session:
        town = settle(session)
        found = document(session, town.drafter)
        papers.attach(session, found, "other", "附件.pdf", b"%PDF", town.drafter, NOW)
    with database.reading() as session:
        (row,) = papers.attachments(session, found)
        assert "content" not in vars(row)
