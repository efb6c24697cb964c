"""Announcements on their way to the citizens who agreed to get them: once each, on their channel, by the outbox.

In the middle of a form an announcement waits until the citizen has finished, cancelled or stopped answering, so that
it does not come between a question and its answer. A channel with a window holds it back by itself (bot/outbox.py).
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import Select, exists, func, or_, select, update
from sqlalchemy.orm import Session

from bot.engine import Engine
from bot.outbox import enqueue
from bot.reply import Choice, Reply
from bot.tables import Conversation, Inbox, Outbox
from knowledge.notices import Notice
from office.clock import now
from office.database import Database
from office.texts import texts

ANSWERING = timedelta(minutes=10)
"""Who has a form open and wrote within this time is in the middle of it."""


def subscribe(session: Session, conversation_id: str, wanted: bool) -> None:
    """From now on this citizen gets announcements, or gets none any more."""
    conversation = session.get_one(Conversation, conversation_id)
    conversation.announced_since = (conversation.announced_since or now()) if wanted else None


def subscribers(session: Session) -> int:
    """How many citizens agreed to get announcements."""
    agreed = select(func.count()).where(Conversation.announced_since.is_not(None))
    return session.scalar(agreed.select_from(Conversation)) or 0


def spread(database: Database, engine: Engine) -> int:
    """Queue every announcement in force for those who have not got it, and call back what is over.

    Gives how many were queued.
    """
    with database.reading() as session:
        if not (_unspread(session, now()) or _over(session, now())):
            return 0
    with database.writing() as session:
        for notice in _over(session, now()):
            _call_back(session, notice)
        return sum(_spread(session, engine, notice) for notice in _unspread(session, now()))


def _unspread(session: Session, at: datetime) -> Sequence[Notice]:
    in_force = (Notice.withdrawn_at.is_(None), Notice.until > at, Notice.spread_at.is_(None))
    return session.scalars(select(Notice).where(*in_force).order_by(Notice.id)).all()


def _over(session: Session, at: datetime) -> Sequence[Notice]:
    ended = or_(Notice.withdrawn_at.is_not(None), Notice.until <= at)
    return session.scalars(select(Notice).where(ended, Notice.closed_at.is_(None))).all()


def _call_back(session: Session, notice: Notice) -> None:
    """An old warning that arrives days later would mislead: who has not got it does not get it."""
    queued = Outbox.key.startswith(f"announce:{notice.id}:"), Outbox.state.in_(("waiting", "held"))
    session.execute(update(Outbox).where(*queued).values(state="elsewhere"))
    notice.closed_at = now()


def _spread(session: Session, engine: Engine, notice: Notice) -> int:
    queued, waiting = 0, 0
    for conversation in session.scalars(_missing(notice)):
        if _answering(session, engine, conversation):
            waiting += 1
            continue
        enqueue(session, conversation.id, [_words(notice)], f"announce:{notice.id}:{conversation.id}")
        queued += 1
    if not waiting:
        notice.spread_at = now()
    return queued


def _missing(notice: Notice) -> Select[Conversation]:
    got = exists().where(Outbox.key == f"announce:{notice.id}:" + Conversation.id + ":0")
    agreed = (Conversation.announced_since.is_not(None), Conversation.announced_since <= notice.issued_at)
    return select(Conversation).where(*agreed, ~got).order_by(Conversation.id)


def _answering(session: Session, engine: Engine, conversation: Conversation) -> bool:
    """Whether the citizen is in the middle of something."""
    recently = conversation.last_in_at is not None and now() - conversation.last_in_at < ANSWERING
    if not recently:
        return False
    open_turn = exists().where(
        Inbox.conversation_id == conversation.id, Inbox.state.in_(("hearing", "waiting", "taken"))
    )
    return bool(session.scalar(select(open_turn))) or engine.open_form(conversation.sender) is not None


def _words(notice: Notice) -> Reply:
    text = texts()["notices.message"]
    choices = [Choice(title=title, payload=payload) for title, payload in text.choices]
    return Reply(text=text.say({"title": notice.title, "text": notice.text}), choices=choices)
