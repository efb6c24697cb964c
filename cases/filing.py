"""Opening a case: number and due date at once, in the caller's transaction (UU 14/2008 art. 22(3)-(4))."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from cases.attachments import take_over
from cases.changes import APPLICANT
from cases.deadlines import Deadline, due_dates, main_deadline
from cases.moves import record
from cases.numbers import lock_sequence, register, write_number
from cases.states import machine
from cases.tables import Case, CaseApplicant, CaseLine
from cases.words import index_words
from office.calendar import Calendar
from office.clock import local_date
from office.database import sealer
from office.profile import Office
from office.working_days import current_calendar


@dataclass(frozen=True)
class Applicant:
    """Who asks (Perki 1/2021 art. 27 and 29(5)). ``identity_number``: NIK, or number of the legal decree."""

    kind: str
    name: str
    identity_number: str
    address: str
    contact: str
    on_behalf_of: str | None = None
    """For whom a proxy asks, or the name of the group."""
    power_of_attorney: str | None = None
    """Number and date of the letter by which somebody asks for others."""
    represented_by: str | None = None
    """Who signs for a legal entity."""


def applicant_from(kind: str, values: Mapping[str, str]) -> Applicant:
    """The applicant from the checked lines of the form that belong to the kind (``cases.fields.lines_of``)."""
    entity = kind == "badan_hukum"
    return Applicant(
        kind,
        name=values["entity" if entity else "name"],
        identity_number=values["decree" if entity else "nik"],
        address=values["address"],
        contact=values["contact"],
        on_behalf_of=values.get("group" if kind == "kelompok" else "on_behalf_of"),
        power_of_attorney=values.get("power_of_attorney"),
        represented_by=values.get("name") if entity else None,
    )


@dataclass(frozen=True)
class RequestedInformation:
    """What is asked, in the citizen's own words, and how it is wanted (Perki 1/2021 art. 29(5))."""

    details: str
    purpose: str
    obtain: str | None = None
    deliver: str | None = None


def file_permohonan(
    session: Session,
    *,
    key: str,
    conversation_id: str | None,
    channel: str,
    applicant: Applicant,
    request: RequestedInformation,
    received_at: datetime,
    office: Office,
    calendar: Calendar | None = None,
    unit: str | None = None,
    actor: str = APPLICANT,
    helped: bool = False,
) -> Case:
    """Open a request. Filing the same ``key`` again returns the same case and changes nothing.

    ``helped``: an officer filled the form for a person with special needs (Perki 1/2021 art. 29(2)).
    Raises ``ValueError`` when the applicant's kind is unknown.
    """
    facts = {"channel": channel, "applicant_kind": applicant.kind, "helped": helped}
    content = {
        "details": request.details,
        "purpose": request.purpose,
        "obtain": request.obtain,
        "deliver": request.deliver,
        "unit": unit,
    }
    filing = Filing("permohonan", key, conversation_id, channel, received_at, actor, facts, content)
    return open_case(session, filing, applicant, office, calendar or current_calendar(session))


@dataclass(frozen=True)
class Filing:
    """A case about to be opened."""

    kind: str
    key: str
    conversation_id: str | None
    channel: str
    received_at: datetime
    actor: str
    facts: Mapping[str, Any]
    """For the event: nothing personal."""
    content: Mapping[str, Any]
    """Further columns of the case."""
    lines: Mapping[str, str | None] = field(default_factory=dict)
    """Further lines of the form, in the citizen's words; empty ones are left out."""
    deadlines: tuple[Deadline, ...] = ()
    """The limits, where they do not all run from the day of receipt."""


def open_case(
    session: Session, filing: Filing, applicant: Applicant | None, office: Office, calendar: Calendar
) -> Case:
    """Number, clock and first event of a case of any kind; the same key again returns the same case.

    Without an ``applicant`` nothing is kept about who filed it.
    """
    found = _filed(session, filing.key)
    if found is not None:
        return found
    day = local_date(filing.received_at, office.zone)
    sequence = lock_sequence(session, filing.kind, day)
    found = _filed(session, filing.key)
    if found is not None:  # filed by another worker while this one waited for the lock
        return found
    sequence.last += 1
    # Limits in hours run from the moment, at the office's own time.
    received = filing.received_at.astimezone(office.zone)
    deadlines = filing.deadlines or due_dates(filing.kind, received, calendar)
    due = main_deadline(deadlines)
    case = Case(
        key=filing.key,
        office=register(),
        kind=filing.kind,
        number=write_number(filing.kind, sequence.last, day),
        year=day.year,
        sequence=sequence.last,
        state=machine(filing.kind).start,
        conversation_id=filing.conversation_id,
        channel=filing.channel,
        opened_at=filing.received_at,
        received_on=day,
        due_on=due.due_on,
        safe_on=due.safe_on,
        deadlines=[deadline.as_json() for deadline in deadlines],
        **filing.content,
    )
    session.add(case)
    session.flush()
    if applicant is not None:
        session.add(_applicant(case.id, applicant))
    session.add_all(
        CaseLine(case_id=case.id, name=name, value=value) for name, value in filing.lines.items() if value
    )
    facts = {**filing.facts, "due": due.due_on.isoformat()}
    record(session, case, "terdaftar", filing.actor, filing.received_at, office, facts).to_state = case.state
    index_words(session, [case])
    if filing.actor == APPLICANT:
        take_over(session, case, filing.received_at, office)
    session.flush()
    return case


def _filed(session: Session, key: str) -> Case | None:
    return session.scalar(select(Case).where(Case.key == key))


def _applicant(case_id: int, applicant: Applicant) -> CaseApplicant:
    number = applicant.identity_number
    return CaseApplicant(
        case_id=case_id,
        kind=applicant.kind,
        name=applicant.name,
        identity_number=number or None,
        identity_index=sealer().blind(number, "case_applicant.identity_number") if number else None,
        address=applicant.address,
        contact=applicant.contact,
        on_behalf_of=applicant.on_behalf_of,
        power_of_attorney=applicant.power_of_attorney,
        represented_by=applicant.represented_by,
    )
