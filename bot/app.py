"""The one FastAPI application: mounts the doors, the desk and the actions, and nothing else."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from functools import partial

import structlog
from fastapi import FastAPI

from actions import endpoint
from actions.tools import Tools
from bot import aloud, announcing, by_mail, handover, health, inbox, internal, notes, outbox
from bot.channels import mail, telegram, telegram_webhook, web, whatsapp, whatsapp_webhook
from bot.channels.telegram_updates import CHANNEL as TELEGRAM
from bot.chat import errors, layout, pages
from bot.ears import Fetch
from bot.forgetting import forget_drafts, forget_old_words
from bot.second_way import take_second_way
from bot.services import Services
from bot.supervisor import Supervisor
from bot.workers import Sender, Workers
from cases.alarms import ring
from cases.letters.keeping import letters_due, write_due
from cases.stages import ring_stages
from cases.states import KINDS
from desk import app as desk
from office.clock import now
from office.hours import is_open
from office.web.assets import assets
from office.web.guard import Guard
from office.web.head import Head
from office.working_days import current_calendar
from voice.speaking import speaker

log = structlog.get_logger()

ALARMS = 600.0
"""Seconds between looks for cases whose limit is near."""
LETTERS = 5.0
"""Seconds between looks for letters to be made."""
FORGET = 60.0
"""Seconds between looks for recordings whose time is over."""
HANDOVERS = 15.0
"""Seconds between looks for officers' conversations fallen silent and citizens nobody came for."""
EXPIRED = 3600.0
"""Seconds between looks for forms left half-filled and for words whose time is over."""
SCANS = 30.0
"""Seconds between looks for files that no scanner has looked at."""
NOTICES = 3.0
"""Seconds between looks for announcements to be sent: they may not wait (UU 14/2008 art. 10)."""
INDEX_FOLLOWS = 1.0
"""Seconds between looks whether knowledge has changed; a published answer must be live within five."""


