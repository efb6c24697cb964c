"""What comes later to an open page: officers' answers, and answers that took too long to wait for.

A page knows what it shows: everything up to an outbox id (``after``), and which of the citizen's
messages still stood without an answer (``waiting``). What it does not show comes over its stream, for
every open tab alike; what a tab got as the answer to its own request does not come again.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta

from fastapi import Request
from sqlalchemy import and_, or_, select

from bot.channels.web import CHANNEL, LOOK, PATIENCE, News, WebDoor
from bot.chat.lines import Line, line
from bot.conversations import find_conversation
from bot.tables import Inbox, Outbox

_WAITED = timedelta(seconds=PATIENCE)


def later(door: WebDoor, secret: str, after: int, waiting: frozenset[int]) -> list[tuple[int, Line]]:
    """The lines this page does not show yet, oldest first, with their outbox ids."""
    with door.services.database.reading() as session:
        known = find_conversation(session, CHANNEL, secret)
        if known is None:
            return []
        # Ids are given before they are committed: an older one may become visible after a newer one.
        unseen = or_(Outbox.id > after, and_(Outbox.inbox_id.is_(None), Outbox.state == "waiting"))
        query = (
            select(Outbox, Inbox.received_at)
            .outerjoin(Inbox, Inbox.id == Outbox.inbox_id)
            .where(Outbox.conversation_id == known.id, unseen)
            .order_by(Outbox.id)
        )
        rows = session.execute(query).all()
    return [
        (row.id, line(row))
        for row, received_at in rows
        if row.inbox_id is None or row.inbox_id in waiting or row.created_at - received_at > _WAITED
    ]


async def later_lines(
    door: WebDoor, news: News, secret: str, after: int, waiting: frozenset[int], request: Request
) -> AsyncIterator[tuple[int, Line]]:
    """Lines as they come, until the browser goes away."""
    seen = -1
    while not await request.is_disconnected():
        newest = await news.newest()
        if newest != seen:
            seen = newest
            found = await asyncio.to_thread(later, door, secret, after, waiting)
            if found:
                # Before they leave: cut off in between, the page asks again from what it has.
                await asyncio.to_thread(door.delivered, [outbox_id for outbox_id, _ in found])
            for outbox_id, shown in found:
                yield outbox_id, shown
                after = max(after, outbox_id)
        await asyncio.sleep(LOOK)
