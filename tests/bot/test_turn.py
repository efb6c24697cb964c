"""The life of a message, step by step: what the citizen wrote, what Rasa got, what is queued and recorded."""

from __future__ import annotations

import pytest

from bot import turn
from bot.engine import EngineAway, TurnFailed
from bot.tables import Outbox
from office.outcome import Outcome
from tests.bot.house import Messages, hear


def say(messages: Messages, text: str) -> turn.Turn:
    return turn.run(messages.services, hear(messages.database, text))


def heard(messages: Messages) -> list[str]:
    return [body["message"] for body in messages.rasa.heard]


def test_the_reply_is_queued_and_the_message_done_in_one_go(messages: Messages) -> None:
    messages.rasa.reply = lambda _: [
        {"text": "Jawab", "outcome": "answered_faq", "sources": [{"title": "F", "entry": "faq-1"}]}
    ]
    inbox_id = hear(messages.database, "apa syarat akta?")
    done = turn.run(messages.services, inbox_id)
    row, (queued,) = messages.inbox(inbox_id), messages.outbox()
    assert (row.state, row.outcome, row.entry) == ("done", "answered_faq", "faq-1")
    assert (queued.inbox_id, queued.key, queued.state) == (inbox_id, f"turn:{inbox_id}:0", "waiting")
    assert [reply.text for reply in done.messages] == ["Jawab"]


def test_a_turn_that_ran_already_is_recorded_once(messages: Messages) -> None:
    inbox_id = hear(messages.database, "halo")
    first = turn.run(messages.services, inbox_id)
    assert turn.run(messages.services, inbox_id) == first
    assert heard(messages) == ["halo"]
    assert len(messages.outbox()) == 1


def test_actions_learn_the_channel_and_when_the_message_came(messages: Messages) -> None:
    inbox_id = hear(messages.database, "halo", channel="telegram")
    turn.run(messages.services, inbox_id)
    metadata = messages.rasa.heard[0]["metadata"]
    assert metadata["channel"] == "telegram"
    assert metadata["received_at"] == messages.inbox(inbox_id).received_at.isoformat()


@pytest.mark.parametrize(
    ("written", "handed_in"),
    [
        ("  halo  ", "halo"),
        ("/restart", "restart"),
        ("/ /restart", "restart"),
        ("\\\u200b/ \t//restart", "restart"),
        ("\x00ha\x1blo\u202e", "halo"),
        ("baris satu\nbaris dua", "baris satu\nbaris dua"),
        ("²", "²"),
        ("1.000.000", "1.000.000"),
    ],
)
def test_words_reach_rasa_clean_and_never_as_a_command(
    messages: Messages, written: str, handed_in: str
) -> None:
    say(messages, written)
    assert heard(messages) == [handed_in]


@pytest.mark.parametrize("nothing", ["", "   ", "/", "\x00\x01", "\u200b\ufeff", " / \\ "])
def test_a_message_without_words_is_answered_without_rasa(messages: Messages, nothing: str) -> None:
    done = say(messages, nothing)
    assert done.outcome == Outcome.FAILED_INPUT
    assert done.messages[0].text
    assert heard(messages) == []


def test_a_very_long_message_is_kept_whole_but_looked_at_up_to_a_bound(messages: Messages) -> None:
    inbox_id = hear(messages.database, "a" * 150_000)
    turn.run(messages.services, inbox_id)
    assert len(heard(messages)[0]) == turn.LONGEST_TEXT
    assert len(messages.inbox(inbox_id).text) == 150_000


def test_a_typed_number_or_title_means_the_choice_offered_last(messages: Messages) -> None:
    messages.rasa.reply = lambda _: [
        {"say": "dialogue.kasar"},
        {"say": "dialogue.ask.cara_memperoleh"},
    ]
    for typed in ("halo", "2", "2.", "1)", "MELIHAT SAJA", "3", "0", "٢"):
        say(messages, typed)
    salinan, melihat = "mendapat salinan", "melihat saja"
    assert heard(messages) == ["halo", melihat, melihat, salinan, melihat, "3", "0", melihat]


