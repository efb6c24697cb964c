"""Files of offices: understood, updated, refused with one sentence; never a traceback."""

from __future__ import annotations

import io
import json
import zipfile
from pathlib import Path

import pytest
import xlsxwriter
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from knowledge.importing import ImportRefused, ImportResult, import_file
from knowledge.importing.importer import read_drafts
from knowledge.store import list_entries, published
from knowledge.tables import Entry
from office.database import Database

HEADS = [
    "No", "Judul Informasi", "Ringkasan Isi Informasi", "Pejabat/Unit yang Menguasai",
    "Penanggung Jawab Pembuatan", "Waktu dan Tempat Pembuatan",
    "Bentuk Informasi yang Tersedia", "Jangka Waktu Penyimpanan", "Tautan",
]  # fmt: skip


def sheet(path: Path) -> Path:
    """A register as offices lay it out: titles, a merged unit, headings between rows, a hidden link."""
    book = xlsxwriter.Workbook(str(path))
    page = book.add_worksheet("DIP 2026")
    page.merge_range("A1:I1", "DAFTAR INFORMASI PUBLIK")
    page.merge_range("A2:I2", "PROVINSI CONTOH TAHUN 2026")
    page.write_row(3, 0, HEADS)
    page.write_row(4, 0, [f"({n})" for n in range(1, 10)])
    page.merge_range("A6:I6", "A. INFORMASI YANG WAJIB DISEDIAKAN DAN DIUMUMKAN SECARA BERKALA")
    page.merge_range("A7:I7", "1. Informasi tentang Profil Badan Publik")
    page.write_row(
        7, 0, ["a", "Visi dan Misi", "Visi, misi", "", "Setda", "2025, Kota", "Softcopy", "5 tahun", ""]
    )
    page.write_row(
        8, 0, ["b", "Alamat\u00ad kantor", "Alamat lengkap", "", "Setda", "2025", "Softcopy", "5 tahun", "-"]
    )
    page.merge_range("D8:D9", "Biro Umum")
    page.write_url(7, 8, "https://contoh.go.id/visi", string="Lihat")
    page.merge_range("A10:I10", "B. INFORMASI SERTA MERTA")
    page.write_row(
        10, 0, [1, "Peringatan banjir", "Tinggi muka air", "BPBD", "BPBD", "2026", "Softcopy", "1 tahun"]
    )
    page.merge_range("A12:I12", "D. INFORMASI YANG DIKECUALIKAN")
    page.write_row(
        12, 0, [1, "Data pribadi pegawai", "Rahasia", "BKD", "BKD", "2026", "Softcopy", "selamanya"]
    )
    book.close()
    return path


def test_a_register_is_read_as_laid_out(database: Database, tmp_path: Path) -> None:
    result = import_file(database, sheet(tmp_path / "dip.xlsx"))
    with database.reading() as session:
        entries = {entry.title: entry for entry in list_entries(session)}
    assert set(entries) == {"Visi dan Misi", "Alamat kantor", "Peringatan banjir"}
    vision = entries["Visi dan Misi"]
    assert vision.id == "dip-visi-dan-misi"
    assert (vision.kind, vision.category, vision.heading) == (
        "dip",
        "berkala",
        "Informasi tentang Profil Badan Publik",
    )
    assert (vision.unit, vision.responsible, vision.link) == (
        "Biro Umum",
        "Setda",
        "https://contoh.go.id/visi",
    )
    assert (vision.period, vision.form, vision.retention) == ("2025, Kota", "Softcopy", "5 tahun")
    assert entries["Alamat kantor"].unit == "Biro Umum"
    assert entries["Alamat kantor"].link == ""
    assert (entries["Peringatan banjir"].category, entries["Peringatan banjir"].heading) == (
        "serta_merta",
        "",
    )
    assert [(skip.row, skip.reason) for skip in result.skipped] == [(13, "informasi dikecualikan")]
    assert result.mappings[0].columns["unit"] == "Pejabat/Unit yang Menguasai"
    assert (result.added, result.updated, result.retired) == (3, 0, 0)


