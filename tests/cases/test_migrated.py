"""The migrated database has what the tables say, the guards of the history included."""

from importlib import import_module
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from casekit import file_one
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from cases.letters.keeping import letter_for, letters_of
from office.database import Base, Database
from office.migrations import migrate
from office.profile import Office
from office.settings import PROJECT, Settings

ROOMS = ("bot", "cases", "desk", "knowledge", "office")


def know_every_table() -> None:
    """A table counts once its module is imported; which of them others have imported is chance. Rasa has its own."""
    for room in ROOMS:
        for path in (PROJECT / room).rglob("*.py"):
            if "dialogue" not in path.parts and "__tablename__" in path.read_text(encoding="utf-8"):
                import_module(".".join(path.relative_to(PROJECT).with_suffix("").parts))


def check(settings: Settings, office: Office) -> None:
    know_every_table()
    (settings.home / "secrets").mkdir(exist_ok=True)
    migrate(settings)
    database = Database(settings)
    with database.writing() as session:
        case = file_one(session, office)
        due = letters_of(session, case)[0]
        letter_for(session, case, due.event, due.kind, office)
    for statement in ("DELETE FROM letter", "UPDATE letter SET pdf = 'x'", "UPDATE letter SET number = 'x'"):
        with pytest.raises(DBAPIError, match="stays as sent"), database.writing() as session:
            session.execute(text(statement))
    for statement in ("DELETE FROM case_event", "UPDATE case_event SET kind = 'x'"):
        with pytest.raises(DBAPIError, match="only grows"), database.writing() as session:
            session.execute(text(statement))
    with database.engine.connect() as connection:
        differences = compare_metadata(MigrationContext.configure(connection), Base.metadata)
    flat = [change for one in differences for change in (one if isinstance(one, list) else [one])]
    assert flat == []
    database.close()


def test_on_sqlite(tmp_path: Path, office: Office) -> None:
    check(Settings(home=tmp_path), office)


def test_on_postgresql(tmp_path: Path, office: Office, postgresql: str) -> None:
    check(Settings(home=tmp_path, database_url=postgresql), office)
