from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest

from pipeline.store import Conflict, Database, jobs
from pipeline.store.tables import Job, Submission
from tests.store.town import NOW, document, settle


def filled(database: Database, count: int) -> None:
    """Put so many documents into the queue."""
    with database.writing() as session:
        town = settle(session)
        for _ in range(count):
            document(session, town.drafter)


def taken(database: Database, *, after: float = 0) -> Job | None:
    with database.writing() as session:
        return jobs.take(session, NOW + timedelta(seconds=after), lease_seconds=60)


def test_jobs_are_taken_in_the_order_they_came(database: Database) -> None:
    filled(database, 2)
    first, second = taken(database), taken(database)
    assert first is not None and second is not None and first.id < second.id
    assert taken(database) is None


def test_workers_that_ask_at_the_same_time_take_different_jobs(database: Database) -> None:
    filled(database, 12)
    together = Barrier(4)

    def work(_: int) -> list[int]:
        together.wait()
        found = [taken(database) for _ in range(3)]
        return [job.id for job in found if job is not None]

    with ThreadPoolExecutor(4) as pool:
        every = [number for some in pool.map(work, range(4)) for number in some]
    assert len(every) == len(set(every)) == 12


def test_a_job_whose_lease_ran_out_is_taken_again(database: Database) -> None:
    filled(database, 1)
    first = taken(database)
    assert first is not None
    assert taken(database, after=60) is None, "the lease holds for its last second"
    again = taken(database, after=61)
    assert again is not None and (again.id, again.attempts) == (first.id, 2)


def test_a_worker_that_was_too_slow_cannot_finish_what_another_has_taken(database: Database) -> None:
    filled(database, 1)
    slow, quick = taken(database), taken(database, after=61)
    assert slow is not None and quick is not None
    for late in (
        lambda session: jobs.done(session, slow),
        lambda session: jobs.failed(session, slow, "程序出错", NOW, 3),
        lambda session: jobs.renew(session, slow, NOW, 60),
    ):
        with pytest.raises(Conflict), database.writing() as session:
            late(session)
    with database.writing() as session:
        jobs.done(session, quick)
        assert session.get_one(Job, quick.id).state == "done"


def test_a_lease_can_be_made_longer(database: Database) -> None:
    filled(database, 1)
    job = taken(database)
    assert job is not None
    with database.writing() as session:
        jobs.renew(session, job, NOW + timedelta(seconds=50), lease_seconds=60)
    assert taken(database, after=100) is None
    assert taken(database, after=111) is not None


def test_a_finished_job_is_never_taken_again(database: Database) -> None:
    filled(database, 1)
    job = taken(database)
    assert job is not None
    with database.writing() as session:
        jobs.done(session, job)
        assert jobs.waiting(session) == 0
    assert taken(database, after=10_000) is None


def test_a_failed_job_is_tried_again_and_then_told_to_the_drafter(database: Database) -> None:
    filled(database, 1)
    for attempt, final in ((1, False), (2, True)):
        job = taken(database)
        assert job is not None and job.attempts == attempt
        with database.writing() as session:
            assert jobs.failed(session, job, "程序出错（ValueError）", NOW, most_attempts=2) is final
            assert jobs.waiting(session) == (0 if final else 1)
            found = session.query(Submission).one()
            assert (found.analysis, found.failure) == (
                ("failed", "程序出错（ValueError）") if final else ("queued", None)
            )
    assert taken(database, after=10_000) is None


def test_a_document_that_kills_its_workers_is_given_up(database: Database) -> None:
    filled(database, 1)
    for attempt in range(3):
        assert taken(database, after=61 * attempt) is not None
    with database.writing() as session:
        assert jobs.give_up(session, NOW + timedelta(seconds=100), 3, "分析进程多次中断") == 0, "the lease still holds"
        assert jobs.give_up(session, NOW + timedelta(seconds=1000), 3, "分析进程多次中断") == 1
        assert session.query(Submission).one().failure == "分析进程多次中断"
    assert taken(database, after=10_000) is None


def test_a_rerun_that_fails_says_nothing_of_the_document(database: Database) -> None:
    filled(database, 1)
    with database.writing() as session:
        session.query(Job).one().purpose = "rerun"
        session.query(Submission).one().analysis = "done"
    job = taken(database)
    assert job is not None
    with database.writing() as session:
        assert jobs.failed(session, job, "程序出错", NOW, most_attempts=1)
        assert session.query(Submission).one().analysis == "done"
