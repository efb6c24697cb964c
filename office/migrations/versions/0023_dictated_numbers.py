"""pieces of a number that a citizen is saying piece by piece"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("conversation", sa.Column("dictated", sa.Text(), nullable=True))


def downgrade() -> None:
    op.drop_column("conversation", "dictated")
