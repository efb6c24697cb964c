"""The WhatsApp door against a server that speaks the Graph API: signed calls in, limits and the window out."""

from __future__ import annotations

import json
import socket
import threading
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import httpx
import pytest
import uvicorn
from fastapi import FastAPI
from sqlalchemy import update

from bot import outbox
from bot.channels import whatsapp
from bot.channels.whatsapp import WhatsAppDoor
from bot.channels.whatsapp_webhook import router
from bot.conversations import conversation_for
from bot.reply import Choice, Reply
from bot.tables import Conversation
from bot.workers import Workers
from office.clock import now
from tests.bot.house import Messages, known, later, open_messages, until
from tests.standins.whatsapp import APP_SECRET, VERIFY_TOKEN, WhatsApp, signature_of

CITIZEN = "6281200000001"


@pytest.fixture
def platform() -> Iterator[WhatsApp]:
    running = WhatsApp()
    yield running
    running.close()


class Door:
    """The application's side, with its webhook served over real HTTP."""

    def __init__(self, messages: Messages, platform: WhatsApp) -> None:
        self.messages = messages
        known(messages.database, whatsapp.CHANNEL, CITIZEN, "628999", "ID.15021234")
        self.door = WhatsAppDoor(messages.services)
        self.workers = Workers(messages.services, {whatsapp.CHANNEL: self.door.send})
        app = FastAPI()
        app.include_router(router(self.door, self.workers, messages.services.settings.whatsapp))
        self.socket = socket.create_server(("127.0.0.1", 0))
        self.server = uvicorn.Server(uvicorn.Config(app, log_level="error"))
        self.thread = threading.Thread(target=self.server.run, args=([self.socket],), daemon=True)
        platform.webhook = f"http://127.0.0.1:{self.socket.getsockname()[1]}/channels/whatsapp/webhook"
        self.workers.start()
        self.thread.start()
        until(lambda: self.server.started)

    def stop(self) -> None:
        self.server.should_exit = True
        self.thread.join(timeout=10)
        self.workers.stop()
        self.door.stop()
        self.socket.close()

    def news(self, number: str, reply: Reply, key: str = "news") -> None:
        with self.messages.database.writing() as session:
            conversation = conversation_for(session, whatsapp.CHANNEL, number)
            outbox.enqueue(session, conversation.id, [reply], key)
        self.workers.wake()

    def silent_for(self, hours: float) -> None:
        with self.messages.database.writing() as session:
            session.execute(update(Conversation).values(last_in_at=now() - timedelta(hours=hours)))

    def states(self) -> list[tuple[str, str | None]]:
        return [(row.state, row.receipt) for row in self.messages.outbox()]


@pytest.fixture
def door(tmp_path: Path, platform: WhatsApp) -> Iterator[Door]:
    messages = open_messages(tmp_path, whatsapp=platform.settings())
    made = Door(messages, platform)
    yield made
    made.stop()
    messages.close()


# --- in -----------------------------------------------------------------------------------------------


def test_a_citizen_who_writes_is_answered(door: Door, platform: WhatsApp) -> None:
    assert platform.write(CITIZEN, "apa syarat akta?").status_code == 200
    platform.wait_for(CITIZEN, 1)
    assert platform.texts(CITIZEN) == ["Anda menulis: apa syarat akta?"]


def test_a_repeated_call_is_one_message(door: Door, platform: WhatsApp) -> None:
    value = platform.message(CITIZEN, type="text", text={"body": "halo"})
    for _ in range(3):
        assert platform.deliver(value).status_code == 200
    platform.write(CITIZEN, "selesai")
    platform.wait_for(CITIZEN, 2)
    assert platform.texts(CITIZEN) == ["Anda menulis: halo", "Anda menulis: selesai"]


def test_several_messages_in_one_call_keep_their_order(door: Door, platform: WhatsApp) -> None:
    values = [platform.message(CITIZEN, type="text", text={"body": str(n)}) for n in range(5)]
    platform.deliver(*values)
    platform.wait_for(CITIZEN, 5)
    assert platform.texts(CITIZEN) == [f"Anda menulis: {n}" for n in range(5)]


