"""Telegram calls us: with the secret, stored before it is told so, once however often it calls."""

from __future__ import annotations

import json
import socket
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from pydantic import ValidationError

from bot.channels.telegram import PATH
from bot.channels.telegram_updates import WANTED
from office.settings import Settings
from tests.bot.channels.doorkit import CalledDoor, database_away, texts, told
from tests.bot.house import open_messages, until
from tests.standins.telegram import TOKEN, Telegram


@pytest.fixture
def door(tmp_path: Path, platform: Telegram) -> Iterator[CalledDoor]:
    listening = socket.create_server(("127.0.0.1", 0))
    address = f"http://127.0.0.1:{listening.getsockname()[1]}"
    messages = open_messages(tmp_path, telegram=told(platform, "webhook"), public_url=address)
    made = CalledDoor(messages, listening)
    until(lambda: platform.webhook is not None)
    yield made
    made.stop()
    messages.close()


def update(platform: Telegram, number: int, text: str, chat: int = 5) -> dict[str, Any]:
    message = {**platform._message(chat), "from": {"id": chat, "is_bot": False, "first_name": "W"}}
    return {"update_id": number, "message": {**message, "text": text}}


def test_telegram_is_told_the_address_the_secret_and_what_is_wanted(
    door: CalledDoor, platform: Telegram
) -> None:
    assert platform.webhook is not None
    assert platform.webhook.url.endswith(PATH)
    assert platform.webhook.wanted == list(WANTED)
    assert len(platform.webhook.secret) == 64
    assert TOKEN not in platform.webhook.secret


def test_who_writes_is_answered_without_our_asking(door: CalledDoor, platform: Telegram) -> None:
    platform.write(5, "apa syarat akta?")
    assert platform.wait_for(5, 1)[0]["text"] == "Anda menulis: apa syarat akta?"
    assert "getUpdates" not in platform.calls


def test_an_update_brought_again_has_one_effect(door: CalledDoor, platform: Telegram) -> None:
    assert platform.webhook is not None
    same = update(platform, 77, "halo")
    assert [platform.webhook.call(same).status_code for _ in range(3)] == [200, 200, 200]
    platform.webhook.call(update(platform, 78, "selesai"))
    platform.wait_for(5, 2)
    assert texts(platform, 5) == ["Anda menulis: halo", "Anda menulis: selesai"]


def test_no_call_is_answered_before_it_is_stored(
    door: CalledDoor, platform: Telegram, monkeypatch: pytest.MonkeyPatch
) -> None:
    database_away(monkeypatch, 2)
    platform.write(5, "halo")
    platform.wait_for(5, 1, 20)
    assert platform.webhook is not None
    assert platform.webhook.answers == [500, 500, 200]
    assert texts(platform, 5) == ["Anda menulis: halo"]


@pytest.mark.parametrize(("secret", "status"), [("", 401), ("salah", 403), ("0" * 64, 403), ("kedé", 403)])
def test_a_call_without_the_secret_changes_nothing(
    door: CalledDoor, platform: Telegram, secret: str, status: int
) -> None:
    assert platform.webhook is not None
    headers = [(b"x-telegram-bot-api-secret-token", secret.encode())] if secret else []
    body = json.dumps(update(platform, 1, "halo")).encode()
    with httpx.Client() as client:
        answer = client.send(httpx.Request("POST", platform.webhook.url, content=body, headers=headers))
    assert answer.status_code == status
    assert door.messages.conversations() == []


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b"", 400),
        (b"{", 400),
        (b"[]", 400),
        (b"\xff\xfe\x00", 400),
        (b"[" * 10_000, 400),
        (b'{"message": {}}', 400),
        (b'{"update_id": "1"}', 400),
        (b'{"update_id": true}', 400),
        (b" " * (1024 * 1024 + 1), 413),
        # What Telegram may say one day, and what it never says: told 200, so that it is not brought again.
        (b'{"update_id": 1}', 200),
        (b'{"update_id": 1, "something_new": {"a": 1}}', 200),
        (b'{"update_id": 1, "message": 7}', 200),
        (b'{"update_id": 1, "message": {"message_id": 1}}', 200),
        (b'{"update_id": 1, "message": {"message_id": 1, "date": "kemarin", "chat": {"id": 5}}}', 200),
        (
            b'{"update_id": 1, "message": {"message_id": 1, "date": 1, "chat": {"id": "x", "type": "private"}}}',
            200,
        ),
        (b'{"update_id": 1, "my_chat_member": {"chat": {}}}', 200),
        (b'{"update_id": 1, "callback_query": {"id": "1"}}', 200),
    ],
)
def test_a_malformed_call_gets_the_right_status_and_has_no_effect(
    door: CalledDoor, platform: Telegram, body: bytes, status: int
) -> None:
    assert platform.webhook is not None
    assert platform.webhook.call(body).status_code == status
    assert door.messages.outbox() == []
    platform.write(6, "masih di sini?")
    assert platform.wait_for(6, 1)[0]["text"] == "Anda menulis: masih di sini?"


def test_a_webhook_needs_an_address(tmp_path: Path) -> None:
    with pytest.raises(ValidationError, match="public_url"):
        Settings(home=tmp_path, telegram={"token": TOKEN, "receive": "webhook"})
