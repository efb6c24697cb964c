"""A file -> a document. The content decides what a file is, then its name."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from knowledge.documents.blocks import Document
from knowledge.importing.guards import check_file
from knowledge.importing.refusal import ImportRefused


def kind_of(path: Path) -> str | None:
    """``pdf``, ``docx`` or ``html``; None for what can only be a register."""
    head, suffix = check_file(path), path.suffix.lower()
    start = head.lstrip(b"\xef\xbb\xbf \t\r\n")[:200].lower()
    if head.startswith(b"%PDF") or suffix == ".pdf":
        return "pdf"
    if suffix == ".docx":
        return "docx"
    if not head.startswith(b"PK") and (
        start.startswith((b"<!doctype html", b"<html")) or suffix in {".html", ".htm"}
    ):
        return "html"
    return None


def read_document(path: Path) -> Document:
    """Raises :class:`ImportRefused` for every file that cannot be read, and nothing else."""
    try:
        document = _reader(kind_of(path), path)(path)
    except ImportRefused:
        raise
    except Exception as error:
        raise ImportRefused(
            f"Berkas {path.name} rusak atau tidak terbaca; simpan ulang lalu unggah lagi."
        ) from error
    if not any(not block.heading for block in document.blocks):
        raise ImportRefused(f"Tidak ada teks di {path.name}; periksa isinya.")
    return document


def _reader(kind: str | None, path: Path) -> Callable[[Path], Document]:
    if kind == "pdf":
        from knowledge.documents.pdf import read_pdf  # slow to import

        return read_pdf
    from knowledge.documents.markup import read_page, read_word

    if kind == "docx":
        return read_word
    if kind == "html":
        return read_page
    raise ImportRefused(f"Berkas {path.name} bukan dokumen; gunakan .pdf, .docx, atau .html.")
