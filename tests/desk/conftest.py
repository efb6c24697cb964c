"""The desk as a small application of its own."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from deskkit import House, opened


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    with opened(tmp_path) as house:
        yield house
