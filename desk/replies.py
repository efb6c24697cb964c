"""The office's canned replies: listed, written, hidden, or as shipped again."""

from typing import Annotated

from fastapi import APIRouter, Depends, Form, Response
from fastapi.responses import RedirectResponse

from cases.changes import Refused, officer
from cases.replies import CannedReply, back_to_shipped, fields, hide, replies, save, shipped
from cases.states import KINDS
from desk.room import Away, Desk, DeskRoute
from office.clock import now
from office.people import Person
from office.texts import texts

EDIT = "letter.edit"
HOME = "/desk/surat/balasan"


def routes(desk: Desk) -> APIRouter:
    router = APIRouter(prefix=HOME, route_class=DeskRoute)
    signed_in = Depends(desk.signed_in)

    def editor(person: Person, reply: CannedReply, status: int = 200, problem: str = "") -> Response:
        return desk.pages.page(
            "reply.html", status, person=person, reply=reply, problem=problem,
            fields=fields(), all_kinds=KINDS, shipped=shipped(),
        )  # fmt: skip

    def known(person: Person, name: str) -> CannedReply:
        with desk.database.reading() as session:
            found = replies(session).get(name)
        if found is None:
            raise Away(desk.pages.page("stopped.html", 404, person=person, reason="unknown"))
        return found

    @router.get("")
    def overview(person: Annotated[Person, signed_in], selesai: str = "") -> Response:
        desk.allow(person, EDIT)
        with desk.database.reading() as session:
            listed = sorted(replies(session).values(), key=lambda one: one.title)
        done = selesai if f"replies.done_{selesai}" in texts() else None
        return desk.pages.page("replies.html", person=person, replies=listed, done=done)

    @router.get("/sunting")
    def edit(person: Annotated[Person, signed_in], nama: str = "") -> Response:
        desk.allow(person, EDIT)
        return editor(person, known(person, nama) if nama else CannedReply("", "", (), ""))

    @router.post("")
    def keep(
        person: Annotated[Person, signed_in],
        name: Annotated[str, Form(max_length=60)] = "",
        title: Annotated[str, Form(max_length=300)] = "",
        kinds: Annotated[list[str], Form()] = [],  # noqa: B006 - FastAPI copies it
        text: Annotated[str, Form(max_length=20_000)] = "",
    ) -> Response:
        """Saved only when every field in it is known."""
        desk.allow(person, EDIT)
        if name:
            known(person, name)
        try:
            with desk.database.writing(officer(person.id)) as session:
                save(session, name, title, kinds, text, person.id, now())
        except Refused as refused:
            return editor(person, CannedReply(name, title, tuple(kinds), text), 422, str(refused))
        return RedirectResponse(f"{HOME}?selesai=simpan", 303)

    @router.post("/sembunyikan")
    def put_away(
        person: Annotated[Person, signed_in],
        name: Annotated[str, Form(max_length=60)] = "",
        do: Annotated[str, Form(max_length=10)] = "",
    ) -> Response:
        """Offered no more, or as shipped again."""
        desk.allow(person, EDIT)
        reply = known(person, name)
        with desk.database.writing(officer(person.id)) as session:
            if do == "shipped":
                back_to_shipped(session, name)
            else:
                hide(session, reply, person.id, now())
        return RedirectResponse(f"{HOME}?selesai={'bawaan' if do == 'shipped' else 'sembunyi'}", 303)

    return router
