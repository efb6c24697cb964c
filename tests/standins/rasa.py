"""A local server that speaks Rasa's REST input and keeps Rasa's sealed events table, over real HTTP and SQLite.

It keeps what the application leans on (bot/dialogue/loud_failures.py): a turn is saved before it is answered,
a failed turn is answered 503 and leaves no trace, and without a model every answer is 503.
"""

from __future__ import annotations

import json
import sqlite3
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from office.sealed import Sealer

Body = dict[str, Any]


def repeat(body: Body) -> list[Body]:
    """Says back what it heard."""
    return [{"text": f"Anda menulis: {body['message']}"}]


@dataclass
class Rasa:
    """The dialogue engine as the application sees it; ``reply`` gives the ``custom`` parts of an answer."""

    folder: Path
    sealer: Sealer
    reply: Callable[[Body], list[Body]] = repeat
    failed: list[str] = field(default_factory=list)
    """Names of actions that fail: while there are any, no turn is saved."""
    lose_answers: int = 0
    """So many turns are saved, and the connection breaks before they are answered."""
    heard: list[Body] = field(default_factory=list)
    acts: dict[str, str] = field(default_factory=dict)
    """What it understands of messages it is only asked about; all others are ``tanya``."""

    def __post_init__(self) -> None:
        self.database = f"sqlite:///{self.folder / 'dialogue.db'}"
        self._lock = threading.Lock()
        self.port = 0
        self.start()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def start(self) -> None:
        """Start, or start again under the same address."""
        platform = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                self.answer(503 if platform.failed == ["no model"] else 200, {"status": "ok"})

            def do_POST(self) -> None:
                body = json.loads(self.rfile.read(int(self.headers["content-length"])))
                if self.path.endswith("/understand"):
                    texts = [each["text"] for each in body["messages"]]
                    acts = [platform.acts.get(text, "tanya") for text in texts]
                    self.answer(200, [{"act": act, "confidence": 1.0, "decision": "act"} for act in acts])
                    return
                with platform._lock:
                    if platform.failed:
                        self.answer(503, {"failed": platform.failed})
                        return
                    said = platform._turn(body)
                    if platform.lose_answers:
                        platform.lose_answers -= 1
                        self.connection.close()
                        return
                self.answer(200, [{"recipient_id": body["sender"], "custom": part} for part in said])

            def answer(self, status: int, content: Any) -> None:
                raw = json.dumps(content).encode()
                self.send_response(status)
                self.send_header("content-type", "application/json")
                self.send_header("content-length", str(len(raw)))
                self.end_headers()
                self.wfile.write(raw)

            def log_message(self, *_: object) -> None: ...

        self._server = ThreadingHTTPServer(("127.0.0.1", self.port), Handler)
        self._server.daemon_threads = True
        self.port = self._server.server_address[1]
        threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True).start()

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()

    def remember(self, sender: str, *events: Body) -> None:
        """Write events as Rasa's tracker store does."""
        with sqlite3.connect(self.folder / "dialogue.db") as connection:
            connection.execute(
                "CREATE TABLE IF NOT EXISTS events (id INTEGER PRIMARY KEY, sender_id TEXT, type_name TEXT,"
                " timestamp REAL, data TEXT)"
            )
            rows = [
                (
                    sender,
                    event["event"],
                    event.get("timestamp", 0.0),
                    self.sealer.seal(json.dumps(event), sender),
                )
                for event in events
            ]
            connection.executemany(
                "INSERT INTO events (sender_id, type_name, timestamp, data) VALUES (?, ?, ?, ?)", rows
            )
        connection.close()

    def _turn(self, body: Body) -> list[Body]:
        self.heard.append(body)
        said = self.reply(body)
        user = {"event": "user", "text": body["message"], "metadata": body.get("metadata") or {}}
        bot = [{"event": "bot", "text": None, "data": {"custom": part}} for part in said]
        self.remember(body["sender"], user, *bot)
        return said
