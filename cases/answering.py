"""The office's answer to a request (UU 14/2008 art. 22(7)): outcome, words, and what the citizen is told.

What is given goes out at once. A refusal, whole or in part, is proposed with its ground and goes out when
the Atasan PPID approves it (Perki 1/2021 art. 10(2) and 34).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from cases.changes import Change
from cases.deadlines import from_json
from cases.moves import change
from cases.rules import clock_named
from cases.states import machine
from cases.tables import Case, CaseEvent
from cases.texts import long_date, say
from office.calendar import Calendar
from office.profile import Office

Facts = Mapping[str, str]
"""Beside the outcome: ``ground``, ``statute``, ``consequence_test`` of a refusal; ``holder`` when not held."""


@dataclass(frozen=True)
class Answer:
    """What goes out: the n-th answer of a case, in full."""

    n: int
    outcome: str
    text: str
    """The officer's words with number, outcome, reasons and the way to object."""

    def key(self, case: Case) -> str:
        """Names the effect for the outbox: the same answer is queued once."""
        return f"case:{case.id}:answer:{self.n}"


@dataclass(frozen=True)
class Proposal:
    """A refusal that waits for the Atasan PPID."""

    outcome: str
    facts: Facts
    text: str
    actor: str


@dataclass(frozen=True)
class Writing:
    """Who writes what, from which version of the case, under which office and calendar."""

    text: str
    actor: str
    seen_version: int | None
    office: Office
    calendar: Calendar
    at: datetime | None = None
    facts: Facts = field(default_factory=dict)

    def step(self, session: Session, case: Case, action: str, outcome: str) -> None:
        facts = {name: value.strip() for name, value in self.facts.items() if value.strip()}
        wanted = Change(action, self.actor, {"outcome": outcome, **facts}, self.text, self.seen_version)
        change(session, case, wanted, self.office, self.calendar, self.at)


def answer(session: Session, case: Case, outcome: str, writing: Writing) -> Answer:
    """Answer a case. Raises ``Refused`` or ``Stale``; the caller queues it in the same transaction."""
    writing.step(session, case, "jawab", outcome)
    return _outgoing(session, case, outcome, writing)


def propose_refusal(session: Session, case: Case, outcome: str, writing: Writing) -> None:
    """Put a refusal before the Atasan PPID; nothing goes out. Raises ``Refused`` or ``Stale``."""
    writing.step(session, case, "ajukan_penolakan", outcome)


def approve_refusal(session: Session, case: Case, writing: Writing) -> Answer:
    """Approve what was proposed, with the words as the approver leaves them. Raises ``Refused`` or ``Stale``."""
    waiting = proposal(session, case)
    if waiting is None:
        raise LookupError("nothing has been proposed")
    approved = Writing(
        writing.text,
        writing.actor,
        writing.seen_version,
        writing.office,
        writing.calendar,
        writing.at,
        waiting.facts,
    )
    approved.step(session, case, "setujui_penolakan", waiting.outcome)
    return _outgoing(session, case, waiting.outcome, approved)


def proposal(session: Session, case: Case) -> Proposal | None:
    """The refusal proposed last."""
    query = select(CaseEvent).where(CaseEvent.case_id == case.id, CaseEvent.kind == "ajukan_penolakan")
    event = session.scalars(query.order_by(CaseEvent.id.desc()).limit(1)).first()
    if event is None:
        return None
    facts = {name: str(value) for name, value in event.data.items() if name != "outcome"}
    return Proposal(event.data["outcome"], facts, event.text or "", event.actor)


def answers_given(session: Session, case: Case) -> int:
    """How many answers a case has had, counted from its events."""
    kinds = ("jawab", "setujui_penolakan")
    query = select(func.count()).where(CaseEvent.case_id == case.id, CaseEvent.kind.in_(kinds))
    return session.scalar(query) or 0


def _outgoing(session: Session, case: Case, outcome: str, writing: Writing) -> Answer:
    words = written(case, outcome, writing.text, writing.facts, writing.office)
    return Answer(answers_given(session, case), outcome, words)


def reasons(case: Case, facts: Facts) -> str:
    """The ground of a refusal or the holder of what is not held, in words (UU 14/2008 art. 22(7) a-c)."""
    lines = []
    if ground := machine(case.kind).grounds.get(facts.get("ground", "")):
        lines.append(say("answer.ground", letter=ground.name, title=ground.title))
    if statute := facts.get("statute"):
        lines.append(say("answer.statute", statute=statute))
    if test := facts.get("consequence_test"):
        lines.append(say("answer.consequence_test", test=test))
    if holder := facts.get("holder"):
        lines.append(say("answer.holder", holder=holder))
    return "\n".join(lines)


def written(case: Case, outcome: str, text: str, facts: Facts, office: Office) -> str:
    """The answer as the citizen reads it: with number, outcome, reasons and how to object (art. 35-36)."""
    clock = clock_named(case.kind, "hak keberatan", case.received_on)
    right = next((from_json(d) for d in case.deadlines if d["name"] == "hak keberatan"), None)
    until = say("answer.until", date=long_date(right.due_on)) if right else ""
    body = "\n\n".join(part for part in (text.strip(), reasons(case, facts)) if part)
    return say(
        "answer.letter",
        number=case.number,
        office=office.name,
        outcome=say(f"outcome.{outcome}"),
        text=body,
        days=clock.limit,
        until=until,
    )
