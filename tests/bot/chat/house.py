"""The citizen's pages served for real: our own doors, workers and pages, a small engine at Rasa's edge."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import httpx
import uvicorn
from fastapi import FastAPI

import bot.tables
import cases.tables
import knowledge.tables
from bot import aloud, outbox
from bot.channels import web
from bot.chat import pages, visitor
from bot.conversations import conversation_for
from bot.engine import Engine
from bot.reply import Reply
from bot.services import Services, tracker_database
from bot.workers import Workers
from knowledge.answerer import Answerer
from office.database import Base, Database, sealer
from office.profile import read_office
from office.settings import Settings
from office.texts import texts
from office.web.assets import assets
from office.web.guard import Guard
from voice.speaking import speaker

TABLES = (bot.tables.Outbox, cases.tables.Case, knowledge.tables.Entry)
"""Named, so that every room's tables are known when the database is made."""
SAID: dict[str, list[dict[str, Any]]] = {
    "apa syarat membuat akta kelahiran?": [
        {
            "text": "Siapkan:\n1. surat keterangan lahir;\n2. kartu keluarga;\n3. buku nikah orang tua.\n\n"
            "Layanan ini gratis. Daftar di https://dukcapil.nusalestari.example/akta.",
            "outcome": "answered_faq",
            "sources": [
                {
                    "title": "Bagaimana mengurus akta kelahiran?",
                    "unit": "Dinas Kependudukan dan Pencatatan Sipil",
                    "date": "2026-01-14",
                    "url": "https://dukcapil.nusalestari.example/akta",
                    "entry": "faq-akta",
                }
            ],
        }
    ],
    "berapa harga kucing?": [{"say": "dialogue.tanya.abstained", "outcome": "abstained_no_evidence"}],
    "ajukan permohonan": [{"say": "dialogue.ask.cara_memperoleh", "outcome": "escalated_request"}],
}


@dataclass
class SmallEngine:
    """Speaks Rasa's REST webhook: known sentences get what the real one says, others an echo."""

    heard: list[str] = field(default_factory=list)
    wait: float = 0.0
    free: threading.Event = field(default_factory=threading.Event)
    """Cleared, nothing is answered until it is set again."""
    away: bool = False

    def __post_init__(self) -> None:
        engine = self
        self.free.set()

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                message = json.loads(self.rfile.read(int(self.headers["content-length"])))["message"]
                time.sleep(engine.wait)
                engine.free.wait(30)
                if engine.away:
                    self.send_error(503)
                    return
                engine.heard.append(message)
                said = SAID.get(message, [{"text": f"Anda menulis: {message}", "outcome": "conversed"}])
                body = json.dumps([{"recipient_id": "x", "custom": part} for part in said]).encode()
                self.send_response(200)
                self.send_header("content-type", "application/json")
                self.send_header("content-length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_: object) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server.server_address[1]}"


@dataclass
class House:
    """The served pages, and what a test does behind them."""

    url: str
    services: Services
    engine: SmallEngine
    app: FastAPI

    def officer_says(self, conversation: str, text: str, key: str) -> int:
        """Queue a message from the desk into a browser's conversation."""
        with self.services.database.writing() as session:
            known = conversation_for(session, web.CHANNEL, conversation)
            return outbox.enqueue(session, known.id, [Reply(text=text)], f"case:{key}")[0].id

    def client(self) -> httpx.Client:
        """A browser without script."""
        return httpx.Client(base_url=self.url, follow_redirects=True, timeout=60)


@contextmanager
def served(home: Path, prepare: Callable[[Services], None], **more: Any) -> Iterator[House]:
    """The house on a free port; ``prepare`` publishes what it shall know."""
    services, workers, engine, app = open_house(home, **more)
    prepare(services)
    workers.start()
    server = uvicorn.Server(uvicorn.Config(app, port=0, log_level="warning", timeout_graceful_shutdown=1))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.05)
    port = server.servers[0].sockets[0].getsockname()[1]
    yield House(f"http://127.0.0.1:{port}", services, engine, app)
    server.should_exit = True
    thread.join(10)
    workers.stop()
    services.close()
    engine.server.shutdown()


def open_house(home: Path, **more: Any) -> tuple[Services, Workers, SmallEngine, FastAPI]:
    """The rooms behind the pages, with an office but nothing published."""
    (home / "secrets").mkdir(parents=True)
    settings = Settings(home=home, rasa={"turn_timeout": 10}, **more)  # type: ignore[arg-type]
    database = Database(settings)
    Base.metadata.create_all(database.engine)
    engine = SmallEngine()
    services = Services(
        settings=settings,
        database=database,
        answerer=Answerer(database, settings),
        engine=Engine(engine.url, tracker_database(settings), sealer(), 10),
        texts=texts(),
        office=read_office(settings.office_file),
        internal_token="",
    )
    workers = Workers(services, {})
    door = web.WebDoor(services, workers)
    app = FastAPI(docs_url=None, redoc_url=None)
    app.add_middleware(Guard, settings=settings)
    app.mount("/static", assets())
    app.include_router(pages.router(door, web.News(door)))
    app.include_router(aloud.router(services, aloud.Voice(services, speaker(settings))))
    return services, workers, engine, app


def cookie(client: httpx.Client) -> str:
    """The secret that names this browser's conversation."""
    return client.cookies[visitor.COOKIE]
