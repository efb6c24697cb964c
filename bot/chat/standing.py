"""``/status``: how the requests of this browser's conversation stand.

A number alone opens nothing: they are given in order, so that anybody could go through them. For a
number of another conversation and for one that does not exist the page says the same sentence.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Annotated

from fastapi import APIRouter, Form, Request, Response
from fastapi.responses import HTMLResponse
from sqlalchemy.orm import Session

from bot.channels.web import CHANNEL
from bot.chat import visitor
from bot.conversations import find_conversation
from bot.services import Services
from cases.lookup import cases_of, tidy_number
from cases.status import progress, status_words
from cases.tables import Case
from office.clock import now
from office.web.pages import Pages


@dataclass(frozen=True)
class Standing:
    """A request as its applicant sees it."""

    number: str
    words: str
    progress: str


def own_cases(session: Session, secret: str | None) -> Sequence[Case]:
    """The cases filed in this browser's conversation, newest first."""
    known = find_conversation(session, CHANNEL, secret) if secret else None
    return cases_of(session, known.id) if known is not None else []


def add_to(routes: APIRouter, services: Services, pages: Pages) -> None:
    """The page, and the question for one number."""

    def page(request: Request, asked: str) -> Response:
        with services.database.reading() as session:
            found = own_cases(session, visitor.conversation_of(request))
            today = now().astimezone(services.office.zone).date()
            own = [_standing(case, today) for case in found]
        wanted = tidy_number(asked)
        return pages.page(
            "status.html",
            headers={"Cache-Control": "no-store"},
            asked=asked,
            one=next((standing for standing in own if standing.number == wanted), None),
            own=own,
        )

    @routes.get("/status", response_class=HTMLResponse)
    def standings(request: Request) -> Response:
        return page(request, "")

    # Not in the address: a number there would stand in every log on the way.
    @routes.post("/status", response_class=HTMLResponse)
    def one_standing(request: Request, number: Annotated[str, Form(max_length=200)] = "") -> Response:
        return page(request, number.strip())


def _standing(case: Case, today: date) -> Standing:
    return Standing(case.number, status_words(case), progress(case, today))
