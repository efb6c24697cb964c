"""Conversations: found by their address, which nobody reads in the database."""

from __future__ import annotations

from datetime import timedelta

from bot import outbox
from bot.conversations import conversation_for, find_conversation, transcript
from bot.reply import Reply
from bot.tables import Inbox
from office.clock import now
from office.database import Database
from tests.bot.house import hear


def test_the_same_address_is_the_same_conversation(database: Database) -> None:
    with database.writing() as session:
        first = conversation_for(session, "web", "a")
        assert conversation_for(session, "web", "a").id == first.id
        assert conversation_for(session, "telegram", "a").id != first.id
        assert conversation_for(session, "web", "b").id != first.id
    with database.reading() as session:
        found = find_conversation(session, "web", "a")
        assert found is not None
        assert (found.id, found.address) == (first.id, "a")
        assert find_conversation(session, "web", "c") is None


def test_neither_its_name_nor_its_row_says_who_it_is(database: Database) -> None:
    with database.writing() as session:
        made = conversation_for(session, "telegram", "081234567890")
    assert "081234567890" not in made.sender
    with database.engine.connect() as connection:
        row = connection.exec_driver_sql("SELECT * FROM conversation").one()
    assert "081234567890" not in str(row)


def test_a_transcript_puts_replies_behind_what_they_reply_to(database: Database) -> None:
    start = now()
    first = hear(database, "satu", received_at=start - timedelta(seconds=2))
    second = hear(database, "dua", received_at=start - timedelta(seconds=1))
    with database.writing() as session:
        conversation = conversation_for(session, "web", "warga-1")
        outbox.enqueue(session, conversation.id, [Reply(text="jawab dua")], "turn:2", second)
        outbox.enqueue(session, conversation.id, [Reply(text="kabar")], "news")
        outbox.enqueue(session, conversation.id, [Reply(text="jawab satu")], "turn:1", first)
    with database.reading() as session:
        rows = transcript(session, conversation.id)
    words = [
        row.text if isinstance(row, Inbox) else Reply.model_validate_json(row.reply).text for row in rows
    ]
    assert words == ["satu", "jawab satu", "dua", "jawab dua", "kabar"]
