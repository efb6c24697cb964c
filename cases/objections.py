"""Keberatan: against a refusal, silence, a wrong answer or its price (UU 14/2008 art. 35-36).

It goes to the Atasan PPID, never back to who answered. Silence can be objected to at once when the limit
has passed; that periodic information is missing (ground b) needs no request before it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from cases.answering import Answer, Writing
from cases.changes import APPLICANT, Refused
from cases.deadlines import from_json
from cases.filing import Applicant, Filing, open_case
from cases.lookup import history
from cases.moves import record
from cases.states import Option, machine
from cases.tables import Case
from cases.texts import long_date, say
from office.calendar import Calendar
from office.clock import local_date, now
from office.profile import Office
from office.working_days import current_calendar

LEAST_POSITION = 20
UPHELD = ("dikabulkan", "dikabulkan_sebagian")
"""Outcomes after which the request is opened again."""


@dataclass(frozen=True)
class Objection:
    """What is objected to: grounds a to g, several allowed, and what happened in the applicant's words."""

    grounds: tuple[str, ...]
    position: str
    request: Case | None = None


def file_keberatan(
    session: Session,
    *,
    key: str,
    conversation_id: str | None,
    channel: str,
    applicant: Applicant,
    objection: Objection,
    received_at: datetime,
    office: Office,
    calendar: Calendar | None = None,
    actor: str = APPLICANT,
) -> Case:
    """Open an objection; the same ``key`` again returns the same one. Raises :class:`Refused` with a reason.

    One that comes after its thirty working days is registered too and marked: the Atasan PPID decides.
    """
    request = objection.request
    found = session.scalar(select(Case).where(Case.key == key))
    if found is not None:
        return found
    _check(session, objection)
    facts = {
        "channel": channel,
        "applicant_kind": applicant.kind,
        "grounds": sorted(set(objection.grounds)),
        "late": request is not None and _late(request, local_date(received_at, office.zone)),
    }
    content = {
        "details": objection.position.strip(),
        "purpose": request.purpose if request else "",
        "parent_id": request.id if request else None,
        "unit": request.unit if request else None,
    }
    filing = Filing("keberatan", key, conversation_id, channel, received_at, actor, facts, content)
    return open_case(session, filing, applicant, office, calendar or current_calendar(session))


@dataclass(frozen=True)
class Window:
    """Whether a request can be objected to now, on which grounds, and until when."""

    open: bool
    grounds: list[Option]
    until: date | None = None
    """The last day; None while nothing has been answered (silence has no last day yet)."""


def objection_window(case: Case, today: date, calendar: Calendar | None = None) -> Window:
    """The grounds that can be true of a request now (UU 14/2008 art. 35-36).

    Answered: a refusal, a wrong answer, a price, a late answer, for thirty working days. Not answered: only
    silence, from the day after the limit. Missing periodic information (ground b) is always a ground.
    """
    rules = machine("keberatan").grounds
    if case.kind != "permohonan":
        return Window(False, [])
    if case.answered_on is None:
        late = machine(case.kind).is_open(case.state) and today > case.due_on
        letters = ["b", "c", "g"] if late else ["b"]
        return Window(late, [rules[letter] for letter in letters])
    right = next((from_json(raw) for raw in case.deadlines if raw["name"] == "hak keberatan"), None)
    until = right.due_on if right else None
    refused = machine(case.kind).outcomes[str(case.outcome)].refusal
    letters = [letter for letter in rules if letter != "c" and (refused or letter != "a")]
    if case.answered_on <= case.due_on:
        letters.remove("g")
    return Window(until is not None and today <= until, [rules[letter] for letter in letters], until)


def applicant_of(case: Case) -> Applicant:
    """The applicant of a request, for an objection to it. Raises :class:`Refused` when already erased."""
    row = case.applicant
    if row is None or row.erased_at is not None:
        raise Refused("refused.objection_request")
    return Applicant(
        row.kind,
        row.name or "",
        row.identity_number or "",
        row.address or "",
        row.contact or "",
        row.on_behalf_of,
    )


def _check(session: Session, objection: Objection) -> None:
    known = machine("keberatan").grounds
    if not objection.grounds or not set(objection.grounds) <= known.keys():
        raise Refused("refused.objection_ground")
    if objection.request is None and any(known[letter].request for letter in objection.grounds):
        raise Refused("refused.objection_request")
    if len(objection.position.strip()) < LEAST_POSITION:
        raise Refused("refused.objection_position")
    if objection.request is not None:
        for earlier in objections_to(session, objection.request):
            if machine("keberatan").is_open(earlier.state):
                raise Refused("refused.objection_twice", number=earlier.number)


def _late(request: Case, day: date) -> bool:
    """UU 14/2008 art. 36(1): within thirty working days after the ground was found."""
    right = next((from_json(raw) for raw in request.deadlines if raw["name"] == "hak keberatan"), None)
    return right is not None and day > right.due_on


def objections_to(session: Session, request: Case) -> Sequence[Case]:
    """The objections to a request, oldest first."""
    query = select(Case).where(Case.parent_id == request.id, Case.kind == "keberatan")
    return session.scalars(query.order_by(Case.id)).all()


def grounds_of(session: Session, objection: Case) -> list[Option]:
    """The grounds as they were stated at filing."""
    known = machine("keberatan").grounds
    return [known[letter] for letter in history(session, objection.id)[0].data.get("grounds", [])]


def reply(session: Session, objection: Case, outcome: str, writing: Writing) -> Answer:
    """The Atasan PPID's written reply. Raises ``Refused`` or ``Stale``; the caller queues it."""
    writing.step(session, objection, "tanggapi", outcome)
    request = session.get(Case, objection.parent_id) if objection.parent_id else None
    if request is not None and outcome in UPHELD:
        at = writing.at or now()
        facts = {"objection": objection.id}
        record(session, request, "keberatan_dikabulkan", writing.actor, at, writing.office, facts)
    right = next(from_json(raw) for raw in objection.deadlines if raw["name"] == "hak sengketa")
    words = say(
        "objection.letter",
        number=objection.number,
        outcome=say(f"outcome.{outcome}"),
        text=writing.text.strip(),
        days=right.limit,
        until=long_date(right.due_on),
        office=writing.office.name,
    )
    return Answer(1, outcome, words)
