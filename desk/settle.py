"""One way to finish a form about a case: do it, tell the citizen, or keep what was written."""

from collections.abc import Callable

from fastapi import Response
from fastapi.responses import RedirectResponse
from sqlalchemy.orm import Session
from sqlalchemy.orm.exc import StaleDataError

from cases.answering import Answer, Writing
from cases.attachments import send_with_answer
from cases.changes import Refused, Stale, officer
from cases.drafts import end_drafts
from cases.lookup import history
from cases.tables import Case
from cases.tasks import to_be_sent
from desk.case import show_case
from desk.conflict import conflict, seen
from desk.room import Desk
from desk.sending import as_enclosed, letters_with, tell
from office.clock import now
from office.people import Person
from office.scanner import Scanner

Kept = dict[str, str]
Work = Callable[[Session, Case], Answer | None]


def writing(desk: Desk, person: Person, text: str, version: str, **facts: str) -> Writing:
    """What an officer wrote, from which version of the case."""
    plain = text.replace("\r\n", "\n")
    return Writing(plain, officer(person.id), seen(version), desk.office, desk.calendar, facts=facts)


def settle(desk: Desk, person: Person, case_id: int, done: str, kept: Kept, work: Work) -> Response:
    """Do the work and queue what it says; on refusal or conflict nothing is kept but the officer's text."""
    try:
        with desk.database.writing(officer(person.id)) as session:
            case = desk.case(session, case_id, person)
            outgoing = work(session, case)
            end_drafts(session, case, person.id)
            if outgoing and not _send(desk, session, case, outgoing):
                to_be_sent(session, case, case.deliver or case.channel, now())
                done = "jawab_surat"
    except (Stale, StaleDataError):
        return conflict(desk, case_id, person, kept["text"])
    except Refused as refused:
        with desk.database.reading() as session:
            case = desk.case(session, case_id, person)
            return show_case(desk, session, case, person, 422, problem=str(refused), kept=kept)
    return RedirectResponse(f"/desk/perkara/{case_id}?selesai={done}", 303)


def _send(desk: Desk, session: Session, case: Case, outgoing: Answer) -> bool:
    """Queue the answer with its letter and its files. Raises :class:`Refused` when a file must not go out."""
    files = as_enclosed(send_with_answer(session, case, now(), Scanner(desk.settings.scanner)))
    event = history(session, case.id)[-1]
    letters = letters_with(case, event)
    return tell(session, case, outgoing.key(case), outgoing.text, desk.settings.address, letters + files)
