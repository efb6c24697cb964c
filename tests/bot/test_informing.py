"""What is kept of a citizen is told with the first answer: once on each channel, and not in an emergency."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from bot import aloud, turn
from bot.channels.mail_writing import Letter
from bot.conversations import move_conversation
from bot.forgetting import kept
from bot.reply import Reply, Turn
from office.texts import texts
from tests.bot.channels.doorkit import Door, told
from tests.bot.house import Messages, hear, open_messages
from tests.standins.telegram import Telegram
from voice.speaking import speaker

NOTICE = texts().say("dialogue.data_use", days=30)


def say(messages: Messages, text: str, who: str, channel: str) -> Turn:
    return turn.run(messages.services, hear(messages.database, text, who, channel=channel))


def notices(*turns: Turn) -> list[str | None]:
    return [reply.data_use for each in turns for reply in each.messages]


def test_it_says_what_is_kept_why_how_long_and_how_it_is_erased() -> None:
    assert kept("words").days == 30
    for part in ("untuk melayani Anda", "setelah 30 hari", "aturan kearsipan", "tulis: hapus data saya"):
        assert part in NOTICE


@pytest.mark.parametrize("channel", ["telegram", "whatsapp", "email"])
def test_the_first_answer_brings_it_and_no_later_one(messages: Messages, channel: str) -> None:
    first, second = (say(messages, words, "abc warga-1", channel) for words in ("halo", "lagi"))
    assert notices(first, second) == [NOTICE, None]
    assert notices(say(messages, "halo", "abc warga-2", channel)) == [NOTICE], "another citizen is told too"


def test_a_message_brought_again_tells_it_with_the_same_answer_only(messages: Messages) -> None:
    inbox_id = hear(messages.database, "halo", "5", channel="telegram")
    first, again = (turn.run(messages.services, inbox_id) for _ in range(2))
    assert notices(first, again) == [NOTICE, NOTICE]
    assert len(messages.outbox()) == 1


def test_on_the_web_the_page_has_said_it_before(messages: Messages) -> None:
    assert notices(say(messages, "halo", "peramban-1", "web")) == [None]


def test_a_new_thread_of_the_same_writer_tells_it_no_second_time(messages: Messages) -> None:
    turns = [say(messages, "halo", f"utas{n} siti@warga.example", "email") for n in range(3)]
    assert notices(*turns) == [NOTICE, None, None]


def test_threads_answered_at_the_same_moment_tell_it_once(messages: Messages) -> None:
    ids = [hear(messages.database, "halo", f"utas{n} siti@warga.example", channel="email") for n in range(6)]
    with ThreadPoolExecutor(6) as hands:
        turns = list(hands.map(lambda one: turn.run(messages.services, one), ids))
    assert sorted(notices(*turns), key=str) == [NOTICE, *[None] * 5][::-1]


def test_who_has_another_address_now_has_been_told(messages: Messages) -> None:
    say(messages, "halo", "6281200000001", "whatsapp")
    with messages.database.writing() as session:
        move_conversation(session, "whatsapp", "6281200000001", "ID.77")
    assert notices(say(messages, "lagi", "ID.77", "whatsapp")) == [None]


def test_who_is_in_danger_is_told_another_time(messages: Messages) -> None:
    messages.rasa.reply = lambda _: [{"say": "dialogue.darurat", "urgent": True}]
    help_first = say(messages, "rumah saya kebakaran", "5", "telegram")
    messages.rasa.reply = lambda body: [{"text": body["message"]}]
    assert notices(help_first, say(messages, "sudah padam", "5", "telegram")) == [None, NOTICE]


def test_who_listens_hears_a_short_one_before_the_answer(messages: Messages) -> None:
    voice = aloud.Voice(messages.services, speaker(messages.services.settings))
    reply = Reply(text="Sepuluh hari kerja.", data_use=NOTICE, aloud=1.0)
    short = texts().say("dialogue.data_use_spoken", days=30)
    assert len(short) < len(NOTICE) / 2
    assert voice.words(reply) == f"{short} Sepuluh hari kerja."
    reply.spoken, reply.rest = "Sepuluh", ["hari kerja."]
    assert voice.words(reply).startswith(f"{short} Sepuluh ")
    voice.close()


def test_in_a_mail_it_stands_below_the_answer(messages: Messages) -> None:
    reply = Reply(text="Sepuluh hari kerja.", data_use=NOTICE)
    letter = Letter(reply, [], "ppid@kantor.example", "siti@warga.example", "<1.abc@x>")
    mail = letter.composed(messages.services, 10_000_000)
    part = mail.get_body(("plain",))
    assert part is not None
    body = " ".join(part.get_content().split())
    assert body.index("Sepuluh hari kerja.") < body.index("setelah 30 hari")


def test_on_telegram_it_comes_first_and_is_remembered_across_restarts(tmp_path: Path) -> None:
    platform = Telegram()
    messages = open_messages(tmp_path, telegram=told(platform))
    door = Door(messages)
    platform.write(77, "halo")
    platform.wait_for(77, 2)
    door.stop()
    door.start()
    platform.write(77, "lagi")
    platform.wait_for(77, 3)
    sent = [message["text"] for message in platform.messages(77)]
    assert sent == [NOTICE, "Anda menulis: halo", "Anda menulis: lagi"]
    door.stop()
    platform.close()
    messages.close()
