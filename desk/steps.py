"""The other steps of a case: completeness, disposition, extension, withdrawal, closing, notes."""

from typing import Annotated

from fastapi import APIRouter, Depends, Form, Response
from fastapi.responses import RedirectResponse
from sqlalchemy.orm import Session
from sqlalchemy.orm.exc import StaleDataError

from cases.changes import Change, Refused, Stale, officer
from cases.deadlines import from_json
from cases.letters.kinds import letters_after
from cases.moves import change, record
from cases.redirections import redirections
from cases.states import machine
from cases.tables import Case, CaseEvent
from desk.case import OWN_FORMS, show_case
from desk.conflict import conflict, seen
from desk.room import Away, Desk, DeskRoute
from desk.sending import tell
from office.clock import now
from office.people import Person
from office.texts import texts
from office.web.pages import long_date


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
        }
        # Only what this step checks: nothing unchecked gets into the history.
        data = dict(sent[guard] for guard in step.guards if guard in sent)
        try:
            with desk.database.writing() as session:
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
        with desk.database.writing() as session:
            case = desk.case(session, case_id, person)
            if text.strip():
                words = text.replace("\r\n", "\n").strip()
                record(session, case, "catatan", officer(person.id), now(), desk.office, text=words)
        return RedirectResponse(f"/desk/perkara/{case_id}?selesai=catatan", 303)

    return router


def notify(session: Session, case: Case, event: CaseEvent, address: str) -> None:
    """Tell the citizen about a step that is told in writing (``cases.notice`` in the texts)."""
    key = f"cases.notice.{case.kind}.{event.kind}"
    if key not in texts():
        return
    due = {raw["name"]: long_date(from_json(raw).due_on) for raw in case.deadlines}
    body = next((one for one in redirections() if one.name == event.data.get("body")), None)
    ground = machine(case.kind).grounds.get(str(event.data.get("ground", "")))
    words = texts().say(
        key,
        number=case.number,
        reason=event.text or "",
        due=long_date(case.due_on),
        repair=due.get("perbaikan", ""),
        body=body.title if body else "",
        how=body.how if body else "",
        ground=ground.title if ground else "",
    )
    letter = letters_after(case.kind, event.kind)
    tell(session, case, f"case:{case.id}:event:{event.id}", words, address if letter else "")
