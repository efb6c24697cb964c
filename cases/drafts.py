"""Drafts of answers: one per case, officer and form; nothing in them is ever sent by itself."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy import ForeignKey, Integer, String, UniqueConstraint, delete, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from cases.tables import Case
from office.database import Base, Sealed, UtcDateTime

LONGEST = 20_000


class CaseDraft(Base):
    """What an officer has written so far."""

    __tablename__ = "case_draft"
    __table_args__ = (UniqueConstraint("case_id", "person_id", "form", name="uq_case_draft_person"),)

    id: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("case.id"), index=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    form: Mapped[str] = mapped_column(String(20))
    words: Mapped[str] = mapped_column(Sealed("case_draft.words"))
    """The form's content as JSON."""
    case_version: Mapped[int] = mapped_column(Integer)
    """The case as the officer saw it."""
    saved_at: Mapped[datetime] = mapped_column(UtcDateTime)

    @property
    def kept(self) -> dict[str, str]:
        """The form's content, ready to be shown in it."""
        content: dict[str, str] = json.loads(self.words)
        return content | {"form": self.form}


def save_draft(
    session: Session,
    case: Case,
    person_id: int,
    form: str,
    content: Mapping[str, str],
    version: int,
    at: datetime,
) -> None:
    """Keep what an officer has written; an empty text ends the draft."""
    row = _of(session, case, person_id, form)
    if not content.get("text", "").strip():
        if row is not None:
            session.delete(row)
        return
    if row is None:
        row = CaseDraft(case_id=case.id, person_id=person_id, form=form)
        session.add(row)
    row.words, row.case_version, row.saved_at = json.dumps(dict(content)), version, at


def drafts_of(session: Session, case: Case) -> Sequence[CaseDraft]:
    """All drafts of a case, the newest first."""
    query = select(CaseDraft).where(CaseDraft.case_id == case.id).order_by(CaseDraft.saved_at.desc())
    return session.scalars(query).all()


def end_drafts(session: Session, case: Case, person_id: int | None = None) -> None:
    """The officer's drafts have served; without an officer everybody's are erased."""
    gone = delete(CaseDraft).where(CaseDraft.case_id == case.id)
    session.execute(gone.where(CaseDraft.person_id == person_id) if person_id is not None else gone)


def _of(session: Session, case: Case, person_id: int, form: str) -> CaseDraft | None:
    return session.scalar(
        select(CaseDraft).where(
            CaseDraft.case_id == case.id, CaseDraft.person_id == person_id, CaseDraft.form == form
        )
    )
