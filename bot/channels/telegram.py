"""The Telegram door, by long polling: needs no public address, so it works behind any office's router.

We ask for updates ourselves instead of letting the library's updater do it: the next ``offset`` tells
Telegram to forget what it gave us, and that must not happen before the messages are stored.
"""

from __future__ import annotations

import asyncio
import threading
from datetime import UTC, datetime

import structlog
from telegram import Bot, InlineKeyboardButton, InlineKeyboardMarkup, Message, Update
from telegram.error import BadRequest, Forbidden, InvalidToken, NetworkError, RetryAfter, TelegramError
from telegram.request import HTTPXRequest

from bot.aloud import Voice
from bot.buttons import place, pressed
from bot.channels.plain import split, with_sources
from bot.ears import FetchLater
from bot.inbox import Incoming
from bot.notes import Recording
from bot.reply import Reply
from bot.services import Services
from bot.workers import TryLater, Undeliverable, Workers
from office.clock import now
from voice.hearing.audio import LARGEST, Unheard
from voice.lane import Busy

log = structlog.get_logger()

CHANNEL = "telegram"
LONGEST = 4096
"""Characters of one message, by Telegram's rule; an emoji counts as two."""
SLOWEST_FETCH = 60.0
"""Seconds; a recording may have 20 MB."""
SLOWEST_SEND = 50
"""Seconds; less than an outbox lease, so that nobody else sends the same meanwhile."""


