"""The pages of a PDF, for lists and documents alike."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pdfplumber
from pdfplumber.utils.exceptions import PdfminerException

from knowledge.importing.guards import MOST_PAGES, locked
from knowledge.importing.refusal import ImportRefused


def pages(path: Path) -> Iterator[Any]:
    """Each page in its order, freed when the next one is asked for; locked, broken and endless files are refused."""
    try:
        with pdfplumber.open(path) as document:
            if len(document.pages) > MOST_PAGES:
                raise ImportRefused(
                    f"Berkas {path.name} lebih dari {MOST_PAGES} halaman; bagi menjadi beberapa berkas."
                )
            for page in document.pages:
                yield page
                page.close()
    except PdfminerException as error:
        if "Password" in repr(error):
            raise locked(path) from error
        raise ImportRefused(
            f"Berkas {path.name} rusak atau bukan PDF; simpan ulang lalu unggah lagi."
        ) from error


def scanned(path: Path) -> ImportRefused:
    """The refusal for pictures of text."""
    return ImportRefused(
        f"Berkas {path.name} adalah hasil pindai tanpa teks; mintalah berkas asli atau jalankan OCR dahulu."
    )
