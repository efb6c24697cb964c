#!/usr/bin/env python3
"""Build data/demo/dip.xlsx from data/demo/dip_source.csv.

The workbook copies the habits of real registers on purpose: merged title rows, a header
of several rows, headings between the rows, letters for numbers, merged cells, links behind
words, rows without a link and a signature at the foot. The same source gives the same bytes.

    python scripts/build_demo_dip.py            write the workbook
    python scripts/build_demo_dip.py --check    say whether the committed one is current
"""

from __future__ import annotations

import argparse
import csv
import datetime as dt
import io
import sys
import zipfile
from collections.abc import Iterator
from itertools import groupby
from pathlib import Path
from typing import Any

import xlsxwriter

DEMO = Path(__file__).resolve().parent.parent / "data" / "demo"
SOURCE = DEMO / "dip_source.csv"
TARGET = DEMO / "dip.xlsx"

CREATED = dt.datetime(2026, 11, 16, 9, 0, 0)
TITLES = (
    "DAFTAR INFORMASI PUBLIK (DIP)",
    "PEMERINTAH PROVINSI NUSA LESTARI",
    "TAHUN 2026 (PEMUTAKHIRAN SEMESTER II)",
)
CLASSES = {
    "berkala": "A. INFORMASI BERKALA",
    "serta merta": "B. INFORMASI SERTA MERTA",
    "setiap saat": "C. INFORMASI SETIAP SAAT",
}
WIDTHS = (5, 44, 62, 26, 26, 20, 20, 16, 40)
LAST = len(WIDTHS) - 1


def read_source(path: Path = SOURCE) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as handle:
        return list(csv.DictReader(handle))


def runs(rows: list[dict[str, str]], key: str) -> Iterator[tuple[int, int, str]]:
    """First index, last index and value of each run of equal values."""
    start = 0
    for value, group in groupby(rows, key=lambda row: row[key]):
        length = len(list(group))
        yield start, start + length - 1, value
        start += length


def formats(book: Any) -> dict[str, Any]:
    base = {"font_name": "Arial", "font_size": 10, "valign": "top", "text_wrap": True}
    cell = base | {"border": 1}
    return {
        "title": book.add_format({**base, "bold": True, "font_size": 13, "align": "center"}),
        "note": book.add_format({**base, "italic": True}),
        "head": book.add_format(
            {**cell, "bold": True, "align": "center", "valign": "vcenter", "bg_color": "#D9E2F3"}
        ),
        "count": book.add_format({**cell, "italic": True, "align": "center", "font_size": 8}),
        "class": book.add_format({**cell, "bold": True, "bg_color": "#BDD7EE"}),
        "group": book.add_format({**cell, "bold": True, "bg_color": "#EDEDED"}),
        "cell": book.add_format(cell),
        "letter": book.add_format({**cell, "align": "center"}),
        "merged": book.add_format({**cell, "valign": "vcenter"}),
        "link": book.add_format({**cell, "font_color": "#0563C1", "underline": 1}),
        "sign": book.add_format({**base, "align": "center"}),
    }


def write_header(sheet: Any, fmt: dict[str, Any]) -> int:
    for row, text in enumerate(TITLES):
        sheet.merge_range(row, 0, row, LAST, text, fmt["title"])
    sheet.merge_range(
        3,
        0,
        3,
        LAST,
        "Disusun menurut Lampiran I Peraturan Komisi Informasi Nomor 1 Tahun 2021",
        fmt["note"],
    )
    top, sub, numbers = 5, 6, 7
    upright = {
        0: "No",
        1: "Judul Informasi",
        2: "Ringkasan Isi Informasi",
        6: "Bentuk Informasi yang Tersedia",
        7: "Jangka Waktu Penyimpanan",
        8: "Tautan",
    }
    for column, text in upright.items():
        sheet.merge_range(top, column, sub, column, text, fmt["head"])
    sheet.merge_range(top, 3, top, 5, "Penguasaan dan Pembuatan Informasi", fmt["head"])
    sheet.write(sub, 3, "Pejabat/Unit yang Menguasai", fmt["head"])
    sheet.write(sub, 4, "Penanggung Jawab Pembuatan", fmt["head"])
    sheet.write(sub, 5, "Waktu dan Tempat Pembuatan", fmt["head"])
    for column in range(LAST + 1):
        sheet.write(numbers, column, f"({column + 1})", fmt["count"])
    sheet.freeze_panes(numbers + 1, 2)
    sheet.repeat_rows(top, numbers)
    return numbers + 1


