"""Several cases handed to one unit at once: each is a step of its own, and one that fails stops no other."""

from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Depends, Form, Response
from sqlalchemy.orm.exc import StaleDataError

from cases.changes import Change, Refused, Stale, officer
from cases.moves import change
from cases.tables import Case
from desk.conflict import seen
from desk.filters import typed_query
from desk.queue import PAGE
from desk.room import Desk, DeskRoute
from desk.sending import notify
from office.people import Person
from office.texts import texts


@dataclass(frozen=True)
class Done:
    """What became of one chosen case; ``problem`` is empty when it went."""

    case_id: int
    number: str
    problem: str = ""


def routes(desk: Desk) -> APIRouter:
    router = APIRouter(prefix="/desk", route_class=DeskRoute)
    signed_in = Depends(desk.signed_in)

    def dispose(person: Person, case_id: int, version: str, unit: str, text: str) -> Done | None:
        """One case in a transaction of its own; None when this person sees no such case."""
        actor, units = officer(person.id), desk.units_of(person)
        wanted = Change("disposisi", actor, {"unit": unit}, text, seen(version))
        number = ""
        try:
            with desk.database.writing(actor) as session:
                case = session.get(Case, case_id)
                if case is None or (units is not None and case.unit not in units):
                    return None
                number = case.number
                event = change(session, case, wanted, desk.office, desk.calendar)
                notify(session, case, event, desk.settings.address)
        except (Stale, StaleDataError):
            return Done(case_id, number, texts().say("queue.bulk.stale"))
        except Refused as refused:
            return Done(case_id, number, str(refused))
        return Done(case_id, number)

    @router.post("/perkara/disposisi")
    def dispose_chosen(
        person: Annotated[Person, signed_in],
        pilih: Annotated[list[str] | None, Form(max_length=PAGE)] = None,
        unit: Annotated[str, Form()] = "",
        text: Annotated[str, Form(max_length=5000)] = "",
        query: Annotated[str, Form(max_length=300)] = "",
    ) -> Response:
        """``pilih``: id and seen version of each case, with a colon between them."""
        desk.allow(person, "case.dispose")
        chosen = [each.partition(":") for each in pilih or [] if each.partition(":")[0].isdecimal()]
        missing = "none" if not chosen else "unit" if desk.office.unit(unit) is None else ""
        words = text.replace("\r\n", "\n")
        results = [] if missing else [
            done for id, _, version in chosen if (done := dispose(person, int(id), version, unit, words))
        ]  # fmt: skip
        return desk.pages.page(
            "bulk.html",
            422 if missing else 200,
            person=person,
            missing=missing,
            unit=unit,
            went=[done for done in results if not done.problem],
            failed=[done for done in results if done.problem],
            back=typed_query(desk, query).link(),
        )

    return router
