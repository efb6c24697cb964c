"""The Telegram door against a server that speaks the Bot API: nothing lost, nothing twice."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from bot import outbox, workers
from bot.channels import telegram_sending
from bot.reply import Choice, Reply, Source
from bot.tables import Inbox
from tests.bot.channels.doorkit import Door, database_away, texts
from tests.bot.house import later, until
from tests.standins.telegram import Telegram


def test_a_citizen_who_writes_is_answered(door: Door, platform: Telegram) -> None:
    platform.write(5, "apa syarat akta?")
    assert platform.wait_for(5, 1)[0]["text"] == "Anda menulis: apa syarat akta?"


def test_a_button_says_its_words_and_stops_spinning(door: Door, platform: Telegram) -> None:
    choices = [
        Choice(title="Ya, kirim", payload="ya, kirim " + "x" * 200),
        Choice(title="Ubah", payload="ubah"),
    ]
    door.messages.rasa.reply = lambda body: [
        {"text": body["message"], "choices": [choice.model_dump() for choice in choices]}
    ]
    platform.write(5, "halo")
    platform.wait_for(5, 1)
    platform.press(5, "Ya, kirim")
    assert platform.wait_for(5, 2)[1]["text"] == choices[0].payload
    until(lambda: len(platform.answered) == 1)


@pytest.mark.parametrize("data", ["²:0", "1:99", "999999999:0", "9" * 60, "1:-1", "", ":", "1", "x:y"])
def test_a_forged_button_opens_nothing_and_closes_no_door(door: Door, platform: Telegram, data: str) -> None:
    platform.write(5, "halo")
    (sent,) = platform.wait_for(5, 1)
    query = {"id": "1", "from": {"id": 5, "is_bot": False, "first_name": "W"}, "chat_instance": "1"}
    platform._push({"callback_query": query | {"data": data, "message": sent}})
    assert "tidak berisi tulisan" in platform.wait_for(5, 2)[1]["text"]


def test_a_button_of_another_citizens_conversation_says_nothing(door: Door, platform: Telegram) -> None:
    door.news(6, Reply(text="Rahasia?", choices=[Choice(title="Ya", payload="kata rahasia")]))
    (secret,) = platform.wait_for(6, 1)
    data = secret["reply_markup"]["inline_keyboard"][0][0]["callback_data"]
    platform.write(5, "halo")
    (own,) = platform.wait_for(5, 1)
    query = {"id": "1", "from": {"id": 5, "is_bot": False, "first_name": "W"}, "chat_instance": "1"}
    platform._push({"callback_query": query | {"data": data, "message": own}})
    assert "rahasia" not in platform.wait_for(5, 2)[1]["text"]


def test_an_update_that_comes_twice_has_one_effect(door: Door, platform: Telegram) -> None:
    platform.write(5, "halo")
    update = dict(platform.updates[0]) if platform.updates else None
    platform.wait_for(5, 1)
    door.stop()
    if update is None:
        update = {
            "update_id": 1,
            "message": {
                **platform._message(5),
                "from": {"id": 5, "is_bot": False, "first_name": "W"},
                "text": "halo",
            },
        }
    platform.updates.insert(0, update)
    door.start()
    platform.write(5, "lagi")
    platform.wait_for(5, 2)
    assert texts(platform, 5) == ["Anda menulis: halo", "Anda menulis: lagi"]


def test_no_update_is_confirmed_before_it_is_stored(
    door: Door, platform: Telegram, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The database is away: Telegram keeps the message, and the door outlives it."""
    away = database_away(monkeypatch, 2)
    number = platform.write(5, "halo")
    until(lambda: len(away) == 1)
    assert [update["update_id"] for update in platform.updates] == [number]
    platform.wait_for(5, 1, 20)
    assert texts(platform, 5) == ["Anda menulis: halo"]


