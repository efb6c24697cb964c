"""Addresses without a page, requests that cannot be read, and HEAD, on the whole application."""

from __future__ import annotations

from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from bot.app import build
from knowledge.answerer import Answerer
from tests.bot.house import open_messages

BROWSER = {"accept": "text/html,application/xhtml+xml"}


@pytest.fixture
def client(tmp_path: Path) -> TestClient:
    messages = open_messages(tmp_path)
    messages.services.answerer = Answerer(messages.database, messages.services.settings)
    # Without its lifespan: no worker is needed to say that a page is missing.
    return TestClient(build(messages.services, None), follow_redirects=False)


@pytest.mark.parametrize("path", ["/tidak-ada", "/desk/tidak-ada", "/chat/tidak/ada"])
def test_a_browser_gets_a_page_with_ways_on(client: TestClient, path: str) -> None:
    answer = client.get(path, headers=BROWSER)
    assert answer.status_code == 404
    assert "Halaman tidak ditemukan" in answer.text
    assert 'href="/dip"' in answer.text
    assert "Content-Security-Policy" in answer.headers


@pytest.mark.parametrize("path", ["/api/tidak-ada", "/channels/tidak-ada", "/tidak-ada"])
def test_a_program_gets_json(client: TestClient, path: str) -> None:
    answer = client.get(path, headers={"accept": "application/json"})
    assert (answer.status_code, answer.headers["content-type"]) == (404, "application/json")


def test_a_search_that_cannot_be_read_gets_a_page(client: TestClient) -> None:
    answer = client.get("/dip", params={"kata": "a" * 600}, headers=BROWSER)
    assert answer.status_code == 422
    assert "tidak dapat dibaca" in answer.text
    assert "aaaa" not in answer.text


def test_the_wrong_method_on_a_page_keeps_what_is_allowed(client: TestClient) -> None:
    answer = client.delete("/", headers=BROWSER)
    assert answer.status_code == 405
    assert answer.headers["allow"] == "GET"
    assert "<h1>" in answer.text


@pytest.mark.parametrize("path", ["/", "/dip", "/status", "/aksesibilitas", "/healthz"])
def test_head_is_get_without_the_body(client: TestClient, path: str) -> None:
    got, head = client.get(path), client.head(path)
    assert (head.status_code, head.content) == (200, b"")
    assert head.headers["content-type"] == got.headers["content-type"]


def test_head_of_a_stream_ends(client: TestClient) -> None:
    client.get("/")
    assert client.head("/chat/events").status_code == 200


def test_head_of_nothing_is_404(client: TestClient) -> None:
    assert client.head("/tidak-ada").status_code == 404
