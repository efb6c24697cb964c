"""What was heard is written as one would type it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from voice.written import written

WORDS = ["nol", "satu", "dua", "tiga", "empat", "lima", "enam", "tujuh", "delapan", "sembilan"]


@pytest.mark.parametrize(
    ("heard", "typed"),
    [
        ("Nol delapan satu dua, tiga empat lima enam, tujuh delapan sembilan nol.", "081234567890"),
        ("kosong delapan satu satu dua tiga empat", "0811234"),
        ("nol delapan dua belas tiga puluh empat lima puluh enam", "08123456"),
        ("0812-3456-7890", "081234567890"),
        ("Tiga dua tujuh tiga nol satu satu nol nol satu nol satu nol nol nol satu.", "3273011001010001"),
        ("Tiga dua tujuh tiga, nol satu satu nol, nol satu nol satu, nol nol nol satu.", "3273011001010001"),
        ("3273 0110 0101 0001", "3273011001010001"),
        ("3 2 7 3 0 1 1 0", "32730110"),
        ("Ubah nomor telepon jadi nol delapan satu dua, tiga empat lima enam.", "Ubah nomor telepon jadi 08123456"),
        ("Jalan Melati nomor lima, R T dua, R W sebelas.", "Jalan Melati nomor 5, RT 2, RW 11"),
        ("tahun dua ribu dua puluh lima", "tahun 2025"),
        ("tahun seribu sembilan ratus sembilan puluh delapan", "tahun 1998"),
        ("Tanggal lima Maret dua ribu dua puluh enam.", "Tanggal 5 Maret 2026"),
        ("pukul delapan tiga puluh", "pukul 08.30"),
        ("jam sembilan", "jam 9"),
        ("lima ratus ribu rupiah", "500.000 rupiah"),
        ("dua juta tiga ratus ribu", "2.300.000"),
        ("seratus dua puluh tiga ribu empat ratus lima puluh enam", "123.456"),
        ("dua koma lima persen", "2,5 persen"),
        ("Dua.", "2"),
        ("tujuh belas", "17"),
        ("Sudah dua minggu.", "Sudah dua minggu"),
        ("satu dua hari lagi", "satu dua hari lagi"),
        ("Nol nol nol satu, P P I D, sebelas, dua ribu dua puluh enam.", "0001/PPID/XI/2026"),
        (
            "Nomor nol nol satu dua garis miring pe pe i de garis miring sebelas garis miring dua ribu dua puluh enam",
            "Nomor 0012/PPID/XI/2026",
        ),
        ("nol nol tujuh A D U P P I D X I dua ribu dua puluh enam", "0007/ADU-PPID/XI/2026"),
        ("nol nol tujuh ADU PPID X I dua ribu dua puluh enam", "0007/ADU-PPID/XI/2026"),
        ("budi titik santoso et gmail titik com.", "budi.santoso@gmail.com"),
        ("pe pe i de at nusalestari titik example", "ppid@nusalestari.example"),
        ("Surel saya be u de i dua tiga et yahoo titik ko titik i de.", "Surel saya budi23@yahoo.co.id"),
        ("siti garis bawah er at dinas titik go titik i de", "siti_r@dinas.go.id"),
        ("surel saya siti et surat titik go titik id, terima kasih", "surel saya siti@surat.go.id, terima kasih"),
        ("undang-undang nomor empat belas tahun dua ribu delapan pasal tujuh belas huruf a",
         "undang-undang nomor 14 tahun 2008 pasal 17 huruf a"),
        ("Apa itu PPID?", "Apa itu PPID?"),
        ("Siti Rahayu.", "Siti Rahayu"),
        ("Ya, benar.", "Ya, benar"),
        ("", ""),
    ],
)  # fmt: skip
def test_heard_and_typed(heard: str, typed: str) -> None:
    assert written(heard) == typed


@given(st.text(alphabet="0123456789", min_size=4, max_size=16), st.integers(2, 8))
def test_digits_said_one_by_one_are_kept_whatever_the_pauses(figures: str, group: int) -> None:
    groups = [figures[at : at + group] for at in range(0, len(figures), group)]
    said = ", ".join(" ".join(WORDS[int(figure)] for figure in part) for part in groups)
    assert written(f"{said}.") == figures


@given(st.text(max_size=200))
def test_whatever_is_heard_something_is_written(heard: str) -> None:
    assert written(heard) == written(heard).strip()


SIGNS = [*WORDS, "belas", "puluh", "ratus", "ribu", "juta", "koma", "P", "et", "titik", "pukul", "setengah,"]


@given(st.lists(st.sampled_from(SIGNS), max_size=12))
def test_number_words_in_any_order_never_stop_it(heard: list[str]) -> None:
    assert heard == [] or written(" ".join(heard))
