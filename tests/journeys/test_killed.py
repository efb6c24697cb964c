"""The plug is pulled: application, Rasa or both are killed between any two turns of the form.

No message is lost, none counts twice, and there is one case in the end.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from uuid import uuid4

import httpx
import pytest

from tests.journeys.house import House, spoken, until

TURNS = [
    ("berapa harga kucing persia", "permohonan"),
    ("ajukan permohonan", "keperluan apa"),
    ("untuk penelitian skripsi di universitas", "memperoleh"),
    ("mendapat salinan", "Ke mana"),
    ("lewat percakapan ini", "untuk siapa"),
    ("untuk saya sendiri", "nama lengkap"),
    ("Budi Santoso", "16 angka"),
    ("3201014507900003", "alamat lengkap"),
    ("Jalan Melati 5 RT 2 RW 3 Kelurahan Sukamaju Kota Bahari", "telepon"),
    ("081234567890", "Mohon periksa"),
    ("ya, kirim", "0001/"),
]
"""What the citizen says, and what the answer must hold."""


def _kill_application(house: House) -> None:
    house.kill_application()
    house.start(wait=False)


def _kill_rasa(house: House) -> None:
    house.kill_rasa()


def _kill_both(house: House) -> None:
    house.kill_rasa()
    _kill_application(house)


@pytest.mark.parametrize("kill", [_kill_application, _kill_rasa, _kill_both])
def test_killing_between_any_two_turns_loses_nothing(
    new_house: Callable[..., House], kill: Callable[[House], None]
) -> None:
    house = new_house().start()
    conversation = uuid4().hex
    for words, expected in TURNS:
        answer = house.say(conversation, words)
        assert expected in spoken(answer), (words, spoken(answer), house.log())
        kill(house)
        until(lambda: _alive(house), 60, house.log)
    house.wait_until_ready()
    assert house.run("case", "list").stdout.count("/PPID/") == 1


def test_killing_in_the_middle_of_any_turn_counts_it_once(new_house: Callable[..., House]) -> None:
    house = new_house().start()
    conversation = uuid4().hex
    for number, (words, expected) in enumerate(TURNS):
        message_id = uuid4().hex
        sending = threading.Thread(target=_send, args=(house, conversation, words, message_id))
        sending.start()
        # Another moment of the turn each time: before it is stored, in Rasa, in the action, after it.
        time.sleep(0.004 * 2**number % 0.09)
        house.kill_application()
        sending.join()
        house.start()
        # The browser, which got no answer, sends the same message again.
        answer = house.say(conversation, words, message_id)
        assert expected in spoken(answer), (words, spoken(answer), house.log())
    assert house.run("case", "list").stdout.count("/PPID/") == 1


def test_the_same_message_twice_has_one_effect(house: House) -> None:
    conversation, message_id = uuid4().hex, uuid4().hex
    first = house.say(conversation, "bagaimana cara mengurus akta kelahiran", message_id)
    assert house.say(conversation, "bagaimana cara mengurus akta kelahiran", message_id) == first


def _send(house: House, conversation: str, words: str, message_id: str) -> None:
    body = {"conversation": conversation, "message_id": message_id, "text": words}
    try:
        httpx.post(f"{house.address}/api/chat", json=body, timeout=30)
    except httpx.HTTPError:
        return  # the plug was pulled


def _alive(house: House) -> bool:
    try:
        return httpx.get(f"{house.address}/healthz", timeout=5).status_code == 200
    except httpx.HTTPError:
        return False
