"""a queue read from its index: 50,000 cases are counted and sorted without opening their rows"""

from __future__ import annotations

from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.drop_index("ix_case_queue", table_name="case")
    op.drop_index("ix_case_unit_queue", table_name="case")
    op.create_index("ix_case_queue", "case", ["kind", "state", "due_on", "id", "unit"])


def downgrade() -> None:
    op.drop_index("ix_case_queue", table_name="case")
    op.create_index("ix_case_queue", "case", ["state", "due_on", "id"])
    op.create_index("ix_case_unit_queue", "case", ["unit", "state", "due_on"])
