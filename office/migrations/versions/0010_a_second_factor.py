"""a second factor, government accounts, waits after wrong passwords, where somebody is signed in

Columns are added in place: SQLite would have to drop ``person`` to rebuild it, and sessions point at it.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "sign_in_tries",
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("last_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_sign_in_tries")),
    )
    op.create_table(
        "authenticator",
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("secret", sa.Text(), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_step", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_authenticator_person_id")),
        sa.PrimaryKeyConstraint("person_id", name=op.f("pk_authenticator")),
    )
    op.create_table(
        "recovery_code",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("code_hash", sa.String(length=64), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_recovery_code_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_recovery_code")),
    )
    op.create_index(op.f("ix_recovery_code_person_id"), "recovery_code", ["person_id"])
    op.add_column("person", sa.Column("signed_out_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("person", sa.Column("government_account", sa.String(length=200), nullable=True))
    op.create_index(op.f("ix_person_government_account"), "person", ["government_account"], unique=True)
    full = sa.Column("stage", sa.String(length=10), server_default="full", nullable=False)
    op.add_column("staff_session", full)
    op.add_column(
        "staff_session", sa.Column("device", sa.String(length=60), server_default="", nullable=False)
    )


def downgrade() -> None:
    for column in ("device", "stage"):
        op.drop_column("staff_session", column)
    op.drop_index(op.f("ix_person_government_account"), "person")
    for column in ("government_account", "signed_out_at"):
        op.drop_column("person", column)
    for table in ("recovery_code", "authenticator", "sign_in_tries"):
        op.drop_table(table)
