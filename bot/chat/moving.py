"""``/chat/pindah``: a conversation taken along to another browser by a code.

The code is made when it is asked for, holds for a day and opens once. Only its keyed fingerprint is kept.
"""

from __future__ import annotations

import secrets
from datetime import timedelta
from typing import Annotated

from fastapi import APIRouter, Form, Request, Response
from fastapi.responses import HTMLResponse, RedirectResponse
from sqlalchemy import select
from sqlalchemy.orm import Session

from bot import guesses
from bot.channels.web import CHANNEL, address_of
from bot.chat import visitor
from bot.chat.layout import here
from bot.conversations import find_conversation
from bot.services import Services
from bot.tables import Conversation
from cases.opening import GROUP, GROUPS, SIGNS
from office.clock import now
from office.database import sealer
from office.web.pages import Pages

HOLDS = timedelta(hours=24)
NEVER_KEPT = {"Cache-Control": "no-store"}


def make_code(conversation: Conversation) -> str:
    """A fresh code, ``ABCD-EFGH-JKMN``; the one before it opens nothing any more."""
    signs = "".join(secrets.choice(SIGNS) for _ in range(GROUPS * GROUP))
    conversation.resume_index, conversation.resume_until = _index(signs), now() + HOLDS
    return "-".join(signs[at : at + GROUP] for at in range(0, len(signs), GROUP))


def redeem(session: Session, code: str) -> str | None:
    """The secret of the conversation a code opens; the code is used up."""
    signs = "".join(sign for sign in code.upper() if sign in SIGNS)
    query = select(Conversation).where(
        Conversation.resume_index == _index(signs), Conversation.channel == CHANNEL
    )
    found = session.scalar(query.with_for_update())
    if found is None or found.resume_until is None or found.resume_until < now():
        return None
    found.resume_index = found.resume_until = None
    return found.address


def add_to(routes: APIRouter, base: str, services: Services, pages: Pages) -> None:
    """The page with both forms, for who leaves and for who arrives."""

    def page(request: Request, code: str = "", wrong: bool = False) -> Response:
        secret = visitor.conversation_of(request)
        with services.database.reading() as session:
            known = secret is not None and find_conversation(session, CHANNEL, secret) is not None
        status = 422 if wrong else 200
        return pages.page(
            "moving.html", status, NEVER_KEPT, **here(request), code=code, wrong=wrong, known=known
        )

    @routes.get(f"{base}/chat/pindah", response_class=HTMLResponse)
    def show(request: Request) -> Response:
        return page(request)

    @routes.post(f"{base}/chat/kode", response_class=HTMLResponse)
    def code(request: Request) -> Response:
        secret, made = visitor.conversation_of(request), ""
        with services.database.writing() as session:
            found = find_conversation(session, CHANNEL, secret) if secret else None
            if found is not None:
                made = make_code(found)
        return page(request, made)

    @routes.post(f"{base}/chat/lanjutkan", response_class=HTMLResponse)
    def arrive(request: Request, code: Annotated[str, Form(max_length=60)] = "") -> Response:
        with services.database.writing() as session:
            secret = guesses.opened({"resume": address_of(request)}, session, lambda: redeem(session, code))
        if secret is None:
            return page(request, wrong=True)
        response = RedirectResponse(f"{base or '/'}#terakhir", 303)
        visitor.remember(request, response, secret, services.settings)
        return response


def _index(signs: str) -> str:
    return sealer().blind(signs, "conversation.resume")
