"""Conversations, received messages and messages to send."""

from __future__ import annotations

from datetime import datetime
from uuid import uuid4

from sqlalchemy import JSON, ForeignKey, Index, Integer, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

import office.people  # noqa: F401 - a handover names the officer who has it
from office.database import Base, Sealed, SealedBytes, UtcDateTime

MESSAGE = "message"
RETURN = "return"
"""Kinds of what waits in the inbox: a citizen's message, or a conversation that comes back from an officer."""


class Conversation(Base):
    """One citizen on one channel. Its id is a pseudonym: nothing in it says who it is."""

    __tablename__ = "conversation"
    __table_args__ = (UniqueConstraint("channel", "address_index"),)

    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=lambda: str(uuid4()))
    channel: Mapped[str] = mapped_column(String(20))
    address: Mapped[str] = mapped_column(Sealed("conversation.address"))
    """Where replies go: a chat id, a phone number, a browser's conversation."""
    address_index: Mapped[str] = mapped_column(String(64))
    """Keyed fingerprint of the address."""
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    last_in_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    blocked_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    """Since when the citizen takes no messages of ours here; none: they do."""
    session_turns: Mapped[int] = mapped_column(default=0)
    """Turns of the dialogue session so far; Rasa's cost grows with a session's length."""
    last_choices: Mapped[list[dict[str, str]]] = mapped_column(JSON, default=list)
    """Choices last offered, so that a typed number or title means one of them."""

    voice_mode: Mapped[str] = mapped_column(String(10), default="as_asked", server_default="as_asked")
    """When replies are spoken (voice.wishes.Mode). Why a citizen wants it is nobody's business."""
    voice_speed: Mapped[float] = mapped_column(default=1.0, server_default="1.0")
    asked_back: Mapped[str | None] = mapped_column(Sealed("conversation.asked_back"))
    """Words heard unsurely and read back; they count once the citizen says yes."""
    dictated: Mapped[str | None] = mapped_column(Sealed("conversation.dictated"))
    """Pieces of a number that the citizen is saying piece by piece (bot/dictation.py)."""
    announced_since: Mapped[datetime | None] = mapped_column(UtcDateTime)
    """When the citizen agreed to get announcements; none: gets none."""

    resume_index: Mapped[str | None] = mapped_column(String(64), unique=True, index=True)
    """Keyed fingerprint of the code that takes the conversation along to another browser."""
    resume_until: Mapped[datetime | None] = mapped_column(UtcDateTime)

    @property
    def sender(self) -> str:
        """The name under which Rasa knows this conversation."""
        return self.id


class Inbox(Base):
    """A message as it was received. Stored before anything is acknowledged."""

    __tablename__ = "inbox"
    __table_args__ = (
        UniqueConstraint("channel", "platform_id"),
        Index("ix_inbox_open", "state", "conversation_id", "id"),
    )

    id: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=True)
    channel: Mapped[str] = mapped_column(String(20))
    platform_id: Mapped[str] = mapped_column(String(200))
    """The platform's id of the message: the same id again is the same message."""
    conversation_id: Mapped[str] = mapped_column(ForeignKey("conversation.id"), index=True)
    received_at: Mapped[datetime] = mapped_column(UtcDateTime)
    kind: Mapped[str] = mapped_column(String(12), default=MESSAGE, server_default=MESSAGE)
    text: Mapped[str] = mapped_column(Sealed("inbox.text"))
    state: Mapped[str] = mapped_column(String(12), default="waiting")
    """hearing (a recording that is not heard yet), waiting, taken, done or dead."""
    attempts: Mapped[int] = mapped_column(default=0)
    lease_until: Mapped[datetime | None] = mapped_column(UtcDateTime)
    turn: Mapped[str | None] = mapped_column(Sealed("inbox.turn"))
    """The finished :class:`bot.reply.Turn` as JSON."""
    outcome: Mapped[str | None] = mapped_column(String(40), index=True)
    entry: Mapped[str | None] = mapped_column(String(200))
    score: Mapped[float | None] = mapped_column()
    done_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    forgotten_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    """When its words were erased (bot/forgetting.py)."""


class VoiceNote(Base):
    """A recording that came with a message, until it is heard; afterwards only what was heard of it."""

    __tablename__ = "voice_note"
    __table_args__ = (Index("ix_voice_note_open", "state", "inbox_id"),)

    inbox_id: Mapped[int] = mapped_column(ForeignKey("inbox.id"), primary_key=True)
    audio: Mapped[bytes | None] = mapped_column(SealedBytes("voice_note.audio"))
    remote: Mapped[str | None] = mapped_column(Sealed("voice_note.remote"))
    """Where the platform keeps it, until we have fetched it."""
    state: Mapped[str] = mapped_column(String(12), default="waiting")
    """waiting, taken or done."""
    attempts: Mapped[int] = mapped_column(default=0)
    lease_until: Mapped[datetime | None] = mapped_column(UtcDateTime)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    told: Mapped[bool] = mapped_column(default=False)
    """Whether the citizen was told that we are listening."""
    sure: Mapped[bool] = mapped_column(default=False)
    """Whether what was heard may be taken without asking back."""
    reason: Mapped[str | None] = mapped_column(String(20))
    """Why there are no words: names a text ``voice.hear.…``."""
    done_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class SentFile(Base):
    """A file that came with a message, until it is known what becomes of it; afterwards only the reason."""

    __tablename__ = "sent_file"
    __table_args__ = (Index("ix_sent_file_open", "state", "run_at"),)

    inbox_id: Mapped[int] = mapped_column(ForeignKey("inbox.id"), primary_key=True)
    content: Mapped[bytes | None] = mapped_column(SealedBytes("sent_file.content"))
    remote: Mapped[str | None] = mapped_column(Sealed("sent_file.remote"))
    """Where the platform keeps it, until we have fetched it."""
    title: Mapped[str] = mapped_column(Sealed("sent_file.title"))
    """What the sender calls it."""
    caption: Mapped[str] = mapped_column(Sealed("sent_file.caption"))
    """Words the sender wrote with it."""
    state: Mapped[str] = mapped_column(String(12), default="waiting")
    """waiting, looked_at or done."""
    attempts: Mapped[int] = mapped_column(default=0)
    run_at: Mapped[datetime] = mapped_column(UtcDateTime)
    media: Mapped[str | None] = mapped_column(String(100))
    scan: Mapped[str | None] = mapped_column(String(10))
    reason: Mapped[str | None] = mapped_column(String(20))
    """Why it is not taken: names a text ``attachments.refused.…``."""


