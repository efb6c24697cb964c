"""Merging a case into an earlier one of the same person about the same thing: linking, never deleting.

A registered request keeps its number and its history (Perki 1/2021 art. 29). The later case is closed with a
reference to the earlier one, whose limit runs on unchanged: the earliest start stays. Two different persons each
have a right to an answer of their own, so that their cases are never merged.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from cases.changes import Change, Refused
from cases.lookup import by_number
from cases.moves import change, record
from cases.similar import same_person
from cases.states import machine
from cases.tables import Case, CaseEvent
from office.calendar import Calendar
from office.profile import Office

MERGE, MERGED_HERE = "gabungkan", "digabung_dari"


def merge(
    session: Session,
    case: Case,
    into: str,
    reason: str,
    actor: str,
    seen_version: int | None,
    office: Office,
    calendar: Calendar,
    at: datetime,
) -> CaseEvent:
    """Close a case as a duplicate of the one numbered ``into``. Raises :class:`Refused` or ``Stale``."""
    target = by_number(session, into)
    if target is None or target.kind != case.kind or target.id == case.id:
        raise Refused("refused.merge.unknown")
    if session.scalar(select(Case.id).where(Case.id == target.id, same_person(case))) is None:
        raise Refused("refused.merge.other_person")
    if machine(target.kind).states[target.state].phase != "open":
        raise Refused("refused.merge.closed", number=target.number)
    if (target.opened_at, target.id) > (case.opened_at, case.id):
        raise Refused("refused.merge.later", number=target.number)
    facts = {"into": target.number}
    event = change(session, case, Change(MERGE, actor, facts, reason, seen_version), office, calendar, at)
    record(session, target, MERGED_HERE, actor, at, office, {"number": case.number})
    session.flush()
    return event
