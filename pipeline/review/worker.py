"""The process that analyses: it takes one job after the other, and one bad document never stops the rest."""

import os
import signal
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from multiprocessing import parent_process
from types import FrameType

from pipeline import formats
from pipeline.doc import UnreadableFile
from pipeline.flow import Failure, Flow, guarded
from pipeline.record import to_record
from pipeline.review import filing
from pipeline.review.office import Office, Order, opened
from pipeline.store import Conflict, Database, Unavailable, chain, jobs, submissions
from pipeline.store.tables import Job

_BEATS = 6  # in one lease
_IDLE = 0.3
_BROKE = "分析这份文件的进程多次意外中止（可能是内存不足或文件损坏）：请检查文件，或另存后重新上传"
_STOPPED = "分析时发现密级标志：本系统不得处理涉密文件，请立即按保密规定处置并报告保密工作机构"


def serve(url: str, order: Order) -> None:
    """Analyse until the parent ends or sends SIGTERM: what a process of `crew` does."""
    signal.signal(signal.SIGTERM, _leave)
    office, flow = opened(Database.open(url), order), order.build()
    while _parent_lives():
        try:
            worked = step(office, flow)
        except Unavailable:
            worked = False  # the requests tell of it
        if not worked:
            time.sleep(_IDLE)


def step(office: Office, flow: Flow) -> bool:
    """Analyse the next document; return whether there was one."""
    with office.database.reading() as session:
        if not jobs.waiting(session):
            return False
    with office.database.writing() as session:
        jobs.give_up(session, office.now(), office.settings.attempts, _BROKE)
        job = jobs.take(session, office.now(), office.settings.lease_seconds)
    if job is None:
        return False
    with _kept(office, job):
        try:
            result = guarded(str(job.id), lambda: _analysed(office, flow, job), passing=(Conflict, Unavailable))
        except Conflict:
            return True  # another process has the job, and its result stands
        except Unavailable:
            return False  # the document has no part in it: its lease runs out, and it is taken again
        except SystemExit:
            _end(office, job, "", final=False)
            raise
        if isinstance(result, Failure):
            _end(office, job, result.reason, final=True)
    return True


def _analysed(office: Office, flow: Flow, job: Job) -> None:
    """Analyse the document of a job and file what was found, all of it or nothing."""
    with office.database.reading() as session:
        version = jobs.version_of(session, job)
        receipt = submissions.of_version(session, version).receipt
        content = submissions.content(session, version)
    doc = flow.run(formats.read(content, receipt, **flow.reading))
    if doc.stopped:
        with office.database.writing() as session:
            facts = {"cause": "secrecy_mark", "version": version.number}
            chain.append(session, actor="machine", action="stopped", subject=receipt, facts=facts, now=office.now())
        raise UnreadableFile(receipt, _STOPPED)
    record = to_record(doc)
    with office.database.writing() as session:
        submission = submissions.of_version(session, version)
        jobs.done(session, job)
        submissions.save_analysis(session, version, record, purpose=job.purpose, now=office.now())
        if submission.version == version.number:
            filing.file_record(session, office, submission, record, job.purpose)


def _end(office: Office, job: Job, reason: str, *, final: bool) -> None:
    """Note that a job failed for good, or give it back to the queue."""
    try:
        with office.database.writing() as session:
            jobs.failed(session, job, reason, office.now(), 1 if final else job.attempts + 1)
    except (Conflict, Unavailable):
        return


@contextmanager
def _kept(office: Office, job: Job) -> Iterator[None]:
    """Keep the lease of a job while it is worked on; what takes longer than is allowed ends this process."""
    finished = threading.Event()
    thread = threading.Thread(target=_beat, args=(office, job, finished), daemon=True)
    thread.start()
    try:
        yield
    finally:
        finished.set()
        thread.join()


def _beat(office: Office, job: Job, finished: threading.Event) -> None:
    most, lease = office.settings.document_seconds, office.settings.lease_seconds
    end = time.monotonic() + most
    while not finished.wait(min(lease / _BEATS, max(0.01, end - time.monotonic()))):
        if time.monotonic() >= end:
            _end(office, job, f"分析超过 {most} 秒仍未完成，已停止：请拆分文件后重新上传", final=True)
            os._exit(3)  # nothing else ends a thread that is busy
        if not _parent_lives():
            os._exit(4)
        try:
            with office.database.writing() as session:
                jobs.renew(session, job, office.now(), lease)
        except Unavailable:
            continue
        except Conflict:
            return


def _parent_lives() -> bool:
    parent = parent_process()
    return parent is None or parent.is_alive()


def _leave(_number: int, _frame: FrameType | None) -> None:
    raise SystemExit(0)
