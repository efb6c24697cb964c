"""The office's answer to a request (UU 14/2008 art. 22(7)): outcome, words, and what the citizen is told."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from cases.changes import Change
from cases.deadlines import from_json
from cases.moves import change
from cases.rules import clock_named
from cases.tables import Case, CaseEvent
from cases.texts import long_date, say
from office.calendar import Calendar
from office.profile import Office


@dataclass(frozen=True)
class Answer:
    """What goes out: the n-th answer of a case, in full."""

    n: int
    outcome: str
    text: str
    """The officer's words with number, outcome and the way to object."""

    def key(self, case: Case) -> str:
        """Names the effect for the outbox: the same answer is queued once."""
        return f"case:{case.id}:answer:{self.n}"


def answer(
    session: Session,
    case: Case,
    *,
    outcome: str,
    text: str,
    actor: str,
    seen_version: int | None,
    office: Office,
    calendar: Calendar,
    at: datetime | None = None,
) -> Answer:
    """Answer a case. Raises ``Refused`` or ``Stale``; the caller queues it in the same transaction."""
    given = Change("jawab", actor, {"outcome": outcome}, text, seen_version)
    change(session, case, given, office, calendar, at)
    return Answer(answers_given(session, case), outcome, written(case, outcome, text, office))


def answers_given(session: Session, case: Case) -> int:
    """How many answers a case has had, counted from its events."""
    kinds = ("jawab", "setujui_penolakan")
    query = select(func.count()).where(CaseEvent.case_id == case.id, CaseEvent.kind.in_(kinds))
    return session.scalar(query) or 0


def written(case: Case, outcome: str, text: str, office: Office) -> str:
    """The answer as the citizen reads it: with number, outcome and how to object (art. 35 and 36)."""
    clock = clock_named(case.kind, "hak keberatan", case.received_on)
    right = next((from_json(d) for d in case.deadlines if d["name"] == "hak keberatan"), None)
    until = say("answer.until", date=long_date(right.due_on)) if right else ""
    return say(
        "answer.letter",
        number=case.number,
        office=office.name,
        outcome=say(f"outcome.{outcome}"),
        text=text.strip(),
        days=clock.limit,
        until=until,
    )
