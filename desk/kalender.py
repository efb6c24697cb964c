"""The office's calendar: which days do not count, with their decree; a change re-dates the open cases."""

from dataclasses import dataclass
from datetime import date
from typing import Annotated

from fastapi import APIRouter, Depends, Form, Query, Response
from fastapi.responses import RedirectResponse
from sqlalchemy.orm import Session

from cases.changes import officer
from cases.redating import Redated, redate
from cases.states import KINDS
from desk.room import Desk, DeskRoute
from office.calendar import Calendar, SkippedDay
from office.clock import now
from office.people import Person
from office.texts import texts
from office.working_days import CalendarDay, CalendarYear, current_calendar, decided

YEARS = range(2009, 2101)
LEAST = 5
"""Letters of a reason or a decree."""


@dataclass(frozen=True)
class Wanted:
    """A decision as it was typed."""

    date: str = ""
    kind: str = "libur"
    """``libur``, ``cuti_bersama``, ``kerja`` or ``batal`` (what was entered earlier is taken back)."""
    reason: str = ""
    decree: str = ""

    def problem(self) -> str | None:
        """The key of what is wrong."""
        try:
            date.fromisoformat(self.date)
        except ValueError:
            return "date"
        if self.kind not in ("libur", "cuti_bersama", "kerja", "batal"):
            return "kind"
        if len(self.reason.strip()) < LEAST:
            return "reason"
        return "decree" if len(self.decree.strip()) < LEAST else None

    def row(self, person: Person) -> CalendarDay:
        return CalendarDay(
            date=date.fromisoformat(self.date),
            working=self.kind == "kerja",
            leave=self.kind == "cuti_bersama",
            cancelled=self.kind == "batal",
            reason=self.reason.strip(),
            decree=self.decree.strip(),
            person_id=person.id,
            at=now(),
        )


def closed_days(calendar: Calendar, year: int) -> list[SkippedDay]:
    """The working-week days of a year that do not count, in order."""
    first = date(year, 1, 1).toordinal()
    days = (date.fromordinal(first + n) for n in range((date(year + 1, 1, 1) - date(year, 1, 1)).days))
    found = (calendar.closed(day) for day in days if day.weekday() not in calendar.weekend)
    return [closed for closed in found if closed is not None]


def routes(desk: Desk) -> APIRouter:
    router = APIRouter(prefix="/desk/kalender", route_class=DeskRoute)
    signed_in = Depends(desk.signed_in)

    def page(
        session: Session,
        person: Person,
        year: int,
        status: int = 200,
        problem: str | None = None,
        wanted: Wanted | None = None,
        moved: list[Redated] | None = None,
    ) -> Response:
        calendar = current_calendar(session)
        return desk.pages.page(
            "calendar.html",
            status,
            person=person,
            year=year,
            days=closed_days(calendar, year),
            own=[row for row in decided(session) if row.date.year == year],
            unconfirmed=calendar.unconfirmed(date(year, 1, 1), date(year, 12, 31)),
            problem=problem,
            wanted=wanted or Wanted(),
            moved=moved,
        )

    def redate_all(session: Session, person: Person, reason: str) -> list[Redated]:
        session.flush()
        calendar = current_calendar(session)
        actor = officer(person.id)
        return [one for kind in KINDS for one in redate(session, kind, desk.office, calendar, reason, actor)]

    @router.get("")
    def show(
        person: Annotated[Person, signed_in],
        tahun: Annotated[int | None, Query(ge=2009, le=2100)] = None,
    ) -> Response:
        desk.allow(person, "case.view")
        with desk.database.reading() as session:
            return page(session, person, tahun or desk.today().year)

    @router.post("")
    def change(
        person: Annotated[Person, signed_in],
        day: Annotated[str, Form(alias="date", max_length=10)] = "",
        kind: Annotated[str, Form(max_length=20)] = "",
        reason: Annotated[str, Form(max_length=200)] = "",
        decree: Annotated[str, Form(max_length=200)] = "",
    ) -> Response:
        """A decision about a date, and every open case dated anew, in one transaction."""
        desk.allow(person, "calendar.edit")
        wanted = Wanted(day, kind, reason, decree)
        if problem := wanted.problem():
            with desk.database.reading() as session:
                return page(session, person, desk.today().year, 422, problem, wanted)
        row = wanted.row(person)
        why = texts().say("desk.calendar.why", reason=row.reason, decree=row.decree)
        with desk.database.writing(officer(person.id)) as session:
            session.add(row)
            moved = redate_all(session, person, why)
            return page(session, person, row.date.year, moved=moved)

    @router.post("/tahun")
    def confirm(
        person: Annotated[Person, signed_in],
        year: Annotated[int, Form()] = 0,
        decree: Annotated[str, Form(max_length=200)] = "",
    ) -> Response:
        """The year's joint decree is out and its days were compared: no more warnings."""
        desk.allow(person, "calendar.edit")
        with desk.database.writing(officer(person.id)) as session:
            if year not in YEARS or len(decree.strip()) < LEAST:
                shown = year if year in YEARS else desk.today().year
                return page(session, person, shown, 422, "decree")
            row = session.get(CalendarYear, year) or CalendarYear(year=year)
            row.decree, row.person_id, row.at = decree.strip(), person.id, now()
            session.add(row)
            redate_all(session, person, decree.strip())
        return RedirectResponse(f"/desk/kalender?tahun={year}", 303)

    return router
