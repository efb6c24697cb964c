"""``/register`` and ``/klarifikasi``: what officers answered and then published for everybody.

Nothing is shown that an officer did not publish: the words are the published entry's, never the citizen's, and of
the case only its dates and how it ended. A refused or confidential case never becomes an entry (desk/publish.py).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Annotated, Any
from urllib.parse import urlencode

from fastapi import APIRouter, HTTPException, Query, Request, Response
from fastapi.responses import HTMLResponse
from sqlalchemy import Row, select
from sqlalchemy.orm import Session

from bot.chat.information import MOST_FOUND, page_of
from bot.chat.reading import open_page
from bot.chat.shelf import BATCH, Listed, Shelf, entries_of
from bot.services import Services
from cases.states import machine
from cases.tables import Case
from knowledge.query import read_query
from office.web.pages import Pages
from office.working_days import current_calendar

PREFIX = "published-perkara-"
"""How the entry of a case is named, by whoever publishes it."""


@dataclass(frozen=True)
class Answered:
    """One line of the register: the entry, and what may be known of its case."""

    entry: Row[Any]
    number: int
    """Names it in its address; not the case's own number."""
    received_on: date
    answered_on: date
    working_days: int
    outcome: str


@dataclass(frozen=True)
class Shown:
    """One of the two lists."""

    path: str
    kind: str


REGISTER = Shown("/register", "permohonan")
CLARIFICATIONS = Shown("/klarifikasi", "cek_hoaks")


def number_of(identity: str) -> int | None:
    """The case an entry was made of, if it was."""
    given = identity.removeprefix(PREFIX)
    return int(given) if identity.startswith(PREFIX) and given.isdecimal() else None


def rows_of(session: Session, shelf: Shelf, shown: Shown) -> list[Listed]:
    """The entries of a list, the latest answer first."""
    return shelf.once(shown.path, lambda: _rows(session, shelf, shown))


def _rows(session: Session, shelf: Shelf, shown: Shown) -> list[Listed]:
    found = [row for row in shelf.rows("published") if number_of(row.id) is not None]
    numbers = [number for row in found if (number := number_of(row.id)) is not None]
    ours: set[int] = set()
    for start in range(0, len(numbers), BATCH):
        part = numbers[start : start + BATCH]
        query = select(Case.id).where(
            Case.id.in_(part), Case.kind == shown.kind, Case.answered_on.is_not(None)
        )
        ours.update(session.scalars(query))
    kept = [row for row in found if number_of(row.id) in ours]
    return sorted(kept, key=lambda row: (row.dated or date.min, row.revision), reverse=True)


def answered(session: Session, rows: list[Listed]) -> list[Answered]:
    """Those rows with their entries and cases."""
    numbers = [number for row in rows if (number := number_of(row.id)) is not None]
    columns = (Case.id, Case.kind, Case.received_on, Case.answered_on, Case.outcome)
    cases = {case.id: case for case in session.execute(select(*columns).where(Case.id.in_(numbers)))}
    calendar = current_calendar(session)
    lines = []
    for entry in entries_of(session, rows):
        case = cases[number_of(entry.id)]
        if case.answered_on is None:  # taken back since the list was put together
            continue
        days = calendar.working_days_between(case.received_on, case.answered_on)
        outcome = machine(case.kind).outcomes[str(case.outcome)].title
        lines.append(Answered(entry, case.id, case.received_on, case.answered_on, days, outcome))
    return lines


def add_to(routes: APIRouter, services: Services, pages: Pages, shelf: Shelf, shown: Shown) -> None:
    """A list, and each of its lines on a page of its own."""

    @routes.get(shown.path, response_class=HTMLResponse, name=shown.kind)
    def listed(
        request: Request,
        kata: Annotated[str, Query(max_length=500)] = "",
        tahun: Annotated[str, Query(max_length=4)] = "",
        halaman: Annotated[str, Query(max_length=6)] = "1",
    ) -> Response:
        words, year = kata.strip(), tahun if tahun.isdecimal() and len(tahun) == 4 else ""
        with services.database.reading() as session:
            rows = rows_of(session, shelf, shown)
            years = sorted({row.dated.year for row in rows if row.dated}, reverse=True)
            found = [row for row in rows if not year or (row.dated and str(row.dated.year) == year)]
            if words:
                best = services.answerer.index.lexical.search(read_query(words).terms, MOST_FOUND)
                by_id = {row.id: row for row in found}
                found = [by_id[identity] for identity, _ in best if identity in by_id]
            part, page, last = page_of(found, halaman)
            lines = answered(session, part)
        asked = {name: value for name, value in (("kata", words), ("tahun", year)) if value}
        return open_page(
            pages, request, "register.html", shown=shown, lines=lines, count=len(found), page=page, last=last,
            words=words, year=year, years=years, link=lambda number: _link(shown.path, asked, number),
        )  # fmt: skip

    @routes.get(shown.path + "/{number:int}", response_class=HTMLResponse, name=f"{shown.kind}-satu")
    def one(request: Request, number: int) -> Response:
        with services.database.reading() as session:
            row = shelf.get(f"{PREFIX}{number}")
            case = session.get(Case, number) if row is not None and number < 2**31 else None
            if row is None or case is None or case.kind != shown.kind or case.answered_on is None:
                raise HTTPException(404)
            (line,) = answered(session, [row])
        return open_page(pages, request, "register_one.html", shown=shown, line=line)


def _link(path: str, asked: dict[str, str], page: int) -> str:
    fields = asked | ({"halaman": str(page)} if page > 1 else {})
    return path + (f"?{urlencode(fields)}" if fields else "")
