"""Disputes at the Komisi Informasi: recorded from an objection when the petition becomes known."""

from typing import Annotated
from uuid import uuid4

from fastapi import APIRouter, Depends, Form, Response
from fastapi.responses import RedirectResponse

from cases.changes import Refused, officer
from cases.disputes import file_sengketa
from cases.moves import record
from desk.case import show_case
from desk.room import Desk, DeskRoute
from office.clock import now
from office.people import Person


def routes(desk: Desk) -> APIRouter:
    router = APIRouter(prefix="/desk", route_class=DeskRoute)
    signed_in = Depends(desk.signed_in)

    @router.post("/perkara/{case_id}/sengketa")
    def file(
        person: Annotated[Person, signed_in],
        case_id: int,
        external_number: Annotated[str, Form(max_length=60)] = "",
        text: Annotated[str, Form(max_length=10_000)] = "",
        form_key: Annotated[str, Form(max_length=32)] = "",
    ) -> Response:
        """The same form sent twice (the same ``form_key``) records one dispute."""
        desk.allow(person, "dispute.record")
        moment, actor = now(), officer(person.id)
        try:
            with desk.database.writing(officer(person.id)) as session:
                objection = desk.case(session, case_id, person)
                made = file_sengketa(
                    session,
                    key=f"dispute:{case_id}:{form_key or uuid4().hex}",
                    objection=objection,
                    external_number=external_number,
                    petition=text.replace("\r\n", "\n"),
                    received_at=moment,
                    office=desk.office,
                    calendar=desk.calendar,
                    actor=actor,
                )
                if made.opened_at == moment:
                    facts = {"dispute": made.id}
                    record(session, objection, "sengketa_dicatat", actor, moment, desk.office, facts)
                target = f"/desk/perkara/{made.id}?selesai=sengketa"
        except Refused as refused:
            kept = {"form": "sengketa", "external_number": external_number, "text": text}
            with desk.database.reading() as session:
                case = desk.case(session, case_id, person)
                return show_case(desk, session, case, person, 422, problem=str(refused), kept=kept)
        return RedirectResponse(target, 303)

    return router
