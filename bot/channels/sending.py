"""What all messengers share in sending: the parts of a long reply, and what is known after a broken connection."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TypeVar

import httpx

from bot import outbox
from bot.outbox import Delivery
from office.database import Database

Part = TypeVar("Part")

NOT_SENT = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout)
"""What breaks before a single byte of a message has left."""


def parts_left(database: Database, delivery: Delivery, parts: Sequence[Part]) -> Iterator[tuple[Part, bool]]:
    """Each part still to be sent, and whether it is the last; asking for the next one says that it was taken.

    What was taken is kept in the database: after a crash, or a flood limit in the middle, no part goes twice.
    """
    for number in range(delivery.parts_sent, len(parts)):
        last = number == len(parts) - 1
        yield parts[number], last
        if not last:
            outbox.part_sent(database, delivery, number + 1)


def perhaps_arrived(error: BaseException | None) -> bool:
    """Whether a message may have arrived although the call that carried it broke."""
    return isinstance(error, httpx.TransportError) and not isinstance(error, NOT_SENT)
