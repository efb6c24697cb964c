"""What many tests stand on: one Chromium for all (Playwright allows one in a process), one PostgreSQL server."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import pytest
from playwright.sync_api import Browser, sync_playwright
from sqlalchemy import create_engine, text

from tests.standins.browser import CHROMIUM_ARGUMENTS, chromium_path


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Debian's Chromium."""
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=chromium_path(), args=CHROMIUM_ARGUMENTS)
        yield chromium
        chromium.close()


def _as_postgres() -> list[str]:
    return ["setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups"] if os.getuid() == 0 else []


def new_postgresql(server: str) -> str:
    """Address of an empty database on that server."""
    name = f"t{uuid4().hex}"
    with create_engine(server, isolation_level="AUTOCOMMIT").connect() as connection:
        connection.execute(text(f"CREATE DATABASE {name}"))
    return server.replace("/postgres?", f"/{name}?").replace("+psycopg", "")


@pytest.fixture
def postgresql(postgresql_server: str) -> str:
    """Address of an empty PostgreSQL database."""
    return new_postgresql(postgresql_server)


@pytest.fixture(scope="session")
def postgresql_server() -> Iterator[str]:
    """A throw-away PostgreSQL server of Debian's package."""
    folders = sorted(Path("/usr/lib/postgresql").glob("*/bin"))
    assert folders, "PostgreSQL is missing: make test installs it (apt-get install postgresql)"
    place = Path(tempfile.mkdtemp(prefix="tanya-pg-"))
    as_user, tools = _as_postgres(), folders[-1]
    if as_user:
        shutil.chown(place, "postgres", "postgres")
    socket = f"-c listen_addresses='' -c unix_socket_directories={place} -c fsync=off"
    run = {"check": True, "capture_output": True, "timeout": 120}
    subprocess.run([*as_user, tools / "initdb", "-D", place / "data", "-U", "tanya", "-A", "trust"], **run)  # type: ignore[call-overload]
    server = [*as_user, tools / "pg_ctl", "-D", place / "data", "-w", "-l", place / "log"]
    subprocess.run([*server, "-o", socket, "start"], **run)  # type: ignore[call-overload]
    try:
        yield f"postgresql+psycopg://tanya@/postgres?host={place}"
    finally:
        subprocess.run([*server, "-m", "immediate", "stop"], **run)  # type: ignore[call-overload]
        shutil.rmtree(place)
