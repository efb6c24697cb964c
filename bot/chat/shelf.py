"""What is published, in order and in memory, so that a list of a hundred thousand entries is searched at once.

Only what a list sorts and filters by is kept; it follows the database by revision, as the index does.
"""

from __future__ import annotations

import re
import threading
import time
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from datetime import date
from operator import attrgetter
from typing import Any, NamedTuple, TypeVar

from sqlalchemy import Row, func, select
from sqlalchemy.orm import Session

from knowledge.tables import Entry
from office.clock import now
from office.database import Database

T = TypeVar("T")

LOOK = 1.0
"""Seconds between looks at the database; a published entry must be live within five."""
BATCH = 500
COLUMNS = (
    Entry.id, Entry.title, Entry.body, Entry.heading, Entry.unit, Entry.responsible, Entry.category, Entry.period,
    Entry.form, Entry.retention, Entry.link, Entry.source_date, Entry.updated_at,
)  # fmt: skip
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
    dated: date | None
    """Of its source, as the office says."""
    revision: int
    """Grows with every change: the newest is the highest."""

    def valid(self, today: date) -> bool:
        """Whether it still holds."""
        return self.until is None or self.until >= today


class Shelf:
    """Safe to use from several threads."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._lock = threading.Lock()
        self._rows: dict[str, Listed] = {}
        self._by_kind: dict[str, list[Listed]] = {}
        self._units: dict[str, list[str]] = {}
        self._made: dict[str, Any] = {}
        self._today = date.min
        self._revision = -1
        self._looked = float("-inf")

    def rows(self, kind: str) -> list[Listed]:
        """Everything of a kind that is published and valid today, by title. Not to be changed."""
        return self._valid().get(kind, [])

    def units(self, kind: str) -> list[str]:
        """The units that hold something of a kind."""
        return self._units.get(kind, []) if self._valid() else []

    def revision(self) -> int:
        """Names the state of the shelf: the same number, the same entries."""
        self._valid()
        return self._revision

    def find(self, kind: str, best: Sequence[str]) -> list[Listed]:
        """Rows of a kind among those named, in that order."""
        self._valid()
        among = (self._rows.get(identity) for identity in best)
        return [row for row in among if row is not None and row.kind == kind and row.valid(self._today)]

    def once(self, name: str, make: Callable[[], T]) -> T:
        """What is worked out of all rows, kept under a name until they change."""
        self._valid()
        made = self._made
        if name not in made:
            made[name] = make()
        found: T = made[name]
        return found

    def get(self, identity: str) -> Listed | None:
        """One entry, if everybody may read it now; a passage only as long as its document."""
        self._valid()
        row = self._rows.get(identity)
        if row is None or not row.valid(now().date()):
            return None
        return row if row.parent is None or self.get(row.parent) is not None else None

    def _valid(self) -> dict[str, list[Listed]]:
        """By kind, as of today; worked out again only when something changed or the day did."""
        with self._lock:
            if time.monotonic() - self._looked >= LOOK:
                changed, today = self._follow(), now().date()
                if changed or today != self._today:
                    self._sort(today)
                self._looked = time.monotonic()
            return self._by_kind

    def _sort(self, today: date) -> None:
        by_kind: dict[str, list[Listed]] = defaultdict(list)
        for row in sorted(self._rows.values(), key=attrgetter("order", "id")):
            if row.valid(today):
                by_kind[row.kind].append(row)
        self._units = {kind: sorted({row.unit for row in rows if row.unit}) for kind, rows in by_kind.items()}
        self._by_kind, self._today, self._made = dict(by_kind), today, {}

    def _follow(self) -> bool:
        """Read what changed since the last look; whether anything did."""
        with self._database.reading() as session:
            newest = session.scalar(select(func.max(Entry.revision)))
            if newest is None or newest == self._revision:
                return False
            columns = (
                Entry.id, Entry.kind, Entry.title, Entry.category, Entry.unit, Entry.heading, Entry.period,
                Entry.source_date, Entry.valid_until, Entry.parent, Entry.revision, Entry.status,
            )  # fmt: skip
            for row in session.execute(select(*columns).where(Entry.revision > self._revision)):
                if row.status != "published":
                    self._rows.pop(row.id, None)
                    continue
                said = f"{row.title} {row.heading} {row.period} {row.source_date or ''}"
                self._rows[row.id] = Listed(
                    row.id, row.kind, row.title.casefold(), row.category, row.unit,
                    frozenset(_YEAR.findall(said)), row.valid_until, row.parent,
                    row.source_date, row.revision,
                )  # fmt: skip
        self._revision = newest
        return True


def entries_of(session: Session, rows: Sequence[Listed]) -> Iterator[Row[Any]]:
    """The entries of some rows, whole, in their order: as plain rows, for a hundred thousand are sent so."""
    for start in range(0, len(rows), BATCH):
        ids = [row.id for row in rows[start : start + BATCH]]
        found: dict[str, Any] = {
            row.id: row for row in session.execute(select(*COLUMNS).where(Entry.id.in_(ids)))
        }
        yield from (found[identity] for identity in ids if identity in found)
