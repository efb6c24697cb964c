"""Pages everybody may read: in plain or in easy words, and kept by browsers and caches for a moment."""

from __future__ import annotations

import hashlib
from functools import partial
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

from fastapi import Request, Response
from fastapi.responses import HTMLResponse

from office.texts import texts
from office.web.pages import Pages

EASY = "mudah"
KEPT = "public, max-age=60"
"""A minute: whoever publishes or takes something back sees it done, and a crowd costs little."""


def words(request: Request) -> dict[str, Any]:
    """What a template needs to speak as the reader wants: the words, and addresses that stay with them."""
    easy = request.query_params.get("bahasa") == EASY
    # The answer to a form has no address of its own: the page above it does.
    here = request.url.path if request.method == "GET" else f"/{request.url.path.split('/')[1]}"
    asked = [pair for pair in request.query_params.multi_items() if pair[0] != "bahasa"]
    plain = here + (f"?{urlencode(asked)}" if asked and request.method == "GET" else "")
    return {
        "t": partial(say, easy=easy),
        "easy": easy,
        "to": partial(address, easy=easy),
        "other_words": address(plain, easy=not easy),
    }


def say(key: str, /, *, easy: bool, **fields: Any) -> str:
    """The wording of a key, the easy one where there is one."""
    return texts()[key].say(fields, easy=easy)


def address(path: str, *, easy: bool) -> str:
    """An address of ours for a reader of easy words; other sites' addresses stay as they are."""
    if not easy or not path.startswith("/"):
        return path
    parts = urlsplit(path)
    query = urlencode([*parse_qsl(parts.query), ("bahasa", EASY)])
    return parts._replace(query=query).geturl()


def open_page(pages: Pages, request: Request, template: str, **context: Any) -> Response:
    """A page that is the same for everybody who asks for this address."""
    return kept(request, HTMLResponse(pages.render(template, **words(request), **context)))


def kept(request: Request, response: Response) -> Response:
    """The answer with its fingerprint; only "unchanged" for who has it already (RFC 9110 section 13)."""
    tag = f'"{hashlib.sha256(bytes(response.body)).hexdigest()[:32]}"'
    headers = {"Cache-Control": KEPT, "ETag": tag}
    if has(request, tag):
        return Response(status_code=304, headers=headers)
    response.headers.update(headers)
    return response


def has(request: Request, tag: str) -> bool:
    """Whether the reader says that this version is there already."""
    return tag in [
        known.strip().removeprefix("W/") for known in request.headers.get("if-none-match", "").split(",")
    ]
