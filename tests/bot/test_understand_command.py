"""``tanya understand -`` beside a running server, which is stood in for."""

from __future__ import annotations

import io
import json
from typing import Any

import httpx
import pytest

from bot import understanding
from bot.local import Refused
from office.settings import Settings


class Beside:
    """A server that hears every message as the act its text names."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.asked: list[list[dict[str, Any]]] = []
        self.status = 200
        client = httpx.Client(transport=httpx.MockTransport(self._answer), base_url="http://house")
        monkeypatch.setattr(understanding, "running_server", lambda _: client)

    def _answer(self, request: httpx.Request) -> httpx.Response:
        asked = json.loads(request.content)
        self.asked.append(asked)
        judged = [{"act": each["text"], "confidence": 1.0, "decision": "act"} for each in asked]
        return httpx.Response(self.status, json=judged)


@pytest.fixture
def beside(monkeypatch: pytest.MonkeyPatch) -> Beside:
    return Beside(monkeypatch)


def lines(*messages: Any) -> io.StringIO:
    return io.StringIO("".join(json.dumps(message) + "\n" for message in messages))


def test_one_line_out_for_each_line_in_in_order(beside: Beside, capsys: pytest.CaptureFixture[str]) -> None:
    many = [{"text": f"act {number}", "question": None} for number in range(150)]
    understanding.understand(Settings(), lines(*many))
    said = [json.loads(line)["act"] for line in capsys.readouterr().out.splitlines()]
    assert said == [each["text"] for each in many]
    assert max(len(batch) for batch in beside.asked) <= understanding.AT_ONCE


def test_the_question_goes_along_and_other_fields_do_not(beside: Beside) -> None:
    understanding.understand(
        Settings(), lines({"text": "a", "question": "nama", "context": "Siapa nama Anda?"}, {"text": "b"})
    )
    assert beside.asked == [[{"text": "a", "question": "nama"}, {"text": "b", "question": None}]]


@pytest.mark.parametrize("line", ["halo", "{}", '{"text": 1}', "[]"])
def test_a_line_that_cannot_be_read_is_named(beside: Beside, line: str) -> None:
    with pytest.raises(Refused, match="Baris 2"):
        understanding.understand(Settings(), io.StringIO('{"text": "a"}\n' + line + "\n"))


def test_an_engine_that_is_away_is_said_so(beside: Beside) -> None:
    beside.status = 503
    with pytest.raises(Refused, match="tidak menjawab"):
        understanding.understand(Settings(), lines({"text": "a"}))
