"""The office's own wordings, and the letters as they were sent."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import DDL, ForeignKey, Integer, String, Text, UniqueConstraint, event
from sqlalchemy.orm import Mapped, mapped_column

from office.audit import Audited
from office.database import Base, Sealed, UtcDateTime


class LetterWording(Audited, Base):
    """A wording the office saved. The newest of a kind is in use; older ones stay."""

    __tablename__ = "letter_wording"
    audited_as = "letter_wording"

    id: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=True)
    kind: Mapped[str] = mapped_column(String(40), index=True)
    text: Mapped[str] = mapped_column(Text)
    saved_at: Mapped[datetime] = mapped_column(UtcDateTime)
    saved_by: Mapped[int | None] = mapped_column(Integer)


class Letter(Audited, Base):
    """One letter about one event of a case. What was sent does not change; its content can be erased."""

    __tablename__ = "letter"
    audited_as = "letter"
    __table_args__ = (UniqueConstraint("event_id", "kind", name="uq_letter_event"),)

    id: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("case.id"), index=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("case_event.id"))
    kind: Mapped[str] = mapped_column(String(40))
    number: Mapped[str] = mapped_column(String(60), unique=True)
    made_at: Mapped[datetime] = mapped_column(UtcDateTime)
    pdf: Mapped[str | None] = mapped_column(Sealed("letter.pdf"), deferred=True)
    """Base64, read only when asked for; None after erasure of the personal data in it."""


_KEPT = "id, case_id, event_id, kind, number, made_at"
LETTER_GUARDS: dict[str, tuple[str, ...]] = {
    "sqlite": (
        f"CREATE TRIGGER letter_kept BEFORE UPDATE OF {_KEPT} ON letter "
        "BEGIN SELECT RAISE(ABORT, 'a letter stays as sent'); END",
        "CREATE TRIGGER letter_content_kept BEFORE UPDATE OF pdf ON letter WHEN NEW.pdf IS NOT NULL "
        "BEGIN SELECT RAISE(ABORT, 'a letter stays as sent'); END",
        "CREATE TRIGGER letter_stays BEFORE DELETE ON letter "
        "BEGIN SELECT RAISE(ABORT, 'a letter stays as sent'); END",
    ),
    "postgresql": (
        "CREATE OR REPLACE FUNCTION letter_refuse() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN RAISE EXCEPTION 'a letter stays as sent'; END $$",
        f"CREATE TRIGGER letter_kept BEFORE UPDATE OF {_KEPT} ON letter "
        "FOR EACH ROW EXECUTE FUNCTION letter_refuse()",
        "CREATE TRIGGER letter_content_kept BEFORE UPDATE OF pdf ON letter "
        "FOR EACH ROW WHEN (NEW.pdf IS NOT NULL) EXECUTE FUNCTION letter_refuse()",
        "CREATE TRIGGER letter_stays BEFORE DELETE ON letter FOR EACH ROW EXECUTE FUNCTION letter_refuse()",
    ),
}
for _dialect, _statements in LETTER_GUARDS.items():
    for _statement in _statements:
        event.listen(
            Letter.__table__,
            "after_create",
            DDL(_statement).execute_if(dialect=_dialect),  # type: ignore[no-untyped-call]
        )
