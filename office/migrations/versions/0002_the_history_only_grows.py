"""the history only grows: the database itself refuses to change or delete what happened to a case

A later migration that rebuilds ``case_event`` (SQLite's batch mode does) must set these triggers again.
"""

from __future__ import annotations

from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

KEPT = "id, case_id, at, day, actor, kind, from_state, to_state, data"
SQLITE = (
    f"CREATE TRIGGER case_event_kept BEFORE UPDATE OF {KEPT} ON case_event "
    "BEGIN SELECT RAISE(ABORT, 'case_event only grows'); END",
    "CREATE TRIGGER case_event_stays BEFORE DELETE ON case_event "
    "BEGIN SELECT RAISE(ABORT, 'case_event only grows'); END",
)
POSTGRESQL = (
    "CREATE OR REPLACE FUNCTION case_event_refuse() RETURNS trigger LANGUAGE plpgsql AS "
    "$$ BEGIN RAISE EXCEPTION 'case_event only grows'; END $$",
    f"CREATE TRIGGER case_event_kept BEFORE UPDATE OF {KEPT} ON case_event "
    "FOR EACH ROW EXECUTE FUNCTION case_event_refuse()",
    "CREATE TRIGGER case_event_stays BEFORE DELETE ON case_event "
    "FOR EACH ROW EXECUTE FUNCTION case_event_refuse()",
)


def upgrade() -> None:
    for statement in SQLITE if op.get_bind().dialect.name == "sqlite" else POSTGRESQL:
        op.execute(statement)


def downgrade() -> None:
    where = "" if op.get_bind().dialect.name == "sqlite" else " ON case_event"
    op.execute(f"DROP TRIGGER case_event_kept{where}")
    op.execute(f"DROP TRIGGER case_event_stays{where}")
