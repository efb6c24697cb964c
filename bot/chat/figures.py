"""``/statistik``: what the office received and answered, counted from dated events (UU 14/2008 art. 12)."""

from __future__ import annotations

import threading
from collections import OrderedDict
from datetime import date
from typing import Annotated

from fastapi import APIRouter, Query, Request, Response
from fastapi.responses import HTMLResponse
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from bot.chat.reading import open_page
from bot.services import Services
from cases.reports.charts import description, picture
from cases.reports.document import Report, words
from cases.reports.making import make
from cases.reports.period import FIRST_YEAR, year
from cases.tables import Case, CaseEvent
from office.clock import now
from office.web.pages import Pages
from office.working_days import current_calendar

REPORT = "ringkas"
KEPT = 6
"""Years kept counted: counting one of a large office takes its seconds."""


class Figures:
    """A year's report, counted again only when something happened since, or the day is another."""

    def __init__(self, services: Services) -> None:
        self._services = services
        self._kept: OrderedDict[tuple[object, ...], Report] = OrderedDict()
        self._lock = threading.Lock()

    def of(self, session: Session, number: int) -> Report:
        today = self.today()
        key = (number, today, session.scalar(select(func.max(CaseEvent.id))))
        with self._lock:
            if key not in self._kept:
                calendar = current_calendar(session)
                self._kept[key] = make(session, REPORT, year(number), self._services.office, calendar)
                while len(self._kept) > KEPT:
                    self._kept.popitem(last=False)
            return self._kept[key]

    def years(self, session: Session) -> list[int]:
        """The years something can be said about, the latest first."""
        first = session.scalar(select(func.min(Case.received_on)))
        this = self.today().year
        return list(range(this, max(FIRST_YEAR, first.year if first else this) - 1, -1))

    def today(self) -> date:
        return now().astimezone(self._services.office.zone).date()


def add_to(routes: APIRouter, services: Services, pages: Pages, figures: Figures) -> None:
    """The page, a year at a time."""
    pages.environment.filters.update(picture=picture, description=description, cell=words)

    @routes.get("/statistik", response_class=HTMLResponse)
    def show(request: Request, tahun: Annotated[str, Query(max_length=4)] = "") -> Response:
        with services.database.reading() as session:
            years = figures.years(session)
            chosen = int(tahun) if tahun.isdecimal() and int(tahun) in years else years[0]
            report = figures.of(session, chosen)
        return open_page(
            pages, request, "figures.html", report=report, years=years, year=chosen, today=figures.today()
        )
