"""What closes by itself: a followed-up complaint to which nobody replies (SP4N-LAPOR!, ten working days)."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from cases.changes import SYSTEM, Change
from cases.moves import change
from cases.tables import Case, CaseEvent
from office.calendar import Calendar
from office.clock import local_date
from office.profile import Office

CLOCK = "tanggapan pelapor"


def close_silent(
    session: Session, kind: str, office: Office, calendar: Calendar, at: datetime
) -> list[tuple[Case, CaseEvent]]:
    """Close the cases whose reporter has had the time to reply; gives each with its event."""
    today = local_date(at, office.zone)
    query = select(Case).where(Case.kind == kind, Case.state == "dijawab").order_by(Case.id)
    closed = []
    for case in session.scalars(query.with_for_update(skip_locked=True)):
        due = next(raw["due"] for raw in case.deadlines if raw["name"] == CLOCK)
        if today > date.fromisoformat(due):
            step = Change("selesai", SYSTEM, {"content": "tidak"})
            closed.append((case, change(session, case, step, office, calendar, at)))
    return closed
