"""What the WhatsApp door sends before a judge we did not write: Prism, which serves Meta's own OpenAPI document.

The judge's known errors are listed with their reasons in docs/judges.md. Here each is shown to be all there is: a
request is refused as it is, and taken when its one known error is repaired and nothing else. Where Prism or Meta's
document is not, nothing is judged, and the tests say so.
"""

from __future__ import annotations

import json
import re
import shutil
import socket
import subprocess
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path
from typing import Any

import httpx
import pytest
from pywa.errors import WhatsAppError

from bot.channels.whatsapp import CHANNEL, WhatsAppDoor
from bot.conversations import conversation_for
from bot.outbox import Delivery, enqueue, take
from bot.reply import Choice, Reply
from bot.workers import Undeliverable
from office.clock import now
from office.settings import PROJECT
from tests.bot.house import Messages, open_messages
from tests.standins import samples
from tests.standins.voices import note
from tests.standins.whatsapp import WhatsApp

HERE = Path(__file__).parent / "whatsapp"
PRISM = HERE / "node_modules" / ".bin" / "prism"
DOCUMENT = PROJECT.parent / "shared" / "data" / "whatsapp" / "business-messaging-api_v23.0.yaml"
CITIZEN = "6281200000001"
Call = dict[str, Any]

pytestmark = pytest.mark.skipif(
    not (PRISM.exists() and DOCUMENT.exists() and shutil.which("node")),
    reason="Prism (npm) or Meta's OpenAPI document is not there: nothing is judged",
)


def without_tracker(call: Call) -> Call:
    """The document has ``biz_opaque_callback_data`` for calls only; Meta takes it with messages."""
    return {name: value for name, value in call.items() if name != "biz_opaque_callback_data"}


def with_policy(call: Call) -> Call:
    """The document asks for ``language.policy``, which its own example of a template does not have."""
    language = call["template"]["language"] | {"policy": "deterministic"}
    return call | {"template": call["template"] | {"language": language}}


REPAIRS: dict[str, Callable[[Call], Call] | None] = {
    "text": without_tracker,
    "buttons": without_tracker,
    "list": without_tracker,
    "template": with_policy,
    "document": without_tracker,
    "audio": None,
}
"""What the judge gets wrong of each kind of message."""


@pytest.fixture(scope="module")
def prism() -> Iterator[str]:
    """Prism on a port of its own; gives its address."""
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    told = [str(PRISM), "mock", "--port", str(port), "--errors", str(DOCUMENT)]
    with subprocess.Popen(told, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True) as process:
        assert process.stdout is not None
        assert any("is listening on" in line for line in process.stdout)
        yield f"http://127.0.0.1:{port}"
        process.terminate()


class Door:
    """The product's door, and everything it asked of Meta with the judge's word on it."""

    def __init__(self, messages: Messages) -> None:
        self.messages = messages
        self.door = WhatsAppDoor(messages.services)
        self.asked: list[tuple[httpx.Request, httpx.Response]] = []
        self.door._session.event_hooks = {"response": [lambda answer: self._note(answer)]}

    def _note(self, answer: httpx.Response) -> None:
        answer.read()
        self.asked.append((answer.request, answer))

    def delivery(self, reply: Reply) -> Delivery:
        with self.messages.database.writing() as session:
            talk = conversation_for(session, CHANNEL, CITIZEN)
            talk.last_in_at = now()
            enqueue(session, talk.id, [reply], f"news:{id(reply)}")
        found = take(self.messages.database, [CHANNEL])
        assert found is not None
        return found


@pytest.fixture
def door(prism: str, tmp_path: Path) -> Iterator[Door]:
    meta = WhatsApp()
    messages = open_messages(tmp_path, whatsapp=meta.settings() | {"api_base": prism})
    made = Door(messages)
    yield made
    made.door.stop()
    messages.close()
    meta.close()


def send(door: Door, kind: str) -> None:
    """Let the product send one message of this kind."""
    two = [Choice(title="Ya, kirim", payload="ya, kirim"), Choice(title="Ubah", payload="ubah")]
    five = [Choice(title=f"Ajukan permohonan informasi nomor {n}", payload=str(n)) for n in range(5)]
    replies = {
        "text": Reply(text="Permohonan Anda terdaftar."),
        "buttons": Reply(text="Sudah benar?", choices=two),
        "list": Reply(text="Pilih satu.", choices=five),
        "template": Reply(text="Jawaban siap", notice=True),
    }
    api = door.door._api
    if kind == "document":  # as the door sends files; the judge refuses the message after the upload
        api.send_document(CITIZEN, samples.PDF, filename="a.pdf", mime_type="application/pdf", tracker="1")
    elif kind == "audio":
        api.send_voice(CITIZEN, note("Permohonan Anda terdaftar."), mime_type="audio/ogg; codecs=opus")
    else:
        door.door.send(door.delivery(replies[kind]))


def refused_if(known: bool) -> AbstractContextManager[object]:
    """The product hears a refusal where the judge is known to be wrong, and only there."""
    return pytest.raises((Undeliverable, WhatsAppError)) if known else nullcontext()


def judged(asked: httpx.Request, body: Call) -> int:
    """The judge's word on the same request with another body."""
    headers = {name: asked.headers[name] for name in ("authorization", "user-agent")}
    return httpx.post(asked.url, json=body, headers=headers, timeout=30).status_code


@pytest.mark.parametrize("kind", REPAIRS)
def test_each_kind_of_message_is_as_meta_documents_it_but_for_the_judges_known_errors(
    door: Door, kind: str
) -> None:
    with refused_if(REPAIRS[kind] is not None):
        send(door, kind)
    request, answer = door.asked[-1]
    body = json.loads(request.content)
    repair = REPAIRS[kind]
    assert answer.status_code == (422 if repair else 200)
    assert judged(request, repair(body) if repair else body) == 200


@pytest.mark.parametrize(
    ("kind", "spoil"),
    [
        ("text", lambda body: body | {"type": "teks"}),
        ("text", lambda body: {name: value for name, value in body.items() if name != "to"}),
        ("buttons", lambda body: json.loads(re.sub(r'"title": "[^"]*"', '"title": 7', json.dumps(body)))),
        ("list", lambda body: body | {"interactive": {"type": "list"}}),
    ],
)
def test_the_judge_refuses_what_is_wrong(door: Door, kind: str, spoil: Any) -> None:
    with pytest.raises(Undeliverable):
        send(door, kind)
    request, _ = door.asked[-1]
    body = without_tracker(json.loads(request.content))
    assert judged(request, body) == 200
    assert judged(request, spoil(body)) == 422


@pytest.mark.parametrize("kind", ["document", "audio"])
def test_what_is_uploaded_is_a_form_as_meta_documents_it(door: Door, kind: str) -> None:
    with refused_if(REPAIRS[kind] is not None):
        send(door, kind)
    request, answer = door.asked[0]
    assert request.url.path.endswith("/media")
    assert answer.status_code == 200
