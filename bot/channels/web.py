"""The web door: a message in and its replies out over HTTP, later messages over an event stream."""

from __future__ import annotations

import asyncio
import hashlib
import json
import re
import time
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Annotated, Any

from anyio import CapacityLimiter, to_thread
from fastapi import APIRouter, Depends, Header, HTTPException, Request
from fastapi.responses import JSONResponse, Response
from fastapi.sse import EventSourceResponse, ServerSentEvent
from pydantic import BaseModel, Field, ValidationError
from pydantic.json_schema import SkipJsonSchema
from sqlalchemy import false, func, or_, select, update
from starlette.exceptions import HTTPException as MalformedForm
from starlette.formparsers import MultiPartParser

from bot.conversations import find_conversation
from bot.inbox import Incoming
from bot.notes import Recording
from bot.reply import Reply, Turn
from bot.services import Services
from bot.tables import Inbox, Outbox
from bot.workers import Workers
from office.clock import now
from office.outcome import Outcome
from office.web.bodies import TooLarge, bounded

CHANNEL = "web"
PATIENCE = 45.0
"""Seconds a request waits for its turn: long enough for the dialogue engine to be started again."""
LARGEST_BODY = 25 * 1024 * 1024
# A recording must not touch the disk in clear: forms stay in memory up to the largest one taken.
MultiPartParser.spool_max_size = LARGEST_BODY
LARGEST_TEXT = 1024 * 1024
"""Bytes of a message that is text alone."""
LOOK = 0.5
"""Seconds between looks for later messages."""
MOST_WAITING = 64
"""Requests that may hold a thread while they wait. Apart from the threads that actions run in: those must
get on, or nobody's turn would ever end."""
_ID = r"^[A-Za-z0-9_-]{8,64}$"


class ChatMessage(BaseModel):
    """One message of a citizen."""

    conversation: str = Field(pattern=_ID)
    message_id: str = Field(pattern=_ID)
    text: str = Field(default="", max_length=200_000)
    audio: SkipJsonSchema[bytes | None] = None
    """A recording instead of a text."""


_SCHEMA = ChatMessage.model_json_schema()
_FORM = _SCHEMA | {"properties": _SCHEMA["properties"] | {"audio": {"type": "string", "format": "binary"}}}
CHAT_BODY = {
    "requestBody": {
        "required": True,
        "content": {"application/json": {"schema": _SCHEMA}, "multipart/form-data": {"schema": _FORM}},
    }
}
"""The interface's own description: the body is read by hand, no further than it may be long."""
CHAT_ANSWERS: dict[int | str, dict[str, Any]] = {
    202: {
        "model": Turn,
        "description": "Stored; the answer comes later. The same message again asks for it.",
    },
    413: {"description": "Too large"},
    422: {"description": "Not a message"},
}


def platform_id(conversation: str, message_id: str) -> str:
    """A message's name in the inbox. The conversation's id is the browser's secret: it is kept nowhere in clear."""
    return hashlib.sha256(f"{conversation}:{message_id}".encode()).hexdigest()


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
                platform_id=platform_id(message.conversation, message.message_id),
                text=message.text,
                received_at=now(),
                voice=None if message.audio is None else Recording(audio=message.audio),
            )
        )
        turn = self.workers.wait_for(inbox_id, PATIENCE)
        if turn is not None:
            self._fetched(Outbox.inbox_id == inbox_id)
        return turn

    def later(self, conversation: str, after: int | None) -> list[tuple[int, Reply]]:
        """Messages the browser has not got yet: news from the desk, and answers nobody waited for.

        ``after`` is the id of the last one the browser says it has: what was sent after it and did not
        arrive is sent again.
        """
        with self.services.database.reading() as session:
            known = find_conversation(session, CHANNEL, conversation)
            if known is None:
                return []
            missed = or_(Outbox.state == "waiting", Outbox.id > after if after is not None else false())
            rows = session.execute(
                select(Outbox, Inbox.received_at)
                .outerjoin(Inbox, Inbox.id == Outbox.inbox_id)
                .where(Outbox.conversation_id == known.id, missed)
                .order_by(Outbox.id)
            ).all()
        return [
            (row.id, Reply.model_validate_json(row.reply))
            for row, received_at in rows
            if row.inbox_id is None or _nobody_waits(row, received_at)
        ]

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


def _nobody_waits(row: Outbox, received_at: datetime) -> bool:
    """Whether the request that brought the message had ended before its answer was there."""
    answered = row.created_at if row.state == "sent" else now()
    return answered - received_at > timedelta(seconds=PATIENCE + 5)


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
    waiting_room = CapacityLimiter(MOST_WAITING)

    @routes.post("/api/chat", response_model=Turn, responses=CHAT_ANSWERS, openapi_extra=CHAT_BODY)
    async def chat(request: Request) -> Any:
        message = await _message(request, door)
        turn = await to_thread.run_sync(door.say, message, limiter=waiting_room)
        if turn is None:
            later = Turn(
                messages=[Reply(text=door.services.texts.say("dialogue.later"))],
                outcome=Outcome.FAILED_ENGINE,
            )
            return JSONResponse(later.model_dump(), status_code=202)
        return Response(turn.model_dump_json(), media_type="application/json")

    def known(conversation: str) -> str:
        # Before the stream begins: from then on no status can be told any more.
        if not re.fullmatch(_ID, conversation):
            raise HTTPException(404, door.services.texts.say("web.unknown_conversation"))
        return conversation

    @routes.get("/api/chat/{conversation}/events", response_class=EventSourceResponse)
    async def events(
        request: Request,
        conversation: str = Depends(known),
        last_event_id: Annotated[int | None, Header(ge=0, lt=2**63)] = None,
    ) -> AsyncIterator[ServerSentEvent]:
        async for outbox_id, reply in later_messages(door, news, conversation, last_event_id, request):
            yield ServerSentEvent(id=str(outbox_id), event="message", data=reply.model_dump())

    return routes


async def read_form(request: Request, most: int) -> dict[str, str | bytes]:
    """The fields of a form, a recording as its bytes. Raises :class:`TooLarge` or :class:`MalformedForm`."""
    async with bounded(request, most).form(max_files=1, max_fields=10) as form:
        return {name: value if isinstance(value, str) else await value.read() for name, value in form.items()}


async def _message(request: Request, door: WebDoor) -> ChatMessage:
    """Read JSON or a form; anything else gets one clear sentence."""
    texts = door.services.texts
    parts = request.headers.get("content-type", "").startswith("multipart/")
    try:
        if parts:
            fields: Any = await read_form(request, LARGEST_BODY)
        else:
            fields = json.loads(await bounded(request, LARGEST_TEXT).body())
    except TooLarge as error:
        raise HTTPException(413, texts.say("web.too_large")) from error
    except (ValueError, RecursionError, MalformedForm) as error:
        raise HTTPException(422, texts.say("web.bad_message")) from error
    try:
        message = ChatMessage.model_validate(fields)
    except ValidationError as error:
        raise HTTPException(422, texts.say("web.bad_message")) from error
    return message if parts else message.model_copy(update={"audio": None})  # only a form carries files
