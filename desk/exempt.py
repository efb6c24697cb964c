"""The list of exempt information at the desk, with what ends soon on top."""

from datetime import date
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Form, Response
from fastapi.responses import RedirectResponse

from cases.changes import officer
from cases.exempt import ExemptItem, ExemptRefused, check, declare_days, exempt_items, standing, terms
from cases.states import machine
from desk.room import Away, Desk, DeskRoute
from office.people import Person
from office.texts import texts

HOME = "/desk/dikecualikan"
FIELDS = ("title", "ground", "statute", "consequence_test", "unit", "decided_on", "until")


def routes(desk: Desk) -> APIRouter:
    router = APIRouter(prefix=HOME, route_class=DeskRoute)
    signed_in = Depends(desk.signed_in)

    def page(person: Person, status: int = 200, **more: Any) -> Response:
        context: dict[str, Any] = {"problem": "", "form": dict.fromkeys(FIELDS, ""), "done": ""} | more
        with desk.database.reading() as session:
            units = desk.units_of(person)
            items = [item for item in exempt_items(session) if units is None or item.unit in units]
        today, calendar = desk.today(), desk.calendar
        return desk.pages.page(
            "exempt.html",
            status,
            person=person,
            here="knowledge",
            rows=[(item, standing(item, today, calendar)) for item in items],
            grounds=machine("permohonan").grounds,
            terms=terms(),
            days=declare_days(),
            today=today,
            **context,
        )

    @router.get("")
    def show(person: Annotated[Person, signed_in], selesai: str = "") -> Response:
        desk.allow(person, "exempt.view")
        return page(person, done=selesai if f"exempt.done.{selesai}" in texts() else "")

    @router.post("")
    def add(
        person: Annotated[Person, signed_in],
        title: Annotated[str, Form(max_length=1_000)] = "",
        ground: Annotated[str, Form()] = "",
        statute: Annotated[str, Form(max_length=500)] = "",
        consequence_test: Annotated[str, Form(max_length=500)] = "",
        unit: Annotated[str, Form()] = "",
        decided_on: Annotated[str, Form()] = "",
        until: Annotated[str, Form()] = "",
    ) -> Response:
        desk.allow(person, "exempt.edit")
        form = dict(
            zip(FIELDS, (title, ground, statute, consequence_test, unit, decided_on, until), strict=True)
        )
        try:
            item = ExemptItem(
                title=title.strip(),
                ground=ground,
                statute=statute.strip(),
                consequence_test=consequence_test.strip(),
                unit=unit if desk.office.unit(unit) else None,
                decided_on=_day(decided_on),
                until=_day(until) if until.strip() else None,
            )
            check(item)
        except ExemptRefused as refused:
            return page(person, 422, problem=str(refused), form=form)
        with desk.database.writing(officer(person.id)) as session:
            session.add(item)
        return RedirectResponse(f"{HOME}?selesai=simpan", 303)

    @router.post("/{item_id}/buka")
    def declare_open(person: Annotated[Person, signed_in], item_id: int) -> Response:
        """The PPID declares that it is open from today on."""
        desk.allow(person, "exempt.edit")
        with desk.database.writing(officer(person.id)) as session:
            item = session.get(ExemptItem, item_id)
            if item is None:
                raise Away(desk.pages.page("stopped.html", 404, person=person, reason="unknown_entry"))
            item.opened_on = item.opened_on or desk.today()
        return RedirectResponse(f"{HOME}?selesai=buka", 303)

    return router


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text.strip())
    except ValueError as error:
        raise ExemptRefused(texts().say("exempt.problem.date")) from error
