"""The conversation as a page shows it, line by line, whoever wrote the line."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.channels.web import CHANNEL, platform_id
from bot.conversations import by_the_assistant, find_conversation, transcript
from bot.reply import Choice, Reply
from bot.tables import Inbox, Outbox


@dataclass(frozen=True)
class Shown:
    """A source with its date as a date."""

    title: str
    unit: str | None
    date: date | None
    url: str | None
    entry: str | None = None


@dataclass(frozen=True)
class Line:
    """One message. ``who`` is ``citizen``, ``assistant`` (the machine) or ``officer``."""

    id: str
    """Names the message on the page, so that it never stands there twice."""
    who: str
    at: datetime
    text: str
    choices: list[Choice] = field(default_factory=list)
    sources: list[Shown] = field(default_factory=list)
    audio: str | None = None
    """Where a reply can be heard."""
    files: list[str] = field(default_factory=list)
    """Titles of files that came with it; the status page hands them out."""
    waits: int | None = None
    """For a citizen's message without an answer yet: its inbox id."""
    answers: int | None = None
    """For a reply: the inbox id of the message it answers."""


@dataclass(frozen=True)
class Conversation:
    """All lines, and up to where the page is level with the database."""

    lines: list[Line]
    newest: int
    """Highest outbox id shown; 0 for none."""
    undelivered: list[int]
    """Outbox ids that were not counted as delivered before this look."""

    @property
    def waiting(self) -> list[int]:
        return [line.waits for line in self.lines if line.waits is not None]


def conversation(session: Session, secret: str | None) -> Conversation:
    """Everything said in this browser's conversation."""
    known = find_conversation(session, CHANNEL, secret) if secret else None
    rows = transcript(session, known.id) if known is not None else []
    return _level(rows)


def of_message(session: Session, secret: str, message_id: str) -> Conversation:
    """One message of the citizen with its replies."""
    query = select(Inbox).where(
        Inbox.channel == CHANNEL, Inbox.platform_id == platform_id(secret, message_id)
    )
    heard = session.scalars(query).one()
    said = session.scalars(select(Outbox).where(Outbox.inbox_id == heard.id).order_by(Outbox.id)).all()
    return _level([heard, *said])


def line(row: Inbox | Outbox) -> Line:
    """A stored message as a line."""
    if isinstance(row, Inbox):
        return Line(f"w{row.id}", "citizen", row.received_at, row.text, waits=None if row.turn else row.id)
    reply = Reply.model_validate_json(row.reply)
    return Line(
        id=f"b{row.id}",
        who="assistant" if by_the_assistant(row) else "officer",
        at=row.created_at,
        text=reply.text,
        choices=reply.choices,
        sources=[
            Shown(s.title, s.unit, date.fromisoformat(s.date) if s.date else None, s.url, s.entry)
            for s in reply.sources
        ],
        audio=reply.audio_url,
        files=[file.title for file in reply.files],
        answers=row.inbox_id,
    )


def _level(rows: Sequence[Inbox | Outbox]) -> Conversation:
    said = [row for row in rows if isinstance(row, Outbox)]
    lines = [line(row) for row in rows]
    # An answer committed between the two looks is there although its message still looked open.
    answered = {row.inbox_id for row in said}
    lines = [replace(shown, waits=None) if shown.waits in answered else shown for shown in lines]
    return Conversation(
        lines=lines,
        newest=max((row.id for row in said), default=0),
        undelivered=[row.id for row in said if row.state == "waiting"],
    )
