"""A local server that speaks the part of Meta's Graph API that the product uses, over real HTTP.

It keeps the platform's rules that have bitten bots: lengths and numbers of buttons and rows, a message id of
its own for every message taken, free text after the window is taken first and fails later as a status, and
every webhook call is signed over the raw body.
"""

from __future__ import annotations

import contextlib
import hashlib
import hmac
import json
import threading
import time
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import httpx

PHONE_ID = "106540352242922"
TOKEN = "local-stand-in-token"
APP_SECRET = "local-stand-in-secret"
VERIFY_TOKEN = "kata-kantor"
TEMPLATE = "jawaban_siap"


@dataclass
class WhatsApp:
    """The state of the platform: what citizens were sent, and where our webhook is."""

    webhook: str = ""
    sent: list[dict[str, Any]] = field(default_factory=list)
    fail_next: list[tuple[int, dict[str, Any]]] = field(default_factory=list)
    """Answers for the next calls that send: (status, error)."""
    recordings: dict[str, bytes] = field(default_factory=dict)
    """What citizens said, by its id at Meta's."""
    uploaded: list[bytes] = field(default_factory=list)
    """Sounds and documents the office laid there to be sent, as forms."""
    lose_answers: int = 0
    """So many next messages are taken, and the connection breaks before the answer."""
    files_away: int = 0
    """So many next looks for what a citizen sent fail, as on a bad day at Meta's."""
    fail_documents: int = 0
    """So many next documents of the office are refused as by an overloaded server."""
    ahead: float = 0.0
    """Seconds by which Meta's clock is ahead of the machine's, as the house's may be."""
    window_closed: set[str] = field(default_factory=set)
    """Who has not written for a day: free text is taken and then reported as failed, code 131047."""

    def __post_init__(self) -> None:
        self._lock = threading.Condition()
        self._next = 0
        platform = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers.get("content-length") or 0))
                status, answer = platform.handle(self.path, self.headers.get("authorization", ""), body)
                raw = json.dumps(answer).encode()
                if platform.lose_answers and self.path.endswith("/messages"):
                    platform.lose_answers -= 1
                    self.close_connection = True
                    return
                self.send_response(status)
                self.send_header("content-type", "application/json")
                self.send_header("content-length", str(len(raw)))
                self.end_headers()
                with contextlib.suppress(BrokenPipeError):
                    self.wfile.write(raw)

            def do_GET(self) -> None:
                kind, raw = platform.media(self.path)
                if platform.files_away:
                    platform.files_away -= 1
                    self.send_error(503)
                    return
                self.send_response(200 if raw else 404)
                self.send_header("content-type", kind)
                self.send_header("content-length", str(len(raw)))
                self.end_headers()
                self.wfile.write(raw)

            def log_message(self, *_: object) -> None: ...

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self.address = f"http://127.0.0.1:{self._server.server_address[1]}"
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def settings(self) -> dict[str, str]:
        """What the office enters to be served by this platform."""
        return {
            "phone_id": PHONE_ID,
            "token": TOKEN,
            "app_secret": APP_SECRET,
            "verify_token": VERIFY_TOKEN,
            "api_base": self.address,
        }

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()

    # --- what a citizen does ------------------------------------------------------------------------

    def write(self, number: str, text: str, **more: Any) -> httpx.Response:
        """A citizen sends a text."""
        return self.deliver(self.message(number, type="text", text={"body": text}, **more))

    def speak(self, number: str, audio: bytes) -> httpx.Response:
        """A citizen sends a voice note."""
        name = str(1000 + len(self.recordings))
        self.recordings[name] = audio
        told = {"id": name, "mime_type": "audio/ogg; codecs=opus", "sha256": "", "voice": True}
        return self.deliver(self.message(number, type="audio", audio=told))

    def file_message(
        self, number: str, content: bytes, name: str | None = None, caption: str = "", media: str = ""
    ) -> dict[str, Any]:
        """The value of a webhook call: a citizen sends a document, or a photo when it has no name."""
        kept = str(1000 + len(self.recordings))
        self.recordings[kept] = content
        told = {"id": kept, "caption": caption, "mime_type": media} | ({"filename": name} if name else {})
        kind = "document" if name else "image"
        return self.message(number, type=kind, **{kind: told})

    def documents(self, number: str) -> dict[str, bytes]:
        """Files that have reached the citizen, by name."""
        came = [message["document"] for message in self.messages(number) if message["type"] == "document"]
        return {each["filename"]: self.uploaded[int(each["id"].split("-")[1]) - 1] for each in came}

    def press(self, number: str, title: str) -> httpx.Response:
        """A citizen presses the newest button or row that says this."""
        for message in reversed(self.messages(number)):
            for kind, one in _offered(message):
                if title in (one["title"], one.get("description")):
                    reply = {"type": kind, kind: {"id": one["id"], "title": one["title"]}}
                    return self.deliver(self.message(number, type="interactive", interactive=reply))
        raise AssertionError(f"no button {title!r} was sent to {number}")

    def message(self, number: str, *, user_id: str | None = None, **content: Any) -> dict[str, Any]:
        """The value of one webhook call with one message. With ``user_id`` the citizen hides the number."""
        self.window_closed.discard(user_id or number)
        who = {"user_id": user_id} if user_id else {"wa_id": number}
        sender = {"from_user_id": user_id} if user_id else {"from": number}
        message = {"id": self._wamid(), "timestamp": str(int(time.time() + self.ahead)), **sender, **content}
        return {"contacts": [{"profile": {"name": "Warga"}, **who}], "messages": [message]}

    def status(self, message: dict[str, Any], status: str, code: int | None = None) -> dict[str, Any]:
        """The value of one webhook call that says what became of a message."""
        said = {"id": message["id"], "status": status, "timestamp": str(int(time.time() + self.ahead))}
        said["recipient_id"] = message["to"]
        if message.get("biz_opaque_callback_data"):
            said["biz_opaque_callback_data"] = message["biz_opaque_callback_data"]
        if code is not None:
            said["errors"] = [{"code": code, "title": "failed", "message": "failed"}]
        return {"statuses": [said]}

    def deliver(self, *values: dict[str, Any]) -> httpx.Response:
        """Call the webhook, signed."""
        about = {
            "messaging_product": "whatsapp",
            "metadata": {"display_phone_number": "62211", "phone_number_id": PHONE_ID},
        }
        changes = [{"field": "messages", "value": {**about, **value}} for value in values]
        payload = {"object": "whatsapp_business_account", "entry": [{"id": "1", "changes": changes}]}
        return self.call(json.dumps(payload).encode())

    def call(self, body: bytes, signature: str | None = None) -> httpx.Response:
        signed = signature if signature is not None else signature_of(body)
        headers = {"content-type": "application/json"} | ({"x-hub-signature-256": signed} if signed else {})
        return httpx.post(self.webhook, content=body, headers=headers, timeout=30)

    def messages(self, number: str) -> list[dict[str, Any]]:
        return [message for message in self.sent if message["to"] == number]

    def texts(self, number: str) -> list[str]:
        """What a citizen reads, in order."""
        return [_text(message) for message in self.messages(number)]

    def wait_for(self, number: str, count: int, seconds: float = 60) -> list[dict[str, Any]]:
        """Wait until this many messages have reached the citizen in all."""
        with self._lock:
            done = self._lock.wait_for(lambda: len(self.messages(number)) >= count, seconds)
        assert done, f"only {len(self.messages(number))} of {count} messages: {self.texts(number)}"
        return self.messages(number)

    def wait_until_quiet(self, number: str, seconds: float = 0.8) -> None:
        """Wait until nothing more has come for a moment: one turn may send several messages."""
        count = -1
        while count != len(self.messages(number)):
            count = len(self.messages(number))
            time.sleep(seconds)

    def media(self, path: str) -> tuple[str, bytes]:
        """Where a recording lies, then the recording."""
        name = path.split("?")[0].rsplit("/", 1)[1]
        audio = self.recordings.get(name, b"")
        if "/store/" in path or not audio:
            return "audio/ogg", audio
        told = {"id": name, "url": f"{self.address}/store/{name}", "mime_type": "audio/ogg", "sha256": ""}
        return "application/json", json.dumps(told | {"file_size": len(audio)}).encode()

    # --- what the office calls ----------------------------------------------------------------------

    def handle(self, path: str, authorization: str, body: bytes) -> tuple[int, dict[str, Any]]:
        if authorization != f"Bearer {TOKEN}":
            return _error(401, 190, "Invalid OAuth access token")
        if path.endswith(f"/{PHONE_ID}/media"):
            self.uploaded.append(body)
            return 200, {"id": f"unggah-{len(self.uploaded)}"}
        if not path.endswith(f"/{PHONE_ID}/messages"):
            return _error(400, 100, f"Unsupported post request to {path}")
        if self.fail_next:
            status, error = self.fail_next.pop(0)
            return status, {"error": error}
        message = json.loads(body)
        if self.fail_documents and message.get("type") == "document":
            self.fail_documents -= 1
            return _error(503, 131016, "Service overloaded")
        wrong = _wrong(message)
        if wrong:
            return _error(400, 131009, wrong)
        to = message.get("to") or message.get("recipient")
        message |= {"id": self._wamid(), "to": to}
        closed = to in self.window_closed and message["type"] != "template"
        with self._lock:
            if not closed:
                self.sent.append(message)
            self._lock.notify_all()
        if closed:
            threading.Thread(target=self.deliver, args=(self.status(message, "failed", 131047),)).start()
        answer = {"messaging_product": "whatsapp", "contacts": [{"input": to, "wa_id": to}]}
        return 200, {**answer, "messages": [{"id": message["id"]}]}

    def _wamid(self) -> str:
        with self._lock:
            self._next += 1
            return f"wamid.{id(self):x}{self._next:06d}"


