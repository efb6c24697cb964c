"""A small run of ``scripts/fuzz_knowledge.py``: hostile files and questions end in an outcome, soon."""

from __future__ import annotations

import os
import subprocess
import sys

from office.settings import PROJECT

INPUTS = 300


def test_hostile_files_and_questions() -> None:
    script = PROJECT / "scripts" / "fuzz_knowledge.py"
    environment = {name: value for name, value in os.environ.items() if not name.startswith("TANYA_")}
    done = subprocess.run(
        [sys.executable, script, "--inputs", str(INPUTS), "--seed", "7"],
        capture_output=True, text=True, timeout=300, env=environment,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    assert "Traceback" not in done.stderr
    assert done.stdout.count(" 0 failed") == 2
