"""A conversation in the terminal, through the same door as the web page."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from typing import Any
from uuid import uuid4

import httpx
import typer

from bot.local import Refused, running_server
from bot.serve import CannotServe, check, running
from office.migrations import migrate
from office.settings import Settings


def talk(settings: Settings) -> None:
    """Read lines, print replies, until an empty line or the end of input."""
    with _server(settings) as client:
        conversation = str(uuid4())
        typer.echo("Silakan bertanya. Baris kosong mengakhiri percakapan.")
        while line := _line():
            body = {"conversation": conversation, "message_id": str(uuid4()), "text": line}
            try:
                answer = client.post("/api/chat", json=body, timeout=120)
            except httpx.HTTPError as error:
                raise Refused("Layanan tidak menjawab lagi. Jalankan kembali, lalu ulangi.") from error
            if answer.status_code >= 400:
                raise Refused(str(answer.json().get("detail")))
            for message in answer.json()["messages"]:
                _show(message)


def _line() -> str:
    try:
        return input("\n> ").strip()
    except EOFError:
        return ""


def _show(message: dict[str, Any]) -> None:
    typer.echo(f"\n{message['text']}")
    for source in message["sources"]:
        about = [source["title"], source["unit"], source["date"], source["url"]]
        typer.echo("Sumber: " + ", ".join(part for part in about if part))
    for number, choice in enumerate(message["choices"], 1):
        typer.echo(f"  {number}. {choice['title']}")


@contextmanager
def _server(settings: Settings) -> Iterator[httpx.Client]:
    """The running server, or one of our own for as long as the conversation lasts."""
    if (client := running_server(settings)) is not None:
        with closing(client):
            yield client
        return
    with _told():
        check(settings)
    migrate(settings)
    with _told(), running(settings, announce=False) as server:
        thread = threading.Thread(target=server.run, daemon=True)
        thread.start()
        typer.echo("Menyalakan mesin percakapan …")
        try:
            with httpx.Client(base_url=settings.local_address) as own:
                _wait_until_ready(own)
                yield own
        finally:
            server.should_exit = True
            thread.join(timeout=15)


@contextmanager
def _told() -> Iterator[None]:
    try:
        yield
    except CannotServe as missing:
        raise Refused(str(missing)) from missing


def _wait_until_ready(client: httpx.Client) -> None:
    for _ in range(600):
        try:
            if client.get("/readyz", timeout=5).status_code == 200:
                return
        except httpx.HTTPError:
            pass
        time.sleep(0.3)
    raise Refused("Mesin percakapan tidak menjadi siap. Lihat catatan di folder rasa.")
