from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date, timedelta
from threading import Barrier
from typing import Any

import pytest

from pipeline.review import workflow
from pipeline.store import Conflict, Database, people, submissions
from pipeline.store.tables import Job, Submission
from tests.store.town import NOW, Town, account, document, settle

MOVES = {t.action: t for t in workflow.TRANSITIONS}

TEXT = "江州市教育局文件\n江教〔2026〕5号\n关于做好招生工作的\n通知\n各区教育局：\n江州市教育局\n2026年11月20日"


def record(**fields: Any) -> dict[str, Any]:
    """Return a record of contract.md of TEXT."""

    def element(label: str, words: str) -> dict[str, Any]:
        start = TEXT.rindex(words)
        return {"label": label, "start": start, "end": start + len(words)}

    made = {
        "id": "0" * 64,
        "source": "GK-20261124-0001",
        "text": TEXT,
        "kind": {"form": "notice", "inner": None, "normative": True, "policy": True},
        "elements": [
            element("issuer_mark", "江州市教育局文件"),
            element("doc_number", "江教〔2026〕5号"),
            element("title", "关于做好招生工作的\n通知"),
            element("signature", "江州市教育局"),
            element("issue_date", "2026年11月20日"),
        ],
        "attribute": {
            "label": "withheld",
            "delivery": "none",
            "probability": {"proactive": 0.1, "on_request": 0.2, "withheld": 0.7},
            "needs_review": False,
            "grounds": [
                {"rule": "a", "reason_code": None, "supports": "withheld"},
                {"rule": "b", "reason_code": 3, "supports": "on_request"},
                {"rule": "c", "reason_code": 6, "supports": "withheld"},
            ],
        },
        "topics": [{"scheme": "state_council", "label": "教育", "score": 0.8}],
        "personal": [{"action": "mask"}, {"action": "generalise"}, {"action": "keep"}],
        "missing": ["T02", "T07"],
        "fingerprint": "f" * 64,
    }
    return made | fields


def test_a_new_document_has_a_version_a_job_and_a_receipt_of_the_day(database: Database) -> None:
    with database.writing() as session:
        town = settle(session)
        first, second = (document(session, town.drafter, content=c) for c in (b"one", b"two"))
        next_day = document(session, town.drafter, now=NOW + timedelta(days=1))
        receipts = [first.receipt, second.receipt, next_day.receipt]
        assert receipts == ["GK-20261124-0001", "GK-20261124-0002", "GK-20261125-0001"]
        assert (first.state, first.analysis, first.version) == ("drafting", "queued", 1)
        version = submissions.version(session, first)
        assert submissions.content(session, version) == b"one"
        assert [j.version_id for j in session.query(Job).order_by(Job.id)][0] == version.id


def test_the_receipt_bears_the_day_of_the_office(database: Database) -> None:
    # 22:30 UTC on the 24th is the morning of the 25th in China.
    with database.writing() as session:
        town = settle(session)
        made = submissions.create(
            session, user=town.drafter, upload_name="a.txt", content=b"a", sha256="0", now=NOW, day=date(2026, 11, 25)
        )
        assert made.receipt == "GK-20261125-0001"


def test_who_belongs_to_no_department_cannot_submit(database: Database) -> None:
    with database.writing() as session, pytest.raises(Conflict, match="没有部门"):
        document(session, account(session, "lost", "drafter", None))


def test_documents_that_come_at_the_same_time_get_different_receipts(database: Database) -> None:
    with database.writing() as session:
        town = settle(session)
    together = Barrier(8)

    def upload(_: int) -> list[str]:
        together.wait()
        receipts = []
        for _ in range(5):
            with database.writing() as session:
                receipts.append(document(session, town.drafter).receipt)
        return receipts

    with ThreadPoolExecutor(8) as pool:
        receipts = [r for some in pool.map(upload, range(8)) for r in some]
    assert sorted(receipts) == [f"GK-20261124-{n:04}" for n in range(1, 41)]


