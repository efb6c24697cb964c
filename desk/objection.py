"""Objections at the desk: registered for an applicant, decided by the Atasan PPID alone."""

from typing import Annotated
from uuid import uuid4

from fastapi import APIRouter, Depends, Form, Response
from fastapi.responses import RedirectResponse
from sqlalchemy.orm import Session

from cases.answering import Answer
from cases.changes import Refused, officer
from cases.lookup import history
from cases.moves import record
from cases.objections import Objection, applicant_of, file_keberatan, reply
from cases.status import receipt_words
from cases.tables import Case
from desk.case import show_case
from desk.room import Away, Desk, DeskRoute
from desk.sending import letters_with, tell
from desk.settle import settle, writing
from office.clock import now
from office.people import Person


def routes(desk: Desk) -> APIRouter:
    router = APIRouter(prefix="/desk", route_class=DeskRoute)
    signed_in = Depends(desk.signed_in)

    def register(
        session: Session, request: Case, person: Person, grounds: list[str], text: str, key: str
    ) -> Case:
        """The same form sent twice (the same ``form_key``) opens one objection."""
        moment, actor = now(), officer(person.id)
        made = file_keberatan(
            session,
            key=key,
            conversation_id=request.conversation_id,
            channel=request.channel,
            applicant=applicant_of(request),
            objection=Objection(tuple(grounds), text.replace("\r\n", "\n"), request),
            received_at=moment,
            office=desk.office,
            calendar=desk.calendar,
            actor=actor,
        )
        if made.opened_at != moment:
            return made
        record(session, request, "keberatan_diajukan", actor, moment, desk.office, {"objection": made.id})
        letters = letters_with(made, history(session, made.id)[0])
        tell(session, made, f"case:{made.id}:receipt", receipt_words(made), desk.settings.address, letters)
        return made

    @router.post("/perkara/{case_id}/keberatan")
    def file(
        person: Annotated[Person, signed_in],
        case_id: int,
        grounds: Annotated[list[str], Form()] = [],  # noqa: B006 - FastAPI copies it
        text: Annotated[str, Form()] = "",
        form_key: Annotated[str, Form(max_length=32)] = "",
    ) -> Response:
        desk.allow(person, "objection.file")
        try:
            with desk.database.writing(officer(person.id)) as session:
                request = desk.case(session, case_id, person)
                if request.kind != "permohonan":
                    raise Away(desk.pages.page("stopped.html", 404, person=person, reason="unknown"))
                key = f"objection:{case_id}:{form_key or uuid4().hex}"
                made = register(session, request, person, grounds, text, key)
                target = f"/desk/perkara/{made.id}?selesai=keberatan"
        except Refused as refused:
            with desk.database.reading() as session:
                case = desk.case(session, case_id, person)
                kept = {"form": "keberatan", "grounds": "".join(grounds), "text": text}
                return show_case(desk, session, case, person, 422, problem=str(refused), kept=kept)
        return RedirectResponse(target, 303)

    @router.post("/perkara/{case_id}/tanggapan")
    def decide(
        person: Annotated[Person, signed_in],
        case_id: int,
        outcome: Annotated[str, Form()] = "",
        text: Annotated[str, Form()] = "",
        version: Annotated[str, Form()] = "",
    ) -> Response:
        desk.allow(person, "objection.decide")
        given = writing(desk, person, text, version)
        kept = {"form": "tanggapan", "outcome": outcome, "text": text}

        def work(session: Session, case: Case) -> Answer:
            return reply(session, case, outcome, given)

        return settle(desk, person, case_id, "tanggapi", kept, work)

    return router