def test_a_second_import_updates_and_retires(database: Database, tmp_path: Path) -> None:
    file = tmp_path / "faq.csv"
    file.write_text(
        "Pertanyaan;Jawaban;Unit\nJam buka?;08.00;PPID\nBiaya salinan?;Gratis;PPID\n", encoding="utf-8"
    )
    assert import_file(database, file).added == 2
    assert import_file(database, file).unchanged == 2
    file.write_text("Pertanyaan;Jawaban;Unit\nJam buka?;09.00;PPID\nKontak?;021;PPID\n", encoding="utf-8")
    dry = import_file(database, file, dry_run=True)
    assert (dry.added, dry.updated, dry.retired) == (1, 1, 1)
    with database.reading() as session:
        assert len(published(session)) == 2
    result = import_file(database, file)
    assert (result.added, result.updated, result.retired) == (1, 1, 1)
    with database.reading() as session:
        assert {(e.title, e.body) for e in published(session)} == {("Jam buka?", "09.00"), ("Kontak?", "021")}
        assert session.get_one(Entry, "faq-biaya-salinan").status == "retired"


def test_faq_columns_variants_date_and_link(database: Database, tmp_path: Path) -> None:
    file = tmp_path / "faq.csv"
    text = (
        "Pertanyaan,Jawaban,Variasi,Unit,Diperbarui,Tautan\n"
        '"Jam buka?","Senin sampai Jumat\n08.00",buka jam brp | kantor buka kapan,PPID,3 Maret 2026,https://a.go.id\n'
    )
    file.write_bytes(b"\xef\xbb\xbf" + text.encode())
    import_file(database, file)
    with database.reading() as session:
        [entry] = published(session)
    assert entry.variants == ["buka jam brp", "kantor buka kapan"]
    assert entry.body == "Senin sampai Jumat\n08.00"
    assert str(entry.source_date) == "2026-03-03"
    assert (entry.unit, entry.link) == ("PPID", "https://a.go.id")


def test_windows_text_is_read(database: Database, tmp_path: Path) -> None:
    file = tmp_path / "faq.csv"
    file.write_bytes("Pertanyaan;Jawaban\nApa itu café?;Kedai – kopi\n".encode("cp1252"))
    import_file(database, file)
    with database.reading() as session:
        assert published(session)[0].body == "Kedai – kopi"


def test_json_lines_keep_their_ids(database: Database, tmp_path: Path) -> None:
    rows = [
        {"id": "x-001", "type": "faq", "title": "Jam buka?", "text": "Jam buka?\n08.00", "answer": "08.00",
         "aliases": ["a", "b"]},
        {"id": "x-002", "type": "dip", "title": "Renstra", "text": "Renstra\nDokumen", "unit": "Bappeda",
         "kategori": "setiap saat"},
    ]  # fmt: skip
    file = tmp_path / "corpus.jsonl"
    file.write_text("\n".join(json.dumps(row) for row in rows))
    import_file(database, file)
    with database.reading() as session:
        faq, dip = session.get_one(Entry, "x-001"), session.get_one(Entry, "x-002")
    assert (faq.kind, faq.body, faq.variants) == ("faq", "08.00", ["a", "b"])
    assert (dip.kind, dip.body, dip.category, dip.unit) == ("dip", "Dokumen", "setiap_saat", "Bappeda")


def test_the_mapping_can_be_corrected(database: Database, tmp_path: Path) -> None:
    file = tmp_path / "daftar.csv"
    file.write_text("Perihal;Ringkasan;OPD\nRenstra 2026;Dokumen;Bappeda\n")
    import_file(database, file, columns={"Perihal": "title"}, unit="PPID")
    with database.reading() as session:
        [entry] = published(session)
    assert (entry.title, entry.body, entry.unit) == ("Renstra 2026", "Dokumen", "Bappeda")


def test_equal_titles_of_two_units_stay_two_entries(database: Database, tmp_path: Path) -> None:
    file = tmp_path / "dip.csv"
    rows = "Renstra;Dokumen;Dinsos;5 tahun\nRenstra;Dokumen;Dishub;5 tahun\nRenstra;Dokumen;Dishub;5 tahun\n"
    file.write_text("Judul;Ringkasan;Unit;Masa simpan\n" + rows)
    result = import_file(database, file)
    assert result.added == 2
    assert [skip.reason for skip in result.skipped] == ["sama dengan baris 3"]
    with database.reading() as session:
        assert {e.id for e in published(session)} == {"dip-renstra", "dip-renstra-dishub"}
    assert import_file(database, file).unchanged == 2


