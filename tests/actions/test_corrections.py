"""Which line a correction names, what it wants written instead, and several answers in one message."""

from __future__ import annotations

from typing import Any

import pytest

from actions.corrections import named_line, new_value, several
from actions.filling import filling
from actions.forms import form
from actions.tools import Tools
from tests.actions.house import filled, tracker

LINES = form("permohonan").lines


@pytest.mark.parametrize(
    ("said", "slot"),
    [
        ("ubah alamat", "alamat"),
        ("ganti nama saya jadi Budi Santoso", "nama"),
        ("eh namanya salah, yang benar Siti", "nama"),
        ("no hp sy salah", "kontak"),
        ("NIK-nya keliru", "nik"),
        ("ganti email", "kontak"),
        ("no ktp salah", "nik"),
        ("ubah nomor wa", "kontak"),
        ("cara pengiriman diganti surel", "cara_pengiriman"),
        ("ubah nama jadi Alamat Sari", "nama"),
        ("ada yang salah", None),
        ("", None),
    ],
)
def test_a_correction_names_its_line(said: str, slot: str | None) -> None:
    found = named_line(LINES, said)
    assert (found.slot if found else None) == slot


@pytest.mark.parametrize(
    ("slot", "said", "value"),
    [
        ("alamat", "alamat saya salah, yang benar Jalan Mawar 7", "Jalan Mawar 7"),
        ("alamat", "ubah alamat menjadi Jalan Jadi Makmur 3", "Jalan Jadi Makmur 3"),
        ("alamat", "ubah alamat", None),
        ("nama", "ganti nama jadi Budi Santoso.", "Budi Santoso"),
        ("nama", "nama seharusnya: Siti Aminah", "Siti Aminah"),
        ("nama", "eh maaf namanya salah Siti Aminah", "Siti Aminah"),
        ("nama", "jadi", None),
        ("tujuan", "eh tujuannya salah, buat skripsi", "buat skripsi"),
        ("tujuan", "tujuannya keliru: untuk lomba karya ilmiah", "untuk lomba karya ilmiah"),
        ("tujuan", "ubah tujuan untuk lomba", "untuk lomba"),
        ("rincian", "rinciannya bukan yang terjadi kemarin", None),
        ("cara_pengiriman", "cara pengiriman diganti surel", "surel"),
        ("kontak", "no hp sy salah", None),
        ("kontak", "no hp sy salah 081234567891", "081234567891"),
        ("nik", "NIK-nya keliru", None),
    ],
)
def test_a_correction_may_say_the_new_value(slot: str, said: str, value: str | None) -> None:
    (line,) = (line for line in LINES if line.slot == slot)
    assert new_value(said, line) == value


@pytest.mark.parametrize(
    ("asked", "said", "found"),
    [
        (
            "nama",
            "nama saya Siti Aminah, NIK 3374014101900003, alamat Jl. Mawar 3, Kota Bahari",
            {"nama": "Siti Aminah", "nik": "3374014101900003", "alamat": "Jl. Mawar 3, Kota Bahari"},
        ),
        (
            "nama",
            "Siti Aminah\nNIK: 3374014101900003\nno hp 0812 3456 7890",
            {"nama": "Siti Aminah", "nik": "3374014101900003", "kontak": "+6281234567890"},
        ),
        (
            "nik",
            "3374014101900003 dan email siti@contoh.id",
            {"nik": "3374014101900003", "kontak": "siti@contoh.id"},
        ),
        ("nama", "Siti Aminah", {}),
        ("nama", "nama saya Siti Aminah", {}),
        ("alamat", "Jalan Nama Baik 3, Kota Bahari", {}),
        ("rincian", "data guru, alamat sekolah, dan kontak kepala sekolah tahun 2025", {}),
    ],
)
def test_several_answers_of_one_message_are_all_taken(
    tools: Tools, asked: str, said: str, found: dict[str, Any]
) -> None:
    here = filling(tools, tracker(said, "isi", filled({}), asked=asked))
    assert several(here, said) == found
