"""``/widget.js``: the one line of script with which another site of the office offers the chat.

It asks nothing of this house, and keeps nothing, until somebody opens it; then a frame shows ``/sematan``.
Without script the link beside it leads to the chat's own page.
"""

from __future__ import annotations

from fastapi import APIRouter, Request, Response

from bot.chat.reading import kept
from bot.services import Services
from office.web.pages import Pages

KEPT = "public, max-age=3600"


def add_to(routes: APIRouter, services: Services, pages: Pages) -> None:
    """The script, with its words filled in once."""
    script = pages.render("widget.js", name=services.office.short)

    @routes.get("/widget.js")
    def widget(request: Request) -> Response:
        response = kept(request, Response(script, media_type="text/javascript"))
        response.headers["Cache-Control"] = KEPT
        # Other sites load it; they may, whatever isolation they ask of their parts.
        response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
        return response
