"""Ruled tables of a PDF, one sheet for all pages: a register is one table cut by page ends."""

from __future__ import annotations

from pathlib import Path

import pdfplumber
from pdfplumber.utils.exceptions import PdfminerException

from knowledge.importing.guards import MOST_PAGES
from knowledge.importing.refusal import ImportRefused
from knowledge.importing.sheet import Cell, Sheet, clean


def read_pdf(path: Path) -> list[Sheet]:
    """Raises :class:`ImportRefused` for scans, locked files and files without a table."""
    rows: list[list[Cell]] = []
    letters = 0
    try:
        with pdfplumber.open(path) as document:
            if len(document.pages) > MOST_PAGES:
                raise ImportRefused(
                    f"Berkas {path.name} lebih dari {MOST_PAGES} halaman; bagi menjadi beberapa berkas."
                )
            for page in document.pages:
                letters += len(page.chars)
                for table in page.extract_tables():
                    rows += [[Cell(clean(value)) for value in row] for row in table]
                page.close()
    except PdfminerException as error:
        if "Password" in repr(error):
            raise ImportRefused(
                f"Berkas {path.name} terkunci kata sandi; simpan tanpa kata sandi."
            ) from error
        raise ImportRefused(
            f"Berkas {path.name} rusak atau bukan PDF; simpan ulang lalu unggah lagi."
        ) from error
    if letters == 0:
        raise ImportRefused(
            f"Berkas {path.name} adalah hasil pindai tanpa teks; "
            "mintalah berkas asli atau jalankan OCR dahulu."
        )
    if not rows:
        raise ImportRefused(
            f"Tidak ada tabel bergaris di {path.name}; kirim daftar dalam bentuk .xlsx atau .csv."
        )
    return [Sheet(path.stem, rows)]
