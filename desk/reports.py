"""Reports at the desk: a period is chosen, then figures, charts and tables are shown or fetched as files."""

from functools import partial
from typing import Annotated

from fastapi import APIRouter, Depends, Form, Response
from fastapi.responses import RedirectResponse
from sqlalchemy.orm import Session

from cases.changes import officer
from cases.reports.annual import LONGEST, article, chapters, ready_by, write, written
from cases.reports.charts import description, picture
from cases.reports.document import Report, words
from cases.reports.making import NAMES, as_file, make
from cases.reports.period import Period, year
from desk.counted import Counted
from desk.periods import choose
from desk.room import Desk, DeskRoute
from office.people import Person

FORMS = {
    "pdf": "application/pdf",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
Kept = dict[str, str]


def routes(desk: Desk) -> APIRouter:
    router = APIRouter(prefix="/desk", route_class=DeskRoute)
    signed_in = Depends(desk.signed_in)
    counted = Counted(desk)

    def count(name: str, period: Period, session: Session) -> Report:
        return make(session, name, period, desk.office, desk.calendar)

    desk.pages.environment.filters.update(picture=picture, description=description, cell=words)

    @router.get("/laporan")
    def show(
        person: Annotated[Person, signed_in],
        jenis: str = "",
        tahun: str = "",
        mulai: str = "",
        sampai: str = "",
    ) -> Response:
        """Without ``jenis`` only the choice. What takes its seconds is counted beside this page, which then says so."""
        desk.allow(person, "report.view")
        chosen = choose(tahun, mulai, sampai, desk.today())
        report = None
        if jenis in NAMES and not chosen.wrong:
            report = counted.soon((jenis, chosen.period), partial(count, jenis, chosen.period))
            if report is None:
                return desk.pages.page(
                    "counting.html", 202, person=person, address=f"/desk/laporan?{chosen.query(jenis=jenis)}"
                )
        return desk.pages.page(
            "report.html",
            person=person,
            chosen=chosen,
            names=NAMES,
            name=jenis,
            report=report,
            today=desk.today(),
        )

    @router.get("/laporan/unduh")
    def fetch(
        person: Annotated[Person, signed_in],
        jenis: str = "",
        bentuk: str = "pdf",
        tahun: str = "",
        mulai: str = "",
        sampai: str = "",
    ) -> Response:
        desk.allow(person, "report.view")
        chosen = choose(tahun, mulai, sampai, desk.today())
        if jenis not in NAMES or bentuk not in FORMS or chosen.wrong:
            return RedirectResponse("/desk/laporan", 303)
        report = counted.whole((jenis, chosen.period), partial(count, jenis, chosen.period))
        return as_download(
            as_file(report, bentuk, desk.office), f"{report.name}-{chosen.period.first}", bentuk
        )

    @router.get("/laporan/tahunan")
    def chapters_of(person: Annotated[Person, signed_in], tahun: str = "", selesai: str = "") -> Response:
        desk.allow(person, "report.write")
        return page(person, _year(tahun, desk), selesai == "simpan")

    @router.post("/laporan/tahunan")
    def save(
        person: Annotated[Person, signed_in],
        tahun: Annotated[str, Form()] = "",
        chapter: Annotated[list[str], Form()] = [],  # noqa: B006 - FastAPI copies it
        text: Annotated[list[str], Form()] = [],  # noqa: B006
    ) -> Response:
        """The office's own chapters of one year, all in one form."""
        desk.allow(person, "report.write")
        number = _year(tahun, desk)
        given = dict(zip(chapter, text, strict=False))
        try:
            with desk.database.writing(officer(person.id)) as session:
                write(session, number, given, person.id)
        except ValueError as too_long:
            return page(person, number, False, str(too_long), given, 422)
        return RedirectResponse(f"/desk/laporan/tahunan?tahun={number}&selesai=simpan", 303)

    def page(
        person: Person,
        number: int,
        done: bool,
        problem: str = "",
        kept: Kept | None = None,
        status: int = 200,
    ) -> Response:
        with desk.database.reading() as session:
            texts = written(session, number) | (kept or {})
        return desk.pages.page(
            "annual.html", status, person=person, year=number, chapters=chapters(), written=texts,
            article=article(), ready=ready_by(number), longest=LONGEST, done=done, problem=problem,
        )  # fmt: skip

    return router


def _year(typed: str, desk: Desk) -> int:
    """The year asked for, or the one whose report is due next."""
    today = desk.today()
    try:
        return year(int(typed)).first.year
    except ValueError:
        return today.year - 1 if today <= ready_by(today.year - 1) else today.year


def as_download(content: bytes, name: str, form: str) -> Response:
    """A file under a name that says what it is."""
    headers = {"Content-Disposition": f'attachment; filename="{name}.{form}"'}
    return Response(content, media_type=FORMS.get(form, "text/csv; charset=utf-8"), headers=headers)
