"""The web chat: the page with the whole conversation, a form that works everywhere, and the stream.

Without script the form is stored, answered and redirected back to the page. With script (htmx) the same
form brings back only the new lines, and what comes later arrives over the stream.
"""

from __future__ import annotations

import hashlib
from collections.abc import AsyncIterator, Callable, Mapping
from functools import partial
from types import MappingProxyType
from typing import Annotated
from uuid import uuid4

from anyio import CapacityLimiter, to_thread
from fastapi import APIRouter, Depends, Header, HTTPException, Query, Request, Response
from fastapi.responses import HTMLResponse, RedirectResponse
from fastapi.sse import EventSourceResponse, ServerSentEvent
from pydantic import Field, ValidationError
from starlette.exceptions import HTTPException as MalformedForm

from bot.channels.web import MOST_WAITING, News, TooFast, WebDoor, address_of
from bot.channels.web_messages import LARGEST_BODY, ChatMessage, read_form
from bot.chat import lines, moving, open_pages, standing, stream, visitor, widget
from bot.chat.layout import citizens_pages, here
from bot.forgetting import kept
from bot.reply import Choice
from cases.files import file_rules
from office.texts import texts
from office.web.bodies import TooLarge
from office.web.guard import FRAMED
from office.web.pages import Pages

LONGEST = 4000
"""Characters the box takes; more than anybody types."""
LARGEST_FORM = 1024 * 1024
Number = Annotated[int, Field(ge=0, lt=2**63)]
NEVER_KEPT = {"Cache-Control": "no-store"}
"""On a shared phone the back button must not show the last citizen's conversation."""


def router(door: WebDoor, news: News) -> APIRouter:
    """All pages for citizens."""
    routes = APIRouter(include_in_schema=False)
    pages = citizens_pages(door.services.office)
    chat = ChatPages(door, pages)
    waiting_room = CapacityLimiter(MOST_WAITING)
    limiter = moving.Tries()

    for base in ("", FRAMED):
        _chat(routes, base, chat, news, waiting_room)
        moving.add_to(routes, base, door.services, pages, limiter)
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


