"""Recordings through the house with the real engine: heard, answered aloud, refused in one sentence."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import select

from bot import notes
from bot.aloud import Voice
from bot.channels import telegram, whatsapp
from bot.channels.telegram import TelegramDoor
from bot.channels.whatsapp import WhatsAppDoor
from bot.channels.whatsapp_payload import Payload
from bot.inbox import Incoming
from bot.notes import Recording
from bot.tables import VoiceNote
from bot.workers import Workers
from office.clock import now
from tests.bot.house import Messages, open_messages, until
from tests.standins.telegram import TOKEN, Telegram
from tests.standins.voices import hostile, note
from tests.standins.whatsapp import WhatsApp
from voice.hearing.audio import decode
from voice.speaking import speaker


def house(folder: Path, **hearing: object) -> Messages:
    return open_messages(folder, hearing={"model": "uji", "prompt": False, **hearing})


@pytest.fixture
def running(tmp_path: Path) -> Iterator[tuple[Messages, Workers]]:
    messages = house(tmp_path, most_waiting=400, longest_seconds=60)
    workers = Workers(messages.services, {})
    workers.start()
    yield messages, workers
    workers.stop()
    messages.close()


def send(workers: Workers, audio: bytes, who: str = "warga-1", number: list[int] = [0]) -> int:  # noqa: B006
    number[0] += 1
    return workers.receive(Incoming("web", who, f"suara-{number[0]}", "", now(), Recording(audio=audio)))


def test_a_recording_becomes_words_and_is_answered(running: tuple[Messages, Workers]) -> None:
    messages, workers = running
    turn = workers.wait_for(send(workers, note("Berapa lama permohonan informasi dijawab?")), 120)
    assert turn is not None
    assert turn.heard == "Berapa lama permohonan informasi dijawab?"
    assert messages.rasa.heard[-1]["message"] == turn.heard


def test_three_hundred_hostile_files_give_one_sentence_each_and_leave_nothing(
    running: tuple[Messages, Workers],
) -> None:
    messages, workers = running
    before = set(Path(tempfile.gettempdir()).iterdir())
    sent = [(kind, send(workers, file, f"warga-{place}")) for place, (kind, file) in enumerate(hostile(300))]
    unheard = 0
    for kind, inbox_id in sent:
        turn = workers.wait_for(inbox_id, 300)
        assert turn is not None, kind
        assert len(turn.messages) == 1, (kind, turn)
        assert turn.messages[0].text.strip(), kind
        unheard += turn.heard is None
    # A few are damaged so little that Whisper hears the sentence; nothing is made of the others.
    assert unheard > 250
    with messages.database.reading() as session:
        assert {row.audio for row in session.scalars(select(VoiceNote))} == {None}
    left = {path.name for path in set(Path(tempfile.gettempdir()).iterdir()) - before}
    assert not {name for name in left if name.endswith((".ogg", ".wav", ".webm"))}
    still = workers.wait_for(send(workers, note("Ya.")), 120)
    assert still is not None, "the listener lives"


def test_a_full_queue_says_so_at_once(tmp_path: Path) -> None:
    messages = house(tmp_path, most_waiting=1)
    workers = Workers(messages.services, {})  # not started: nobody listens yet
    send(workers, note("Ya."), "warga-1")
    second = send(workers, note("Ya."), "warga-2")
    assert notes.waiting(messages.database) == 1
    workers.start()
    turn = workers.wait_for(second, 60)
    assert turn is not None
    assert turn.messages[0].text == messages.services.texts.say("voice.hear.busy")
    workers.stop()
    messages.close()


def test_a_deaf_office_says_so(tmp_path: Path) -> None:
    messages = open_messages(tmp_path)
    workers = Workers(messages.services, {})
    workers.start()
    turn = workers.wait_for(send(workers, note("Ya.")), 60)
    assert turn is not None
    assert turn.messages[0].text == messages.services.texts.say("voice.hear.deaf")
    workers.stop()
    messages.close()


def test_a_voice_note_on_telegram_is_answered_with_text_and_voice(tmp_path: Path) -> None:
    platform = Telegram()
    told = {"token": TOKEN, "api_base": platform.address, "poll_seconds": 1}
    messages = open_messages(tmp_path, telegram=told, hearing={"model": "uji", "prompt": False})
    voice = Voice(messages.services, speaker(messages.services.settings))
    door = TelegramDoor(messages.services, voice)
    workers = Workers(messages.services, {telegram.CHANNEL: door.send}, fetch={telegram.CHANNEL: door.fetch})
    workers.start()
    door.start(workers)
    try:
        platform.files_away = 1  # the first download breaks off
        platform.speak(7, note("Berapa lama permohonan informasi dijawab?"))
        until(lambda: bool(platform.heard(7)), 120)
        words = "\n".join(sent["text"] for sent in platform.messages(7))
        assert "Saya sedang mendengarkan rekaman Anda" in words
        assert "Anda berkata: “Berapa lama permohonan informasi dijawab?”." in words
        (sound,) = platform.heard(7)
        assert len(decode(sound, 120)) > 16_000
        platform.write(7, "apa itu PPID")
        until(lambda: platform.messages(7)[-1]["text"] == "Anda menulis: apa itu PPID", 60)
        assert len(platform.heard(7)) == 1, "who writes is answered in writing"
    finally:
        workers.stop()
        door.stop()
        voice.close()
        messages.close()
        platform.close()


def test_a_voice_note_on_whatsapp_is_answered_with_text_and_voice(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    meta = WhatsApp()
    messages = open_messages(tmp_path, whatsapp=meta.settings(), hearing={"model": "uji", "prompt": False})
    voice = Voice(messages.services, speaker(messages.services.settings))
    door = WhatsAppDoor(messages.services, voice)
    workers = Workers(messages.services, {whatsapp.CHANNEL: door.send}, fetch={whatsapp.CHANNEL: door.fetch})
    workers.start()
    called: list[bytes] = []
    monkeypatch.setattr(meta, "call", lambda body, signature=None: called.append(body))
    try:
        meta.speak("628120000", note("Berapa lama permohonan informasi dijawab?"))
        door.take_in(Payload.model_validate_json(called[0]), workers)
        until(lambda: any(sent["type"] == "audio" for sent in meta.messages("628120000")), 120)
        words = "\n".join(meta.texts("628120000"))
        assert "Anda berkata: “Berapa lama permohonan informasi dijawab?”." in words
        assert b"OggS" in meta.uploaded[-1]
    finally:
        workers.stop()
        door.stop()
        voice.close()
        messages.close()
        meta.close()
