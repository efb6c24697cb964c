"""The hands of the house: threads that take received messages through their turn and send what is queued."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Mapping
from typing import Protocol, TypeVar

import structlog

from bot import inbox, outbox, turn
from bot.engine import EngineAway
from bot.reply import Reply, Turn
from bot.services import Services
from bot.tables import Inbox
from office.outcome import Outcome

log = structlog.get_logger()

T = TypeVar("T")

IDLE = 0.5
"""Seconds between looks at the database when nobody wakes us (another process may have stored something)."""
AWAY = 1.0
"""Seconds until a message is tried again while the dialogue engine is away."""


class Undeliverable(Exception):
    """The platform refuses this message for good (blocked bot, unknown chat)."""


class TryLater(Exception):
    """The platform did not take it now; ``wait`` seconds if it said how long."""

    def __init__(self, reason: str, wait: float | None = None) -> None:
        super().__init__(reason)
        self.wait = wait


class Sender(Protocol):
    """A channel's way out. Returns the platform's id of the message."""

    def __call__(self, address: str, reply: Reply, outbox_id: int) -> str | None: ...


class Workers:
    """Starts and stops the threads; lets a web request wait for its turn."""

    def __init__(self, services: Services, senders: Mapping[str, Sender], turns: int = 4) -> None:
        self._services = services
        self._senders = dict(senders)
        self._stop = threading.Event()
        self._received = threading.Condition()
        self._done = threading.Condition()
        self._queued = threading.Event()
        self._threads = [
            threading.Thread(target=self._turns, name=f"turn-{n}", daemon=True) for n in range(turns)
        ]
        if self._senders:
            self._threads.append(threading.Thread(target=self._send, name="outbox", daemon=True))

    def start(self) -> None:
        for thread in self._threads:
            thread.start()

    def stop(self) -> None:
        """Finish the turns in hand, take no new ones."""
        self._stop.set()
        self.wake()
        for thread in self._threads:
            thread.join(timeout=10)

    def wake(self) -> None:
        """Something was stored or queued."""
        with self._received:
            self._received.notify_all()
        self._queued.set()

    def receive(self, incoming: inbox.Incoming) -> int:
        """Store a message and wake a worker; returns its inbox id."""
        inbox_id, _new = inbox.store(self._services.database, incoming)
        self.wake()
        return inbox_id

    def wait_for(self, inbox_id: int, seconds: float) -> Turn | None:
        """The finished turn, or ``None`` when it is not done in time (it will be, later)."""
        end = time.monotonic() + seconds
        while (found := inbox.finished(self._services.database, inbox_id)) is None:
            left = end - time.monotonic()
            if left <= 0:
                return None
            with self._done:
                self._done.wait(min(left, IDLE))
        return found

    def _turns(self) -> None:
        while not self._stop.is_set():
            inbox_id = self._guarded(lambda: inbox.take(self._services.database))
            if inbox_id is None:
                with self._received:
                    self._received.wait(IDLE)
                continue
            self._one_turn(inbox_id)
            with self._done:
                self._done.notify_all()
            self.wake()

    def _one_turn(self, inbox_id: int) -> None:
        database = self._services.database
        try:
            turn.run(self._services, inbox_id)
        except EngineAway as away:
            log.warning("engine away", inbox=inbox_id, reason=str(away))
            answered = self._guarded(lambda: turn.run_without_engine(self._services, inbox_id))
            if answered is None:
                inbox.put_back(database, inbox_id, AWAY)
        except Exception:
            log.exception("turn failed", inbox=inbox_id)
            with database.reading() as session:
                attempts = session.get_one(Inbox, inbox_id).attempts
            if attempts < inbox.MOST_ATTEMPTS:
                inbox.put_back(database, inbox_id, 2.0**attempts)
            else:
                turn.give_up(self._services, inbox_id, Outcome.FAILED_ENGINE)

    def _send(self) -> None:
        while not self._stop.is_set():
            delivery = self._guarded(lambda: outbox.take(self._services.database, list(self._senders)))
            if delivery is None:
                self._queued.wait(IDLE)
                self._queued.clear()
                continue
            self._deliver(delivery)

    def _deliver(self, delivery: outbox.Delivery) -> None:
        database = self._services.database
        try:
            platform_id = self._senders[delivery.channel](
                delivery.address, delivery.reply, delivery.outbox_id
            )
            outbox.sent(database, delivery.outbox_id, platform_id)
        except Undeliverable as refused:
            outbox.failed(database, delivery, str(refused), final=True)
            log.warning("undeliverable", outbox=delivery.outbox_id, reason=str(refused))
        except TryLater as later:
            outbox.failed(database, delivery, str(later), wait=later.wait)
        except Exception as error:
            log.exception("sending failed", outbox=delivery.outbox_id)
            outbox.failed(database, delivery, type(error).__name__)

    def _guarded(self, step: Callable[[], T]) -> T | None:
        """A worker outlives a database that is away for a moment."""
        try:
            return step()
        except Exception:
            log.exception("worker step failed")
            time.sleep(IDLE)
            return None
