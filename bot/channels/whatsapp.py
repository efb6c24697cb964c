"""The WhatsApp door: Meta's Cloud API. Messages come by webhook, replies go out through pywa.

WhatsApp lets an office write freely for 24 hours after the citizen's last message. An answer that comes
later is held, a template the office had approved says that it is there, and it follows when the citizen writes.
"""

from __future__ import annotations

from datetime import timedelta

import httpx
import structlog
from pywa import errors
from pywa.client import WhatsApp
from pywa.types.templates import TemplateLanguage

from bot.aloud import Voice
from bot.buttons import pressed
from bot.channels.plain import opening
from bot.channels.sending import parts_left, perhaps_arrived
from bot.channels.whatsapp_layout import buttons, laid_out
from bot.channels.whatsapp_payload import Payload, Receipt, Received, mark, receipts, received
from bot.conversations import find_conversation, move_conversation
from bot.ears import FetchLater
from bot.enclosures import enclosure
from bot.files import Upload
from bot.inbox import Incoming
from bot.notes import Recording
from bot.outbox import Delivery
from bot.receipts import receipted, reopened
from bot.reply import Enclosed, Reply
from bot.services import Services
from bot.workers import Held, TryLater, Undeliverable, Workers
from office.clock import now
from voice.hearing.audio import LARGEST, Unheard
from voice.lane import Busy

log = structlog.get_logger()

CHANNEL = "whatsapp"
WINDOW = timedelta(hours=24)
"""How long after a citizen's message WhatsApp takes free text (facts, H)."""
META_TROUBLE = frozenset({1, 2, 131000, 131016, 131057})
"""Meta's codes for its own failures, overload and maintenance."""
WINDOW_CLOSED = 131047
"""Meta's code for free text after the window; it comes as a status, after the call was taken."""


