"""What is erased: a conversation when its citizen asks for it, half-filled forms after thirty days.

Cases stay: they are an archive of the office (UU 27/2022 art. 15).
"""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.engine import Engine
from bot.reply import Reply, Turn
from bot.tables import Conversation, Inbox, Outbox, SentFile
from cases.attachments import erase, forget_waiting, waiting
from office.clock import now
from office.database import Database
from office.outcome import Outcome

DRAFTS_KEPT = timedelta(days=30)
"""How long the dialogue engine remembers a turn, and with it a form that was never sent."""


def forget_words(session: Session, conversation_id: str, instead: str) -> None:
    """Erase what was said in a conversation; that something was said, and how it ended, stays countable."""
    said = select(Inbox).where(Inbox.conversation_id == conversation_id, Inbox.state == "done")
    for message in session.scalars(said):
        message.text = instead
        message.turn = Turn(
            messages=[], outcome=Outcome(message.outcome or Outcome.CONVERSED)
        ).model_dump_json()
        if (file := session.get(SentFile, message.id)) is not None:
            file.content, file.title, file.caption = None, instead, ""
    for attachment in waiting(session, conversation_id):
        erase(attachment, now())
    sent = select(Outbox).where(Outbox.conversation_id == conversation_id, Outbox.state.in_(("sent", "dead")))
    for reply in session.scalars(sent):
        reply.reply = Reply(text=instead).model_dump_json()
    session.get_one(Conversation, conversation_id).last_choices = []


def forget_drafts(engine: Engine, database: Database) -> None:
    """Erase forms kept for longer than :data:`DRAFTS_KEPT`, and files sent for a form that was never sent."""
    before = now() - DRAFTS_KEPT
    engine.forget_before(before)
    with database.writing() as session:
        forget_waiting(session, before, now())
