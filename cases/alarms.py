"""Alarms before and after the limit: three working days, one, the day itself, overdue; once each.
A limit in hours has twelve hours and three instead.

An alarm is an event of the case, so that nobody can say later it was not given. A new limit (extension,
changed calendar) has alarms of its own.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from cases.changes import SYSTEM
from cases.moves import record
from cases.states import machine
from cases.status import due_at
from cases.tables import Case, CaseEvent
from office.calendar import Calendar
from office.clock import local_date
from office.profile import Office

DAYS_BEFORE = {"h3": 3, "h1": 1, "hari_ini": 0}
HOURS_BEFORE = {"jam12": 12, "jam3": 3}
"""For limits in hours, which run through the night."""
OVERDUE = "lewat"


@dataclass(frozen=True)
class Alarm:
    """One alarm that has just been given."""

    case: Case
    name: str


def ring(session: Session, kind: str, office: Office, calendar: Calendar, at: datetime) -> list[Alarm]:
    """Give the alarms that are due now. After a quiet weekend only the most pressing one is given.

    Cases somebody else is ringing at this moment are left to them (PostgreSQL; SQLite has one writer).
    """
    today = local_date(at, office.zone)
    furthest = calendar.nth_working_day(today, max(DAYS_BEFORE.values()))[0]
    query = select(Case).where(
        Case.kind == kind, Case.state.in_(machine(kind).names("open")), Case.due_on <= furthest
    )
    given = []
    for case in session.scalars(query.order_by(Case.due_on, Case.id).with_for_update(skip_locked=True)):
        moment = due_at(case)
        if moment is not None:
            name = most_pressing((moment - at) / timedelta(hours=1), HOURS_BEFORE) if at < moment else OVERDUE
        else:
            left = calendar.working_days_between(today, case.due_on)
            name = OVERDUE if case.due_on < today else most_pressing(left, DAYS_BEFORE)
        if name is None or name in _rung(session, case):
            continue
        facts = {"alarm": name, "due": case.due_on.isoformat()}
        record(session, case, "pengingat", SYSTEM, at, office, facts)
        given.append(Alarm(case, name))
    session.flush()
    return given


def most_pressing(left: float, before: Mapping[str, int]) -> str | None:
    """The most pressing alarm that the days or hours left call for."""
    reached = [(limit, name) for name, limit in before.items() if left <= limit]
    return min(reached)[1] if reached else None


def _rung(session: Session, case: Case) -> set[str]:
    """The alarms given for the present limit."""
    query = select(CaseEvent.data).where(CaseEvent.case_id == case.id, CaseEvent.kind == "pengingat")
    return {data["alarm"] for data in session.scalars(query) if data["due"] == case.due_on.isoformat()}
