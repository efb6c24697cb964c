"""The web door: a message in and its replies out over HTTP, later messages over an event stream."""

from __future__ import annotations

import asyncio
import json
import re
import time
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Annotated, Any

from fastapi import APIRouter, Header, HTTPException, Request
from fastapi.responses import JSONResponse
from fastapi.sse import EventSourceResponse, ServerSentEvent
from pydantic import BaseModel, Field, ValidationError
from sqlalchemy import and_, func, or_, select, update

from bot.conversations import find_conversation
from bot.inbox import Incoming
from bot.reply import Reply, Turn
from bot.services import Services
from bot.tables import Inbox, Outbox
from bot.workers import Workers
from office.clock import now
from office.outcome import Outcome

CHANNEL = "web"
PATIENCE = 45.0
"""Seconds a request waits for its turn: long enough for the dialogue engine to be started again."""
LARGEST_BODY = 25 * 1024 * 1024
LOOK = 0.5
"""Seconds between looks for later messages."""
_ID = r"^[A-Za-z0-9_-]{8,64}$"


class ChatMessage(BaseModel):
    """One message of a citizen."""

    conversation: str = Field(pattern=_ID)
    message_id: str = Field(pattern=_ID)
    text: str = Field(default="", max_length=200_000)


@dataclass
class WebDoor:
    """What the chat API and the chat page share."""

    services: Services
    workers: Workers

    def say(self, message: ChatMessage) -> Turn | None:
        """Store the message, wait for its turn; ``None`` when the answer will come later."""
        inbox_id = self.workers.receive(
            Incoming(
                channel=CHANNEL,
                address=message.conversation,
                platform_id=f"{message.conversation}:{message.message_id}",
                text=message.text,
                received_at=now(),
            )
        )
        turn = self.workers.wait_for(inbox_id, PATIENCE)
        if turn is not None:
            self._fetched(Outbox.inbox_id == inbox_id)
        return turn

    def later(self, conversation: str, after: int | None) -> list[tuple[int, Reply]]:
        """Messages the browser has not got yet: news from the desk, and answers nobody waited for.

        ``after`` is the id of the last one the browser says it has, so that none is lost between two
        connections.
        """
        with self.services.database.reading() as session:
            known = find_conversation(session, CHANNEL, conversation)
            if known is None:
                return []
            unwaited = and_(
                Outbox.state == "waiting", Inbox.received_at < now() - timedelta(seconds=PATIENCE + 5)
            )
            news = and_(Outbox.inbox_id.is_(None), Outbox.state == "waiting")
            missed = and_(Outbox.inbox_id.is_(None), Outbox.id > after) if after is not None else news
            rows = session.scalars(
                select(Outbox)
                .outerjoin(Inbox, Inbox.id == Outbox.inbox_id)
                .where(Outbox.conversation_id == known.id, or_(unwaited, news, missed))
                .order_by(Outbox.id)
            ).all()
        return [(row.id, Reply.model_validate_json(row.reply)) for row in rows]

    def delivered(self, outbox_ids: list[int]) -> None:
        """The browser has these."""
        self._fetched(Outbox.id.in_(outbox_ids))

    def newest(self) -> int:
        """The newest message queued for anybody: a cheap sign that there may be news."""
        with self.services.database.reading() as session:
            return session.scalar(select(func.max(Outbox.id))) or 0

    def _fetched(self, which: Any) -> None:
        with self.services.database.writing() as session:
            waiting = update(Outbox).where(which, Outbox.state == "waiting")
            session.execute(waiting.values(state="sent", sent_at=now()))


class News:
    """Tells open streams that something was queued, with one look at the database for all of them."""

    def __init__(self, door: WebDoor) -> None:
        self._door = door
        self._newest = 0
        self._looked = 0.0
        self._lock = asyncio.Lock()

    async def newest(self) -> int:
        async with self._lock:
            if time.monotonic() - self._looked >= LOOK:
                self._newest = await asyncio.to_thread(self._door.newest)
                self._looked = time.monotonic()
        return self._newest


async def later_messages(
    door: WebDoor, news: News, conversation: str, after: int | None, request: Request
) -> AsyncIterator[tuple[int, Reply]]:
    """Later messages as they come, until the browser goes away."""
    seen, quiet = -1, 0.0
    while not await request.is_disconnected():
        newest = await news.newest()
        # Answers nobody waited for become due by the passing of time: look now and then without a sign.
        if newest != seen or quiet >= 10:
            seen, quiet = newest, 0.0
            found = await asyncio.to_thread(door.later, conversation, after)
            for outbox_id, reply in found:
                yield outbox_id, reply
                after = outbox_id
            if found:
                await asyncio.to_thread(door.delivered, [outbox_id for outbox_id, _ in found])
        await asyncio.sleep(LOOK)
        quiet += LOOK


def router(door: WebDoor, news: News) -> APIRouter:
    """``POST /api/chat`` and ``GET /api/chat/{conversation}/events``."""
    routes = APIRouter()

    @routes.post("/api/chat", response_model=Turn, responses={202: {"model": Turn}})
    async def chat(request: Request) -> Any:
        message = await _message(request, door)
        turn = await asyncio.to_thread(door.say, message)
        if turn is None:
            later = Turn(
                messages=[Reply(text=door.services.texts.say("dialogue.later"))],
                outcome=Outcome.FAILED_ENGINE,
            )
            return JSONResponse(later.model_dump(), status_code=202)
        return turn

    @routes.get("/api/chat/{conversation}/events", response_class=EventSourceResponse)
    async def events(
        conversation: str, request: Request, last_event_id: Annotated[int | None, Header()] = None
    ) -> AsyncIterator[ServerSentEvent]:
        if not re.match(_ID, conversation):
            raise HTTPException(404, door.services.texts.say("web.unknown_conversation"))
        async for outbox_id, reply in later_messages(door, news, conversation, last_event_id, request):
            yield ServerSentEvent(id=str(outbox_id), event="message", data=reply.model_dump())

    return routes


async def _message(request: Request, door: WebDoor) -> ChatMessage:
    """Read JSON or a form; anything else gets one clear sentence."""
    texts = door.services.texts
    if int(request.headers.get("content-length") or 0) > LARGEST_BODY:
        raise HTTPException(413, texts.say("web.too_large"))
    try:
        if request.headers.get("content-type", "").startswith("multipart/"):
            form = await request.form(max_files=1, max_fields=10)
            if "audio" in form:
                raise HTTPException(415, texts.say("web.no_voice_yet"))
            fields: dict[str, Any] = {name: value for name, value in form.items() if isinstance(value, str)}
        else:
            fields = json.loads(await request.body())
        return ChatMessage.model_validate(fields)
    except (ValueError, ValidationError, RecursionError) as error:
        raise HTTPException(422, texts.say("web.bad_message")) from error