def test_a_pressed_button_says_its_words(door: Door, platform: WhatsApp) -> None:
    platform.write(CITIZEN, "halo")
    platform.wait_for(CITIZEN, 1)
    door.news(CITIZEN, Reply(text="Mau?", choices=[Choice(title="Ya", payload="ya, ajukan")]))
    platform.wait_for(CITIZEN, 2)
    platform.press(CITIZEN, "Ya")
    platform.wait_for(CITIZEN, 3)
    assert platform.texts(CITIZEN)[-1] == "Anda menulis: ya, ajukan"


def test_a_button_of_somebody_else_says_nothing(door: Door, platform: WhatsApp) -> None:
    platform.write(CITIZEN, "halo")
    platform.wait_for(CITIZEN, 1)
    door.news(CITIZEN, Reply(text="Mau?", choices=[Choice(title="Ya", payload="ya")]))
    stolen = platform.wait_for(CITIZEN, 2)[-1]["interactive"]["action"]["buttons"][0]["reply"]["id"]
    pressed = {"type": "button_reply", "button_reply": {"id": stolen, "title": "Ya"}}
    platform.deliver(platform.message("628999", type="interactive", interactive=pressed))
    platform.wait_for("628999", 1)
    assert "Anda menulis: ya" not in platform.texts("628999")


def test_a_citizen_who_hides_the_number_is_answered_under_the_business_id(
    door: Door, platform: WhatsApp
) -> None:
    platform.write("", "halo", user_id="ID.15021234")
    assert platform.wait_for("ID.15021234", 1)[0]["recipient"] == "ID.15021234"


def test_who_gets_a_business_id_keeps_the_conversation(door: Door, platform: WhatsApp) -> None:
    platform.write(CITIZEN, "halo")
    platform.wait_for(CITIZEN, 1)
    value = platform.message(CITIZEN, type="text", text={"body": "lagi"})
    value["contacts"][0]["user_id"] = "ID.77"
    platform.deliver(value)
    platform.wait_for("ID.77", 1)
    assert len(door.messages.conversations()) == 1


def test_a_location_is_answered_with_what_to_do(door: Door, platform: WhatsApp) -> None:
    platform.deliver(platform.message(CITIZEN, type="location", location={"latitude": 1, "longitude": 2}))
    platform.wait_for(CITIZEN, 1)
    assert platform.texts(CITIZEN) == [door.messages.services.texts.say("dialogue.empty")]


def test_a_heart_or_an_unreadable_part_is_passed_over_and_the_rest_is_read(
    door: Door, platform: WhatsApp
) -> None:
    heart = platform.message(CITIZEN, type="reaction", reaction={"emoji": "x"})
    broken = {"messages": [{"id": 5, "from": []}, "kata"], "statuses": [None, {"id": "x"}], "contacts": 3}
    good = platform.message(CITIZEN, type="text", text={"body": "halo"})
    good["messages"].insert(0, {"id": ""})
    assert platform.deliver(heart, broken, good).status_code == 200
    platform.wait_for(CITIZEN, 1)
    assert platform.texts(CITIZEN) == ["Anda menulis: halo"]


def test_a_message_to_another_number_of_the_same_application_is_not_ours(
    door: Door, platform: WhatsApp
) -> None:
    value = platform.message(CITIZEN, type="text", text={"body": "bukan untuk kita"})
    value["metadata"] = {"phone_number_id": "999"}
    assert platform.deliver(value).status_code == 200
    assert door.messages.conversations() == []


# --- the webhook's address ------------------------------------------------------------------------------


def test_meta_checks_the_address_once(door: Door, platform: WhatsApp) -> None:
    asked = {"hub.mode": "subscribe", "hub.verify_token": VERIFY_TOKEN, "hub.challenge": "4711"}
    assert httpx.get(platform.webhook, params=asked).text == "4711"
    for wrong in ({"hub.verify_token": "lain"}, {"hub.verify_token": "kedé"}, {"hub.mode": "lain"}):
        assert httpx.get(platform.webhook, params=asked | wrong).status_code == 403
    assert httpx.get(platform.webhook).status_code == 403


