"""The hands of the house: threads that take received messages through their turn and send what is queued."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from functools import partial
from typing import Protocol, TypeVar

import structlog

from bot import inbox, outbox, turn
from bot.ears import Ears, Fetch
from bot.engine import EngineAway
from bot.held import block, hold
from bot.metrics import DELIVERIES, ENGINE_AWAY, TURN_SECONDS
from bot.porter import Porter
from bot.reply import Reply, Turn
from bot.services import Services
from bot.waiting import Bell, Waiting

log = structlog.get_logger()

T = TypeVar("T")

IDLE = 0.5
"""Seconds between looks at the database when nobody wakes us (another process may have stored something)."""
AWAY = 1.0
"""Seconds until a message is tried again while the dialogue engine is away."""


SENDERS = 2
"""Threads that send on each channel: a platform that hangs holds up no other, and one slow call not all."""


class Undeliverable(Exception):
    """The platform refuses this message for good (unknown chat, a format it does not take)."""


class Blocked(Exception):
    """The citizen takes no messages of ours here (a blocked bot)."""


class TryLater(Exception):
    """The platform did not take it now; ``wait`` seconds if it said how long.

    ``unsure``: or it took it, and we did not hear. ``counts``: whether this was one of the tries a message has.
    """

    def __init__(
        self, reason: str, wait: float | None = None, unsure: bool = False, counts: bool = True
    ) -> None:
        super().__init__(reason)
        self.wait, self.unsure, self.counts = wait, unsure, counts


class Held(Exception):
    """The platform takes no free text now; ``notice`` tells the citizen that an answer waits."""

    def __init__(self, notice: Reply) -> None:
        super().__init__("held")
        self.notice = notice


class Sender(Protocol):
    """A channel's way out. Returns the platform's id of the message."""

    def __call__(self, delivery: outbox.Delivery) -> str | None: ...


class Workers:
    """Starts and stops the threads; lets a web request wait for its turn."""

    def __init__(
        self,
        services: Services,
        senders: Mapping[str, Sender],
        turns: int = 4,
        fetch: Mapping[str, Fetch] | None = None,
    ) -> None:
        self._services = services
        # A browser says by itself that it is listened to; only messengers are told.
        self._ears = Ears(services, fetch or {}, tuple(senders), self.wake)
        self._porter = Porter(services, fetch or {}, self.wake)
        self._senders = dict(senders)
        self._stop = threading.Event()
        self._work = Bell()
        self._mail = Bell()
        self._waiting = Waiting()
        self._threads = [
            threading.Thread(target=self._turns, name=f"turn-{n}", daemon=True) for n in range(turns)
        ]
        self._threads += [
            threading.Thread(target=self._send, args=(channel,), name=f"{channel}-{n}", daemon=True)
            for channel in self._senders
            for n in range(SENDERS)
        ]

    def start(self) -> None:
        self._ears.start()
        self._porter.start()
        for thread in self._threads:
            thread.start()

    def stop(self) -> None:
        """Finish the turns in hand, take no new ones."""
        self._stop.set()
        self._ears.stop()
        self._porter.stop()
        self.wake()
        for thread in self._threads:
            if thread.is_alive():
                thread.join(timeout=10)

    def wake(self) -> None:
        """Something was stored or queued."""
        self._work.ring(one=True)
        self._mail.ring()

    def receive(self, incoming: inbox.Incoming) -> int:
        """Store a message and wake a worker, or a listener first; returns its inbox id."""
        inbox_id, _new = inbox.store(self._services.database, self._ears.admit(incoming))
        self._ears.ring()
        self._porter.ring()
        self.wake()
        return inbox_id

    def wait_for(self, inbox_id: int, seconds: float) -> Turn | None:
        """The finished turn, or ``None`` when it is not done in time (it will be, later)."""
        end = time.monotonic() + seconds
        with self._waiting.place(inbox_id) as place:
            # It may have been done before we came, or by another process: then nobody tells us.
            while (found := inbox.finished(self._services.database, inbox_id)) is None:
                left = end - time.monotonic()
                if left <= 0:
                    return None
                with suppress(TimeoutError):
                    return place.result(min(left, IDLE))
            return found

    def _turns(self) -> None:
        while not self._stop.is_set():
            rung = self._work.rung
            taken = self._guarded(lambda: inbox.take(self._services.database))
            if taken is None:
                self._work.wait(rung, IDLE)
                continue
            finished = self._guarded(partial(self._one_turn, taken))
            if finished is not None:
                self._waiting.tell(taken.inbox_id, finished)
            self._mail.ring()  # its replies are queued; the conversation's next message this thread takes itself

    def _one_turn(self, taken: inbox.Taken) -> Turn | None:
        services = self._services
        if taken.attempt > inbox.MOST_ATTEMPTS:  # it ended the whole process every time
            return turn.give_up(services, taken.inbox_id)
        try:
            with TURN_SECONDS.time():
                return turn.run(services, taken.inbox_id, taken.fresh)
        except EngineAway as away:
            ENGINE_AWAY.inc()
            log.warning("engine away", inbox=taken.inbox_id, reason=str(away))
            answered = self._guarded(lambda: turn.run_without_engine(services, taken.inbox_id))
            if answered is None:
                inbox.put_back(services.database, taken, AWAY, counts=False)
            return answered
        except Exception:
            log.exception("turn failed", inbox=taken.inbox_id)
            if taken.attempt >= inbox.MOST_ATTEMPTS:
                return turn.give_up(services, taken.inbox_id)
            inbox.put_back(services.database, taken, 2.0**taken.attempt)
            return None

    def _send(self, channel: str) -> None:
        while not self._stop.is_set():
            rung = self._mail.rung
            delivery = self._guarded(lambda: outbox.take(self._services.database, [channel]))
            if delivery is None:
                self._mail.wait(rung, IDLE)
                continue
            self._guarded(partial(self._deliver, delivery))

    def _deliver(self, delivery: outbox.Delivery) -> None:
        database = self._services.database
        if delivery.unsure:
            log.warning("sent a second time: it is not known whether it arrived", outbox=delivery.outbox_id)
        try:
            platform_id = self._senders[delivery.channel](delivery)
        except Blocked:
            DELIVERIES.labels(delivery.channel, "blocked").inc()
            with database.writing() as session:
                block(session, delivery.conversation_id, delivery.outbox_id)
        except Undeliverable as refused:
            log.warning("undeliverable", outbox=delivery.outbox_id, reason=str(refused))
            outbox.failed(database, delivery, str(refused), final=True)
            DELIVERIES.labels(delivery.channel, "refused").inc()
        except Held as held:
            DELIVERIES.labels(delivery.channel, "held").inc()
            hold(database, delivery, held.notice)
        except TryLater as later:
            DELIVERIES.labels(delivery.channel, "later").inc()
            outbox.failed(
                database, delivery, str(later), wait=later.wait, unsure=later.unsure, counts=later.counts
            )
        except Exception as error:
            log.exception("sending failed", outbox=delivery.outbox_id)
            outbox.failed(database, delivery, type(error).__name__)
            DELIVERIES.labels(delivery.channel, "failed").inc()
        else:
            DELIVERIES.labels(delivery.channel, "sent").inc()
            # Sent but not recorded would be sent again when the lease runs out: record it before all else.
            while not self._guarded(lambda: outbox.sent(database, delivery.outbox_id, platform_id)):
                if self._stop.is_set():
                    return

    def _guarded(self, step: Callable[[], T]) -> T | None:
        """A worker outlives a database that is away for a moment; leases bring back what it had in hand."""
        try:
            return step()
        except Exception:
            log.exception("worker step failed")
            time.sleep(IDLE)
            return None
