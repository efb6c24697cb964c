"""The Telegram door. By long polling it needs no public address and works behind any office's router; by
webhook Telegram calls us, and several processes can serve (``telegram.receive``).

When polling we ask for updates ourselves instead of letting the library's updater do it: the next ``offset``
tells Telegram to forget what it gave us, and that must not happen before the messages are stored.
"""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import threading
import time
from collections.abc import Coroutine
from concurrent.futures import TimeoutError as TooSlow
from typing import Any, TypeVar

import structlog
from telegram import Bot, BotCommand, InlineKeyboardButton, InlineKeyboardMarkup, Update
from telegram.error import BadRequest, Forbidden, InvalidToken, NetworkError, RetryAfter, TelegramError
from telegram.request import HTTPXRequest

from bot import held, outbox
from bot.aloud import Voice
from bot.buttons import place
from bot.channels.floods import Floods
from bot.channels.plain import opening, split, with_sources
from bot.channels.sending import parts_left, perhaps_arrived
from bot.channels.telegram_updates import CHANNEL, WANTED, Crowd, Edited, Standing, read
from bot.conversations import conversation_for
from bot.ears import FetchLater
from bot.enclosures import enclosure
from bot.outbox import Delivery
from bot.reply import Enclosed, Reply
from bot.services import Services
from bot.workers import Blocked, TryLater, Undeliverable, Workers
from voice.hearing.audio import Unheard
from voice.lane import Busy

log = structlog.get_logger()

T = TypeVar("T")

PATH = "/channels/telegram/webhook"
LONGEST = 4096
"""Characters of one message, by Telegram's rule; an emoji counts as two."""
SLOWEST_FETCH = 60.0
"""Seconds; a recording may have 20 MB."""
SLOWEST_SEND = 50.0
"""Seconds; less than an outbox lease, so that nobody else sends the same meanwhile."""
LONGEST_WAIT = 60.0
"""Seconds between tries while Telegram does not answer."""


def webhook_secret(token: str) -> str:
    """What Telegram proves itself with. Who knows the token can do all anyway; every process makes the same."""
    return hmac.new(token.encode(), b"tanya telegram webhook", hashlib.sha256).hexdigest()