def test_a_call_with_a_bad_signature_changes_nothing(door: Door, platform: WhatsApp) -> None:
    body = json.dumps({"object": "whatsapp_business_account", "entry": []}).encode()
    assert platform.call(body, signature="").status_code == 401
    for wrong in ("sha256=", "sha256=00", signature_of(body + b" "), signature_of(body, "lain")):
        assert platform.call(body, signature=wrong).status_code == 403
    raw = httpx.Request(
        "POST", platform.webhook, content=body, headers=[(b"x-hub-signature-256", b"\xff\xfe")]
    )
    with httpx.Client() as client:
        assert client.send(raw).status_code == 403
    assert door.messages.conversations() == []


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b"", 400),
        (b"{", 400),
        (b"[]", 400),
        (b'{"entry": 1}', 400),
        (b"\xff\xfe\x00", 400),
        (b'{"object": "page", "entry": [{"changes": [{"field": "feed", "value": {"messages": 7}}]}]}', 200),
        (b'{"x": ' + b"[" * 10_000, 400),
        (b" " * (3 * 1024 * 1024 + 1), 413),
    ],
)
def test_a_malformed_call_gets_the_right_status(
    door: Door, platform: WhatsApp, body: bytes, status: int
) -> None:
    assert platform.call(body).status_code == status
    assert door.messages.conversations() == []


# --- out ------------------------------------------------------------------------------------------------


def test_three_short_choices_are_buttons_more_are_a_list_and_too_many_are_numbers(
    door: Door, platform: WhatsApp
) -> None:
    platform.write(CITIZEN, "halo")
    platform.wait_for(CITIZEN, 1)
    three = [Choice(title=f"Pilihan {n}", payload=str(n)) for n in range(3)]
    long = [Choice(title=f"Ajukan permohonan informasi nomor {n}", payload=str(n)) for n in range(5)]
    many = [Choice(title=f"Pilihan {n}", payload=str(n)) for n in range(12)]
    for key, choices in (("a", three), ("b", long), ("c", many)):
        door.news(CITIZEN, Reply(text="Pilih", choices=choices), key)
    _, buttons, rows, numbers = platform.wait_for(CITIZEN, 4)
    assert [one["reply"]["title"] for one in buttons["interactive"]["action"]["buttons"]] == [
        "Pilihan 0",
        "Pilihan 1",
        "Pilihan 2",
    ]
    row = rows["interactive"]["action"]["sections"][0]["rows"][4]
    assert row["title"].endswith("…")
    assert row["description"] == "Ajukan permohonan informasi nomor 4"
    assert "12. Pilihan 11" in numbers["text"]["body"]


def test_an_answer_after_a_day_is_held_announced_and_follows_when_the_citizen_writes(
    door: Door, platform: WhatsApp
) -> None:
    platform.write(CITIZEN, "halo")
    platform.wait_for(CITIZEN, 1)
    door.silent_for(hours=24)
    door.news(CITIZEN, Reply(text="Jawaban pertama"), "a")
    door.news(CITIZEN, Reply(text="Jawaban kedua"), "b")
    platform.wait_for(CITIZEN, 2)
    until(lambda: [state for state, _ in door.states()] == ["sent", "held", "held", "sent"])
    assert platform.texts(CITIZEN)[1:] == ["[template jawaban_siap]"]
    platform.write(CITIZEN, "ya, silakan")
    platform.wait_for(CITIZEN, 5)
    assert platform.texts(CITIZEN)[2:] == ["Jawaban pertama", "Jawaban kedua", "Anda menulis: ya, silakan"]


