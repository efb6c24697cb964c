"""``/dip``: the list of public information, searched by words, category, unit and year; and one entry of it."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, HTTPException, Query, Request, Response
from fastapi.responses import HTMLResponse

from bot.chat.reading import open_page
from bot.chat.shelf import Listed, Shelf, entries_of
from bot.services import Services
from knowledge.answerer import Decision
from knowledge.query import read_query
from knowledge.store import find
from knowledge.tables import CATEGORIES
from office.web.pages import Pages

PER_PAGE = 20
MOST_FOUND = 1000
"""Entries a search by words looks at; who finds more must say more."""
KIND = "dip"


@dataclass(frozen=True)
class Wanted:
    """What the citizen is looking for; empty means all."""

    words: str = ""
    category: str = ""
    unit: str = ""
    year: str = ""

    def query(self) -> str:
        """The search as the end of an address: ``?kata=…``, or nothing."""
        fields = {"kata": self.words, "kategori": self.category, "unit": self.unit, "tahun": self.year}
        given = {name: value for name, value in fields.items() if value}
        return f"?{urlencode(given)}" if given else ""

    def link(self, page: int) -> str:
        """Address of a page of the same search."""
        start = f"/dip{self.query()}"
        return start if page == 1 else f"{start}{'&' if '?' in start else '?'}halaman={page}"

    def holds(self, row: Listed) -> bool:
        """Whether a row of the list has the category, unit and year wanted."""
        return (
            (not self.category or row.category == self.category)
            and (not self.unit or row.unit == self.unit)
            and (not self.year or self.year in row.years)
        )


def wanted_by(
    kata: Annotated[str, Query(max_length=500)] = "",
    kategori: Annotated[str, Query(max_length=20)] = "",
    unit: Annotated[str, Query(max_length=300)] = "",
    tahun: Annotated[str, Query(max_length=4)] = "",
) -> Wanted:
    """The search of an address; what cannot be meant is left out."""
    category = kategori if kategori in CATEGORIES else ""
    year = tahun if tahun.isdecimal() and len(tahun) == 4 else ""
    return Wanted(kata.strip(), category, unit, year)


def search(services: Services, shelf: Shelf, wanted: Wanted) -> list[Listed]:
    """The rows wanted: by nearness to the words when there are any, else by title."""
    if wanted.words:
        terms = read_query(wanted.words).terms
        best = services.answerer.index.lexical.search(terms, MOST_FOUND)
        among = shelf.find(KIND, [identity for identity, _ in best])
    else:
        among = _fewest(shelf, wanted)
    return [row for row in among if wanted.holds(row)] if wanted.query() else among


def _fewest(shelf: Shelf, wanted: Wanted) -> list[Listed]:
    """The shortest list that holds all rows wanted: of a year or a unit there are few among a hundred thousand."""
    sorted_out = shelf.once("information", lambda: _sorted_out(shelf.rows(KIND)))
    asked = (("category", wanted.category), ("unit", wanted.unit), ("year", wanted.year))
    lists = [sorted_out.get((field, value), []) for field, value in asked if value]
    return min(lists, key=len, default=shelf.rows(KIND))


def _sorted_out(rows: list[Listed]) -> dict[tuple[str, str], list[Listed]]:
    lists: dict[tuple[str, str], list[Listed]] = defaultdict(list)
    for row in rows:
        lists["category", row.category or ""].append(row)
        lists["unit", row.unit].append(row)
        for year in row.years:
            lists["year", year].append(row)
    return dict(lists)


def add_to(routes: APIRouter, services: Services, pages: Pages, shelf: Shelf) -> None:
    """The list and its entries."""

    @routes.get("/dip", response_class=HTMLResponse)
    def listed(
        request: Request,
        kata: Annotated[str, Query(max_length=500)] = "",
        kategori: Annotated[str, Query(max_length=20)] = "",
        unit: Annotated[str, Query(max_length=300)] = "",
        tahun: Annotated[str, Query(max_length=4)] = "",
        halaman: Annotated[str, Query(max_length=6)] = "1",
    ) -> Response:
        wanted = wanted_by(kata, kategori, unit, tahun)
        found = search(services, shelf, wanted)
        part, page, last = page_of(found, halaman)
        with services.database.reading() as session:
            entries = list(entries_of(session, part))
        return open_page(
            pages,
            request,
            "information.html",
            wanted=wanted,
            categories=CATEGORIES,
            units=shelf.units(KIND),
            entries=entries,
            answer=_answer(services, wanted) if page == 1 else None,
            count=len(found),
            page=page,
            last=last,
        )

    # Every entry, also a question and its answer: it is what an answer names as its source.
    @routes.get("/dip/{identity}", response_class=HTMLResponse)
    def entry(request: Request, identity: str) -> Response:
        if shelf.get(identity) is None:
            raise HTTPException(404)
        with services.database.reading() as session:
            shown = find(session, [identity]).get(identity)
        if shown is None:
            raise HTTPException(404)
        return open_page(pages, request, "entry.html", entry=shown)


def page_of(found: list[Listed], asked: str) -> tuple[list[Listed], int, int]:
    """The rows of the page asked for, its number, and how many pages there are."""
    last = max(1, -(-len(found) // PER_PAGE))
    page = min(max(1, int(asked) if asked.isdecimal() else 1), last)
    return found[(page - 1) * PER_PAGE : page * PER_PAGE], page, last


def _answer(services: Services, wanted: Wanted) -> Decision | None:
    """What the chat would answer to these words, where it would."""
    if not wanted.words:
        return None
    decision = services.answerer.ask(wanted.words)
    return decision if decision.entry is not None else None
