"""Sending to Telegram: a reply in parts, its files, its voice; and what a refusal means."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Coroutine
from concurrent.futures import TimeoutError as TooSlow
from typing import Any, TypeVar

import structlog
from telegram import Bot, InlineKeyboardButton, InlineKeyboardMarkup
from telegram.error import BadRequest, Forbidden, InvalidToken, NetworkError, RetryAfter, TelegramError

from bot.aloud import Voice
from bot.buttons import place
from bot.channels.floods import Floods
from bot.channels.plain import opening, split, with_sources
from bot.channels.sending import parts_left, perhaps_arrived
from bot.enclosures import enclosure
from bot.outbox import Delivery
from bot.reply import Enclosed, Reply
from bot.services import Services
from bot.workers import Blocked, TryLater, Undeliverable
from voice.lane import Busy

log = structlog.get_logger()

T = TypeVar("T")

LONGEST = 4096
"""Characters of one message, by Telegram's rule; an emoji counts as two."""
SLOWEST_SEND = 50.0
"""Seconds; less than an outbox lease, so that nobody else sends the same meanwhile."""


class Loop:
    """The one event loop of the door, asked from other threads."""

    def __init__(self) -> None:
        self.loop = asyncio.new_event_loop()

    def call(self, asked: Coroutine[Any, Any, T], end: float) -> T:
        """Ask in the loop, and wait for the answer until ``end``. Raises :class:`TooSlow`."""
        asking = asyncio.run_coroutine_threadsafe(asked, self.loop)
        try:
            return asking.result(timeout=max(0.0, end - time.monotonic()))
        except TooSlow:
            asking.cancel()
            raise


class TelegramSender:
    """Sends what the outbox hands over."""

    def __init__(self, bot: Bot, services: Services, voice: Voice | None, loop: Loop) -> None:
        self._bot = bot
        self._services = services
        self._voice = voice
        self._call = loop.call
        self._floods = Floods()

    def send(self, delivery: Delivery) -> str | None:
        """Send one reply. Raises :class:`Undeliverable`, :class:`Blocked` or :class:`TryLater`."""
        chat, reply, end = int(delivery.address), delivery.reply, time.monotonic() + SLOWEST_SEND
        if (seconds := self._floods.wait(delivery.address)) > 0:
            raise TryLater("flood limit", seconds, counts=False)
        sent = ""
        try:
            parts: list[str | Enclosed] = [
                *opening(reply),
                *split(with_sources(reply), LONGEST),
                *reply.files,
            ]
            for part, last in parts_left(self._services.database, delivery, parts):
                keyboard = _keyboard(reply, delivery.outbox_id) if last else None
                if isinstance(part, str):
                    asked = self._bot.send_message(chat, part, reply_markup=keyboard)
                elif (file := enclosure(self._services, part)) is not None:
                    asked = self._bot.send_document(chat, file.content, filename=file.name)
                else:  # erased meanwhile
                    continue
                sent = str(self._call(asked, end).message_id)
            if reply.aloud is not None and self._voice is not None:
                self._call(self._say(self._voice, chat, reply), end)
            return sent
        except RetryAfter as later:
            wait = later.retry_after
            seconds = wait.total_seconds() if hasattr(wait, "total_seconds") else float(wait)
            self._floods.told(delivery.address, seconds)
            raise TryLater("flood limit", seconds, counts=False) from later
        except Forbidden as closed:
            raise Blocked(type(closed).__name__) from closed
        except BadRequest as refused:
            raise Undeliverable(type(refused).__name__) from refused
        except TooSlow as slow:
            raise TryLater("TimeoutError", unsure=True) from slow
        except (NetworkError, InvalidToken) as away:  # a wrong token is not the citizen's fault
            raise TryLater(type(away).__name__, unsure=perhaps_arrived(away.__cause__)) from away

    async def _say(self, voice: Voice, chat: int, reply: Reply) -> None:
        """The reply as a voice note. The text has arrived: without a voice nothing is lost."""
        try:
            sound = await asyncio.to_thread(voice.say, reply)
            if sound is not None:
                await self._bot.send_voice(chat, sound)
        except (Busy, TimeoutError, TelegramError) as error:  # some citizens allow no voice notes
            log.warning("reply not spoken", error=type(error).__name__)


def _keyboard(reply: Reply, outbox_id: int) -> InlineKeyboardMarkup | None:
    rows = [
        [InlineKeyboardButton(choice.title, callback_data=place(outbox_id, number))]
        for number, choice in enumerate(reply.choices)
    ]
    return InlineKeyboardMarkup(rows) if rows else None