class WhatsAppDoor:
    """Stores what the webhook brings, sends what the outbox hands over."""

    def __init__(self, services: Services, voice: Voice | None = None) -> None:
        settings = services.settings.whatsapp
        self._services = services
        self._voice = voice
        self._settings = settings
        self._phone_id = settings.phone_id or ""
        self._session = httpx.Client(timeout=20)
        self._api = WhatsApp(
            phone_id=self._phone_id,
            token=settings.token.get_secret_value() if settings.token else "",
            session=self._session,
            api_version=settings.api_version,
        )
        # pywa knows one address; the session is ours, and stand-ins and private gateways have others.
        self._session.base_url = httpx.URL(f"{settings.api_base.rstrip('/')}/v{settings.api_version}")

    def stop(self) -> None:
        """Close the connections."""
        self._session.close()

    # --- in -----------------------------------------------------------------------------------------

    def take_in(self, payload: Payload, workers: Workers) -> None:
        """Store everything a webhook call says. Only when this returns may the call be answered with 200."""
        for message in received(payload, self._phone_id):
            workers.receive(self._incoming(message))
        for receipt in receipts(payload, self._phone_id):
            self._noted(receipt)
            workers.wake()

    def _incoming(self, message: Received) -> Incoming:
        self._recognise(message)
        text, photo = message.text, self._services.texts.say("attachments.photo")
        if message.button is not None:
            text = pressed(self._services.database, CHANNEL, message.address, message.button)
        return Incoming(
            channel=CHANNEL,
            address=message.address,
            platform_id=message.wamid,
            text=text,
            received_at=min(message.at, now()),
            voice=Recording(remote=message.recording) if message.recording else None,
            file=Upload(message.file_name or photo, remote=message.file) if message.file else None,
        )

    def fetch(self, remote: str) -> bytes:
        """A recording from Meta's store; raises :class:`bot.ears.FetchLater` or ``Unheard``."""
        try:
            about = self._api.get_media_url(remote)
            if about.file_size > LARGEST:
                raise Unheard("too_large")
            return self._api.get_media_bytes(about.url)
        except errors.WhatsAppError as refused:
            if _meta_is_to_blame(refused):
                raise FetchLater(type(refused).__name__) from refused
            raise Unheard("failed") from refused
        except httpx.HTTPError as away:
            raise FetchLater(type(away).__name__) from away

    def _recognise(self, message: Received) -> None:
        """Who was known by the number and now comes with a business-scoped id keeps the conversation."""
        if message.number is None or message.number == message.address:
            return
        with self._services.database.writing() as session:
            if find_conversation(session, CHANNEL, message.address) is None:
                move_conversation(session, CHANNEL, message.number, message.address)

    def _noted(self, receipt: Receipt) -> None:
        if receipt.outbox_id is None:
            return
        if receipt.status != "failed":
            receipted(
                self._services.database, receipt.outbox_id, receipt.wamid, receipt.status, receipt.whole
            )
            return
        log.warning("not delivered", outbox=receipt.outbox_id, code=receipt.code)
        reopened(
            self._services.database,
            receipt.outbox_id,
            receipt.wamid,
            error=f"whatsapp {receipt.code}",
            notice=self._notice() if receipt.code == WINDOW_CLOSED else None,
        )

    # --- out ----------------------------------------------------------------------------------------

    def send(self, delivery: Delivery) -> str | None:
        """Send one reply. Raises :class:`Held`, :class:`Undeliverable` or :class:`TryLater`."""
        address, outbox_id = delivery.address, delivery.outbox_id
        try:
            if delivery.reply.notice:
                return self._send_template(address, outbox_id)
            if not self._window_open(address):
                raise Held(self._notice())
            return self._send_parts(delivery)
        except errors.ReEngagementMessage as closed:
            raise Held(self._notice()) from closed
        except (errors.ThrottlingError, errors.AuthorizationError) as later:
            # A wrong token is not the citizen's fault: nothing is given up for it.
            raise TryLater(type(later).__name__) from later
        except errors.WhatsAppError as refused:
            if _meta_is_to_blame(refused):
                raise TryLater(type(refused).__name__) from refused
            raise Undeliverable(f"{type(refused).__name__} {refused.code}") from refused
        except httpx.TransportError as away:
            raise TryLater(type(away).__name__, unsure=perhaps_arrived(away)) from away

    def _window_open(self, address: str) -> bool:
        with self._services.database.reading() as session:
            conversation = find_conversation(session, CHANNEL, address)
            last = conversation.last_in_at if conversation is not None else None
        return last is not None and now() - last < WINDOW

    def _notice(self) -> Reply:
        return Reply(text=self._services.texts.say("whatsapp.answer_ready"), notice=True)

    def _send_template(self, address: str, outbox_id: int) -> str:
        sent = self._api.send_template(
            address,
            name=self._settings.template,
            language=TemplateLanguage(self._settings.template_language),
            params=[],
            tracker=mark(outbox_id),
        )
        return sent.id

    def _send_parts(self, delivery: Delivery) -> str:
        address, reply, sent = delivery.address, delivery.reply, ""
        parts: list[str | Enclosed] = [*opening(reply), *laid_out(reply), *reply.files]
        for part, last in parts_left(self._services.database, delivery, parts):
            tracker = mark(delivery.outbox_id, last)
            if isinstance(part, Enclosed):
                sent = self._send_file(address, part, tracker) or sent
                continue
            below = buttons(reply.choices, delivery.outbox_id, self._services.texts) if last else None
            sent = self._api.send_message(address, part, buttons=below, tracker=tracker).id
        self._say(address, reply)
        return sent

    def _send_file(self, address: str, enclosed: Enclosed, tracker: str) -> str | None:
        file = enclosure(self._services, enclosed)
        if file is None:
            return None
        return self._api.send_document(
            address, file.content, filename=file.name, mime_type=file.media, tracker=tracker
        ).id

    def _say(self, address: str, reply: Reply) -> None:
        """The reply as a voice note. The text has been taken: without a voice nothing is lost."""
        if reply.aloud is None or self._voice is None:
            return
        try:
            if (sound := self._voice.say(reply)) is not None:
                self._api.send_voice(address, sound, mime_type="audio/ogg; codecs=opus")
        except (Busy, TimeoutError, errors.WhatsAppError, httpx.HTTPError) as error:
            log.warning("reply not spoken", error=type(error).__name__)


def _meta_is_to_blame(error: errors.WhatsAppError) -> bool:
    return bool(error.is_transient) or error.code in META_TROUBLE or (error.status_code or 0) >= 500
