"""Who a browser is: a random secret in a cookie names its conversation, and nothing else about it."""

from __future__ import annotations

import re
import secrets

from fastapi import Request, Response

from office.settings import Settings

COOKIE = "tanya_percakapan"
KEPT_DAYS = 180
"""Longer than a request, an objection and its answer take together, so that the answers are found here."""
_SECRET = re.compile(r"^[A-Za-z0-9_-]{43,64}$")


def conversation_of(request: Request) -> str | None:
    """The conversation this browser carries, if any."""
    value = request.cookies.get(COOKIE, "")
    return value if _SECRET.match(value) else None


def new_conversation() -> str:
    """A name nobody can guess: who knows it may read the conversation."""
    return secrets.token_urlsafe(32)


def remember(response: Response, conversation: str, settings: Settings) -> None:
    """Give the browser its conversation, or keep it for longer."""
    response.set_cookie(
        COOKIE,
        conversation,
        max_age=KEPT_DAYS * 24 * 3600,
        path="/",
        httponly=True,
        samesite="lax",
        secure=settings.secure_cookies,
    )
