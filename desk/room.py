"""What every page of the desk stands on: services, templates, who is signed in, and what they may see."""

from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any
from urllib.parse import quote

from fastapi import Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import PlainTextResponse, RedirectResponse
from fastapi.routing import APIRoute
from sqlalchemy.orm import Session

from cases.tables import Case
from desk.menu import MENU
from desk.sessions import COOKIE, find_session, note_seen
from knowledge.answerer import Answerer
from office.calendar import Calendar
from office.clock import local_date, now
from office.database import Database
from office.people import Person, may, roles, units_of
from office.profile import Office
from office.settings import Settings
from office.texts import texts
from office.web.pages import Pages
from office.working_days import current_calendar

TEMPLATES = Path(__file__).resolve().parent / "templates"


@dataclass
class DeskServices:
    """What the application hands in."""

    settings: Settings
    database: Database
    office: Office
    answerer: Answerer | None = None
    """None where another process owns the index: then nothing is tried before it is published."""


class Away(Exception):
    """This request ends with another page than the one asked for."""

    def __init__(self, response: Response) -> None:
        self.response = response


class DeskRoute(APIRoute):
    """A route whose handlers may raise :class:`Away`; nothing of the desk is kept by browsers or proxies."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        handle = super().get_route_handler()

        async def handler(request: Request) -> Response:
            try:
                response = await handle(request)
            except Away as away:
                response = away.response
            except RequestValidationError:
                response = PlainTextResponse(texts().say("desk.unreadable"), 422)
            response.headers["Cache-Control"] = "no-store"
            return response

        return handler


def channel_name(channel: str) -> str:
    """What people call a channel; a new one is shown by its own name."""
    key = f"desk.channel.{channel}"
    return texts().say(key) if key in texts() else channel


class Desk:
    """One per application."""

    def __init__(self, services: DeskServices) -> None:
        self.settings = services.settings
        self.database = services.database
        self.office = services.office
        self.answerer = services.answerer
        self.pages = Pages(TEMPLATES, services.office)
        self.pages.environment.globals.update(
            may=may,
            role_title=lambda person: roles()[person.role].title,
            channel_name=channel_name,
            unit_name=self.unit_name,
            menu=MENU,
        )

    @property
    def calendar(self) -> Calendar:
        """The working days as they are now; another process may have changed them a moment ago."""
        with self.database.reading() as session:
            return current_calendar(session)

    def unit_name(self, code: str) -> str:
        """A unit by its short name; one that is gone by its code."""
        unit = self.office.unit(code)
        return unit.short if unit else code

    def today(self) -> date:
        return local_date(now(), self.office.zone)

    def signed_in(self, request: Request) -> Person:
        """The person at the desk, or on to the sign-in page."""
        token = request.cookies.get(COOKIE)
        with self.database.reading() as session:
            found = find_session(session, token)
        if found is None:
            back = request.url.path if request.method == "GET" else "/desk"
            raise Away(RedirectResponse(f"/desk/masuk?lanjut={quote(back)}", 303))
        person, is_due = found
        if is_due and token:
            with self.database.writing() as session:
                note_seen(session, token)
        return person

    def looked_in(self, request: Request) -> Person:
        """The person whose open page asks for news by itself: that keeps no forgotten screen signed in."""
        with self.database.reading() as session:
            found = find_session(session, request.cookies.get(COOKIE))
        if found is None:
            raise Away(Response(status_code=401))
        return found[0]

    def allow(self, person: Person, permission: str) -> None:
        """Stop here unless the matrix has this cell for the person's role."""
        if not may(person, permission):
            raise Away(self.pages.page("stopped.html", 403, person=person, reason="forbidden"))

    def units_of(self, person: Person) -> tuple[str, ...] | None:
        """The units whose cases the person sees, sub-units included; None for all."""
        return units_of(person, self.office)

    def case(self, session: Session, case_id: int, person: Person) -> Case:
        """The case, when it exists and is in the person's view; who may not see it learns nothing of it."""
        self.allow(person, "case.view")
        case = session.get(Case, case_id)
        units = self.units_of(person)
        if case is None or (units is not None and case.unit not in units):
            raise Away(self.pages.page("stopped.html", 404, person=person, reason="unknown"))
        return case
