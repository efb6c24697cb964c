"""What an office writes into its annual report itself: staff, facilities, budget, obstacles, plans."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Integer, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from office.audit import Audited
from office.database import Base, UtcDateTime


class ReportChapter(Audited, Base):
    """The words of one chapter for one year. The newest holds; older ones stay."""

    __tablename__ = "report_chapter"
    audited_as = "report_chapter"

    id: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=True)
    year: Mapped[int] = mapped_column(Integer, index=True)
    chapter: Mapped[str] = mapped_column(String(40))
    text: Mapped[str] = mapped_column(Text)
    saved_at: Mapped[datetime] = mapped_column(UtcDateTime)
    saved_by: Mapped[int | None] = mapped_column(Integer)
