"""A seeded sample of the generated conversations; all 500: scripts/bench_conversations.py."""

from __future__ import annotations

import pytest

from tests.journeys.house import House
from tests.journeys.wild import converse


@pytest.mark.parametrize("seed", range(25))
def test_no_dead_end(talking: House, seed: int) -> None:
    assert converse(talking, seed).dead_ends == []
