"""The command line beside a running server, or alone."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from bot.local import Refused, house, running_server, store
from bot.services import secret_file
from office.settings import Settings, load


@pytest.fixture
def settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    monkeypatch.setenv("TANYA_HOME", str(tmp_path))
    return load()


class Server:
    """As much of a running server as the command line asks of it."""

    def __init__(self, settings: Settings) -> None:
        token, server = secret_file(settings.secrets / "internal.token"), self
        self.asked: list[str] = []
        self.broken = False

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                known = self.headers.get("X-Tanya-Token") == token
                length = int(self.headers.get("content-length") or 0)
                body = json.loads(self.rfile.read(length) or b"{}")
                server.asked.append(self.path)
                answer = [{"question": each} for each in body.get("questions", [])]
                raw = json.dumps(answer).encode()
                self.send_response(500 if server.broken else 200 if known else 401)
                self.send_header("content-length", str(len(raw)))
                self.end_headers()
                self.wfile.write(raw)

            do_POST = do_GET

            def log_message(self, *_: object) -> None: ...

        self._http = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.address = f"http://127.0.0.1:{self._http.server_address[1]}"
        threading.Thread(target=self._http.serve_forever, args=(0.02,), daemon=True).start()
        (settings.home / "serve.json").write_text(json.dumps({"address": self.address}))

    def close(self) -> None:
        self._http.shutdown()
        self._http.server_close()


@pytest.fixture
def server(settings: Settings) -> Iterator[Server]:
    running = Server(settings)
    yield running
    running.close()


def test_a_running_server_is_asked_and_owns_the_index(settings: Settings, server: Server) -> None:
    with house(settings) as at_home:
        assert at_home.ask(["satu", "dua"]) == [{"question": "satu"}, {"question": "dua"}]
        at_home.sync()
        at_home.rebuild()
    assert server.asked == ["/internal/hello", "/internal/ask", "/internal/sync", "/internal/reindex"]


def test_a_server_that_fails_is_told_in_one_sentence(settings: Settings, server: Server) -> None:
    with house(settings) as at_home:
        server.broken = True
        with pytest.raises(Refused, match="tidak menjawab"):
            at_home.ask(["satu"])


@pytest.mark.parametrize(
    "note", ["", "{", "[]", '{"port": 1}', '{"address": "http://127.0.0.1:1"}', '{"address": 5}']
)
def test_a_note_that_leads_nowhere_means_nobody_is_running(settings: Settings, note: str) -> None:
    secret_file(settings.secrets / "internal.token")
    (settings.home / "serve.json").write_text(note)
    assert running_server(settings) is None


def test_a_server_of_another_home_is_not_ours(settings: Settings, server: Server) -> None:
    (settings.secrets / "internal.token").write_text("lain")
    assert running_server(settings) is None


def test_the_database_is_brought_to_its_present_shape(settings: Settings) -> None:
    with store(settings) as database, database.reading() as session:
        assert session.connection().exec_driver_sql("SELECT count(*) FROM inbox").scalar_one() == 0


def test_a_secret_is_made_once_and_read_by_its_owner_only(tmp_path: Path) -> None:
    path = tmp_path / "token"
    assert secret_file(path) == secret_file(path)
    assert path.stat().st_mode & 0o777 == 0o600
    assert len(secret_file(path)) > 30