def test_an_upload_that_is_rolled_back_leaves_nothing_and_no_gap(database: Database) -> None:
    with database.writing() as session:
        town = settle(session)
    with pytest.raises(RuntimeError), database.writing() as session:
        document(session, town.drafter)
        raise RuntimeError
    with database.writing() as session:
        assert not session.query(Submission).count()
        assert document(session, town.drafter).receipt == "GK-20261124-0001"


def test_a_new_version_is_analysed_and_the_old_one_stays(database: Database) -> None:
    with database.writing() as session:
        town = settle(session)
        found = document(session, town.drafter, content=b"one", analysis="failed", failure="文件损坏")
        submissions.add_version(
            session, found, user=town.drafter, upload_name="新.txt", content=b"two", sha256="2", note="补依据", now=NOW
        )
        assert (found.version, found.analysis, found.failure, found.file_name) == (2, "queued", None, "新.txt")
        kept = [submissions.content(session, v) for v in submissions.versions(session, found)]
        assert kept == [b"one", b"two"]
        assert submissions.content(session, submissions.version(session, found, 1)) == b"one"
        with pytest.raises(LookupError):
            submissions.version(session, found, 3)


def test_records_are_kept_and_a_rerun_takes_no_ones_place(database: Database) -> None:
    with database.writing() as session:
        town = settle(session)
        found = document(session, town.drafter)
        assert submissions.analysis(session, found) is None
        first = submissions.version(session, found)
        submissions.save_analysis(session, first, record(source="一"), purpose="first", now=NOW)
        submissions.save_analysis(session, first, record(source="二"), purpose="rerun", now=NOW)
        session.refresh(found)
        assert found.analysis == "done"
        sources = [
            (submissions.analysis(session, found, purpose=p) or {}).get("source") for p in ("first", "rerun", "release")
        ]
        assert sources == ["一", "二", None]
        assert [a.purpose for a in submissions.analyses(session, found)] == ["first", "rerun"]
        submissions.add_version(session, found, user=town.drafter, upload_name="b", content=b"b", sha256="b", now=NOW)
        assert submissions.analysis(session, found) is None
        assert (submissions.analysis(session, found, 1) or {})["source"] == "一"


def test_a_late_record_of_an_old_version_does_not_speak_for_the_new_one(database: Database) -> None:
    with database.writing() as session:
        town = settle(session)
        found = document(session, town.drafter)
        old = submissions.version(session, found)
        submissions.add_version(session, found, user=town.drafter, upload_name="b", content=b"b", sha256="b", now=NOW)
        submissions.save_analysis(session, old, record(), purpose="first", now=NOW)
        session.refresh(found)
        assert found.analysis == "queued"


def test_the_queue_shows_what_the_record_says(database: Database) -> None:
    with database.writing() as session:
        town = settle(session)
        found = document(session, town.drafter)
        submissions.refresh(session, found, record(), due_on=date(2026, 12, 22), risk=0.4)
        session.expire(found)
        assert found.title == "关于做好招生工作的通知"
        assert (found.doc_number, found.issuer) == ("江教〔2026〕5号", "江州市教育局")
        assert (found.issue_date, found.due_on, found.risk) == (date(2026, 11, 20), date(2026, 12, 22), 0.4)
        assert (found.form, found.normative, found.policy) == ("notice", True, True)
        assert (found.attribute, found.delivery, found.reason_code) == ("withheld", "none", 6)
        assert (found.topic, found.confidence, found.needs_review) == ("教育", 0.7, False)
        assert (found.masked_count, found.missing) == (2, ["T02", "T07"])


