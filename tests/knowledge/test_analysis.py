"""Everyday and regional words come out as plain stems."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.analysis import numbers, plain_words, stem, terms, years


@pytest.mark.parametrize(
    ("word", "root"),
    [
        ("permohonan", "mohon"), ("kelahiran", "lahir"), ("ngurusin", "urus"), ("syarate", "syarat"),
        ("dicabutin", "cabut"), ("ngelaporin", "lapor"), ("dimintain", "minta"), ("npwp", "npwp"), ("n1", "n1"),
    ],
)  # fmt: skip
def test_stems(word: str, root: str) -> None:
    assert stem(word) == root


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("gmn cara dpt akta klahiran?", ["akta", "lahir"]),
        ("Bagaimana mendapatkan Akta Kelahiran", ["akta", "lahir"]),
        ("ktp ilang nang ngendi ngurus e piye", ["ktp", "hilang", "urus"]),
        ("syarat-syarat nikah", ["syarat", "nikah"]),
        ("", []),
        ("😀 !!!", []),
    ],
)
def test_terms(text: str, expected: list[str]) -> None:
    assert terms(text) == expected


def test_the_plural_with_a_2_is_one_word() -> None:
    assert plain_words("surat2 penting") == ["surat", "penting"]


def test_numbers_and_years() -> None:
    assert numbers("APBD 2026, pasal 07") == {"2026", "7"}
    assert years("APBD 2026, pasal 17") == {"2026"}


@given(st.text(max_size=200))
def test_any_text_has_terms(text: str) -> None:
    assert all(term and not term.isspace() for term in terms(text))
