"""From an answered case to knowledge: personal data looked for by the machine, then by a person."""

from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Depends, Form, Response
from fastapi.responses import RedirectResponse
from sqlalchemy.orm import Session

from cases.changes import officer
from cases.lookup import history
from cases.moves import record
from cases.states import machine
from cases.tables import Case
from desk.conversation import cover
from desk.leftovers import Leftover, leftovers
from desk.queue import summary
from desk.room import Away, Desk, DeskRoute
from knowledge.publishing import publish
from office.clock import now
from office.people import Person

LEAST_TITLE, LEAST_BODY = 8, 20


@dataclass(frozen=True)
class Entry:
    """What is about to be published."""

    title: str
    body: str
    variants: str = ""
    unit: str = ""

    @property
    def all_text(self) -> str:
        return "\n".join((self.title, self.body, self.variants))

    def problem(self) -> str | None:
        """The key of what is missing."""
        if len(self.title.strip()) < LEAST_TITLE:
            return "title"
        return "body" if len(self.body.strip()) < LEAST_BODY else None


def routes(desk: Desk) -> APIRouter:
    router = APIRouter(prefix="/desk", route_class=DeskRoute)
    signed_in = Depends(desk.signed_in)

    def answered(session: Session, case_id: int, person: Person) -> Case:
        desk.allow(person, "knowledge.publish")
        case = desk.case(session, case_id, person)
        # What was refused, also in part, never becomes public through this door.
        if (
            case.kind != "permohonan"
            or case.outcome is None
            or machine(case.kind).outcomes[case.outcome].refusal
        ):
            raise Away(RedirectResponse(f"/desk/perkara/{case_id}", 303))
        return case

    def page(
        case: Case, person: Person, entry: Entry, status: int = 200, problem: str | None = None
    ) -> Response:
        found = leftovers(entry.all_text, case.applicant, desk.office)
        return desk.pages.page(
            "publish.html", status, person=person, case=case, entry=entry, leftovers=found, problem=problem
        )

    @router.get("/perkara/{case_id}/terbitkan")
    def form(person: Annotated[Person, signed_in], case_id: int) -> Response:
        with desk.database.reading() as session:
            case = answered(session, case_id, person)
            return page(case, person, _prefilled(desk, session, case))

    @router.post("/perkara/{case_id}/terbitkan")
    def send(
        person: Annotated[Person, signed_in],
        case_id: int,
        title: Annotated[str, Form()] = "",
        body: Annotated[str, Form()] = "",
        variants: Annotated[str, Form()] = "",
        unit: Annotated[str, Form()] = "",
        looked: Annotated[str, Form()] = "",
        not_personal: Annotated[str, Form()] = "",
    ) -> Response:
        entry = Entry(title.strip(), body.replace("\r\n", "\n").strip(), variants.replace("\r\n", "\n"), unit)
        with desk.database.writing() as session:
            case = answered(session, case_id, person)
            found = leftovers(entry.all_text, case.applicant, desk.office)
            problem = entry.problem() or _privacy(found, bool(looked), bool(not_personal))
            if problem:
                return page(case, person, entry, 422, problem)
            known = desk.office.unit(unit)
            row = publish(
                session,
                title=entry.title,
                body=entry.body,
                variants=entry.variants.splitlines(),
                unit=known.name if known else desk.office.name,
                source_date=case.answered_on,
                id=f"published-perkara-{case.id}",
            )
            record(session, case, "diterbitkan", officer(person.id), now(), desk.office, {"entry": row.id})
        return RedirectResponse(f"/desk/perkara/{case_id}?selesai=terbitkan", 303)

    return router


def _privacy(found: list[Leftover], looked: bool, not_personal: bool) -> str | None:
    """A certain find stops; an uncertain one needs a person's word; looking is always needed."""
    if any(leftover.certain for leftover in found):
        return "personal"
    if found and not not_personal:
        return "perhaps_personal"
    return None if looked else "look"


def _prefilled(desk: Desk, session: Session, case: Case) -> Entry:
    answers = [event.text or "" for event in history(session, case.id) if event.kind == "jawab"]
    unit = case.unit or next((unit.code for unit in desk.office.units), "")
    return Entry(summary(cover(case.details), 200), cover(answers[-1] if answers else ""), "", unit)
