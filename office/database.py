"""One database for all rooms: SQLite on a small machine, PostgreSQL when an office outgrows it.

Sessions are synchronous and run in worker threads. SQLite forgets the time zone and lets two writers
collide; both are settled here, once.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import DateTime, Engine, LargeBinary, MetaData, Text, create_engine, event, inspect, text
from sqlalchemy.engine import Connection
from sqlalchemy.orm import DeclarativeBase, Session
from sqlalchemy.types import TypeDecorator

from office.sealed import PREFIX, Sealer
from office.settings import Settings

ACTOR = "actor"
"""Where a session remembers who acts in it."""
SYSTEM = "sistem"

_sealer: Sealer | None = None


class Base(DeclarativeBase):
    """Every room's tables hang on this."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(column_0_label)s",
            "uq": "uq_%(table_name)s_%(column_0_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_name)s",
            "pk": "pk_%(table_name)s",
        }
    )


class UtcDateTime(TypeDecorator[datetime]):
    """A moment in time. Naive values are refused: a date off by one is a broken deadline."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Any) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a moment needs a time zone")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Any) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Sealed(TypeDecorator[str]):
    """A text encrypted at rest; ``place`` is ``table.column`` and binds it there."""

    impl = Text
    cache_ok = True

    def __init__(self, place: str) -> None:
        super().__init__()
        self.place = place

    def process_bind_param(self, value: str | None, dialect: Any) -> str | None:
        return None if value is None else sealer().seal(value, self.place)

    def process_result_value(self, value: str | None, dialect: Any) -> str | None:
        return None if value is None else sealer().open(value, self.place)


class SealedBytes(TypeDecorator[bytes]):
    """Bytes encrypted at rest, as :class:`Sealed` does it with texts."""

    impl = LargeBinary
    cache_ok = True

    def __init__(self, place: str) -> None:
        super().__init__()
        self.place = place

    def process_bind_param(self, value: bytes | None, dialect: Any) -> bytes | None:
        return None if value is None else sealer().seal_bytes(value, self.place)

    def process_result_value(self, value: bytes | None, dialect: Any) -> bytes | None:
        return None if value is None else sealer().open_bytes(value, self.place)


def sealer() -> Sealer:
    """The key in use; set when a :class:`Database` opens."""
    if _sealer is None:
        raise RuntimeError("no database is open, so no key is known")
    return _sealer


class KeyLost(RuntimeError):
    """The database was sealed with a key that is not there; the message says what to do."""


class Database:
    """The open database. ``reading()`` and ``writing()`` give sessions; writing ones commit on exit."""

    def __init__(self, settings: Settings) -> None:
        global _sealer
        self.engine = open_engine(settings.database)
        key = settings.secrets / "data.key"
        sealed = _one_sealed_value(self.engine)
        # A fresh key beside old data would make every stored word unreadable without a sign of it.
        if sealed and (
            not key.exists() or not sealed.startswith(f"{PREFIX}.{Sealer.from_file(key).key_id}.")
        ):
            raise KeyLost(
                f"Kunci data di {key} tidak ada atau bukan kunci basis data ini. "
                "Kembalikan berkas itu dari cadangan; tanpa kunci itu data tidak dapat dibaca."
            )
        _sealer = Sealer.from_file(key)
        self._writer = self.engine.execution_options(writing=True)
        # SQLite has one writer. Who waits in line here goes on at once; who asks SQLite again and again sleeps up
        # to 100 ms each time, and may be passed by all the others. A server's database needs no line.
        self._line: AbstractContextManager[object] = threading.RLock() if self.is_sqlite else nullcontext()

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """A session for looking; what it changes is not kept."""
        with Session(self.engine, expire_on_commit=False) as session:
            yield session

    @contextmanager
    def writing(self, actor: str = SYSTEM) -> Iterator[Session]:
        """A session that commits when the block ends well and leaves no trace when it does not.

        ``actor`` is who the audit log names for what happens in it.
        """
        with (
            self._line,
            Session(self._writer, expire_on_commit=False, info={ACTOR: actor}) as session,
            session.begin(),
        ):
            yield session

    @property
    def is_sqlite(self) -> bool:
        return self.engine.dialect.name == "sqlite"

    def close(self) -> None:
        self.engine.dispose()


def _one_sealed_value(engine: Engine) -> str | None:
    """Some sealed value of the database; none in an empty one."""
    if "conversation" not in inspect(engine).get_table_names():
        return None
    with engine.connect() as connection:
        value = connection.execute(text("SELECT address FROM conversation LIMIT 1")).scalar()
    return str(value) if value else None


def open_engine(address: str) -> Engine:
    """An engine with our manners (see the module); for migrations and for :class:`Database`."""
    if not address.startswith("sqlite"):
        server = address.replace("postgresql://", "postgresql+psycopg://", 1)
        return create_engine(server, pool_pre_ping=True, hide_parameters=True)
    # Parameters are what citizens wrote: without hide_parameters every error would quote them.
    engine = create_engine(
        address, connect_args={"check_same_thread": False, "timeout": 30}, hide_parameters=True
    )

    @event.listens_for(engine, "connect")
    def _configure(connection: Any, _record: Any) -> None:
        connection.isolation_level = None
        cursor = connection.cursor()
        for pragma in ("journal_mode=WAL", "busy_timeout=30000", "foreign_keys=ON", "synchronous=FULL"):
            cursor.execute(f"PRAGMA {pragma}")
        cursor.close()

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        # IMMEDIATE for writers only: a reader that takes the write lock and is forgotten stops everybody.
        writing = connection.get_execution_options().get("writing")
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writing else "BEGIN")

    return engine
