"""Alembic's environment: uses the connection it is handed, so that a migration is one transaction."""

from __future__ import annotations

from typing import Any, Literal

from alembic import context

from office.database import Base, Sealed, SealedBytes, UtcDateTime


def render(kind: str, item: Any, _context: Any) -> str | Literal[False]:
    """Our own column types are their plain ones to a migration: it must not change when they do."""
    if kind == "type" and isinstance(item, Sealed):
        return "sa.Text()"
    if kind == "type" and isinstance(item, SealedBytes):
        return "sa.LargeBinary()"
    if kind == "type" and isinstance(item, UtcDateTime):
        return "sa.DateTime(timezone=True)"
    return False


connection = context.config.attributes["connection"]
context.configure(
    connection=connection,
    target_metadata=Base.metadata,
    render_as_batch=True,
    transactional_ddl=True,
    compare_type=True,
    render_item=render,
)
with context.begin_transaction():
    context.run_migrations()
