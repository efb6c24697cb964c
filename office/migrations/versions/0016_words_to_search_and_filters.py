"""words of cases to search, filters of the queue, shortcuts that can be turned off"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "case_word",
        sa.Column("word", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("case_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], name=op.f("fk_case_word_case_id")),
        sa.PrimaryKeyConstraint("word", "case_id", name=op.f("pk_case_word")),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_case_word_case_id", "case_word", ["case_id"])
    op.create_table(
        "queue_filter",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=True),
        sa.Column("query", sa.String(length=300), nullable=False),
        sa.Column("words", sa.Text(), nullable=True),
        sa.Column("starts", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_queue_filter_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_queue_filter")),
    )
    op.create_index("ix_queue_filter_person_id", "queue_filter", ["person_id"])
    op.create_index("ix_case_assigned_to", "case", ["assigned_to"])
    op.add_column("person", sa.Column("shortcuts", sa.Boolean(), server_default=sa.true(), nullable=False))


def downgrade() -> None:
    op.drop_column("person", "shortcuts")
    op.drop_index("ix_case_assigned_to", "case")
    op.drop_table("queue_filter")
    op.drop_table("case_word")
