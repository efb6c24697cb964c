"""The other steps of a case: completeness, disposition, extension, withdrawal, closing, notes."""

from typing import Annotated

from fastapi import APIRouter, Depends, Form, Response
from fastapi.responses import RedirectResponse
from sqlalchemy.orm.exc import StaleDataError

from cases.changes import Change, Refused, Stale, officer
from cases.moves import change, record
from cases.states import machine
from desk.case import OWN_FORMS, show_case
from desk.conflict import conflict, seen
from desk.room import Away, Desk, DeskRoute
from desk.sending import notify
from office.clock import now
from office.people import Person


def routes(desk: Desk) -> APIRouter:
    router = APIRouter(prefix="/desk", route_class=DeskRoute)
    signed_in = Depends(desk.signed_in)

    @router.post("/perkara/{case_id}/langkah/{action}")
    def take(
        person: Annotated[Person, signed_in],
        case_id: int,
        action: str,
        text: Annotated[str, Form()] = "",
        unit: Annotated[str, Form()] = "",
        extension: Annotated[str, Form()] = "",
        chosen_class: Annotated[str, Form(alias="class")] = "",
        body: Annotated[str, Form()] = "",
        ground: Annotated[str, Form()] = "",
        content: Annotated[str, Form()] = "",
        outcome: Annotated[str, Form()] = "",
        version: Annotated[str, Form()] = "",
    ) -> Response:
        """Any step of the state machine that is not an answer; the matrix and the guards decide."""
        with desk.database.reading() as session:
            kind = desk.case(session, case_id, person).kind
        step = machine(kind).transitions.get(action)
        if step is None or action in OWN_FORMS - {"disposisi"}:
            raise Away(desk.pages.page("stopped.html", 404, person=person, reason="unknown"))
        desk.allow(person, step.permission)
        text = text.replace("\r\n", "\n")
        sent = {
            "unit_known": ("unit", unit),
            "lawful_extension": ("extension", extension),
            "class_known": ("class", chosen_class),
            "body_known": ("body", body),
            "ground_known": ("ground", ground),
            "reporter_heard": ("content", "ya" if content == "ya" else "tidak"),
            "ruling_known": ("outcome", outcome),
        }
        # Only what this step checks: nothing unchecked gets into the history.
        data = dict(sent[guard] for guard in step.guards if guard in sent)
        try:
            with desk.database.writing(officer(person.id)) as session:
                case = desk.case(session, case_id, person)
                wanted = Change(action, officer(person.id), data, text, seen(version))
                event = change(session, case, wanted, desk.office, desk.calendar)
                notify(session, case, event, desk.settings.address)
                gone = desk.units_of(person)
        except (Stale, StaleDataError):
            return conflict(desk, case_id, person, text)
        except Refused as refused:
            with desk.database.reading() as session:
                case = desk.case(session, case_id, person)
                kept = {"step": action, "text": text, **data}
                return show_case(desk, session, case, person, 422, problem=str(refused), kept=kept)
        if gone is not None and case.unit not in gone:
            return RedirectResponse("/desk/perkara", 303)
        return RedirectResponse(f"/desk/perkara/{case_id}?selesai={action}", 303)

    @router.post("/perkara/{case_id}/catatan")
    def note(
        person: Annotated[Person, signed_in], case_id: int, text: Annotated[str, Form()] = ""
    ) -> Response:
        """An internal note; the citizen does not see it."""
        desk.allow(person, "case.note")
        with desk.database.writing(officer(person.id)) as session:
            case = desk.case(session, case_id, person)
            if text.strip():
                words = text.replace("\r\n", "\n").strip()
                record(session, case, "catatan", officer(person.id), now(), desk.office, text=words)
        return RedirectResponse(f"/desk/perkara/{case_id}?selesai=catatan", 303)

    return router
