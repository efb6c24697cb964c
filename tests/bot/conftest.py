"""A home of its own for every test: real SQLite, and a Rasa that speaks HTTP."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
import structlog

from office.database import Database
from tests.bot.house import Messages, open_home, open_messages


@pytest.fixture(autouse=True, scope="session")
def _plain_logs() -> None:
    """Drawing each expected error with all its variables takes longer than the tests."""
    structlog.configure(processors=[structlog.processors.KeyValueRenderer()])


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    _settings, opened = open_home(tmp_path)
    yield opened
    opened.close()


@pytest.fixture
def messages(tmp_path: Path) -> Iterator[Messages]:
    opened = open_messages(tmp_path)
    yield opened
    opened.close()
