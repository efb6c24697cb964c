"""Writing a letter once and keeping it as sent.

A letter follows from an event: it is made within seconds of it, or when somebody first opens it, and from
then on it is the same file. Making it never holds back the step that caused it.
"""

from __future__ import annotations

import base64
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, and_, exists, or_, select
from sqlalchemy.orm import Session

from cases.letters.kinds import LetterKind, kinds, letters_after
from cases.letters.tables import Letter, LetterWording
from cases.letters.values import Occasion, samples, values_of
from cases.letters.wording import Wording, WordingRefused, check, fill, parse
from cases.lookup import history
from cases.numbers import lock_sequence, write_number
from cases.tables import Case, CaseEvent
from cases.texts import plain_date
from cases.typeset import NotTypeset, typeset
from office.clock import now
from office.profile import Office
from office.texts import texts

LAYOUT = "surat.typ"
SERIES = "surat"
RECENT = timedelta(days=7)
"""How far back letters are looked for: longer than an office is ever shut without a running server."""
AT_ONCE = 20
"""Letters made in one look for what is due, so that others may write in between."""


@dataclass(frozen=True)
class Due:
    """A letter that an event calls for, made or not."""

    event: CaseEvent
    kind: LetterKind
    letter: Letter | None


def wording_of(session: Session, kind: LetterKind) -> str:
    """The wording in use: the office's newest, or the shipped one."""
    return own_wording(session, kind) or kind.shipped()


def own_wording(session: Session, kind: LetterKind) -> str | None:
    """What the office saved last; None when it uses the shipped wording."""
    query = select(LetterWording.text).where(LetterWording.kind == kind.name)
    return session.scalar(query.order_by(LetterWording.id.desc()).limit(1)) or None


def save_wording(session: Session, kind: LetterKind, text: str, office: Office, person_id: int) -> None:
    """Keep a new wording. Raises :class:`WordingRefused` when a letter could not be made with it."""
    text = text.replace("\r\n", "\n").strip()
    preview(kind, text, office)
    session.add(LetterWording(kind=kind.name, text=text, saved_at=now(), saved_by=person_id))


def back_to_shipped(session: Session, kind: LetterKind, person_id: int) -> None:
    """Use the shipped wording again, also when it changes with a new version."""
    session.add(LetterWording(kind=kind.name, text="", saved_at=now(), saved_by=person_id))


def preview(kind: LetterKind, text: str, office: Office) -> bytes:
    """The letter with made-up content. Raises :class:`WordingRefused` with one sentence."""
    wording = check(kind, text)
    try:
        return typeset(LAYOUT, _sheet(kind, wording, samples(kind, office), office, now().date()))
    except NotTypeset as refused:
        raise WordingRefused(texts().say("letters.not_typeset", reason=str(refused))) from refused


def letters_of(session: Session, case: Case) -> list[Due]:
    """The letters a case has called for so far, newest first."""
    made = {(row.event_id, row.kind): row for row in session.scalars(_letters(case.id))}
    due = [
        Due(event, kind, made.get((event.id, kind.name)))
        for event in history(session, case.id)
        for kind in letters_after(case.kind, event.kind)
    ]
    return due[::-1]


def letter_for(session: Session, case: Case, event: CaseEvent, kind: LetterKind, office: Office) -> Letter:
    """The letter about an event, dated with it; made now if it was not yet, in the caller's writing transaction."""
    sequence = lock_sequence(session, SERIES, event.day)  # who also makes it waits here
    found = session.scalar(select(Letter).filter_by(event_id=event.id, kind=kind.name))
    if found is not None:
        return found
    sequence.last += 1
    number = write_number(SERIES, sequence.last, event.day)
    values = values_of(kind, Occasion(session, case, event, office, number))
    sheet = _sheet(kind, parse(wording_of(session, kind)), values, office, event.day)
    pdf = base64.b64encode(typeset(LAYOUT, sheet)).decode()
    letter = Letter(case_id=case.id, event_id=event.id, kind=kind.name, number=number, made_at=now(), pdf=pdf)
    session.add(letter)
    session.flush()
    return letter


def pdf_of(letter: Letter) -> bytes | None:
    """The file as it was made; None when its content was erased."""
    return base64.b64decode(letter.pdf) if letter.pdf else None


def letters_due(session: Session, at: datetime | None = None) -> Sequence[tuple[CaseEvent, Case]]:
    """Recent events that still miss a letter, oldest first, a few at a time."""
    missing = or_(*(_calls(kind) for kind in kinds().values()))
    query = (
        select(CaseEvent, Case)
        .join(Case, Case.id == CaseEvent.case_id)
        .where(CaseEvent.at >= (at or now()) - RECENT, missing)
        .order_by(CaseEvent.id)
        .limit(AT_ONCE)
    )
    return [(event, case) for event, case in session.execute(query)]


def write_due(session: Session, office: Office, at: datetime | None = None) -> int:
    """Make letters that recent events still miss, a few at a time; gives how many were made.

    What happened before letters were kept is not written now as if it had been sent then.
    """
    made = 0
    for event, case in letters_due(session, at):
        for kind in letters_after(case.kind, event.kind):
            letter_for(session, case, event, kind, office)
            made += 1
    return made


def _calls(kind: LetterKind) -> ColumnElement[bool]:
    """Events that call for this letter and have none."""
    there = exists().where(Letter.event_id == CaseEvent.id, Letter.kind == kind.name)
    return and_(Case.kind.in_(kind.case_kinds), CaseEvent.kind.in_(kind.events), ~there)


def _letters(case_id: int) -> Any:
    return select(Letter).where(Letter.case_id == case_id)


def _sheet(
    kind: LetterKind, wording: Wording, values: dict[str, str], office: Office, day: date
) -> dict[str, Any]:
    """The data of the layout: letterhead, content, signature."""
    signatory = office.signatories.get(kind.signatory, {})
    place = (
        texts().say("letters.place_and_date", place=office.capital, date=plain_date(day)).removeprefix(", ")
    )
    return {
        **fill(wording, values),
        "office": letterhead(office),
        "place_and_date": place,
        "signatory": {
            "post": office.posts.get(kind.signatory, texts().say(f"letters.post.{kind.signatory}")),
            "name": signatory.get("name", ""),
            "id": signatory.get("id", ""),
        },
        "note": texts().say("letters.note", email=office.email, phone=office.phone),
    }


def letterhead(office: Office) -> dict[str, Any]:
    """Name and addresses as they stand at the top of every sheet."""
    reach = ", ".join(part for part in (office.phone, office.email, office.website) if part)
    return {"name": office.name, "lines": [line for line in (office.short, office.address, reach) if line]}
