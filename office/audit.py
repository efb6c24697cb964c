"""The audit log: who did what and when, written in the transaction of the act, each row chained to the last.

How to call::

    with database.writing("petugas:3") as session:     # who acts, for all that happens in this transaction
        session.add(Person(...))                       # rows of an Audited class record themselves
        note(session, "register.exported", "register:permohonan:2026")   # an act that changes no such row

Rows hold ids, never names or words. The database refuses to change or delete them; who gets around that cannot
compute the next hash, because it needs the key that lies outside the database (:mod:`office.audit_check`).
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import chain
from typing import Any, ClassVar

from sqlalchemy import DDL, JSON, Index, Integer, String, event, insert, inspect, select, update
from sqlalchemy.orm import Mapped, Session, SessionTransaction, mapped_column

from office.clock import now
from office.database import ACTOR, SYSTEM, Base, UtcDateTime, sealer

COMMAND = "perintah"
"""Who acts on the command line: whoever operates the machine."""
_PENDING = "audit"


class AuditEntry(Base):
    """One act. ``id`` counts from 1 without a gap: a missing number is a missing row."""

    __tablename__ = "audit_entry"
    __table_args__ = (
        Index("ix_audit_entry_actor", "actor", "id"),
        Index("ix_audit_entry_about", "about", "id"),
    )

    id: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    actor: Mapped[str] = mapped_column(String(40))
    """``petugas:<id>``, ``pemohon``, ``sistem``, or ``perintah`` for the command line."""
    act: Mapped[str] = mapped_column(String(80))
    about: Mapped[str] = mapped_column(String(230))
    """What it was done to: a kind and an id."""
    facts: Mapped[dict[str, Any]] = mapped_column(JSON)
    """Ids, names of columns, numbers. No personal data."""
    previous: Mapped[str] = mapped_column(String(64))
    hash: Mapped[str] = mapped_column(String(64))


class AuditHead(Base):
    """One row: the end of the chain. Its lock puts writers in order."""

    __tablename__ = "audit_head"

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    size: Mapped[int] = mapped_column(Integer)
    hash: Mapped[str] = mapped_column(String(64))


@dataclass(frozen=True)
class Act:
    """Something done, before it has its place in the chain. Without ``actor`` the session's acts."""

    act: str
    about: str
    facts: Mapping[str, Any] = field(default_factory=dict)
    actor: str = ""


class Audited:
    """A mixin for tables: making, changing or deleting a row is an act."""

    audited_as: ClassVar[str]
    audited_quietly: ClassVar[frozenset[str]] = frozenset()
    """Columns whose change alone is no act."""

    def as_act(self, change: str, columns: list[str]) -> Act | None:
        """The act of ``change`` (added, changed, removed); ``columns`` names what is different now."""
        if change == "changed" and not set(columns) - self.audited_quietly:
            return None
        key = ",".join(str(part) for part in inspect(self).mapper.primary_key_from_instance(self))
        facts = {"columns": columns} if change == "changed" else {}
        return Act(f"{self.audited_as}.{change}", f"{self.audited_as}:{key}", facts)


def note(session: Session, act: str, about: str, facts: Mapping[str, Any] | None = None) -> None:
    """Record an act that is no change of an audited row: a look, a sign-in, an export."""
    _pending(session).append((now(), Act(act, about, facts or {})))


def digest(number: int, row: Mapping[str, Any], previous: str) -> str:
    """The hash of a row: keyed, over all that it says and the hash before it."""
    at = row["at"].astimezone(UTC).isoformat(timespec="microseconds")
    said = [number, at, row["actor"], row["act"], row["about"], row["facts"], previous]
    text = json.dumps(said, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return sealer().blind(text, "audit_entry.hash")


def _pending(session: Session) -> list[tuple[datetime, Act]]:
    pending: list[tuple[datetime, Act]] = session.info.setdefault(_PENDING, [])
    return pending


@event.listens_for(Session, "after_flush")
def _collect(session: Session, _context: Any) -> None:
    marked = ((session.new, "added"), (session.dirty, "changed"), (session.deleted, "removed"))
    for item, change in chain.from_iterable(((item, change) for item in items) for items, change in marked):
        if isinstance(item, Audited) and (act := item.as_act(change, _changed(item))) is not None:
            _pending(session).append((now(), act))


def _changed(item: Audited) -> list[str]:
    state = inspect(item)
    keys = sorted(column.key for column in state.mapper.column_attrs)
    return [key for key in keys if state.attrs[key].history.has_changes()]


@event.listens_for(Session, "before_commit")
def _write(session: Session) -> None:
    """The last thing a transaction does: the head is locked for moments only, and no two locks wait crosswise."""
    if session.in_nested_transaction():
        return
    session.flush()
    pending = session.info.pop(_PENDING, None)
    if not pending:
        return
    connection = session.connection()
    head = connection.execute(select(AuditHead.size, AuditHead.hash).with_for_update()).one()
    number, previous, rows = head.size, head.hash, []
    for at, act in pending:
        number += 1
        row = {"at": at, "act": act.act, "about": act.about[:230], "facts": dict(act.facts)}
        row["actor"] = act.actor or session.info.get(ACTOR, SYSTEM)
        rows.append(row | {"id": number, "previous": previous, "hash": digest(number, row, previous)})
        previous = rows[-1]["hash"]
    connection.execute(insert(AuditEntry), rows)
    connection.execute(update(AuditHead).values(size=number, hash=previous))


@event.listens_for(Session, "after_soft_rollback")
def _forget(session: Session, transaction: SessionTransaction) -> None:
    if transaction.parent is None:
        session.info.pop(_PENDING, None)


# The database itself refuses to change what is recorded. A migration that rebuilds the table sets these again.
_REFUSAL = "audit_entry only grows"
GUARDS: dict[str, tuple[str, ...]] = {
    "sqlite": tuple(
        f"CREATE TRIGGER audit_entry_no_{verb.lower()} BEFORE {verb} ON audit_entry "
        f"BEGIN SELECT RAISE(ABORT, '{_REFUSAL}'); END"
        for verb in ("UPDATE", "DELETE")
    ),
    "postgresql": (
        "CREATE OR REPLACE FUNCTION audit_entry_refuse() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN RAISE EXCEPTION '{_REFUSAL}'; END $$",
        "CREATE TRIGGER audit_entry_kept BEFORE UPDATE OR DELETE OR TRUNCATE ON audit_entry "
        "FOR EACH STATEMENT EXECUTE FUNCTION audit_entry_refuse()",
    ),
}
for _dialect, _statements in GUARDS.items():
    for _statement in _statements:
        _ddl = DDL(_statement).execute_if(dialect=_dialect)  # type: ignore[no-untyped-call]
        event.listen(AuditEntry.__table__, "after_create", _ddl)
event.listen(
    AuditHead.__table__,
    "after_create",
    DDL("INSERT INTO audit_head (id, size, hash) VALUES (1, 0, '')"),  # type: ignore[no-untyped-call]
)
