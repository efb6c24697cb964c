"""One turn at a time for one conversation, however many Rasa servers share it.

endpoints.yml:

    lock_store:
      type: bot.dialogue.redis_lock_store.RedisLocks
      url: redis://127.0.0.1:6379/1

Rasa's own Redis lock store reads, changes and writes its list of tickets in three
steps: with two servers and two messages of one citizen at once a ticket is lost, and
everybody behind it waits 60 seconds for nothing. This one is redis-py's lock (atomic
in Redis, its holder proved by a token). Order is not its work: our inbox keeps it.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

from rasa.core.lock import TicketLock
from rasa.core.lock_store import LOCK_LIFETIME, LockError, LockStore
from rasa.utils.endpoints import EndpointConfig
from redis.asyncio import from_url
from redis.exceptions import LockNotOwnedError


class RedisLocks(LockStore):
    def __init__(self, endpoint_config: EndpointConfig) -> None:
        self._redis = from_url(endpoint_config.url, **endpoint_config.kwargs)

    @asynccontextmanager
    async def lock(
        self,
        conversation_id: str,
        lock_lifetime: float = LOCK_LIFETIME,
        wait_time_in_seconds: float = 0.05,
    ) -> AsyncIterator[TicketLock]:
        # After its lifetime the lock of a server that died is free again.
        lock = self._redis.lock(
            f"tanya:turn:{conversation_id}", timeout=lock_lifetime, sleep=wait_time_in_seconds
        )
        if not await lock.acquire(blocking_timeout=lock_lifetime):
            raise LockError(f"No turn became free within {lock_lifetime} seconds")
        try:
            yield TicketLock(conversation_id)
        finally:
            with suppress(LockNotOwnedError):  # the turn took longer than the lifetime
                await lock.release()
