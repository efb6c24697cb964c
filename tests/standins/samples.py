"""Small real files of the types the office takes, made by the libraries that make them elsewhere."""

from __future__ import annotations

import io
import zipfile

import docx
import xlsxwriter
from PIL import Image

PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"
HTML = b"<html><script>alert(1)</script></html>"
PROGRAM = b"MZ" + bytes(200)


def picture(kind: str) -> bytes:
    """``JPEG``, ``PNG`` or ``WEBP``."""
    made = io.BytesIO()
    Image.new("RGB", (8, 8), "teal").save(made, kind)
    return made.getvalue()


def document() -> bytes:
    made = io.BytesIO()
    docx.Document().save(made)
    return made.getvalue()


def sheet() -> bytes:
    made = io.BytesIO()
    book = xlsxwriter.Workbook(made)
    book.add_worksheet()
    book.close()
    return made.getvalue()


def archive(mimetype: str = "") -> bytes:
    """A zip; with a ``mimetype`` an OpenDocument."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as packed:
        if mimetype:
            packed.writestr("mimetype", mimetype)
        packed.writestr("content.xml", "<a/>")
    return made.getvalue()
