"""The client of Rasa: one message in, what was said out, and never the same message twice."""

from __future__ import annotations

import sqlite3

import pytest

from bot.engine import Engine, EngineAway, TurnFailed
from office.sealed import Sealer
from tests.bot.house import Messages


def test_what_the_actions_said_comes_back_in_order(messages: Messages) -> None:
    messages.rasa.reply = lambda body: [{"say": "dialogue.sapa"}, {"text": body["message"]}]
    said = messages.services.engine.turn("c1", "halo", "m1")
    assert said == [{"say": "dialogue.sapa"}, {"text": "halo"}]


def test_rasa_is_told_what_actions_must_know_about_the_message(messages: Messages) -> None:
    messages.services.engine.turn("c1", "halo", "m1", {"channel": "telegram"})
    assert messages.rasa.heard[0]["metadata"] == {"message_id": "m1", "channel": "telegram"}


def test_a_message_rasa_has_handled_is_not_handed_in_again(messages: Messages) -> None:
    messages.rasa.lose_answers = 1
    engine = messages.services.engine
    with pytest.raises(EngineAway):
        engine.turn("c1", "ya, kirim", "m7")
    assert engine.turn("c1", "ya, kirim", "m7") == [{"text": "Anda menulis: ya, kirim"}]
    assert len(messages.rasa.heard) == 1


def test_another_message_or_another_citizen_is_not_taken_for_it(messages: Messages) -> None:
    engine = messages.services.engine
    engine.turn("c1", "satu", "m1")
    engine.turn("c1", "dua", "m2")
    assert engine.already_said("c1", "m1") == [{"text": "Anda menulis: satu"}]
    assert engine.already_said("c1", "m3") is None
    assert engine.already_said("c2", "m1") is None


def test_silence_is_no_answer_neither_at_once_nor_after_a_crash(messages: Messages) -> None:
    messages.rasa.reply = lambda _body: []
    engine = messages.services.engine
    first = engine.turn("c1", "hm", "m1")
    assert first[0]["say"] == "dialogue.gave_up"
    assert engine.turn("c1", "hm", "m1") == first


def test_a_failed_action_is_told_apart_from_an_engine_that_is_away(messages: Messages) -> None:
    engine = messages.services.engine
    messages.rasa.failed = ["action_tanya"]
    with pytest.raises(TurnFailed, match="action_tanya"):
        engine.turn("c1", "halo", "m1")
    messages.rasa.failed = ["no model"]
    with pytest.raises(EngineAway):
        engine.turn("c1", "halo", "m1")
    assert not engine.ready()
    messages.rasa.failed = []
    assert engine.ready()
    messages.rasa.close()
    assert not engine.ready()
    with pytest.raises(EngineAway):
        engine.turn("c1", "halo", "m1")
    messages.rasa.start()
    assert engine.turn("c1", "halo", "m1") == [{"text": "Anda menulis: halo"}]


def test_an_open_form_is_known_from_the_tracker(messages: Messages) -> None:
    engine, rasa = messages.services.engine, messages.rasa
    assert engine.open_form("c1") is None, "Rasa has not made its table yet"
    rasa.remember("c1", {"event": "active_loop", "name": "isian_form"})
    rasa.remember("c1", *({"event": "slot", "name": "nama"} for _ in range(1000)))
    assert engine.open_form("c1") == "isian_form", "however long ago it was opened"
    rasa.remember("c1", {"event": "active_loop", "name": None})
    assert engine.open_form("c1") is None
    rasa.remember("c1", {"event": "active_loop", "name": "isian_form"}, {"event": "session_started"})
    assert engine.open_form("c1") is None


def test_a_tracker_that_cannot_be_read_makes_the_message_wait(messages: Messages) -> None:
    """To hand it in all the same could count an answer twice."""
    engine = messages.services.engine
    engine.turn("c1", "halo", "m1")
    with sqlite3.connect(messages.rasa.folder / "dialogue.db") as connection:
        connection.execute("ALTER TABLE events RENAME COLUMN type_name TO kind")
    connection.close()
    with pytest.raises(EngineAway):
        engine.turn("c1", "halo", "m1")
    assert len(messages.rasa.heard) == 1


def test_a_fresh_session_is_asked_for_in_rasas_own_words(messages: Messages) -> None:
    messages.services.engine.start_session("c1")
    assert messages.rasa.heard[0]["message"] == "/session_start"


def test_forgetting_a_conversation_leaves_the_others(messages: Messages) -> None:
    engine = messages.services.engine
    engine.turn("c1", "halo", "m1")
    engine.turn("c2", "halo", "m2")
    engine.forget("c1")
    assert engine.already_said("c1", "m1") is None
    assert engine.already_said("c2", "m2") is not None


def test_events_sealed_with_another_key_are_not_read(messages: Messages) -> None:
    messages.services.engine.turn("c1", "halo", "m1")
    stranger = Engine(messages.rasa.url, messages.rasa.database, Sealer(b"x" * 32), 5)
    assert stranger.already_said("c1", "m1") is None
