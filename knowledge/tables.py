"""The entry: one published piece of information, and the number that orders all changes.

The database is the truth; every index is derived from it. Whoever changes an entry, in whatever
process, need not think of the index: a flush gives each changed entry a fresh ``revision``, and an
index pulls everything above the highest one it has seen.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, Date, Index, Integer, String, Text, event, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from office.audit import Audited
from office.clock import now
from office.database import Base, UtcDateTime

KINDS = ("faq", "dip", "document", "published")
STATUSES = ("published", "retired", "draft")
CATEGORIES = ("berkala", "serta_merta", "setiap_saat")


class Entry(Audited, Base):
    """A published item. Rows are retired, never deleted: an old answer must stay explainable."""

    __tablename__ = "entry"
    __table_args__ = (Index("ix_entry_changed", "status", "updated_at", "id"),)
    audited_as = "entry"
    audited_quietly = frozenset({"revision", "version", "updated_at"})

    id: Mapped[str] = mapped_column(String(200), primary_key=True)
    kind: Mapped[str] = mapped_column(String(16))
    title: Mapped[str] = mapped_column(Text)
    body: Mapped[str] = mapped_column(Text, default="")
    variants: Mapped[list[str]] = mapped_column(JSON, default=list)
    """Other ways to ask for it, as citizens write them."""
    heading: Mapped[str] = mapped_column(Text, default="")
    """The group it stands under in its list, e.g. ``Informasi tentang Profil Badan Publik``."""
    unit: Mapped[str] = mapped_column(Text, default="")
    """The unit that holds the information."""
    responsible: Mapped[str] = mapped_column(Text, default="")
    """Who made or issued it."""
    category: Mapped[str | None] = mapped_column(String(16), default=None)
    """``berkala``, ``serta_merta``, ``setiap_saat`` (Perki 1/2021 art. 13) or unknown."""
    period: Mapped[str] = mapped_column(Text, default="")
    """When and where it was made, in the office's words."""
    form: Mapped[str] = mapped_column(Text, default="")
    retention: Mapped[str] = mapped_column(Text, default="")
    link: Mapped[str] = mapped_column(Text, default="")
    links: Mapped[list[str]] = mapped_column(JSON, default=list, server_default="[]")
    """Further addresses, where the office gives several."""
    parent: Mapped[str | None] = mapped_column(String(200), default=None, index=True)
    """For a document passage: the entry the document belongs to."""
    page: Mapped[int | None] = mapped_column(Integer, default=None)
    """For a document passage: its page, counted from 1."""
    source_file: Mapped[str] = mapped_column(Text, default="", index=True)
    source_date: Mapped[date | None] = mapped_column(Date, default=None)
    """When the office last renewed it, as the file says."""
    valid_until: Mapped[date | None] = mapped_column(Date, default=None)
    status: Mapped[str] = mapped_column(String(16), default="published", index=True)
    revision: Mapped[int] = mapped_column(Integer, default=0, index=True)
    """Grows with every change in the whole table; the index's high-water mark."""
    version: Mapped[int] = mapped_column(Integer, default=0)
    """Grows with every change of this entry."""
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    updated_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)


class ColumnMemory(Base):
    """How an office wants the columns of its lists read, once it said so."""

    __tablename__ = "column_memory"

    heads: Mapped[str] = mapped_column(String(64), primary_key=True)
    """Fingerprint of the set of heads."""
    names: Mapped[list[str]] = mapped_column(JSON)
    """The heads, for comparing."""
    columns: Mapped[dict[str, str]] = mapped_column(JSON)
    """Head -> field; an empty field is left out."""
    updated_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now, onupdate=now)


class RevisionCounter(Base):
    """One row. Its lock puts concurrent writers in order, so a smaller revision never commits later."""

    __tablename__ = "entry_revision"

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    value: Mapped[int] = mapped_column(Integer)


def next_revision(session: Session) -> int:
    """Take the next revision number; other writers wait for this transaction to end."""
    statement = update(RevisionCounter).where(RevisionCounter.id == 1)
    statement = statement.values(value=RevisionCounter.value + 1)
    value = session.connection().execute(statement.returning(RevisionCounter.value)).scalar()
    if value is None:
        session.connection().execute(RevisionCounter.__table__.insert().values(id=1, value=1))  # type: ignore[attr-defined]
        return 1
    return int(value)


@event.listens_for(Session, "before_flush")
def _stamp(session: Session, _context: Any, _instances: Any) -> None:
    """Give every new or changed entry its revision, its version and its time of change."""
    if any(isinstance(item, Entry) for item in session.deleted):
        raise RuntimeError("entries are retired, never deleted")
    changed = [item for item in session.new if isinstance(item, Entry)]
    changed += [item for item in session.dirty if isinstance(item, Entry) and session.is_modified(item)]
    if not changed:
        return
    revision = next_revision(session)
    moment = now()
    for entry in changed:
        entry.revision = revision
        entry.version = (entry.version or 0) + 1
        entry.updated_at = moment
