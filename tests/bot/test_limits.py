"""Too fast: nothing is dropped. What is over the limit is stored and taken later, or told when to come again."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from bot import inbox, limits
from bot.conversations import conversation_for
from bot.limits import Limit
from bot.tables import Arrival, Inbox, Outbox
from bot.workers import Workers
from office.clock import now
from office.database import Database
from tests.bot.house import Messages, hear, later, until


@pytest.fixture(autouse=True)
def few(monkeypatch: pytest.MonkeyPatch) -> None:
    few = {"citizen": Limit(3, 60), "waiting": Limit(4, 30), "newcomers": Limit(2, 60)}
    monkeypatch.setattr(limits, "limits", lambda: few)


def count(database: Database, table: type) -> int:
    with database.reading() as session:
        return session.scalar(select(func.count()).select_from(table)) or 0


def test_every_message_over_the_limit_is_stored_and_only_its_turn_comes_later(database: Database) -> None:
    for number in range(8):
        hear(database, f"pesan {number}")
    assert count(database, Inbox) == 8
    with database.reading() as session:
        waits = [row.lease_until for row in session.scalars(select(Inbox).order_by(Inbox.id))]
    assert [wait is None for wait in waits] == [True] * 3 + [False] * 5
    assert timedelta(seconds=50) < waits[3] - now() <= timedelta(seconds=60)
    assert waits[6] - waits[3] == timedelta(seconds=60), "the window slides on"


def test_the_citizen_is_told_once_that_all_is_stored(database: Database) -> None:
    for number in range(6):
        hear(database, f"pesan {number}")
    with database.reading() as session:
        told = session.scalars(select(Outbox.key)).all()
    assert len(told) in (1, 2), "once in a window; the clock may pass from one into the next"
    assert all(key.startswith("wait:") for key in told)


def test_others_are_not_held_up(database: Database) -> None:
    for _ in range(6):
        hear(database, "lagi", "cepat")
    first = hear(database, "ajukan permohonan", "lambat")
    taken = {found.inbox_id for _ in range(4) if (found := inbox.take(database)) is not None}
    assert first in taken


def test_who_was_too_fast_is_answered_in_order_and_each_message_once(messages: Messages) -> None:
    """A confirmation in the crowd counts once: a legal act is never lost to a limit."""
    words = ["a", "b", "c", "ya, kirim permohonan", "e"]
    for text in words:
        hear(messages.database, text)
    hands = Workers(messages.services, {})
    hands.start()
    until(lambda: len(messages.rasa.heard) == 3)
    later(messages.database, 61)
    hands.wake()
    until(lambda: len(messages.rasa.heard) == 5)
    hands.stop()
    assert [body["message"] for body in messages.rasa.heard] == words


def test_a_conversation_where_too_many_wait_takes_no_more_for_now(database: Database) -> None:
    for _ in range(4):
        hear(database)
    with database.reading() as session:
        conversation = conversation_for(session, "web", "warga-1")
        assert limits.crowded(session, conversation.id) == 30
    inbox.take(database)
    with database.reading() as session:
        assert limits.crowded(session, conversation.id) == 0


def newcomer(database: Database, address: str) -> int:
    with database.writing() as session:
        return limits.newcomer(session, address)


def test_new_conversations_of_one_address_are_counted_and_the_wait_is_told(database: Database) -> None:
    assert [newcomer(database, "203.0.113.7") for _ in range(2)] == [0, 0]
    assert 55 <= newcomer(database, "203.0.113.7") <= 61
    assert newcomer(database, "203.0.113.8") == 0


def test_a_household_of_the_newer_internet_counts_as_one_address(database: Database) -> None:
    assert [newcomer(database, f"2001:db8::{n}") for n in (1, 2)] == [0, 0]
    assert newcomer(database, "2001:db8::3") > 0
    assert newcomer(database, "2001:db8:1::3") == 0


@pytest.mark.parametrize("address", ["127.0.0.1", "::1", "", "testclient"])
def test_programs_of_this_machine_and_hidden_addresses_are_not_one_person(
    database: Database, address: str
) -> None:
    assert [newcomer(database, address) for _ in range(5)] == [0] * 5


def test_addresses_are_kept_sealed_and_only_for_the_window(database: Database) -> None:
    newcomer(database, "203.0.113.7")
    with database.writing() as session:
        row = session.scalars(select(Arrival)).one()
        assert "203.0.113" not in row.key
        row.at -= timedelta(seconds=61)
    newcomer(database, "203.0.113.9")
    assert count(database, Arrival) == 1
