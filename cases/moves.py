"""Changing a case: one function, which checks the state machine and its conditions and writes the event."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session
from sqlalchemy.orm.attributes import flag_modified

from cases.changes import Change, Move, Refused, Stale
from cases.effects import EFFECTS, start_clock
from cases.guards import GUARDS
from cases.states import Transition, machine
from cases.tables import Case, CaseEvent
from office.calendar import Calendar
from office.clock import local_date, now
from office.profile import Office


def change(
    session: Session,
    case: Case,
    wanted: Change,
    office: Office,
    calendar: Calendar,
    at: datetime | None = None,
) -> CaseEvent:
    """Take one step. Raises :class:`Refused` with a reason, or :class:`Stale`; then nothing has changed."""
    moment = at or now()
    if wanted.seen_version is not None and wanted.seen_version != case.version:
        raise Stale
    rules = machine(case.kind)
    step = rules.transitions.get(wanted.action)
    if step is not None and (first := rules.on_the_way(step, case.state)) is not None:
        change(session, case, Change(first.action, wanted.actor), office, calendar, moment)
    if step is None or case.state not in step.sources:
        raise Refused("refused.not_from_here", state=rules.states[case.state].title)
    day = local_date(moment, office.zone)
    move = Move(case, step, rules, office, calendar, day, wanted.data, wanted.text.strip())
    for guard in step.guards:
        GUARDS[guard](move)
    earlier = case.state
    case.state = step.target or case.state
    for effect in step.effects:
        EFFECTS[effect](move)
    if step.outcome:
        case.outcome = step.outcome
    for clock in step.starts:
        start_clock(move, clock)
    flag_modified(case, "state")  # a step that leaves the state as it is makes a new version too
    facts = dict(wanted.data)
    event = record(session, case, wanted.action, wanted.actor, moment, office, facts, move.text, wanted.key)
    event.from_state, event.to_state = earlier, case.state
    session.flush()
    return event


def record(
    session: Session,
    case: Case,
    kind: str,
    actor: str,
    at: datetime,
    office: Office,
    data: dict[str, Any] | None = None,
    text: str | None = None,
    key: str | None = None,
) -> CaseEvent:
    """Write an event that changes no state: something seen, sent or noted. ``key``: once only."""
    event = CaseEvent(
        case_id=case.id,
        at=at,
        day=local_date(at, office.zone),
        actor=actor,
        kind=kind,
        data=data or {},
        text=text or None,
        key=key,
    )
    session.add(event)
    return event


def allowed(case: Case) -> list[Transition]:
    """The steps that lead on from where the case is."""
    return machine(case.kind).actions_from(case.state)
