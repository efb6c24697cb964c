"""What many tests stand on: one Chromium for all (Playwright allows one in a process), one PostgreSQL server."""

from __future__ import annotations

from collections.abc import Iterator
from uuid import uuid4

import pytest
from playwright.sync_api import Browser, sync_playwright
from sqlalchemy import create_engine, text

from tests.standins.browser import CHROMIUM_ARGUMENTS, chromium_path
from tests.standins.postgresql import server


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Debian's Chromium."""
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=chromium_path(), args=CHROMIUM_ARGUMENTS)
        yield chromium
        chromium.close()


def new_postgresql(at: str) -> str:
    """Address of an empty database on that server."""
    name = f"t{uuid4().hex}"
    with create_engine(at, isolation_level="AUTOCOMMIT").connect() as connection:
        connection.execute(text(f"CREATE DATABASE {name}"))
    return at.replace("/postgres?", f"/{name}?").replace("+psycopg", "")


@pytest.fixture
def postgresql(postgresql_server: str) -> str:
    """Address of an empty PostgreSQL database."""
    return new_postgresql(postgresql_server)


@pytest.fixture(scope="session")
def postgresql_server() -> Iterator[str]:
    """A throw-away PostgreSQL server of Debian's package."""
    with server() as address:
        yield address
