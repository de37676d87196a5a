"""Runs the flow over many files, in this process or in several, in the order given."""

import signal
import sys
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing import active_children, get_context
from pathlib import Path

from pipeline import flow
from pipeline.doc import Doc
from pipeline.flow import Failure, Flow

_FEW = 5  # no progress bar for so few documents


@dataclass(frozen=True, slots=True)
class Order:
    """What a run is to do; small, so that it can be sent to another process."""

    params: Path | None
    registers: tuple[Path, ...]
    until: str
    names: bool

    def build(self) -> Flow:
        """Return the flow, its rules read and its models ready."""
        params = flow.settings(self.params)
        if not self.names:
            params["detect"] = {**params.get("detect", {}), "names": "off"}
        return flow.build(params, until=self.until, own_registers=self.registers)


def each(sources: Sequence[Path], order: Order, ready: Flow, jobs: int) -> Iterator[Doc | Failure]:
    """Yield the result of each file, in the order of `sources`; ready: what `order` builds."""
    jobs = min(jobs, len(sources))
    if jobs < 2:
        yield from (ready.analyze(path) for path in sources)
        return
    waiting = deque(sources)
    while waiting:
        try:
            yield from _pooled(waiting, order, jobs)
        except BrokenProcessPool:
            # Some process died. The documents in hand are tried again alone, so that the one to blame is known.
            for _ in range(min(2 * jobs, len(waiting))):
                yield _alone(waiting.popleft(), order)


def _pooled(waiting: deque[Path], order: Order, jobs: int) -> Iterator[Doc | Failure]:
    """Yield results from a pool, taking each document off `waiting` only when its result is there."""
    with _pool(jobs, order) as pool:
        running: deque[Future[Doc | Failure]] = deque()
        while waiting:
            with _uninterrupted():
                while len(running) < min(2 * jobs, len(waiting)):
                    running.append(pool.submit(_in_worker, waiting[len(running)]))
            result = running.popleft().result()
            waiting.popleft()
            yield result


def _alone(path: Path, order: Order) -> Doc | Failure:
    try:
        with _pool(1, order) as pool:
            with _uninterrupted():
                running = pool.submit(_in_worker, path)
            return running.result()
    except BrokenProcessPool:
        return Failure(flow.named(path), "处理它的进程意外中止（可能是内存不足或文件损坏）：请单独检查此文件")


@contextmanager
def _pool(jobs: int, order: Order) -> Iterator[ProcessPoolExecutor]:
    # spawn: the libraries below hold threads and locks that a fork would copy in a broken state.
    with ProcessPoolExecutor(jobs, mp_context=get_context("spawn"), initializer=_start, initargs=(order,)) as pool:
        try:
            yield pool
        except (KeyboardInterrupt, GeneratorExit):
            # Nobody wants what is in hand any more; without this the pool would finish it first.
            for child in active_children():
                child.terminate()
            raise


@contextmanager
def _uninterrupted() -> Iterator[None]:
    """Let processes that start here never see Ctrl-C, which goes to all of a terminal; this one gets it afterwards."""
    caught: list[int] = []
    before = signal.signal(signal.SIGINT, lambda number, _: caught.append(number))
    # A started process inherits what is blocked. The handler is for the threads of libraries, which block nothing.
    mask = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT}) if sys.platform != "win32" else None
    try:
        yield
    finally:
        if sys.platform != "win32" and mask is not None:
            signal.pthread_sigmask(signal.SIG_SETMASK, mask)
        signal.signal(signal.SIGINT, before)
    if caught:
        raise KeyboardInterrupt


_worker: list[Flow] = []


def _start(order: Order) -> None:
    _worker[:] = [order.build()]


def _in_worker(path: Path) -> Doc | Failure:
    return _worker[0].analyze(path)


def progress(results: Iterable[Doc | Failure], total: int) -> Iterator[Doc | Failure]:
    """Yield the results behind a progress bar on standard error, where there are more than a few and a terminal."""
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    console = Console(stderr=True)
    if total <= _FEW or not console.is_terminal:
        yield from results
        return
    columns = (TextColumn("分析"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=console, transient=True) as bar:
        yield from bar.track(results, total=total)
