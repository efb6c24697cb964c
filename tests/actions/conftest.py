from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from actions.tools import Tools
from tests.actions.house import Knowledge, open_tools


@pytest.fixture
def knowledge() -> Knowledge:
    return Knowledge()


@pytest.fixture
def tools(tmp_path: Path, knowledge: Knowledge) -> Iterator[Tools]:
    made = open_tools(tmp_path, knowledge)
    yield made
    made.database.close()
