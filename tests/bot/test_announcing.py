"""Announcements: once to each who agreed, never between a question and its answer, called back when they are over."""

from __future__ import annotations

from datetime import timedelta

import time_machine

from bot.announcing import ANSWERING, spread, subscribe, subscribers
from bot.conversations import conversation_for
from bot.reply import Reply
from bot.tables import Outbox
from knowledge.notices import Notice, current, issue, withdraw
from office.clock import now
from tests.bot.house import Messages

TITLE, TEXT = "Banjir di bantaran Kali Jernih", "Air naik. Segera mengungsi ke balai kelurahan."


def citizen(messages: Messages, name: str, agreed: bool = True) -> str:
    with messages.database.writing() as session:
        conversation = conversation_for(session, "telegram", name)
        subscribe(session, conversation.id, agreed)
        return conversation.id


def announce(messages: Messages, key: str = "k1") -> int:
    with messages.database.writing() as session:
        return issue(session, TITLE, TEXT, 24, key).id


def got(messages: Messages, conversation_id: str) -> list[Outbox]:
    return [row for row in messages.outbox() if row.conversation_id == conversation_id]


def test_each_who_agreed_gets_it_once_and_nobody_else(messages: Messages) -> None:
    first, second, other = (citizen(messages, name, name != "c") for name in "abc")
    assert announce(messages) == announce(messages), "the same act announces once"
    assert spread(messages.database, messages.services.engine) == 2
    assert spread(messages.database, messages.services.engine) == 0
    assert [len(got(messages, each)) for each in (first, second, other)] == [1, 1, 0]
    assert TITLE in Reply.model_validate_json(got(messages, first)[0].reply).text
    with messages.database.reading() as session:
        assert subscribers(session) == 2


def test_who_agrees_later_or_stops_gets_none(messages: Messages) -> None:
    stopped = citizen(messages, "a")
    citizen(messages, "a", agreed=False)
    announce(messages)
    with time_machine.travel(now() + timedelta(seconds=5)):
        late = citizen(messages, "b")
        spread(messages.database, messages.services.engine)
    assert got(messages, stopped) == got(messages, late) == []


def test_in_the_middle_of_a_form_it_waits_until_it_is_over_or_left(messages: Messages) -> None:
    filling, leaving = citizen(messages, "a"), citizen(messages, "b")
    for each in (filling, leaving):
        with messages.database.writing() as session:
            conversation_for(session, "telegram", "a" if each == filling else "b").last_in_at = now()
        messages.rasa.remember(each, {"event": "active_loop", "name": "isian_form", "timestamp": 1.0})
    announce(messages)
    assert spread(messages.database, messages.services.engine) == 0
    messages.rasa.remember(filling, {"event": "active_loop", "name": None, "timestamp": 2.0})
    assert spread(messages.database, messages.services.engine) == 1
    assert len(got(messages, filling)) == 1
    with time_machine.travel(now() + ANSWERING + timedelta(seconds=1)):
        assert spread(messages.database, messages.services.engine) == 1
    assert len(got(messages, leaving)) == 1


def test_what_is_over_is_called_back_from_who_has_not_got_it(messages: Messages) -> None:
    asleep, awake = citizen(messages, "a"), citizen(messages, "b")
    notice = announce(messages)
    spread(messages.database, messages.services.engine)
    with messages.database.writing() as session:
        session.merge(got(messages, awake)[0]).state = "sent"
        assert withdraw(session, notice)
        assert not withdraw(session, notice), "once"
    spread(messages.database, messages.services.engine)
    assert [got(messages, each)[0].state for each in (asleep, awake)] == ["elsewhere", "sent"]
    with messages.database.reading() as session:
        assert current(session, now()) == []


def test_it_ends_by_itself(messages: Messages) -> None:
    late = citizen(messages, "a")
    notice = announce(messages)
    with time_machine.travel(now() + timedelta(hours=25)), messages.database.reading() as session:
        assert current(session, now()) == []
        assert session.get_one(Notice, notice).until < now()
    with time_machine.travel(now() + timedelta(hours=25)):
        assert spread(messages.database, messages.services.engine) == 0
    assert got(messages, late) == []
