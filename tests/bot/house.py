"""What the tests of the conversation's rooms stand on: a home with a real database, and a house with hands."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path
from typing import Any, cast

from sqlalchemy import delete, select

import bot.tables
from bot import inbox
from bot.engine import Engine
from bot.inbox import Incoming
from bot.informing import first_contact
from bot.services import Services
from bot.tables import Conversation, Inbox, Informed, Outbox
from knowledge.answerer import Answerer, Decision
from office.clock import now
from office.database import Base, Database, sealer
from office.outcome import Outcome
from office.profile import read_office
from office.settings import PROJECT, Settings
from office.texts import texts
from tests.standins.rasa import Rasa

assert bot.tables.Inbox.__tablename__ in Base.metadata.tables


def open_home(folder: Path, **more: Any) -> tuple[Settings, Database]:
    """Settings of a fresh home, and its open database."""
    (folder / "secrets").mkdir(parents=True, exist_ok=True)
    settings = Settings(home=folder, **more)
    database = Database(settings)
    Base.metadata.create_all(database.engine)
    return settings, database


def message(text: str = "halo", who: str = "warga-1", **more: Any) -> Incoming:
    """A message as a channel hands it in; its own id unless given."""
    message.counter += 1  # type: ignore[attr-defined]
    incoming = Incoming("web", who, f"m{message.counter}", text, now())  # type: ignore[attr-defined]
    return replace(incoming, **more)


message.counter = 0  # type: ignore[attr-defined]


def hear(database: Database, text: str = "halo", who: str = "warga-1", **more: Any) -> int:
    """Store a message; gives its inbox id."""
    return inbox.store(database, message(text, who, **more))[0]


def later(database: Database, seconds: float) -> None:
    """As if so much time had gone by for every lease and every wait."""
    with database.writing() as session:
        for row in session.scalars(select(Inbox).where(Inbox.lease_until.is_not(None))):
            assert row.lease_until is not None
            row.lease_until -= timedelta(seconds=seconds)
        for sent in session.scalars(select(Outbox)):
            sent.run_at -= timedelta(seconds=seconds)
            if sent.lease_until is not None:
                sent.lease_until -= timedelta(seconds=seconds)


def emptied(database: Database) -> None:
    """As if nobody had ever said anything."""
    with database.writing() as session:
        for table in (Outbox, Inbox, Conversation, Informed):
            session.execute(delete(table))


def known(database: Database, channel: str, *citizens: str) -> None:
    """As if these citizens had been here before: they have been told what is kept of them."""
    with database.writing() as session:
        for citizen in citizens:
            assert first_contact(session, channel, citizen)


def until(true: Callable[[], bool], seconds: float = 10) -> None:
    """Wait for something that threads do."""
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end, "it did not happen in time"
        time.sleep(0.01)


class Knows:
    """Stands for knowledge where a test is about messages: it knows one answer."""

    def ask(self, question: str, before: Any = ()) -> Decision:
        known = "akta" in question
        outcome = Outcome.ANSWERED_FAQ if known else Outcome.ABSTAINED_NO_EVIDENCE
        return Decision(question, outcome, 0.9 if known else 0.1, None, "Akta dibuat di Disdukcapil.")


@dataclass
class Messages:
    """Services over a real database and a Rasa that is spoken to over HTTP."""

    services: Services
    rasa: Rasa

    @property
    def database(self) -> Database:
        return self.services.database

    def inbox(self, inbox_id: int) -> Inbox:
        with self.database.reading() as session:
            return session.get_one(Inbox, inbox_id)

    def outbox(self) -> list[Outbox]:
        with self.database.reading() as session:
            return list(session.scalars(select(Outbox).order_by(Outbox.id)))

    def conversations(self) -> list[Conversation]:
        with self.database.reading() as session:
            return list(session.scalars(select(Conversation)))

    def close(self) -> None:
        self.rasa.close()
        self.database.close()


def open_messages(folder: Path, **more: Any) -> Messages:
    """All a message needs on its way, without knowledge."""
    settings, database = open_home(folder, **more)
    rasa = Rasa(folder, sealer())
    services = Services(
        settings=settings,
        database=database,
        answerer=cast(Answerer, Knows()),
        engine=Engine(rasa.url, rasa.database, sealer(), 5),
        texts=texts(),
        office=read_office(PROJECT / "data" / "demo" / "office.toml"),
        internal_token="token",
    )
    return Messages(services, rasa)
