"""The way in, step by step: who tries, how long they must wait, the second factor, the session at the end."""

from datetime import timedelta
from math import ceil

from fastapi import Request, Response
from fastapi.responses import RedirectResponse
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from cases.changes import officer
from desk.room import Desk
from desk.sessions import CODE, COOKIE, ENROL, FULL, HALF, WHOLE, close_session, device_name, open_session
from office.audit import note
from office.database import sealer
from office.lockout import Key, begin_try, proof
from office.people import Person
from office.second_factor import has_second_factor

HOME = "/desk/perkara"
KNOWN = "tanya_desk_known"
"""The browser's proof that somebody has signed in with it before."""
KNOWN_FOR = timedelta(days=180)
VISITOR = "pengunjung"
"""Who acts before it is known who it is."""


def safe_path(path: str) -> str:
    """A page of the desk to go on to; nothing that leads elsewhere."""
    clean = path.startswith("/desk") and "//" not in path and "\\" not in path and path.isprintable()
    return path if clean and not path.startswith("/desk/masuk") else HOME


def address_of(request: Request) -> str:
    return request.client.host if request.client else "?"


def begin(desk: Desk, keys: list[Key]) -> int:
    """Seconds to wait, or 0: then the try is counted."""
    try:
        with desk.database.writing() as session:
            return begin_try(session, keys)
    except IntegrityError:  # two first tries in the same instant: one of them waits
        return 1


def minutes(seconds: int) -> int:
    return max(1, ceil(seconds / 60))


def record(session: Session, act: str, request: Request, person: Person | None, **facts: str) -> None:
    """In the audit log. The address only as a fingerprint: enough to see that two tries came from one place."""
    place = sealer().blind(address_of(request), "audit.address")[:12]
    about = f"person:{person.id}" if person else "person:-"
    note(session, f"sign_in.{act}", about, {"from": place} | facts)


def first_factor_done(desk: Desk, request: Request, person: Person, go_on: str, how: str) -> Response:
    """The password, or the government's provider, says who it is: on to the second factor where there is one."""
    with desk.database.reading() as session:
        enrolled = has_second_factor(session, person)
    if not enrolled and person.role not in desk.office.second_factor:
        return finish(desk, request, person, go_on, how)
    stage, page = (CODE, "kode") if enrolled else (ENROL, "aplikasi")
    with desk.database.writing(officer(person.id)) as session:
        token = open_session(session, person, stage)
    response = RedirectResponse(f"/desk/masuk/{page}", 303)
    _keep(desk, response, COOKIE, token, HALF)
    _keep(desk, response, "tanya_desk_next", safe_path(go_on), HALF)
    return response


def finish(
    desk: Desk, request: Request, person: Person, go_on: str, how: str, response: Response | None = None
) -> Response:
    """Signed in: a fresh session, so that a half one that somebody planted opens nothing."""
    with desk.database.writing(officer(person.id)) as session:
        if half := request.cookies.get(COOKIE):
            close_session(session, half)
        token = open_session(session, person, FULL, device_name(request.headers.get("user-agent", "")))
        record(session, "done", request, person, how=how)
    response = response or RedirectResponse(safe_path(go_on), 303)
    response.delete_cookie("tanya_desk_next", path="/desk")
    _keep(desk, response, COOKIE, token, WHOLE)
    _keep(desk, response, KNOWN, proof(person), KNOWN_FOR)
    return response


def _keep(desk: Desk, response: Response, name: str, value: str, age: timedelta) -> None:
    response.set_cookie(
        name,
        value,
        max_age=int(age.total_seconds()),
        path="/desk",
        secure=desk.settings.secure_cookies,
        httponly=True,
        samesite="lax",
    )
