"""The analysing process: what it does with good documents, bad ones, and its own end."""

import os
import signal
import time
from collections.abc import Callable, Iterator
from datetime import date, datetime
from pathlib import Path

import pytest
import yaml

from pipeline.review import worker
from pipeline.review.crew import Crew
from pipeline.review.office import Office, Order, opened
from pipeline.store import Database, chain, jobs, people, submissions
from pipeline.store.tables import Submission
from pipeline.terms import shipped
from tests.review.workbench import Bench, populate

NOTICE = """江州市民政局关于调整社区助餐点服务时间的通知

各社区：
    为方便老年人就餐，自2026年12月1日起，全市社区助餐点午餐服务时间调整为11时至13时。请各社区做好告知工作。

江州市民政局
2026年11月20日
"""
LONG = NOTICE + "一、各社区应当加强助餐点的食品安全管理，每日留样，定期检查，并向社会公开检查结果。\n" * 60_000


def hand_in(office: Office, text: str) -> str:
    """Return the receipt of a document that waits for the worker."""
    with office.database.writing() as session:
        user = people.by_login(session, "drafter")
        assert user is not None
        content = text.encode()
        made = submissions.create(session, user=user, upload_name="通知.txt", content=content, sha256="0" * 64, now=office.now())
        return made.receipt


def found(office: Office, receipt: str) -> Submission:
    with office.database.reading() as session:
        user = people.by_login(session, "auditor")
        assert user is not None
        submission = submissions.find(session, user, receipt)
    assert submission is not None
    return submission


def until(condition: Callable[[], bool], seconds: float) -> None:
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "it did not come to pass"
        time.sleep(0.05)


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    """An office whose worker may take a second for a document."""
    blocks = yaml.safe_load(shipped("params.yaml").read_text(encoding="utf-8"))
    blocks["review"] |= {"document_seconds": 2, "lease_seconds": 1, "attempts": 2}
    params = tmp_path / "params.yaml"
    params.write_text(yaml.safe_dump(blocks), encoding="utf-8")
    database = Database.open(f"sqlite:///{tmp_path / 'worker.db'}")
    database.migrate()
    made = opened(database, Order(params))
    populate(made)
    yield made
    database.close()


def test_a_document_is_analysed_filed_and_found(any_bench: Bench) -> None:
    any_bench.clock.now = datetime(2026, 11, 24, 2, 0)
    receipt = hand_in(any_bench.office, NOTICE)
    any_bench.analyse()
    submission = found(any_bench.office, receipt)
    assert (submission.analysis, submission.title) == ("done", "江州市民政局关于调整社区助餐点服务时间的通知")
    assert submission.due_on == date(2026, 12, 18)  # 20 workdays from the date of issue, none of them a holiday
    with any_bench.office.database.reading() as session:
        entries, _ = chain.entries(session, receipt)
        assert [e.action for e in entries] == ["analysed"]
        assert "助餐" not in entries[0].facts
        assert not jobs.waiting(session)
    page = any_bench.log_in("drafter").get("/search", params={"q": "助餐"})
    assert receipt in page.text


def test_a_document_that_cannot_be_analysed_does_not_stop_the_rest(bench: Bench) -> None:
    with bench.office.database.writing() as session:
        user = people.by_login(session, "drafter")
        assert user is not None
        bad = submissions.create(session, user=user, upload_name="x.pdf", content=b"%PDF-1.7 cut", sha256="1" * 64, now=bench.office.now())
    good = hand_in(bench.office, NOTICE)
    bench.analyse()
    failed = found(bench.office, bad.receipt)
    assert failed.analysis == "failed"
    assert failed.failure
    assert found(bench.office, good).analysis == "done"


def test_a_version_that_was_replaced_meanwhile_is_kept_but_not_shown(bench: Bench) -> None:
    receipt = hand_in(bench.office, NOTICE)
    newer = NOTICE.replace("调整社区助餐点", "再次调整社区助餐点")
    with bench.office.database.writing() as session:
        user = people.by_login(session, "drafter")
        assert user is not None
        submission = submissions.find(session, user, receipt)
        assert submission is not None
        submissions.add_version(session, submission, user=user, upload_name="二.txt", content=newer.encode(), sha256="2" * 64, now=bench.office.now())
    worker.step(bench.office, bench.flow)
    assert found(bench.office, receipt).title == ""
    worker.step(bench.office, bench.flow)
    assert "再次调整" in found(bench.office, receipt).title


def test_what_takes_too_long_is_put_aside_and_the_rest_goes_on(office: Office) -> None:
    endless, good = hand_in(office, LONG), hand_in(office, NOTICE)
    with Crew(office.database.url, office.order, 1):
        until(lambda: found(office, good).analysis == "done", 60)
    failed = found(office, endless)
    assert failed.analysis == "failed"
    assert failed.failure is not None and "超过 2 秒" in failed.failure


def test_a_document_that_ends_its_process_again_and_again_is_put_aside(office: Office) -> None:
    deadly = hand_in(office, LONG)
    crew = Crew(office.database.url, office.order, 1)

    def running() -> bool:
        with office.database.reading() as session:
            return bool(session.connection().exec_driver_sql("SELECT count(*) FROM jobs WHERE state = 'running' AND leased_until > datetime('now')").scalar())

    with crew:
        for _ in range(office.settings.attempts):
            until(running, 30)
            for process in crew.processes():
                os.kill(process, signal.SIGKILL)
            until(lambda: not running(), 10)
        good = hand_in(office, NOTICE)
        until(lambda: found(office, good).analysis == "done", 60)
    failed = found(office, deadly)
    assert failed.analysis == "failed"
    assert failed.failure is not None and "多次意外中止" in failed.failure


def test_a_process_that_is_told_to_stop_gives_its_document_back(office: Office) -> None:
    receipt = hand_in(office, LONG)

    def state() -> str:
        with office.database.reading() as session:
            return str(session.connection().exec_driver_sql("SELECT state FROM jobs").scalar())

    with Crew(office.database.url, office.order, 1):
        until(lambda: state() == "running", 30)
    assert state() == "queued"
    assert found(office, receipt).analysis == "queued"


def test_a_document_with_a_mark_that_newer_rules_find_is_not_analysed(bench: Bench) -> None:
    receipt = hand_in(bench.office, "机密★10年\n\n" + NOTICE)
    bench.analyse()
    submission = found(bench.office, receipt)
    assert submission.analysis == "failed"
    assert submission.title == ""
    assert submission.failure is not None and "密级标志" in submission.failure
