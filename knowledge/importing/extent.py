"""How far a sheet reaches, before a parser lays it out: two cells in far corners would fill all memory."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import IO

from lxml import etree  # type: ignore[import-untyped]

from knowledge.importing.guards import MOST_ROWS
from knowledge.importing.refusal import ImportRefused

MOST_CELLS = 20_000_000
_CHUNK, _OVERLAP = 2**20, 400
_CELL = re.compile(rb"<(?:\w+:)?(?:c|row)\b[^>]{0,300}?\br=[\"']([A-Za-z]{0,3})(\d{1,9})[\"']")
_TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"


def check_extent(path: Path) -> None:
    """Refuse a package with a sheet of more rows or cells than any register; raises :class:`ImportRefused`."""
    with zipfile.ZipFile(path) as archive:
        for name in archive.namelist():
            if name == "content.xml" or (name.endswith(".xml") and "sheet" in name.lower()):
                with archive.open(name) as stream:
                    sheets = _repeated(stream) if name == "content.xml" else [_referenced(stream)]
                    for rows, columns in sheets:
                        if rows > MOST_ROWS or rows * columns > MOST_CELLS:
                            raise ImportRefused(
                                f"Berkas {path.name} berisi lebih dari {MOST_ROWS} baris atau sel yang "
                                "sangat jauh dari tabelnya; hapus sel itu atau bagi menjadi beberapa berkas."
                            )


def _referenced(stream: IO[bytes]) -> tuple[int, int]:
    """The furthest row and column that cells of an .xlsx sheet name."""
    rows = columns = 0
    rest = b""
    while chunk := stream.read(_CHUNK):
        for found in _CELL.finditer(rest + chunk):
            column = 0
            for letter in found[1].upper():
                column = column * 26 + letter - 64
            # An empty row's number is no cell: offices format whole columns.
            if found[1]:
                rows, columns = max(rows, int(found[2])), max(columns, column)
        rest = chunk[-_OVERLAP:]
    return rows, columns


def _repeated(stream: IO[bytes]) -> Iterator[tuple[int, int]]:
    """Rows and columns of each table of an .ods file, with repetitions; empty ends do not count."""
    rows = columns = waiting = width = filled = 0
    events = etree.iterparse(stream, events=("end",), resolve_entities=False, no_network=True, recover=True)
    for _event, item in events:
        if item.tag in {f"{_TABLE}table-cell", f"{_TABLE}covered-table-cell"}:
            width += _count(item.get(f"{_TABLE}number-columns-repeated"))
            if len(item) or any(name.endswith("value-type") for name in item.keys()):  # noqa: SIM118
                filled = width
        elif item.tag == f"{_TABLE}table-row":
            waiting += _count(item.get(f"{_TABLE}number-rows-repeated"))
            if filled:
                rows, waiting, columns = rows + waiting, 0, max(columns, filled)
            width = filled = 0
            item.clear()
        elif item.tag == f"{_TABLE}table":
            yield rows, columns
            rows = columns = waiting = 0
            item.clear()


def _count(value: str | None) -> int:
    return int(value) if value and value.isdecimal() and len(value) < 12 else 1
