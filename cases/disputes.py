"""Sengketa informasi at the Komisi Informasi (UU 14/2008 art. 37-50, Perki 1/2013).

The petition comes within fourteen working days of the reply to an objection, or after its thirty working
days have passed in silence. The office is the other party: it records what is decided elsewhere.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from cases.changes import Refused
from cases.deadlines import Deadline, due_date
from cases.filing import Filing, open_case
from cases.lookup import history
from cases.objections import applicant_of
from cases.rules import clock_named
from cases.states import machine
from cases.tables import Case
from office.calendar import Calendar
from office.clock import local_date
from office.profile import Office


@dataclass(frozen=True)
class DisputeWindow:
    """The days in which an applicant may go to the Komisi Informasi."""

    opens: date
    """The day of the reply, or the last day on which one was due."""
    until: date
    silent: bool


def dispute_window(objection: Case, today: date, calendar: Calendar) -> DisputeWindow | None:
    """When the dispute may be filed (UU 14/2008 art. 37(2)); None while the office may still reply."""
    if objection.kind != "keberatan":
        return None
    silent = objection.answered_on is None
    if silent and (not machine("keberatan").is_open(objection.state) or today <= objection.due_on):
        return None
    opens = objection.answered_on or objection.due_on
    return DisputeWindow(opens, _right(opens, calendar).due_on, silent)


def _right(opens: date, calendar: Calendar) -> Deadline:
    return due_date(clock_named("sengketa", "pengajuan", opens), opens, calendar)


def file_sengketa(
    session: Session,
    *,
    key: str,
    objection: Case,
    external_number: str,
    petition: str,
    received_at: datetime,
    office: Office,
    calendar: Calendar,
    actor: str,
) -> Case:
    """Record a dispute the Komisi Informasi has registered; the same ``key`` again returns the same one.

    ``external_number``: its register there. Raises :class:`Refused` when the objection cannot be disputed
    yet. One that came late is recorded and marked: the Komisi Informasi decides about that.
    """
    found = session.scalar(select(Case).where(Case.key == key))
    if found is not None:
        return found
    day = local_date(received_at, office.zone)
    window = dispute_window(objection, day, calendar)
    if window is None:
        raise Refused("refused.dispute_of")
    if not external_number.strip():
        raise Refused("refused.dispute_number")
    facts = {
        "channel": objection.channel,
        "grounds": history(session, objection.id)[0].data.get("grounds", []),
        "late": day > window.until,
        "silent": window.silent,
    }
    content = {
        "details": petition.strip(),
        "purpose": objection.purpose,
        "parent_id": objection.id,
        "unit": objection.unit,
        "external_number": external_number.strip(),
    }
    limits = [
        due_date(clock_named("sengketa", name, day), day, calendar)
        for name in ("pemeriksaan", "penyelesaian")
    ]
    deadlines = (
        replace(_right(window.opens, calendar), main=False),
        limits[0],
        replace(limits[1], main=True),
    )
    filing = Filing(
        "sengketa",
        key,
        objection.conversation_id,
        objection.channel,
        received_at,
        actor,
        facts,
        content,
        deadlines=deadlines,
    )
    return open_case(session, filing, applicant_of(objection), office, calendar)


def disputes_of(session: Session, objection: Case) -> list[Case]:
    """The disputes about an objection, oldest first."""
    query = select(Case).where(Case.parent_id == objection.id, Case.kind == "sengketa")
    return list(session.scalars(query.order_by(Case.id)))
