"""The office's answer to a case: outcome, words, and what the citizen is told (UU 14/2008 art. 22(7)).

What is given goes out at once. A refusal, whole or in part, is proposed with its ground and goes out when
the Atasan PPID approves it (Perki 1/2021 art. 10(2) and 34); so does a verdict on a claim when a second
officer approves it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from cases.changes import ANSWERS, Change, Refused
from cases.deadlines import from_json
from cases.moves import change
from cases.states import machine
from cases.tables import Case, CaseEvent
from cases.texts import long_date, say
from office.calendar import Calendar
from office.profile import Office

FURTHER = ("hak keberatan", "tanggapan pelapor")
"""The limits within which a citizen can go on after an answer."""
Facts = Mapping[str, str]
"""Beside the outcome: ``ground``, ``statute``, ``consequence_test`` of a refusal; ``holder`` when not held;
``source`` of a verdict on a claim."""


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
    """A refusal or a verdict that waits for its approval."""

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


def propose(session: Session, case: Case, action: str, outcome: str, writing: Writing) -> None:
    """Put a refusal or a verdict before who approves it; nothing goes out. Raises ``Refused`` or ``Stale``."""
    writing.step(session, case, action, outcome)


def approve(session: Session, case: Case, writing: Writing) -> Answer:
    """Approve what was proposed, with the words as the approver leaves them. Raises ``Refused`` or ``Stale``."""
    waiting, step = proposal(session, case), machine(case.kind).approval()
    if waiting is None or step is None:
        raise LookupError("nothing has been proposed")
    if waiting.actor == writing.actor:  # four eyes: nobody approves what they proposed
        raise Refused("refused.own_proposal")
    approved = replace(writing, facts=waiting.facts)
    approved.step(session, case, step.action, waiting.outcome)
    return _outgoing(session, case, waiting.outcome, approved)


def proposal(session: Session, case: Case) -> Proposal | None:
    """What was proposed last."""
    step = machine(case.kind).approval()
    if step is None:
        return None
    query = select(CaseEvent).where(CaseEvent.case_id == case.id, CaseEvent.kind == step.approves)
    event = session.scalars(query.order_by(CaseEvent.id.desc()).limit(1)).first()
    if event is None:
        return None
    facts = {name: str(value) for name, value in event.data.items() if name != "outcome"}
    return Proposal(event.data["outcome"], facts, event.text or "", event.actor)


def answers_given(session: Session, case: Case) -> int:
    """How many answers a case has had, counted from its events."""
    query = select(func.count()).where(CaseEvent.case_id == case.id, CaseEvent.kind.in_(ANSWERS))
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
    if source := facts.get("source"):
        lines.append(say("answer.source", source=source))
    return "\n".join(lines)


def written(case: Case, outcome: str, text: str, facts: Facts, office: Office) -> str:
    """The answer as the citizen reads it: number, outcome, reasons, and what can be done next (art. 35-36)."""
    body = "\n\n".join(part for part in (text.strip(), reasons(case, facts)) if part)
    right = next((from_json(raw) for raw in case.deadlines if raw["name"] in FURTHER), None)
    return say(
        f"answer.letter.{case.kind}",
        number=case.number,
        office=office.name,
        outcome=say(f"outcome.{outcome}"),
        text=body,
        days=right.limit if right else "",
        until=say("answer.until", date=long_date(right.due_on)) if right else "",
    )