def test_choices_are_forgotten_when_the_next_reply_has_none(messages: Messages) -> None:
    messages.rasa.reply = lambda _: [{"say": "dialogue.kasar"}]
    say(messages, "halo")
    messages.rasa.reply = lambda _: [{"text": "Berapa NIK Anda?"}]
    say(messages, "x")
    say(messages, "1")
    assert heard(messages)[-1] == "1"


def test_an_engine_that_is_away_leaves_the_message_open(messages: Messages) -> None:
    inbox_id = hear(messages.database, "halo")
    messages.rasa.close()
    with pytest.raises(EngineAway):
        turn.run(messages.services, inbox_id)
    assert messages.inbox(inbox_id).turn is None
    assert messages.outbox() == []
    messages.rasa.start()
    turn.run(messages.services, inbox_id)
    assert len(messages.outbox()) == 1


def test_a_crash_after_rasas_answer_gives_the_same_reply_once(messages: Messages) -> None:
    messages.rasa.lose_answers = 1
    inbox_id = hear(messages.database, "ya, kirim")
    with pytest.raises(EngineAway):
        turn.run(messages.services, inbox_id)
    done = turn.run(messages.services, inbox_id)
    assert done.messages[0].text == "Anda menulis: ya, kirim"
    assert heard(messages) == ["ya, kirim"]


def test_while_rasa_is_away_a_clear_question_is_answered_and_said_so(messages: Messages) -> None:
    messages.rasa.close()
    inbox_id = hear(messages.database, "cara membuat akta?")
    done = turn.run_without_engine(messages.services, inbox_id)
    assert done is not None
    assert done.outcome == Outcome.ANSWERED_FAQ
    assert "dimulai ulang" in done.messages[0].text
    assert "Disdukcapil" in done.messages[1].text


def test_while_rasa_is_away_anything_else_waits(messages: Messages) -> None:
    messages.rasa.close()
    assert turn.run_without_engine(messages.services, hear(messages.database, "ajukan permohonan")) is None
    assert messages.outbox() == []


def test_an_answer_to_an_open_form_is_never_taken_for_a_question(messages: Messages) -> None:
    inbox_id = hear(messages.database, "jalan akta nomor 5")
    (conversation,) = messages.conversations()
    messages.rasa.remember(conversation.id, {"event": "active_loop", "name": "isian_form"})
    messages.rasa.close()
    assert turn.run_without_engine(messages.services, inbox_id) is None


def test_after_many_turns_rasa_starts_a_fresh_session_but_not_within_a_form(
    messages: Messages, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(turn, "SESSION_TURNS", 2)
    say(messages, "satu")
    say(messages, "dua")
    (conversation,) = messages.conversations()
    messages.rasa.remember(conversation.id, {"event": "active_loop", "name": "isian_form"})
    say(messages, "tiga")
    messages.rasa.remember(conversation.id, {"event": "active_loop", "name": None})
    say(messages, "empat")
    assert heard(messages) == ["satu", "dua", "tiga", "/session_start", "empat"]
    assert messages.conversations()[0].session_turns == 1


def test_giving_up_tells_the_citizen_and_offers_an_officer(messages: Messages) -> None:
    inbox_id = hear(messages.database, "halo")
    done = turn.give_up(messages.services, inbox_id)
    assert done.outcome == Outcome.FAILED_ENGINE
    assert done.messages[0].choices[0].payload == "hubungi petugas"
    assert messages.inbox(inbox_id).state == "done"


def test_a_turn_that_fails_queues_nothing(messages: Messages) -> None:
    messages.rasa.failed = ["action_tanya"]
    inbox_id = hear(messages.database, "halo")
    with pytest.raises(TurnFailed):
        turn.run(messages.services, inbox_id)
    assert messages.outbox() == []


def test_replies_are_sealed_at_rest(messages: Messages) -> None:
    say(messages, "nomor saya 3578014101900003")
    with messages.database.engine.connect() as connection:
        stored = connection.exec_driver_sql(f"SELECT reply FROM {Outbox.__tablename__}").scalar_one()
    assert stored.startswith("v1.")