def test_a_row_that_sounds_like_heads_is_an_entry(database: Database, tmp_path: Path) -> None:
    file = tmp_path / "dip.csv"
    file.write_text(
        "No;Judul;Ringkasan;Unit;Penanggung jawab;Waktu;Bentuk\n"
        "a;Ringkasan APBD Tahun 2026;Ringkasan isi anggaran;Dinas Keuangan;Bidang Anggaran;Tahun 2026;PDF\n"
    )
    assert import_file(database, file).added == 1


def test_an_exempt_list_is_refused(database: Database, tmp_path: Path) -> None:
    file = tmp_path / "dik.csv"
    file.write_text(
        "No;Informasi;Dasar hukum pengecualian;Konsekuensi bila dibuka\n1;Data intelijen;UU 14/2008;Bahaya\n"
    )
    with pytest.raises(ImportRefused, match="dikecualikan"):
        import_file(database, file)
    with database.reading() as session:
        assert list_entries(session, status=None) == []


def bomb() -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet1.xml", b"\0" * (60 * 2**20))
    return packed.getvalue()


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("kosong.xlsx", b""),
        ("rusak.xlsx", b"PK\x03\x04 rusak"),
        ("terkunci.xlsx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600),
        ("teks.xlsx", b"bukan lembar kerja"),
        ("bom.xlsx", None),
        ("rusak.pdf", b"%PDF-1.4 rusak"),
        ("rusak.docx", b"PK rusak"),
        ("rusak.jsonl", b'{"title": "x"}\n{rusak'),
        ("tanpa.csv", b"a;b\n1;2\n"),
        ("gambar.png", b"\x89PNG\r\n"),
        ("lama.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600),
    ],
)
def test_bad_files_get_one_sentence_and_change_nothing(
    database: Database, tmp_path: Path, name: str, content: bytes | None
) -> None:
    file = tmp_path / name
    file.write_bytes(bomb() if content is None else content)
    with pytest.raises(ImportRefused) as caught:
        import_file(database, file)
    assert str(caught.value).endswith(".")
    assert "\n" not in str(caught.value)
    with database.reading() as session:
        assert list_entries(session, status=None) == []


def test_a_missing_file_is_refused(database: Database, tmp_path: Path) -> None:
    with pytest.raises(ImportRefused, match="tidak ditemukan"):
        import_file(database, tmp_path / "tiada.xlsx")


CELLS = st.one_of(
    st.text(max_size=20), st.sampled_from([*HEADS, "Pertanyaan", "Jawaban", "A.", "1", "berkala"])
)


@hypothesis_settings(
    max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    rows=st.lists(st.lists(CELLS, max_size=10), max_size=12),
    delimiter=st.sampled_from([";", ",", "\t"]),
    suffix=st.sampled_from([".csv", ".html", ".json", ".jsonl", ".xlsx", ".xls"]),
)
def test_any_content_is_read_or_refused(
    tmp_path: Path, rows: list[list[str]], delimiter: str, suffix: str
) -> None:
    file = tmp_path / f"acak{suffix}"
    file.write_bytes("\n".join(delimiter.join(row) for row in rows).encode("utf-8", "surrogatepass") or b" ")
    try:
        drafts = read_drafts(file, ImportResult(file.name, True))
    except ImportRefused:
        return
    assert all(draft.title for draft in drafts)


def test_a_cell_in_the_far_corner_fills_no_memory(database: Database, tmp_path: Path) -> None:
    # Laid out whole, these two cells are 17 thousand million: the process would be killed for it.
    file = tmp_path / "jauh.xlsx"
    book = xlsxwriter.Workbook(str(file))
    page = book.add_worksheet()
    page.write(0, 0, "Judul")
    page.write(1_048_575, 16_383, "x")
    book.close()
    with pytest.raises(ImportRefused, match="sangat jauh"):
        import_file(database, file)
