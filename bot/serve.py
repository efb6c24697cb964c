"""Start everything on one machine, say what is happening, and say plainly what is missing."""

from __future__ import annotations

import json
import logging
import os
import shutil
import socket
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from logging.handlers import RotatingFileHandler
from traceback import extract_tb, format_tb
from typing import Any

import httpx
import structlog
import typer
import uvicorn

from bot.app import build
from bot.services import Services, open_services
from bot.supervisor import RasaFailed, Supervisor
from knowledge.chroma import ChromaAway
from knowledge.index import IndexOwned
from office.hub import ModelRefused
from office.migrations import migrate
from office.settings import Settings
from office.settings_log import note_changes

LEAST_DISK = 300 * 1024 * 1024
"""Bytes that must be free: a database that cannot grow loses messages."""


LARGEST_LOG = 10 * 1024 * 1024
LOGS_KEPT = 9
"""Log files kept beside the present one: a log that nobody empties must not fill the disk of the database."""


class CannotServe(Exception):
    """Something is missing; the message says what to do."""


def serve(settings: Settings) -> None:
    """Serve until told to stop."""
    check(settings)
    migrate(settings)
    with running(settings) as server:
        server.run()


@contextmanager
def running(settings: Settings, announce: bool = True) -> Iterator[uvicorn.Server]:
    """A server with all it needs opened, ready to run; everything is closed at the end."""
    configure_logs(settings)
    supervisor = None
    if settings.rasa.url is None:
        supervisor = Supervisor(settings)
        if not supervisor.trained:
            typer.echo("Melatih mesin percakapan; ini hanya perlu sekali, sekitar satu menit …")
            try:
                supervisor.train()
            except RasaFailed as failed:
                raise CannotServe(str(failed)) from failed
    try:
        services = open_services(settings, settings.rasa.url or (supervisor.url if supervisor else ""))
    except (ChromaAway, IndexOwned, ModelRefused) as refused:
        raise CannotServe(str(refused)) from refused
    note_changes(services.database, settings)
    note = settings.home / "serve.json"
    try:
        config = uvicorn.Config(
            build(services, supervisor),
            host=settings.host,
            port=settings.port,
            log_level="warning",
            log_config=None,
            timeout_graceful_shutdown=5,
        )
        server = uvicorn.Server(config)
        note.write_text(
            json.dumps({"port": settings.port, "address": settings.local_address, "pid": os.getpid()})
        )
        if announce:
            threading.Thread(target=_announce, args=(settings, services), daemon=True).start()
        yield server
    finally:
        note.unlink(missing_ok=True)
        services.close()


def check(settings: Settings) -> None:
    """Raise :class:`CannotServe` with one sentence that says what to do."""
    if shutil.disk_usage(settings.home).free < LEAST_DISK:
        raise CannotServe(
            f"Ruang disk di {settings.home} hampir habis. Sediakan paling sedikit 300 megabita."
        )
    if settings.rasa.url is None and not settings.rasa.python.exists():
        raise CannotServe("Lingkungan Rasa belum terpasang. Jalankan: make setup")
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((settings.host, settings.port))
        except (OSError, OverflowError) as taken:
            raise CannotServe(
                f"Porta {settings.port} tidak dapat dipakai, mungkin sedang dipakai program lain. "
                f"Hentikan program itu, atau jalankan dengan porta lain: PORT={settings.port + 1} make run"
            ) from taken


def configure_logs(settings: Settings) -> None:
    """JSON lines with ids only; no message, name or number of a citizen is ever handed to a logger."""
    level = logging.getLevelNamesMapping().get(settings.log_level.upper(), logging.INFO)
    own = _log_file(settings)
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso"),
            _bare_traceback,
            structlog.processors.JSONRenderer(),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(level),
        logger_factory=lambda *_: own,
    )
    handler = logging.StreamHandler()
    handler.setFormatter(_BareFormatter("%(levelname)s %(name)s: %(message)s"))
    logging.basicConfig(level=logging.WARNING, handlers=[handler], force=True)
    # Libraries log addresses (Telegram's holds the token) and bodies at INFO.
    for noisy in ("httpx", "httpcore", "telegram", "chromadb"):
        logging.getLogger(noisy).setLevel(logging.WARNING)


def _log_file(settings: Settings) -> logging.Logger:
    """``tanya.log``, and as many older ones as :data:`LOGS_KEPT`."""
    own = logging.getLogger("tanya")
    own.handlers = [
        RotatingFileHandler(
            settings.home / "tanya.log", maxBytes=LARGEST_LOG, backupCount=LOGS_KEPT, encoding="utf-8"
        )
    ]
    own.propagate = False
    own.setLevel(logging.DEBUG)  # which events are kept is decided before they come here
    return own


def _bare_traceback(
    _logger: Any, _method: str, event: structlog.typing.EventDict
) -> structlog.typing.EventDict:
    """Where it broke and with which kind of error. Its message and the local variables may be a citizen's."""
    error = sys.exc_info()[1] if event.pop("exc_info", None) else None
    if error is not None:
        event["error"] = type(error).__name__
        event["frames"] = [
            f"{frame.filename}:{frame.lineno} {frame.name}" for frame in extract_tb(error.__traceback__)
        ]
    return event


class _BareFormatter(logging.Formatter):
    """The same for libraries that log through ``logging``."""

    def formatException(self, ei: Any) -> str:
        return f"{ei[0].__name__}\n" + "".join(format_tb(ei[2]))


def _announce(settings: Settings, services: Services) -> None:
    """Print the addresses once everything answers."""
    began = time.monotonic()
    typer.echo("Menyalakan mesin percakapan …")
    while time.monotonic() - began < 300:
        try:
            if httpx.get(f"{settings.local_address}/readyz", timeout=5).status_code == 200:
                break
        except httpx.HTTPError:
            pass
        time.sleep(0.3)
    else:
        typer.echo(f"Belum siap setelah lima menit. Lihat {settings.home / 'rasa' / 'rasa.log'}", err=True)
        return
    typer.echo(f"\nSiap dalam {time.monotonic() - began:.0f} detik.")
    typer.echo(f"  Percakapan warga : {settings.address}/")
    typer.echo(f"  Meja petugas     : {settings.address}/desk")
    sign_in = settings.secrets / "demo-sign-in.txt"
    if sign_in.exists():
        people = sign_in.read_text().strip().replace("\n", "\n" + " " * 21)
        typer.echo(f"  Masuk sebagai    : {people}")
    typer.echo("Hentikan dengan Ctrl+C.")
