"""a conversation is taken along to another browser by a code"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("conversation") as table:
        table.add_column(sa.Column("resume_index", sa.String(length=64), nullable=True))
        table.add_column(sa.Column("resume_until", sa.DateTime(timezone=True), nullable=True))
        table.create_index("ix_conversation_resume_index", ["resume_index"], unique=True)


def downgrade() -> None:
    with op.batch_alter_table("conversation") as table:
        table.drop_index("ix_conversation_resume_index")
        table.drop_column("resume_until")
        table.drop_column("resume_index")
