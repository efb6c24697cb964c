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

import itertools
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from rasa.core.tracker_store import SQLTrackerStore
from rasa.shared.core.events import Event, SessionStarted
from rasa.shared.core.trackers import DialogueStateTracker
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


@lru_cache(maxsize=64)
def _kind(name: str) -> type[Event] | None:
    # Rasa looks through all its classes for every event of every turn.
    return Event.resolve_by_type(name)


class EncryptedTrackerStore(SQLTrackerStore):
    # The table, its keys and full histories are Rasa's own code, through a `data` that seals
    # itself. A turn's two steps, reading and saving, are here: with statements put together
    # once, and without counting again at the end what was read at the beginning.
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

    _rows = SQLEvent.__table__
    _of_sender = _rows.c.sender_id == sa.bindparam("sender")
    _begun = (
        sa.select(sa.func.max(_rows.c.timestamp))
        .where(_of_sender, _rows.c.type_name == SessionStarted.type_name)
        .scalar_subquery()
    )
    _session = (
        sa.select(_rows.c.data)
        .where(_of_sender, sa.or_(_rows.c.timestamp >= _begun, _begun.is_(None)))
        .order_by(_rows.c.id)
    )

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

    async def retrieve(self, sender_id: str) -> DialogueStateTracker | None:
        with self.engine.connect() as connection:
            sealed = connection.execute(self._session, {"sender": sender_id}).scalars().all()
        if not sealed:
            return None
        said = (json.loads(sealer().open(each, sender_id)) for each in sealed)
        events = [_kind(event["event"])._from_parameters(event) for event in said]
        tracker = DialogueStateTracker.from_events(sender_id, events, self.domain.slots)
        tracker.rows = len(tracker.events)
        return tracker

    async def save(self, tracker: DialogueStateTracker) -> None:
        await self.stream_events(tracker)
        sender = tracker.sender_id
        rows = getattr(tracker, "rows", None)
        with self.engine.begin() as connection:
            if rows is None:  # not one of `retrieve`: how much of it is stored already?
                rows = len(connection.execute(self._session, {"sender": sender}).all())
            fresh = [
                {
                    "sender_id": sender,
                    "type_name": event.type_name,
                    "timestamp": event.timestamp,
                    "data": sealer().seal(json.dumps(event.as_dict()), sender),
                }
                for event in itertools.islice(tracker.events, rows, None)
            ]
            if fresh:
                connection.execute(self._rows.insert(), fresh)
        tracker.rows = len(tracker.events)
