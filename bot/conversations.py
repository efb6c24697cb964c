"""Finding and remembering conversations."""

from __future__ import annotations

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from bot.informing import informed_as
from bot.tables import MESSAGE, Conversation, Inbox, Outbox
from office.clock import now
from office.database import sealer

# Every message asks this: put together once.
_OF_ADDRESS = select(Conversation).where(
    Conversation.channel == bindparam("channel"), Conversation.address_index == bindparam("address_index")
)


def conversation_for(session: Session, channel: str, address: str) -> Conversation:
    """The conversation of this address, made when it is new. Call inside a writing session."""
    found = find_conversation(session, channel, address)
    if found is not None:
        return found
    index = sealer().blind(address, f"conversation:{channel}")
    made = Conversation(channel=channel, address=address, address_index=index, created_at=now())
    session.add(made)
    session.flush()
    return made


def find_conversation(session: Session, channel: str, address: str) -> Conversation | None:
    """The conversation of this address, if there is one."""
    index = sealer().blind(address, f"conversation:{channel}")
    return session.scalar(_OF_ADDRESS, {"channel": channel, "address_index": index})


def move_conversation(session: Session, channel: str, address: str, to: str) -> None:
    """The same person has another address now; nothing happens when the old one is not known."""
    known = find_conversation(session, channel, address)
    if known is not None:
        informed_as(session, channel, address, to)
        known.address, known.address_index = to, sealer().blind(to, f"conversation:{channel}")


def transcript(session: Session, conversation_id: str) -> list[Inbox | Outbox]:
    """Everything said in a conversation, oldest first: what the citizen wrote, and what was answered."""
    written = (Inbox.conversation_id == conversation_id) & (Inbox.kind == MESSAGE)
    heard = session.scalars(select(Inbox).where(written)).all()
    said = session.scalars(select(Outbox).where(Outbox.conversation_id == conversation_id)).all()
    order: list[tuple[tuple[object, ...], Inbox | Outbox]] = [((m.received_at, 0, m.id), m) for m in heard]
    received = {message.id: message.received_at for message in heard}
    for message in said:
        # A reply stands right after what it replies to, also when it was written much later.
        moment = received.get(message.inbox_id or -1, message.created_at)
        order.append(((moment, 1, message.id), message))
    return [message for _, message in sorted(order, key=lambda pair: pair[0])]


def by_the_assistant(row: Outbox) -> bool:
    """Whether the assistant said it: in a turn, of its own or a citizen's. All else comes from the office."""
    return row.key.startswith("turn:")
