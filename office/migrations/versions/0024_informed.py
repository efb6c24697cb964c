"""who was told, on which channel, what is kept of them"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "informed",
        sa.Column("channel", sa.String(length=20), nullable=False),
        sa.Column("citizen", sa.String(length=64), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("channel", "citizen", name=op.f("pk_informed")),
    )


def downgrade() -> None:
    op.drop_table("informed")
