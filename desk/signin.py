"""Signing in and out: the password. The same words whoever tried; wrong tries cost growing waits."""

from typing import Annotated

from fastapi import APIRouter, Depends, Form, Request, Response
from fastapi.responses import RedirectResponse

from cases.changes import officer
from desk.entrance import (
    HOME,
    KNOWN,
    VISITOR,
    address_of,
    begin,
    first_factor_done,
    minutes,
    record,
    safe_path,
)
from desk.room import Desk, DeskRoute
from desk.sessions import COOKIE, close_session, find_session
from office.lockout import forgive, keys_for, known_by
from office.people import Person, find_person, verify
from office.texts import texts


def routes(desk: Desk) -> APIRouter:
    router = APIRouter(prefix="/desk", route_class=DeskRoute)
    signed_in = Depends(desk.signed_in)

    def page(go_on: str, problem: str = "", username: str = "", status: int = 200, wait: int = 0) -> Response:
        headers = {"Retry-After": str(wait)} if wait else None
        provider = desk.settings.oidc.name if desk.settings.oidc.issuer else None
        return desk.pages.page(
            "signin.html", status, headers, go_on=safe_path(go_on), problem=problem, username=username,
            provider=provider,
        )  # fmt: skip

    @router.get("")
    def front(person: Annotated[Person, signed_in]) -> Response:
        return RedirectResponse(HOME, 303)

    @router.get("/masuk")
    def form(request: Request, lanjut: str = HOME) -> Response:
        with desk.database.reading() as session:
            if find_session(session, request.cookies.get(COOKIE)) is not None:
                return RedirectResponse(safe_path(lanjut), 303)
        return page(lanjut)

    @router.post("/masuk")
    def sign_in(
        request: Request,
        username: Annotated[str, Form()] = "",
        password: Annotated[str, Form()] = "",
        lanjut: Annotated[str, Form()] = HOME,
    ) -> Response:
        """Plain ``def``: Argon2 works in a thread and stops nobody else."""
        with desk.database.reading() as session:
            person = find_person(session, username)
        keys = keys_for(username, address_of(request), known_by(person, request.cookies.get(KNOWN)))
        if wait := begin(desk, keys):
            said = texts().say("people.signin.wait", minutes=minutes(wait))
            return page(lanjut, said, username, 429, wait)
        if not verify(person, password[:1000]) or person is None:
            with desk.database.writing(VISITOR) as session:
                record(session, "failed", request, person, how="password")
            return page(lanjut, texts().say("desk.signin.wrong"), username, 401)
        with desk.database.writing() as session:
            forgive(session, keys)
        return first_factor_done(desk, request, person, lanjut, "password")

    @router.post("/keluar")
    def sign_out(request: Request) -> Response:
        if token := request.cookies.get(COOKIE):
            with desk.database.writing() as session:
                found = find_session(session, token)
                close_session(session, token)
            if found is not None:
                with desk.database.writing(officer(found[0].id)) as session:
                    record(session, "out", request, found[0])
        response = RedirectResponse("/desk/masuk", 303)
        response.delete_cookie(COOKIE, path="/desk")
        return response

    return router
