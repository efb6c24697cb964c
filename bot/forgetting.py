"""What is erased: a conversation when its citizen asks for it, its words and half-filled forms after their time.

Cases stay: they are an archive of the office (UU 27/2022 art. 15).
"""

from __future__ import annotations

import tomllib
from datetime import timedelta
from functools import lru_cache
from typing import Any

from sqlalchemy import or_, select, update
from sqlalchemy.orm import Session

from bot.engine import Engine
from bot.reply import Reply, Turn
from bot.tables import Conversation, Inbox, Outbox, SentFile
from cases.attachments import erase, forget_waiting, waiting
from office.clock import now
from office.database import Database
from office.outcome import Outcome
from office.settings import PROJECT
from office.texts import texts

BATCH = 200
"""Rows forgotten in one transaction: nobody's turn waits for longer."""


@lru_cache(maxsize=2)
def kept(what: str) -> timedelta:
    """How long ``words`` or ``drafts`` are kept (``data/rules/retention.toml``)."""
    path = PROJECT / "data" / "rules" / "retention.toml"
    days: dict[str, Any] = tomllib.loads(path.read_text(encoding="utf-8"))
    return timedelta(days=days[what])


def forget_words(session: Session, conversation_id: str, instead: str) -> None:
    """Erase what was said in a conversation; that something was said, and how it ended, stays countable."""
    for message in session.scalars(select(Inbox).where(Inbox.conversation_id == conversation_id, _HANDLED)):
        _forget_message(session, message, instead)
    for attachment in waiting(session, conversation_id):
        erase(attachment, now())
    for reply in session.scalars(select(Outbox).where(Outbox.conversation_id == conversation_id, _GONE_OUT)):
        _forget_reply(reply, instead)
    conversation = session.get_one(Conversation, conversation_id)
    conversation.last_choices, conversation.announced_since = [], None
    conversation.asked_back = conversation.dictated = None


def forget_old_words(database: Database) -> int:
    """Erase the words of messages and replies whose time is over; gives how many."""
    before, instead, forgotten = now() - kept("words"), texts()["dialogue.expired"].plain, 0
    with database.writing() as session:
        silent = update(Conversation).where(Conversation.last_in_at < before, _HALF_HEARD)
        session.execute(silent.values(asked_back=None, dictated=None))
    heard = select(Inbox).where(Inbox.received_at < before, Inbox.forgotten_at.is_(None), _HANDLED)
    said = select(Outbox).where(Outbox.created_at < before, Outbox.forgotten_at.is_(None), _GONE_OUT)
    while True:
        with database.writing() as session:
            messages = session.scalars(heard.limit(BATCH)).all()
            replies = session.scalars(said.limit(BATCH)).all()
            for message in messages:
                _forget_message(session, message, instead)
            for reply in replies:
                _forget_reply(reply, instead)
        if not messages and not replies:
            return forgotten
        forgotten += len(messages) + len(replies)


_HALF_HEARD = or_(Conversation.asked_back.is_not(None), Conversation.dictated.is_not(None))
_HANDLED = Inbox.state.in_(("done", "dead"))
_GONE_OUT = Outbox.state.in_(("sent", "dead", "elsewhere"))


def _forget_message(session: Session, message: Inbox, instead: str) -> None:
    message.text, message.forgotten_at = instead, now()
    message.turn = Turn(messages=[], outcome=Outcome(message.outcome or Outcome.CONVERSED)).model_dump_json()
    if (file := session.get(SentFile, message.id)) is not None:
        file.content, file.title, file.caption = None, instead, ""


def _forget_reply(reply: Outbox, instead: str) -> None:
    reply.reply, reply.forgotten_at = Reply(text=instead).model_dump_json(), now()


def forget_drafts(engine: Engine, database: Database) -> None:
    """Erase forms kept for longer than their time, and files sent for a form that was never sent."""
    before = now() - kept("drafts")
    engine.forget_before(before)
    with database.writing() as session:
        forget_waiting(session, before, now())