class ChatPages:
    """What the chat's routes answer."""

    def __init__(self, door: WebDoor, pages: Pages) -> None:
        self.door = door
        self.pages = pages
        self.settings = door.services.settings
        self.database = door.services.database

    def home(self, request: Request) -> Response:
        """The page with everything said so far."""
        secret = visitor.conversation_of(request)
        with self.database.reading() as session:
            conversation = lines.conversation(session, secret)
        if conversation.undelivered:
            self.door.delivered(conversation.undelivered)
        response = self._page(request, conversation)
        visitor.remember(request, response, secret or visitor.new_conversation(), self.settings)
        return response

    def say(self, request: Request, fields: dict[str, str], script: bool) -> Response:
        """Take a message through its turn; the new lines with script, the page again without."""
        said = (fields.get("choice") or fields.get("text") or "").replace("\r\n", "\n").strip()
        secret = visitor.conversation_of(request) or visitor.new_conversation()
        if not said:
            return (
                Response(status_code=204)
                if script
                else RedirectResponse(f"{visitor.base_of(request) or '/'}#tulis", 303)
            )
        try:
            message = ChatMessage(
                conversation=secret, message_id=_message_id(fields.get("message_id", ""), said), text=said
            )
        except ValidationError:
            return self.refuse(request, 413, script)
        return self._answered(request, message, secret, script)

    def hear(self, request: Request, fields: dict[str, str | bytes], script: bool) -> Response:
        """Take a recording through its turn."""
        return self._sent(request, "audio", fields, script)

    def bring(self, request: Request, fields: dict[str, str | bytes], script: bool) -> Response:
        """Take a document or a photo through its turn, with what was written beside it."""
        words = fields.get("text", "")
        beside = {"text": words.replace("\r\n", "\n").strip()[:LONGEST] if isinstance(words, str) else ""}
        return self._sent(
            request, "file", fields, script, beside | {"file_name": fields.get("file_name", "")}
        )

    def _sent(
        self,
        request: Request,
        name: str,
        fields: dict[str, str | bytes],
        script: bool,
        beside: Mapping[str, str | bytes] = MappingProxyType({}),
    ) -> Response:
        """A message with a file named ``name``; a form sent without one is nothing."""
        content, form = fields.get(name), fields.get("message_id", "")
        secret = visitor.conversation_of(request) or visitor.new_conversation()
        if not isinstance(content, bytes) or not content:
            home = f"{visitor.base_of(request) or '/'}#tulis"
            return Response(status_code=204) if script else RedirectResponse(home, 303)
        message_id = _message_id(form if isinstance(form, str) else "", hashlib.sha256(content).hexdigest())
        message = ChatMessage.model_validate(
            {"conversation": secret, "message_id": message_id, name: content, **beside}
        )
        return self._answered(request, message, secret, script)

    def _answered(self, request: Request, message: ChatMessage, secret: str, script: bool) -> Response:
        """Wait for the turn; the new lines with script, the page again without."""
        try:
            self.door.say(message, address_of(request))
        except TooFast as fast:
            return self._too_fast(request, fast.seconds, message.text, script)
        response: Response = RedirectResponse(f"{visitor.base_of(request) or '/'}#terakhir", 303)
        if script:
            with self.database.reading() as session:
                new = lines.of_message(session, secret, message.message_id)
            response = self.pages.page(
                "turn.html",
                headers=NEVER_KEPT,
                **here(request),
                lines=new.lines,
                message_id=str(uuid4()),
            )
        visitor.remember(request, response, secret, self.settings)
        return response

    def _too_fast(self, request: Request, seconds: int, words: str, script: bool) -> Response:
        """Not taken yet: the script sends it again by itself, the plain page keeps the words in the box."""
        if script:
            return Response(status_code=429, headers={"Retry-After": str(seconds)})
        with self.database.reading() as session:
            conversation = lines.conversation(session, visitor.conversation_of(request))
        told = texts().say("web.too_fast", seconds=seconds)
        page = self._page(request, conversation, 429, told, words)
        page.headers["Retry-After"] = str(seconds)
        return page

    def refuse(self, request: Request, status: int, script: bool) -> Response:
        """A message that is not one: one sentence, and the conversation as it was."""
        if script:
            return Response(status_code=status)
        with self.database.reading() as session:
            conversation = lines.conversation(session, visitor.conversation_of(request))
        return self._page(request, conversation, status, texts().say("chat.too_long", most=LONGEST))

    def later(self, line: lines.Line, base: str) -> str:
        """A line that comes over the stream."""
        return self.pages.render("later.html", line=line, home=base or "/")

    def before_anew(self, request: Request) -> Response:
        """What is left behind when a new conversation begins."""
        secret = visitor.conversation_of(request)
        with self.database.reading() as session:
            cases = standing.own_cases(session, secret)
        numbers = [case.number for case in cases]
        return self.pages.page("anew.html", headers=NEVER_KEPT, **here(request), numbers=numbers)

    def _page(
        self,
        request: Request,
        conversation: lines.Conversation,
        status: int = 200,
        problem: str = "",
        words: str = "",
    ) -> HTMLResponse:
        return self.pages.page(
            "chat.html",
            status,
            NEVER_KEPT,
            **here(request),
            conversation=conversation,
            message_id=str(uuid4()),
            examples=[
                Choice(title=title, payload=words) for title, words in texts()["chat.examples"].choices
            ],
            longest=LONGEST,
            hears=bool(self.settings.hearing.model),
            file_rules=file_rules(),
            kept_days=visitor.KEPT_DAYS,
            words_days=kept("words").days,
            problem=problem,
            words=words,
        )


def _nothing_said(request: Request, script: bool) -> Response:
    """A form sent empty: back to the box."""
    if script:
        return Response(status_code=204)
    return RedirectResponse(f"{visitor.base_of(request) or '/'}#tulis", 303)


def _message_id(form: str, words: str) -> str:
    """The message's id: the same form sent again with the same words is the same message.

    The words are part of it, so that a form kept by a browser and filled anew loses nothing.
    """
    return hashlib.sha256(f"{form or uuid4()}\n{words}".encode()).hexdigest()[:48]
