"""What comes later: over the stream, once, to every tab and to nobody else."""

from __future__ import annotations

import re

import httpx
import pytest

from bot.channels import web
from tests.bot.chat.house import House, cookie


def read_event(stream: httpx.Response) -> dict[str, str]:
    event: dict[str, str] = {}
    for text in stream.iter_lines():
        name, _, value = text.partition(": ")
        if name in ("id", "event", "data"):
            event[name] = f"{event[name]}\n{value}" if name in event else value
        if not text and "data" in event:
            return event
    raise AssertionError("the stream ended")


def test_an_answer_that_takes_long_is_announced_and_follows(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(web, "PATIENCE", 0.2)
    house.engine.free.clear()
    client = house.client()
    page = client.post("/chat", data={"text": "mohon ditunggu", "message_id": "e" * 20}).text
    assert "Jawabannya menyusul" in page
    house.engine.free.set()
    waiting = re.search(r'sse-connect="/chat/events\?after=(\d+)&amp;waiting=(\d+)"', page)
    assert waiting
    with client.stream("GET", f"/chat/events?after={waiting[1]}&waiting={waiting[2]}") as stream:
        event = read_event(stream)
    assert "Anda menulis: mohon ditunggu" in event["data"]
    assert f'id="menyusul-{waiting[2]}" hx-swap-oob="delete"' in event["data"]
    assert "Jawabannya menyusul" not in client.get("/").text


def test_officers_answers_come_over_the_stream_to_every_tab(house: House) -> None:
    client = house.client()
    client.post("/chat", data={"text": "halo", "message_id": "f" * 20})
    page = client.get("/").text
    after = re.search(r"after=(\d+)", page)
    assert after
    ids = [
        house.officer_says(cookie(client), f"Jawaban <{n}>", f"tab-{cookie(client)[:8]}-{n}") for n in (1, 2)
    ]
    for _tab in range(2):
        with client.stream("GET", f"/chat/events?after={after[1]}") as stream:
            event = read_event(stream)
        assert event["id"] == str(ids[0])
        assert "Jawaban &lt;1&gt;" in event["data"]
        assert "line officer" in event["data"]
    with client.stream(
        "GET", f"/chat/events?after={after[1]}", headers={"Last-Event-ID": str(ids[0])}
    ) as stream:
        assert read_event(stream)["id"] == str(ids[1])
    reloaded = client.get("/").text
    assert reloaded.count("Jawaban &lt;1&gt;") == 1
    assert f"after={ids[1]}" in reloaded


def test_what_the_page_shows_does_not_come_again(house: House) -> None:
    client = house.client()
    client.post("/chat", data={"text": "halo", "message_id": "g" * 20})
    house.officer_says(cookie(client), "Sudah di halaman", f"seen-{cookie(client)[:8]}")
    page = client.get("/").text
    assert "Sudah di halaman" in page
    after = re.search(r"after=(\d+)", page)
    assert after
    next_id = house.officer_says(cookie(client), "Baru", f"new-{cookie(client)[:8]}")
    with client.stream("GET", f"/chat/events?after={after[1]}") as stream:
        assert read_event(stream)["id"] == str(next_id)


def test_nobody_reads_along(house: House) -> None:
    mine, other = house.client(), house.client()
    mine.post("/chat", data={"text": "rahasia saya", "message_id": "h" * 20})
    other.get("/")
    assert "rahasia saya" not in other.get("/").text
    assert httpx.get(f"{house.url}/chat/events?after=0").status_code == 404


@pytest.mark.parametrize(
    "query",
    ["after=x", "after=-1", "after=9223372036854775808", "waiting=x", "waiting=1" + "&waiting=1" * 100],
)
def test_an_odd_stream_address_is_refused(house: House, query: str) -> None:
    client = house.client()
    client.get("/")
    assert client.get(f"/chat/events?{query}").status_code == 422
