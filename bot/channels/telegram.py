"""The Telegram door. By long polling it needs no public address and works behind any office's router; by
webhook Telegram calls us, and several processes can serve (``telegram.receive``).

When polling we ask for updates ourselves instead of letting the library's updater do it: the next ``offset``
tells Telegram to forget what it gave us, and that must not happen before the messages are stored.
"""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import json
import threading
import time
from concurrent.futures import TimeoutError as TooSlow
from typing import Any
from urllib.parse import urlencode

import structlog
from telegram import Bot, BotCommand, Update
from telegram.error import BadRequest, TelegramError
from telegram.request import HTTPXRequest

from bot import held, outbox
from bot.aloud import Voice
from bot.channels.telegram_sending import SLOWEST_SEND, Loop, TelegramSender
from bot.channels.telegram_updates import CHANNEL, WANTED, Crowd, Edited, Standing, read
from bot.conversations import conversation_for
from bot.ears import FetchLater
from bot.inbox import Incoming
from bot.reply import Reply
from bot.services import Services
from bot.workers import Workers
from voice.hearing.audio import Unheard

log = structlog.get_logger()

PATH = "/channels/telegram/webhook"
SLOWEST_FETCH = 60.0
"""Seconds; a recording may have 20 MB."""
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
        self._polling = HTTPXRequest(read_timeout=settings.poll_seconds + 10)
        self._bot = Bot(
            token,
            base_url=f"{base}/bot",
            base_file_url=f"{base}/file/bot",
            request=HTTPXRequest(read_timeout=20, media_write_timeout=SLOWEST_SEND - 10),
            get_updates_request=self._polling,
        )
        self._services = services
        self._settings = settings
        self._loop = Loop()
        self.send = TelegramSender(self._bot, services, voice, self._loop).send
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
            self._loop.loop.call_soon_threadsafe(self._receiving.cancel)
        self._thread.join(timeout=10)

    # --- in -----------------------------------------------------------------------------------------

    def fetch(self, remote: str) -> bytes:
        """A recording from Telegram's store; raises :class:`bot.ears.FetchLater` or ``Unheard``."""
        try:
            return self._loop.call(self._fetch(remote), time.monotonic() + SLOWEST_FETCH)
        except BadRequest as refused:  # a file that is too big or gone for good
            raise Unheard("too_large" if "big" in str(refused) else "failed") from refused
        except (TelegramError, TooSlow) as away:
            raise FetchLater(type(away).__name__) from away

    async def _fetch(self, remote: str) -> bytes:
        file = await self._bot.get_file(remote)
        return bytes(await file.download_as_bytearray(read_timeout=SLOWEST_FETCH / 2))

    def take_in(self, raw: dict[str, Any]) -> None:
        """Store what one webhook call says. Only when this returns may the call be answered with 200."""
        if (update := self._kept(raw)) is not None:
            asyncio.run_coroutine_threadsafe(self._show_manners(update), self._loop.loop)

    def _kept(self, raw: dict[str, Any]) -> Update | None:
        """Store what an update says. One that cannot be read is passed over: refused, Telegram would bring it again
        for a day, before all others, and it would be no clearer."""
        try:
            update = Update.de_json(raw, self._bot)
            found = read(update, self._services, self._bot_id)
        except (KeyError, TypeError, ValueError, AttributeError) as error:
            log.warning("update not understood", update=raw["update_id"], error=type(error).__name__)
            return None
        self._store(found)
        return update

    def _store(self, found: Incoming | Edited | Standing | Crowd | None) -> None:
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
        loop = self._loop.loop
        asyncio.set_event_loop(loop)
        self._receiving = loop.create_task(self._receive())
        try:
            loop.run_until_complete(self._receiving)
        except asyncio.CancelledError:
            pass
        finally:
            loop.run_until_complete(self._bot.shutdown())
            loop.close()

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
                for raw in await self._updates(offset):
                    update = await asyncio.to_thread(self._kept, raw)
                    offset = raw["update_id"] + 1  # only now may Telegram forget it
                    if update is not None:
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

    async def _updates(self, offset: int | None) -> list[dict[str, Any]]:
        """What is new, as it came: the library reads a batch whole, and one update it cannot read would stop all, with
        the citizens' words in the log."""
        asked = {"timeout": self._settings.poll_seconds, "allowed_updates": json.dumps(WANTED)}
        if offset is not None:
            asked["offset"] = offset
        found: Any = await self._polling.post(f"{self._bot.base_url}/getUpdates?{urlencode(asked)}")
        return list(found)
