"""Recordings until they are heard, and how a citizen hears us."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "voice_note",
        sa.Column("inbox_id", sa.Integer(), nullable=False),
        sa.Column("audio", sa.LargeBinary(), nullable=True),
        sa.Column("remote", sa.Text(), nullable=True),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("lease_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("told", sa.Boolean(), nullable=False),
        sa.Column("sure", sa.Boolean(), nullable=False),
        sa.Column("reason", sa.String(length=20), nullable=True),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["inbox_id"], ["inbox.id"], name=op.f("fk_voice_note_inbox_id")),
        sa.PrimaryKeyConstraint("inbox_id", name=op.f("pk_voice_note")),
    )
    op.create_index("ix_voice_note_open", "voice_note", ["state", "inbox_id"])

    # In place: SQLite would have to drop the table to rebuild it, and messages point at it.
    mode = sa.Column("voice_mode", sa.String(length=10), server_default="as_asked", nullable=False)
    op.add_column("conversation", mode)
    op.add_column("conversation", sa.Column("voice_speed", sa.Double(), server_default="1.0", nullable=False))
    op.add_column("conversation", sa.Column("asked_back", sa.Text(), nullable=True))


def downgrade() -> None:
    for name in ("asked_back", "voice_speed", "voice_mode"):
        op.drop_column("conversation", name)
    op.drop_table("voice_note")
