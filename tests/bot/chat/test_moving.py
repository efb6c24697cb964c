"""A conversation goes on in another browser, by a code that opens once."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta
from itertools import count

import httpx
import pytest
import time_machine

from bot.chat.moving import HOLDS
from office.clock import now
from tests.bot.chat.house import House, cookie


@pytest.fixture(autouse=True)
def _fresh_minute() -> Iterator[None]:
    """Each test in minutes of its own: wrong codes of one count for the next."""
    with time_machine.travel(now() + timedelta(minutes=3 * next(MINUTES))):
        yield


MINUTES = count(1)


def say(client: httpx.Client, words: str) -> str:
    return client.post("/chat", data={"text": words, "message_id": f"{words:x<20}"}).text


def code_of(client: httpx.Client, base: str = "") -> str:
    found = re.search(r"Kode Anda: ([A-Z2-9-]{14})<", client.post(f"{base}/chat/kode").text)
    assert found is not None
    return found[1]


def test_a_conversation_goes_on_in_another_browser(house: House) -> None:
    old, new = house.client(), house.client()
    say(old, "dari kantor")
    assert (
        "Anda menulis: dari kantor"
        in new.post("/chat/lanjutkan", data={"code": f" {code_of(old).lower()} "}).text
    )
    say(new, "dari rumah")
    assert "Anda menulis: dari rumah" in old.get("/").text
    house.officer_says(cookie(old), "Untuk keduanya", f"both-{cookie(old)[:8]}")
    assert "Untuk keduanya" in new.get("/").text


def test_a_code_opens_once_and_only_the_newest(house: House) -> None:
    old, new = house.client(), house.client()
    say(old, "sekali saja")
    first, second = code_of(old), code_of(old)
    assert first != second
    assert new.post("/chat/lanjutkan", data={"code": first}).status_code == 422
    assert new.post("/chat/lanjutkan", data={"code": second}).status_code == 200
    again = house.client().post("/chat/lanjutkan", data={"code": second})
    assert again.status_code == 422
    assert "sekali saja" not in again.text
    assert "tidak dapat dipakai" in again.text


def test_a_code_ends_after_a_day(house: House) -> None:
    old = house.client()
    say(old, "besok lusa")
    code = code_of(old)
    with time_machine.travel(now() + HOLDS + timedelta(seconds=5)):
        assert house.client().post("/chat/lanjutkan", data={"code": code}).status_code == 422


def test_codes_cannot_be_guessed_for_ever(house: House) -> None:
    old, thief = house.client(), house.client()
    say(old, "milik saya")
    code = code_of(old)
    for _ in range(12):
        thief.post("/chat/lanjutkan", data={"code": "AAAA-AAAA-AAAA"})
    assert thief.post("/chat/lanjutkan", data={"code": code}).status_code == 422


@pytest.mark.parametrize("code", ["", "   ", "-", "?", "a" * 60])
def test_no_code_is_no_key(house: House, code: str) -> None:
    answer = house.client().post("/chat/lanjutkan", data={"code": code})
    assert answer.status_code == 422
    assert "tanya_percakapan" not in answer.cookies


def test_a_browser_without_a_conversation_has_nothing_to_take_along(house: House) -> None:
    client = house.client()
    assert "Belum ada percakapan" in client.post("/chat/kode").text
    assert "Buat kode" not in client.get("/chat/pindah").text


def test_from_the_frame_to_the_page(house: House) -> None:
    client, page = house.client(), house.client()
    framed = httpx.post(f"{house.url}/sematan/chat", data={"text": "dari sematan", "message_id": "s" * 20})
    known = {"Cookie": framed.headers["set-cookie"].split(";")[0]}
    told = client.post("/sematan/chat/kode", headers=known).text
    code = re.search(r"Kode Anda: ([A-Z2-9-]{14})<", told)
    assert code is not None
    assert "Anda menulis: dari sematan" in page.post("/chat/lanjutkan", data={"code": code[1]}).text
