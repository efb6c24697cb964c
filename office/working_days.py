"""The calendar as this office keeps it: the rule file, and what was decided since and entered at the desk.

A decision is never overwritten: the latest one about a date holds, and all stay to be read.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime

from sqlalchemy import Boolean, Date, Integer, String, inspect, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from office.audit import Audited
from office.calendar import Calendar, DayChange, Decree, read_calendar
from office.database import Base, UtcDateTime, open_engine
from office.settings import Settings


class CalendarDay(Audited, Base):
    """A decision about one date."""

    __tablename__ = "calendar_day"
    audited_as = "calendar_day"

    id: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=True)
    date: Mapped[date] = mapped_column(Date, index=True)
    working: Mapped[bool] = mapped_column(Boolean)
    leave: Mapped[bool] = mapped_column(Boolean)
    """Shared leave (cuti bersama)."""
    cancelled: Mapped[bool] = mapped_column(Boolean)
    """Takes back what was decided earlier: the date is again what the rule file says."""
    reason: Mapped[str] = mapped_column(String(200))
    decree: Mapped[str] = mapped_column(String(200))
    person_id: Mapped[int] = mapped_column(Integer)
    at: Mapped[datetime] = mapped_column(UtcDateTime)


class CalendarYear(Audited, Base):
    """A year whose calendar was confirmed, with its decree."""

    __tablename__ = "calendar_year"
    audited_as = "calendar_year"

    year: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    decree: Mapped[str] = mapped_column(String(200))
    person_id: Mapped[int] = mapped_column(Integer)
    at: Mapped[datetime] = mapped_column(UtcDateTime)


def decided(session: Session) -> Sequence[CalendarDay]:
    """The decisions that hold, by date."""
    latest = {row.date: row for row in session.scalars(select(CalendarDay).order_by(CalendarDay.id))}
    return [row for _, row in sorted(latest.items()) if not row.cancelled]


def current_calendar(session: Session) -> Calendar:
    """The working days as they are now."""
    base = read_calendar()
    confirmed = {row.year: row for row in session.scalars(select(CalendarYear))}
    kept = tuple(decree for decree in base.decrees if decree.year not in confirmed)
    decrees = (*kept, *(Decree(year, row.decree) for year, row in sorted(confirmed.items())))
    days = [DayChange(row.date, row.working, row.reason, row.decree, row.leave) for row in decided(session)]
    return replace(base, decrees=decrees).with_changes(days)


def calendar_at(settings: Settings) -> Calendar:
    """The calendar of an installation, for commands; of the rule file alone where nothing is installed."""
    if settings.database.startswith("sqlite") and not (settings.home / "tanya.db").exists():
        return read_calendar()
    engine = open_engine(settings.database)
    try:
        if not inspect(engine).has_table(CalendarDay.__tablename__):
            return read_calendar()
        with Session(engine) as session:
            return current_calendar(session)
    finally:
        engine.dispose()
