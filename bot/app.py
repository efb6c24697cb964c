"""The one FastAPI application: mounts the doors, the desk and the actions, and nothing else."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import structlog
from fastapi import FastAPI
from fastapi.responses import JSONResponse, PlainTextResponse
from fastapi.staticfiles import StaticFiles
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest
from sqlalchemy import text

from actions import endpoint
from actions.tools import Tools
from bot import inbox, internal, outbox
from bot.channels import telegram, web
from bot.chat import pages
from bot.services import Services
from bot.supervisor import Supervisor
from bot.workers import Sender, Workers
from desk import app as desk
from office.web import STATIC
from office.web.guard import Guard

log = structlog.get_logger()

INDEX_FOLLOWS = 1.0
"""Seconds between looks whether knowledge has changed; a published answer must be live within five."""


def build(services: Services, supervisor: Supervisor | None) -> FastAPI:
    """Put the house together."""
    senders: dict[str, Sender] = {}
    door: telegram.TelegramDoor | None = None
    if services.settings.telegram.token:
        door = telegram.TelegramDoor(services)
        senders[telegram.CHANNEL] = door.send
    workers = Workers(services, senders)
    web_door = web.WebDoor(services, workers)

    @asynccontextmanager
    async def lifespan(_app: FastAPI) -> AsyncIterator[None]:
        stop = threading.Event()
        follower = threading.Thread(target=_follow, args=(services, stop), name="index", daemon=True)
        if services.database.is_sqlite:
            inbox.release_all(services.database)
            outbox.release_all(services.database)
        if supervisor is not None:
            supervisor.start()
        workers.start()
        follower.start()
        if door is not None:
            door.start(workers)
        yield
        stop.set()
        await asyncio.to_thread(workers.stop)
        if door is not None:
            await asyncio.to_thread(door.stop)
        if supervisor is not None:
            await asyncio.to_thread(supervisor.stop)

    app = FastAPI(title="Tanya PPID", version="0.1.0", lifespan=lifespan, docs_url=None, redoc_url=None)
    app.add_middleware(Guard, settings=services.settings)
    app.mount("/static", StaticFiles(directory=STATIC), name="static")
    tools = Tools(services.settings, services.database, services.answerer, services.texts, services.office)
    app.include_router(endpoint.router(tools, services.internal_token))
    app.include_router(internal.router(services))
    news = web.News(web_door)
    app.include_router(web.router(web_door, news))
    app.include_router(pages.router(web_door, news))
    app.include_router(desk.router(desk.DeskServices(services.settings, services.database, services.office)))
    _health(app, services)
    return app


def _follow(services: Services, stop: threading.Event) -> None:
    """Keep the index level with the database."""
    while not stop.wait(INDEX_FOLLOWS):
        try:
            services.answerer.sync()
        except Exception:
            log.exception("index does not follow")


def _health(app: FastAPI, services: Services) -> None:
    @app.get("/healthz", response_class=PlainTextResponse)
    def alive() -> str:
        return "ok"

    @app.get("/readyz")
    def ready() -> JSONResponse:
        parts = {
            "engine": services.engine.ready(),
            "database": _database_answers(services),
            "index": _index_answers(services),
        }
        return JSONResponse(parts, status_code=200 if all(parts.values()) else 503)

    @app.get("/metrics", include_in_schema=False)
    def metrics() -> PlainTextResponse:
        return PlainTextResponse(generate_latest().decode(), media_type=CONTENT_TYPE_LATEST)


def _index_answers(services: Services) -> bool:
    try:
        return services.answerer.index.mark is not None
    except Exception:
        return False


def _database_answers(services: Services) -> bool:
    try:
        with services.database.reading() as session:
            session.execute(text("SELECT 1"))
    except Exception:
        return False
    return True
