"""Sheets of .xlsx, .xls and .ods files: values by calamine, hidden hyperlinks from the package itself.

Formulas are never run: a cell is the value that was stored with the file. External links are not followed.
"""

from __future__ import annotations

import posixpath
import re
import zipfile
from pathlib import Path

from lxml import etree  # type: ignore[import-untyped]
from python_calamine import CalamineWorkbook

from knowledge.importing.extent import check_extent
from knowledge.importing.guards import MOST_COLUMNS, MOST_ROWS, check_shape, check_zip, is_ole, locked
from knowledge.importing.refusal import ImportRefused
from knowledge.importing.sheet import Cell, Sheet, clean

_REFERENCE = re.compile(r"^\$?([A-Z]{1,3})\$?([0-9]{1,7})")
_MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"


def read_spreadsheet(path: Path, head: bytes) -> list[Sheet]:
    """All visible sheets; raises :class:`ImportRefused` for locked and broken files."""
    if head.startswith(b"PK"):
        check_zip(path)
    elif is_ole(head) and path.suffix.lower() != ".xls":
        raise locked(path)
    try:
        if head.startswith(b"PK"):
            check_extent(path)
        workbook = CalamineWorkbook.from_path(str(path))
        links = _hyperlinks(path) if head.startswith(b"PK") else {}
        return [_sheet(path, workbook, name, links.get(name, {})) for name in workbook.sheet_names]
    except ImportRefused:
        raise
    except BaseException as error:  # calamine panics arrive as BaseException
        if isinstance(error, (KeyboardInterrupt, SystemExit, MemoryError)):
            raise
        if "password" in str(error).lower() or "encrypt" in str(error).lower():
            raise locked(path) from error
        raise ImportRefused(
            f"Berkas {path.name} tidak terbaca sebagai lembar kerja; simpan ulang sebagai .xlsx."
        ) from error


def _sheet(path: Path, workbook: CalamineWorkbook, name: str, links: dict[tuple[int, int], str]) -> Sheet:
    source = workbook.get_sheet_by_name(name)
    check_shape(path, source.total_height, source.total_width)
    values = source.to_python(skip_empty_area=False, nrows=MOST_ROWS)
    rows = [
        [Cell(clean(value), links.get((r, c), "")) for c, value in enumerate(row[:MOST_COLUMNS])]
        for r, row in enumerate(values)
    ]
    for (top, left), (bottom, right) in getattr(source, "merged_cell_ranges", None) or []:
        _spread(rows, top, left, bottom, right)
    return Sheet(name, rows)


def _spread(rows: list[list[Cell]], top: int, left: int, bottom: int, right: int) -> None:
    """Repeat a merged cell's value downwards, so that every row it covers has it."""
    if bottom - top > 5_000 or top >= len(rows) or left >= len(rows[top]):
        return
    origin = rows[top][left]
    for r in range(top + 1, min(bottom + 1, len(rows))):
        if left < len(rows[r]) and not rows[r][left].text:
            rows[r][left] = origin._replace(above=True)


def _hyperlinks(path: Path) -> dict[str, dict[tuple[int, int], str]]:
    """Sheet name -> (row, column) -> address, for .xlsx; other packages give nothing."""
    found: dict[str, dict[tuple[int, int], str]] = {}
    with zipfile.ZipFile(path) as archive:
        names = set(archive.namelist())
        if "xl/workbook.xml" not in names:
            return found
        targets = _relations(archive, "xl/_rels/workbook.xml.rels", names)
        for sheet in _parse(archive.read("xl/workbook.xml")).iter(f"{_MAIN}sheet"):
            part = posixpath.normpath(posixpath.join("xl", targets.get(sheet.get(_RELATION, ""), "")))
            if part.startswith("xl/xl/"):
                part = part[3:]
            if part in names:
                found[sheet.get("name", "")] = _sheet_links(archive, part, names)
    return found


def _sheet_links(archive: zipfile.ZipFile, part: str, names: set[str]) -> dict[tuple[int, int], str]:
    folder, file = posixpath.split(part)
    targets = _relations(archive, f"{folder}/_rels/{file}.rels", names)
    links: dict[tuple[int, int], str] = {}
    with archive.open(part) as stream:
        for _event, item in etree.iterparse(
            stream, tag=f"{_MAIN}hyperlink", resolve_entities=False, no_network=True
        ):
            place = _REFERENCE.match(item.get("ref", ""))
            address = targets.get(item.get(_RELATION, ""), "")
            if place and address.startswith(("http://", "https://")):
                column = 0
                for letter in place[1]:
                    column = column * 26 + ord(letter) - 64
                links[(int(place[2]) - 1, column - 1)] = address
    return links


def _relations(archive: zipfile.ZipFile, part: str, names: set[str]) -> dict[str, str]:
    if part not in names:
        return {}
    return {item.get("Id", ""): item.get("Target", "").lstrip("/") for item in _parse(archive.read(part))}


def _parse(data: bytes) -> etree._Element:
    return etree.fromstring(data, etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False))
