"""Reading entries for an index in batches, in an order that survives changes made meanwhile."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import func, select

from knowledge.tables import Entry
from office.database import Database


def newest_revision(database: Database) -> int:
    """The highest revision committed; 0 when there is no entry."""
    with database.reading() as session:
        return session.scalar(select(func.max(Entry.revision))) or 0


def changed_since(database: Database, mark: int) -> int:
    """How many entries changed after ``mark``."""
    with database.reading() as session:
        return session.scalar(select(func.count()).select_from(Entry).where(Entry.revision > mark)) or 0


def published_revisions(database: Database, most: int) -> dict[str, int]:
    """Published entries with a revision up to ``most``, by id."""
    query = select(Entry.id, Entry.revision).where(Entry.status == "published", Entry.revision <= most)
    with database.reading() as session:
        return {row.id: row.revision for row in session.execute(query)}


def batches(database: Database, size: int) -> Iterator[list[Entry]]:
    """All published entries by id."""
    last = ""
    while True:
        query = (
            select(Entry).where(Entry.status == "published", Entry.id > last).order_by(Entry.id).limit(size)
        )
        with database.reading() as session:
            entries = list(session.scalars(query))
        if not entries:
            return
        yield entries
        last = entries[-1].id


def change_batches(database: Database, mark: int, size: int) -> Iterator[list[Entry]]:
    """Entries of any status changed after ``mark``, oldest first; a batch may end inside a revision."""
    position = (mark, "\U0010ffff")
    while True:
        revision, identity = position
        query = (
            select(Entry)
            .where((Entry.revision > revision) | ((Entry.revision == revision) & (Entry.id > identity)))
            .order_by(Entry.revision, Entry.id)
            .limit(size)
        )
        with database.reading() as session:
            entries = list(session.scalars(query))
        if not entries:
            return
        yield entries
        position = (entries[-1].revision, entries[-1].id)
