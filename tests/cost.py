"""What work costs, for tests that compare two costs within one run: a timing by itself is a benchmark."""

import gc
from collections.abc import Callable
from time import thread_time


def cost(work: Callable[[], object]) -> float:
    """Return the processor seconds of this thread; no other test's objects are collected meanwhile."""
    gc.collect()
    gc.disable()
    try:
        start = thread_time()
        work()
        return thread_time() - start
    finally:
        gc.enable()
