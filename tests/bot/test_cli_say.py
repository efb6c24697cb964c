"""``tanya say``: as an operator meets it."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.bot.test_cli import here
from voice.speaking.opus import decode


def test_a_text_is_said_into_a_file(tmp_path: Path) -> None:
    done = here(tmp_path / "home", "say", "Permohonan Anda terdaftar.", "-o", str(tmp_path / "a.ogg"))
    assert done.returncode == 0, done.stderr
    assert decode((tmp_path / "a.ogg").read_bytes()).seconds > 1


def test_the_words_are_shown_instead(tmp_path: Path) -> None:
    done = here(tmp_path / "home", "say", "UU No. 14 Tahun 2008, Rp25.000", "--spoken")
    assert (
        done.stdout == "undang-undang nomor empat belas Tahun dua ribu delapan, dua puluh lima ribu rupiah\n"
    )
    assert here(tmp_path / "home", "say", "-5", "--spoken").stdout == "minus lima\n"


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (["😀", "--spoken"], 1, "Tidak ada yang dapat diucapkan"),
        (["kata " * 5000, "--spoken"], 1, "terlalu panjang"),
        (["halo", "-o", "/tidak/ada/a.ogg"], 1, "tidak dapat ditulis"),
        (["halo"], 2, "-o F.ogg"),
        (["halo", "--speed", "9", "--spoken"], 2, "--speed"),
    ],
)
def test_what_cannot_be_said_is_refused(tmp_path: Path, arguments: list[str], code: int, said: str) -> None:
    done = here(tmp_path / "home", "say", *arguments)
    assert done.returncode == code
    assert said in done.stderr


def test_a_voice_that_cannot_be_used_is_one_sentence(tmp_path: Path) -> None:
    done = here(
        tmp_path / "home", "say", "halo", "-o", str(tmp_path / "a.ogg"), TANYA_SPEAKING__VOICES='["piper"]'
    )
    assert done.returncode == 1
    assert "speaking.piper_voice" in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1
