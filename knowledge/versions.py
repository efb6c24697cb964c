"""What an entry said before: every change keeps the state it replaces, with who changed it and when.

Whoever changes an entry need not think of it. An entry never changed has no earlier version, so an import of
a hundred thousand costs nothing here.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, Integer, String, event, inspect, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from knowledge.tables import Entry
from office.clock import now
from office.database import ACTOR, SYSTEM, Base, UtcDateTime

CONTENT = (
    "title", "body", "variants", "heading", "unit", "responsible", "category", "period", "form", "retention",
    "link", "links", "source_date", "valid_until", "status",
)  # fmt: skip
"""Columns whose earlier state is kept."""


class EntryVersion(Base):
    """A state of an entry that a later one replaced."""

    __tablename__ = "entry_version"

    entry_id: Mapped[str] = mapped_column(String(200), primary_key=True)
    version: Mapped[int] = mapped_column(Integer, primary_key=True)
    content: Mapped[dict[str, Any]] = mapped_column(JSON)
    replaced_at: Mapped[datetime] = mapped_column(UtcDateTime)
    actor: Mapped[str] = mapped_column(String(40))
    """Who replaced it."""


def versions_of(session: Session, identity: str) -> list[EntryVersion]:
    """Earlier states, newest first."""
    query = select(EntryVersion).where(EntryVersion.entry_id == identity)
    return list(session.scalars(query.order_by(EntryVersion.version.desc())))


@event.listens_for(Session, "before_flush")
def _keep(session: Session, _context: Any, _instances: Any) -> None:
    for entry in [item for item in session.dirty if isinstance(item, Entry)]:
        state = inspect(entry)
        before = {name: _before(state.attrs[name].load_history(), getattr(entry, name)) for name in CONTENT}
        if all(before[name] == getattr(entry, name) for name in CONTENT):
            continue
        version = _before(state.attrs["version"].load_history(), entry.version)
        session.add(
            EntryVersion(
                entry_id=entry.id,
                version=version,
                content={name: _plain(value) for name, value in before.items()},
                replaced_at=now(),
                actor=session.info.get(ACTOR, SYSTEM),
            )
        )


def _before(history: Any, present: Any) -> Any:
    return history.deleted[0] if history.deleted else present


def _plain(value: Any) -> Any:
    return value.isoformat() if hasattr(value, "isoformat") else value
