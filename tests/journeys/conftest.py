"""One prepared demo office for all journeys: loaded and trained once, copied for each."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from office.calendar import read_calendar
from office.hours import is_open
from office.profile import read_office
from office.settings import PROJECT
from tests.journeys.house import House, copy_of


@pytest.fixture(scope="session")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home with the demo loaded and Rasa trained."""
    home = tmp_path_factory.mktemp("prepared") / "home"
    home.mkdir()
    house = House(home)
    done = house.run("demo")
    assert done.returncode == 0, done.stderr
    try:
        house.start()
    finally:
        house.stop()
    return home


@pytest.fixture
def new_house(prepared: Path, tmp_path: Path) -> Iterator[Callable[..., House]]:
    """Makes houses; all are stopped at the end."""
    made: list[House] = []

    def make(**extra: str) -> House:
        house = House(copy_of(prepared, tmp_path / f"home{len(made)}"), extra)
        made.append(house)
        return house

    yield make
    for house in made:
        house.stop()


@pytest.fixture(scope="module")
def house(prepared: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """One running house for a module's tests."""
    running = House(copy_of(prepared, tmp_path_factory.mktemp("house") / "home")).start()
    yield running
    running.stop()


@pytest.fixture(scope="session")
def office_hours() -> timedelta:
    """How far ahead of now a working morning at the demo office is."""
    office = read_office(PROJECT / "data" / "demo" / "office.toml")
    today = datetime.now(UTC).astimezone(office.zone).replace(hour=8, minute=10, second=0, microsecond=0)
    days = (today + timedelta(days=ahead) for ahead in range(1, 20))
    morning = next(day for day in days if is_open(office, read_calendar(), day))
    return morning - datetime.now(UTC)


@pytest.fixture(scope="session")
def talking(
    prepared: Path, tmp_path_factory: pytest.TempPathFactory, office_hours: timedelta
) -> Iterator[House]:
    """The one running house in which all conversations are held, on a working morning."""
    ahead = {"TANYA_CLOCK_AHEAD": str(office_hours.total_seconds())}
    running = House(copy_of(prepared, tmp_path_factory.mktemp("talking") / "home"), ahead).start()
    yield running
    running.stop()
