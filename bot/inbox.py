"""Received messages: stored before they are acknowledged, taken in order, finished once."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import and_, bindparam, exists, or_, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session, aliased

from bot import files, held, limits, notes
from bot.conversations import conversation_for
from bot.reply import Turn
from bot.tables import Conversation, Inbox
from office.clock import now
from office.database import Database, UtcDateTime

LEASE = timedelta(seconds=90)
"""Longer than any turn may take: a turn still running must not be taken over."""
MOST_ATTEMPTS = 5


@dataclass(frozen=True)
class Incoming:
    """A message as a channel hands it in."""

    channel: str
    address: str
    platform_id: str
    text: str
    received_at: datetime
    voice: notes.Recording | None = None
    file: files.Upload | None = None


@dataclass(frozen=True)
class Taken:
    """A message under lease. Who comes back after the lease has gone to another changes nothing."""

    inbox_id: int
    attempt: int
    lease_until: datetime
    fresh: bool = False
    """Whether nobody has ever had it in hand before."""


# Every message passes these: put together once, they cost a quarter of what doing so each time did.
_EARLIER = aliased(Inbox)
_KNOWN = select(Inbox.id).where(
    Inbox.channel == bindparam("channel"), Inbox.platform_id == bindparam("platform_id")
)
_NEXT = (
    select(Inbox.id, Inbox.attempts, Inbox.lease_until)
    .where(
        Inbox.state.in_(("waiting", "taken")),
        or_(Inbox.lease_until.is_(None), Inbox.lease_until < bindparam("moment", type_=UtcDateTime)),
        ~exists().where(
            _EARLIER.conversation_id == Inbox.conversation_id,
            _EARLIER.id < Inbox.id,
            _EARLIER.state.in_(("hearing", "waiting", "taken")),
        ),
    )
    .order_by(Inbox.id)
    .limit(1)
    .with_for_update(skip_locked=True)
)
_ROWS = Inbox.metadata.tables[Inbox.__tablename__]
_LEASE = (
    update(_ROWS)
    .where(_ROWS.c.id == bindparam("taken"))
    .values(state="taken", attempts=bindparam("attempt"), lease_until=bindparam("until"))
)
_TURN = select(Inbox.turn).where(Inbox.id == bindparam("id"))


def store(database: Database, incoming: Incoming) -> tuple[int, bool]:
    """Keep a message; returns its inbox id and whether it is new. Once this returns it cannot be lost."""
    with database.reading() as session:  # a repeat changes nothing: it need not wait for those who write
        known = _known(session, incoming)
    if known is not None:
        return known, False
    try:
        return _store(database, incoming)
    except IntegrityError:  # the same message, or the conversation's first one, came in twice at once
        return _store(database, incoming)


def _known(session: Session, incoming: Incoming) -> int | None:
    return session.scalar(_KNOWN, {"channel": incoming.channel, "platform_id": incoming.platform_id})


def _store(database: Database, incoming: Incoming) -> tuple[int, bool]:
    with database.writing() as session:
        known = _known(session, incoming)
        if known is not None:
            return known, False
        conversation = conversation_for(session, incoming.channel, incoming.address)
        row = Inbox(
            channel=incoming.channel,
            platform_id=incoming.platform_id,
            conversation_id=conversation.id,
            received_at=incoming.received_at,
            text=incoming.text,
        )
        conversation.last_in_at = max(conversation.last_in_at or incoming.received_at, incoming.received_at)
        held.unblock(session, conversation.id)
        session.add(row)
        session.flush()
        if incoming.voice is not None:
            notes.keep(session, row, incoming.voice)
        elif incoming.file is not None:
            files.keep(session, row, incoming.file)
        limits.put_off(session, row)
        return row.id, True


def add_own(session: Session, conversation: Conversation, kind: str, name: str, at: datetime) -> None:
    """Something of our own to work through in the conversation's order; ``name`` makes it happen once."""
    row = Inbox(
        channel=conversation.channel,
        platform_id=name,
        conversation_id=conversation.id,
        received_at=at,
        kind=kind,
        text="",
    )
    session.add(row)


def take(database: Database) -> Taken | None:
    """Lease the oldest message whose conversation has none before it still open."""
    moment = now()
    with database.writing() as session:
        row = session.execute(_NEXT, {"moment": moment}).first()
        if row is None:
            return None
        taken = Taken(row.id, row.attempts + 1, moment + LEASE, row.attempts == 0 and row.lease_until is None)
        lease = {"taken": taken.inbox_id, "attempt": taken.attempt, "until": taken.lease_until}
        session.connection().execute(_LEASE, lease)
        return taken


def release_all(database: Database) -> None:
    """On start of the only process: what a killed process had taken is free at once."""
    with database.writing() as session:
        session.execute(update(Inbox).where(Inbox.state == "taken").values(state="waiting", lease_until=None))


def put_back(database: Database, taken: Taken, wait: float, counts: bool = True) -> None:
    """Again after ``wait`` seconds. An attempt counts unless the message was not to blame for it."""
    still_ours = and_(
        Inbox.id == taken.inbox_id, Inbox.state == "taken", Inbox.lease_until == taken.lease_until
    )
    attempts = taken.attempt if counts else taken.attempt - 1
    with database.writing() as session:
        session.execute(
            update(Inbox)
            .where(still_ours)
            .values(state="waiting", attempts=attempts, lease_until=now() + timedelta(seconds=wait))
        )


def finish(session: Session, row: Inbox, turn: Turn) -> None:
    """Keep the turn with the message; a repeat of the message gives the same answer."""
    row.state, row.lease_until, row.done_at = "done", None, now()
    row.turn, row.outcome = turn.model_dump_json(), turn.outcome


def finished(database: Database, inbox_id: int) -> Turn | None:
    """The turn of a message, once it is done."""
    with database.reading() as session:
        turn = session.scalar(_TURN, {"id": inbox_id})
        return Turn.model_validate_json(turn) if turn else None
