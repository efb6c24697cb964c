"""One conversation with a citizen: read, taken, answered, given back to the assistant. One owner at a time."""

from typing import Annotated, Any
from uuid import uuid4

from fastapi import APIRouter, Depends, Form, Response
from fastapi.responses import RedirectResponse
from sqlalchemy.orm import Session

from bot import handover
from bot.tables import Conversation, Handover, Inbox
from cases.changes import officer
from cases.lookup import cases_of
from desk.conversation import Line, conversation, cover
from desk.room import Away, Desk, DeskRoute
from desk.talks import MAY
from office.clock import now
from office.people import Person, roles
from office.texts import texts

LONGEST = 4000
"""Characters of one answer: what every channel takes in one message."""


def routes(desk: Desk) -> APIRouter:
    router = APIRouter(prefix="/desk/percakapan", route_class=DeskRoute)
    signed_in = Depends(desk.signed_in)

    def back_to(talk_id: int, done: str) -> Response:
        return RedirectResponse(f"/desk/percakapan/{talk_id}?selesai={done}#jawaban", 303)

    @router.get("/{talk_id}")
    def show(person: Annotated[Person, signed_in], talk_id: int, selesai: str = "") -> Response:
        done = selesai if f"handover.desk.done_{selesai}" in texts() else None
        with desk.database.reading() as session:
            return show_talk(desk, session, find(desk, session, talk_id, person), person, done=done)

    @router.get("/{talk_id}/isi")
    def lines(
        person: Annotated[Person, signed_in], talk_id: int, masuk: int = 0, keluar: int = 0
    ) -> Response:
        """What was said since an open page last looked: its newest message in and out; 204 for nothing."""
        with desk.database.reading() as session:
            talk = find(desk, session, talk_id, person)
            said = conversation(session, talk.conversation_id)
        new = [line for line in said if line.inbox_id > masuk or line.outbox_id > keluar]
        if not new:
            return Response(status_code=204)
        return desk.pages.page("talk_news.html", talk=talk, lines=new, **newest(said))

    @router.post("/{talk_id}/ambil")
    def take(person: Annotated[Person, signed_in], talk_id: int) -> Response:
        with desk.database.writing(officer(person.id)) as session:
            talk = find(desk, session, talk_id, person)
            if handover.take(session, talk.id, person.id, called(desk, person), now()):
                return back_to(talk_id, "take")
        return stopped(desk, talk_id, person)

    @router.post("/{talk_id}/jawab")
    def answer(
        person: Annotated[Person, signed_in],
        talk_id: int,
        text: Annotated[str, Form()] = "",
        key: Annotated[str, Form(max_length=64)] = "",
    ) -> Response:
        words = text.replace("\r\n", "\n").strip()
        problem = "empty" if not words else "too_long" if len(words) > LONGEST else ""
        if not problem:
            with desk.database.writing(officer(person.id)) as session:
                talk = find(desk, session, talk_id, person)
                if handover.answer(session, talk.id, person.id, words, key or uuid4().hex, now()):
                    return back_to(talk_id, "answer")
            problem = "not_sent"
        said = texts().say(f"handover.desk.{problem}", most=LONGEST)
        with desk.database.reading() as session:
            talk = find(desk, session, talk_id, person)
            return show_talk(desk, session, talk, person, 422, problem=said, kept=words)

    @router.post("/{talk_id}/selesai/{message_id}")
    def settle(person: Annotated[Person, signed_in], talk_id: int, message_id: int) -> Response:
        """A marked message is dealt with: it is not offered to the citizen again."""
        with desk.database.writing(officer(person.id)) as session:
            handover.settled(session, find(desk, session, talk_id, person).id, person.id, message_id)
        return back_to(talk_id, "settled")

    @router.post("/{talk_id}/kembalikan")
    def give_back(person: Annotated[Person, signed_in], talk_id: int) -> Response:
        with desk.database.writing(officer(person.id)) as session:
            talk = find(desk, session, talk_id, person)
            if handover.give_back(session, talk.id, person.id, "officer", now()):
                return back_to(talk_id, "back")
        return stopped(desk, talk_id, person)

    return router


def newest(lines: list[Line]) -> dict[str, Any]:
    """Up to where a page is level with the database."""
    return {
        "last_in": max((line.inbox_id for line in lines), default=0),
        "last_out": max((line.outbox_id for line in lines), default=0),
    }


def called(desk: Desk, person: Person) -> str:
    """What the citizen reads: the role, and the name only where the office wishes it."""
    title = roles()[person.role].title
    return f"{person.name}, {title}" if desk.settings.handover.show_name else title


def find(desk: Desk, session: Session, talk_id: int, person: Person) -> Handover:
    """The conversation, for who may serve citizens."""
    desk.allow(person, MAY)
    talk = session.get(Handover, talk_id)
    if talk is None:
        raise Away(desk.pages.page("stopped.html", 404, person=person, reason="unknown_talk"))
    return talk


def stopped(desk: Desk, talk_id: int, person: Person) -> Response:
    """Another was faster, or it is over: the page says so and changes nothing."""
    with desk.database.reading() as session:
        talk = find(desk, session, talk_id, person)
        who = _name(session, talk)
        key = "taken_by_other" if talk.state == "owned" and talk.person_id != person.id else "not_waiting"
        problem = texts().say(f"handover.desk.{key}", who=who)
        return show_talk(desk, session, talk, person, 409, problem=problem)


def show_talk(
    desk: Desk, session: Session, talk: Handover, person: Person, status: int = 200, **more: Any
) -> Response:
    """The whole page; ``more`` carries a problem, the kept words or what was done."""
    context: dict[str, Any] = {"problem": None, "kept": "", "done": None} | more
    lines = conversation(session, talk.conversation_id)
    marked = [row for each in talk.to_file if (row := session.get(Inbox, each)) is not None]
    return desk.pages.page(
        "talk.html",
        status,
        person=person,
        talk=talk,
        mine=talk.state == "owned" and talk.person_id == person.id,
        holder=_name(session, talk),
        called=called(desk, person),
        channel=session.get_one(Conversation, talk.conversation_id).channel,
        lines=lines,
        marked=[(row.id, cover(row.text)) for row in marked],
        cases=cases_of(session, talk.conversation_id),
        form_key=uuid4().hex,
        longest=LONGEST,
        **newest(lines),
        **context,
    )


def _name(session: Session, talk: Handover) -> str:
    person = session.get(Person, talk.person_id) if talk.person_id else None
    return person.name if person is not None else ""
