"""Runs as a child of the application: one recording after another becomes words.

A process of its own keeps Whisper's work behind the conversation's (it is nicer), and a file that brings a
decoder down takes nobody else with it. In: a line ``{"prompt": "…", "bytes": N}`` and N bytes; out: a line.
"""

from __future__ import annotations

import json
import os
import sys
from dataclasses import asdict
from pathlib import Path
from typing import Any

from office.settings import Hearing, Settings
from voice.hearing.audio import Unheard
from voice.hearing.engines import NoEngine
from voice.hearing.hearer import Hearer
from voice.hearing.models import load_engine

NICE = 10
"""A tenth of a core at most while text turns want it; much less, and a busy machine would never hear anybody."""


def main(home: str, hearing: str) -> None:
    os.nice(NICE)
    settings = Settings(home=Path(home), hearing=Hearing.model_validate_json(hearing))
    try:
        hearer = Hearer(load_engine(settings), settings.hearing.longest_seconds)
    except NoEngine as refused:
        _say({"no_engine": str(refused)})
        return
    _say({"ready": True})
    while line := sys.stdin.buffer.readline():
        asked = json.loads(line)
        audio = sys.stdin.buffer.read(asked["bytes"])
        try:
            _say({"heard": asdict(hearer.hear(audio, asked["prompt"]))})
        except Unheard as unheard:
            _say({"unheard": unheard.reason})


def _say(answer: dict[str, Any]) -> None:
    sys.stdout.write(json.dumps(answer) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2])
