"""Who watches over us is told the truth, and figures are for who has the token."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from bot.health import router
from tests.bot.house import Messages


@pytest.fixture
def client(messages: Messages) -> Iterator[TestClient]:
    app = FastAPI()
    app.include_router(router(messages.services))
    with TestClient(app) as made:
        yield made


def test_alive_is_said_without_looking_at_anything_else(client: TestClient, messages: Messages) -> None:
    messages.rasa.close()
    assert client.get("/healthz").text == "ok"


def test_readiness_names_the_part_that_is_missing(client: TestClient, messages: Messages) -> None:
    messages.rasa.close()
    answer = client.get("/readyz")
    assert answer.status_code == 503
    assert answer.json() == {"engine": False, "database": True, "index": False}


def test_figures_are_for_who_has_the_token(client: TestClient, messages: Messages) -> None:
    token = (messages.services.settings.secrets / "metrics.token").read_text()
    told = {"Authorization": f"Bearer {token}"}
    assert "tanya_turns_total" in client.get("/metrics", headers=told).text
    for wrong in (
        {},
        {"Authorization": token},
        {"Authorization": "Bearer x"},
        {"Authorization": "Bearer \u00e9"},
    ):
        sent = {name.encode(): value.encode() for name, value in wrong.items()}
        assert client.get("/metrics", headers=sent).status_code == 401
