"""One database for all rooms: moments in UTC, one writer at a time, readers that hold up nobody."""

from __future__ import annotations

import base64
import threading
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from bot.conversations import conversation_for
from bot.tables import Conversation
from office.clock import local_date
from office.database import Base, Database, KeyLost, open_engine, sealer
from office.migrations import migrate
from office.settings import Settings

WIB = timezone(timedelta(hours=7))


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    (tmp_path / "secrets").mkdir()
    return Settings(home=tmp_path)


@pytest.fixture
def database(settings: Settings) -> Iterator[Database]:
    opened = Database(settings)
    Base.metadata.create_all(opened.engine)
    yield opened
    opened.close()


def one(session: Session, at: datetime, who: str = "a") -> Conversation:
    conversation = conversation_for(session, "web", who)
    conversation.last_in_at = at
    return conversation


def test_moments_come_back_in_utc_whatever_zone_they_were_given_in(database: Database) -> None:
    at = datetime(2026, 3, 13, 23, 30, 15, 123456, tzinfo=WIB)
    with database.writing() as session:
        one(session, at)
    with database.reading() as session:
        found = session.scalars(select(Conversation.last_in_at)).one()
        earlier = session.scalars(select(Conversation).where(Conversation.last_in_at < at)).all()
    assert found == at
    assert found.tzinfo is UTC
    assert earlier == []


def test_a_moment_without_a_zone_is_refused(database: Database) -> None:
    with pytest.raises(SQLAlchemyError, match="time zone"), database.writing() as session:
        one(session, datetime(2026, 3, 13))


def test_a_message_late_in_the_evening_is_of_that_day_at_the_office() -> None:
    from zoneinfo import ZoneInfo

    at = datetime(2026, 3, 13, 16, 30, tzinfo=UTC)
    assert local_date(at, ZoneInfo("Asia/Jakarta")).isoformat() == "2026-03-13"
    assert local_date(at, ZoneInfo("Asia/Jayapura")).isoformat() == "2026-03-14"


def test_a_failed_block_leaves_no_trace(database: Database) -> None:
    def broken() -> None:
        with database.writing() as session:
            one(session, datetime.now(UTC))
            raise RuntimeError

    with pytest.raises(RuntimeError):
        broken()
    with database.reading() as session:
        assert session.scalars(select(Conversation)).all() == []


def test_what_a_reader_changes_is_not_kept(database: Database) -> None:
    with database.reading() as session:
        one(session, datetime.now(UTC))
    with database.reading() as session:
        assert session.scalars(select(Conversation)).all() == []


def test_writers_take_turns_and_none_collides(database: Database) -> None:
    """Each reads and then writes: without BEGIN IMMEDIATE the second would fail, or lose an update."""
    with database.writing() as session:
        one(session, datetime.now(UTC)).session_turns = 0

    def count() -> None:
        for _ in range(10):
            with database.writing() as session:
                conversation = session.scalars(select(Conversation)).one()
                conversation.session_turns += 1

    threads = [threading.Thread(target=count) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with database.reading() as session:
        assert session.scalars(select(Conversation.session_turns)).one() == 40


def test_a_forgotten_reader_holds_up_no_writer_and_sees_one_moment(database: Database) -> None:
    with database.reading() as reader:
        assert reader.scalars(select(Conversation)).all() == []
        began = time.monotonic()
        with database.writing() as session:
            one(session, datetime.now(UTC))
        assert time.monotonic() - began < 5
        assert reader.scalars(select(Conversation)).all() == []


def test_a_writer_has_the_lock_from_its_first_look(database: Database) -> None:
    order: list[str] = []
    inside, go = threading.Event(), threading.Event()

    def first() -> None:
        with database.writing() as session:
            session.execute(text("SELECT 1"))
            inside.set()
            go.wait(5)
            order.append("first")

    thread = threading.Thread(target=first)
    thread.start()
    inside.wait(5)
    threading.Timer(0.1, go.set).start()
    with database.writing() as session:
        session.execute(text("SELECT 1"))
        order.append("second")
    thread.join()
    assert order == ["first", "second"]


def test_errors_do_not_quote_what_a_citizen_wrote(database: Database) -> None:
    broken = text("INSERT INTO nowhere (words) VALUES (:words)")
    with pytest.raises(SQLAlchemyError) as caught, database.writing() as session:
        session.execute(broken, {"words": "NIK 3578014101900003"})
    assert "3578014101900003" not in str(caught.value)
    surrogate = Conversation(channel="web", address="3578014101900003\ud800", address_index="x")
    with pytest.raises((SQLAlchemyError, ValueError)) as refused, database.writing() as session:
        session.add(surrogate)
    assert "3578014101900003" not in str(refused.value)


def test_the_key_is_known_once_a_database_is_open(database: Database) -> None:
    assert sealer().open(sealer().seal("x", "a"), "a") == "x"


def test_sqlite_keeps_what_it_has_acknowledged(database: Database) -> None:
    with database.reading() as session:
        pragmas = {
            name: session.execute(text(f"PRAGMA {name}")).scalar_one()
            for name in ("journal_mode", "synchronous", "foreign_keys")
        }
    assert pragmas == {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1}


def test_migrations_lead_to_the_tables_the_rooms_declare(settings: Settings) -> None:
    import office.people  # noqa: F401

    migrate(settings)
    migrate(settings)
    from sqlalchemy import inspect

    found = inspect(open_engine(settings.database))
    for table in Base.metadata.sorted_tables:
        columns = {column["name"] for column in found.get_columns(table.name)}
        assert columns == {column.name for column in table.columns}, table.name


def test_old_data_is_not_opened_with_a_fresh_key(settings: Settings) -> None:
    database = Database(settings)
    Base.metadata.create_all(database.engine)
    with database.writing() as session:
        conversation_for(session, "web", "a browser's secret")
    database.close()
    key = settings.secrets / "data.key"
    kept = key.read_bytes()
    key.unlink()
    with pytest.raises(KeyLost):
        Database(settings)
    assert not key.exists(), "no fresh key is made beside old data"
    key.write_bytes(base64.b64encode(b"k" * 32))
    with pytest.raises(KeyLost):
        Database(settings)
    key.write_bytes(kept)
    Database(settings).close()
