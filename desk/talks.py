"""Conversations that want an officer: who waits, which are mine, which are in others' hands."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Depends, Response
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from bot.tables import MESSAGE, Conversation, Handover, Inbox
from desk.conversation import cover
from desk.queue import summary
from desk.room import Desk, DeskRoute
from office.people import Person

MAY = "conversation.take"
MOST = 100
"""Conversations in one list; more people than that cannot wait for one desk."""


@dataclass(frozen=True)
class Talk:
    """A line of the list."""

    id: int
    channel: str
    asked_at: datetime
    last_at: datetime
    who: str
    """The officer who has it; empty while it waits."""
    words: str
    """The beginning of the citizen's last message."""
    to_file: int


def listed(session: Session, person: Person) -> dict[str, list[Talk]]:
    """The open conversations: waiting (who asked first stands first), mine, and others'."""
    query = (
        select(Handover, Conversation.channel, Person.name)
        .join(Conversation, Conversation.id == Handover.conversation_id)
        .outerjoin(Person, Person.id == Handover.person_id)
        .where(Handover.state != "ended")
        .order_by(Handover.asked_at)
        .limit(MOST)
    )
    found: dict[str, list[Talk]] = {"waiting": [], "mine": [], "others": []}
    rows = session.execute(query).all()
    words = _last_words(session, [row.conversation_id for row, _channel, _name in rows])
    for row, channel, name in rows:
        group = "waiting" if row.state == "waiting" else "mine" if row.person_id == person.id else "others"
        talk = Talk(
            row.id,
            channel,
            row.asked_at,
            row.last_at,
            name or "",
            summary(cover(words.get(row.conversation_id, ""))),
            len(row.to_file),
        )
        found[group].append(talk)
    return found


def _last_words(session: Session, conversations: Sequence[str]) -> dict[str, str]:
    newest = (
        select(func.max(Inbox.id))
        .where(Inbox.conversation_id.in_(conversations), Inbox.kind == MESSAGE)
        .group_by(Inbox.conversation_id)
    )
    rows = session.scalars(select(Inbox).where(Inbox.id.in_(newest))).all()
    return {row.conversation_id: row.text for row in rows}


def routes(desk: Desk) -> APIRouter:
    router = APIRouter(prefix="/desk", route_class=DeskRoute)
    signed_in = Depends(desk.signed_in)

    def page(person: Person, template: str) -> Response:
        desk.allow(person, MAY)
        with desk.database.reading() as session:
            groups = listed(session, person)
        return desk.pages.page(template, person=person, groups=groups)

    @router.get("/percakapan")
    def show(person: Annotated[Person, signed_in]) -> Response:
        return page(person, "talks.html")

    @router.get("/percakapan/daftar")
    def part(person: Annotated[Person, signed_in]) -> Response:
        """The lists alone, fetched again by an open page."""
        return page(person, "talks_list.html")

    return router
