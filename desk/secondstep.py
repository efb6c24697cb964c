"""Between password and desk: the six digits, or setting up the app where the role must have one."""

from typing import Annotated

from fastapi import APIRouter, Form, Request, Response
from fastapi.responses import RedirectResponse

from cases.changes import officer
from desk.enrolment import codes_page, enrolment_page, opened_secret
from desk.entrance import HOME, VISITOR, begin, finish, minutes, record
from desk.room import Away, Desk, DeskRoute
from desk.sessions import CODE, COOKIE, ENROL, find_session
from office.lockout import Key, forgive
from office.people import PeopleError, Person
from office.second_factor import check_code, enrol, has_second_factor
from office.texts import texts

HERE = "/desk/masuk/aplikasi"


def routes(desk: Desk) -> APIRouter:
    router = APIRouter(prefix="/desk/masuk", route_class=DeskRoute)

    def half_way(request: Request, stage: str) -> Person:
        with desk.database.reading() as session:
            found = find_session(session, request.cookies.get(COOKIE), stage)
        if found is None:
            raise Away(RedirectResponse("/desk/masuk", 303))
        return found[0]

    def go_on(request: Request) -> str:
        return request.cookies.get("tanya_desk_next", HOME)

    @router.get("/kode")
    def ask(request: Request) -> Response:
        half_way(request, CODE)
        return desk.pages.page("second.html", problem="")

    @router.post("/kode")
    def check(request: Request, code: Annotated[str, Form()] = "") -> Response:
        person = half_way(request, CODE)
        keys = [Key("code", str(person.id))]
        if wait := begin(desk, keys):
            said = texts().say("people.signin.wait", minutes=minutes(wait))
            return desk.pages.page("second.html", 429, {"Retry-After": str(wait)}, problem=said)
        with desk.database.writing(VISITOR) as session:
            right = check_code(session, person, code)
            if right is None:
                record(session, "second_failed", request, person)
            else:
                forgive(session, keys)
        if right is None:
            return desk.pages.page("second.html", 401, problem=texts().say("people.second.wrong_code"))
        return finish(desk, request, person, go_on(request), right)

    @router.get("/aplikasi")
    def set_up(request: Request) -> Response:
        return enrolment_page(desk, half_way(request, ENROL), HERE, required=True)

    @router.post("/aplikasi")
    def store(
        request: Request, sealed: Annotated[str, Form()] = "", code: Annotated[str, Form()] = ""
    ) -> Response:
        person = half_way(request, ENROL)
        secret = opened_secret(sealed, person)
        try:
            with desk.database.writing(officer(person.id)) as session:
                if secret is None or has_second_factor(session, person):
                    return RedirectResponse("/desk/masuk", 303)
                codes = enrol(session, person, secret, code)
        except PeopleError as error:
            return enrolment_page(desk, person, HERE, required=True, secret=secret, problem=str(error))
        shown = codes_page(desk, person, codes, go_on(request))
        return finish(desk, request, person, HOME, "app", shown)

    return router
