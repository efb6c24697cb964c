"""Is a file a register, whose rows are entries, or a document to read? Its tables tell."""

from __future__ import annotations

from itertools import islice
from pathlib import Path

from knowledge.documents.reading import kind_of, read_document
from knowledge.importing.columns import find_header
from knowledge.importing.reading import read_sheets
from knowledge.importing.refusal import ImportRefused

REGISTER_SHARE = 0.4
"""Share of a file's text in tables with a register's heads, from which on it is a register."""
_PAGES = 6
_COLUMNS = 3


def is_document(path: Path) -> bool:
    """Whether a file is for reading. What cannot be read at all is left to the register's importer."""
    try:
        kind = kind_of(path)
        if kind is None:
            return False
        return not (_ruled(path) if kind == "pdf" else _tabled(path))
    except ImportRefused:
        return False


def _tabled(path: Path) -> bool:
    tables = [sheet for sheet in read_sheets(path) if find_header(sheet)]
    inside = sum(len(cell.text) for sheet in tables for row in sheet.rows for cell in row if not cell.above)
    try:
        whole = sum(len(block.text) for block in read_document(path).blocks)
    except ImportRefused:
        return True
    return inside >= REGISTER_SHARE * whole


def _ruled(path: Path) -> bool:
    """A look at the first pages: do ruled tables of several columns hold most of the letters?"""
    from knowledge.importing.pages import pages  # slow to import

    inside = letters = 0
    try:
        for page in islice(pages(path), _PAGES):
            letters += len(page.chars)
            for table in page.find_tables():
                if max((len(row.cells) for row in table.rows), default=0) >= _COLUMNS:
                    inside += len(page.crop(table.bbox, strict=False).chars)
    except Exception:  # broken or locked: the importer says so
        return True
    return letters == 0 or inside >= REGISTER_SHARE * letters