@pytest.mark.parametrize(
    "poison",
    [
        {"message": 7},
        {"message": {"message_id": 1}},
        {"message": {"message_id": 1, "date": "kemarin", "chat": {"id": 5, "type": "private"}}},
        {"message": {"message_id": 1, "date": 1, "chat": {"id": 5, "type": "private"}, "voice": []}},
        {"callback_query": {"id": "1"}},
        {"my_chat_member": {"chat": {}}},
    ],
)
def test_an_update_that_cannot_be_read_stops_no_other_and_leaves_no_words_behind(
    door: Door, platform: Telegram, poison: dict[str, Any], capfd: pytest.CaptureFixture[str]
) -> None:
    number = platform._push(json.loads(json.dumps(poison)) | {"secret_word": "kata warga"})
    platform.write(5, "halo")
    platform.wait_for(5, 1)
    assert texts(platform, 5) == ["Anda menulis: halo"]
    until(lambda: platform.updates == [])
    logged = "".join(capfd.readouterr())
    assert f"update={number}" in logged, "it is not lost without a word"
    assert "kata warga" not in logged


def test_a_flood_limit_is_waited_for_and_the_message_sent_once(door: Door, platform: Telegram) -> None:
    platform.fail_next = [(429, {"description": "Too Many Requests", "parameters": {"retry_after": 1}})]
    platform.write(5, "halo")
    platform.wait_for(5, 1)
    (row,) = door.messages.outbox()
    assert row.attempts == 1, "a wait that was asked for is no failed try"
    assert texts(platform, 5) == ["Anda menulis: halo"]


def test_a_wrong_token_kills_no_message(door: Door, platform: Telegram) -> None:
    platform.fail_next = [(401, {"description": "Unauthorized"})]
    platform.write(5, "halo")
    until(lambda: any(row.error for row in door.messages.outbox()))
    assert door.messages.outbox()[0].state == "waiting"
    later(door.messages.database, 60)
    door.workers.wake()
    platform.wait_for(5, 1)


def test_a_platform_that_comes_back_gets_everything(door: Door, platform: Telegram) -> None:
    platform.fail_next = [(502, {"description": "Bad Gateway"})]
    platform.write(5, "halo")
    until(lambda: any(row.error for row in door.messages.outbox()))
    later(door.messages.database, 60)
    door.workers.wake()
    platform.wait_for(5, 1)
    assert texts(platform, 5) == ["Anda menulis: halo"]


def test_a_long_answer_leaves_in_parts_and_no_part_twice(door: Door, platform: Telegram) -> None:
    words = "\n".join(f"Baris {n} tentang anggaran." for n in range(400))
    source = Source(title="DIP", unit="Diskominfo", date="2026-01-02", url="https://contoh.example/1")
    reply = Reply(text=words, sources=[source], choices=[Choice(title="Ya", payload="ya")])
    platform.fail_next = []
    sending = platform._sendMessage

    def second_part_fails(fields: dict[str, object]) -> object:
        if len(platform.sent) == 1 and not platform.fail_next and not failed:
            failed.append(1)
            return 429, {"ok": False, "error_code": 429, "description": "x", "parameters": {"retry_after": 1}}
        return sending(fields)

    failed: list[int] = []
    platform._sendMessage = second_part_fails  # type: ignore[method-assign, assignment]
    door.news(5, reply)
    until(lambda: [row.state for row in door.messages.outbox()] == ["sent"])
    sent = platform.messages(5)
    assert "\n".join(message["text"] for message in sent[:-1]) + "\n" + sent[-1]["text"] == (
        words + "\n\nSumber: DIP, Diskominfo, 2026-01-02\nhttps://contoh.example/1"
    )
    assert ["reply_markup" in message for message in sent] == [False] * (len(sent) - 1) + [True]


def test_a_photo_without_words_is_answered(door: Door, platform: Telegram) -> None:
    message = {**platform._message(5), "from": {"id": 5, "is_bot": False, "first_name": "W"}, "photo": []}
    platform._push({"message": message})
    assert "tidak berisi tulisan" in platform.wait_for(5, 1)[0]["text"]


def test_the_address_is_nowhere_in_clear(door: Door, platform: Telegram, tmp_path: Path) -> None:
    platform.write(987654321, "halo")
    platform.wait_for(987654321, 1)
    for file in tmp_path.glob("tanya.db*"):
        assert b"987654321" not in file.read_bytes()
    with door.messages.database.reading() as session:
        assert session.get_one(Inbox, 1).platform_id.startswith("123456:")


def test_the_slowest_send_is_shorter_than_a_lease() -> None:
    assert outbox.LEASE.total_seconds() > telegram_sending.SLOWEST_SEND
    assert workers.IDLE < 1
