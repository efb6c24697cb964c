"""Every conversation of ``percakapan/`` against the running house with its real Rasa."""

from __future__ import annotations

from typing import Any

import pytest

from tests.journeys.house import House
from tests.journeys.transcripts import play, stories

STORIES = dict(stories())


@pytest.mark.parametrize("name", STORIES)
def test_conversation(talking: House, name: str) -> None:
    story: dict[str, Any] = STORIES[name]
    play(talking, story)
