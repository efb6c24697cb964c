"""The web door over HTTP: one message, one effect; later messages over the stream; odd input in one sentence."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Iterator
from datetime import timedelta
from uuid import uuid4

import httpx
import pytest
import uvicorn
from fastapi import FastAPI
from sqlalchemy import select

from bot import limits, outbox
from bot.channels import web
from bot.conversations import conversation_for
from bot.reply import Reply
from bot.tables import Inbox
from bot.workers import Workers
from office.clock import now
from office.texts import texts
from tests.bot.house import Messages, hear, until


@pytest.fixture
def door(messages: Messages) -> Iterator[web.WebDoor]:
    workers = Workers(messages.services, {})
    workers.start()
    yield web.WebDoor(messages.services, workers)
    workers.stop()


@pytest.fixture
def client(door: web.WebDoor) -> Iterator[httpx.Client]:
    app = FastAPI()
    app.include_router(web.router(door, web.News(door)))
    server = uvicorn.Server(
        uvicorn.Config(app, port=0, log_level="warning", timeout_graceful_shutdown=1, lifespan="off")
    )
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.01)
    port = server.servers[0].sockets[0].getsockname()[1]
    with httpx.Client(base_url=f"http://127.0.0.1:{port}", timeout=30) as opened:
        yield opened
    server.should_exit = True
    thread.join(10)


def body(
    text: str = "halo", conversation: str = "percakapan-1", message_id: str | None = None
) -> dict[str, str]:
    return {"conversation": conversation, "message_id": message_id or uuid4().hex, "text": text}


def news(messages: Messages, text: str, key: str, conversation: str = "percakapan-1") -> int:
    with messages.database.writing() as session:
        known = conversation_for(session, web.CHANNEL, conversation)
        return outbox.enqueue(session, known.id, [Reply(text=text)], key)[0].id


def stream(
    messages: Messages, client: httpx.Client, count: int, last: int | None = None
) -> list[tuple[int, str]]:
    """The first ``count`` events of the stream, as (id, text), once they count as delivered."""
    found, text = [], ""
    headers = {"Last-Event-ID": str(last)} if last is not None else {}
    with client.stream("GET", "/api/chat/percakapan-1/events", headers=headers) as answer:
        assert answer.headers["content-type"].startswith("text/event-stream")
        lines = answer.iter_lines()  # kept: a stream let go of is a browser gone
        for line in lines:
            name, _, value = line.partition(": ")
            if name == "data":
                text = json.loads(value)["text"]
            if name == "id":
                found.append((int(value), text))
            if not line and len(found) == count:
                break
        ids = {each for each, _ in found}
        until(lambda: all(row.state == "sent" for row in messages.outbox() if row.id in ids))
    return found


def test_a_message_is_answered_in_the_shape_of_the_contract(client: httpx.Client, messages: Messages) -> None:
    source = {"title": "DIP", "unit": "Diskominfo", "date": "2026-01-02", "url": None, "entry": "dip-1"}
    choice = {"title": "Ya", "payload": "ya"}
    messages.rasa.reply = lambda _: [
        {"text": "Jawab", "outcome": "answered_dip", "sources": [source], "choices": [choice]}
    ]
    answer = client.post("/api/chat", json=body())
    assert answer.status_code == 200
    message = {"text": "Jawab", "choices": [choice], "sources": [source], "audio_url": None}
    assert answer.json() == {"messages": [message], "outcome": "answered_dip", "heard": None}


def test_the_same_message_id_again_gives_the_same_answer_and_no_second_effect(
    client: httpx.Client, messages: Messages
) -> None:
    said = body("ya, kirim")
    first = client.post("/api/chat", json=said)
    again = client.post("/api/chat", json=said | {"text": "kata lain"})
    assert again.json() == first.json()
    assert len(messages.rasa.heard) == len(messages.outbox()) == 1


def test_the_same_message_id_of_another_conversation_is_another_message(
    client: httpx.Client, messages: Messages
) -> None:
    said = body("halo")
    client.post("/api/chat", json=said)
    client.post("/api/chat", json=said | {"conversation": "percakapan-2"})
    assert len(messages.rasa.heard) == 2


def test_more_citizens_than_threads_of_the_event_loop_are_answered_side_by_side(
    client: httpx.Client, messages: Messages
) -> None:
    def ask(number: int) -> None:
        answers.append(client.post("/api/chat", json=body(f"n {number}", f"percakapan-{number:03}")))

    answers: list[httpx.Response] = []
    threads = [threading.Thread(target=ask, args=(number,)) for number in range(30)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert sorted(answer.json()["messages"][0]["text"] for answer in answers) == sorted(
        f"Anda menulis: n {number}" for number in range(30)
    )


@pytest.mark.parametrize(
    "raw",
    [
        b"", b"null", b"[]", b"1", b'"x"', b"{", b"\xff\xfe", b"[" * 100_000, b"9" * 5000,
        b'{"conversation": 1, "message_id": [], "text": {}}',
        b'{"conversation": "percakapan-1", "message_id": "m1234567", "text": null}',
        b'{"conversation": "percakapan-1", "message_id": "m1234567", "text": "\\ud800"}',
        b'{"conversation": "percakapan-1\\n", "message_id": "m1234567", "text": "x"}',
        b'{"conversation": "../../etc", "message_id": "m1234567", "text": "x"}',
        b'{"conversation": "percakapan-1", "message_id": "m1234567", "text": "' + b"a" * 300_000 + b'"}',
    ],
)  # fmt: skip
def test_what_cannot_be_read_is_refused_in_one_sentence(client: httpx.Client, raw: bytes) -> None:
    answer = client.post("/api/chat", content=raw, headers={"content-type": "application/json"})
    assert answer.status_code == 422
    assert answer.json()["detail"].startswith("Pesan tidak dapat dibaca.")


@pytest.mark.parametrize("kind", ["multipart/form-data", "multipart/form-data; boundary=x"])
def test_a_broken_form_is_refused_in_the_same_words(client: httpx.Client, kind: str) -> None:
    answer = client.post("/api/chat", content=b"rusak", headers={"content-type": kind})
    assert answer.status_code == 422
    assert answer.json()["detail"].startswith("Pesan tidak dapat dibaca.")


def test_an_endless_body_is_not_read_to_its_end(client: httpx.Client) -> None:
    def endless() -> Iterator[bytes]:
        for _ in range(64):
            yield b"a" * 65536

    headers = {"content-type": "application/json"}
    try:
        answer = client.post("/api/chat", content=endless(), headers=headers)
    except httpx.HTTPError:  # the door closes while the rest is still being sent
        return
    assert answer.status_code == 413


def test_a_form_carries_a_message_or_a_recording(client: httpx.Client) -> None:
    said = {name: (None, value) for name, value in body().items()}
    assert client.post("/api/chat", files=said).json()["messages"]
    said = {name: (None, value) for name, value in body("").items()}
    answer = client.post("/api/chat", files=said | {"audio": ("a.ogg", b"OggS", "audio/ogg")}).json()
    assert answer["messages"][0]["text"] == texts().say("voice.hear.deaf")
    assert answer["messages"][0]["audio_url"].startswith("/suara/")


def test_a_recording_in_json_is_none(client: httpx.Client) -> None:
    answer = client.post("/api/chat", json=body("halo") | {"audio": "OggS"}).json()
    assert answer["messages"][0]["text"] == "Anda menulis: halo"


def test_a_file_comes_in_a_form_and_in_json_there_is_none(client: httpx.Client) -> None:
    said = {name: (None, value) for name, value in body("").items()}
    answer = client.post("/api/chat", files=said | {"file": ("surat.pdf", b"%PDF-1.7")}).json()
    assert answer["messages"][0]["text"].startswith("Berkas surat.pdf tidak kami simpan")
    answer = client.post("/api/chat", json=body("halo") | {"file": "JVBERi0="}).json()
    assert answer["messages"][0]["text"] == "Anda menulis: halo"


@pytest.mark.parametrize("words", ["", "\u0000", "\x00\x1b\x07", " \u200b "])
def test_a_message_of_nothing_is_answered_with_what_to_do(client: httpx.Client, words: str) -> None:
    answer = client.post("/api/chat", json=body(words)).json()
    assert answer["outcome"] == "failed_input"


def test_control_characters_and_long_words_do_no_harm(client: httpx.Client) -> None:
    for words in ("a\x00b", "a" * 199_000, "\U0001f600" * 1000, "'; DROP TABLE inbox; --", "{0} %s"):
        assert client.post("/api/chat", json=body(words)).status_code == 200


def test_an_answer_that_takes_too_long_comes_over_the_stream(
    client: httpx.Client, messages: Messages, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(web, "PATIENCE", -5.0)
    go = threading.Event()

    def slow(_body: object) -> list[dict[str, str]]:
        go.wait(10)
        return [{"text": "akhirnya"}]

    messages.rasa.reply = slow
    answer = client.post("/api/chat", json=body())
    assert answer.status_code == 202
    assert "tersimpan" in answer.json()["messages"][0]["text"]
    go.set()
    assert stream(messages, client, 1)[0][1] == "akhirnya"


def test_what_a_request_got_does_not_come_again_over_the_stream(
    client: httpx.Client, messages: Messages
) -> None:
    client.post("/api/chat", json=body())
    news(messages, "kabar dari petugas", "n1")
    assert [text for _, text in stream(messages, client, 1)] == ["kabar dari petugas"]


def test_news_is_delivered_once_but_made_up_for_after_a_broken_line(
    client: httpx.Client, messages: Messages
) -> None:
    first = news(messages, "satu", "n1")
    assert stream(messages, client, 1) == [(first, "satu")]
    second = news(messages, "dua", "n2")
    assert stream(messages, client, 1) == [(second, "dua")], "without a last id only what is new"
    assert stream(messages, client, 1, last=first) == [(second, "dua")], "with one, all after it"


def test_a_late_answer_lost_on_the_line_is_made_up_for_too(
    client: httpx.Client, door: web.WebDoor, messages: Messages
) -> None:
    long_ago = now() - timedelta(minutes=5)
    inbox_id = hear(messages.database, "halo", "percakapan-1", received_at=long_ago)
    door.workers.wake()
    until(lambda: messages.inbox(inbox_id).state == "done")
    (sent,) = door.later("percakapan-1", None)
    door.delivered([sent[0]])
    assert door.later("percakapan-1", None) == []
    assert door.later("percakapan-1", 0) == [sent]
    assert door.later("percakapan-1", sent[0]) == []


def test_a_stream_tells_nothing_of_another_conversation(door: web.WebDoor, messages: Messages) -> None:
    news(messages, "rahasia", "n1", "percakapan-2")
    assert door.later("percakapan-1", 0) == []
    assert door.later("tidak-dikenal", 0) == []


def test_a_stream_of_no_conversation_is_not_found(client: httpx.Client) -> None:
    for name in ("pendek", "a" * 65, "percakapan%0A", "percakapan-1%00"):
        answer = client.get(f"/api/chat/{name}/events")
        assert answer.status_code == 404
        assert "tidak dikenal" in answer.json()["detail"]


@pytest.mark.parametrize("last", ["x", "-1", "9" * 30])
def test_a_strange_last_event_id_is_refused(client: httpx.Client, last: str) -> None:
    answer = client.get("/api/chat/percakapan-1/events", headers={"Last-Event-ID": last})
    assert answer.status_code == 422


def test_nothing_is_acknowledged_that_is_not_stored(client: httpx.Client, messages: Messages) -> None:
    client.post("/api/chat", json=body("simpan dulu"))
    with messages.database.reading() as session:
        assert session.get_one(Inbox, 1).text == "simpan dulu"


def test_the_browsers_secret_is_kept_nowhere_in_clear(messages: Messages, client: httpx.Client) -> None:
    secret = "rahasia-peramban-0001"
    client.post("/api/chat", json=body(conversation=secret))
    with messages.database.reading() as session:
        names = session.scalars(select(Inbox.platform_id)).all()
    assert names
    assert not [name for name in names if secret in name]


def test_an_address_that_begins_too_many_conversations_is_told_when_to_come_again(
    client: httpx.Client, messages: Messages, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nothing is stored, and the same message is taken later; who is in a conversation is let through."""
    few = {name: limits.Limit(1, 60) for name in ("citizen", "waiting", "newcomers")}
    monkeypatch.setattr(limits, "limits", lambda: few | {"citizen": limits.Limit(9, 60)})
    elsewhere = {"x-forwarded-for": "203.0.113.7"}
    assert client.post("/api/chat", json=body("halo", "percakapan-a"), headers=elsewhere).status_code == 200
    refused = body("ajukan permohonan", "percakapan-b")
    answer = client.post("/api/chat", json=refused, headers=elsewhere)
    assert answer.status_code == 429
    assert 50 <= int(answer.headers["retry-after"]) <= 61
    assert "kirim lagi" in answer.json()["detail"]
    assert [one["message"] for one in messages.rasa.heard] == ["halo"]
    filing = body("ya, kirim permohonan", "percakapan-a")
    assert client.post("/api/chat", json=filing, headers=elsewhere).status_code == 200
    monkeypatch.setattr(limits, "limits", lambda: dict.fromkeys(few, limits.Limit(99, 60)))
    assert client.post("/api/chat", json=refused, headers=elsewhere).status_code == 200
    assert messages.rasa.heard[-1]["message"] == "ajukan permohonan"
