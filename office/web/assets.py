"""The static files as they travel: compressed, and kept by browsers for as long as their content is the same."""

from __future__ import annotations

from starlette.middleware.gzip import GZipMiddleware
from starlette.responses import Response
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp, Scope

from office.web import STATIC

KEPT = "public, max-age=31536000, immutable"


class Assets(StaticFiles):
    """A file asked for by its content's fingerprint (:func:`office.web.pages.static`) never changes."""

    async def get_response(self, path: str, scope: Scope) -> Response:
        answer = await super().get_response(path, scope)
        if answer.status_code in (200, 304):
            fingerprinted = scope.get("query_string", b"").startswith(b"v=")
            answer.headers["Cache-Control"] = KEPT if fingerprinted else "no-cache"
        return answer


def assets() -> ASGIApp:
    """What is mounted under ``/static``. Only files are compressed: pages hold secrets beside foreign words."""
    return GZipMiddleware(Assets(directory=STATIC), minimum_size=500)
