"""The queue: what is due first stands first, and says why in words and colour."""

from dataclasses import dataclass, replace
from hashlib import sha256
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query, Request, Response
from fastapi.responses import RedirectResponse
from markupsafe import Markup

from cases.assignment import holders
from cases.lookup import count, count_between, queue
from cases.moves import allowed
from cases.states import KINDS, machine
from cases.tables import Case
from desk.chosen import Typed, as_filter, clean, states
from desk.clockface import ClockFace, bands, clock_face
from desk.filters import own_filter, saved_filters, start_view
from desk.room import Desk, DeskRoute
from office.people import Person, may
from office.texts import texts

PAGE = 50


@dataclass(frozen=True)
class Row:
    """One line of the queue."""

    case: Case
    clock: ClockFace
    state: str
    unit: str
    holder: str
    summary: str
    disposable: bool
    """Whether it can go to a unit now."""


def summary(details: str, length: int = 140) -> str:
    """The beginning of the citizen's words, cut at a word."""
    flat = " ".join(details.split())
    return flat if len(flat) <= length else flat[:length].rsplit(" ", 1)[0] + " …"


def routes(desk: Desk) -> APIRouter:
    router = APIRouter(prefix="/desk", route_class=DeskRoute)

    def seen(person: Person, typed: Typed) -> dict[str, Any]:
        """All that the page shows, the list itself written out."""
        desk.allow(person, "case.view")
        today, own = desk.today(), desk.units_of(person)
        calendar = desk.calendar
        by_name = {band.name: band for band in bands(today, calendar)}
        chosen = clean(typed, desk.office, by_name)
        with desk.database.reading() as session:
            search = own_filter(session, person, chosen.cari) if chosen.cari else None
            words = (search.words or "") if search else ""
            if not words:
                chosen = replace(chosen, cari=0)
            people = holders(session, desk.office)
            everything = as_filter(replace(chosen, keadaan=""), person, own, people, words)
            wanted = as_filter(chosen, person, own, people, words)
            if band := by_name.get(chosen.tenggat):
                wanted = replace(wanted, due_from=band.due_from, due_until=band.due_until)
            total = count(session, wanted)
            spans = [(band.due_from, band.due_until) for band in by_name.values()]
            found = count_between(session, replace(everything, phase="open"), spans)
            counts = dict(zip(by_name, found, strict=True))
            rows = [
                Row(
                    case,
                    clock_face(case, today, calendar),
                    machine(case.kind).states[case.state].title,
                    desk.unit_name(case.unit) if case.unit else "",
                    holder.name if (holder := people.of(case)) else "",
                    summary(case.details),
                    any(step.action == "disposisi" for step in allowed(case)),
                )
                for case in queue(session, wanted, PAGE, (typed.halaman - 1) * PAGE)
            ]
            saved = saved_filters(session, person)
        context: dict[str, Any] = {
            "person": person,
            "chosen": chosen,
            "kinds": KINDS,
            "rows": rows,
            "counts": counts,
            "total": total,
            "today": today,
            "page": typed.halaman,
            "pages": max(1, -(-total // PAGE)),
            "choosing": may(person, "case.dispose"),
            "words": words,
        }
        listed = desk.pages.render("queue_list.html", **context)
        return (
            context
            | {
                "listed": Markup(listed),  # noqa: S704 - our own template, escaped in it
                "stamp": sha256(listed.encode()).hexdigest()[:16],
                "saved": saved,
                "states": states(chosen.jenis),
                "units": [unit for unit in desk.office.units if own is None or unit.code in own],
                "warnings": calendar.unconfirmed(
                    today, max((row.case.due_on for row in rows), default=today)
                ),
            }
        )

    @router.get("/perkara")
    def show(
        request: Request, person: Annotated[Person, Depends(desk.signed_in)], typed: Annotated[Typed, Query()]
    ) -> Response:
        """Without a query: the view this person starts with, where they have chosen one."""
        if not request.url.query:
            with desk.database.reading() as session:
                start = start_view(session, person)
            if start is not None:
                return RedirectResponse(start, 303)
        context = seen(person, typed)
        done = typed.selesai if f"queue.done.{typed.selesai}" in texts() else ""
        return desk.pages.page("queue.html", done=done, **context)

    @router.get("/perkara/daftar")
    def again(
        person: Annotated[Person, Depends(desk.looked_in)], typed: Annotated[Typed, Query()]
    ) -> Response:
        """The list alone, asked for again by an open page; nothing when it has not changed."""
        context = seen(person, typed)
        if context["stamp"] == typed.dilihat:
            return Response(status_code=204)
        return desk.pages.page("queue_live.html", **context)

    return router
