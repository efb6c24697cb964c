"""Registers of the shapes that offices publish, for where the real ones are not at hand."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

import xlsxwriter

Row = tuple[str, str, str, str, str, str, str]
"""Category, group, title, unit, link, period, note."""

JABAR: Sequence[Row] = (
    ("berkala", "Informasi tentang Profil", "Visi dan Misi", "PPID Setda", "https://a.go.id/visi", "Tahun 2023", ""),
    ("berkala", "Informasi tentang Profil", "Alamat kantor", "PPID Setda", "https://a.go.id/alamat", "Tahun 2023", ""),
    ("serta merta", "", "Judul Informasi", "", "", "", ""),
    ("serta merta", "", "Prosedur evakuasi", "PPID Jawa Barat", "https://a.go.id/evakuasi", "Tahun 2023", ""),
    ("serta merta", "", "BMKG", "BMKG", "https://b.go.id", "Tahun 2023", ""),
    ("serta merta", "", "BPBD Jawa Barat", "BPBD Jawa Barat", "https://c.go.id", "Tahun 2023", ""),
)  # fmt: skip
KALTIM: Sequence[Row] = (
    ("berkala", "Informasi tentang Profil", "Visi & Misi", "Ka PPID", "", "Tahun 2023", ""),
    ("berkala", "Informasi tentang Profil", "LHKPN", "Ka PPID", "", "Tahun 2023", ""),
    ("setiap saat", "", "Neraca 2022", "BPKAD", "https://bpkad.go.id/anggaran", "2022", ""),
)  # fmt: skip
BELTIM: Sequence[Row] = (
    ("berkala", "utama", "Bagan organisasi", "diskominfo", "http://ppid.go.id", "", ""),
    ("setiap saat", "keuangan", "Daftar aset", "bkad", "", "", ""),
)


def write_registers(folder: Path) -> Path:
    """Four files with what they hold beside them."""
    head = "<tr><th>No</th><th>Judul Informasi</th><th>Ringkasan</th><th>Pejabat yang menguasai</th>" \
        "<th>Bentuk informasi</th><th>Waktu Pembuatan</th><th>Jenis media yang memuat</th></tr>"  # fmt: skip

    def cells(title: str, unit: str, link: str, span: str = "") -> str:
        fixed = f"<td{span}>a.</td><td{span}>{title}</td><td{span}>Isi</td>" if title else ""
        return f"<tr>{fixed}<td>{unit}</td><td>Softcopy</td><td>Tahun 2023</td><td><a href='{link}'>Lihat</a></td></tr>"

    page = folder / "jabar.html"
    page.write_text(
        "<html><table><tr><td colspan=7>A. INFORMASI WAJIB DIUMUMKAN SECARA BERKALA</td></tr>"
        f"{head}<tr><td colspan=7>1. Informasi tentang Profil</td></tr>"
        f"{cells('Visi dan Misi', 'PPID Setda', 'https://a.go.id/visi')}"
        f"{cells('Alamat kantor', 'PPID Setda', 'https://a.go.id/alamat')}"
        f"<tr><td colspan=7>B. INFORMASI SERTA MERTA</td></tr>{head}"
        f"{cells('Prosedur evakuasi', 'PPID Jawa Barat', 'https://a.go.id/evakuasi', ' rowspan=3')}"
        f"{cells('', 'BMKG', 'https://b.go.id')}{cells('', 'BPBD Jawa Barat', 'https://c.go.id')}</table></html>"
    )
    _expect(page, "jabar2023", JABAR)
    for year in (2022, 2023):
        _expect(_kaltim(folder / f"kaltim_{year}.xlsx"), f"kaltim{year}", KALTIM)
    table = folder / "beltim.csv"
    lines = ["PENANGGUNG JAWAB PEMBUATAN INFORMASI;kelompok;judul;jenis informasi;tipe file;src"]
    lines += [
        f"{unit};{group};{title};{category};link;{link or 'NULL'}"
        for category, group, title, unit, link, *_ in BELTIM
    ]
    table.write_text("\n".join([*lines, "INSERT INTO public_informations;#REF!;;;;"]), encoding="cp1252")
    _expect(table, "beltim2022", BELTIM)
    return folder


def _kaltim(path: Path) -> Path:
    """Cells cut over rows as a page's end cuts them."""
    book = xlsxwriter.Workbook(str(path))
    page = book.add_worksheet("DIP")
    heads = ("No", "Judul Informasi", "Ringkasan Isi Informasi", "Pejabat yang Menguasai Informasi",
             "Waktu Pembuatan", "Bentuk Informasi", "Jenis Media yang Memuat Informasi")  # fmt: skip
    site = "https://ppid.kaltimprov.go"
    rows = (
        ("A. INFORMASI WAJIB DIUMUMKAN SECARA BERKALA",), heads, tuple(f"({n})" for n in range(1, 8)),
        ("1. Informasi tentang Profil",),
        ("a", "Visi & Misi", "Visi", "Ka PPID", "Tahun 2023", "Softcopy", site),
        ("", "", "dan misi", "", "", "", ".id/artikel/visi-dan-misi"),
        ("b", "LHKPN", "Harta", "Ka PPID", "Tahun 2023", "Softcopy",
         f"{site}.id/dip/\ndownloadLink/2346\n{site}.\nid/artikel/profil-\npimpinan"),
        ("C. INFORMASI WAJIB TERSEDIA SETIAP SAAT",), heads,
        ("a", "Neraca 2022", "Neraca", "BPKAD", "2022", "Softcopy", "https://bpkad.go.id/ang\ngaran/"),
    )  # fmt: skip
    for number, row in enumerate(rows):
        page.write_row(number, 0, row)
    book.close()
    return path


def write_exempt(folder: Path) -> Path:
    """A list of exempt information whose heads alone do not say so."""
    path = folder / "daftar.xlsx"
    book = xlsxwriter.Workbook(str(path))
    page = book.add_worksheet("Lembar1")
    page.merge_range("A1:D1", "DAFTAR INFORMASI YANG DIKECUALIKAN")
    page.write_row(2, 0, ("No", "Judul Informasi", "Ringkasan", "Unit yang menguasai"))
    page.write_row(3, 0, (1, "Denah instalasi air", "Letak pompa dan pipa", "PDAM"))
    page.write_row(4, 0, (2, "Rekam medis pasien", "Riwayat penyakit", "RSUD"))
    book.close()
    return path


def _expect(file: Path, source: str, rows: Sequence[Row]) -> None:
    names = ("kategori", "kelompok", "judul", "unit", "media_link", "waktu", "note")
    found = [dict(zip(names, row, strict=True), source=source, pejabat_penguasa=row[3]) for row in rows]
    file.with_name(f"{file.name}.expected.json").write_text(json.dumps(found))
