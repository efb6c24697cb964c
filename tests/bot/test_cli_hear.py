"""``tanya hear``, as an operator tries a recording."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.bot.test_cli import here
from tests.standins.voices import note


def test_both_engines_stand_side_by_side_with_their_text_and_time(tmp_path: Path) -> None:
    recording = tmp_path / "ya.ogg"
    recording.write_bytes(note("Cek permohonan saya."))
    told = {"TANYA_HEARING__MODEL": "uji"}
    done = here(tmp_path / "home", "hear", str(recording), "--engine", "both", **told)
    assert done.returncode == 0, done.stderr
    faster, openai = (line.split("\t") for line in done.stdout.splitlines())
    assert [faster[:2], openai[:2]] == [[name, "Cek permohonan saya"] for name in ("faster", "openai")]
    assert all(re.search(r"mesin \d+\.\d\d detik", line[-1]) for line in (faster, openai))


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
