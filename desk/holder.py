"""Taking a case, giving it to somebody, putting it down."""

from typing import Annotated

from fastapi import APIRouter, Depends, Form, Response
from fastapi.responses import RedirectResponse
from sqlalchemy.orm.exc import StaleDataError

from cases.assignment import MAY, assign, holders
from cases.changes import Refused, Stale, officer
from desk.case import show_case
from desk.conflict import conflict, seen
from desk.room import Desk, DeskRoute
from office.clock import now
from office.people import Person


def routes(desk: Desk) -> APIRouter:
    router = APIRouter(prefix="/desk", route_class=DeskRoute)
    signed_in = Depends(desk.signed_in)

    def give(person: Person, case_id: int, to: int | None, version: str) -> Response:
        desk.allow(person, MAY)
        actor = officer(person.id)
        try:
            with desk.database.writing(actor) as session:
                case = desk.case(session, case_id, person)
                people = holders(session, desk.office)
                event = assign(session, case, to, actor, now(), desk.office, people, seen(version))
        except (Stale, StaleDataError):
            return conflict(desk, case_id, person, "")
        except Refused as refused:
            with desk.database.reading() as session:
                case = desk.case(session, case_id, person)
                return show_case(desk, session, case, person, 422, problem=str(refused))
        return RedirectResponse(f"/desk/perkara/{case_id}?selesai={event.kind}", 303)

    @router.post("/perkara/{case_id}/ambil")
    def take(
        person: Annotated[Person, signed_in], case_id: int, version: Annotated[str, Form()] = ""
    ) -> Response:
        return give(person, case_id, person.id, version)

    @router.post("/perkara/{case_id}/tugaskan")
    def hand_over(
        person: Annotated[Person, signed_in],
        case_id: int,
        to: Annotated[str, Form(max_length=12)] = "",
        version: Annotated[str, Form()] = "",
    ) -> Response:
        """``to``: somebody's id; empty for nobody."""
        return give(person, case_id, None if not to else int(to) if to.isdecimal() else 0, version)

    return router
