"""Whatever anybody sends to any address: the right status, no effect, and never an error of ours."""

from __future__ import annotations

import json
import os
import socket
import threading
from collections.abc import Iterator
from typing import Any

import httpx
import pytest
import schemathesis
import uvicorn
from fastapi import FastAPI
from fastapi.routing import APIRoute, iter_route_contexts
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import response_schema_conformance, status_code_conformance

from bot.app import build
from bot.channels.telegram import webhook_secret
from bot.services import open_services
from office.database import Database, sealer
from office.migrations import migrate
from office.settings import Settings
from tests.bot.house import until
from tests.standins.rasa import Rasa
from tests.standins.telegram import TOKEN, Telegram
from tests.standins.whatsapp import PHONE_ID, WhatsApp, signature_of

EXAMPLES = int(os.environ.get("TANYA_FUZZ", "100"))
"""Calls made up for each of the tests below; more for a longer run (docs/benchmarks/fuzzing.md)."""
BODIES = [
    (b"", ""),
    (b"", "application/json"),
    (b"{", "application/json"),
    (b"null", "application/json"),
    (b"[" * 20_000, "application/json"),
    (b"\xff\xfe\x00\x80", "application/json"),
    (b"\xff\xfe\x00\x80", "application/x-www-form-urlencoded"),
    (b"a=%00&b=%FF&=&&csrf=" + b"x" * 5000, "application/x-www-form-urlencoded"),
    (b"--x\r\n", "multipart/form-data; boundary=x"),
    (
        b'--x\r\nContent-Disposition: form-data; name="text"\r\n\r\n\x00\r\n--x--\r\n',
        "multipart/form-data; boundary=x",
    ),
    (b"x", "multipart/form-data"),
    (b"<a/>", "application/xml"),
]


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[FastAPI]:
    """The whole application with every door open."""
    home = tmp_path_factory.mktemp("home")
    (home / "secrets").mkdir()
    telegram, whatsapp = Telegram(), WhatsApp()
    told = Settings(
        home=home,
        public_url="http://testserver",
        telegram={"token": TOKEN, "api_base": telegram.address, "receive": "webhook"},
        whatsapp=whatsapp.settings(),
    )
    migrate(told)
    Database(told).close()  # makes the key that Rasa's tracker is sealed with
    rasa = Rasa(home, sealer())
    services = open_services(told, rasa.url)
    yield build(services, None)
    services.close()
    for platform in (rasa, telegram, whatsapp):
        platform.close()


@pytest.fixture(scope="module")
def address(app: FastAPI) -> Iterator[str]:
    """The application served over real HTTP."""
    listening = socket.create_server(("127.0.0.1", 0))
    server = uvicorn.Server(uvicorn.Config(app, log_level="critical"))
    thread = threading.Thread(target=server.run, args=([listening],), daemon=True)
    thread.start()
    until(lambda: server.started, 30)
    yield f"http://127.0.0.1:{listening.getsockname()[1]}"
    server.should_exit = True
    thread.join(timeout=15)


@pytest.fixture(scope="module")
def client(address: str) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=address, timeout=60) as made:
        yield made


def posts(app: FastAPI) -> list[str]:
    """Every address that takes a POST, its fields filled with something."""
    found = [context.route for context in iter_route_contexts(app.routes)]
    paths = [route.path_format for route in found if isinstance(route, APIRoute) and "POST" in route.methods]
    return [path.replace("{", "").replace("}", "") for path in paths]


@pytest.mark.parametrize(("body", "kind"), BODIES)
def test_no_address_that_takes_a_post_fails_on_a_bad_one(
    app: FastAPI, client: httpx.Client, body: bytes, kind: str
) -> None:
    addresses = posts(app)
    assert len(addresses) > 60, "the walk must see the desk, the pages, the doors and the actions"
    assert {"/api/chat", "/chat", "/channels/whatsapp/webhook", "/channels/telegram/webhook"} <= set(
        addresses
    )
    failed = {
        path: status
        for path in addresses
        if (status := client.post(path, content=body, headers={"content-type": kind}).status_code) >= 500
    }
    assert failed == {}


# --- the interface as it describes itself -----------------------------------------------------------------


@pytest.fixture(scope="module")
def operations(address: str) -> list[Any]:
    """Everything the document names, but the stream: a known conversation's has no end to wait for."""
    document = schemathesis.openapi.from_url(f"{address}/openapi.json").exclude(path_regex="/events$")
    return [operation.ok() for operation in document.get_all_operations()]


@settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_the_interface_answers_everything_as_it_says(operations: list[Any], data: st.DataObject) -> None:
    operation = data.draw(st.sampled_from(operations))
    case = data.draw(operation.as_strategy())
    case.call_and_validate(checks=[not_a_server_error, status_code_conformance, response_schema_conformance])


@pytest.mark.parametrize(
    "name", ["x", "a b c d e f g", "%00" * 9, "..%2F..%2Fetc%2Fpasswd", "é" * 9, "a" * 65]
)
def test_a_stream_of_no_conversation_is_not_found(client: httpx.Client, name: str) -> None:
    assert client.get(f"/api/chat/{name}/events").status_code == 404


# --- calls that carry the platform's proof ----------------------------------------------------------------

LEAVES = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(max_size=20)
)
NAMES = st.sampled_from(
    (
        *("object", "entry", "changes", "field", "value", "messages", "statuses"),
        *("contacts", "metadata", "phone_number_id", "id", "from", "timestamp", "type"),
        *("text", "body", "button", "interactive", "button_reply", "list_reply", "audio"),
        *("image", "wa_id", "user_id", "status", "errors", "code", "update_id"),
        *("message", "edited_message", "callback_query", "my_chat_member", "chat", "date", "message_id"),
        *("data", "voice", "file_id", "new_chat_member"),
    )
)
NESTED = st.recursive(
    LEAVES,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(NAMES, inner, max_size=6),
    max_leaves=25,
)
VALUES = st.dictionaries(NAMES, NESTED, max_size=6)


@settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=list(HealthCheck))
@given(value=VALUES)
def test_a_signed_whatsapp_call_with_anything_in_it_is_read_or_refused(
    client: httpx.Client, value: Any
) -> None:
    value = {"metadata": {"phone_number_id": PHONE_ID}} | value
    changes = [{"field": "messages", "value": value}]
    body = json.dumps({"object": "x", "entry": [{"changes": changes}]}).encode()
    answer = client.post(
        "/channels/whatsapp/webhook", content=body, headers={"x-hub-signature-256": signature_of(body)}
    )
    assert answer.status_code in (200, 400)


@settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=list(HealthCheck))
@given(update=VALUES)
def test_an_update_with_anything_in_it_is_read_or_refused(client: httpx.Client, update: Any) -> None:
    answer = client.post(
        "/channels/telegram/webhook",
        json=update,
        headers={"x-telegram-bot-api-secret-token": webhook_secret(TOKEN)},
    )
    assert answer.status_code in (200, 400)
