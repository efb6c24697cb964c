"""The Telegram door before a judge we did not write: tg-auto-test, which plays Telegram and one citizen
(docs/judges.md).

It needs Python 3.12 and runs in its own process and environment (``telegram/judge.py``); our door talks HTTP with it
as with Telegram. Where that environment is not, nothing is judged, and the tests say so.
"""

from __future__ import annotations

import base64
import json
import re
import socket
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from bot.aloud import Voice
from bot.channels.telegram import TelegramDoor
from bot.reply import Choice, Reply, Source
from bot.tables import SentFile
from office.texts import texts
from tests.bot.channels.doorkit import CalledDoor
from tests.bot.house import open_messages, until
from tests.standins import samples
from tests.standins.telegram import TOKEN
from voice.speaking import speaker

HERE = Path(__file__).parent / "telegram"
PYTHON = HERE / ".venv" / "bin" / "python"
CITIZEN = 9001
"""The one citizen it plays."""
NOTICE = texts().say("dialogue.data_use", days=30)

pytestmark = pytest.mark.skipif(
    not PYTHON.exists(), reason="tg-auto-test is not installed (it needs Python 3.12): nothing is judged"
)


class Judge:
    """The judge's process, asked line by line."""

    def __init__(self) -> None:
        self.process = subprocess.Popen(
            [str(PYTHON), str(HERE / "judge.py")], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        self.address = f"http://127.0.0.1:{self._read()['port']}"

    def say(self, text: str, expected: int = 1) -> list[dict[str, Any]]:
        return self._heard(do="say", text=text, expected=expected)

    def press(self, title: str, expected: int = 1) -> list[dict[str, Any]]:
        """The button of this title under the last message."""
        return self._heard(do="press", title=title, expected=expected)

    def send(self, content: bytes, expected: int = 1, **options: bool) -> list[dict[str, Any]]:
        plain = base64.b64encode(content).decode()
        return self._heard(do="send", content=plain, options=options, expected=expected)

    def listen(self, expected: int = 1) -> None:
        """From now on the next messages are listened for; ``heard`` gives them."""
        self._write(do="wait", expected=expected)
        assert self._read() == {"listening": True}

    def heard(self) -> list[dict[str, Any]]:
        answer = self._read()
        assert "failed" not in answer, answer
        return list(answer["heard"])

    def looks(self) -> dict[str, Any]:
        """What it has seen of the bot so far, and what it refused."""
        self._write(do="looks")
        return self._read()

    def close(self) -> None:
        assert self.process.stdin is not None
        self.process.stdin.close()
        self.process.wait(timeout=20)

    def _heard(self, **told: Any) -> list[dict[str, Any]]:
        self._write(**told)
        return self.heard()

    def _write(self, **told: Any) -> None:
        assert self.process.stdin is not None
        self.process.stdin.write(json.dumps(told) + "\n")
        self.process.stdin.flush()

    def _read(self) -> dict[str, Any]:
        assert self.process.stdout is not None
        line = self.process.stdout.readline()
        assert line, "the judge has gone"
        return dict(json.loads(line))


@pytest.fixture
def judge() -> Iterator[Judge]:
    running = Judge()
    yield running
    running.close()


class SpeakingDoor(CalledDoor):
    """The door with the house's own voice."""

    def open(self) -> TelegramDoor:
        services = self.messages.services
        self.voice = Voice(services, speaker(services.settings))
        return TelegramDoor(services, self.voice)

    def stop(self) -> None:
        super().stop()
        self.voice.close()


@pytest.fixture
def door(tmp_path: Path, judge: Judge) -> Iterator[SpeakingDoor]:
    listening = socket.create_server(("127.0.0.1", 0))
    address = f"http://127.0.0.1:{listening.getsockname()[1]}"
    told = {"token": TOKEN, "api_base": judge.address, "receive": "webhook"}
    messages = open_messages(tmp_path, telegram=told, public_url=address)
    made = SpeakingDoor(messages, listening)
    until(lambda: "setMyCommands" in judge.looks()["methods"])
    yield made
    assert judge.looks()["refused"] == []
    made.stop()
    messages.close()


def plain(heard: list[dict[str, Any]]) -> list[str]:
    return [message["text"] for message in heard]


def test_words_in_the_notice_and_the_answer_out(door: SpeakingDoor, judge: Judge) -> None:
    assert plain(judge.say("apa syarat akta?", expected=2)) == [NOTICE, "Anda menulis: apa syarat akta?"]
    assert plain(judge.say("dan kartu keluarga?")) == ["Anda menulis: dan kartu keluarga?"]


def test_marks_of_formatting_languages_arrive_as_they_are_written(door: SpeakingDoor, judge: Judge) -> None:
    judge.say("halo", expected=2)
    (said,) = judge.say("<b>_tarif_</b> *2026* [a](b) ~x~ `y`")
    assert said["text"] == "Anda menulis: <b>_tarif_</b> *2026* [a](b) ~x~ `y`"
    assert said["entities"] == 0


def test_a_button_is_pressed_and_stops_spinning(door: SpeakingDoor, judge: Judge) -> None:
    choices = [
        Choice(title="Ya, kirim", payload="ya, kirim permohonan"),
        Choice(title="Ubah", payload="ubah"),
    ]
    door.messages.rasa.reply = lambda body: [
        {"text": body["message"], "choices": [choice.model_dump() for choice in choices]}
    ]
    _, said = judge.say("halo", expected=2)
    assert said["buttons"] == [["Ya, kirim"], ["Ubah"]]
    assert plain(judge.press("Ya, kirim")) == ["ya, kirim permohonan"]
    until(lambda: "answerCallbackQuery" in judge.looks()["methods"])


def test_a_long_answer_comes_in_parts_with_its_source(door: SpeakingDoor, judge: Judge) -> None:
    words = "\n".join(f"Baris {n} tentang anggaran." for n in range(400))
    source = Source(title="DIP", unit="Diskominfo", date="2026-01-02", url="https://contoh.example/1")
    judge.listen(expected=3)
    door.news(CITIZEN, Reply(text=words, sources=[source]))
    parts = plain(judge.heard())
    assert all(len(part) <= 4096 for part in parts)
    assert "\n".join(parts) == f"{words}\n\nSumber: DIP, Diskominfo, 2026-01-02\nhttps://contoh.example/1"


def test_a_recording_comes_in_whole_and_a_reply_goes_out_spoken(door: SpeakingDoor, judge: Judge) -> None:
    judge.listen(expected=2)
    door.news(CITIZEN, Reply(text="Permohonan Anda terdaftar.", aloud=1.0))
    text, spoken = judge.heard()
    assert text["text"] == "Permohonan Anda terdaftar."
    assert spoken["voice"]
    recording = base64.b64decode(spoken["content"])
    assert recording.startswith(b"OggS")
    judge.send(recording, expected=0, voice_note=True)
    (remote,) = judge.looks()["files"]
    assert door.door.fetch(remote) == recording


def test_a_document_comes_in_whole(door: SpeakingDoor, judge: Judge) -> None:
    judge.send(samples.PDF, expected=0, force_document=True)
    with door.messages.database.reading() as session:
        remote = session.scalars(select(SentFile.remote)).one()
    assert remote is not None
    assert door.door.fetch(remote) == samples.PDF


def test_the_menu_of_commands_is_one_that_telegram_takes(door: SpeakingDoor, judge: Judge) -> None:
    commands = judge.looks()["commands"]
    assert {"start", "bantuan", "data_saya"} <= {one["command"] for one in commands}
    for one in commands:
        assert re.fullmatch(r"[a-z0-9_]{1,32}", one["command"])
        assert 1 <= len(one["description"]) <= 256
