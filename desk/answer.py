"""Answering, proposing a refusal or a verdict, approving it: words, event and message in one transaction."""

from typing import Annotated

from fastapi import APIRouter, Depends, Form, Response
from fastapi.responses import RedirectResponse

from cases.answering import answer, approve, proposal, propose
from cases.fields import options
from cases.states import machine
from desk.room import Away, Desk, DeskRoute
from desk.settle import settle, writing
from office.people import Person


def giving(medium: str, cost: str, payment: str, ready_in: str) -> dict[str, str]:
    """How what is given is given, at what cost, and when it is ready (UU 14/2008 art. 22(7) f-g)."""
    known = dict(options("medium"))
    chosen = medium if medium in known else ""
    return {"medium": chosen, "cost": rupiah(cost), "payment": payment, "ready_in": ready_in}


def rupiah(typed: str) -> str:
    """An amount as people type it (``Rp15.000``), in whole rupiah; nothing where nothing is charged."""
    digits = "".join(sign for sign in typed if sign.isdigit()).lstrip("0")
    return digits if typed.isascii() else ""


def routes(desk: Desk) -> APIRouter:
    router = APIRouter(prefix="/desk", route_class=DeskRoute)
    signed_in = Depends(desk.signed_in)

    @router.post("/perkara/{case_id}/jawab")
    def send(
        person: Annotated[Person, signed_in],
        case_id: int,
        outcome: Annotated[str, Form()] = "",
        text: Annotated[str, Form()] = "",
        holder: Annotated[str, Form(max_length=200)] = "",
        medium: Annotated[str, Form(max_length=30)] = "",
        cost: Annotated[str, Form(max_length=12)] = "",
        payment: Annotated[str, Form(max_length=100)] = "",
        ready_in: Annotated[str, Form(max_length=100)] = "",
        version: Annotated[str, Form()] = "",
    ) -> Response:
        desk.allow(person, "case.answer")
        facts = {"holder": holder, **giving(medium, cost, payment, ready_in)}
        given = writing(desk, person, text, version, **facts)
        kept = {"form": "jawab", "outcome": outcome, "text": text, **facts}
        return settle(desk, person, case_id, "jawab", kept, lambda s, case: answer(s, case, outcome, given))

    @router.post("/perkara/{case_id}/penolakan")
    def refuse(
        person: Annotated[Person, signed_in],
        case_id: int,
        outcome: Annotated[str, Form()] = "",
        text: Annotated[str, Form()] = "",
        ground: Annotated[str, Form()] = "",
        statute: Annotated[str, Form(max_length=200)] = "",
        consequence_test: Annotated[str, Form(max_length=200)] = "",
        medium: Annotated[str, Form(max_length=30)] = "",
        cost: Annotated[str, Form(max_length=12)] = "",
        payment: Annotated[str, Form(max_length=100)] = "",
        ready_in: Annotated[str, Form(max_length=100)] = "",
        version: Annotated[str, Form()] = "",
    ) -> Response:
        """A refusal with its ground, for the Atasan PPID to decide (Perki 1/2021 art. 10(2) and 34)."""
        desk.allow(person, "case.refuse")
        facts = {"ground": ground, "statute": statute, "consequence_test": consequence_test}
        if outcome == "sebagian":
            facts |= giving(medium, cost, payment, ready_in)
        given = writing(desk, person, text, version, **facts)
        kept = {"form": "penolakan", "outcome": outcome, "text": text, **facts}
        done = "ajukan_penolakan"
        return settle(
            desk, person, case_id, done, kept, lambda s, case: propose(s, case, done, outcome, given)
        )

    @router.post("/perkara/{case_id}/klarifikasi")
    def clarify(
        person: Annotated[Person, signed_in],
        case_id: int,
        outcome: Annotated[str, Form()] = "",
        text: Annotated[str, Form()] = "",
        source: Annotated[str, Form(max_length=500)] = "",
        version: Annotated[str, Form()] = "",
    ) -> Response:
        """A verdict on a claim, for a second officer to approve."""
        desk.allow(person, "hoax.check")
        given = writing(desk, person, text, version, source=source)
        kept = {"form": "klarifikasi", "outcome": outcome, "text": text, "source": source}
        done = "ajukan_klarifikasi"
        return settle(
            desk, person, case_id, done, kept, lambda s, case: propose(s, case, done, outcome, given)
        )

    @router.post("/perkara/{case_id}/persetujuan")
    def agree(
        person: Annotated[Person, signed_in],
        case_id: int,
        text: Annotated[str, Form()] = "",
        version: Annotated[str, Form()] = "",
    ) -> Response:
        """Only now the refusal or the verdict goes out; who proposed a verdict does not approve it."""
        with desk.database.reading() as session:
            case = desk.case(session, case_id, person)
            step, waiting = machine(case.kind).approval(), proposal(session, case)
        desk.allow(person, step.permission if step else "case.approve")
        if step is None or waiting is None:
            raise Away(RedirectResponse(f"/desk/perkara/{case_id}", 303))
        given = writing(desk, person, text, version)
        kept = {"form": "persetujuan", "text": text}
        return settle(desk, person, case_id, step.action, kept, lambda s, case: approve(s, case, given))

    return router
