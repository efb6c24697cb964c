"""Any file an office sends -> sheets. The content decides what a file is, then its name."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from knowledge.importing.delimited import read_delimited
from knowledge.importing.guards import check_file, is_ole
from knowledge.importing.html import read_html
from knowledge.importing.jsonlines import read_json
from knowledge.importing.refusal import ImportRefused
from knowledge.importing.sheet import Sheet
from knowledge.importing.spreadsheet import read_spreadsheet

SUFFIXES = (".xlsx", ".xls", ".ods", ".csv", ".jsonl", ".json", ".html", ".htm", ".docx", ".pdf")


def read_sheets(path: Path) -> list[Sheet]:
    """Raises :class:`ImportRefused` for every file that cannot be read, and nothing else."""
    head = check_file(path)
    suffix = path.suffix.lower()
    start = head.lstrip(b"\xef\xbb\xbf \t\r\n")[:200].lower()
    reader: Callable[[Path], list[Sheet]]
    if head.startswith(b"%PDF") or suffix == ".pdf":
        from knowledge.importing.pdf import read_pdf  # slow to import

        reader = read_pdf
    elif suffix == ".docx":
        from knowledge.importing.word import read_word  # slow to import

        reader = read_word
    elif head.startswith(b"PK") or is_ole(head) or suffix in {".xlsx", ".ods"}:
        return read_spreadsheet(path, head)
    elif start.startswith((b"<!doctype html", b"<html", b"<table")) or suffix in {".html", ".htm"}:
        # Many systems "export to Excel" an HTML table under the name .xls.
        reader = read_html
    elif suffix in {".jsonl", ".json"}:
        reader = read_json
    elif suffix in {".csv", ".tsv", ".txt", ".xls"}:
        reader = read_delimited
    else:
        raise ImportRefused(f"Jenis berkas {path.name} tidak dikenal; gunakan {', '.join(SUFFIXES)}.")
    try:
        return reader(path)
    except ImportRefused:
        raise
    except MemoryError as error:
        raise ImportRefused(f"Berkas {path.name} terlalu besar; bagi menjadi beberapa berkas.") from error
    except Exception as error:
        raise ImportRefused(
            f"Berkas {path.name} rusak atau tidak terbaca; simpan ulang lalu unggah lagi."
        ) from error
