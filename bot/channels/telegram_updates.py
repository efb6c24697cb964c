"""What an update of Telegram's says to the house: words or a press of a citizen, or that one came or went."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC

from telegram import Chat, ChatMember, Document, Message, Update

from bot.buttons import pressed
from bot.files import Upload
from bot.inbox import Incoming
from bot.notes import Recording
from bot.services import Services
from office.clock import now
from voice.hearing.audio import LARGEST

CHANNEL = "telegram"
WANTED = (Update.MESSAGE, Update.EDITED_MESSAGE, Update.CALLBACK_QUERY, Update.MY_CHAT_MEMBER)
"""Kinds of updates Telegram is asked for."""
WORDS = {"start": "halo", "help": "bantuan"}
"""Commands Telegram itself offers, and what a citizen means by them."""


@dataclass(frozen=True)
class Edited:
    """A citizen changed a message that was sent before."""

    chat: int
    update: int


@dataclass(frozen=True)
class Standing:
    """A citizen closed the chat to us, or opened it again."""

    chat: int
    blocked: bool


@dataclass(frozen=True)
class Crowd:
    """We are in a group or a channel, where nobody's matters are private."""

    chat: int
    speaks: bool
    """Whether a word of farewell can be said there."""


def read(update: Update, services: Services, bot_id: str) -> Incoming | Edited | Standing | Crowd | None:
    """What the update says; none when it asks nothing of us."""
    if (member := update.my_chat_member) is not None:
        return _standing(member.chat, member.new_chat_member.status)
    press = update.callback_query
    message = press.message if press is not None else update.message or update.edited_message
    if message is None:
        return None
    if message.chat.type != Chat.PRIVATE:
        return _crowd(message.chat)
    if update.edited_message is not None:
        # A shared live location is edited every few seconds: only changed words are news.
        return Edited(message.chat.id, update.update_id) if _text(update.edited_message) else None
    if press is not None:
        text = pressed(services.database, CHANNEL, str(message.chat.id), press.data or "")
        received, voice, file = now(), None, None
    elif isinstance(message, Message):
        text, received = _text(message), message.date.astimezone(UTC)
        voice, file = _recording(message), _upload(message, services)
    else:
        return None
    return Incoming(
        channel=CHANNEL,
        address=str(message.chat.id),
        # Another bot of the office counts its updates anew.
        platform_id=f"{bot_id}:{update.update_id}",
        text=text,
        received_at=min(received, now()),
        voice=voice,
        file=file,
    )


def _standing(chat: Chat, status: str) -> Standing | Crowd | None:
    here = status not in (ChatMember.LEFT, ChatMember.BANNED)
    if chat.type == Chat.PRIVATE:
        return Standing(chat.id, blocked=not here)
    return _crowd(chat) if here else None


def _crowd(chat: Chat) -> Crowd:
    return Crowd(chat.id, speaks=chat.type in (Chat.GROUP, Chat.SUPERGROUP))


def _text(message: Message) -> str:
    """The words; a command as the words it stands for: ``/bahasa_mudah`` is "bahasa mudah"."""
    text = message.text or message.caption or ""
    if not text.startswith("/"):
        return text
    command, _, rest = text[1:].partition(" ")
    name = command.partition("@")[0].lower()
    if name == "start":  # what follows is no word of the citizen's but part of the link they came by
        return WORDS[name]
    return f"{WORDS.get(name, name.replace('_', ' '))} {rest}".strip()


def _recording(message: Message) -> Recording | None:
    """A voice note or a sound file; fetched when it is listened to, so that no download holds up the others."""
    sound = message.voice or message.audio or _sound_sent_as_file(message)
    if sound is None:
        return None
    too_large = sound.file_size is not None and sound.file_size > LARGEST
    return Recording(remote=sound.file_id, refused="too_large" if too_large else None)


def _sound_sent_as_file(message: Message) -> Document | None:
    """What a recorder on the telephone wrote and the citizen attached; Telegram then calls it a document."""
    sent = message.document
    return sent if sent is not None and (sent.mime_type or "").startswith("audio/") else None


def _upload(message: Message, services: Services) -> Upload | None:
    """A document, a photo or a video; fetched and judged beside the conversation (bot/porter.py)."""
    if message.photo:
        return Upload(services.texts.say("attachments.photo"), remote=message.photo[-1].file_id)
    if _sound_sent_as_file(message) is not None:
        return None
    sent = message.document or message.video
    return Upload(sent.file_name or "", remote=sent.file_id) if sent is not None else None
