"""The migrated database has what the tables say, the guards of the history included."""

from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from casekit import file_one
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

import office.lockout
import office.second_factor  # noqa: F401
from cases.letters.keeping import letter_for, letters_of
from cases.reports.tables import ReportChapter
from cases.tables import Case, CaseApplicant, CaseEvent, CaseLine, NumberSequence
from office.database import Base, Database
from office.migrations import migrate
from office.profile import Office
from office.settings import Settings

OURS = {table.__tablename__ for table in (Case, CaseApplicant, CaseEvent, CaseLine, NumberSequence)} | {
    "audit_entry",
    "audit_head",
    "calendar_day",
    "case_word",
    "queue_filter",
    "case_task",
    "calendar_year",
    "person",
    "letter",
    "letter_wording",
    ReportChapter.__tablename__,
    "staff_session",
    "authenticator",
    "recovery_code",
    "sign_in_tries",
    "entry_version",
    "evaluation_run",
    "exempt_item",
}


def check(settings: Settings, office: Office) -> None:
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
    about = [change for change in flat if any(f"'{name}'" in repr(change) for name in OURS)]
    assert about == []
    database.close()


def test_on_sqlite(tmp_path: Path, office: Office) -> None:
    check(Settings(home=tmp_path), office)


def test_on_postgresql(tmp_path: Path, office: Office, postgresql: str) -> None:
    check(Settings(home=tmp_path, database_url=postgresql), office)