def test_a_document_outside_the_regulation_shows_no_attribute(database: Database) -> None:
    with database.writing() as session:
        town = settle(session)
        found = document(session, town.drafter)
        none = {"label": None, "delivery": None, "probability": {}, "needs_review": True, "grounds": []}
        bare = record(attribute=none, kind=None, topics=None, personal=None, missing=None, elements=[])
        submissions.refresh(session, found, bare, due_on=None, risk=1.0)
        session.expire(found)
        assert (found.attribute, found.reason_code, found.confidence, found.needs_review) == (None, None, 0.0, True)
        assert (found.title, found.issuer, found.issue_date, found.missing) == ("", "", None, [])


def reviewed(session: Any, town: Town, state: str = "source_review") -> Submission:
    return document(session, town.drafter, state=state)


def test_a_move_leaves_an_event_and_gives_up_the_lock(database: Database) -> None:
    with database.writing() as session:
        town = settle(session)
        found = reviewed(session, town)
        submissions.lock(session, found, town.reviewer, NOW, 15)
        later = NOW + timedelta(hours=1)
        submissions.move(
            session, found, MOVES["return"], user=town.reviewer, reason=" 依据不足 ", codes=("T02",), now=later
        )
        assert (found.state, found.locked_by, found.changed_at) == ("returned", None, later)
        event = submissions.events(session, found)[-1]
        assert (event.action, event.before, event.after) == ("return", "source_review", "returned")
        assert (event.reason, event.codes, event.user_id) == ("依据不足", ["T02"], town.reviewer.id)


def test_what_has_moved_on_cannot_be_moved_again(database: Database) -> None:
    with database.writing() as session:
        town = settle(session)
        found = reviewed(session, town)
        submissions.move(session, found, MOVES["pass"], user=town.reviewer, now=NOW)
        with pytest.raises(Conflict, match="已不在这一环节"):
            submissions.move(session, found, MOVES["return"], user=town.reviewer, reason="晚了", now=NOW)
        assert [e.action for e in submissions.events(session, found)] == ["pass"]


def test_a_move_that_wants_a_reason_gets_one(database: Database) -> None:
    with database.writing() as session:
        town = settle(session)
        found = reviewed(session, town)
        with pytest.raises(Conflict, match="理由"):
            submissions.move(session, found, MOVES["return"], user=town.reviewer, reason=" \u3000", now=NOW)
        assert found.state == "source_review"


def test_the_last_signature_files_what_is_not_published(database: Database) -> None:
    with database.writing() as session:
        town = settle(session)
        found = reviewed(session, town, "approving")
        last = replace(MOVES["sign"], after="filed")
        submissions.move(session, found, last, user=town.users["signer"], step="head", now=NOW)
        assert (found.state, found.released_at) == ("filed", None)
        assert submissions.events(session, found)[-1].step == "head"


def test_a_release_notes_when(database: Database) -> None:
    with database.writing() as session:
        town = settle(session)
        found = reviewed(session, town, "release_review")
        submissions.move(session, found, MOVES["release"], user=town.reviewer, now=NOW)
        assert (found.state, found.released_at) == ("released", NOW)


def test_of_two_who_decide_at_the_same_time_one_is_told(database: Database) -> None:
    with database.writing() as session:
        town = settle(session)
        receipt = reviewed(session, town).receipt
    together = Barrier(2)

    def decide(action: str) -> str:
        together.wait()
        try:
            with database.writing() as session:
                found = submissions.find(session, town.reviewer, receipt)
                assert found is not None
                submissions.move(session, found, MOVES[action], user=town.reviewer, reason="理由", now=NOW)
        except Conflict:
            return "told"
        return action

    with ThreadPoolExecutor(2) as pool:
        results = list(pool.map(decide, ("return", "pass")))
    assert results.count("told") == 1
    with database.reading() as session:
        found = submissions.find(session, town.reviewer, receipt)
        assert found is not None and len(submissions.events(session, found)) == 1


