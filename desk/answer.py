"""Answering, proposing a refusal, approving it: words, event and message to the citizen in one transaction."""

from collections.abc import Callable
from typing import Annotated

from fastapi import APIRouter, Depends, Form, Response
from fastapi.responses import RedirectResponse
from sqlalchemy.orm import Session
from sqlalchemy.orm.exc import StaleDataError

from cases.answering import Answer, Writing, answer, approve_refusal, proposal, propose_refusal
from cases.changes import Refused, Stale, officer
from cases.tables import Case
from desk.case import show_case
from desk.conflict import conflict, seen
from desk.room import Away, Desk, DeskRoute
from desk.sending import tell
from office.people import Person

Kept = dict[str, str]


def routes(desk: Desk) -> APIRouter:
    router = APIRouter(prefix="/desk", route_class=DeskRoute)
    signed_in = Depends(desk.signed_in)

    def writing(person: Person, text: str, version: str, **facts: str) -> Writing:
        plain = text.replace("\r\n", "\n")
        return Writing(plain, officer(person.id), seen(version), desk.office, desk.calendar, facts=facts)

    def settle(
        person: Person, case_id: int, done: str, kept: Kept, work: Callable[[Session, Case], Answer | None]
    ) -> Response:
        """Do the work and queue what it says; on refusal or conflict nothing is kept but the officer's text."""
        try:
            with desk.database.writing() as session:
                case = desk.case(session, case_id, person)
                outgoing = work(session, case)
                if outgoing and not tell(session, case, outgoing.key(case), outgoing.text):
                    done = "jawab_surat"
        except (Stale, StaleDataError):
            return conflict(desk, case_id, person, kept["text"])
        except Refused as refused:
            with desk.database.reading() as session:
                case = desk.case(session, case_id, person)
                return show_case(desk, session, case, person, 422, problem=str(refused), kept=kept)
        return RedirectResponse(f"/desk/perkara/{case_id}?selesai={done}", 303)

    @router.post("/perkara/{case_id}/jawab")
    def send(
        person: Annotated[Person, signed_in],
        case_id: int,
        outcome: Annotated[str, Form()] = "",
        text: Annotated[str, Form()] = "",
        holder: Annotated[str, Form(max_length=200)] = "",
        version: Annotated[str, Form()] = "",
    ) -> Response:
        desk.allow(person, "case.answer")
        given = writing(person, text, version, holder=holder)
        kept = {"form": "jawab", "outcome": outcome, "text": text, "holder": holder}
        return settle(person, case_id, "jawab", kept, lambda s, case: answer(s, case, outcome, given))

    @router.post("/perkara/{case_id}/penolakan")
    def propose(
        person: Annotated[Person, signed_in],
        case_id: int,
        outcome: Annotated[str, Form()] = "",
        text: Annotated[str, Form()] = "",
        ground: Annotated[str, Form()] = "",
        statute: Annotated[str, Form(max_length=200)] = "",
        consequence_test: Annotated[str, Form(max_length=200)] = "",
        version: Annotated[str, Form()] = "",
    ) -> Response:
        """A refusal with its ground, for the Atasan PPID to decide (Perki 1/2021 art. 10(2) and 34)."""
        desk.allow(person, "case.refuse")
        facts = {"ground": ground, "statute": statute, "consequence_test": consequence_test}
        given = writing(person, text, version, **facts)
        kept = {"form": "penolakan", "outcome": outcome, "text": text, **facts}
        done = "ajukan_penolakan"
        return settle(person, case_id, done, kept, lambda s, case: propose_refusal(s, case, outcome, given))

    @router.post("/perkara/{case_id}/persetujuan")
    def approve(
        person: Annotated[Person, signed_in],
        case_id: int,
        text: Annotated[str, Form()] = "",
        version: Annotated[str, Form()] = "",
    ) -> Response:
        """Only now the refusal goes out."""
        desk.allow(person, "case.approve")
        with desk.database.reading() as session:
            if proposal(session, desk.case(session, case_id, person)) is None:
                raise Away(RedirectResponse(f"/desk/perkara/{case_id}", 303))
        given = writing(person, text, version)
        kept = {"form": "persetujuan", "text": text}
        return settle(
            person, case_id, "setujui_penolakan", kept, lambda s, case: approve_refusal(s, case, given)
        )

    return router
