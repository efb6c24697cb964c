"""What has not reached its citizen: refused by the platform, or waiting for the citizen to write again."""

from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Depends, Response
from fastapi.responses import RedirectResponse
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from bot import outbox
from bot.held import notice_of
from bot.reply import Reply
from bot.tables import Conversation, FailingMail, Outbox
from cases.lookup import newest_of_conversations
from cases.tables import Case
from desk.queue import summary
from desk.room import Away, Desk, DeskRoute
from office.audit import note
from office.clock import now
from office.people import Person

MOST = 200
"""Lines on the page; an office with more has another trouble than this page can show."""

_UNREAD = FailingMail.put_aside_at.is_not(None) & FailingMail.settled_at.is_(None)
"""Mails that the program could not read and no person has seen to."""


_TOLD = (outbox.BLOCKED, outbox.UNSURE, outbox.MAILED, outbox.LETTER)
"""What happened to a message beside its state."""


@dataclass(frozen=True)
class Line:
    """One message that waits. ``told``: what became of the sign that an answer waits, if there is one."""

    row: Outbox
    channel: str
    case: Case | None
    words: str
    told: str | None

    @property
    def state(self) -> str:
        """Names the text that says what happened."""
        return str(self.row.error) if self.row.error in _TOLD else self.row.state


def routes(desk: Desk) -> APIRouter:
    router = APIRouter(prefix="/desk/pengiriman", route_class=DeskRoute)
    signed_in = Depends(desk.signed_in)

    @router.get("")
    def show(person: Annotated[Person, signed_in], berubah: str = "") -> Response:
        desk.allow(person, "delivery.view")
        with desk.database.reading() as session:
            lines = _lines(session)
            mails = session.scalars(select(FailingMail).where(_UNREAD).order_by(FailingMail.since)).all()
        return desk.pages.page(
            "deliveries.html", person=person, lines=lines, mails=mails, changed=bool(berubah)
        )

    @router.post("/{outbox_id}/lagi")
    def again(person: Annotated[Person, signed_in], outbox_id: int) -> Response:
        """Send a refused message once more."""
        return _act(person, outbox_id, "again")

    @router.post("/{outbox_id}/selesai")
    def elsewhere(person: Annotated[Person, signed_in], outbox_id: int) -> Response:
        """The citizen was told by letter, by telephone or in person."""
        return _act(person, outbox_id, "elsewhere")

    @router.post("/surel/{name}/selesai")
    def seen_to(person: Annotated[Person, signed_in], name: str) -> Response:
        """A person has read, in the mailbox, what the program could not."""
        desk.allow(person, "delivery.resend")
        with desk.database.writing(f"petugas:{person.id}") as session:
            done = update(FailingMail).where(_UNREAD, FailingMail.name == name).values(settled_at=now())
            if session.connection().execute(done).rowcount:
                note(session, "delivery.mail_read", f"mail:{name}")
        return RedirectResponse("/desk/pengiriman", 303)

    def _act(person: Person, outbox_id: int, act: str) -> Response:
        desk.allow(person, "delivery.resend")
        with desk.database.writing(f"petugas:{person.id}") as session:
            done = (
                outbox.again(session, outbox_id) if act == "again" else outbox.elsewhere(session, outbox_id)
            )
            if done:
                note(session, f"delivery.{act}", f"outbox:{outbox_id}")
        if not done:  # another officer was quicker, or the citizen wrote meanwhile
            raise Away(RedirectResponse("/desk/pengiriman?berubah=ya", 303))
        return RedirectResponse("/desk/pengiriman", 303)

    return router


def _lines(session: Session) -> list[Line]:
    stuck = session.execute(
        select(Outbox, Conversation)
        .join(Conversation, Conversation.id == Outbox.conversation_id)
        .where(Outbox.state.in_(("dead", "held")))
        .order_by(Outbox.id)
        .limit(MOST)
    ).all()
    cases = newest_of_conversations(session, {row.conversation_id for row, _ in stuck})
    return [
        Line(
            row=row,
            channel=conversation.channel,
            case=cases.get(row.conversation_id),
            words=summary(Reply.model_validate_json(row.reply).text),
            told=None if row.error == outbox.BLOCKED else notice_of(session, row),
        )
        for row, conversation in stuck
    ]
