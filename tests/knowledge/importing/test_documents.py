"""Tables in web pages, Word files and PDFs."""

from __future__ import annotations

from pathlib import Path

import docx
import pytest

from knowledge.importing import ImportRefused, ImportResult
from knowledge.importing.importer import read_drafts
from knowledge.store import Draft

PAGE = """<!DOCTYPE html><html><body><h2>DAFTAR INFORMASI PUBLIK</h2>
<table><tr><td colspan=6>A. INFORMASI WAJIB DIUMUMKAN SECARA BERKALA</td></tr>
<tr><th>No</th><th>Judul Informasi</th><th>Ringkasan Informasi</th><th>Pejabat yang menguasai</th>
<th>Bentuk informasi</th><th>Tautan</th></tr>
<tr><td colspan=6>1. Informasi tentang Profil</td></tr>
<tr><td rowspan=2>a.</td><td rowspan=2>Visi dan
   Misi</td><td>Visi: maju</td><td rowspan=2>Setda</td><td rowspan=2>Softcopy</td>
<td rowspan=2><a href="https://contoh.go.id/visi">Lihat</a></td></tr>
<tr><td>Misi:<br>1. bekerja</td></tr></table>
<table><tr><td>b.</td><td>Alamat kantor</td><td>Alamat</td><td>Setda</td><td>Softcopy</td><td></td></tr>
<tr><td colspan=6>B. INFORMASI SERTA MERTA</td></tr>
<tr><td>1</td><td>Peringatan banjir</td><td>Muka air</td><td>BPBD</td><td>Softcopy</td><td></td></tr></table>
</body></html>"""


def drafts(path: Path) -> dict[str, Draft]:
    return {draft.title: draft for draft in read_drafts(path, ImportResult(path.name, True))}


def test_a_register_cut_into_tables_of_a_page(tmp_path: Path) -> None:
    file = tmp_path / "dip.html"
    file.write_text(PAGE)
    found = drafts(file)
    assert set(found) == {"Visi dan Misi", "Alamat kantor", "Peringatan banjir"}
    vision = found["Visi dan Misi"]
    assert vision.body == "Visi: maju\nMisi:\n1. bekerja"
    assert (vision.category, vision.heading, vision.unit) == ("berkala", "Informasi tentang Profil", "Setda")
    assert vision.link == "https://contoh.go.id/visi"
    assert found["Alamat kantor"].heading == "Informasi tentang Profil"
    assert found["Peringatan banjir"].category == "serta_merta"


def test_a_page_saved_as_xls_is_read_for_what_it_is(tmp_path: Path) -> None:
    file = tmp_path / "dip.xls"
    file.write_text(PAGE)
    assert len(drafts(file)) == 3


def test_a_word_table(tmp_path: Path) -> None:
    document = docx.Document()
    document.add_paragraph("DAFTAR INFORMASI SETIAP SAAT")
    table = document.add_table(rows=3, cols=4)
    rows = [
        ["No", "Judul Informasi", "Ringkasan", "Unit"],
        ["1", "Renstra", "Dokumen rencana", "Bappeda"],
        ["2", "Renja", "Dokumen kerja", ""],
    ]
    for number, row in enumerate(rows):
        for place, text in enumerate(row):
            table.cell(number, place).text = text
    table.cell(1, 3).merge(table.cell(2, 3))
    file = tmp_path / "dip.docx"
    document.save(str(file))
    found = drafts(file)
    assert set(found) == {"Renstra", "Renja"}
    assert found["Renja"].unit == "Bappeda"
    assert found["Renstra"].category == "setiap_saat"


def pdf(text: str) -> bytes:
    """A one-page PDF that shows one line of text, or nothing."""
    stream = f"BT /F1 12 Tf 50 700 Td ({text}) Tj ET" if text else ""
    parts = [
        "<< /Type /Catalog /Pages 2 0 R >>",
        "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 600 800] /Contents 4 0 R"
        " /Resources << /Font << /F1 5 0 R >> >> >>",
        f"<< /Length {len(stream)} >>\nstream\n{stream}\nendstream",
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    ]
    body, offsets = "%PDF-1.4\n", []
    for number, part in enumerate(parts, start=1):
        offsets.append(len(body))
        body += f"{number} 0 obj\n{part}\nendobj\n"
    table = "".join(f"{offset:010} 00000 n \n" for offset in offsets)
    start = len(body)
    body += f"xref\n0 6\n0000000000 65535 f \n{table}trailer << /Size 6 /Root 1 0 R >>\nstartxref\n{start}\n%%EOF\n"
    return body.encode("latin-1")


@pytest.mark.parametrize(("text", "reason"), [("", "hasil pindai"), ("Hanya teks", "Tidak ada tabel")])
def test_a_pdf_without_text_or_table_is_refused_with_the_reason(
    tmp_path: Path, text: str, reason: str
) -> None:
    file = tmp_path / "dip.pdf"
    file.write_bytes(pdf(text))
    with pytest.raises(ImportRefused, match=reason):
        drafts(file)
