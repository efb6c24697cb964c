"""A changed calendar re-dates open cases, and says so in each of them (facts C4: decrees change mid-year)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from cases.changes import SYSTEM
from cases.deadlines import Deadline, due_date, from_json
from cases.moves import record
from cases.rules import clock_named
from cases.states import machine
from cases.tables import Case
from office.calendar import Calendar
from office.clock import now
from office.profile import Office


@dataclass(frozen=True)
class Redated:
    """A case whose limit has moved."""

    number: str
    before: date
    after: date


def redate(
    session: Session,
    kind: str,
    office: Office,
    calendar: Calendar,
    reason: str,
    actor: str = SYSTEM,
    at: datetime | None = None,
) -> list[Redated]:
    """Work out every open case of a kind again from its stored inputs; closed ones stay as they were.

    The rules are those of the day a case was received; only the calendar is new.
    """
    rules = machine(kind)
    states = rules.names("open") + rules.names("waiting")
    moved = []
    for case in session.scalars(
        select(Case).where(Case.kind == kind, Case.state.in_(states)).order_by(Case.id)
    ):
        before = case.due_on
        fresh = [_again(from_json(raw), case, calendar) for raw in case.deadlines]
        limit = _limit(case, fresh)
        case.deadlines = [deadline.as_json() for deadline in fresh]
        case.due_on, case.safe_on = limit.due_on, limit.safe_on
        if case.due_on != before:
            facts = {"before": before.isoformat(), "after": case.due_on.isoformat()}
            record(session, case, "tenggat_dihitung_ulang", actor, at or now(), office, facts, reason)
            moved.append(Redated(case.number, before, case.due_on))
    session.flush()
    return moved


def _again(old: Deadline, case: Case, calendar: Calendar) -> Deadline:
    if old.unit != "hari kerja":
        return old
    again = due_date(clock_named(case.kind, old.name, case.received_on), old.starts_on, calendar)
    return replace(again, main=old.main)


def _limit(case: Case, deadlines: list[Deadline]) -> Deadline:
    """The limit the office must keep: the main one, or the extended one."""
    if case.extended_on is not None:
        return next(deadline for deadline in deadlines if deadline.name == "perpanjangan")
    return next(deadline for deadline in deadlines if deadline.main)
