"""Who a browser is: a random secret in a cookie names its conversation, and nothing else about it.

In the frame of another site the cookie is one of that site's visit only (``Partitioned``): two sites of the office
never see that the same person came to both, and neither does the chat's own page.
"""

from __future__ import annotations

import re
import secrets

from fastapi import Request, Response

from office.settings import Settings
from office.web.guard import FRAMED

COOKIE = "tanya_percakapan"
FRAMED_COOKIE = "tanya_sematan"
KEPT_DAYS = 180
"""Longer than a request, an objection and its answer take together, so that the answers are found here."""
_SECRET = re.compile(r"^[A-Za-z0-9_-]{43,64}$")


def base_of(request: Request) -> str:
    """Under which address the chat was asked for: its own page's, or the frame's."""
    return FRAMED if request.url.path == FRAMED or request.url.path.startswith(f"{FRAMED}/") else ""


def conversation_of(request: Request) -> str | None:
    """The conversation this browser carries, if any."""
    value = request.cookies.get(FRAMED_COOKIE if base_of(request) else COOKIE, "")
    return value if _SECRET.match(value) else None


def new_conversation() -> str:
    """A name nobody can guess: who knows it may read the conversation."""
    return secrets.token_urlsafe(32)


def remember(request: Request, response: Response, conversation: str, settings: Settings) -> None:
    """Give the browser its conversation, or keep it for longer."""
    seconds = KEPT_DAYS * 24 * 3600
    if base := base_of(request):
        # Written by hand: Starlette sets Partitioned from Python 3.14 on. Browsers take it with Secure only.
        cookie = f"{FRAMED_COOKIE}={conversation}; Max-Age={seconds}; Path={base}; HttpOnly; Secure"
        response.headers.append("Set-Cookie", f"{cookie}; SameSite=None; Partitioned")
        return
    response.set_cookie(
        COOKIE, conversation, max_age=seconds, path="/", httponly=True, samesite="lax",
        secure=settings.secure_cookies,
    )  # fmt: skip
