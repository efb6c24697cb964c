"""Messages to citizens: queued in the transaction that causes them, sent once, tried again in order."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import and_, exists, or_, select, update
from sqlalchemy.orm import Session, aliased

from bot.reply import Reply
from bot.tables import Conversation, Outbox
from office.clock import now
from office.database import Database

LEASE = timedelta(seconds=60)
"""How long a sender may be silent before another takes its message over."""
LONGEST_WAIT = 3600.0
MOST_ATTEMPTS = 17
"""With waits that double up to an hour this is about six hours; then a person must look."""


def enqueue(
    session: Session, conversation_id: str, replies: Sequence[Reply], key: str, inbox_id: int | None = None
) -> list[Outbox]:
    """Queue replies under the effect's ``key``; queueing the same key again changes nothing."""
    rows = []
    for position, reply in enumerate(replies):
        name = f"{key}:{position}"
        row = session.scalar(select(Outbox).where(Outbox.key == name))
        if row is None:
            row = Outbox(
                key=name,
                conversation_id=conversation_id,
                inbox_id=inbox_id,
                reply=reply.model_dump_json(),
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
    channel: str
    address: str
    reply: Reply
    lease_until: datetime
    attempt: int


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
        row.state, row.lease_until, row.attempts = "taken", moment + LEASE, row.attempts + 1
        reply = Reply.model_validate_json(row.reply)
        return Delivery(
            row.id, conversation.channel, conversation.address, reply, row.lease_until, row.attempts
        )


def release_all(database: Database) -> None:
    """On start of the only process: what a killed process was sending is tried again at once."""
    with database.writing() as session:
        session.execute(
            update(Outbox).where(Outbox.state == "taken").values(state="waiting", lease_until=None)
        )


def sent(database: Database, outbox_id: int, platform_id: str | None = None) -> bool:
    """The platform has it. True once that is recorded.

    A platform that was quick to say that it failed after all has been heard already: that stays.
    """
    with database.writing() as session:
        session.execute(
            update(Outbox)
            .where(Outbox.id == outbox_id, Outbox.state == "taken")
            .values(state="sent", sent_at=now(), lease_until=None, platform_id=platform_id, error=None)
        )
    return True


def failed(
    database: Database, delivery: Delivery, error: str, wait: float | None = None, final: bool = False
) -> None:
    """Try again after ``wait`` seconds (doubling by itself), or give up when ``final`` or tried too often."""
    with database.writing() as session:
        row = session.get_one(Outbox, delivery.outbox_id, with_for_update=True)
        if row.state != "taken" or row.lease_until != delivery.lease_until:
            return  # the lease ran out, and another sender has it or has sent it
        row.error, row.lease_until = error[:300], None
        if final or row.attempts >= MOST_ATTEMPTS:
            row.state = "dead"
            return
        row.state = "waiting"
        row.run_at = now() + timedelta(
            seconds=wait if wait is not None else min(2.0**row.attempts, LONGEST_WAIT)
        )


# --- channels with a window: free text only for a time after the citizen's last message -----------------


def hold(database: Database, delivery: Delivery, notice: Reply) -> None:
    """Keep a message until the citizen writes again, and let the notice tell that it is there."""
    with database.writing() as session:
        row = session.get_one(Outbox, delivery.outbox_id, with_for_update=True)
        if row.state == "taken" and row.lease_until == delivery.lease_until:
            _hold(session, row, notice)


def follow(session: Session, conversation_id: str) -> None:
    """The citizen has written: what was held goes out now, in its order."""
    held = update(Outbox).where(Outbox.conversation_id == conversation_id, Outbox.state == "held")
    session.execute(held.values(state="waiting", run_at=now(), attempts=0))


def receipted(database: Database, outbox_id: int, platform_id: str, receipt: str) -> None:
    """What the platform says became of a message that it took: ``sent``, ``delivered``, ``read``."""
    with database.writing() as session:
        row = session.get(Outbox, outbox_id, with_for_update=True)
        if row is None or not _newest(row, platform_id):
            return
        # Platforms repeat and reorder: "delivered" after "read" says nothing new.
        if RECEIPTS.get(receipt, 0) > RECEIPTS.get(row.receipt or "", 0):
            row.receipt = receipt


RECEIPTS = {"sent": 1, "delivered": 2, "read": 3}
"""By how far a message has come."""


def reopened(
    database: Database, outbox_id: int, platform_id: str, error: str, notice: Reply | None = None
) -> None:
    """A message the platform had taken did not arrive. With a ``notice`` it is held, else a person must look."""
    with database.writing() as session:
        row = session.get(Outbox, outbox_id, with_for_update=True)
        if row is None or row.state not in ("sent", "taken") or not _newest(row, platform_id):
            return
        row.platform_id, row.receipt, row.error = platform_id, "failed", error[:300]
        if notice is None or Reply.model_validate_json(row.reply).notice:
            row.state, row.lease_until = "dead", None
        else:
            _hold(session, row, notice)


def _newest(row: Outbox, platform_id: str) -> bool:
    """Whether a platform speaks of the last time a message was sent, not of an earlier one, again.

    While a message is being sent its new id is not known yet, the one of the time before is.
    """
    return row.platform_id != platform_id if row.state == "taken" else row.platform_id == platform_id


def _hold(session: Session, row: Outbox, notice: Reply) -> None:
    row.state, row.lease_until = "held", None
    conversation = session.get_one(Conversation, row.conversation_id)
    silence = conversation.last_in_at.isoformat() if conversation.last_in_at else "never"
    # One notice for all that waits: it costs the office money and the citizen patience.
    enqueue(session, row.conversation_id, [notice], f"notice:{row.conversation_id}:{silence}")


# --- what a person does about a message that did not arrive ----------------------------------------------


def again(session: Session, outbox_id: int) -> bool:
    """Send a dead message once more; False when it is not dead any more."""
    row = session.get(Outbox, outbox_id, with_for_update=True)
    if row is None or row.state != "dead":
        return False
    row.state, row.run_at, row.attempts = "waiting", now(), 0
    return True


def elsewhere(session: Session, outbox_id: int) -> bool:
    """The citizen was told in another way: it is not sent any more. False when it was no longer waiting."""
    row = session.get(Outbox, outbox_id, with_for_update=True)
    if row is None or row.state not in ("dead", "held"):
        return False
    row.state = "elsewhere"
    return True


def notice_of(session: Session, row: Outbox) -> str | None:
    """How far the sign has come that a held message waits: a receipt, or the state of its sending."""
    if row.state != "held":
        return None
    notice = session.scalar(
        select(Outbox)
        .where(Outbox.conversation_id == row.conversation_id, Outbox.key.startswith("notice:"))
        .order_by(Outbox.id.desc())
        .limit(1)
    )
    return (notice.receipt or notice.state) if notice is not None else None
