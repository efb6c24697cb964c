"""Work beside the conversation: a few threads, a short queue, and an honest no when it is full."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from threading import Semaphore
from typing import ParamSpec, TypeVar

P = ParamSpec("P")
T = TypeVar("T")


class Busy(Exception):
    """All workers are at work and the queue is full: the citizen gets text now, or is asked to wait."""


class Lane:
    """Runs jobs in ``workers`` threads; at most ``waiting`` more may queue. A text turn never waits for it."""

    def __init__(self, workers: int, waiting: int, name: str = "voice") -> None:
        self._pool = ThreadPoolExecutor(workers, thread_name_prefix=name)
        self._free = Semaphore(workers + waiting)

    def submit(self, job: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> Future[T]:
        """Queue a job; raises :class:`Busy` at once when there is no room."""
        if not self._free.acquire(blocking=False):
            raise Busy("no room in the queue")
        try:
            future = self._pool.submit(job, *args, **kwargs)
        except RuntimeError:
            self._free.release()
            raise
        future.add_done_callback(lambda _: self._free.release())
        return future

    def close(self) -> None:
        """Finish what runs, drop what waits."""
        self._pool.shutdown(wait=True, cancel_futures=True)