class TelegramDoor:
    """Receives, and sends what the outbox hands over. Runs its own event loop in one thread."""

    def __init__(self, services: Services, voice: Voice | None = None) -> None:
        settings = services.settings.telegram
        token = settings.token.get_secret_value() if settings.token else ""
        base = settings.api_base.rstrip("/")
        self._bot_id = token.partition(":")[0]
        self.secret = webhook_secret(token)
        self._bot = Bot(
            token,
            base_url=f"{base}/bot",
            base_file_url=f"{base}/file/bot",
            request=HTTPXRequest(read_timeout=20, media_write_timeout=SLOWEST_SEND - 10),
            get_updates_request=HTTPXRequest(read_timeout=settings.poll_seconds + 10),
        )
        self._services = services
        self._settings = settings
        self._voice = voice
        self._floods = Floods()
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._run, name="telegram", daemon=True)
        self._stop = threading.Event()
        self._workers: Workers | None = None
        self._receiving: asyncio.Task[None] | None = None

    def start(self, workers: Workers) -> None:
        """Begin to receive."""
        self._workers = workers
        self._thread.start()

    def stop(self) -> None:
        """Stop receiving; what was received is stored."""
        self._stop.set()
        if self._receiving is not None:
            self._loop.call_soon_threadsafe(self._receiving.cancel)
        self._thread.join(timeout=10)

    # --- out ----------------------------------------------------------------------------------------

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

    def _call(self, asked: Coroutine[Any, Any, T], end: float) -> T:
        """Ask in the door's own loop, and wait for it until ``end``."""
        asking = asyncio.run_coroutine_threadsafe(asked, self._loop)
        try:
            return asking.result(timeout=max(0.0, end - time.monotonic()))
        except TooSlow:
            asking.cancel()
            raise

    async def _say(self, voice: Voice, chat: int, reply: Reply) -> None:
        """The reply as a voice note. The text has arrived: without a voice nothing is lost."""
        try:
            sound = await asyncio.to_thread(voice.say, reply)
            if sound is not None:
                await self._bot.send_voice(chat, sound)
        except (Busy, TimeoutError, TelegramError) as error:  # some citizens allow no voice notes
            log.warning("reply not spoken", error=type(error).__name__)

    # --- in -----------------------------------------------------------------------------------------

    def fetch(self, remote: str) -> bytes:
        """A recording from Telegram's store; raises :class:`bot.ears.FetchLater` or ``Unheard``."""
        try:
            return self._call(self._fetch(remote), time.monotonic() + SLOWEST_FETCH)
        except BadRequest as refused:  # a file that is too big or gone for good
            raise Unheard("too_large" if "big" in str(refused) else "failed") from refused
        except (TelegramError, TooSlow) as away:
            raise FetchLater(type(away).__name__) from away

    async def _fetch(self, remote: str) -> bytes:
        file = await self._bot.get_file(remote)
        return bytes(await file.download_as_bytearray(read_timeout=SLOWEST_FETCH / 2))

    def take_in(self, raw: dict[str, Any]) -> None:
        """Store what one webhook call says. Only when this returns may the call be answered with 200."""
        try:
            update = Update.de_json(raw, self._bot)
        except (KeyError, TypeError, ValueError, AttributeError) as error:
            # Refused, Telegram would bring it again for a day, and it would be no clearer.
            log.warning("update not understood", error=type(error).__name__)
            return
        self._store(update)
        asyncio.run_coroutine_threadsafe(self._show_manners(update), self._loop)

    def _store(self, update: Update) -> None:
        """Keep what an update says."""
        found = read(update, self._services, self._bot_id)
        match found:
            case Edited(chat, number):
                self._tell_to_write_anew(chat, number)
            case Standing(chat, blocked):
                with self._services.database.writing() as session:
                    conversation = conversation_for(session, CHANNEL, str(chat))
                    (held.block if blocked else held.unblock)(session, conversation.id)
            case Crowd() | None:
                return
            case incoming if self._workers is not None:
                self._workers.receive(incoming)

    def _tell_to_write_anew(self, chat: int, number: int) -> None:
        """Words changed afterwards are not taken: what was answered or filed stood on the first ones."""
        reply = Reply(text=self._services.texts.say("telegram.edited"))
        with self._services.database.writing() as session:
            conversation = conversation_for(session, CHANNEL, str(chat))
            outbox.enqueue(session, conversation.id, [reply], f"edited:{self._bot_id}:{number}")
        if self._workers is not None:
            self._workers.wake()

    async def _show_manners(self, update: Update) -> None:
        """What no citizen's matter hangs on: a button stops spinning, a group is left with a word."""
        try:
            if update.callback_query is not None:
                await update.callback_query.answer()
            found = read(update, self._services, self._bot_id) if update.callback_query is None else None
            if isinstance(found, Crowd):
                if found.speaks:
                    await self._bot.send_message(found.chat, self._services.texts.say("telegram.group"))
                await self._bot.leave_chat(found.chat)
        except TelegramError as error:
            log.info("telegram did not take it", error=type(error).__name__)

    # --- the loop -----------------------------------------------------------------------------------

    def _run(self) -> None:
        asyncio.set_event_loop(self._loop)
        self._receiving = self._loop.create_task(self._receive())
        try:
            self._loop.run_until_complete(self._receiving)
        except asyncio.CancelledError:
            pass
        finally:
            self._loop.run_until_complete(self._bot.shutdown())
            self._loop.close()

    async def _receive(self) -> None:
        """Introduce ourselves; then poll, or only keep the loop for what is sent."""
        offset, wait, introduced = None, 1.0, False
        while not self._stop.is_set():
            try:
                if not introduced:
                    await self._introduce()
                    introduced = True
                if self._settings.receive == "webhook":
                    await asyncio.Event().wait()  # until the task is cancelled
                for update in await self._updates(offset):
                    await asyncio.to_thread(self._store, update)  # only then may Telegram forget it
                    offset = update.update_id + 1
                    await self._show_manners(update)
                wait = 1.0
            except TelegramError as error:
                log.warning("telegram does not answer", error=type(error).__name__)
                await asyncio.sleep(wait)
                wait = min(wait * 2, LONGEST_WAIT)
            except Exception:  # our database is away: Telegram keeps the update until it is stored
                log.exception("update not stored")
                await asyncio.sleep(wait)
                wait = min(wait * 2, LONGEST_WAIT)

    async def _introduce(self) -> None:
        """Tell Telegram how it reaches us, and which commands it may offer."""
        await self._bot.initialize()
        if self._settings.receive == "webhook":
            await self._bot.set_webhook(
                f"{self._services.settings.address}{PATH}", secret_token=self.secret, allowed_updates=WANTED
            )
        else:  # with a webhook left from before, every question for updates would be refused
            await self._bot.delete_webhook()
        listed = self._services.texts["telegram.commands"].choices
        await self._bot.set_my_commands([BotCommand(name, about) for about, name in listed])

    async def _updates(self, offset: int | None) -> tuple[Update, ...]:
        return await self._bot.get_updates(
            offset=offset, timeout=self._settings.poll_seconds, allowed_updates=WANTED
        )


def _keyboard(reply: Reply, outbox_id: int) -> InlineKeyboardMarkup | None:
    rows = [
        [InlineKeyboardButton(choice.title, callback_data=place(outbox_id, number))]
        for number, choice in enumerate(reply.choices)
    ]
    return InlineKeyboardMarkup(rows) if rows else None
