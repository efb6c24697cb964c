"""What people may do to their own case after filing: withdraw it, add to it, correct it."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from cases.changes import APPLICANT, Change, Refused
from cases.fields import field_rules
from cases.moves import change, record
from cases.states import machine
from cases.tables import Case, CaseEvent
from office.calendar import Calendar
from office.profile import Office

ADDITION, CORRECTION = "tambahan", "koreksi"


def may_withdraw(case: Case) -> bool:
    """Whether there is still something to withdraw."""
    return case.state in machine(case.kind).transitions["cabut"].sources


def may_add(case: Case) -> bool:
    """Whether words still reach somebody who works on the case."""
    return machine(case.kind).is_open(case.state)


def withdraw(
    session: Session, case: Case, at: datetime, office: Office, calendar: Calendar, *, key: str
) -> CaseEvent:
    """Withdraw a case; the same ``key`` again changes nothing. Raises :class:`Refused` when it is closed."""
    if (done := _done(session, key)) is not None:
        return done
    if not may_withdraw(case):
        raise Refused("refused.withdraw_closed", number=case.number)
    return change(session, case, Change("cabut", APPLICANT, key=key), office, calendar, at)


def add_words(
    session: Session,
    case: Case,
    text: str,
    at: datetime,
    office: Office,
    *,
    key: str,
    correction: bool = False,
) -> CaseEvent:
    """Keep an addition or a correction as it was written; the same ``key`` again changes nothing.

    The first words stay as they are: what was asked and when must remain provable. Raises :class:`Refused`
    when the case is closed, or the words are none or too many.
    """
    if (done := _done(session, key)) is not None:
        return done
    words, most = text.strip(), field_rules()["details"]["most"]
    if not may_add(case):
        raise Refused("refused.addition_closed", number=case.number)
    if not words:
        raise Refused("refused.addition_empty")
    if len(words) > most:
        raise Refused("refused.addition_long", most=most)
    kind = CORRECTION if correction else ADDITION
    event = record(session, case, kind, APPLICANT, at, office, text=words, key=key)
    session.flush()
    return event


def _done(session: Session, key: str) -> CaseEvent | None:
    return session.scalar(select(CaseEvent).where(CaseEvent.key == key))