def signature_of(body: bytes, secret: str = APP_SECRET) -> str:
    """Meta's signature of a call."""
    return "sha256=" + hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()


def _text(message: dict[str, Any]) -> str:
    kind = message["type"]
    if kind == "text":
        return str(message["text"]["body"])
    if kind == "interactive":
        return str(message["interactive"]["body"]["text"])
    return f"[{kind} {message[kind].get('name', '')}]".replace(" ]", "]")


def _offered(message: dict[str, Any]) -> list[tuple[str, dict[str, Any]]]:
    if message["type"] != "interactive":
        return []
    action = message["interactive"]["action"]
    buttons = [("button_reply", one["reply"]) for one in action.get("buttons", [])]
    rows = [("list_reply", row) for section in action.get("sections", []) for row in section["rows"]]
    return [*buttons, *rows]


def _wrong(message: dict[str, Any]) -> str | None:
    """The first of the platform's limits that a message breaks."""
    kind = message.get("type")
    if kind == "text":
        return None if 1 <= len(message["text"]["body"]) <= 4096 else "text must be 1 to 4096 characters"
    if kind in ("audio", "document"):
        return None if message[kind].get("id") else f"{kind} needs the id of an upload"
    if kind == "template":
        return None if message["template"]["name"] == TEMPLATE else "template does not exist"
    if kind != "interactive":
        return f"unknown type {kind}"
    if not 1 <= len(message["interactive"]["body"]["text"]) <= 1024:
        return "body must be 1 to 1024 characters"
    action = message["interactive"]["action"]
    buttons = [one["reply"] for one in action.get("buttons", [])]
    rows = [row for section in action.get("sections", []) for row in section["rows"]]
    if len(buttons) > 3 or any(not 1 <= len(one["title"]) <= 20 or len(one["id"]) > 256 for one in buttons):
        return "at most 3 buttons of 20 characters"
    if len(rows) > 10 or any(not 1 <= len(row["title"]) <= 24 or len(row["id"]) > 200 for row in rows):
        return "at most 10 rows of 24 characters"
    if any(len(row.get("description") or "") > 72 for row in rows):
        return "a description has at most 72 characters"
    if rows and not 1 <= len(action.get("button", "")) <= 20:
        return "the list's button has 1 to 20 characters"
    ids = [one["id"] for one in (*buttons, *rows)]
    titles = [one["title"] for one in buttons]
    return "ids and titles must differ" if len({*ids}) < len(ids) or len({*titles}) < len(titles) else None


def _error(status: int, code: int, message: str) -> tuple[int, dict[str, Any]]:
    return status, {"error": {"message": message, "type": "OAuthException", "code": code, "fbtrace_id": "x"}}
