"""Registers at the desk: every column for those who may see who asked, the public variant for the others."""

from typing import Annotated

from fastapi import APIRouter, Depends, Response
from fastapi.responses import RedirectResponse

from cases.changes import officer
from cases.registers.columns import registers
from cases.registers.writing import as_csv, as_xlsx
from desk.periods import choose
from desk.reports import as_download
from desk.room import Desk, DeskRoute
from office.audit import note
from office.people import Person

FORMS = ("xlsx", "csv")


def routes(desk: Desk) -> APIRouter:
    router = APIRouter(prefix="/desk", route_class=DeskRoute)
    signed_in = Depends(desk.signed_in)

    @router.get("/register")
    def show(
        person: Annotated[Person, signed_in], tahun: str = "", mulai: str = "", sampai: str = ""
    ) -> Response:
        desk.allow(person, "register.export")
        chosen = choose(tahun, mulai, sampai, desk.today())
        listed = registers().values()
        return desk.pages.page(
            "registers.html", person=person, chosen=chosen, registers=listed, today=desk.today()
        )

    @router.get("/register/unduh")
    def fetch(
        person: Annotated[Person, signed_in],
        jenis: str = "",
        bentuk: str = "csv",
        tahun: str = "",
        mulai: str = "",
        sampai: str = "",
    ) -> Response:
        """``xlsx`` has the columns of the law, with people in them; ``csv`` has nobody. Who fetched what is kept."""
        desk.allow(person, "register.export")
        if bentuk == "xlsx":
            desk.allow(person, "case.identity")
        chosen = choose(tahun, mulai, sampai, desk.today())
        if jenis not in registers() or bentuk not in FORMS or chosen.wrong:
            return RedirectResponse("/desk/register", 303)
        period = chosen.period
        with desk.database.writing(officer(person.id)) as session:
            about = f"register:{jenis}:{period.first}:{period.last}"
            note(session, "register.exported", about, {"public": bentuk == "csv"})
        writer = as_xlsx if bentuk == "xlsx" else as_csv
        with desk.database.reading() as session:
            content = writer(session, jenis, period, desk.office)
        return as_download(content, f"register-{jenis}-{period.first}", bentuk)

    return router
