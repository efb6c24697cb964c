"""Counting that takes seconds in a large office: done once, beside the pages, so that none of them waits for it."""

from collections import OrderedDict
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor, wait
from threading import Lock
from typing import Any, TypeVar

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from cases.reports.tables import ReportChapter
from cases.tables import CaseEvent
from desk.room import Desk
from knowledge.tables import Entry

T = TypeVar("T")
KEPT = 8
"""Results kept, so that the page and its files are counted once."""
PATIENCE = 0.15
"""Seconds a page waits for a count before it says that counting goes on: small offices never see that."""


class Counted:
    """Results of slow counts, by what they are of, as long as nothing has happened since."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._kept: OrderedDict[tuple[Any, ...], Future[Any]] = OrderedDict()
        self._lock = Lock()
        # One after the other: two counts at once would both take twice as long, and the pages with them.
        self._pool = ThreadPoolExecutor(1, thread_name_prefix="count")

    def soon(self, what: tuple[Any, ...], count: Callable[[Session], T]) -> T | None:
        """The result, or None while it is being counted."""
        future = self._future(what, count)
        wait([future], PATIENCE)
        return future.result() if future.done() else None

    def whole(self, what: tuple[Any, ...], count: Callable[[Session], T]) -> T:
        """The result, however long it takes: for files."""
        return self._future(what, count).result()

    def _future(self, what: tuple[Any, ...], count: Callable[[Session], T]) -> Future[T]:
        columns = (CaseEvent.id, ReportChapter.id, Entry.updated_at)
        with self._desk.database.reading() as session:
            newest = [session.scalar(select(func.max(column))) for column in columns]
        key = (*what, self._desk.calendar, self._desk.today(), *newest)
        with self._lock:
            if key in self._kept and self._kept[key].done() and self._kept[key].exception() is not None:
                del self._kept[key]  # asked again, tried again
            if key not in self._kept:
                self._kept[key] = self._pool.submit(self._count, count)
                while len(self._kept) > KEPT:
                    self._kept.popitem(last=False)
            return self._kept[key]

    def _count(self, count: Callable[[Session], T]) -> T:
        with self._desk.database.reading() as session:
            return count(session)
