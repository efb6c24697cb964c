"""What the rooms are handed at the start: one of each, made in one place."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from pathlib import Path

from bot.engine import Engine
from knowledge.answerer import Answerer
from office.database import Database, sealer
from office.profile import Office, read_office
from office.settings import Settings
from office.texts import Texts, texts


@dataclass
class Services:
    """The open database, the answerer that owns the index, the engine's client, texts and office."""

    settings: Settings
    database: Database
    answerer: Answerer
    engine: Engine
    texts: Texts
    office: Office
    internal_token: str

    def close(self) -> None:
        """Let go of the index and the database."""
        self.answerer.close()
        self.database.close()


def tracker_database(settings: Settings) -> str:
    """Where Rasa keeps its tracker: beside our database, or in it when that is a server."""
    if settings.database.startswith("sqlite"):
        return f"sqlite:///{settings.home / 'dialogue.db'}"
    return settings.database.replace("postgresql://", "postgresql+psycopg://", 1)


def secret_file(path: Path) -> str:
    """A random secret kept in a file of mode 600, made at first use."""
    if not path.exists():
        path.touch(mode=0o600)
        path.write_text(secrets.token_urlsafe(32))
    return path.read_text().strip()


def open_services(settings: Settings, rasa_url: str) -> Services:
    """Open everything a serving process needs."""
    database = Database(settings)
    return Services(
        settings=settings,
        database=database,
        answerer=Answerer(database, settings),
        engine=Engine(rasa_url, tracker_database(settings), sealer(), settings.rasa.turn_timeout),
        texts=texts(),
        office=read_office(settings.office_file),
        internal_token=secret_file(settings.secrets / "internal.token"),
    )
