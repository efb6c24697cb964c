"""``tanya hear``, as an operator tries a recording."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.bot.test_cli import here
from tests.standins.voices import note


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        ({}, "belum diatur"),
        ({"TANYA_HEARING__MODEL": "/tidak/ada"}, "model.bin"),
        ({"TANYA_HEARING__MODEL": "kantor/whisper"}, "tanya models fetch kantor/whisper"),
        (
            {"TANYA_HEARING__ENGINE": "openai", "TANYA_HEARING__MODEL": "small",
             "TANYA_HEARING__OPENAI_PYTHON": "/tidak/ada"},
            "scripts/setup.py openai",
        ),
        ({"TANYA_HEARING__ENGINE": "lain"}, "hearing.engine"),
    ],
)  # fmt: skip
def test_what_is_missing_is_one_sentence(tmp_path: Path, settings: dict[str, str], said: str) -> None:
    recording = tmp_path / "ya.ogg"
    recording.write_bytes(note("Ya."))
    done = here(tmp_path / "home", "hear", str(recording), **settings)
    assert done.returncode == 1
    assert said in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1
