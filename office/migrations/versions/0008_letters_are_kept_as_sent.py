"""letters are kept as sent; the office's wordings of letters, and its chapters of the annual report"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

KEPT = "id, case_id, event_id, kind, number, made_at"
SQLITE = (
    f"CREATE TRIGGER letter_kept BEFORE UPDATE OF {KEPT} ON letter "
    "BEGIN SELECT RAISE(ABORT, 'a letter stays as sent'); END",
    "CREATE TRIGGER letter_content_kept BEFORE UPDATE OF pdf ON letter WHEN NEW.pdf IS NOT NULL "
    "BEGIN SELECT RAISE(ABORT, 'a letter stays as sent'); END",
    "CREATE TRIGGER letter_stays BEFORE DELETE ON letter "
    "BEGIN SELECT RAISE(ABORT, 'a letter stays as sent'); END",
)
POSTGRESQL = (
    "CREATE OR REPLACE FUNCTION letter_refuse() RETURNS trigger LANGUAGE plpgsql AS "
    "$$ BEGIN RAISE EXCEPTION 'a letter stays as sent'; END $$",
    f"CREATE TRIGGER letter_kept BEFORE UPDATE OF {KEPT} ON letter "
    "FOR EACH ROW EXECUTE FUNCTION letter_refuse()",
    "CREATE TRIGGER letter_content_kept BEFORE UPDATE OF pdf ON letter "
    "FOR EACH ROW WHEN (NEW.pdf IS NOT NULL) EXECUTE FUNCTION letter_refuse()",
    "CREATE TRIGGER letter_stays BEFORE DELETE ON letter FOR EACH ROW EXECUTE FUNCTION letter_refuse()",
)


def upgrade() -> None:
    op.create_table(
        "letter_wording",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("saved_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("saved_by", sa.Integer(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_letter_wording")),
    )
    op.create_index(op.f("ix_letter_wording_kind"), "letter_wording", ["kind"])
    op.create_table(
        "report_chapter",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("chapter", sa.String(length=40), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("saved_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("saved_by", sa.Integer(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_report_chapter")),
    )
    op.create_index(op.f("ix_report_chapter_year"), "report_chapter", ["year"])
    op.create_table(
        "letter",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("number", sa.String(length=60), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("pdf", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], name=op.f("fk_letter_case_id")),
        sa.ForeignKeyConstraint(["event_id"], ["case_event.id"], name=op.f("fk_letter_event_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_letter")),
        sa.UniqueConstraint("event_id", "kind", name="uq_letter_event"),
        sa.UniqueConstraint("number", name=op.f("uq_letter_number")),
    )
    op.create_index(op.f("ix_letter_case_id"), "letter", ["case_id"])
    for statement in SQLITE if op.get_bind().dialect.name == "sqlite" else POSTGRESQL:
        op.execute(statement)


def downgrade() -> None:
    op.drop_table("letter")  # its triggers go with it
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP FUNCTION letter_refuse()")
    op.drop_table("report_chapter")
    op.drop_table("letter_wording")
