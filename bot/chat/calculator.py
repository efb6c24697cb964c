"""``/tenggat``: by when the law wants an answer, with every day that is not counted and why."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from fastapi import APIRouter, Query, Request, Response
from fastapi.responses import HTMLResponse

from bot.chat.reading import open_page
from bot.services import Services
from cases.deadlines import Deadline, day_words, due_dates, limit_words
from cases.reports.words import title_of
from cases.rules import UnknownKind, clocks_of, kinds
from office.clock import now
from office.web.pages import Pages
from office.working_days import current_calendar

FIRST_KIND = "permohonan"
LAST_YEAR = 2100


def add_to(routes: APIRouter, services: Services, pages: Pages) -> None:
    """The form, and what it works out; both in one address that can be handed on."""

    @routes.get("/tenggat", response_class=HTMLResponse)
    def work_out(
        request: Request,
        jenis: Annotated[str, Query(max_length=30)] = "",
        tanggal: Annotated[str, Query(max_length=30)] = "",
    ) -> Response:
        today = now().astimezone(services.office.zone).date()
        kind = jenis if jenis in kinds() else FIRST_KIND
        day, found, problem = _date(tanggal), list[Deadline](), ""
        if tanggal and day is None:
            problem = "date"
        elif day is not None:
            with services.database.reading() as session:
                calendar = current_calendar(session)
            try:
                found = due_dates(kind, day, calendar)
            except UnknownKind:
                problem = "before_the_law"
        longest = max(found, key=lambda one: len(one.skipped), default=None)
        return open_page(
            pages,
            request,
            "calculator.html",
            kinds=[(name, title_of("kind", name)) for name in kinds() if _countable(name, today)],
            kind=kind,
            day=day or (None if tanggal else today),
            limits=[limit_words(one) for one in found],
            skipped=[day_words(one) for one in longest.skipped] if longest else [],
            until=longest.due_on if longest else None,
            problem=problem,
        )


def _date(typed: str) -> date | None:
    try:
        day = date.fromisoformat(typed.strip())
    except ValueError:
        return None
    return day if day.year <= LAST_YEAR else None


def _countable(kind: str, today: date) -> bool:
    """Whether anything of this kind starts to run when it is received."""
    return any(clock.listed for clock in clocks_of(kind, today))
