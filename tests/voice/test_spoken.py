"""Spoken Indonesian: what holds for every text, whoever wrote it."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from voice.spoken import choices_aloud, spell, write_out
from voice.spoken.letters import letters
from voice.spoken.numbers import cardinal, digits, grouped, ordinal

UNITS = ["nol", "satu", "dua", "tiga", "empat", "lima", "enam", "tujuh", "delapan", "sembilan"]
SCALES = {"ribu": 10**3, "juta": 10**6, "miliar": 10**9, "triliun": 10**12}
SIGNS = set(" .,;:?!'-")
_PIECES = (
    "Rp|25.000|2,5| juta|17-08-2026|08.00|-|–|/|UU| No. |Pasal |ayat (2)|KTP|RT|Bab IV|ke-|2|%| km|m2|dll.|x|'"
    "|0812-3456-7890|https://a.id/b|a@b.id|(|)|\n|1. |- |**|e.g.|😀|\u200b|\u202e|é|ß|ﬁ|Ⅳ|½|٣|中|yang|A4"
    "|PI-2026-000123|.|,|?|S.H.|#|@|_|[|]"
)
PIECES = _PIECES.split("|")


def read_back(words: str) -> int:
    """The number these words say; a reader of its own, not the program's."""
    total = group = 0
    for word in words.split():
        if word in UNITS:
            group += UNITS.index(word)
        elif word == "belas":
            group += 10
        elif word == "puluh":
            group = group - group % 10 + group % 10 * 10
        elif word == "ratus":
            group *= 100
        elif word in ("sepuluh", "sebelas", "seratus"):
            group += {"sepuluh": 10, "sebelas": 11, "seratus": 100}[word]
        elif word == "seribu":
            total += 1000
        else:
            total += group * SCALES[word]
            group = 0
    return total + group


@settings(deadline=None)
@given(st.integers(0, 10**12 - 1))
@example(1_001_000)
@example(111_111_111_111)
def test_every_number_below_a_trillion_reads_back_equal(number: int) -> None:
    assert read_back(write_out(str(number))) == number
    assert read_back(write_out(f"{number:,}".replace(",", "."))) == number


@settings(deadline=None)
@given(st.integers(0, 9999), st.integers(0, 9999))
def test_decimals_read_back_equal(whole: int, fraction: int) -> None:
    said, _, after = write_out(f"{whole},{fraction}").partition(" koma ")
    assert read_back(said) == whole
    assert "".join(str(UNITS.index(word)) for word in after.split()) == str(fraction)


@settings(deadline=None)
@given(st.text(alphabet="0123456789", min_size=13, max_size=24))
def test_a_long_row_of_digits_is_said_one_by_one(text: str) -> None:
    said = write_out(text).replace(",", "").split()
    assert "".join(str(UNITS.index(word)) for word in said) == text


@settings(max_examples=400, deadline=None)
@given(st.one_of(st.text(max_size=200), st.lists(st.sampled_from(PIECES), max_size=14).map("".join)))
def test_any_text_becomes_letters_and_sentence_marks(text: str) -> None:
    said = write_out(text)
    assert not any(char.isnumeric() for char in said)
    assert all(unicodedata.category(char)[0] == "L" or char in SIGNS for char in said)
    assert write_out(said) == said


@pytest.mark.parametrize(
    "text",
    ["", " ", "😀🙏👍", "\x00\x07\x1b[31m", "‮abc‭", "....", "---", "()", "٠", "中文", "\n\n\n", "🇮🇩", "***"],
)
def test_signs_and_emoji_leave_next_to_nothing(text: str) -> None:
    assert set(write_out(text)) <= set("abcdefghijklmnopqrstuvwxyz ,")


def test_right_to_left_marks_do_not_hide_digits() -> None:
    assert write_out("Rp\u202e25.000\u202c") == "dua puluh lima ribu rupiah"


def test_a_long_text_reads_like_its_sentences_alone() -> None:
    text = "Jl. Melati No. 5, Rp25.000, 17-08-2026 pukul 08.00. " * 20
    said = write_out(text)
    assert said == " ".join([write_out(text[: len(text) // 20].strip())] * 20)


@settings(deadline=None)
@given(st.integers(1, 10**6))
def test_an_ordinal_is_the_number_with_ke(number: int) -> None:
    assert ordinal(number) == ("pertama" if number == 1 else f"ke{cardinal(number)}")
    assert write_out(f"ke-{number}") == ordinal(number)


@settings(deadline=None)
@given(st.text(alphabet="0123456789", min_size=1, max_size=20))
def test_groups_of_digits_lose_and_move_nothing(text: str) -> None:
    groups = grouped(text)
    assert "".join(groups) == text
    assert len(groups) == 1 or all(3 <= len(group) <= 4 for group in groups)
    assert digits(text).count(",") == len(groups) - 1


def test_choices_are_numbered() -> None:
    assert (
        choices_aloud(["Ajukan permohonan", "KTP saya", "Batal"])
        == "Satu untuk ajukan permohonan, dua untuk KTP saya, tiga untuk batal."
    )
    assert choices_aloud([]) == ""


def test_a_name_and_a_number_are_spelled() -> None:
    assert spell("Siti 32-01 a.b@c") == "es i te i, tiga dua strip nol satu, a titik be at ce"
    assert letters("zq") == "zet ki"
