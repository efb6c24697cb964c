"""Telegram and our door to it; tests of another door bring their own."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.bot.channels.doorkit import Door, told
from tests.bot.house import open_messages
from tests.standins.telegram import Telegram


@pytest.fixture
def platform() -> Iterator[Telegram]:
    running = Telegram()
    yield running
    running.close()


@pytest.fixture
def door(tmp_path: Path, platform: Telegram) -> Iterator[Door]:
    messages = open_messages(tmp_path, telegram=told(platform))
    made = Door(messages)
    yield made
    made.stop()
    messages.close()
