"""Debian's Chromium, and what axe-core says of a page in it."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser

from tests.standins.voices import for_microphone

AXE = Path(__file__).resolve().parent / "axe.min.js"
CHROMIUM_ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


def chromium_path() -> str:
    """Where Chromium is; a machine without it has not run ``make test`` and must hear what is missing."""
    found = shutil.which("chromium") or shutil.which("chromium-browser")
    assert found, "Chromium is missing: make test installs it (apt-get install chromium)"
    return found


def with_microphone(browser: Browser, words: str, file: Path) -> Browser:
    """A second Chromium, into whose microphone somebody says these words when it is opened.

    ``file``: where their sound is kept. Close it after use.
    """
    for_microphone(words, file)
    microphone = ["--use-fake-device-for-media-stream", f"--use-file-for-fake-audio-capture={file}%noloop"]
    return browser.browser_type.launch(
        executable_path=chromium_path(), args=[*CHROMIUM_ARGUMENTS, *microphone]
    )


def violations(page: Any) -> list[str]:
    """What axe-core finds wrong, WCAG 2.2 AA and best practices, as ``rule: selector``."""
    page.evaluate(AXE.read_text(encoding="utf-8"))
    found = page.evaluate("axe.run(document, {resultTypes: ['violations']})")
    return [
        f"{rule['id']}: {node['target']} {node['failureSummary']}"
        for rule in found["violations"]
        for node in rule["nodes"]
    ]
