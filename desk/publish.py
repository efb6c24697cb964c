"""From an answered case to knowledge: personal data looked for by the machine, then by a person."""

from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Depends, Form, Response
from fastapi.responses import RedirectResponse
from sqlalchemy.orm import Session

from cases.changes import ANSWERS, officer
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
from office.texts import texts

LEAST_TITLE, LEAST_BODY = 8, 20
PUBLISHED_KINDS = ("permohonan", "cek_hoaks")


def may_become_public(case: Case) -> bool:
    """Whether what was answered may be read by everybody: no refusal, also in part, and no complaint."""
    if case.kind not in PUBLISHED_KINDS or case.answered_on is None:
        return False
    return not machine(case.kind).outcomes[str(case.outcome)].refusal


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
        if not may_become_public(case):
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
        with desk.database.writing(officer(person.id)) as session:
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
    events = [event for event in history(session, case.id) if event.kind in ANSWERS]
    said, title = cover(events[-1].text or ""), summary(cover(case.details), 200)
    if case.kind == "cek_hoaks":
        title = texts().say("desk.publish.claim", claim=summary(cover(case.details), 160))
        verdict = texts().say(f"cases.outcome.{case.outcome}")
        source = texts().say("cases.answer.source", source=events[-1].data["source"])
        said = "\n\n".join((verdict, said, source))
    return Entry(title, said, "", case.unit or next((unit.code for unit in desk.office.units), ""))
