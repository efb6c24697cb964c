"""Telegram's small occasions: commands, changed messages, blocked bots, groups, floods, broken connections."""

from __future__ import annotations

import time
import tomllib
from pathlib import Path

import pytest

from bot.outbox import BLOCKED, UNSURE
from bot.reply import Reply
from office.settings import PROJECT
from office.texts import texts as words
from tests.bot.channels.doorkit import Door, texts, told
from tests.bot.house import later, open_messages, until
from tests.standins.telegram import TOKEN, Telegram


def test_a_webhook_left_from_before_does_not_keep_us_from_polling(tmp_path: Path, platform: Telegram) -> None:
    platform.handle(f"/bot{TOKEN}/setWebhook", {"url": "http://127.0.0.1:1/lama"})
    messages = open_messages(tmp_path, telegram=told(platform))
    door = Door(messages)
    until(lambda: platform.webhook is None)
    platform.write(5, "halo")
    platform.wait_for(5, 1)
    door.stop()
    messages.close()


# --- commands -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("command", "meant"),
    [
        ("/start", "halo"),
        ("/start tautan_dari_poster", "halo"),
        ("/help", "bantuan"),
        ("/bantuan", "bantuan"),
        ("/bantuan@tanya_bot", "bantuan"),
        ("/Bahasa_Mudah", "bahasa mudah"),
        ("/ubah nama", "ubah nama"),
        ("/restart", "restart"),
    ],
)
def test_a_command_is_the_words_it_stands_for(
    door: Door, platform: Telegram, command: str, meant: str
) -> None:
    platform.write(5, command)
    platform.wait_for(5, 1)
    assert texts(platform, 5) == [f"Anda menulis: {meant}"]


def test_the_menu_offers_only_commands_whose_words_are_certain(door: Door, platform: Telegram) -> None:
    until(lambda: bool(platform.commands))
    known = tomllib.loads((PROJECT / "data/acts/commands.toml").read_text())["exact"]
    certain = {"start", *(phrase for phrases in known.values() for phrase in phrases)}
    assert {one["command"].replace("_", " ") for one in platform.commands} <= certain


# --- changed messages ---------------------------------------------------------------------------------


def test_a_changed_message_is_asked_for_anew_and_changes_nothing(door: Door, platform: Telegram) -> None:
    platform.write(5, "nama saya Budi")
    platform.wait_for(5, 1)
    platform.edit(5, "nama saya Bude")
    platform.wait_for(5, 2)
    assert texts(platform, 5) == ["Anda menulis: nama saya Budi", words().say("telegram.edited")]
    assert len(door.messages.rasa.heard) == 1


def test_a_location_that_moves_is_no_changed_message(door: Door, platform: Telegram) -> None:
    place = {"location": {"latitude": -6.2, "longitude": 106.8, "live_period": 900}}
    platform._push({"edited_message": {**platform._message(5), **place}})
    platform.write(5, "halo")
    platform.wait_for(5, 1)
    assert texts(platform, 5) == ["Anda menulis: halo"]


# --- blocked ------------------------------------------------------------------------------------------


def test_who_blocks_the_bot_is_sent_nothing_more_until_they_write_again(
    door: Door, platform: Telegram
) -> None:
    platform.blocked.add(5)
    door.news(5, Reply(text="Jawaban Anda"), "a")
    until(lambda: door.states() == [("held", BLOCKED)])
    door.news(5, Reply(text="Kabar kedua"), "b")
    assert door.states() == [("held", BLOCKED)] * 2
    asked = platform.calls.count("sendMessage")
    platform.write(6, "halo")
    platform.wait_for(6, 1)
    assert platform.calls.count("sendMessage") == asked + 1, "nothing is tried for who has blocked us"
    platform.blocked.discard(5)
    platform.write(5, "halo lagi")
    platform.wait_for(5, 3)
    assert texts(platform, 5) == ["Jawaban Anda", "Kabar kedua", "Anda menulis: halo lagi"]


