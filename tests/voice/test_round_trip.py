"""What we say, said back to us, is what was written: the speaking half against the hearing half, word for word."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

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
