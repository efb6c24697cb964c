"""``/dip``: the list of public information, searched by words, category, unit and year."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated, Any
from urllib.parse import urlencode

from fastapi import APIRouter, Query, Response
from fastapi.responses import HTMLResponse
from sqlalchemy import ColumnElement, String, and_, cast, func, or_, select
from sqlalchemy.orm import Session

from bot.services import Services
from knowledge.query import read_query
from knowledge.tables import CATEGORIES, Entry
from office.clock import now
from office.web.pages import Pages

PER_PAGE = 20
MOST_FOUND = 1000
"""Entries a search by words looks at; who finds more must say more."""


@dataclass(frozen=True)
class Wanted:
    """What the citizen is looking for; empty means all."""

    words: str = ""
    category: str = ""
    unit: str = ""
    year: str = ""

    def link(self, page: int) -> str:
        """Address of a page of the same search."""
        fields = {"kata": self.words, "kategori": self.category, "unit": self.unit, "tahun": self.year}
        given = {name: value for name, value in fields.items() if value} | (
            {"halaman": page} if page > 1 else {}
        )
        return "/dip" + (f"?{urlencode(given)}" if given else "")


def add_to(routes: APIRouter, services: Services, pages: Pages) -> None:
    @routes.get("/dip", response_class=HTMLResponse)
    def search(
        kata: Annotated[str, Query(max_length=500)] = "",
        kategori: Annotated[str, Query(max_length=20)] = "",
        unit: Annotated[str, Query(max_length=300)] = "",
        tahun: Annotated[str, Query(max_length=4)] = "",
        halaman: Annotated[str, Query(max_length=6)] = "1",
    ) -> Response:
        wanted = Wanted(
            kata.strip(),
            kategori if kategori in CATEGORIES else "",
            unit,
            tahun if tahun.isdecimal() and len(tahun) == 4 else "",
        )
        with services.database.reading() as session:
            found = _matching(session, services, wanted)
            last = max(1, -(-len(found) // PER_PAGE))
            page = min(max(1, int(halaman) if halaman.isdecimal() else 1), last)
            part = found[(page - 1) * PER_PAGE : page * PER_PAGE]
            entries = {e.id: e for e in session.scalars(select(Entry).where(Entry.id.in_(part)))}
            units = session.scalars(select(Entry.unit).where(_listed(), Entry.unit != "").distinct()).all()
        return pages.page(
            "information.html",
            wanted=wanted,
            categories=CATEGORIES,
            units=sorted(units),
            entries=[entries[identity] for identity in part],
            count=len(found),
            page=page,
            last=last,
        )


def _matching(session: Session, services: Services, wanted: Wanted) -> Sequence[str]:
    """Ids of the entries wanted: by nearness to the words when there are any, else by title."""
    conditions: list[ColumnElement[bool]] = [_listed()]
    if wanted.category:
        conditions.append(Entry.category == wanted.category)
    if wanted.unit:
        conditions.append(Entry.unit == wanted.unit)
    if wanted.year:
        dated: Any = cast(func.coalesce(Entry.source_date, ""), String)
        said = (Entry.title, Entry.period, Entry.heading)
        conditions.append(or_(dated.startswith(wanted.year), *(text.contains(wanted.year) for text in said)))
    found = session.scalars(select(Entry.id).where(*conditions).order_by(Entry.title, Entry.id)).all()
    if not wanted.words:
        return found
    listed = set(found)
    ranked = services.answerer.index.lexical.search(read_query(wanted.words).terms, MOST_FOUND)
    return [identity for identity, _score in ranked if identity in listed]


def _listed() -> ColumnElement[bool]:
    """Published entries of the list that are still valid."""
    valid = or_(Entry.valid_until.is_(None), Entry.valid_until >= now().date())
    return and_(Entry.kind == "dip", Entry.status == "published", valid)
