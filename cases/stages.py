"""Alarms of the stages inside a limit: completeness, verification, follow-up, completion by the applicant.

Which limits are stages, and in which states they run, is data (``stage`` in ``data/rules/clocks.toml``). Each is
alarmed on its own, once each: as many days before as fit into it, the day before, the day itself, overdue.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session, load_only

from cases.alarms import DAYS_BEFORE, OVERDUE, Alarm, most_pressing
from cases.changes import SYSTEM
from cases.deadlines import Deadline, from_json
from cases.moves import record
from cases.rules import Clock, clocks_of
from cases.tables import Case, CaseEvent
from office.calendar import Calendar
from office.clock import local_date
from office.profile import Office

STAGE_ALARM = "pengingat_tahap"


def ring_stages(session: Session, kind: str, office: Office, calendar: Calendar, at: datetime) -> list[Alarm]:
    """Give the alarms of stages that are due now; after a quiet weekend only the most pressing one of each."""
    today = local_date(at, office.zone)
    stages = {clock.name: clock for clock in clocks_of(kind, today) if clock.stage}
    states = {state for clock in stages.values() for state in clock.stage}
    if not states:
        return []
    needed = load_only(Case.kind, Case.state, Case.deadlines, Case.version)
    query = select(Case).options(needed).where(Case.kind == kind, Case.state.in_(states)).order_by(Case.id)
    given = []
    for case in session.scalars(query.with_for_update(skip_locked=True)):
        for limit in (from_json(raw) for raw in case.deadlines):
            clock = stages.get(limit.name)
            if clock is None or case.state not in clock.stage:
                continue
            name = _due_alarm(limit, clock, calendar, at, office)
            if name is None or name in _rung(session, case, limit):
                continue
            facts = {"alarm": name, "limit": limit.name, "due": limit.due_on.isoformat()}
            record(session, case, STAGE_ALARM, SYSTEM, at, office, facts)
            given.append(Alarm(case, name))
    session.flush()
    return given


def _due_alarm(limit: Deadline, clock: Clock, calendar: Calendar, at: datetime, office: Office) -> str | None:
    today = local_date(at, office.zone)
    if limit.due_on < today:
        return OVERDUE
    # "Three days left" of a limit of three days would come with the case itself.
    fitting = {name: days for name, days in DAYS_BEFORE.items() if days < clock.limit}
    return most_pressing(calendar.working_days_between(today, limit.due_on), fitting)


def _rung(session: Session, case: Case, limit: Deadline) -> set[str]:
    """The alarms given for this limit as it is now."""
    query = select(CaseEvent.data).where(CaseEvent.case_id == case.id, CaseEvent.kind == STAGE_ALARM)
    about = (limit.name, limit.due_on.isoformat())
    return {data["alarm"] for data in session.scalars(query) if (data["limit"], data["due"]) == about}
