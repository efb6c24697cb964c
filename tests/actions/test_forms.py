"""The lines of a permohonan: which one a correction names, and what it wants written instead."""

from __future__ import annotations

import pytest

from actions.forms import lines, named_line, names_something, new_value
from cases.fields import Accepted
from office.language import normalise


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
    found = named_line(said)
    assert (found.slot if found else None) == slot


def test_names_of_lines_are_written_as_messages_are_after_normalisation() -> None:
    for line in lines().values():
        assert [normalise(name) for name in line.names] == list(line.names)


@pytest.mark.parametrize(
    ("said", "value"),
    [
        ("alamat saya salah, yang benar Jalan Mawar 7", "Jalan Mawar 7"),
        ("ganti nama jadi Budi Santoso.", "Budi Santoso"),
        ("nama seharusnya: Siti Aminah", "Siti Aminah"),
        ("ubah alamat menjadi Jalan Jadi Makmur 3", "Jalan Jadi Makmur 3"),
        ("ubah alamat", None),
        ("rinciannya bukan yang terjadi kemarin", None),
        ("jadi", None),
    ],
)
def test_a_correction_may_say_the_new_value(said: str, value: str | None) -> None:
    assert new_value(said) == value


@pytest.mark.parametrize(
    "wish",
    [
        "saya mau ajukan permohonan",
        "saya ingin mengajukan permohonan informasi publik",
        "sy mw ngajuin permohonan informasi dong kak",
        "halo admin bagaimana cara minta informasi",
        "",
    ],
)
def test_a_wish_without_a_subject_names_nothing(wish: str) -> None:
    assert not names_something(wish)


@pytest.mark.parametrize(
    "wish",
    [
        "saya mau minta data anggaran desa",
        "minta laporan keuangan dinas pendidikan 2025",
        "mohon salinan izin lingkungan pabrik semen",
    ],
)
def test_a_wish_with_a_subject_names_it(wish: str) -> None:
    assert names_something(wish)


def test_what_a_line_accepts_it_accepts_again_as_stored() -> None:
    """The stored value is shown, corrected and checked again."""
    given = {
        "rincian": "Laporan realisasi anggaran 2025",
        "tujuan": "untuk penelitian",
        "cara_memperoleh": "mendapat salinan",
        "cara_pengiriman": "lewat percakapan ini",
        "nama": "nama saya Budi Santoso",
        "nik": "3578-0141-0190-0003",
        "alamat": "Jalan Melati 5, Kota Bahari",
        "kontak": "081234567890",
    }
    for slot, line in lines().items():
        first = line.check(given[slot])
        assert isinstance(first, Accepted), slot
        assert line.check(first.value) == first
