"""What is published, in order and in memory, so that a list of a hundred thousand entries is searched at once.

Only what a list sorts and filters by is kept; it follows the database by revision, as the index does.
"""

from __future__ import annotations

import re
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from datetime import date, datetime
from typing import NamedTuple

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from knowledge.tables import Entry
from office.clock import now
from office.database import Database

LOOK = 1.0
"""Seconds between looks at the database; a published entry must be live within five."""
BATCH = 500
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")


class Listed(NamedTuple):
    """An entry as lists know it."""

    id: str
    kind: str
    order: str
    """The title, for sorting."""
    category: str | None
    unit: str
    years: frozenset[str]
    """Years its title, heading, period and date speak of."""
    until: date | None
    parent: str | None
    dated: date
    """Of its source, else of its last change."""
    changed: datetime


class Shelf:
    """Safe to use from several threads."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._lock = threading.Lock()
        self._rows: dict[str, Listed] = {}
        self._sorted: list[Listed] = []
        self._revision = -1
        self._looked = float("-inf")

    def rows(self) -> list[Listed]:
        """Everything published and valid today, by title. Not to be changed."""
        today = now().date()
        return [row for row in self._all() if row.until is None or row.until >= today]

    def revision(self) -> int:
        """Names the state of the shelf: the same number, the same entries."""
        self._all()
        return self._revision

    def find(self, wanted: Callable[[Listed], bool], best: Sequence[str] | None = None) -> list[Listed]:
        """The rows wanted; in the order of ``best`` where words were searched, else by title."""
        found = [row for row in self.rows() if wanted(row)]
        if best is None:
            return found
        by_id = {row.id: row for row in found}
        return [by_id[identity] for identity in best if identity in by_id]

    def get(self, identity: str) -> Listed | None:
        """One entry, if everybody may read it now; a passage only as long as its document."""
        self._all()
        row = self._rows.get(identity)
        if row is None or (row.until is not None and row.until < now().date()):
            return None
        return row if row.parent is None or self.get(row.parent) is not None else None

    def _all(self) -> list[Listed]:
        with self._lock:
            if time.monotonic() - self._looked >= LOOK:
                self._follow()
                self._looked = time.monotonic()
            return self._sorted

    def _follow(self) -> None:
        with self._database.reading() as session:
            newest = session.scalar(select(func.max(Entry.revision)))
            if newest is None or newest == self._revision:
                return
            columns = (
                Entry.id, Entry.kind, Entry.title, Entry.category, Entry.unit, Entry.heading, Entry.period,
                Entry.source_date, Entry.valid_until, Entry.parent, Entry.updated_at, Entry.status,
            )  # fmt: skip
            for row in session.execute(select(*columns).where(Entry.revision > self._revision)):
                if row.status != "published":
                    self._rows.pop(row.id, None)
                    continue
                said = f"{row.title} {row.heading} {row.period} {row.source_date or ''}"
                self._rows[row.id] = Listed(
                    row.id, row.kind, row.title.casefold(), row.category, row.unit,
                    frozenset(_YEAR.findall(said)), row.valid_until, row.parent,
                    row.source_date or row.updated_at.date(), row.updated_at,
                )  # fmt: skip
        self._revision = newest
        self._sorted = sorted(self._rows.values(), key=lambda row: (row.order, row.id))


def entries_of(session: Session, rows: Sequence[Listed]) -> Iterator[Entry]:
    """The entries of some rows, whole, in their order."""
    for part in _batches(rows):
        ids = [row.id for row in part]
        found = {entry.id: entry for entry in session.scalars(select(Entry).where(Entry.id.in_(ids)))}
        yield from (found[identity] for identity in ids if identity in found)
        session.expunge_all()


def _batches(rows: Sequence[Listed]) -> Iterator[Sequence[Listed]]:
    for start in range(0, len(rows), BATCH):
        yield rows[start : start + BATCH]
