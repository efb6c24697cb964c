"""The people of the desk, for the administrator: add, change, close, open again, reset."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Form, Response
from fastapi.responses import RedirectResponse
from sqlalchemy.orm import Session

from cases.changes import officer
from desk.room import Away, Desk, DeskRoute
from desk.sessions import sessions_of
from office.accounts import MANAGES, disable, enable, list_people, renew, reset
from office.lockout import is_locked, unlock
from office.people import PeopleError, Person, add_person, find_person, roles
from office.second_factor import has_second_factor
from office.texts import texts

ACTIONS: dict[str, Callable[[Session, Person], str | None]] = {
    "tutup": disable,
    "buka": enable,
    "reset": reset,
    "buka-kunci": unlock,
}


@dataclass(frozen=True)
class Written:
    """What the administrator wrote."""

    username: str = ""
    name: str = ""
    role: str = ""
    unit: str = ""
    government_account: str = ""


def routes(desk: Desk) -> APIRouter:
    router = APIRouter(prefix="/desk/orang", route_class=DeskRoute)
    signed_in = Depends(desk.signed_in)

    def one(session: Session, person_id: int, person: Person) -> Person:
        found = session.get(Person, person_id)
        if found is None:
            raise Away(desk.pages.page("stopped.html", 404, person=person, reason="unknown_person"))
        return found

    def edit_page(
        person: Person, other: Person | None, form: Written, status: int = 200, **more: Any
    ) -> Response:
        context: dict[str, Any] = {"enrolled": False, "locked": False, "sessions": []}
        if other is not None:
            with desk.database.reading() as session:
                context = {
                    "enrolled": has_second_factor(session, other),
                    "locked": is_locked(session, other),
                    "sessions": sessions_of(session, other),
                }
        more = {"problem": "", "done": "", "password": ""} | more
        return desk.pages.page(
            "staff_one.html", status, person=person, here="people", other=other, form=form,
            roles=roles().values(), **context, **more,
        )  # fmt: skip

    def unit_of(form: Written) -> str | None:
        return form.unit if desk.office.unit(form.unit) else None

    @router.get("")
    def people(person: Annotated[Person, signed_in], cari: str = "") -> Response:
        desk.allow(person, MANAGES)
        wanted = cari.strip().lower()
        with desk.database.reading() as session:
            found = [
                each for each in list_people(session) if wanted in f"{each.name} {each.username}".lower()
            ]
            enrolled = {each.id for each in found if has_second_factor(session, each)}
        return desk.pages.page(
            "staff.html", person=person, here="people", people=found, enrolled=enrolled, wanted=cari.strip()
        )

    @router.get("/baru")
    def empty(person: Annotated[Person, signed_in]) -> Response:
        desk.allow(person, MANAGES)
        return edit_page(person, None, Written())

    @router.post("/baru")
    def add(person: Annotated[Person, signed_in], form: Annotated[Written, Depends(_form)]) -> Response:
        desk.allow(person, MANAGES)
        try:
            with desk.database.writing(officer(person.id)) as session:
                password = add_person(
                    session, username=form.username, name=form.name, role=form.role, unit=unit_of(form)
                )
                made = find_person(session, form.username)
                assert made is not None  # noqa: S101 - just added
                renew(
                    session, made, name=made.name, role=made.role, unit=made.unit,
                    government_account=form.government_account,
                )  # fmt: skip
        except PeopleError as error:
            return edit_page(person, None, form, 422, problem=str(error))
        return edit_page(person, made, _as_form(made), done="added", password=password)

    @router.get("/{person_id}")
    def show(person: Annotated[Person, signed_in], person_id: int, selesai: str = "") -> Response:
        desk.allow(person, MANAGES)
        with desk.database.reading() as session:
            other = one(session, person_id, person)
        done = selesai if f"people.done.{selesai}" in texts() else ""
        return edit_page(person, other, _as_form(other), done=done)

    @router.post("/{person_id}")
    def save(
        person: Annotated[Person, signed_in], person_id: int, form: Annotated[Written, Depends(_form)]
    ) -> Response:
        desk.allow(person, MANAGES)
        try:
            with desk.database.writing(officer(person.id)) as session:
                other = one(session, person_id, person)
                renew(
                    session, other, name=form.name, role=form.role, unit=unit_of(form),
                    government_account=form.government_account,
                )  # fmt: skip
        except PeopleError as error:
            with desk.database.reading() as session:
                return edit_page(person, one(session, person_id, person), form, 422, problem=str(error))
        return RedirectResponse(f"/desk/orang/{person_id}?selesai=simpan", 303)

    @router.post("/{person_id}/{action}")
    def act(person: Annotated[Person, signed_in], person_id: int, action: str) -> Response:
        desk.allow(person, MANAGES)
        if action not in ACTIONS:
            raise Away(desk.pages.page("stopped.html", 404, person=person, reason="unknown_person"))
        try:
            with desk.database.writing(officer(person.id)) as session:
                other = one(session, person_id, person)
                password = ACTIONS[action](session, other)
        except PeopleError as error:
            with desk.database.reading() as session:
                other = one(session, person_id, person)
            return edit_page(person, other, _as_form(other), 422, problem=str(error))
        if password is not None:  # shown this one time, so no page that can be opened again
            return edit_page(person, other, _as_form(other), done="reset", password=password)
        return RedirectResponse(f"/desk/orang/{person_id}?selesai={action.replace('-', '_')}", 303)

    return router


def _form(
    username: Annotated[str, Form()] = "",
    name: Annotated[str, Form()] = "",
    role: Annotated[str, Form()] = "",
    unit: Annotated[str, Form()] = "",
    government_account: Annotated[str, Form()] = "",
) -> Written:
    return Written(username, name[:120], role, unit, government_account[:200])


def _as_form(person: Person) -> Written:
    return Written(
        person.username, person.name, person.role, person.unit or "", person.government_account or ""
    )
