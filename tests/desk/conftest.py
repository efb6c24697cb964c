"""The desk as a small application of its own."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from deskkit import House, opened

from desk import counted


@pytest.fixture(autouse=True)
def patient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Pages wait for what is counted, however busy the machine is."""
    monkeypatch.setattr(counted, "PATIENCE", 60)


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    with opened(tmp_path) as house:
        yield house
