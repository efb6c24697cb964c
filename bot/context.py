"""What a turn knows of its message: the message itself, whose it is, and what has become of it so far."""

from __future__ import annotations

from dataclasses import dataclass, field

from sqlalchemy import and_, bindparam, select

from bot import listening, relay
from bot.dictation import Dictation
from bot.engine import Said
from bot.reply import Turn
from bot.services import Services
from bot.tables import RETURN, Conversation, Handover, Inbox, SentFile, VoiceNote
from voice.wishes import Preference

# One question, put together once.
_REMEMBERED = (
    select(Inbox, Conversation, Handover, VoiceNote, SentFile)
    .join(Conversation, Conversation.id == Inbox.conversation_id)
    .outerjoin(Handover, and_(Handover.conversation_id == Conversation.id, Handover.state != "ended"))
    .outerjoin(VoiceNote, VoiceNote.inbox_id == Inbox.id)
    .outerjoin(SentFile, SentFile.inbox_id == Inbox.id)
    .where(Inbox.id == bindparam("id"))
)


@dataclass
class Context:
    """One message on its way through the house."""

    services: Services
    inbox_id: int
    message: Inbox
    conversation: Conversation
    officer: Handover | None = None
    """Set while the citizen waits for an officer or talks with one."""
    note: VoiceNote | None = None
    """The recording that came with it, heard by now (bot/ears.py)."""
    file: SentFile | None = None
    """The file that came with it, looked at by now (bot/porter.py)."""
    text: str = ""
    """What the citizen wrote, or said and confirmed."""
    asked_back: str | None = None
    dictated: Dictation | None = None
    voice: Preference = field(default_factory=Preference)
    aside: bool = False
    """Set when the turn is about hearing only: the choices offered before it still stand."""
    words: str = ""
    fresh: bool = False
    """Whether the message has never been in anybody's hands before."""
    first: list[Said] = field(default_factory=list)
    """What is said of a file, before the answer to the words that came with it."""
    said: list[Said] = field(default_factory=list)
    effects: list[relay.Effect] = field(default_factory=list)
    turn: Turn | None = None


def remember(services: Services, inbox_id: int) -> Context:
    """Fetch the message and whose it is."""
    with services.database.reading() as session:
        message, conversation, officer, note, file = session.execute(_REMEMBERED, {"id": inbox_id}).one()
        if message.kind == RETURN:
            officer = session.get_one(Handover, int(message.platform_id.removeprefix("handover:")))
    voice = listening.preference(conversation)
    text = message.text if file is None else file.caption
    return Context(services, inbox_id, message, conversation, officer, note, file, text, voice=voice)
