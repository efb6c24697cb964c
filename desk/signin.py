"""Signing in and out. The same words whoever tried; five wrong tries in a minute, then a pause."""

from typing import Annotated

from fastapi import APIRouter, Depends, Form, Request, Response
from fastapi.responses import RedirectResponse
from limits import RateLimitItemPerMinute

from desk.room import Desk, DeskRoute
from desk.sessions import COOKIE, WHOLE, close_session, find_session, open_session
from office.people import Person, find_person, verify

TRIES = RateLimitItemPerMinute(5)
HOME = "/desk/perkara"


def safe_path(path: str) -> str:
    """A page of the desk to go on to; nothing that leads elsewhere."""
    clean = path.startswith("/desk") and "//" not in path and "\\" not in path and path.isprintable()
    return path if clean and not path.startswith("/desk/masuk") else HOME


def routes(desk: Desk) -> APIRouter:
    router = APIRouter(prefix="/desk", route_class=DeskRoute)
    signed_in = Depends(desk.signed_in)

    @router.get("")
    def front(person: Annotated[Person, signed_in]) -> Response:
        return RedirectResponse(HOME, 303)

    @router.get("/masuk")
    def form(request: Request, lanjut: str = HOME) -> Response:
        with desk.database.reading() as session:
            if find_session(session, request.cookies.get(COOKIE)) is not None:
                return RedirectResponse(safe_path(lanjut), 303)
        return desk.pages.page("signin.html", go_on=safe_path(lanjut), problem=None, username="")

    @router.post("/masuk")
    def sign_in(
        request: Request,
        username: Annotated[str, Form()] = "",
        password: Annotated[str, Form()] = "",
        lanjut: Annotated[str, Form()] = HOME,
    ) -> Response:
        """Plain ``def``: Argon2 works in a thread and stops nobody else."""
        address = request.client.host if request.client else "?"
        keys = [("user", username.strip().lower()), ("address", address)]

        def again(problem: str, status: int) -> Response:
            headers = {"Retry-After": "60"} if status == 429 else None
            go_on = safe_path(lanjut)
            return desk.pages.page(
                "signin.html", status, headers, go_on=go_on, problem=problem, username=username
            )

        # Counted before the slow check, so that many tries at once do not slip through together.
        hits = [desk.limiter.hit(TRIES, *key) for key in keys]
        if not all(hits):
            return again("too_often", 429)
        with desk.database.reading() as session:
            person = find_person(session, username)
        if not verify(person, password[:1000]) or person is None:
            return again("wrong", 401)
        for key in keys:
            desk.limiter.clear(TRIES, *key)
        with desk.database.writing() as session:
            token = open_session(session, person)
        response = RedirectResponse(safe_path(lanjut), 303)
        response.set_cookie(
            COOKIE,
            token,
            max_age=int(WHOLE.total_seconds()),
            path="/desk",
            secure=desk.settings.secure_cookies,
            httponly=True,
            samesite="lax",
        )
        return response

    @router.post("/keluar")
    def sign_out(request: Request) -> Response:
        if token := request.cookies.get(COOKIE):
            with desk.database.writing() as session:
                close_session(session, token)
        response = RedirectResponse("/desk/masuk", 303)
        response.delete_cookie(COOKIE, path="/desk")
        return response

    return router
