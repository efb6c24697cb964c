"""``tanya understand``: what the running dialogue engine makes of messages, without saying anything.

Beside a running server its engine is asked; alone, an engine of our own runs for as long as it takes
(no port of ours, no index: only Rasa).
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from typing import Any, TextIO

import httpx
import typer
from pydantic import ValidationError

from bot.engine import Engine, EngineAway
from bot.internal import Message
from bot.local import Refused, running_server, store
from bot.serve import configure_logs
from bot.services import secret_file, tracker_database
from bot.supervisor import RasaFailed, Supervisor
from office.database import sealer
from office.settings import Settings

AT_ONCE = 64
PATIENCE = 180.0
"""Seconds an engine of our own may take to become ready."""

Judge = Callable[[list[Message]], list[dict[str, Any]]]


def understand(settings: Settings, lines: TextIO) -> None:
    """JSON lines in, one JSON line out for each, in order."""
    with judging(settings) as judge:
        batch: list[Message] = []
        for number, line in enumerate(lines, start=1):
            if line.strip():
                batch.append(_message(line, number))
            if len(batch) == AT_ONCE:
                _print(judge(batch))
                batch = []
        if batch:
            _print(judge(batch))


def _print(judged: list[dict[str, Any]]) -> None:
    for each in judged:
        typer.echo(json.dumps(each, ensure_ascii=False))


def _message(line: str, number: int) -> Message:
    try:
        return Message.model_validate_json(line)
    except ValidationError as error:
        raise Refused(
            f'Baris {number} tidak dapat dibaca. Tulis seperti {{"text": "halo", "question": null}}.'
        ) from error


@contextmanager
def judging(settings: Settings) -> Iterator[Judge]:
    """The running engine, or one of our own while this lasts."""
    if (server := running_server(settings)) is not None:
        with closing(server):
            yield lambda messages: _ask_server(server, messages)
        return
    with store(settings), _own_engine(settings) as engine:
        yield lambda messages: _ask_engine(settings, engine, messages)


def _ask_server(server: httpx.Client, messages: list[Message]) -> list[dict[str, Any]]:
    try:
        answer = server.post("/internal/understand", json=[each.model_dump() for each in messages])
        answer.raise_for_status()
    except httpx.HTTPError as error:
        raise Refused("Mesin percakapan tidak menjawab. Coba lagi sebentar lagi.") from error
    judged: list[dict[str, Any]] = answer.json()
    return judged


def _ask_engine(settings: Settings, engine: Engine, messages: list[Message]) -> list[dict[str, Any]]:
    token = secret_file(settings.secrets / "internal.token")
    try:
        return engine.understand([each.as_handed_in() for each in messages], token)
    except EngineAway as away:
        raise Refused("Mesin percakapan tidak menjawab. Lihat catatan di folder rasa.") from away


@contextmanager
def _own_engine(settings: Settings) -> Iterator[Engine]:
    """The engine that the settings name, or one of our own while this lasts."""
    if settings.rasa.url is not None:
        yield _engine(settings, settings.rasa.url)
        return
    if not settings.rasa.python.exists():
        raise Refused("Lingkungan Rasa belum terpasang. Jalankan: make setup")
    configure_logs(settings)
    supervisor = Supervisor(settings)
    _train_if_needed(supervisor)
    supervisor.start()
    try:
        engine = _engine(settings, supervisor.url)
        _wait_until_ready(engine)
        yield engine
    finally:
        supervisor.stop()


def _engine(settings: Settings, url: str) -> Engine:
    return Engine(url, tracker_database(settings), sealer(), timeout=60)


def _train_if_needed(supervisor: Supervisor) -> None:
    if supervisor.trained:
        return
    typer.echo("Melatih mesin percakapan; ini hanya perlu sekali, sekitar satu menit …", err=True)
    try:
        supervisor.train()
    except RasaFailed as failed:
        raise Refused(str(failed)) from failed


def _wait_until_ready(engine: Engine) -> None:
    give_up = time.monotonic() + PATIENCE
    while not engine.ready():
        if time.monotonic() > give_up:
            raise Refused("Mesin percakapan tidak menjadi siap. Lihat catatan di folder rasa.")
        time.sleep(0.2)