def write_entry(sheet: Any, row: int, entry: dict[str, str], fmt: dict[str, Any]) -> None:
    link, shown = entry["tautan"], entry["tautan_tampil"]
    sheet.write_string(row, 0, entry["nomor"] + ".", fmt["letter"])
    if shown == "judul":
        sheet.write_url(row, 1, link, fmt["link"], entry["judul"])
    else:
        sheet.write_string(row, 1, entry["judul"], fmt["cell"])
    sheet.write_string(row, 2, entry["ringkasan"], fmt["cell"])
    sheet.write_string(row, 4, entry["penanggung_jawab"], fmt["cell"])
    sheet.write_string(row, 6, entry["bentuk"], fmt["cell"])
    sheet.write_string(row, 7, entry["jangka_simpan"], fmt["cell"])
    if shown == "alamat":
        sheet.write_string(row, 8, link, fmt["cell"])
    elif link and shown != "judul":
        sheet.write_url(row, 8, link, fmt["link"], shown)
    else:
        sheet.write_string(row, 8, "-" if not link else "", fmt["cell"])


def write_runs(
    sheet: Any, first: int, column: int, rows: list[dict[str, str]], key: str, fmt: dict[str, Any]
) -> None:
    for start, end, value in runs(rows, key):
        if start == end:
            sheet.write_string(first + start, column, value, fmt["cell"])
        else:
            sheet.merge_range(first + start, column, first + end, column, value, fmt["merged"])


def write_footer(sheet: Any, row: int, fmt: dict[str, Any]) -> None:
    lines = (
        "Tirtaraya, 16 November 2026",
        "Pejabat Pengelola Informasi dan Dokumentasi Utama",
        "Kepala Dinas Komunikasi dan Informatika",
        "Provinsi Nusa Lestari",
        "",
        "(tanda tangan dan cap)",
    )
    for offset, text in enumerate(lines):
        sheet.merge_range(row + offset, 5, row + offset, LAST, text, fmt["sign"])


def workbook_bytes(rows: list[dict[str, str]]) -> bytes:
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer, {"in_memory": True, "strings_to_urls": False})
    book.set_properties(
        {
            "title": "Daftar Informasi Publik Provinsi Nusa Lestari 2026",
            "author": "PPID Provinsi Nusa Lestari",
            "created": CREATED,
        }
    )
    fmt = formats(book)
    sheet = book.add_worksheet("DIP 2026")
    sheet.set_landscape()
    sheet.set_paper(9)
    for column, width in enumerate(WIDTHS):
        sheet.set_column(column, column, width)

    row = write_header(sheet, fmt)
    for kind, in_class in groupby(rows, key=lambda entry: entry["klasifikasi"]):
        sheet.merge_range(row, 0, row, LAST, CLASSES[kind], fmt["class"])
        row += 1
        grouped = groupby(in_class, key=lambda entry: entry["kelompok"])
        for number, (name, members) in enumerate(grouped, start=1):
            entries = list(members)
            sheet.merge_range(row, 0, row, LAST, f"{number}. {name}", fmt["group"])
            row += 1
            for offset, entry in enumerate(entries):
                write_entry(sheet, row + offset, entry, fmt)
            write_runs(sheet, row, 3, entries, "pejabat_menguasai", fmt)
            write_runs(sheet, row, 5, entries, "waktu_tempat", fmt)
            row += len(entries)
    write_footer(sheet, row + 1, fmt)
    book.close()
    return buffer.getvalue()


def parts(data: bytes) -> dict[str, bytes]:
    """The files inside a workbook: what two builds are compared by."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def main(argv: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description="Build the demo register workbook.")
    parser.add_argument("--out", type=Path, default=TARGET)
    parser.add_argument("--check", action="store_true", help="compare only, write nothing")
    args = parser.parse_args(argv)
    rows = read_source()
    data = workbook_bytes(rows)
    if args.check:
        if not args.out.exists() or parts(args.out.read_bytes()) != parts(data):
            print(f"{args.out} differs from {SOURCE}", file=sys.stderr)
            return 1
        print(f"{args.out} is current ({len(rows)} entries)")
        return 0
    args.out.write_bytes(data)
    print(f"{args.out}: {len(rows)} entries")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
