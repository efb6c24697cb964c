"""Real files: PDFs printed by Chromium, Word files written by python-docx."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import docx
import pytest
from docx.enum.text import WD_BREAK
from playwright.sync_api import Browser

SECTIONS = (
    (
        "Persyaratan penerbitan akta kelahiran",
        "Pemohon menyerahkan surat keterangan lahir dari rumah sakit, kartu keluarga, dan buku nikah orang tua.",
    ),
    (
        "Biaya sewa gedung serbaguna",
        "Sewa gedung serbaguna kabupaten sebesar satu juta lima ratus ribu rupiah setiap hari pemakaian.",
    ),
    (
        "Jadwal pengangkutan sampah rumah tangga",
        "Truk sampah berkeliling perumahan pada hari Selasa dan Jumat mulai pukul enam pagi.",
    ),
)
FILLER = (
    "Ketentuan ini berlaku bagi semua warga dan dilaksanakan oleh petugas sesuai pedoman yang ditetapkan. "
)


def section(number: int) -> str:
    """A section's text, about 110 words."""
    return SECTIONS[number][1] + " " + FILLER * 7


@pytest.fixture
def printed(browser: Browser, tmp_path: Path) -> Callable[[str, str], Path]:
    """HTML printed to a PDF file."""

    def make(name: str, html: str) -> Path:
        page = browser.new_page()
        page.set_content(html)
        page.pdf(path=tmp_path / name, format="A4", margin={"top": "2cm", "bottom": "2cm", "left": "2cm"})
        page.close()
        return tmp_path / name

    return make


@pytest.fixture
def guide(printed: Callable[[str, str], Path]) -> Path:
    """A guide of three pages, a section on each."""
    pages = [
        f"<div style='break-after:page'><h2>{SECTIONS[number][0]}</h2><p>{section(number)}</p></div>"
        for number in range(3)
    ]
    return printed("panduan_layanan-2025.pdf", "".join(pages))


@pytest.fixture
def word_guide(tmp_path: Path) -> Path:
    """The same as a Word file with page breaks."""
    document = docx.Document()
    document.core_properties.title = "Panduan Layanan Warga"
    for number in range(3):
        document.add_heading(SECTIONS[number][0], level=1)
        paragraph = document.add_paragraph(section(number))
        if number < 2:
            paragraph.add_run().add_break(WD_BREAK.PAGE)
    table = document.add_table(rows=1, cols=2)
    table.cell(0, 0).text, table.cell(0, 1).text = "Loket sampah", "Gedung B"
    file = tmp_path / "panduan.docx"
    document.save(str(file))
    return file
