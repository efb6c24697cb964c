"""Messages to citizens: queued in the transaction that causes them, sent once, tried again in order."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import and_, bindparam, exists, or_, select, update
from sqlalchemy.orm import Session, aliased

from bot.reply import Reply
from bot.tables import Conversation, Outbox
from office.clock import now
from office.database import Database

BLOCKED = "blocked"
"""Error of what is held because the citizen has blocked the office's account."""
UNSURE = "unsure"
"""Error of what may have arrived twice already, and may not have arrived at all."""
MAILED, LETTER = "mailed", "letter"
"""Errors of what is held and has gone by mail meanwhile, or has become a letter to send (bot/second_way.py)."""
LEASE = timedelta(seconds=60)
"""How long a sender may be silent before another takes its message over."""
LONGEST_WAIT = 3600.0
MOST_UNSURE = 2
"""Times a message may be sent without our knowing whether it arrived. Whoever reads a legal notice a third
time trusts the office no more; a person looks instead."""
MOST_ATTEMPTS = 17
"""With waits that double up to an hour this is about six hours; then a person must look."""

_NAMED = select(Outbox).where(Outbox.key == bindparam("name"))


def enqueue(
    session: Session, conversation_id: str, replies: Sequence[Reply], key: str, inbox_id: int | None = None
) -> list[Outbox]:
    """Queue replies under the effect's ``key``; queueing the same key again changes nothing.

    To who has closed the way to themselves they wait until they open it again.
    """
    rows = []
    blocked = session.get_one(Conversation, conversation_id).blocked_at is not None
    for position, reply in enumerate(replies):
        name = f"{key}:{position}"
        row = session.scalar(_NAMED, {"name": name})
        if row is None:
            row = Outbox(
                key=name,
                conversation_id=conversation_id,
                inbox_id=inbox_id,
                reply=reply.model_dump_json(),
                state="held" if blocked else "waiting",
                error=BLOCKED if blocked else None,
                run_at=now(),
                created_at=now(),
            )
            session.add(row)
        rows.append(row)
    session.flush()
    return rows


@dataclass(frozen=True)
class Delivery:
    """A message taken for sending."""

    outbox_id: int
    conversation_id: str
    channel: str
    address: str
    reply: Reply
    lease_until: datetime
    attempt: int
    parts_sent: int = 0
    """Parts of a long reply that the platform has already."""
    unsure: int = 0
    """Times it was sent and nobody said whether it arrived."""


def take(database: Database, channels: Sequence[str]) -> Delivery | None:
    """Lease the oldest due message that is the first of its conversation's line."""
    moment = now()
    earlier = aliased(Outbox)
    free = or_(Outbox.state == "waiting", and_(Outbox.state == "taken", Outbox.lease_until < moment))
    ahead = exists().where(
        earlier.conversation_id == Outbox.conversation_id,
        earlier.id < Outbox.id,
        earlier.state.in_(("waiting", "taken")),
    )
    query = (
        select(Outbox, Conversation)
        .join(Conversation, Conversation.id == Outbox.conversation_id)
        .where(free, Outbox.run_at <= moment, Conversation.channel.in_(channels), ~ahead)
        .order_by(Outbox.id)
        .limit(1)
        .with_for_update(skip_locked=True, of=Outbox)
    )
    with database.writing() as session:
        found = session.execute(query).first()
        if found is None:
            return None
        row, conversation = found
        if row.state == "taken":  # who had it is gone, perhaps after sending it
            row.unsure += 1
            if _too_unsure(row):
                return None
        row.state, row.lease_until, row.attempts = "taken", moment + LEASE, row.attempts + 1
        return Delivery(
            outbox_id=row.id,
            conversation_id=row.conversation_id,
            channel=conversation.channel,
            address=conversation.address,
            reply=Reply.model_validate_json(row.reply),
            lease_until=row.lease_until,
            attempt=row.attempts,
            parts_sent=row.parts_sent,
            unsure=row.unsure,
        )


def _too_unsure(row: Outbox) -> bool:
    """Whether it must not be sent by itself any more; then it is left to a person."""
    if row.unsure < MOST_UNSURE:
        return False
    row.state, row.lease_until, row.error = "dead", None, UNSURE
    return True


def part_sent(database: Database, delivery: Delivery, parts: int) -> None:
    """The platform has the first ``parts`` parts of a long reply: they are not sent again, whatever happens."""
    with database.writing() as session:
        row = session.get_one(Outbox, delivery.outbox_id)
        row.parts_sent = max(row.parts_sent, parts)


def release_all(database: Database) -> None:
    """On start of the only process: what a killed process was sending is tried again at once."""
    with database.writing() as session:
        for row in session.scalars(select(Outbox).where(Outbox.state == "taken")):
            row.unsure += 1
            if not _too_unsure(row):
                row.state, row.lease_until = "waiting", None


def sent(database: Database, outbox_id: int, platform_id: str | None = None) -> bool:
    """The platform has it. True once that is recorded.

    A platform that was quick to say that it failed after all has been heard already: that stays.
    """
    with database.writing() as session:
        session.execute(
            update(Outbox)
            .where(Outbox.id == outbox_id, Outbox.state == "taken")
            .values(
                state="sent",
                sent_at=now(),
                lease_until=None,
                platform_id=platform_id,
                error=None,
                parts_sent=0,
            )
        )
    return True


def failed(
    database: Database,
    delivery: Delivery,
    error: str,
    wait: float | None = None,
    final: bool = False,
    unsure: bool = False,
    counts: bool = True,
) -> None:
    """Try again after ``wait`` seconds (doubling by itself), or give up when ``final`` or tried too often.

    ``unsure``: it may have arrived all the same. ``counts``: whether this was one of the tries it has.
    """
    with database.writing() as session:
        row = session.get_one(Outbox, delivery.outbox_id, with_for_update=True)
        if row.state != "taken" or row.lease_until != delivery.lease_until:
            return  # the lease ran out, and another sender has it or has sent it
        row.error, row.lease_until = error[:300], None
        row.attempts -= not counts
        if unsure:
            row.unsure += 1
            if _too_unsure(row):
                return
        if final or row.attempts >= MOST_ATTEMPTS:
            row.state = "dead"
            return
        row.state = "waiting"
        row.run_at = now() + timedelta(
            seconds=wait if wait is not None else min(2.0**row.attempts, LONGEST_WAIT)
        )


# --- what a person does about a message that did not arrive ----------------------------------------------


def again(session: Session, outbox_id: int) -> bool:
    """Send a dead message once more; False when it is not dead any more."""
    row = session.get(Outbox, outbox_id, with_for_update=True)
    if row is None or row.state != "dead":
        return False
    row.state, row.run_at, row.attempts, row.unsure = "waiting", now(), 0, 0
    return True


def elsewhere(session: Session, outbox_id: int) -> bool:
    """The citizen was told in another way: it is not sent any more. False when it was no longer waiting."""
    row = session.get(Outbox, outbox_id, with_for_update=True)
    if row is None or row.state not in ("dead", "held"):
        return False
    row.state = "elsewhere"
    return True
