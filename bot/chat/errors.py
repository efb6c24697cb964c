"""What a browser sees where there is no page, or where a request could not be read; programs get JSON."""

from __future__ import annotations

from typing import Any

from fastapi import FastAPI, Request, Response
from fastapi.exception_handlers import http_exception_handler, request_validation_exception_handler
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException

from office.web.pages import Pages

PROGRAMS = ("/api/", "/internal/", "/channels/", "/static/")
"""Addresses that are no pages, whoever asks."""


def add_to(app: FastAPI, pages: Pages) -> None:
    """Errors as pages, for whoever asks for pages."""

    def page(status: int, headers: Any = None) -> Response:
        kind = "missing" if status in (404, 405) else "unreadable"
        return pages.page("error.html", status, headers, kind=kind)

    @app.exception_handler(HTTPException)
    async def refused(request: Request, error: HTTPException) -> Response:
        if wants_a_page(request):
            return page(error.status_code, error.headers)
        return await http_exception_handler(request, error)

    @app.exception_handler(RequestValidationError)
    async def unreadable(request: Request, error: RequestValidationError) -> Response:
        if wants_a_page(request):
            return page(422)
        return await request_validation_exception_handler(request, error)


def wants_a_page(request: Request) -> bool:
    """Whether a person's browser asks, for something that is no interface of programs."""
    return "text/html" in request.headers.get("accept", "") and not request.url.path.startswith(PROGRAMS)
