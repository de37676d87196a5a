"""Keeps the analysing processes going: one that ends is started again."""

import logging
import signal
import sys
import threading
import time
from multiprocessing import get_context, resource_tracker
from multiprocessing.process import BaseProcess

from pipeline.review import worker
from pipeline.review.office import Order

_LOG = logging.getLogger("gongkai")
_LOOK = 0.5
_GRACE = 5.0
"""Seconds in which a process may give its document back to the queue."""
_STEADY = 10.0
"""Seconds after which a process counts as having started well."""
_LONGEST_WAIT = 60.0


class Crew:
    """So many processes of `worker.serve` on one database; use as a context manager."""

    def __init__(self, url: str, order: Order, count: int) -> None:
        self._work = (url, order)
        self._posts = [_Post() for _ in range(count)]
        self._leaving = threading.Event()
        self._watch = threading.Thread(target=self._watching, name="crew", daemon=True)

    def __enter__(self) -> "Crew":
        for post in self._posts:
            post.start(self._work)
        self._watch.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._leaving.set()
        self._watch.join()
        processes = [post.process for post in self._posts if post.process is not None]
        for process in processes:
            process.terminate()
        end = time.monotonic() + _GRACE
        for process in processes:
            process.join(max(0.0, end - time.monotonic()))
            if process.is_alive():
                process.kill()
                process.join()

    def processes(self) -> list[int]:
        """Return the ids of the processes that live."""
        living = (post.process for post in self._posts if post.process is not None and post.process.is_alive())
        return [process.pid for process in living if process.pid is not None]

    def _watching(self) -> None:
        while not self._leaving.wait(_LOOK):
            for post in self._posts:
                post.look(self._work)


class _Post:
    """One process and its successors; one that ends soon after its start is followed after a while only."""

    def __init__(self) -> None:
        self.process: BaseProcess | None = None
        self._started = self._next = 0.0
        self._wait = 0.0

    def start(self, work: tuple[str, Order]) -> None:
        # spawn: the libraries below hold threads and locks that a fork would copy in a broken state.
        self.process = get_context("spawn").Process(target=worker.serve, args=work, name="gongkai-worker")
        # Ctrl-C goes to every process of a terminal: one that starts with it blocked never sees it. The tracker, which
        # the first start brings along, would unblock it on the way.
        resource_tracker.ensure_running()
        if sys.platform != "win32":
            mask = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
        self.process.start()
        if sys.platform != "win32":
            signal.pthread_sigmask(signal.SIG_SETMASK, mask)
        self._started = time.monotonic()

    def look(self, work: tuple[str, Order]) -> None:
        """Start a successor where the process has ended, when its time has come."""
        if self.process is not None and self.process.is_alive():
            return
        now = time.monotonic()
        if self.process is not None:
            self._wait = 0.0 if now - self._started > _STEADY else min(_LONGEST_WAIT, 2 * self._wait + 1)
            _LOG.warning("分析进程意外结束（代码 %s），%.0f 秒后重新启动", self.process.exitcode, self._wait)
            self.process, self._next = None, now + self._wait
        if now >= self._next:
            self.start(work)
