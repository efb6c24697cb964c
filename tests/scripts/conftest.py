"""The way in, from outside: a checkout of its own, so that no test touches this one's environments."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from office.settings import PROJECT

Make = Callable[..., "subprocess.CompletedProcess[str]"]


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """What `make` needs of the repository, with nothing set up."""
    place = tmp_path / "checkout"
    (place / "bot" / "dialogue").mkdir(parents=True)
    (place / "scripts").mkdir()
    (place / "voice" / "openai").mkdir(parents=True)
    for file in PROJECT.glob("scripts/setup*"):
        shutil.copy(file, place / "scripts")
    for name in (
        "Makefile",
        "pyproject.toml",
        "uv.lock",
        "scripts/preflight.py",
        "bot/dialogue/requirements.lock",
        "voice/openai/requirements.txt",
    ):
        shutil.copy(PROJECT / name, place / name)
    return place


@pytest.fixture
def make(checkout: Path) -> Make:
    """Run `make TARGET`; keyword arguments are environment variables. Nothing can be installed."""

    def call(target: str, **environment: str) -> subprocess.CompletedProcess[str]:
        kept = {name: os.environ[name] for name in ("PATH", "HOME", "PYENV_ROOT") if name in os.environ}
        # An installer that is not there: a test that gets this far fails at once instead of downloading.
        nowhere = {"PIP_INDEX_URL": "http://127.0.0.1:9", "PIP_RETRIES": "0", "PIP_CONFIG_FILE": os.devnull}
        return subprocess.run(
            ["make", target],
            cwd=checkout,
            env=kept | nowhere | environment,
            capture_output=True,
            text=True,
            timeout=120,
        )

    return call
