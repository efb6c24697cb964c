"""Bounds for files from outside, checked before a parser sees them."""

from __future__ import annotations

import zipfile
from pathlib import Path

from knowledge.importing.refusal import ImportRefused

MOST_BYTES = 50 * 2**20
MOST_UNPACKED = 500 * 2**20
MOST_RATIO = 200
"""Unpacked to packed, above 10 MiB: office files stay under 60, a zip bomb is in the thousands."""
MOST_MEMBERS = 10_000
MOST_ROWS = 200_000
MOST_COLUMNS = 200
MOST_PAGES = 1_000

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def check_file(path: Path) -> bytes:
    """The first bytes of an acceptable file; raises :class:`ImportRefused`."""
    if not path.is_file():
        raise ImportRefused(f"Berkas {path.name} tidak ditemukan; periksa nama dan foldernya.")
    size = path.stat().st_size
    if size == 0:
        raise ImportRefused(f"Berkas {path.name} kosong; unggah berkas yang berisi daftar.")
    if size > MOST_BYTES:
        raise ImportRefused(
            f"Berkas {path.name} lebih besar dari {MOST_BYTES // 2**20} MB; bagi menjadi beberapa berkas."
        )
    with path.open("rb") as file:
        return file.read(8192)


def check_zip(path: Path) -> None:
    """Refuse archives that unpack beyond reason, and ones that are encrypted or broken."""
    try:
        with zipfile.ZipFile(path) as archive:
            members = archive.infolist()
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as error:
        raise ImportRefused(f"Berkas {path.name} rusak; simpan ulang lalu unggah lagi.") from error
    unpacked = sum(member.file_size for member in members)
    packed = max(1, sum(member.compress_size for member in members))
    bomb = unpacked > MOST_UNPACKED or (unpacked > 10 * 2**20 and unpacked / packed > MOST_RATIO)
    if bomb or len(members) > MOST_MEMBERS:
        raise ImportRefused(f"Berkas {path.name} ditolak karena isinya mengembang terlalu besar saat dibuka.")
    if any(member.flag_bits & 1 for member in members):
        raise locked(path)


def is_ole(head: bytes) -> bool:
    """Old Office container: .xls, or any Office file locked with a password."""
    return head.startswith(_OLE)


def locked(path: Path) -> ImportRefused:
    """The refusal for a file that needs a password."""
    return ImportRefused(f"Berkas {path.name} terkunci kata sandi; simpan tanpa kata sandi lalu unggah lagi.")


def check_shape(path: Path, rows: int, columns: int) -> None:
    """Refuse tables larger than any register."""
    if rows > MOST_ROWS:
        raise ImportRefused(
            f"Berkas {path.name} berisi lebih dari {MOST_ROWS} baris; bagi menjadi beberapa berkas."
        )
    if columns > MOST_COLUMNS * 100:
        raise ImportRefused(f"Berkas {path.name} berisi terlalu banyak kolom; periksa susunannya.")
