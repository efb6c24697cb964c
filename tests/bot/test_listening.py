"""What a recording means to the turn: taken, read back, asked for again; and wishes about the voice."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from bot import inbox, notes, turn
from bot.inbox import Incoming
from bot.notes import Recording, Result
from bot.reply import Turn
from office.clock import now
from tests.bot.house import Messages, message, open_messages


@pytest.fixture
def messages(tmp_path: Path) -> Iterator[Messages]:
    opened = open_messages(tmp_path)
    yield opened
    opened.close()


def speak(messages: Messages, result: Result, channel: str = "web") -> Turn:
    """A citizen's recording, heard with this result, and its turn."""
    said = Incoming(channel, "warga-1", f"m{now().timestamp()}", "", now(), Recording(audio=b"OggS"))
    inbox_id, _ = inbox.store(messages.database, said)
    note = notes.take(messages.database)
    assert note is not None
    assert note.inbox_id == inbox_id
    notes.finish(messages.database, note, result, keep_audio=False)
    return turn.run(messages.services, inbox_id)


def write(messages: Messages, text: str) -> Turn:
    return turn.run(messages.services, inbox.store(messages.database, message(text))[0])


def test_words_heard_surely_are_taken_and_repeated_to_the_citizen(messages: Messages) -> None:
    answer = speak(messages, Result("Apa itu PPID?", sure=True))
    assert messages.rasa.heard[-1]["message"] == "Apa itu PPID?"
    assert answer.heard == "Apa itu PPID?"
    assert answer.messages[0].echo == "Anda berkata: “Apa itu PPID?”."
    assert answer.messages[0].text == "Anda menulis: Apa itu PPID?"


@pytest.mark.parametrize(
    ("said", "taken"), [("ya", True), ("Ya, benar.", True), ("tidak", False), ("Bukan.", False)]
)
def test_words_heard_unsurely_count_only_after_a_yes(messages: Messages, said: str, taken: bool) -> None:
    asked = speak(messages, Result("Batalkan permohonan", sure=False))
    assert asked.messages[0].text == "Saya mendengar: “Batalkan permohonan”. Apakah benar?"
    assert [choice.payload for choice in asked.messages[0].choices] == ["ya", "tidak"]
    assert not messages.rasa.heard
    write(messages, said)
    assert [body["message"] for body in messages.rasa.heard] == (["Batalkan permohonan"] if taken else [])
    write(messages, "ya")
    assert messages.rasa.heard[-1]["message"] == "ya", "a second yes is an answer to something else"


def test_the_yes_itself_may_be_heard_unsurely(messages: Messages) -> None:
    speak(messages, Result("Batalkan permohonan", sure=False))
    speak(messages, Result("Ya", sure=False))
    assert [body["message"] for body in messages.rasa.heard] == ["Batalkan permohonan"]


def offer_anonymity(messages: Messages) -> None:
    """The engine asks a question with two choices, then listens again."""
    before = messages.rasa.reply
    messages.rasa.reply = lambda _: [{"say": "dialogue.ask.anonim", "outcome": "conversed"}]
    write(messages, "Ajukan pengaduan")
    messages.rasa.reply = before


def test_a_number_heard_unsurely_means_the_choice_it_was_said_to(messages: Messages) -> None:
    offer_anonymity(messages)
    speak(messages, Result("2", sure=False))
    speak(messages, Result("1", sure=False))
    said = [body["message"] for body in messages.rasa.heard]
    assert said == ["Ajukan pengaduan", "dengan nama saya"], "the second number is the yes"


def test_the_choices_still_stand_after_a_no_and_after_what_could_not_be_heard(messages: Messages) -> None:
    offer_anonymity(messages)
    speak(messages, Result("2", sure=False))
    speak(messages, Result("2", sure=False))
    speak(messages, Result(reason="repeat"))
    write(messages, "lebih pelan")
    speak(messages, Result("1", sure=True))
    said = [body["message"] for body in messages.rasa.heard]
    assert said == ["Ajukan pengaduan", "tanpa nama"]


def test_who_says_something_else_instead_is_taken_at_that(messages: Messages) -> None:
    speak(messages, Result("Batalkan permohonan", sure=False))
    write(messages, "apa itu PPID")
    assert [body["message"] for body in messages.rasa.heard] == ["apa itu PPID"]
    assert messages.conversations()[0].asked_back is None


@pytest.mark.parametrize(
    "reason",
    ["empty", "too_large", "not_audio", "broken", "silence", "repeat", "busy", "deaf", "failed"],
)
def test_what_cannot_be_heard_is_one_sentence_and_reaches_no_engine(messages: Messages, reason: str) -> None:
    answer = speak(messages, Result(reason=reason))
    assert len(answer.messages) == 1
    assert answer.messages[0].text == messages.services.texts.say(f"voice.hear.{reason}")
    assert (answer.outcome, answer.heard, messages.rasa.heard) == ("failed_input", None, [])


def test_who_speaks_is_answered_aloud_and_who_writes_is_not(messages: Messages) -> None:
    spoken = speak(messages, Result("Apa itu PPID?", sure=True)).messages[0]
    assert spoken.aloud == 1.0
    assert spoken.audio_url is not None
    assert write(messages, "apa itu PPID").messages[0].aloud is None


def test_wishes_about_the_voice_are_kept_for_the_conversation(messages: Messages) -> None:
    write(messages, "selalu suara")
    write(messages, "lebih pelan")
    slower = write(messages, "apa itu PPID").messages[0].aloud
    assert slower is not None
    assert slower < 1.0
    write(messages, "teks saja")
    assert speak(messages, Result("Apa itu PPID?", sure=True)).messages[0].aloud is None
    assert [body["message"] for body in messages.rasa.heard] == ["apa itu PPID", "Apa itu PPID?"]


def test_a_later_message_waits_for_the_recording_before_it_and_others_do_not(messages: Messages) -> None:
    said = Incoming("web", "warga-1", "m-suara", "", now(), Recording(audio=b"OggS"))
    recording, _ = inbox.store(messages.database, said)
    inbox.store(messages.database, message("dan berapa lama?", "warga-1"))
    other, _ = inbox.store(messages.database, message("halo", "warga-2"))
    taken = inbox.take(messages.database)
    assert taken is not None
    assert taken.inbox_id == other
    assert inbox.take(messages.database) is None
    note = notes.take(messages.database)
    assert note is not None
    notes.finish(messages.database, note, Result("apa itu PPID", sure=True), keep_audio=False)
    after = inbox.take(messages.database)
    assert after is not None
    assert after.inbox_id == recording


def test_a_recording_lies_sealed_and_goes_when_it_is_heard(messages: Messages, tmp_path: Path) -> None:
    sound = b"OggS, wholly private" * 50
    inbox.store(messages.database, Incoming("web", "warga-1", "m-1", "", now(), Recording(audio=sound)))

    def columns() -> list[bytes | None]:
        with messages.database.engine.connect() as connection:
            return list(connection.exec_driver_sql("SELECT audio FROM voice_note").scalars())

    (kept,) = columns()
    assert kept is not None
    assert sound[:20] not in kept
    note = notes.take(messages.database)
    assert note is not None
    assert note.audio == sound
    notes.finish(messages.database, note, Result("ya", sure=True), keep_audio=True)
    assert columns() != [None]
    notes.forget_heard(messages.database, 3600)
    assert columns() != [None]
    notes.forget_heard(messages.database, -1)
    assert columns() == [None]
