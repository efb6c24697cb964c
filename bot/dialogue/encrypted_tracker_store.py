"""Rasa's SQL tracker store with what was said sealed at rest.

endpoints.yml:

    tracker_store:
      type: bot.dialogue.encrypted_tracker_store.EncryptedTrackerStore
      dialect: sqlite                    # or: url: postgresql://user:secret@host/name
      db: /absolute/path/dialogue.db

The key is the file named by TANYA_KEY_FILE (see office/sealed.py); without it Rasa
does not start.

Table `events`, one row an event, a turn's rows in one transaction:

    id         integer    order of the events
    sender_id  text       the conversation's pseudonym
    type_name  text       user, bot, action, slot, active_loop, session_started, …
    timestamp  double     seconds since 1970
    data       text       Sealer.seal(JSON of Rasa's event, place=sender_id)

Type and time stay readable because Rasa selects by them; intent and action names,
which the stock table repeats in columns of their own, are sealed with the rest. The
sender as associated data: rows copied to another conversation do not open there.

To find the last message that Rasa handled (any environment, SQLAlchemy 2):

    SELECT data FROM events WHERE sender_id = :s AND type_name = 'user' ORDER BY id DESC LIMIT 1
    json.loads(sealer.open(data, s))["metadata"]["message_id"]
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from rasa.core.tracker_store import SQLTrackerStore
from rasa.shared.exceptions import RasaException
from sqlalchemy.orm import Session, declarative_base

from office.sealed import Sealer

_sealer: Sealer | None = None  # one key for the process: rows are made by SQLAlchemy, not by us


def sealer() -> Sealer:
    global _sealer
    if _sealer is None:
        path = os.environ.get("TANYA_KEY_FILE", "")
        # Sealer.from_file would make a new key, and every stored row would be lost to it.
        if not path or not Path(path).is_file():
            raise RasaException(
                f"TANYA_KEY_FILE must name the key file of the tracker store (now: {path or 'not set'})"
            )
        _sealer = Sealer.from_file(Path(path))
    return _sealer


class EncryptedTrackerStore(SQLTrackerStore):
    # Rasa reads rows as `json.loads(row.data)` and writes them as `SQLEvent(sender_id=…,
    # …, data=json.dumps(…))`: a `data` that seals itself is all it takes, and the
    # queries, the order and the one transaction a turn stay Rasa's.
    Base = declarative_base()

    class SQLEvent(Base):
        __tablename__ = "events"

        id = sa.Column(sa.Integer, primary_key=True)
        sender_id = sa.Column(sa.String(255), nullable=False, index=True)
        type_name = sa.Column(sa.String(255), nullable=False)
        timestamp = sa.Column(sa.Float)
        sealed = sa.Column("data", sa.Text, nullable=False)

        intent_name = action_name = None  # given by Rasa, kept in `data` only

        @property
        def data(self) -> str:
            return sealer().open(self.sealed, self.sender_id)

        @data.setter
        def data(self, text: str) -> None:
            self.sealed = sealer().seal(text, self.sender_id)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        sealer()
        super().__init__(*args, **kwargs)
        if self.engine.dialect.name == "sqlite":
            with self.engine.connect() as connection:
                # Kept in the file: readers (our application) and the writer do not wait for each other.
                connection.exec_driver_sql("PRAGMA journal_mode = WAL")

    @contextmanager
    def session_scope(self) -> Iterator[Session]:
        # Rasa's own takes every ValueError, such as a row that does not open, for a
        # missing PostgreSQL schema and ends the process. Here the turn fails instead.
        with self.sessionmaker() as session:
            yield session
