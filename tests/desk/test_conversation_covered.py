"""Identity numbers in a conversation are covered, also mistyped ones; telephone numbers stay readable."""

from __future__ import annotations

import pytest

from desk.conversation import cover


@pytest.mark.parametrize(
    "number", ["3201014507900003", "320101450790003", "32010145079000033", "3201 0145 0790 0003"]
)
def test_an_identity_number_is_covered_also_when_mistyped(number: str) -> None:
    assert number not in cover(f"NIK saya {number} ya")


@pytest.mark.parametrize("number", ["081234567890", "+62 812-3456-7890", "1708", "0001/PPID/XI/2026"])
def test_a_telephone_or_case_number_stays_readable(number: str) -> None:
    assert number in cover(f"hubungi {number} ya")