def build(services: Services, supervisor: Supervisor | None) -> FastAPI:
    """Put the house together."""
    senders: dict[str, Sender] = {}
    fetch: dict[str, Fetch] = {}
    voice = aloud.Voice(services, speaker(services.settings))
    door: telegram.TelegramDoor | None = None
    if services.settings.telegram.token:
        door = telegram.TelegramDoor(services, voice)
        senders[TELEGRAM] = door.send
        fetch[TELEGRAM] = door.fetch
    whatsapp_door: whatsapp.WhatsAppDoor | None = None
    if services.settings.whatsapp.phone_id:
        whatsapp_door = whatsapp.WhatsAppDoor(services, voice)
        senders[whatsapp.CHANNEL] = whatsapp_door.send
        fetch[whatsapp.CHANNEL] = whatsapp_door.fetch
    mail_door: mail.MailDoor | None = None
    if services.settings.mail.address:
        mail_door = mail.MailDoor(services)
        senders[mail.CHANNEL] = mail_door.send
    workers = Workers(services, senders, fetch=fetch)
    web_door = web.WebDoor(services, workers)
    desk_services = desk.DeskServices(
        services.settings, services.database, services.office, services.answerer
    )

    @asynccontextmanager
    async def lifespan(_app: FastAPI) -> AsyncIterator[None]:
        stop = threading.Event()
        works: list[tuple[float, Callable[[], object]]] = [
            (INDEX_FOLLOWS, services.answerer.sync),
            (ALARMS, partial(_ring, services)),
            (HANDOVERS, partial(_sweep, services)),
            (LETTERS, partial(_write, services)),
            (FORGET, partial(notes.forget_heard, services.database, services.settings.hearing.keep_seconds)),
            (ALARMS, partial(desk.close_silent_cases, desk_services)),
            (ALARMS, partial(desk.remind_of_tasks, desk_services)),
            (ALARMS, partial(desk.index_older_cases, desk_services)),
            (SCANS, partial(desk.scan_attachments, desk_services)),
            (EXPIRED, partial(forget_drafts, services.engine, services.database)),
            (EXPIRED, partial(forget_old_words, services.database)),
            (NOTICES, partial(_announce, services, workers)),
        ]
        works.append((HANDOVERS, partial(_second_way, services, workers, mail_door is not None)))
        if mail_door is not None:
            works.append((HANDOVERS, partial(_by_mail, services, workers)))
        regular = [threading.Thread(target=_every, args=(*work, stop), daemon=True) for work in works]
        if services.database.is_sqlite:
            inbox.release_all(services.database)
            outbox.release_all(services.database)
        if supervisor is not None:
            supervisor.start()
        workers.start()
        for thread in regular:
            thread.start()
        if door is not None:
            door.start(workers)
        if mail_door is not None:
            mail_door.start(workers)
        yield
        stop.set()
        if mail_door is not None:
            await asyncio.to_thread(mail_door.stop)
        await asyncio.to_thread(workers.stop)
        if door is not None:
            await asyncio.to_thread(door.stop)
        if whatsapp_door is not None:
            whatsapp_door.stop()
        await asyncio.to_thread(voice.close)
        if supervisor is not None:
            await asyncio.to_thread(supervisor.stop)

    app = FastAPI(title="Tanya PPID", version="0.1.0", lifespan=lifespan, docs_url=None, redoc_url=None)
    app.add_middleware(Guard, settings=services.settings)
    app.add_middleware(Head)
    app.mount("/static", assets(), name="static")
    tools = Tools(services.settings, services.database, services.answerer, services.texts, services.office)
    app.include_router(endpoint.router(tools, services.internal_token))
    app.include_router(internal.router(services))
    news = web.News(web_door)
    app.include_router(web.router(web_door, news))
    app.include_router(aloud.router(services, voice))
    if door is not None and services.settings.telegram.receive == "webhook":
        app.include_router(telegram_webhook.router(door))
    if whatsapp_door is not None:
        app.include_router(whatsapp_webhook.router(whatsapp_door, workers, services.settings.whatsapp))
    app.include_router(pages.router(web_door, news))
    app.include_router(desk.router(desk_services))
    errors.add_to(app, layout.citizens_pages(services.office))
    app.include_router(health.router(services))
    return app


def _every(seconds: float, work: Callable[[], object], stop: threading.Event) -> None:
    """Do some work now and then; a failure is logged and does not end it."""
    while not stop.wait(seconds):
        try:
            work()
        except Exception:
            log.exception("regular work failed")


def _ring(services: Services) -> None:
    """Alarms of cases whose limit is near or past."""
    with services.database.writing() as session:
        for kind in KINDS:
            calendar = current_calendar(session)
            ring(session, kind, services.office, calendar, now())
            ring_stages(session, kind, services.office, calendar, now())


def _write(services: Services) -> None:
    """Letters that what happened calls for."""
    with services.database.reading() as session:
        if not letters_due(session):
            return
    with services.database.writing() as session:
        write_due(session, services.office)


def _by_mail(services: Services, workers: Workers) -> None:
    """What goes by mail beside the citizen's own channel."""
    with services.database.writing() as session:
        queued = by_mail.send_letters(session) + by_mail.send_undelivered(session)
    if queued:
        workers.wake()


def _second_way(services: Services, workers: Workers, mail: bool) -> None:
    """Answers held for citizens who do not write again."""
    with services.database.writing() as session:
        queued = take_second_way(session, mail)
    if queued:
        workers.wake()


def _announce(services: Services, workers: Workers) -> None:
    """Announcements for the citizens who agreed to get them."""
    if announcing.spread(services.database, services.engine):
        workers.wake()


def _sweep(services: Services) -> None:
    """Officers' conversations fallen silent, and citizens nobody came for."""
    with services.database.writing() as session:
        open_now = is_open(services.office, current_calendar(session), now())
        handover.sweep(session, services.settings.handover, now(), open_now)
