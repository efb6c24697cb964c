"""tg-auto-test behind HTTP: it plays Telegram and one citizen for a bot that runs elsewhere; Python 3.12 and its own
environment (requirements.txt).

The library replaces the HTTP class of a bot in its own process. Here every call that arrives over HTTP is handed to
that class as it stands, and every update its client makes goes to the webhook. Reads commands and answers them, one
JSON line each.
"""

from __future__ import annotations

import asyncio
import base64
import contextlib
import json
import sys
import threading
from email.parser import BytesParser
from email.policy import HTTP
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl

import httpx
from telegram import InputFile, Update
from telegram.ext import Application, TypeHandler
from telegram.request import RequestData
from telegram.request._requestparameter import RequestParameter
from tg_auto_test.test_utils.exceptions import BotNoResponseError
from tg_auto_test.test_utils.serverless_telegram_client import ServerlessTelegramClient

NOT_JUDGED = {"setWebhook", "deleteWebhook"}
"""What the library does not know, because its bots have neither webhook nor polling: answered here."""
PATIENCE = 60.0


class Judge:
    """The library's client, its stub of Telegram, and where the bot wants to be called."""

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        self.loop = loop
        self.client = ServerlessTelegramClient(self._application)
        self.stub = self.client._request
        self.webhook, self.secret, self.expected = "", "", 0
        self.refused: list[str] = []
        self.last: Any = None

    def _application(self, builder: Any) -> Application:
        made = builder.build()
        made.add_handler(TypeHandler(Update, self._bring))
        return made

    async def _bring(self, update: Update, _: object) -> None:
        """Bring the update to the webhook, and wait for the answers: the library looks for them right after this."""
        before = self._sent()
        async with httpx.AsyncClient() as http:
            secret = {"x-telegram-bot-api-secret-token": self.secret}
            (await http.post(self.webhook, json=update.to_dict(), headers=secret)).raise_for_status()
        await self._until(before + self.expected)

    def _sent(self) -> int:
        return sum(call.api_method.startswith("send") for call in self.stub.calls)

    async def _until(self, sent: int) -> None:
        async with asyncio.timeout(PATIENCE):
            while self._sent() < sent:
                await asyncio.sleep(0.02)

    # --- what the bot calls -------------------------------------------------------------------------

    def called(self, path: str, kind: str, body: bytes) -> tuple[int, bytes]:
        """One call over HTTP, from another thread."""
        name = path.rsplit("/", 1)[1]
        fields = _fields(kind, body)
        if name in NOT_JUDGED:
            self.webhook, self.secret = fields.get("url", ""), fields.get("secret_token", "")
            return 200, b'{"ok": true, "result": true}'
        asked = RequestData([_parameter(each, value) for each, value in fields.items()])
        try:
            return asyncio.run_coroutine_threadsafe(
                self.stub.do_request(path, "POST", asked), self.loop
            ).result()
        except Exception as error:
            self.refused.append(f"{name}: {type(error).__name__}: {error}")
            return 400, json.dumps({"ok": False, "error_code": 400, "description": str(error)}).encode()

    # --- what the tests ask -------------------------------------------------------------------------

    async def obey(self, told: dict[str, Any]) -> dict[str, Any]:
        """One command of the tests."""
        self.expected = told.get("expected", 0)
        if told["do"] == "looks":
            state = await self.client._get_bot_state()
            methods = sorted({call.api_method for call in self.stub.calls})
            files = list(self.stub.file_store)
            return {
                "refused": self.refused,
                "commands": state["commands"],
                "methods": methods,
                "files": files,
            }
        async with self.client.conversation("bot") as talk:
            if told["do"] == "say":
                await talk.send_message(
                    told["text"], parse_mode=None
                )  # as typed: Telethon reads Markdown else
            elif told["do"] == "press":
                await self.last.click(text=told["title"])
            elif told["do"] == "send":
                with contextlib.suppress(
                    BotNoResponseError
                ):  # it will not send a file that is not answered at once
                    await talk.send_file(base64.b64decode(told["content"]), **told["options"])
            else:  # what the bot says without being asked; it may have said it already
                print(json.dumps({"listening": True}), flush=True)
                await self._until(self._sent() + self.expected)
            heard = [await talk.get_response() for _ in range(self.expected)]
        self.last = heard[-1] if heard else self.last
        return {"heard": [await _message(each) for each in heard]}


async def _message(message: Any) -> dict[str, Any]:
    rows = [[button.text for button in row] for row in message.buttons or []]
    content = await message.download_media()
    return {
        "text": message.text,
        "entities": len(message.entities),
        "buttons": rows,
        "voice": message.voice is not None,
        "content": base64.b64encode(content or b"").decode(),
    }


def _parameter(name: str, value: Any) -> RequestParameter:
    if isinstance(value, tuple):
        return RequestParameter(name, None, [InputFile(value[1], filename=value[0])])
    return RequestParameter(name, value, None)


def _fields(kind: str, body: bytes) -> dict[str, Any]:
    if kind.startswith("application/json"):
        return dict(json.loads(body))
    if not kind.startswith("multipart/"):
        return dict(parse_qsl(body.decode()))
    form = BytesParser(policy=HTTP).parsebytes(f"content-type: {kind}\r\n\r\n".encode() + body)
    found: dict[str, Any] = {}
    for part in form.iter_parts():
        name = str(part.get_param("name", header="content-disposition"))
        content, file = part.get_payload(decode=True), part.get_filename()
        found[name] = (file, content) if file else content.decode()
    return found


def serve(judge: Judge) -> int:
    """Take the bot's calls on a port of this machine; gives the port."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers.get("content-length") or 0))
            status, raw = judge.called(self.path, self.headers.get("content-type", ""), body)
            self.send_response(status)
            self.send_header("content-length", str(len(raw)))
            self.end_headers()
            self.wfile.write(raw)

        do_GET = do_POST

        def log_message(self, *_: object) -> None: ...

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return server.server_address[1]


async def main() -> None:
    judge = Judge(asyncio.get_running_loop())
    await judge.client.connect()
    print(json.dumps({"port": serve(judge)}), flush=True)
    while line := await asyncio.to_thread(sys.stdin.readline):
        try:
            answer = await judge.obey(json.loads(line))
        except Exception as error:
            answer = {"failed": f"{type(error).__name__}: {error}"}
        print(json.dumps(answer), flush=True)


if __name__ == "__main__":
    asyncio.run(main())
