"""when the words of a message and of a reply were erased"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("inbox", sa.Column("forgotten_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("outbox", sa.Column("forgotten_at", sa.DateTime(timezone=True), nullable=True))


def downgrade() -> None:
    op.drop_column("outbox", "forgotten_at")
    op.drop_column("inbox", "forgotten_at")
