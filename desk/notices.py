"""Announcements of informasi serta-merta: written, looked at once more, announced; taken back."""

from dataclasses import dataclass
from typing import Annotated
from uuid import uuid4

from fastapi import APIRouter, Depends, Form, Response
from fastapi.responses import RedirectResponse
from sqlalchemy.orm import Session

from bot.announcing import subscribers
from cases.changes import officer
from desk.room import Desk, DeskRoute
from knowledge.notices import NoticeRefused, checked, holds, issue, latest, withdraw
from office.clock import now
from office.people import Person

USUAL_HOURS = 24


@dataclass(frozen=True)
class Draft:
    """An announcement as it was typed. ``key`` makes a second press of the button the same announcement."""

    title: str = ""
    text: str = ""
    hours: int = USUAL_HOURS
    key: str = ""


def routes(desk: Desk) -> APIRouter:
    router = APIRouter(prefix="/desk/pengumuman", route_class=DeskRoute)
    signed_in = Depends(desk.signed_in)

    def page(
        session: Session,
        person: Person,
        draft: Draft,
        status: int = 200,
        problem: str | None = None,
        review: bool = False,
        done: str = "",
    ) -> Response:
        return desk.pages.page(
            "notices.html",
            status,
            person=person,
            draft=draft,
            readers=subscribers(session),
            notices=[(notice, holds(notice, now())) for notice in latest(session, now())],
            problem=problem,
            review=review,
            done=done,
        )

    @router.get("")
    def show(person: Annotated[Person, signed_in], selesai: str = "") -> Response:
        desk.allow(person, "notice.view")
        done = selesai if selesai in ("issued", "withdrawn", "gone") else ""
        with desk.database.reading() as session:
            return page(session, person, Draft(), done=done)

    @router.post("")
    def announce(
        person: Annotated[Person, signed_in],
        title: Annotated[str, Form(max_length=400)] = "",
        text: Annotated[str, Form(max_length=5000)] = "",
        hours: Annotated[int, Form()] = USUAL_HOURS,
        key: Annotated[str, Form(max_length=64)] = "",
        step: Annotated[str, Form(max_length=20)] = "",
    ) -> Response:
        """Shown once more first; announced on the second press, once however often it is pressed."""
        desk.allow(person, "notice.publish")
        draft = Draft(title, text, hours, key or uuid4().hex)
        try:
            checked(title, text, hours)
        except NoticeRefused as refused:
            with desk.database.reading() as session:
                return page(session, person, draft, 422, problem=str(refused))
        if step != "announce":
            with desk.database.reading() as session:
                return page(session, person, draft, review=step != "edit")
        with desk.database.writing(officer(person.id)) as session:
            issue(session, title, text, hours, draft.key)
        return RedirectResponse("/desk/pengumuman?selesai=issued", 303)

    @router.post("/{notice_id}/tarik")
    def take_back(person: Annotated[Person, signed_in], notice_id: int) -> Response:
        """Who has not got it yet does not get it."""
        desk.allow(person, "notice.publish")
        with desk.database.writing(officer(person.id)) as session:
            done = "withdrawn" if withdraw(session, notice_id) else "gone"
        return RedirectResponse(f"/desk/pengumuman?selesai={done}", 303)

    return router
