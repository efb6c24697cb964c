"""Searches and saved filters of one person. What was searched for is kept sealed here, never in an address."""

from datetime import datetime
from typing import Annotated
from urllib.parse import parse_qsl

from fastapi import APIRouter, Depends, Form, Response
from fastapi.responses import RedirectResponse
from sqlalchemy import Boolean, ForeignKey, Integer, String, delete, false, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from cases.changes import officer
from cases.lookup import by_number
from desk.chosen import ALL, HERE, Chosen, Typed, clean
from desk.clockface import bands
from desk.room import Away, Desk, DeskRoute
from office.clock import now
from office.database import Base, Sealed, UtcDateTime
from office.people import Person

MOST = 20
"""Saved filters, and searches remembered, of one person."""


class QueueFilter(Base):
    """A part of the queue that somebody wants to see again."""

    __tablename__ = "queue_filter"

    id: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    name: Mapped[str | None] = mapped_column(Sealed("queue_filter.name"))
    """What its owner calls it; None for a search that nobody has saved."""
    query: Mapped[str] = mapped_column(String(300))
    """The address without what was searched for."""
    words: Mapped[str | None] = mapped_column(Sealed("queue_filter.words"))
    starts: Mapped[bool] = mapped_column(Boolean, default=False, server_default=false())
    """Whether the queue opens with it."""
    made_at: Mapped[datetime] = mapped_column(UtcDateTime)

    @property
    def link(self) -> str:
        return f"{HERE}?{self.query}" + (f"&cari={self.id}" if self.words else "")


def own_filter(session: Session, person: Person, filter_id: int) -> QueueFilter | None:
    """The filter or search of this id, when it is this person's."""
    row = session.get(QueueFilter, filter_id)
    return row if row is not None and row.person_id == person.id else None


def saved_filters(session: Session, person: Person) -> list[QueueFilter]:
    """In the order in which they were saved."""
    query = select(QueueFilter).where(QueueFilter.person_id == person.id, QueueFilter.name.is_not(None))
    return list(session.scalars(query.order_by(QueueFilter.id)))


def start_view(session: Session, person: Person) -> str | None:
    """Where the queue opens for this person, when they have chosen it."""
    row = session.scalar(
        select(QueueFilter).where(QueueFilter.person_id == person.id, QueueFilter.starts).limit(1)
    )
    return row.link if row else None


def remember(session: Session, person: Person, words: str) -> int:
    """Keep a search; the oldest ones go."""
    row = QueueFilter(person_id=person.id, name=None, query="", words=words, made_at=now())
    session.add(row)
    session.flush()
    searches = (QueueFilter.person_id == person.id, QueueFilter.name.is_(None))
    newest = select(QueueFilter.id).where(*searches).order_by(QueueFilter.id.desc()).limit(MOST)
    session.execute(delete(QueueFilter).where(*searches, QueueFilter.id.not_in(newest)))
    return row.id


def routes(desk: Desk) -> APIRouter:
    router = APIRouter(prefix="/desk", route_class=DeskRoute)
    signed_in = Depends(desk.signed_in)

    @router.post("/cari")
    def search(
        person: Annotated[Person, signed_in], words: Annotated[str, Form(max_length=200)] = ""
    ) -> Response:
        """A whole number opens its case; anything else is looked for in all cases the person sees."""
        desk.allow(person, "case.view")
        typed, units = words.strip(), desk.units_of(person)
        if not typed:
            return RedirectResponse(HERE, 303)
        with desk.database.writing(officer(person.id)) as session:
            found = by_number(session, typed)
            if found is not None and (units is None or found.unit in units):
                return RedirectResponse(f"{HERE}/{found.id}", 303)
            kept = remember(session, person, typed)
        return RedirectResponse(Chosen(jenis=ALL, tahap=ALL, cari=kept).link(), 303)

    @router.post("/saringan")
    def save(
        person: Annotated[Person, signed_in],
        name: Annotated[str, Form(max_length=40)] = "",
        query: Annotated[str, Form(max_length=300)] = "",
    ) -> Response:
        desk.allow(person, "case.view")
        chosen = typed_query(desk, query)
        with desk.database.writing(officer(person.id)) as session:
            words = own_filter(session, person, chosen.cari) if chosen.cari else None
            count = len(saved_filters(session, person))
            if not name.strip() or count >= MOST:
                return RedirectResponse(
                    f"{chosen.link()}&selesai={'penuh' if count >= MOST else 'tanpa_nama'}", 303
                )
            row = QueueFilter(
                person_id=person.id,
                name=name.strip(),
                query=chosen.link(cari=0).split("?")[1],
                words=words.words if words else None,
                made_at=now(),
            )
            session.add(row)
            session.flush()
            return RedirectResponse(f"{row.link}&selesai=disimpan", 303)

    @router.post("/saringan/{filter_id}/{action}")
    def keep(person: Annotated[Person, signed_in], filter_id: int, action: str) -> Response:
        """``awal``: the queue opens with it, or no longer; ``hapus``: it is gone."""
        desk.allow(person, "case.view")
        with desk.database.writing(officer(person.id)) as session:
            row = own_filter(session, person, filter_id)
            if row is None or action not in ("awal", "hapus"):
                raise Away(desk.pages.page("stopped.html", 404, person=person, reason="unknown"))
            if action == "hapus":
                session.delete(row)
                return RedirectResponse(f"{Chosen().link()}&selesai=dihapus", 303)
            starts = not row.starts
            for each in saved_filters(session, person):
                each.starts = starts and each is row
            return RedirectResponse(f"{row.link}&selesai={'awal' if starts else 'bukan_awal'}", 303)

    return router


def typed_query(desk: Desk, query: str) -> Chosen:
    """A part of the queue as a form sends it along."""
    known = [band.name for band in bands(desk.today(), desk.calendar)]
    sent = {name: value for name, value in parse_qsl(query) if name in vars(Chosen())}
    return clean(Typed.model_validate(sent), desk.office, known)
