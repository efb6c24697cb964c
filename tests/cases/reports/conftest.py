"""A year of 5,000 cases and the three months before it, written once for all that counts them."""

from collections.abc import Iterator

import pytest
from casekit import open_database
from generated import write_cases

from office.calendar import Calendar, read_calendar
from office.database import Database
from office.profile import Office, read_office
from office.settings import PROJECT


@pytest.fixture(scope="session")
def demo_office() -> Office:
    return read_office(PROJECT / "data" / "demo" / "office.toml")


@pytest.fixture(scope="session")
def calendar() -> Calendar:
    return read_calendar()


@pytest.fixture(scope="session")
def year_of_cases(tmp_path_factory: pytest.TempPathFactory, demo_office: Office) -> Iterator[Database]:
    database = open_database(tmp_path_factory.mktemp("year"))
    write_cases(database, demo_office)
    yield database
    database.close()
