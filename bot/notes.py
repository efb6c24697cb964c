"""Recordings on their way to words: kept with their message, leased to one listener, gone once heard."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import func, or_, select, update
from sqlalchemy.orm import Session

from bot.tables import Inbox, VoiceNote
from office.clock import now
from office.database import Database

LEASE = timedelta(seconds=300)
"""Longer than fetching and hearing may take."""
MOST_ATTEMPTS = 5
LISTENING = "listening:"
"""What the key of a message begins with that only says that we listen."""


@dataclass(frozen=True)
class Recording:
    """What a channel hands in: the sound, or where the platform keeps it; or why it is not even listened to."""

    audio: bytes | None = None
    remote: str | None = None
    refused: str | None = None


@dataclass(frozen=True)
class Note:
    """A recording under lease."""

    inbox_id: int
    channel: str
    audio: bytes | None
    remote: str | None
    attempt: int


@dataclass(frozen=True)
class Result:
    """Words, and whether they may be taken without asking back; or the reason why there are none."""

    words: str = ""
    sure: bool = False
    reason: str | None = None


def keep(session: Session, message: Inbox, recording: Recording) -> None:
    """Store a recording with its message, which waits until it is heard. In the caller's transaction."""
    note = VoiceNote(inbox_id=message.id, audio=recording.audio, remote=recording.remote, created_at=now())
    if recording.refused is not None:
        note.audio = note.remote = None
        note.state, note.reason, note.done_at = "done", recording.refused, now()
    else:
        message.state = "hearing"
    session.add(note)


def waiting(database: Database) -> int:
    """How many recordings are not heard yet."""
    with database.reading() as session:
        open_ones = select(func.count()).select_from(VoiceNote).where(VoiceNote.state != "done")
        return session.scalar(open_ones) or 0


def take(database: Database) -> Note | None:
    """Lease the oldest recording that nobody listens to."""
    moment = now()
    query = (
        select(VoiceNote, Inbox.channel)
        .join(Inbox, Inbox.id == VoiceNote.inbox_id)
        .where(
            VoiceNote.state != "done", or_(VoiceNote.lease_until.is_(None), VoiceNote.lease_until < moment)
        )
        .order_by(VoiceNote.inbox_id)
        .limit(1)
        .with_for_update(skip_locked=True, of=VoiceNote)
    )
    with database.writing() as session:
        found = session.execute(query).first()
        if found is None:
            return None
        note, channel = found
        note.state, note.attempts, note.lease_until = "taken", note.attempts + 1, moment + LEASE
        return Note(note.inbox_id, channel, note.audio, note.remote, note.attempts)


def put_back(database: Database, note: Note, wait: float) -> None:
    """Again after ``wait`` seconds."""
    until = now() + timedelta(seconds=wait)
    with database.writing() as session:
        mine = update(VoiceNote).where(VoiceNote.inbox_id == note.inbox_id, VoiceNote.state == "taken")
        session.execute(mine.values(state="waiting", lease_until=until))


def release_all(database: Database) -> None:
    """On start of the only process: what a killed one was listening to is free at once."""
    with database.writing() as session:
        taken = update(VoiceNote).where(VoiceNote.state == "taken")
        session.execute(taken.values(state="waiting", lease_until=None))


def finish(database: Database, note: Note, result: Result, keep_audio: bool) -> None:
    """The words become the message's, which goes on to its turn; heard twice changes nothing."""
    with database.writing() as session:
        row = session.get_one(VoiceNote, note.inbox_id, with_for_update=True)
        if row.state == "done":
            return
        row.state, row.lease_until, row.done_at = "done", None, now()
        row.sure, row.reason = result.sure, result.reason
        row.remote = None
        if not keep_audio:
            row.audio = None
        message = session.get_one(Inbox, note.inbox_id)
        message.text, message.state = result.words, "waiting"


def forget_heard(database: Database, after: float) -> None:
    """Delete the sound of recordings heard more than ``after`` seconds ago."""
    before = now() - timedelta(seconds=after)
    with database.writing() as session:
        heard = update(VoiceNote).where(VoiceNote.audio.is_not(None), VoiceNote.done_at < before)
        session.execute(heard.values(audio=None))


def overdue(session: Session, seconds: float, channels: tuple[str, ...]) -> list[tuple[VoiceNote, Inbox]]:
    """Recordings of these channels that take longer than this, whose citizens were not told yet."""
    query = (
        select(VoiceNote, Inbox)
        .join(Inbox, Inbox.id == VoiceNote.inbox_id)
        .where(
            VoiceNote.state != "done",
            VoiceNote.told.is_(False),
            VoiceNote.created_at < now() - timedelta(seconds=seconds),
            Inbox.channel.in_(channels),
        )
    )
    return [(note, message) for note, message in session.execute(query)]
