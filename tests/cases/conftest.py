"""A fresh database per test."""

from collections.abc import Iterator
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from casekit import open_database

from office.database import Database
from office.profile import Office, Unit


@pytest.fixture
def office() -> Office:
    units = (Unit("dinkes", "Dinas Kesehatan", "Dinkes"), Unit("dishub", "Dinas Perhubungan", "Dishub"))
    return Office(
        "Pemerintah Provinsi Contoh", "PPID Contoh", "", "", "", "", "", ZoneInfo("Asia/Jakarta"), units
    )


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    opened = open_database(tmp_path)
    yield opened
    opened.close()
