"""The lock of Rasa's environment."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

DIALOGUE = Path(__file__).resolve().parents[3] / "bot" / "dialogue"
LOCK = (DIALOGUE / "requirements.lock").read_text()


def test_every_package_is_pinned_and_hashed() -> None:
    packages = re.split(r"\n(?=\S)", LOCK.strip())
    assert len(packages) > 50
    for package in packages:
        assert re.match(r"[a-z0-9-]+==\S+ \\\n    --hash=sha256:[0-9a-f]{64}", package), package[:80]


def test_no_registry_is_named() -> None:
    assert "://" not in LOCK
    assert "index-url" not in LOCK


def test_what_is_installed_is_what_is_locked(in_rasa: Callable[..., Any]) -> None:
    locked = dict(re.findall(r"^([a-z0-9-]+)==(\S+)", LOCK, re.M))
    code = "from importlib.metadata import distributions\n"
    code += "result = [[d.metadata['Name'], d.version] for d in distributions()]"
    installed = {re.sub(r"[-_.]+", "-", name).lower(): version for name, version in in_rasa(code)}
    assert {name: installed.get(name) for name in locked} == locked