def test_telegram_tells_of_the_block_and_of_its_end(door: Door, platform: Telegram) -> None:
    platform.write(5, "halo")
    platform.wait_for(5, 1)
    platform.standing(5, "kicked")
    until(lambda: door.messages.conversations()[0].blocked_at is not None)
    door.news(5, Reply(text="Jawaban Anda"))
    assert door.states()[-1] == ("held", BLOCKED)
    platform.standing(5, "member")
    platform.wait_for(5, 2)
    assert texts(platform, 5)[-1] == "Jawaban Anda"


# --- groups -------------------------------------------------------------------------------------------


def test_a_group_is_told_why_and_left(door: Door, platform: Telegram) -> None:
    platform.standing(-7, "member", "group")
    until(lambda: platform.left == [-7])
    assert texts(platform, -7) == [words().say("telegram.group")]
    assert door.messages.conversations() == []


def test_a_group_we_are_still_in_is_left_at_its_first_word_and_a_channel_without_one(
    door: Door, platform: Telegram
) -> None:
    group = {**platform._message(-8), "chat": {"id": -8, "type": "supergroup", "title": "RT 5"}}
    platform._push({"message": {**group, "text": "halo"}})
    platform.standing(-9, "administrator", "channel")
    until(lambda: platform.left == [-8, -9])
    assert platform.messages(-9) == []
    assert door.messages.conversations() == []


# --- floods -------------------------------------------------------------------------------------------


def test_a_flood_in_one_chat_holds_up_no_other_and_nothing_is_sent_before_its_time(
    door: Door, platform: Telegram
) -> None:
    platform.floods[5] = time.monotonic() + 1.5
    door.news(5, Reply(text="satu"), "a")
    until(lambda: platform.calls.count("sendMessage") == 1)
    platform.write(6, "halo")
    platform.wait_for(6, 1)
    assert platform.messages(5) == []
    platform.wait_for(5, 1)
    assert platform.calls.count("sendMessage") == 3, "the chat was left in peace as long as Telegram asked"


# --- broken connections -------------------------------------------------------------------------------


def test_what_may_have_arrived_is_sent_a_second_time_and_then_left_to_a_person(
    door: Door, platform: Telegram
) -> None:
    platform.lose_answers = 5
    door.news(5, Reply(text="Jawaban"))
    until(lambda: door.messages.outbox()[0].unsure == 1)
    later(door.messages.database, 60)
    door.workers.wake()
    until(lambda: door.states() == [("dead", UNSURE)])
    assert texts(platform, 5) == ["Jawaban", "Jawaban"]


def test_a_server_that_is_not_there_raises_no_doubt(tmp_path: Path) -> None:
    gone = Telegram()
    gone.close()
    messages = open_messages(tmp_path, telegram=told(gone))
    door = Door(messages)
    door.news(5, Reply(text="Jawaban"))
    until(lambda: any(error for _, error in door.states()))
    assert door.messages.outbox()[0].unsure == 0
    assert door.states()[0][0] == "waiting"
    door.stop()
    messages.close()


def test_a_crash_in_the_middle_of_a_long_answer_repeats_no_part(door: Door, platform: Telegram) -> None:
    """The parts the platform has are kept in the database, not in the process."""
    platform.write(5, "halo")
    platform.wait_for(5, 1)
    sending = platform._sendMessage
    gate: list[int] = []

    def second_waits(fields: dict[str, object]) -> object:
        if len(platform.messages(5)) == 2 and not gate:
            return 429, {
                "ok": False,
                "error_code": 429,
                "description": "x",
                "parameters": {"retry_after": 60},
            }
        return sending(fields)

    platform._sendMessage = second_waits  # type: ignore[method-assign, assignment]
    door.news(5, Reply(text="\n".join(f"Baris {n} tentang anggaran." for n in range(300))))
    until(lambda: door.messages.outbox()[-1].parts_sent == 1)
    until(lambda: door.states()[-1][0] == "waiting")
    door.stop()
    gate.append(1)
    later(door.messages.database, 120)
    door.start()
    until(lambda: door.states()[-1][0] == "sent")
    said = "\n".join(texts(platform, 5)[1:])
    assert said.split("\n") == [f"Baris {n} tentang anggaran." for n in range(300)]
