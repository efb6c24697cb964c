"""Files on their way to a case: kept with their message, fetched and looked at before its turn."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.tables import Inbox, SentFile
from cases.attachments import File
from cases.files import media_type, tidy_name
from office.clock import now
from office.database import Database
from office.texts import texts

MOST_ATTEMPTS = 8
"""With waits that double this is about eight minutes; messengers keep files for hours."""


@dataclass(frozen=True)
class Upload:
    """What a channel hands in: the file, or where the platform keeps it."""

    title: str
    content: bytes | None = None
    remote: str | None = None


@dataclass(frozen=True)
class Fetched:
    """A file that is to be looked at."""

    inbox_id: int
    channel: str
    content: bytes | None
    remote: str | None
    attempt: int


def keep(session: Session, message: Inbox, upload: Upload) -> None:
    """Store a file with its message, which waits until it was looked at. In the caller's transaction."""
    title = upload.title.strip()[:200] or texts().say("attachments.nameless")
    session.add(
        SentFile(
            inbox_id=message.id,
            content=upload.content,
            remote=upload.remote,
            title=title,
            caption=message.text,
            run_at=now(),
        )
    )
    # What the conversation shows of it, here and at the desk.
    message.text = "\n\n".join(
        part for part in (texts().say("attachments.shown", title=title), message.text) if part
    )
    message.state = "hearing"


def next_one(database: Database) -> Fetched | None:
    """The oldest file that is due. Nothing is leased: who comes second changes nothing (see below)."""
    query = (
        select(SentFile, Inbox.channel)
        .join(Inbox, Inbox.id == SentFile.inbox_id)
        .where(SentFile.state == "waiting", SentFile.run_at <= now())
        .order_by(SentFile.inbox_id)
        .limit(1)
    )
    with database.reading() as session:
        found = session.execute(query).first()
        if found is None:
            return None
        row, channel = found
        return Fetched(row.inbox_id, channel, row.content, row.remote, row.attempts + 1)


def put_back(database: Database, file: Fetched) -> None:
    """Again after a wait that doubles."""
    with database.writing() as session:
        row = session.get_one(SentFile, file.inbox_id)
        row.attempts, row.run_at = file.attempt, now() + timedelta(seconds=2.0**file.attempt)


def taken(database: Database, inbox_id: int, content: bytes, media: str, scan: str) -> None:
    """The file is good; its message goes on to its turn."""
    with database.writing() as session:
        if (row := _undecided(session, inbox_id)) is not None:
            row.content, row.media, row.scan, row.remote = content, media, scan, None
            _on(session, row, "looked_at")


def refused(database: Database, inbox_id: int, reason: str) -> None:
    """The file is not taken and not kept; its message goes on to say so."""
    with database.writing() as session:
        if (row := _undecided(session, inbox_id)) is not None:
            row.content = row.remote = None
            row.reason = reason
            _on(session, row, "done")


def _undecided(session: Session, inbox_id: int) -> SentFile | None:
    """None when another process was faster: its message may have had its turn."""
    row = session.get_one(SentFile, inbox_id, with_for_update=True)
    return row if row.state == "waiting" else None


def _on(session: Session, row: SentFile, state: str) -> None:
    row.state = state
    session.get_one(Inbox, row.inbox_id).state = "waiting"


def as_file(row: SentFile) -> File:
    """A file that was looked at, as a case keeps it."""
    kind = media_type(row.media or "")
    return File(tidy_name(row.title, kind), kind, row.content or b"", row.scan or "", row.caption)


def let_go(session: Session, inbox_id: int) -> None:
    """The turn has decided: the case has the file, or nobody has."""
    row = session.get_one(SentFile, inbox_id)
    row.content, row.state = None, "done"
