"""SP4N-LAPOR!: what is copied field by field into its manual form, and the Tracking ID it gives back.

There is no public interface to it (facts D10, D11): an officer copies, and types the number in here.
"""

import re
from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Depends, Form, Response
from fastapi.responses import RedirectResponse
from sqlalchemy.orm import Session

from cases.changes import officer
from cases.moves import record
from cases.tables import Case
from desk.case import show_case
from desk.queue import summary
from desk.room import Away, Desk, DeskRoute, channel_name
from office.clock import now
from office.people import Person, may
from office.texts import texts
from office.web.pages import long_date

KINDS = ("pengaduan", "aspirasi")
TRACKING_ID = re.compile(r"^\d{5,12}$")


@dataclass(frozen=True)
class Field:
    """One field of the manual form."""

    name: str
    value: str

    @property
    def title(self) -> str:
        return texts().say(f"desk.lapor.field.{self.name}")


def fields_of(desk: Desk, case: Case, with_identity: bool) -> list[Field]:
    """The fields in the order of the form; who complains only when that is not to be hidden."""
    lines = {line.name: line.value for line in case.lines}
    who = case.applicant if with_identity and not case.anonymous else None
    unit = desk.office.unit(case.unit) if case.unit else None
    ticks = [name for name in ("anonymous", "confidential") if getattr(case, name)]
    found = {
        "title": summary(case.details, 100),
        "content": case.details,
        "happened": lines.get("happened", long_date(case.received_on)),
        "place": lines.get("place", ""),
        "reported": lines.get("reported", unit.name if unit else desk.office.name),
        "ticks": ", ".join(texts().say(f"desk.lapor.{name}") for name in ticks),
        "source": channel_name(case.channel),
        "name": who.name or "" if who else "",
        "contact": who.contact or "" if who else "",
    }
    return [Field(name, value) for name, value in found.items() if value]


def routes(desk: Desk) -> APIRouter:
    router = APIRouter(prefix="/desk", route_class=DeskRoute)
    signed_in = Depends(desk.signed_in)

    def complaint(session: Session, case_id: int, person: Person) -> Case:
        desk.allow(person, "complaint.verify")
        case = desk.case(session, case_id, person)
        if case.kind not in KINDS:
            raise Away(desk.pages.page("stopped.html", 404, person=person, reason="unknown"))
        return case

    @router.post("/perkara/{case_id}/salinan-lapor")
    def copy(person: Annotated[Person, signed_in], case_id: int) -> Response:
        """The text to copy. Where it names somebody, that it was looked at is part of the history."""
        with desk.database.writing(officer(person.id)) as session:
            case = complaint(session, case_id, person)
            fields = fields_of(desk, case, may(person, "case.identity"))
            if any(field.name in ("name", "contact") for field in fields):
                record(session, case, "identitas_dilihat", officer(person.id), now(), desk.office)
            return desk.pages.page("lapor.html", person=person, case=case, fields=fields)

    @router.post("/perkara/{case_id}/nomor-lapor")
    def number(
        person: Annotated[Person, signed_in],
        case_id: int,
        external_number: Annotated[str, Form(max_length=60)] = "",
    ) -> Response:
        """The Tracking ID, typed in; a mistyped one is corrected by typing again."""
        typed = external_number.strip().lstrip("#").replace(" ", "")
        with desk.database.writing(officer(person.id)) as session:
            case = complaint(session, case_id, person)
            if not TRACKING_ID.match(typed):
                problem, kept = texts().say("desk.lapor.number_wrong"), {"external_number": external_number}
                return show_case(desk, session, case, person, 422, problem=problem, kept=kept)
            if case.external_number != typed:
                case.external_number = typed
                facts = {"number": typed}
                record(session, case, "nomor_lapor", officer(person.id), now(), desk.office, facts)
        return RedirectResponse(f"/desk/perkara/{case_id}?selesai=nomor_lapor", 303)

    return router
