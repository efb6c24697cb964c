"""First contact: with the first answer on a channel a citizen is told what is kept of them, why, for how long, and
how it is erased (UU 27/2022 art. 21 names what must be told; a public office owes it whatever it may process by)."""

from __future__ import annotations

from sqlalchemy import update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from bot.forgetting import kept
from bot.reply import Turn
from bot.tables import Conversation, Informed
from office.clock import now
from office.database import sealer
from office.texts import Texts

BEFOREHAND = frozenset({"web"})
"""Channels whose page says it before the first message (``bot/chat/templates/chat.html``)."""


def inform(session: Session, conversation: Conversation, turn: Turn, texts: Texts) -> None:
    """Let the turn's first message carry the notice, once for each citizen on each channel."""
    if not turn.messages or conversation.channel in BEFOREHAND:
        return
    if first_contact(session, conversation.channel, conversation.address):
        turn.messages[0].data_use = texts.say("dialogue.data_use", days=kept("words").days)


def spoken_notice(texts: Texts) -> str:
    """The notice as it is heard before an answer: short, for who listens cannot skip it."""
    return texts.say("dialogue.data_use_spoken", days=kept("words").days)


def first_contact(session: Session, channel: str, address: str) -> bool:
    """Whether this citizen has not been told on this channel yet; from now on they have."""
    key = (channel, _fingerprint(channel, address))
    if session.get(Informed, key) is not None:
        return False
    try:
        with session.begin_nested():
            session.add(Informed(channel=key[0], citizen=key[1], at=now()))
    except IntegrityError:  # another thread of the same citizen's mails is being answered just now
        return False
    return True


def informed_as(session: Session, channel: str, address: str, to: str) -> None:
    """A citizen who has another address now is still the one who was told."""
    known = session.get(Informed, (channel, _fingerprint(channel, to)))
    if known is None:
        mine = (Informed.channel == channel) & (Informed.citizen == _fingerprint(channel, address))
        session.execute(update(Informed).where(mine).values(citizen=_fingerprint(channel, to)))


def _fingerprint(channel: str, address: str) -> str:
    """Who it is: a mail's address names its thread first, and every thread of a citizen is the same citizen."""
    return sealer().blind(address.rpartition(" ")[2], f"informed:{channel}")
