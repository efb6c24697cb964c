"""complaints and hoax checks: further lines of a form, who is represented, wishes granted once

Added in place: rebuilding ``case_event`` would drop the guards of its history.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "case_line",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=30), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], name=op.f("fk_case_line_case_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_case_line")),
        sa.UniqueConstraint("case_id", "name", name="uq_case_line_name"),
    )
    for name in ("anonymous", "confidential"):
        op.add_column("case", sa.Column(name, sa.Boolean(), server_default=sa.false(), nullable=False))
    op.add_column("case", sa.Column("classification", sa.String(length=20), nullable=True))
    op.add_column("case", sa.Column("external_number", sa.String(length=60), nullable=True))
    op.create_index("ix_case_external_number", "case", ["external_number"])
    op.add_column("case_applicant", sa.Column("power_of_attorney", sa.Text(), nullable=True))
    op.add_column("case_applicant", sa.Column("represented_by", sa.Text(), nullable=True))
    op.add_column("case_event", sa.Column("key", sa.String(length=160), nullable=True))
    op.create_index("ix_case_event_key", "case_event", ["key"], unique=True)


def downgrade() -> None:
    op.drop_index("ix_case_event_key", table_name="case_event")
    op.drop_column("case_event", "key")
    op.drop_column("case_applicant", "represented_by")
    op.drop_column("case_applicant", "power_of_attorney")
    op.drop_index("ix_case_external_number", table_name="case")
    for name in ("external_number", "classification", "confidential", "anonymous"):
        op.drop_column("case", name)
    op.drop_table("case_line")
