"""How fast is too fast. What a citizen said is never dropped: it is stored and answered later, or not taken yet.

The database does the counting, so that all processes count together.
"""

from __future__ import annotations

import ipaddress
import tomllib
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from bot import outbox
from bot.reply import Reply
from bot.tables import Arrival, Inbox
from office.clock import now
from office.database import sealer
from office.lockout import network
from office.settings import PROJECT
from office.texts import texts

FILE = PROJECT / "data" / "rules" / "limits.toml"


@dataclass(frozen=True)
class Limit:
    """So many in so many seconds, in a window that slides."""

    messages: int
    seconds: int


@lru_cache(maxsize=1)
def limits() -> dict[str, Limit]:
    """The limits of this installation, by name, read once."""
    return {name: Limit(**told) for name, told in tomllib.loads(FILE.read_text(encoding="utf-8")).items()}


def put_off(session: Session, row: Inbox) -> None:
    """A message over its citizen's limit waits for its turn, and the citizen is told once in a while."""
    limit = limits()["citizen"]
    before = session.scalar(
        select(Inbox)
        .where(Inbox.conversation_id == row.conversation_id, Inbox.id < row.id)
        .order_by(Inbox.id.desc())
        .offset(limit.messages - 1)
        .limit(1)
    )
    if before is None:
        return
    due = _its_turn(before) + timedelta(seconds=limit.seconds)
    if due <= now():
        return
    row.lease_until = due
    key = f"wait:{row.conversation_id}:{int(due.timestamp()) // limit.seconds}"
    outbox.enqueue(session, row.conversation_id, [Reply(text=texts().say("web.wait_stored"))], key)


def _its_turn(row: Inbox) -> datetime:
    """When a message was answered, or will be."""
    if row.state == "waiting" and row.lease_until is not None:
        return row.lease_until
    return row.done_at or row.received_at


def crowded(session: Session, conversation_id: str) -> int:
    """Seconds until a browser may send one more into a conversation where too many wait already; 0: at once."""
    most = limits()["waiting"]
    open_ones = Inbox.conversation_id == conversation_id, Inbox.state.in_(("hearing", "waiting"))
    waiting = session.scalar(select(func.count()).select_from(Inbox).where(*open_ones)) or 0
    return most.seconds if waiting >= most.messages else 0


def newcomer(session: Session, address: str) -> int:
    """Seconds until a browser at this address may begin a conversation; 0: at once, and it is counted.

    Who is in a conversation is never held up by others at the same address: they may be filing.
    """
    if _loopback(address):  # programs of this machine, or a proxy that hides who comes: not one person
        return 0
    limit, moment = limits()["newcomers"], now()
    window = moment - timedelta(seconds=limit.seconds)
    session.execute(delete(Arrival).where(Arrival.at < window))
    key = sealer().blind(network(address), "arrival.key")
    earlier = session.scalars(select(Arrival.at).where(Arrival.key == key).order_by(Arrival.at)).all()
    if len(earlier) < limit.messages:
        session.add(Arrival(key=key, at=moment))
        return 0
    free = earlier[-limit.messages] + timedelta(seconds=limit.seconds)
    return max(1, round((free - moment).total_seconds() + 0.5))


def _loopback(address: str) -> bool:
    try:
        return ipaddress.ip_address(address).is_loopback
    except ValueError:  # no address of the internet at all
        return True
