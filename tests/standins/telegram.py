"""A local server that speaks the part of Telegram's Bot API that the product uses, over real HTTP.

It keeps Telegram's rules that have bitten bots: an update stays until a later ``offset`` confirms it, a
message is 1 to 4096 characters, callback data 1 to 64 bytes, a wrong token is 401 (404 without digits).
"""

from __future__ import annotations

import contextlib
import json
import threading
import time
from dataclasses import dataclass, field
from email.parser import BytesParser
from email.policy import HTTP
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl, unquote

from tests.standins.telegram_calls import Webhook
from tests.standins.telegram_citizens import Citizens

TOKEN = "123456:local-stand-in"


@dataclass
class Telegram(Citizens):
    """The state of the platform: updates not yet confirmed, messages sent."""

    updates: list[dict[str, Any]] = field(default_factory=list)
    sent: list[dict[str, Any]] = field(default_factory=list)
    answered: list[str] = field(default_factory=list)
    calls: list[str] = field(default_factory=list)
    files: dict[str, bytes] = field(default_factory=dict)
    """Recordings of citizens by their file ids."""
    files_away: int = 0
    """So many next downloads fail, as on a bad network."""
    fail_documents: int = 0
    """So many next sendDocument calls fail."""
    fail_next: list[tuple[int, dict[str, Any]]] = field(default_factory=list)
    """Answers for the next sendMessage calls: (status, body without ``ok``)."""
    floods: dict[int, float] = field(default_factory=dict)
    """Until when (monotonic) a chat takes no more; a message before that is a flood."""
    lose_answers: int = 0
    """So many next messages are taken, and the connection breaks before the answer."""
    blocked: set[int] = field(default_factory=set)
    left: list[int] = field(default_factory=list)
    """Chats the bot has left."""
    commands: list[dict[str, str]] = field(default_factory=list)
    webhook: Webhook | None = None

    def __post_init__(self) -> None:
        self._lock = threading.Condition()
        self._next = 1
        platform = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers.get("content-length") or 0))
                if unquote(self.path).startswith(f"/file/bot{TOKEN}/"):
                    status, raw = platform.download(self.path.rsplit("/", 1)[1])
                else:
                    status, answer = platform.handle(
                        self.path, _fields(self.headers.get("content-type", ""), body)
                    )
                    raw = json.dumps(answer).encode()
                if platform.lose_answers and self.path.endswith("sendMessage"):
                    platform.lose_answers -= 1
                    self.close_connection = True
                    return
                self.send_response(status)
                self.send_header("content-type", "application/json")
                self.send_header("content-length", str(len(raw)))
                self.end_headers()
                with contextlib.suppress(BrokenPipeError):  # a bot that was stopped while it polled
                    self.wfile.write(raw)

            do_GET = do_POST

            def log_message(self, *_: object) -> None: ...

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self.address = f"http://127.0.0.1:{self._server.server_address[1]}"
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def close(self) -> None:
        if self.webhook is not None:
            self.webhook.close()
        self._server.shutdown()
        self._server.server_close()

    # --- what the bot calls -------------------------------------------------------------------------

    def handle(self, path: str, fields: dict[str, Any]) -> tuple[int, dict[str, Any]]:
        _, bot, method = ([*path.split("?")[0].split("/"), "", ""])[:3]
        if bot != f"bot{TOKEN}":
            return 401, {"ok": False, "error_code": 401, "description": "Unauthorized"}
        self.calls.append(method)
        fields |= dict(parse_qsl(path.partition("?")[2]))  # the Bot API takes what is asked in either place
        answer = getattr(self, f"_{method}", None)
        if answer is None:
            return 404, {"ok": False, "error_code": 404, "description": f"Not Found: {method}"}
        return answer(fields)

    def _getMe(self, _: dict[str, Any]) -> tuple[int, dict[str, Any]]:
        return _ok({"id": 123456, "is_bot": True, "first_name": "Tanya", "username": "tanya_bot"})

    def _getUpdates(self, fields: dict[str, Any]) -> tuple[int, dict[str, Any]]:
        if self.webhook is not None:
            return 409, {"ok": False, "error_code": 409, "description": "Conflict: webhook is active"}
        offset = int(fields.get("offset") or 0)
        with self._lock:
            self.updates = [update for update in self.updates if update["update_id"] >= offset]
            self._lock.wait_for(lambda: bool(self.updates), min(float(fields.get("timeout") or 0), 2.0))
            return _ok(self.updates[: int(fields.get("limit") or 100)])

    def _sendMessage(self, fields: dict[str, Any]) -> tuple[int, dict[str, Any]]:
        text = str(fields.get("text") or "")
        if self.fail_next:
            status, body = self.fail_next.pop(0)
            return status, {"ok": False, "error_code": status, **body}
        chat = int(fields["chat_id"])
        if chat in self.blocked:
            return 403, {
                "ok": False,
                "error_code": 403,
                "description": "Forbidden: bot was blocked by the user",
            }
        if (rest := self.floods.get(chat, 0.0) - time.monotonic()) > 0:
            asked = {"retry_after": int(rest) + 1}
            return 429, {
                "ok": False,
                "error_code": 429,
                "description": "Too Many Requests",
                "parameters": asked,
            }
        if not 1 <= len(text) <= 4096:
            return _bad("Bad Request: message is too long" if text else "Bad Request: message text is empty")
        markup = fields.get("reply_markup")
        markup = json.loads(markup) if isinstance(markup, str) else markup
        for row in (markup or {}).get("inline_keyboard", []):
            for button in row:
                if not 1 <= len(button["callback_data"].encode()) <= 64:
                    return _bad("Bad Request: BUTTON_DATA_INVALID")
        message = {**self._message(chat), "text": text}
        if markup:
            message["reply_markup"] = markup
        with self._lock:
            self.sent.append(message)
            self._lock.notify_all()
        return _ok(message)

    def _setWebhook(self, fields: dict[str, Any]) -> tuple[int, dict[str, Any]]:
        wanted = fields.get("allowed_updates") or "[]"
        if self.webhook is not None:
            self.webhook.close()
        told = json.loads(wanted) if isinstance(wanted, str) else wanted
        self.webhook = Webhook(str(fields["url"]), str(fields.get("secret_token") or ""), told)
        return _ok(True)

    def _deleteWebhook(self, _: dict[str, Any]) -> tuple[int, dict[str, Any]]:
        self.webhook = None
        return _ok(True)

    def _setMyCommands(self, fields: dict[str, Any]) -> tuple[int, dict[str, Any]]:
        commands = fields["commands"]
        self.commands = json.loads(commands) if isinstance(commands, str) else commands
        return _ok(True)

    def _leaveChat(self, fields: dict[str, Any]) -> tuple[int, dict[str, Any]]:
        self.left.append(int(fields["chat_id"]))
        return _ok(True)

    def _getFile(self, fields: dict[str, Any]) -> tuple[int, dict[str, Any]]:
        name = str(fields["file_id"])
        if name not in self.files:
            return _bad("Bad Request: invalid file_id")
        if len(self.files[name]) > 20 * 2**20:
            return _bad("Bad Request: file is too big")
        size = len(self.files[name])
        return _ok({"file_id": name, "file_unique_id": name, "file_size": size, "file_path": f"voice/{name}"})

    def download(self, name: str) -> tuple[int, bytes]:
        if self.files_away:
            self.files_away -= 1
            return 502, b""
        return (200, self.files[name]) if name in self.files else (404, b"")

    def _sendVoice(self, fields: dict[str, Any]) -> tuple[int, dict[str, Any]]:
        sound = fields["voice"]
        if not sound.startswith(b"OggS"):
            return _bad("Bad Request: wrong file type")
        name = f"jawaban-{len(self.sent)}"
        voice = {"file_id": name, "file_unique_id": name, "duration": 1, "file_size": len(sound)}
        message = {**self._message(int(fields["chat_id"])), "voice": voice}
        with self._lock:
            self.sent.append({**message, "text": "", "voice": {**voice, "sound": sound}})
            self._lock.notify_all()
        return _ok(message)

    def _sendDocument(self, fields: dict[str, Any]) -> tuple[int, dict[str, Any]]:
        if self.fail_documents:
            self.fail_documents -= 1
            return 502, {"ok": False, "error_code": 502, "description": "Bad Gateway"}
        content, name = fields["document"], fields["document.name"]
        told = {"file_id": "x", "file_unique_id": "x", "file_name": name, "file_size": len(content)}
        message = {**self._message(int(fields["chat_id"])), "document": told}
        with self._lock:
            self.sent.append({**message, "text": "", "document": {**told, "content": content}})
            self._lock.notify_all()
        return _ok(message)

    def _answerCallbackQuery(self, fields: dict[str, Any]) -> tuple[int, dict[str, Any]]:
        self.answered.append(str(fields["callback_query_id"]))
        return _ok(True)


def _ok(result: Any) -> tuple[int, dict[str, Any]]:
    return 200, {"ok": True, "result": result}


def _bad(description: str) -> tuple[int, dict[str, Any]]:
    return 400, {"ok": False, "error_code": 400, "description": description}


def _fields(kind: str, body: bytes) -> dict[str, Any]:
    if kind.startswith("application/json"):
        fields: dict[str, Any] = json.loads(body)
        return fields
    if kind.startswith("multipart/"):
        return _parts(kind, body)
    return dict(parse_qsl(body.decode()))


def _parts(kind: str, body: bytes) -> dict[str, Any]:
    """Fields of a multipart form: files as bytes, the others as text."""
    form = BytesParser(policy=HTTP).parsebytes(f"content-type: {kind}\r\n\r\n".encode() + body)
    found: dict[str, Any] = {}
    for part in form.iter_parts():
        content = part.get_payload(decode=True)
        name = str(part.get_param("name", header="content-disposition"))
        found[name] = content if part.get_filename() else content.decode()
        if part.get_filename():
            found[f"{name}.name"] = part.get_filename()
    return found
