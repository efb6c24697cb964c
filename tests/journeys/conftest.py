"""One prepared demo office for all journeys: loaded and trained once, copied for each."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

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
