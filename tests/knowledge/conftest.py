"""A home of its own for every test: real SQLite, real Chroma."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

import knowledge.tables
from office.database import Base, Database
from office.settings import Settings, load

assert knowledge.tables.Entry.__tablename__ in Base.metadata.tables


@pytest.fixture
def settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    monkeypatch.setenv("TANYA_HOME", str(tmp_path / "home"))
    return load()


@pytest.fixture
def database(settings: Settings) -> Iterator[Database]:
    opened = Database(settings)
    Base.metadata.create_all(opened.engine)
    yield opened
    opened.close()
