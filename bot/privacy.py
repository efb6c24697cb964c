"""``tanya privacy``: what is kept about one person, and erasing it as far as archives may be (UU 27/2022 art. 15, 43).

A person is found by the number of one of their cases: somebody who asks in a letter has nothing else we know them by.
"""

from __future__ import annotations

import base64
from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

from sqlalchemy import inspect, or_, select
from sqlalchemy.orm import Session

import cases.tasks  # noqa: F401 - every table about a citizen must be known here
from bot.forgetting import forget_words
from bot.local import Refused
from bot.tables import Conversation, Inbox, Outbox
from cases.attachments import erase, of_case
from cases.drafts import end_drafts
from cases.letters.tables import Letter
from cases.lookup import by_number, cases_of
from cases.states import machine
from cases.tables import Case, CaseApplicant
from cases.words import CaseWord, index_words
from office.audit import note
from office.clock import now
from office.database import Base
from office.texts import texts

PERSONAL = ("name", "identity_number", "identity_index", "address", "contact", "on_behalf_of",
            "power_of_attorney", "represented_by")  # fmt: skip


def cases_of_person(session: Session, number: str) -> list[Case]:
    """The case of that number and all others of the same person: the same identity number or the same conversation."""
    first = by_number(session, number)
    if first is None:
        raise Refused(f"Tidak ada perkara bernomor {number}.")
    found = {first.id: first}
    if first.conversation_id:
        found |= {case.id: case for case in cases_of(session, first.conversation_id)}
    known = first.applicant.identity_index if first.applicant else None
    if known:
        same = select(Case).join(CaseApplicant).where(CaseApplicant.identity_index == known)
        found |= {case.id: case for case in session.scalars(same)}
    return [found[key] for key in sorted(found)]


def kept(session: Session, number: str) -> dict[str, list[dict[str, Any]]]:
    """Every row about the person of a case, by table, opened. Raises :class:`Refused` for an unknown number."""
    found = cases_of_person(session, number)
    note(session, "privacy.exported", f"case:{found[0].id}")
    numbers = [case.id for case in found]
    talks = _talks(session, found)
    said: dict[str, list[dict[str, Any]]] = {}
    for model in _tables():
        rows = session.scalars(select(model).where(_about(model, numbers, talks)))
        if lines := [_line(row) for row in rows]:
            said[model.__tablename__] = lines
    return said


def forget_conversations(session: Session, number: str) -> list[str]:
    """Erase what was said in the person's conversations, whose ids it gives; cases stay (UU 27/2022 art. 15)."""
    found = cases_of_person(session, number)
    talks = _talks(session, found)
    for talk in talks:
        forget_words(session, talk, texts()["dialogue.erased"].plain)
    note(session, "privacy.erased", f"case:{found[0].id}", {"conversations": len(talks)})
    return talks


def _talks(session: Session, found: list[Case]) -> list[str]:
    """The conversations of these cases, those in which only mail about them was sent included."""
    talks = {case.conversation_id for case in found if case.conversation_id}
    for case in found:
        mailed = select(Outbox.conversation_id).where(Outbox.key.startswith(f"mail:case:{case.id}:"))
        talks |= set(session.scalars(mailed))
    return sorted(talks)


def forget_applicant(session: Session, number: str, reason: str) -> list[str]:
    """Erase who asked from all closed cases of the person, once their archive term is over. Gives the cases' numbers.

    The request itself, its dates and the answer stay: they are the register.

    Raises:
        Refused: a case is still open, or no reason is given.
    """
    if not reason.strip():
        raise Refused("Tulis alasannya dengan --reason, misalnya nomor jadwal retensi arsip.")
    found = cases_of_person(session, number)
    running = [case.number for case in found if case.state not in machine(case.kind).names("closed")]
    if running:
        raise Refused(f"Perkara {', '.join(running)} masih berjalan. Data pemohonnya belum boleh dihapus.")
    for case in found:
        if case.applicant is not None:
            for column in PERSONAL:
                setattr(case.applicant, column, None)
            case.applicant.erased_at = now()
        for letter in session.scalars(select(Letter).where(Letter.case_id == case.id)):
            letter.pdf = None
        end_drafts(session, case)
        for attachment in of_case(session, case):
            erase(attachment, now())
        note(session, "privacy.applicant_erased", f"case:{case.id}", {"reason": reason.strip()})
    index_words(session, found)  # nobody finds them by their name any more
    return [case.number for case in found]


def _tables() -> Iterator[Any]:
    """Every table with rows about a case or a conversation; fingerprints of their words say nothing more."""
    for mapper in sorted(Base.registry.mappers, key=lambda mapper: mapper.class_.__tablename__):
        if mapper.class_ is CaseWord:
            continue
        columns = {column.key for column in inspect(mapper.class_).column_attrs}
        if mapper.class_ in (Case, Conversation) or columns & {"case_id", "conversation_id", "inbox_id"}:
            yield mapper.class_


def _about(model: Any, numbers: list[int], talks: list[str]) -> Any:
    if model is Conversation:
        return Conversation.id.in_(talks)
    conditions = [Case.id.in_(numbers)] if model is Case else []
    if hasattr(model, "case_id"):
        conditions.append(model.case_id.in_(numbers))
    if hasattr(model, "conversation_id"):
        conditions.append(model.conversation_id.in_(talks))
    if hasattr(model, "inbox_id"):
        messages = select(Inbox.id).where(Inbox.conversation_id.in_(talks))
        conditions.append(model.inbox_id.in_(messages))
    return or_(*conditions)


def _line(row: Any) -> dict[str, Any]:
    return {
        column.key: _plain(getattr(row, column.key))
        for column in inspect(type(row)).column_attrs
        if not column.key.endswith("_index")  # our keyed fingerprints say nothing to anybody
    }


def _plain(value: Any) -> Any:
    if isinstance(value, datetime | date):
        return value.isoformat()
    return base64.b64encode(value).decode() if isinstance(value, bytes) else value
