"""The queue: what is due first stands first, and says why in words and colour."""

from dataclasses import dataclass, replace
from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, Query, Response
from fastapi.responses import RedirectResponse

from cases.lookup import Filter, by_number, count, queue
from cases.states import KINDS, machine
from cases.tables import Case
from desk.clockface import ClockFace, bands, clock_face
from desk.room import Desk, DeskRoute
from office.people import Person

PAGE = 50
PHASES = {"berjalan": "open", "ditutup": "closed", "semua": None}


@dataclass(frozen=True)
class Row:
    """One line of the queue."""

    case: Case
    clock: ClockFace
    state: str
    unit: str
    summary: str


@dataclass(frozen=True)
class Chosen:
    """What the address says is to be seen; the address is the saved filter."""

    jenis: str = "permohonan"
    tahap: str = "berjalan"
    tenggat: str = ""
    keadaan: str = ""
    unit: str = ""

    def link(self, **changed: str) -> str:
        chosen = {name: value for name, value in vars(replace(self, **changed)).items() if value}
        for name in ("jenis", "tahap"):
            if chosen.get(name) == getattr(Chosen, name):
                del chosen[name]
        return "/desk/perkara" + (f"?{urlencode(chosen)}" if chosen else "")


def summary(details: str, length: int = 140) -> str:
    """The beginning of the citizen's words, cut at a word."""
    flat = " ".join(details.split())
    return flat if len(flat) <= length else flat[:length].rsplit(" ", 1)[0] + " …"


def routes(desk: Desk) -> APIRouter:
    router = APIRouter(prefix="/desk", route_class=DeskRoute)
    signed_in = Depends(desk.signed_in)

    @router.get("/perkara")
    def show(
        person: Annotated[Person, signed_in],
        jenis: str = "permohonan",
        tahap: str = "berjalan",
        tenggat: str = "",
        keadaan: str = "",
        unit: str = "",
        nomor: str = "",
        halaman: Annotated[int, Query(ge=1, le=100_000)] = 1,
    ) -> Response:
        desk.allow(person, "case.view")
        today = desk.today()
        by_name = {band.name: band for band in bands(today, desk.calendar)}
        rules = machine(jenis if jenis in KINDS else KINDS[0])
        chosen = Chosen(
            jenis=rules.kind,
            tahap=tahap if tahap in PHASES else "berjalan",
            tenggat=tenggat if tenggat in by_name else "",
            keadaan=keadaan if keadaan in rules.states else "",
            unit=unit if desk.office.unit(unit) else "",
        )
        own = desk.units_of(person)
        units = own if not chosen.unit else (chosen.unit,) if own is None or chosen.unit in own else ()
        everything = Filter(phase=PHASES[chosen.tahap], units=units, kind=rules.kind)
        wanted = replace(everything, state=chosen.keadaan or None)
        if band := by_name.get(chosen.tenggat):
            wanted = replace(wanted, due_from=band.due_from, due_until=band.due_until)
        with desk.database.reading() as session:
            if nomor.strip():
                found = by_number(session, nomor)
                if found is not None and (own is None or found.unit in own):
                    return RedirectResponse(f"/desk/perkara/{found.id}", 303)
            total = count(session, wanted)
            running = replace(everything, phase="open")
            counts = {
                name: count(session, replace(running, due_from=band.due_from, due_until=band.due_until))
                for name, band in by_name.items()
            }
            rows = [
                Row(
                    case,
                    clock_face(case, today, desk.calendar),
                    rules.states[case.state].title,
                    _unit_name(desk, case),
                    summary(case.details),
                )
                for case in queue(session, wanted, PAGE, (halaman - 1) * PAGE)
            ]
        return desk.pages.page(
            "queue.html",
            person=person,
            rows=rows,
            kinds=KINDS,
            chosen=chosen,
            counts=counts,
            total=total,
            today=today,
            page=halaman,
            pages=max(1, -(-total // PAGE)),
            states=rules.states.values(),
            units=[unit for unit in desk.office.units if own is None or unit.code in own],
            not_found=nomor.strip(),
            warnings=desk.calendar.unconfirmed(today, max((row.case.due_on for row in rows), default=today)),
        )

    return router


def _unit_name(desk: Desk, case: Case) -> str:
    unit = desk.office.unit(case.unit) if case.unit else None
    return unit.short if unit else (case.unit or "")
