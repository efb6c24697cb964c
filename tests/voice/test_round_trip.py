"""What we say, said back to us, is what was written: the speaking half against the hearing half, word for word."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from office.settings import Hearing, Settings
from voice.hearing.process import HearingProcess
from voice.speaking.espeak import Espeak
from voice.speaking.speaker import Speaker
from voice.spoken import spell, write_out
from voice.written import written


@settings(deadline=None)
@given(st.from_regex(r"[0-9]{16}", fullmatch=True))
def test_an_identity_number_comes_back(number: str) -> None:
    assert written(write_out(number)) == number
    assert written(spell(number)) == number


@settings(deadline=None)
@given(st.from_regex(r"08[0-9]{8,10}", fullmatch=True))
def test_a_telephone_number_comes_back(number: str) -> None:
    assert written(write_out(number)) == number
    assert written(write_out(f"{number[:4]}-{number[4:8]}-{number[8:]}")) == number


@settings(deadline=None)
@given(st.dates(date(1990, 1, 1), date(2040, 12, 31)))
def test_a_date_comes_back(day: date) -> None:
    said = write_out(day.isoformat())
    assert said == write_out(f"{day.day}/{day.month}/{day.year}")
    assert written(f"tanggal {said}") == f"tanggal {day.day} {said.split()[-1 - said_year(day)]} {day.year}"


def said_year(day: date) -> int:
    """Words of the year alone."""
    return len(write_out(str(day.year)).split())


@pytest.mark.parametrize("number", ["0001/PPID/XI/2026", "0120/ADU-PPID/I/2027", "0003/HOAKS/IX/2026"])
def test_a_registration_number_comes_back_said_or_spelled(number: str) -> None:
    assert written(write_out(number)) == number
    assert written(spell(number)) == number


@pytest.mark.parametrize(
    "address",
    ["ppid@nusalestari.example", "budi.santoso@gmail.com", "siti_r@dinas.go.id", "budi23@yahoo.co.id"],
)
def test_an_email_address_comes_back(address: str) -> None:
    assert written(write_out(address)) == address
    assert written(f"Surel saya {write_out(address)}, terima kasih.") == f"Surel saya {address}, terima kasih"


@pytest.fixture(scope="module")
def ears(tmp_path_factory: pytest.TempPathFactory) -> Iterator[HearingProcess]:
    home = tmp_path_factory.mktemp("home")
    process = HearingProcess(Settings(home=Path(home), hearing=Hearing(model="uji")))
    yield process
    process.close()


@pytest.mark.parametrize(
    "text",
    [
        "Apa itu PPID?",
        "Cek permohonan saya.",
        "Lebih pelan.",
        "Teks saja.",
        "Bagaimana cara mengajukan keberatan?",
    ],
)
def test_our_own_voice_is_heard_by_the_test_model(ears: HearingProcess, text: str) -> None:
    note = Speaker([Espeak()], None, 60).speak(text)
    assert note is not None
    assert ears.hear(note).text == text.rstrip(".")
