"""The web chat: the page with the whole conversation, a form that works everywhere, and the stream.

Without script the form is stored, answered and redirected back to the page. With script (htmx) the same
form brings back only the new lines, and what comes later arrives over the stream.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from functools import partial
from typing import Annotated

from anyio import CapacityLimiter, to_thread
from fastapi import APIRouter, Depends, Header, HTTPException, Query, Request, Response
from fastapi.responses import HTMLResponse, RedirectResponse
from fastapi.sse import EventSourceResponse, ServerSentEvent
from pydantic import Field
from starlette.exceptions import HTTPException as MalformedForm

from bot.channels.web import MOST_WAITING, News, WebDoor
from bot.channels.web_messages import LARGEST_BODY, read_form
from bot.chat import moving, open_pages, standing, stream, visitor, widget
from bot.chat.conversation import ChatPages
from bot.chat.layout import citizens_pages
from office.texts import texts
from office.web.bodies import TooLarge
from office.web.guard import FRAMED

LARGEST_FORM = 1024 * 1024
Number = Annotated[int, Field(ge=0, lt=2**63)]


def router(door: WebDoor, news: News) -> APIRouter:
    """All pages for citizens."""
    routes = APIRouter(include_in_schema=False)
    pages = citizens_pages(door.services.office)
    chat = ChatPages(door, pages)
    waiting_room = CapacityLimiter(MOST_WAITING)

    for base in ("", FRAMED):
        _chat(routes, base, chat, news, waiting_room)
        moving.add_to(routes, base, door.services, pages)
    standing.add_to(routes, door.services, pages)
    widget.add_to(routes, door.services, pages)
    open_pages.add_to(routes, door.services, pages)
    return routes


def _chat(routes: APIRouter, base: str, chat: ChatPages, news: News, waiting_room: CapacityLimiter) -> None:
    """The conversation under one address: the page's own, or the frame's."""

    async def with_file(request: Request, script: bool, do: Callable[..., Response]) -> Response:
        try:
            fields = await read_form(request, LARGEST_BODY)
        except TooLarge:
            return await to_thread.run_sync(chat.refuse, request, 413, script)
        except MalformedForm:
            return await to_thread.run_sync(chat.refuse, request, 400, script)
        return await to_thread.run_sync(partial(do, request, fields, script), limiter=waiting_room)

    @routes.get(base or "/", response_class=HTMLResponse)
    def home(request: Request) -> Response:
        return chat.home(request)

    @routes.post(f"{base}/chat", response_class=HTMLResponse)
    async def say(request: Request, hx_request: Annotated[str | None, Header()] = None) -> Response:
        script = hx_request is not None
        # Browsers always say how long a form is; who does not is no browser.
        if int(request.headers.get("content-length", LARGEST_FORM + 1)) > LARGEST_FORM:
            return await to_thread.run_sync(chat.refuse, request, 413, script)
        try:
            async with request.form(max_files=0, max_fields=10) as form:
                fields = {name: value for name, value in form.items() if isinstance(value, str)}
        except MalformedForm:
            return await to_thread.run_sync(chat.refuse, request, 400, script)
        answer = partial(chat.say, request, fields, script)
        return await to_thread.run_sync(answer, limiter=waiting_room)

    @routes.post(f"{base}/chat/suara", response_class=HTMLResponse)
    async def speak(request: Request, hx_request: Annotated[str | None, Header()] = None) -> Response:
        return await with_file(request, hx_request is not None, chat.hear)

    @routes.post(f"{base}/chat/berkas", response_class=HTMLResponse)
    async def bring(request: Request, hx_request: Annotated[str | None, Header()] = None) -> Response:
        return await with_file(request, hx_request is not None, chat.bring)

    @routes.get(f"{base}/chat", response_class=HTMLResponse)
    def back() -> Response:
        return RedirectResponse(base or "/", 303)

    def known(request: Request) -> str:
        # Before the stream begins: a browser without a conversation must not ask for it again and again.
        secret = visitor.conversation_of(request)
        if secret is None:
            raise HTTPException(404, texts().say("web.unknown_conversation"))
        return secret

    @routes.get(f"{base}/chat/events", response_class=EventSourceResponse)
    async def events(
        request: Request,
        secret: str = Depends(known),
        after: Number = 0,
        waiting: Annotated[list[Number] | None, Query(max_length=100)] = None,
        last_event_id: Annotated[int | None, Header(ge=0, lt=2**63)] = None,
    ) -> AsyncIterator[ServerSentEvent]:
        level = max(after, last_event_id or 0)
        async for outbox_id, line in stream.later_lines(
            chat.door, news, secret, level, frozenset(waiting or ()), request
        ):
            yield ServerSentEvent(id=str(outbox_id), event="message", raw_data=chat.later(line, base))

    @routes.get(f"{base}/chat/baru", response_class=HTMLResponse)
    def before_anew(request: Request) -> Response:
        return chat.before_anew(request)

    @routes.post(f"{base}/chat/baru")
    def anew(request: Request) -> Response:
        response = RedirectResponse(base or "/", 303)
        visitor.remember(request, response, visitor.new_conversation(), chat.settings)
        return response
