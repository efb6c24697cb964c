"""Reports and registers say the same on SQLite and on PostgreSQL."""

import csv
import io
from pathlib import Path

import pytest
from casekit import open_database
from generated import write_cases

from cases.registers.columns import registers
from cases.registers.writing import as_csv
from cases.reports.making import NAMES, make
from cases.reports.period import year
from office.calendar import Calendar
from office.database import Database
from office.profile import Office

COUNT = 600


@pytest.fixture
def both(tmp_path: Path, postgresql: str, demo_office: Office) -> tuple[Database, Database]:
    """The same generated cases in both; in one home, so that one key opens both."""
    databases = open_database(tmp_path), open_database(tmp_path, postgresql)
    for database in databases:
        write_cases(database, demo_office, COUNT)
    return databases


def test_the_same_from_both(both: tuple[Database, Database], demo_office: Office, calendar: Calendar) -> None:
    for name in NAMES:
        made = []
        for database in both:
            with database.reading() as session:
                made.append(make(session, name, year(2026), demo_office, calendar))
        assert made[0].sections
        assert made[0] == made[1], name
    for kind in registers():
        rows = []
        for database in both:
            with database.reading() as session:
                found = as_csv(session, kind, year(2026), demo_office)
            rows.append(list(csv.reader(io.StringIO(found.decode("utf-8-sig")))))
        assert len(rows[0]) > 1, kind
        assert rows[0] == rows[1], kind
    for database in both:
        database.close()
