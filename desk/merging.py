"""Merging a duplicate into the earlier case of the same person; the citizen is told once, with both numbers."""

from typing import Annotated

from fastapi import APIRouter, Depends, Form, Response
from fastapi.responses import RedirectResponse
from sqlalchemy.orm.exc import StaleDataError

from cases.changes import Refused, Stale, officer
from cases.merging import merge
from desk.case import show_case
from desk.conflict import conflict, seen
from desk.room import Desk, DeskRoute
from desk.sending import notify
from office.clock import now
from office.people import Person


def routes(desk: Desk) -> APIRouter:
    router = APIRouter(prefix="/desk", route_class=DeskRoute)
    signed_in = Depends(desk.signed_in)

    @router.post("/perkara/{case_id}/gabungkan")
    def join(
        person: Annotated[Person, signed_in],
        case_id: int,
        into: Annotated[str, Form(max_length=60)] = "",
        text: Annotated[str, Form(max_length=5000)] = "",
        version: Annotated[str, Form()] = "",
    ) -> Response:
        desk.allow(person, "case.merge")
        actor, reason = officer(person.id), text.replace("\r\n", "\n")
        try:
            with desk.database.writing(actor) as session:
                case = desk.case(session, case_id, person)
                event = merge(
                    session, case, into, reason, actor, seen(version), desk.office, desk.calendar, now()
                )
                notify(session, case, event, desk.settings.address)
        except (Stale, StaleDataError):
            return conflict(desk, case_id, person, reason)
        except Refused as refused:
            with desk.database.reading() as session:
                case = desk.case(session, case_id, person)
                kept = {"form": "gabungkan", "into": into, "text": reason}
                return show_case(desk, session, case, person, 422, problem=str(refused), kept=kept)
        return RedirectResponse(f"/desk/perkara/{case_id}?selesai=gabungkan", 303)

    return router
