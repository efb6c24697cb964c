"""Alembic's environment: uses the connection it is handed, so that a migration is one transaction."""

from __future__ import annotations

from alembic import context

from office.database import Base

connection = context.config.attributes["connection"]
context.configure(
    connection=connection,
    target_metadata=Base.metadata,
    render_as_batch=True,
    transactional_ddl=True,
    compare_type=True,
)
with context.begin_transaction():
    context.run_migrations()
