"""Messages that wait for their citizen: a window that closed after a day of silence, or a blocked account."""

from __future__ import annotations

from sqlalchemy import and_, bindparam, or_, select, update
from sqlalchemy.orm import Session

from bot import outbox
from bot.reply import Reply
from bot.tables import Conversation, Outbox
from office.clock import now
from office.database import Database

_FOLLOW = (
    update(Outbox)
    .where(Outbox.conversation_id == bindparam("of"), Outbox.state == "held")
    .values(state="waiting", run_at=bindparam("at"), attempts=0, error=None)
    .execution_options(synchronize_session=False)  # nobody who calls this has them in hand
)


def hold(database: Database, delivery: outbox.Delivery, notice: Reply) -> None:
    """Keep a message until the citizen writes again, and let the notice tell that it is there."""
    with database.writing() as session:
        row = session.get_one(Outbox, delivery.outbox_id, with_for_update=True)
        if row.state == "taken" and row.lease_until == delivery.lease_until:
            hold_back(session, row, notice)


def block(session: Session, conversation_id: str, refused: int | None = None) -> None:
    """The citizen has closed this way to themselves: nothing is sent here until they open it again.

    ``refused``: the message that was told so. Another one on its way just now may still arrive: it is left alone.
    """
    session.get_one(Conversation, conversation_id).blocked_at = now()
    mine = Outbox.conversation_id == conversation_id
    stopped = or_(Outbox.state == "waiting", and_(Outbox.id == refused, Outbox.state == "taken"))
    hold_them = update(Outbox).where(mine, stopped)
    session.execute(hold_them.values(state="held", lease_until=None, error=outbox.BLOCKED))


def unblock(session: Session, conversation_id: str) -> None:
    """They have opened it again: what was held goes out."""
    session.get_one(Conversation, conversation_id).blocked_at = None
    follow(session, conversation_id)


def follow(session: Session, conversation_id: str) -> None:
    """The citizen has written: what was held goes out now, in its order."""
    session.execute(_FOLLOW, {"of": conversation_id, "at": now()})


def hold_back(session: Session, row: Outbox, notice: Reply) -> None:
    """Keep one message for later, and announce it once."""
    row.state, row.lease_until = "held", None
    conversation = session.get_one(Conversation, row.conversation_id)
    silence = conversation.last_in_at.isoformat() if conversation.last_in_at else "never"
    # One notice for all that waits: it costs the office money and the citizen patience.
    outbox.enqueue(session, row.conversation_id, [notice], f"notice:{row.conversation_id}:{silence}")


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
