"""While an answer is being written: canned replies put into it, drafts kept of it, colleagues' drafts shown."""

from typing import Annotated, Literal

from fastapi import APIRouter, Depends, Form, Header, Response
from fastapi.responses import RedirectResponse
from pydantic import BaseModel, Field

from cases.changes import officer
from cases.drafts import LONGEST, save_draft
from cases.replies import filled, replies
from desk.case import show_case
from desk.casefiles import hidden_from
from desk.conflict import seen
from desk.room import Desk, DeskRoute
from office.clock import now
from office.people import Person
from office.texts import texts


class Written(BaseModel):
    """A form as it stands, however far it is."""

    form: Literal["jawab", "penolakan", "klarifikasi", "tanggapan"] = "jawab"
    text: str = Field("", max_length=LONGEST)
    outcome: str = Field("", max_length=40)
    ground: str = Field("", max_length=10)
    statute: str = Field("", max_length=200)
    consequence_test: str = Field("", max_length=200)
    holder: str = Field("", max_length=200)
    source: str = Field("", max_length=500)
    medium: str = Field("", max_length=30)
    cost: str = Field("", max_length=12)
    payment: str = Field("", max_length=100)
    ready_in: str = Field("", max_length=100)
    version: str = Field("", max_length=12)
    reply: str = Field("", max_length=60)

    def content(self) -> dict[str, str]:
        """What the officer wrote and chose."""
        kept = self.model_dump(exclude={"form", "version", "reply"})
        return {name: value.replace("\r\n", "\n") for name, value in kept.items() if value}


def routes(desk: Desk) -> APIRouter:
    router = APIRouter(prefix="/desk/perkara/{case_id}", route_class=DeskRoute)
    signed_in = Depends(desk.signed_in)

    @router.post("/balasan")
    def put_in(
        person: Annotated[Person, signed_in], case_id: int, written: Annotated[Written, Form()]
    ) -> Response:
        """The form again with a canned reply below what is written; nothing is saved."""
        desk.allow(person, "draft.write")
        with desk.database.reading() as session:
            case = desk.case(session, case_id, person)
            reply = replies(session).get(written.reply)
            kept = written.content() | {"form": written.form}
            if reply is None or hidden_from(case, person):
                return show_case(
                    desk, session, case, person, 422, problem=texts().say("replies.choose"), kept=kept
                )
            words = (kept.get("text", ""), filled(reply, case, desk.office))
            kept["text"] = "\n\n".join(part for part in words if part.strip())[:LONGEST]
            return show_case(desk, session, case, person, kept=kept)

    @router.post("/draf")
    def keep(
        person: Annotated[Person, signed_in],
        case_id: int,
        written: Annotated[Written, Form()],
        x_quiet: Annotated[str | None, Header()] = None,
    ) -> Response:
        """What is written so far, for oneself and colleagues; quietly (204) when the page does it by itself."""
        desk.allow(person, "draft.write")
        with desk.database.writing(officer(person.id)) as session:
            case = desk.case(session, case_id, person)
            version = seen(written.version)
            save_draft(session, case, person.id, written.form, written.content(), version, now())
        if x_quiet:
            return Response(status_code=204)
        return RedirectResponse(f"/desk/perkara/{case_id}?selesai=draf", 303)

    return router