def test_a_window_that_meta_says_is_closed_reopens_the_delivery(door: Door, platform: WhatsApp) -> None:
    platform.write(CITIZEN, "halo")
    platform.wait_for(CITIZEN, 1)
    platform.window_closed.add(CITIZEN)
    door.news(CITIZEN, Reply(text="Jawaban"))
    platform.wait_for(CITIZEN, 2)
    assert platform.texts(CITIZEN)[-1] == "[template jawaban_siap]"
    assert ("held", "failed") in door.states()
    platform.write(CITIZEN, "ya")
    platform.wait_for(CITIZEN, 4)
    assert platform.texts(CITIZEN)[2] == "Jawaban"


def test_receipts_are_kept_and_an_old_failure_that_comes_again_changes_nothing(
    door: Door, platform: WhatsApp
) -> None:
    platform.write(CITIZEN, "halo")
    message = platform.wait_for(CITIZEN, 1)[0]
    until(lambda: door.states() == [("sent", None)])
    platform.deliver(platform.status(message, "read"))
    platform.deliver(platform.status(message, "delivered"))
    assert door.states() == [("sent", "read")]
    platform.deliver(platform.status({**message, "id": "wamid.old"}, "failed", 131047))
    assert door.states() == [("sent", "read")]


def test_a_receipt_ends_the_doubt_whether_a_message_was_taken(door: Door, platform: WhatsApp) -> None:
    """The call broke, but Meta says that the citizen has it: it is not sent a second time."""
    platform.write(CITIZEN, "halo")
    platform.wait_for(CITIZEN, 1)
    platform.lose_answers = 1
    door.news(CITIZEN, Reply(text="Jawaban"))
    until(lambda: door.messages.outbox()[-1].unsure == 1)
    platform.deliver(platform.status(platform.messages(CITIZEN)[-1], "delivered"))
    assert door.states()[-1] == ("sent", "delivered")
    later(door.messages.database, 60)
    platform.write(CITIZEN, "sudah")
    platform.wait_for(CITIZEN, 3)
    assert platform.texts(CITIZEN)[1:] == ["Jawaban", "Anda menulis: sudah"]


def test_a_message_that_can_never_arrive_waits_for_a_person(door: Door, platform: WhatsApp) -> None:
    platform.write(CITIZEN, "halo")
    message = platform.wait_for(CITIZEN, 1)[0]
    until(lambda: door.states() == [("sent", None)])
    platform.deliver(platform.status(message, "failed", 131026))
    assert door.states() == [("dead", "failed")]


def test_a_platform_in_trouble_is_tried_again_and_a_refusal_is_not(door: Door, platform: WhatsApp) -> None:
    platform.write(CITIZEN, "halo")
    platform.wait_for(CITIZEN, 1)
    platform.fail_next = [
        (429, {"code": 130429, "message": "rate limit"}),
        (500, {"code": 131000, "message": "something went wrong"}),
        (401, {"code": 190, "message": "token"}),
    ]
    door.news(CITIZEN, Reply(text="Kabar"))
    for _ in range(3):
        left = len(platform.fail_next)
        until(lambda left=left: len(platform.fail_next) < left)
        until(lambda: door.states()[-1][0] == "waiting")
        later(door.messages.database, 3600)
        door.workers.wake()
    platform.wait_for(CITIZEN, 2)
    platform.fail_next = [(400, {"code": 131026, "message": "undeliverable"})]
    door.news(CITIZEN, Reply(text="Lagi"), "again")
    until(lambda: door.states()[-1][0] == "dead")


def test_a_door_without_its_secrets_does_not_open(platform: WhatsApp, tmp_path: Path) -> None:
    told = {**platform.settings(), "app_secret": ""}
    with pytest.raises(ValueError, match="app_secret"):
        open_messages(tmp_path, whatsapp=told)


def test_neither_number_nor_secret_is_kept_in_clear(door: Door, platform: WhatsApp, tmp_path: Path) -> None:
    platform.write(CITIZEN, "halo")
    platform.wait_for(CITIZEN, 1)
    for file in tmp_path.glob("tanya.db*"):
        content = file.read_bytes()
        assert CITIZEN.encode() not in content
        assert APP_SECRET.encode() not in content
