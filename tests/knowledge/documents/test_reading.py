"""Text with pages from PDF, Word and HTML; what cannot be read is said."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from knowledge.documents import is_document
from knowledge.documents.cutting import cut
from knowledge.documents.reading import read_document
from knowledge.importing import ImportRefused
from tests.knowledge.documents.conftest import SECTIONS, section

DATA = Path(__file__).resolve().parents[3] / "data"
ROW = "<tr><td>{0}</td><td>Laporan keuangan {0}</td><td>Ringkasan laporan</td><td>BPKAD</td><td>Softcopy</td></tr>"
REGISTER = (
    "<!DOCTYPE html><h1>Daftar Informasi Publik</h1><table border=1 style='border-collapse:collapse'>"
    "<tr><th>No</th><th>Judul Informasi</th><th>Ringkasan</th><th>Unit</th><th>Bentuk</th></tr>"
    + "".join(ROW.format(number) for number in range(1, 20))
    + "</table>"
)


def test_a_pdf_has_headings_and_pages(guide: Path) -> None:
    passages = cut(read_document(guide).blocks)
    assert [(passage.heading, passage.page) for passage in passages] == [
        (SECTIONS[number][0], number + 1) for number in range(3)
    ]
    assert [passage.text for passage in passages] == [
        " ".join(section(number).split()) for number in range(3)
    ]


def test_what_every_page_repeats_is_left_out(printed: Callable[[str, str], Path]) -> None:
    pages = "".join(f"<div style='break-after:page'><p>{section(number)}</p></div>" for number in range(3))
    foot = "<div style='position:fixed;bottom:0'>Dinas Contoh, naskah 12</div>"
    text = "\n".join(block.text for block in read_document(printed("a.pdf", foot + pages)).blocks)
    assert "Dinas Contoh" not in text
    assert SECTIONS[1][1] in text


def test_a_scan_is_unreadable_and_said_so(printed: Callable[[str, str], Path]) -> None:
    shape = "<svg width=400 height=400><rect width=400 height=400 fill=gray /></svg>"
    with pytest.raises(ImportRefused, match="hasil pindai"):
        read_document(printed("scan.pdf", shape))
    mixed = f"<p>{section(0)}</p><div style='break-before:page'>{shape}</div>"
    assert read_document(printed("mixed.pdf", mixed)).unreadable == [2]


def test_word_has_headings_pages_and_rows(word_guide: Path) -> None:
    document = read_document(word_guide)
    assert document.title == "Panduan Layanan Warga"
    headings = [(block.text, block.page) for block in document.blocks if block.heading]
    assert headings == [(SECTIONS[number][0], number + 1) for number in range(3)]
    assert document.blocks[-1].text == "Loket sampah | Gedung B"


def test_a_page_is_read_without_its_menus(tmp_path: Path) -> None:
    file = tmp_path / "panduan.html"
    file.write_text(
        f"<!DOCTYPE html><html><head><title>Situs</title></head><body><nav><p>Beranda</p></nav><h1>Panduan</h1>"
        f"<p>{section(0)}</p><ul><li>Satu</li></ul><footer><p>Kaki</p></footer></body></html>"
    )
    document = read_document(file)
    assert document.title == "Panduan"
    assert [block.text for block in document.blocks][-1] == "Satu"
    assert not {"Beranda", "Kaki"} & {block.text for block in document.blocks}


@pytest.mark.parametrize("name", ["a.pdf", "a.docx", "a.html"])
def test_what_is_broken_or_empty_is_refused(tmp_path: Path, name: str) -> None:
    file = tmp_path / name
    file.write_bytes(b"\x00\x01 rusak" if name != "a.html" else b"<html><body></body></html>")
    with pytest.raises(ImportRefused):
        read_document(file)


def test_registers_and_documents_are_told_apart(
    guide: Path, word_guide: Path, printed: Callable[[str, str], Path], tmp_path: Path
) -> None:
    assert is_document(guide)
    assert is_document(word_guide)
    page = tmp_path / "dip.html"
    page.write_text(REGISTER)
    assert not is_document(page)
    assert not is_document(printed("dip.pdf", REGISTER))
    assert not is_document(DATA / "demo" / "dip.xlsx")
    assert not is_document(tmp_path / "tidak-ada.pdf")
