"""The evidence pack for SAQ Monev: a page to read, and the same as data."""

import json
from functools import partial
from typing import Annotated

from fastapi import APIRouter, Depends, Response
from fastapi.responses import RedirectResponse
from sqlalchemy.orm import Session

from cases.reports.period import Period
from desk.counted import Counted
from desk.evidence import Evidence, as_data, collect, questionnaire
from desk.periods import choose
from desk.room import Desk, DeskRoute
from office.people import Person


def routes(desk: Desk) -> APIRouter:
    router = APIRouter(prefix="/desk", route_class=DeskRoute)
    signed_in = Depends(desk.signed_in)
    counted = Counted(desk)

    def count(period: Period, session: Session) -> list[Evidence]:
        return collect(session, desk, period)

    @router.get("/laporan/saq")
    def show(
        person: Annotated[Person, signed_in], tahun: str = "", mulai: str = "", sampai: str = ""
    ) -> Response:
        desk.allow(person, "report.view")
        chosen = choose(tahun, mulai, sampai, desk.today())
        found = counted.soon(("saq", chosen.period), partial(count, chosen.period))
        if found is None:
            return desk.pages.page(
                "counting.html", 202, person=person, address=f"/desk/laporan/saq?{chosen.query()}"
            )
        asked = questionnaire()
        return desk.pages.page("saq.html", person=person, chosen=chosen, evidence=found, asked=asked)

    @router.get("/laporan/saq.json")
    def data(
        person: Annotated[Person, signed_in], tahun: str = "", mulai: str = "", sampai: str = ""
    ) -> Response:
        desk.allow(person, "report.view")
        chosen = choose(tahun, mulai, sampai, desk.today())
        if chosen.wrong:
            return RedirectResponse("/desk/laporan/saq", 303)
        found = counted.whole(("saq", chosen.period), partial(count, chosen.period))
        pack = as_data(found, chosen.period)
        headers = {"Content-Disposition": f'attachment; filename="bukti-saq-{chosen.period.first}.json"'}
        return Response(
            json.dumps(pack, ensure_ascii=False, indent=1), media_type="application/json", headers=headers
        )

    return router