class TelegramDoor:
    """Receives by polling, sends what the outbox hands over. Runs its own event loop in one thread."""

    def __init__(self, services: Services, voice: Voice | None = None) -> None:
        settings = services.settings.telegram
        token = settings.token.get_secret_value() if settings.token else ""
        base = settings.api_base.rstrip("/")
        timeout = settings.poll_seconds + 10
        self._bot_id = token.partition(":")[0]
        self._bot = Bot(
            token,
            base_url=f"{base}/bot",
            base_file_url=f"{base}/file/bot",
            request=HTTPXRequest(read_timeout=20),
            get_updates_request=HTTPXRequest(read_timeout=timeout),
        )
        self._services = services
        self._voice = voice
        self._poll_seconds = settings.poll_seconds
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._run, name="telegram", daemon=True)
        self._stop = threading.Event()
        self._workers: Workers | None = None
        self._polling: asyncio.Task[None] | None = None
        self._parts_sent: dict[int, int] = {}
        """Parts already sent of a long reply whose next part was not taken."""

    def start(self, workers: Workers) -> None:
        """Begin to poll."""
        self._workers = workers
        self._thread.start()

    def stop(self) -> None:
        """Stop polling; what was received is stored."""
        self._stop.set()
        if self._polling is not None:
            self._loop.call_soon_threadsafe(self._polling.cancel)
        self._thread.join(timeout=10)

    def fetch(self, remote: str) -> bytes:
        """A recording from Telegram's store; raises :class:`bot.ears.FetchLater` or ``Unheard``."""
        fetching = asyncio.run_coroutine_threadsafe(self._fetch(remote), self._loop)
        try:
            return fetching.result(timeout=SLOWEST_FETCH)
        except BadRequest as refused:  # a file that is too big or gone for good
            raise Unheard("too_large" if "big" in str(refused) else "failed") from refused
        except (TelegramError, TimeoutError) as away:
            fetching.cancel()
            raise FetchLater(type(away).__name__) from away

    async def _fetch(self, remote: str) -> bytes:
        file = await self._bot.get_file(remote)
        return bytes(await file.download_as_bytearray(read_timeout=SLOWEST_FETCH / 2))

    def send(self, address: str, reply: Reply, outbox_id: int) -> str | None:
        """Send one reply. Raises :class:`Undeliverable` or :class:`TryLater`."""
        sending = asyncio.run_coroutine_threadsafe(self._send(address, reply, outbox_id), self._loop)
        try:
            return sending.result(timeout=SLOWEST_SEND)
        except RetryAfter as later:
            wait = later.retry_after
            seconds = wait.total_seconds() if hasattr(wait, "total_seconds") else float(wait)
            raise TryLater("flood limit", seconds) from later
        except (Forbidden, BadRequest) as refused:
            self._parts_sent.pop(outbox_id, None)
            raise Undeliverable(type(refused).__name__) from refused
        except (NetworkError, InvalidToken, TimeoutError) as away:  # a wrong token is not the citizen's fault
            sending.cancel()
            raise TryLater(type(away).__name__) from away

    async def _send(self, address: str, reply: Reply, outbox_id: int) -> str:
        parts = split(with_sources(reply), LONGEST)
        sent = None
        for number, part in enumerate(parts):
            if number < self._parts_sent.get(outbox_id, 0):
                continue
            keyboard = _keyboard(reply, outbox_id) if number == len(parts) - 1 else None
            sent = await self._bot.send_message(int(address), part, reply_markup=keyboard)
            self._parts_sent[outbox_id] = number + 1
        if reply.aloud is not None and self._voice is not None:
            await self._say(self._voice, int(address), reply)
        self._parts_sent.pop(outbox_id, None)
        return str(sent.message_id) if sent else ""

    async def _say(self, voice: Voice, chat: int, reply: Reply) -> None:
        """The reply as a voice note. The text has arrived: without a voice nothing is lost."""
        try:
            sound = await asyncio.to_thread(voice.say, reply)
            if sound is not None:
                await self._bot.send_voice(chat, sound)
        except (Busy, TimeoutError, TelegramError) as error:  # some citizens allow no voice notes
            log.warning("reply not spoken", error=type(error).__name__)

    def _run(self) -> None:
        asyncio.set_event_loop(self._loop)
        self._polling = self._loop.create_task(self._poll())
        try:
            self._loop.run_until_complete(self._polling)
        except asyncio.CancelledError:
            pass
        finally:
            self._loop.run_until_complete(self._bot.shutdown())
            self._loop.close()

    async def _poll(self) -> None:
        offset, wait = None, 1.0
        while not self._stop.is_set():
            try:
                await self._bot.initialize()
                updates = await self._bot.get_updates(
                    offset=offset,
                    timeout=self._poll_seconds,
                    allowed_updates=[Update.MESSAGE, Update.CALLBACK_QUERY],
                )
                for update in updates:
                    await self._receive(update)
                    offset = update.update_id + 1
                wait = 1.0
            except TelegramError as error:
                log.warning("telegram does not answer", error=type(error).__name__)
                await asyncio.sleep(wait)
                wait = min(wait * 2, 60)
            except Exception:  # our database is away: Telegram keeps the update until it is stored
                log.exception("update not stored")
                await asyncio.sleep(wait)
                wait = min(wait * 2, 60)

    async def _receive(self, update: Update) -> None:
        """Store one update; only then may Telegram forget it."""
        incoming = await asyncio.to_thread(self._incoming, update)
        if incoming is not None and self._workers is not None:
            await asyncio.to_thread(self._workers.receive, incoming)
        if update.callback_query is not None:
            try:
                await update.callback_query.answer()
            except TelegramError as error:  # only stops the button's spinner; the press itself is stored
                log.info("callback not answered", error=type(error).__name__)

    def _incoming(self, update: Update) -> Incoming | None:
        press = update.callback_query
        message = press.message if press is not None else update.message
        if message is None or message.chat.type != "private":
            return None
        if press is not None:
            text, received = (
                pressed(self._services.database, CHANNEL, str(message.chat.id), press.data or ""),
                now(),
            )
        elif isinstance(message, Message):
            text, received = _text(message), message.date.astimezone(UTC)
        else:
            return None
        return Incoming(
            channel=CHANNEL,
            address=str(message.chat.id),
            # Another bot of the office counts its updates anew.
            platform_id=f"{self._bot_id}:{update.update_id}",
            text=text,
            received_at=min(received, datetime.now(UTC)),
            voice=_recording(message) if press is None and isinstance(message, Message) else None,
        )


def _text(message: Message) -> str:
    text = message.text or message.caption or ""
    # "/start" is Telegram's own first message; the rest of a command's words are the citizen's.
    return "halo" if text.split(" ")[0] == "/start" else text


def _recording(message: Message) -> Recording | None:
    """A voice note or a sound file; fetched when it is listened to, so that no download holds up the others."""
    sound = message.voice or message.audio
    if sound is None:
        return None
    too_large = sound.file_size is not None and sound.file_size > LARGEST
    return Recording(remote=sound.file_id, refused="too_large" if too_large else None)


def _keyboard(reply: Reply, outbox_id: int) -> InlineKeyboardMarkup | None:
    rows = [
        [InlineKeyboardButton(choice.title, callback_data=place(outbox_id, number))]
        for number, choice in enumerate(reply.choices)
    ]
    return InlineKeyboardMarkup(rows) if rows else None
