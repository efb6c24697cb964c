"""``/status``: how the cases of this browser's conversation stand, and their letters.

A number alone opens nothing: they are given in order, so that anybody could go through them. A case of another
conversation, of a messenger or of the counter opens with the code of its receipt. For a wrong code, a number of
somebody else and one that does not exist the page says the same sentence.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Annotated

from fastapi import APIRouter, Form, Request, Response
from fastapi.responses import HTMLResponse
from sqlalchemy.orm import Session

from bot import guesses
from bot.channels.web import CHANNEL, address_of
from bot.chat import visitor
from bot.chat.reading import words
from bot.conversations import find_conversation
from bot.services import Services
from cases.attachments import Attachment, given, named, trouble
from cases.changes import APPLICANT, Refused
from cases.letters.keeping import Due, letter_for, letters_of, pdf_of
from cases.lookup import by_number, cases_of, tidy_number
from cases.opening import opens
from cases.ratings import may_rate, rate, rating_of
from cases.status import progress, status_words
from cases.tables import Case
from office.clock import now
from office.scanner import Scanner
from office.texts import texts
from office.web.download import download
from office.web.pages import Pages
from office.working_days import current_calendar

NEVER_KEPT = {"Cache-Control": "no-store"}


@dataclass(frozen=True)
class Standing:
    """A case as its applicant sees it."""

    number: str
    words: str
    progress: str
    letters: list[Due]
    files: Sequence[Attachment] = ()
    """What came with its answers."""
    stars: int | None = None
    """What its reporter thought of the answer."""
    rateable: bool = False
    code: str = ""
    """What opened it, for the forms of its letters; empty in the browser it was filed with."""


def own_cases(session: Session, secret: str | None) -> Sequence[Case]:
    """The cases filed in this browser's conversation, newest first."""
    known = find_conversation(session, CHANNEL, secret) if secret else None
    return cases_of(session, known.id) if known is not None else []


def opened_case(session: Session, request: Request, number: str, code: str) -> Case | None:
    """The case for this browser or with this code; None when it is not there, not theirs, or tried too often.

    With a code the session must be a writing one: wrong codes are counted.
    """
    wanted = tidy_number(number)
    for case in own_cases(session, visitor.conversation_of(request)):
        if case.number == wanted:
            return case
    if not code.strip():
        return None

    def by_code() -> Case | None:
        found = by_number(session, wanted)
        return found if found is not None and opens(found, code) else None

    return guesses.opened({"case": address_of(request), "number": wanted}, session, by_code)


def add_to(routes: APIRouter, services: Services, pages: Pages) -> None:
    """The page, the question for one number, and a letter."""

    def page(request: Request, asked: str, code: str = "", said: str = "") -> Response:
        with services.database.writing() if code else services.database.reading() as session:
            found = own_cases(session, visitor.conversation_of(request))
            today = now().astimezone(services.office.zone).date()
            own = [_standing(session, case, today) for case in found]
            opened = opened_case(session, request, asked, code) if asked else None
            by_code = code if opened is not None and opened not in found else ""
            one = _standing(session, opened, today, by_code) if opened is not None else None
        return pages.page(
            "status.html", headers=NEVER_KEPT, **words(request), asked=asked, one=one, own=own, said=said
        )

    @routes.get("/status", response_class=HTMLResponse)
    def standings(request: Request) -> Response:
        return page(request, "")

    # Not in the address: a number or a code there would stand in every log on the way.
    @routes.post("/status", response_class=HTMLResponse)
    def one_standing(
        request: Request,
        number: Annotated[str, Form(max_length=200)] = "",
        code: Annotated[str, Form(max_length=60)] = "",
    ) -> Response:
        return page(request, number.strip(), code)

    @routes.post("/status/nilai", response_class=HTMLResponse)
    def rating(
        request: Request,
        number: Annotated[str, Form(max_length=200)] = "",
        code: Annotated[str, Form(max_length=60)] = "",
        stars: Annotated[int, Form(ge=0, le=9)] = 0,
    ) -> Response:
        """What the reporter thinks of the answer; a later one takes its place."""
        with services.database.writing(APPLICANT) as session:
            case = opened_case(session, request, number, code)
            said = _rate(session, case, stars, services) if case is not None else ""
        return page(request, number.strip() or "-", code, said)

    @routes.post("/status/berkas")
    def file(
        request: Request,
        number: Annotated[str, Form(max_length=200)] = "",
        code: Annotated[str, Form(max_length=60)] = "",
        name: Annotated[str, Form(max_length=60)] = "",
    ) -> Response:
        """A file that came with an answer."""
        with services.database.writing() as session:
            found = _file(session, opened_case(session, request, number, code), name, services)
        if found is None:
            return page(request, number.strip() or "-", code)
        return download(found[1], found[0].title or "", found[0].media)

    @routes.post("/status/surat")
    def letter(
        request: Request,
        number: Annotated[str, Form(max_length=200)] = "",
        code: Annotated[str, Form(max_length=60)] = "",
        event: Annotated[int, Form(ge=0, lt=2**31)] = 0,
        kind: Annotated[str, Form(max_length=40)] = "",
    ) -> Response:
        """The letter as it was sent; made now when it is asked for within seconds of its cause."""
        with services.database.writing() as session:
            case = opened_case(session, request, number, code)
            due = None
            if case is not None:
                due = next(
                    (d for d in letters_of(session, case) if (d.event.id, d.kind.name) == (event, kind)), None
                )
            content = None
            if case is not None and due is not None:
                content = pdf_of(letter_for(session, case, due.event, due.kind, services.office))
        if content is None:
            return page(request, number.strip() or "-", code)
        return download(content, f"{kind}.pdf", "application/pdf")


def _file(
    session: Session, case: Case | None, name: str, services: Services
) -> tuple[Attachment, bytes] | None:
    """A file the applicant was given, and what is in it."""
    row = named(session, case, name) if case is not None else None
    if row is None or row.sent_at is None or trouble(row, Scanner(services.settings.scanner)):
        return None
    return (row, row.content) if row.content is not None else None


def _rate(session: Session, case: Case, stars: int, services: Services) -> str:
    """The sentence about a rating that was kept or refused."""
    try:
        rate(session, case, stars, now(), services.office)
    except Refused as refused:
        return str(refused)
    return texts().say("chat.status.rated")


def _standing(session: Session, case: Case, today: date, code: str = "") -> Standing:
    stands = progress(case, today, current_calendar(session))
    return Standing(
        case.number,
        status_words(case),
        stands,
        letters_of(session, case),
        given(session, case),
        rating_of(session, case),
        may_rate(case),
        code,
    )
