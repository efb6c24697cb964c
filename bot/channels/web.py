"""The web door: a message in and its replies out over HTTP, later messages over an event stream."""

from __future__ import annotations

import asyncio
import hashlib
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
from sqlalchemy import bindparam, false, func, or_, select, update

from bot import limits
from bot.channels.web_messages import CHAT_ANSWERS, CHAT_BODY, ID, ChatMessage, read_message
from bot.conversations import find_conversation
from bot.files import Upload
from bot.inbox import Incoming
from bot.notes import Recording
from bot.reply import Reply, Turn
from bot.services import Services
from bot.tables import Inbox, Outbox
from bot.workers import Workers
from office.clock import now
from office.outcome import Outcome

CHANNEL = "web"
PATIENCE = 45.0
"""Seconds a request waits for its turn: long enough for the dialogue engine to be started again."""
LOOK = 0.5
"""Seconds between looks for later messages."""
MOST_WAITING = 64
"""Requests that may hold a thread while they wait. Apart from the threads that actions run in: those must
get on, or nobody's turn would ever end."""
_ANSWERED = (
    update(Outbox)
    .where(Outbox.inbox_id == bindparam("by"), Outbox.state == "waiting")
    .values(state="sent", sent_at=bindparam("at"))
    .execution_options(synchronize_session=False)
)


def platform_id(conversation: str, message_id: str) -> str:
    """A message's name in the inbox. The conversation's id is the browser's secret: it is kept nowhere in clear."""
    return hashlib.sha256(f"{conversation}:{message_id}".encode()).hexdigest()


class TooFast(Exception):
    """Not taken yet; ``seconds`` until it may be sent again."""

    def __init__(self, seconds: int) -> None:
        super().__init__(seconds)
        self.seconds = seconds


def address_of(request: Request) -> str:
    """Where a request comes from, as the proxy in front says."""
    return request.client.host if request.client else ""


@dataclass
class WebDoor:
    """What the chat API and the chat page share."""

    services: Services
    workers: Workers

    def say(self, message: ChatMessage, address: str = "") -> Turn | None:
        """Store the message, wait for its turn; ``None`` when the answer will come later.

        Raises :class:`TooFast` when ``address`` or the conversation must wait; then nothing is stored.
        """
        if (seconds := self._must_wait(message.conversation, address)) > 0:
            raise TooFast(seconds)
        inbox_id = self.workers.receive(
            Incoming(
                channel=CHANNEL,
                address=message.conversation,
                platform_id=platform_id(message.conversation, message.message_id),
                text=message.text,
                received_at=now(),
                voice=None if message.audio is None else Recording(audio=message.audio),
                file=None if message.file is None else Upload(message.file_name, message.file),
            )
        )
        turn = self.workers.wait_for(inbox_id, PATIENCE)
        if turn is not None:
            with self.services.database.writing() as session:
                session.execute(_ANSWERED, {"by": inbox_id, "at": now()})
        return turn

    def _must_wait(self, conversation: str, address: str) -> int:
        with self.services.database.reading() as session:
            known = find_conversation(session, CHANNEL, conversation)
            if known is not None:
                return limits.crowded(session, known.id)
        with self.services.database.writing() as session:
            return limits.newcomer(session, address)

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
        waiting = update(Outbox).where(Outbox.id.in_(outbox_ids), Outbox.state == "waiting")
        with self.services.database.writing() as session:
            session.execute(waiting.values(state="sent", sent_at=now()))

    def newest(self) -> int:
        """The newest message queued for anybody: a cheap sign that there may be news."""
        with self.services.database.reading() as session:
            return session.scalar(select(func.max(Outbox.id))) or 0


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
        message = await read_message(request, door.services.texts)
        try:
            turn = await to_thread.run_sync(door.say, message, address_of(request), limiter=waiting_room)
        except TooFast as fast:
            told = door.services.texts.say("web.too_fast", seconds=fast.seconds)
            raise HTTPException(429, told, {"Retry-After": str(fast.seconds)}) from fast
        if turn is None:
            later = Turn(
                messages=[Reply(text=door.services.texts.say("dialogue.later"))],
                outcome=Outcome.FAILED_ENGINE,
            )
            return JSONResponse(later.model_dump(), status_code=202)
        return Response(turn.model_dump_json(), media_type="application/json")

    def known(conversation: str) -> str:
        # Before the stream begins: from then on no status can be told any more.
        if not re.fullmatch(ID, conversation):
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