def test_a_writer_sees_what_the_one_before_wrote(database: Database) -> None:
    """Two signatures for the same step: the second writer must find the first one's event."""
    with database.writing() as session:
        town = settle(session)
        receipt = reviewed(session, town, "approving").receipt
    together = Barrier(2)

    def sign(_: int) -> int:
        together.wait()
        with database.writing() as session:
            found = submissions.find(session, town.users["signer"], receipt)
            assert found is not None
            before = len(submissions.events(session, found))
            if not before:
                submissions.move(session, found, MOVES["sign"], user=town.users["signer"], step="head", now=NOW)
            return before

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(sign, range(2))) == [0, 1]


def test_a_document_opened_by_one_is_kept_from_others_until_it_is_given_free(database: Database) -> None:
    with database.writing() as session:
        town = settle(session)
        colleague = account(session, "colleague", "reviewer", town.departments["openness"])
        found = reviewed(session, town)
        assert submissions.lock(session, found, town.reviewer, NOW, 15) is None
        assert submissions.lock(session, found, colleague, NOW, 15) is town.reviewer
        assert submissions.holder(session, found, NOW) is town.reviewer
        submissions.unlock(session, found, colleague)
        assert submissions.lock(session, found, colleague, NOW, 15) is town.reviewer
        submissions.unlock(session, found, town.reviewer)
        assert submissions.lock(session, found, colleague, NOW, 15) is None


def test_a_lock_runs_out_and_is_made_longer_by_use(database: Database) -> None:
    with database.writing() as session:
        town = settle(session)
        colleague = account(session, "colleague", "reviewer", town.departments["openness"])
        found = reviewed(session, town)
        submissions.lock(session, found, town.reviewer, NOW, 15)
        submissions.lock(session, found, town.reviewer, NOW + timedelta(minutes=10), 15)
        assert submissions.lock(session, found, colleague, NOW + timedelta(minutes=24), 15) is town.reviewer
        late = NOW + timedelta(minutes=25)
        assert submissions.holder(session, found, late) is None
        assert submissions.lock(session, found, colleague, late, 15) is None


def test_who_it_is_assigned_to_gets_it_from_who_had_it_open(database: Database) -> None:
    with database.writing() as session:
        town = settle(session)
        colleague = account(session, "colleague", "reviewer", town.departments["openness"])
        found = reviewed(session, town)
        submissions.lock(session, found, town.reviewer, NOW, 15)
        submissions.assign(session, found, town.reviewer)
        assert submissions.holder(session, found, NOW) is town.reviewer
        submissions.assign(session, found, colleague)
        assert (found.assigned_to, submissions.holder(session, found, NOW)) == (colleague.id, None)
        submissions.assign(session, found, None)
        assert found.assigned_to is None


def test_of_many_who_open_a_document_at_the_same_time_one_gets_it(database: Database) -> None:
    with database.writing() as session:
        town = settle(session)
        reviewers = [account(session, f"r{n}", "reviewer", None) for n in range(4)]
        receipt = reviewed(session, town).receipt
    together = Barrier(4)

    def open_it(n: int) -> bool:
        together.wait()
        with database.writing() as session:
            found = submissions.find(session, reviewers[n], receipt)
            assert found is not None
            return submissions.lock(session, found, reviewers[n], NOW, 15) is None

    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(open_it, range(4))).count(True) == 1


def test_what_is_too_long_is_refused_alike_on_both_databases(database: Database) -> None:
    with database.writing() as session, pytest.raises(Conflict, match="过长（121 字）：最多 120 字"):
        people.add_department(session, "局" * 121)
    with database.writing() as session:
        people.add_department(session, "局" * 120)


def test_the_name_of_a_file_may_be_of_any_length(database: Database) -> None:
    with database.writing() as session:
        town = settle(session)
        name = "通知" * 200 + ".docx"
        made = submissions.create(session, user=town.drafter, upload_name=name, content=b"", sha256="0", now=NOW)
        assert len(made.file_name) == 255 and made.file_name.endswith("通知.docx")
