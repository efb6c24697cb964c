"""The desk as a small application of its own, and one Chromium for all tests."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from deskbrowser import ARGS, CHROMIUM
from deskkit import House, opened
from playwright.sync_api import Browser, sync_playwright


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    with opened(tmp_path) as house:
        yield house


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGS)
        yield chromium
        chromium.close()
