"""Replies as sound: what is said of them, in parts that one can follow."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import select

from bot import aloud, inbox, notes, outbox, turn
from bot.inbox import Incoming
from bot.notes import Recording, Result
from bot.reply import Choice, Reply, Source, Turn
from bot.tables import Conversation
from office.clock import now
from office.settings import Speaking
from office.texts import texts
from tests.bot.house import Messages, message, open_messages
from voice.speaking import speaker
from voice.speaking.opus import decode
from voice.spoken import write_out

LONG = "Permohonan dijawab dalam 10 hari kerja. Biayanya Rp500 per lembar. " * 4


@pytest.fixture
def messages(tmp_path: Path) -> Iterator[Messages]:
    opened = open_messages(tmp_path, speaking=Speaking(part_seconds=8))
    yield opened
    opened.close()


@pytest.fixture
def voice(messages: Messages) -> Iterator[aloud.Voice]:
    opened = aloud.Voice(messages.services, speaker(messages.services.settings))
    yield opened
    opened.close()


def speak(messages: Messages, words: str) -> Turn:
    said = Incoming("web", "warga-1", f"m{now().timestamp()}", "", now(), Recording(audio=b"OggS"))
    inbox_id, _ = inbox.store(messages.database, said)
    note = notes.take(messages.database)
    assert note is not None
    notes.finish(messages.database, note, Result(words, sure=True), keep_audio=False)
    return turn.run(messages.services, inbox_id)


def write(messages: Messages, text: str) -> Turn:
    return turn.run(messages.services, inbox.store(messages.database, message(text, "warga-1"))[0])


def test_what_was_heard_the_text_and_the_choices_are_said() -> None:
    reply = Reply(
        text="Permohonan Anda terdaftar.",
        echo="Anda berkata: “status”.",
        choices=[Choice(title="Cek lagi", payload="cek"), Choice(title="Batal", payload="batal")],
    )
    assert write_out(aloud.words(reply, texts())) == (
        "Anda berkata: status. Permohonan Anda terdaftar. Pilihan Anda: Satu untuk cek lagi, dua untuk batal."
    )


def test_a_reply_becomes_a_voice_note(voice: aloud.Voice) -> None:
    sound = voice.say(Reply(text="Permohonan Anda terdaftar.", aloud=1.0))
    assert sound is not None
    assert decode(sound).seconds > 1


def test_only_answers_with_a_source_are_kept(voice: aloud.Voice, messages: Messages) -> None:
    kept = messages.services.settings.home / "audio" / "sentences"
    voice.say(Reply(text="Nama Anda Siti Aminah.", aloud=1.0))
    assert not kept.exists()
    voice.say(Reply(text="Kantor buka pukul 08.00.", aloud=1.0, sources=[Source(title="Jam layanan")]))
    assert len(list(kept.iterdir())) == 1


def test_a_long_answer_is_said_in_parts_until_its_end(messages: Messages, voice: aloud.Voice) -> None:
    reply = speak(messages, LONG).messages[0]
    assert reply.text.endswith(LONG.strip())
    whole = write_out(aloud.words(reply, texts()))
    said = []
    while reply.rest:
        left = len(reply.rest)
        assert voice.words(reply).endswith(texts().say("voice.parts.more", left=left))
        said.append(reply.spoken or "")
        reply = write(messages, "lanjut").messages[0]
        assert reply.aloud is not None, "who asks for the rest hears it, however they ask"
        assert len(reply.rest) == left - 1
    said.append(voice.words(reply))
    assert len(said) > 2
    assert " ".join(said) == whole
    assert len(messages.rasa.heard) == 1, "the parts are ours, not the dialogue's"


def test_a_long_summary_in_a_form_is_said_to_its_end_too(messages: Messages) -> None:
    write(messages, "ajukan permohonan")
    sender = messages.conversations()[0].sender
    messages.rasa.remember(sender, {"event": "active_loop", "name": "isian_form"})
    reply = speak(messages, LONG).messages[0]
    while left := len(reply.rest):
        reply = write(messages, "lanjut").messages[0]
        assert len(reply.rest) == left - 1
    write(messages, "lanjut")
    assert [body["message"] for body in messages.rasa.heard] == ["ajukan permohonan", LONG.strip(), "lanjut"]


def test_that_we_listen_is_no_answer_that_parts_or_spelling_could_mean(messages: Messages) -> None:
    def listening(number: int) -> None:
        with messages.database.writing() as session:
            talk = session.scalars(select(Conversation)).one()
            key = f"{notes.LISTENING}{number}"
            outbox.enqueue(session, talk.id, [Reply(text="Saya sedang mendengarkan.")], key)

    left = len(speak(messages, LONG).messages[0].rest)
    listening(1)
    assert len(speak(messages, "Lanjut.").messages[0].rest) == left - 1
    speak(messages, "Nomor 0812")
    listening(2)
    assert speak(messages, "Eja.").messages[0].text == "Saya eja: nol delapan satu dua."


def test_after_the_last_part_lanjut_is_the_dialogues_again(messages: Messages) -> None:
    write(messages, "apa itu PPID")
    write(messages, "lanjut")
    assert [body["message"] for body in messages.rasa.heard] == ["apa itu PPID", "lanjut"]


def test_whatever_comes_between_ends_the_parts(messages: Messages) -> None:
    speak(messages, LONG)
    write(messages, "terima kasih")
    write(messages, "lanjut")
    assert messages.rasa.heard[-1]["message"] == "lanjut"


def test_a_short_answer_is_said_whole(messages: Messages, voice: aloud.Voice) -> None:
    reply = speak(messages, "Apa itu PPID?").messages[0]
    assert (reply.spoken, reply.rest) == (None, [])
    assert "Anda berkata" in voice.words(reply)
