"""Answering: the outcome, the words, and the message to the citizen in one transaction."""

from typing import Annotated

from fastapi import APIRouter, Depends, Form, Response
from fastapi.responses import RedirectResponse
from sqlalchemy.orm.exc import StaleDataError

from cases.answering import answer
from cases.changes import Refused, Stale, officer
from desk.case import show_case
from desk.conflict import conflict, seen
from desk.room import Desk, DeskRoute
from desk.sending import tell
from office.people import Person


def routes(desk: Desk) -> APIRouter:
    router = APIRouter(prefix="/desk", route_class=DeskRoute)
    signed_in = Depends(desk.signed_in)

    @router.post("/perkara/{case_id}/jawab")
    def send(
        person: Annotated[Person, signed_in],
        case_id: int,
        outcome: Annotated[str, Form()] = "",
        text: Annotated[str, Form()] = "",
        version: Annotated[str, Form()] = "",
    ) -> Response:
        desk.allow(person, "case.answer")
        text = text.replace("\r\n", "\n")
        try:
            with desk.database.writing() as session:
                case = desk.case(session, case_id, person)
                given = answer(
                    session,
                    case,
                    outcome=outcome,
                    text=text,
                    actor=officer(person.id),
                    seen_version=seen(version),
                    office=desk.office,
                    calendar=desk.calendar,
                )
                sent = tell(session, case, given.key(case), given.text)
        except (Stale, StaleDataError):
            return conflict(desk, case_id, person, text)
        except Refused as refused:
            with desk.database.reading() as session:
                case = desk.case(session, case_id, person)
                kept = {"outcome": outcome, "text": text}
                return show_case(desk, session, case, person, 422, problem=str(refused), kept=kept)
        return RedirectResponse(f"/desk/perkara/{case_id}?selesai={'jawab' if sent else 'jawab_surat'}", 303)

    return router