class Outbox(Base):
    """A message to a citizen. Sent once; tried again until it is sent or a person must look."""

    __tablename__ = "outbox"
    __table_args__ = (
        UniqueConstraint("key"),
        Index("ix_outbox_due", "state", "run_at"),
        Index("ix_outbox_conversation", "conversation_id", "id"),
    )

    id: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=True)
    key: Mapped[str] = mapped_column(String(200))
    """Names the effect: queueing the same effect twice leaves one row."""
    conversation_id: Mapped[str] = mapped_column(ForeignKey("conversation.id"))
    inbox_id: Mapped[int | None] = mapped_column(ForeignKey("inbox.id"))
    """The message this replies to; none for news from the desk."""
    reply: Mapped[str] = mapped_column(Sealed("outbox.reply"))
    state: Mapped[str] = mapped_column(String(12), default="waiting")
    """waiting, taken, sent, held (until the citizen writes again), dead (a person must look) or elsewhere (the
    citizen was told in another way)."""
    attempts: Mapped[int] = mapped_column(default=0)
    run_at: Mapped[datetime] = mapped_column(UtcDateTime)
    lease_until: Mapped[datetime | None] = mapped_column(UtcDateTime)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    sent_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    platform_id: Mapped[str | None] = mapped_column(String(200))
    receipt: Mapped[str | None] = mapped_column(String(12))
    """What the platform last said of it: sent, delivered, read or failed."""
    error: Mapped[str | None] = mapped_column(String(300))
    parts_sent: Mapped[int] = mapped_column(default=0, server_default="0")
    """Parts of a long reply that the platform has already."""
    unsure: Mapped[int] = mapped_column(default=0, server_default="0")
    """Times it was sent without our knowing whether it arrived."""
    forgotten_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    """When its words were erased (bot/forgetting.py)."""


class Informed(Base):
    """A citizen who was told, on one channel, what is kept of them (bot/informing.py)."""

    __tablename__ = "informed"

    channel: Mapped[str] = mapped_column(String(20), primary_key=True)
    citizen: Mapped[str] = mapped_column(String(64), primary_key=True)
    """Keyed fingerprint of the citizen's address."""
    at: Mapped[datetime] = mapped_column(UtcDateTime)


class FailingMail(Base):
    """A mail in the office's mailbox that is being read, or that could not be; nothing of what it holds."""

    __tablename__ = "failing_mail"

    name: Mapped[str] = mapped_column(String(60), primary_key=True)
    """Its number in the mailbox, which means something only together with the mailbox's own."""
    attempts: Mapped[int] = mapped_column(default=0)
    since: Mapped[datetime] = mapped_column(UtcDateTime)
    due_at: Mapped[datetime] = mapped_column(UtcDateTime)
    put_aside_at: Mapped[datetime | None] = mapped_column(UtcDateTime, index=True)
    """Since when it is left to a person."""
    settled_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    """When a person had seen to it."""


class Arrival(Base):
    """A conversation that began on the web, for as long as it counts. The key is a keyed fingerprint."""

    __tablename__ = "arrival"
    __table_args__ = (Index("ix_arrival_key", "key", "at"),)

    id: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=True)
    key: Mapped[str] = mapped_column(String(64))
    at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)


class WrongCode(Base):
    """A code that opened nothing, for as long as it counts. The key is a keyed fingerprint of who tried what."""

    __tablename__ = "wrong_code"
    __table_args__ = (Index("ix_wrong_code_key", "key", "at"),)

    id: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=True)
    key: Mapped[str] = mapped_column(String(64))
    at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)


class Handover(Base):
    """A citizen who asked for an officer: waiting, then in one officer's hands, then ended."""

    __tablename__ = "handover"
    __table_args__ = (
        # One owner at a time: a conversation has at most one handover that has not ended.
        Index(
            "ix_handover_open",
            "conversation_id",
            unique=True,
            sqlite_where=text("state != 'ended'"),
            postgresql_where=text("state != 'ended'"),
        ),
        Index("ix_handover_state", "state", "asked_at"),
    )

    id: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=True)
    conversation_id: Mapped[str] = mapped_column(ForeignKey("conversation.id"))
    state: Mapped[str] = mapped_column(String(12), default="waiting")
    """waiting, owned or ended."""
    asked_at: Mapped[datetime] = mapped_column(UtcDateTime)
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    taken_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    last_at: Mapped[datetime] = mapped_column(UtcDateTime)
    """When either side last said something."""
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    ended_by: Mapped[str | None] = mapped_column(String(12))
    """citizen, officer, silence or nobody (no officer took it)."""
    to_file: Mapped[list[int]] = mapped_column(JSON, default=list)
    """Messages (inbox ids) with which the citizen wanted something that starts a legal clock, not settled yet."""
