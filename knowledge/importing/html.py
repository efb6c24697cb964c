"""Tables of an HTML page, with row and column spans laid out and links kept."""

from __future__ import annotations

from pathlib import Path

from bs4 import BeautifulSoup, Tag

from knowledge.importing.delimited import decode
from knowledge.importing.guards import MOST_COLUMNS, check_shape
from knowledge.importing.sheet import Cell, Sheet, clean, flat

_BREAK = "\ue000"
"""Marks a line the page shows; line ends in the source are only spaces."""


def read_html(path: Path) -> list[Sheet]:
    """One sheet per table that holds no other table."""
    page = BeautifulSoup(decode(path.read_bytes()), "lxml")
    sheets: list[Sheet] = []
    for table in page.find_all("table"):
        if not isinstance(table, Tag) or table.find("table"):
            continue
        before = table.find_previous(["h1", "h2", "h3", "h4", "caption"])
        caption = flat(before.get_text(" ")) if before else ""
        rows = _rows(table)
        check_shape(path, len(rows), max((len(row) for row in rows), default=0))
        sheets.append(Sheet(f"tabel {len(sheets) + 1}", rows, caption))
    return sheets


def _rows(table: Tag) -> list[list[Cell]]:
    rows: list[list[Cell]] = []
    hanging: dict[int, tuple[int, Cell]] = {}
    for line in table.find_all("tr"):
        row: list[Cell] = []
        for item in line.find_all(["td", "th"]):
            _drop(row, hanging)
            if len(row) >= MOST_COLUMNS:
                break
            cell = _cell(item)
            height, width = _span(item, "rowspan"), _span(item, "colspan")
            if height > 1:
                hanging[len(row)] = (height - 1, cell._replace(above=True))
            row.append(cell)
            row.extend(Cell() for _ in range(min(width - 1, MOST_COLUMNS - len(row))))
        _drop(row, hanging)
        rows.append(row)
    return rows


def _drop(row: list[Cell], hanging: dict[int, tuple[int, Cell]]) -> None:
    """Fill in the cells that reach down from rows above."""
    while (place := len(row)) in hanging:
        left, cell = hanging.pop(place)
        if left > 1:
            hanging[place] = (left - 1, cell)
        row.append(cell)


def _cell(item: Tag) -> Cell:
    anchors = (str(anchor["href"]).strip() for anchor in item.find_all("a", href=True))
    links = [link for link in dict.fromkeys(anchors) if link.startswith(("http://", "https://"))]
    for part in item.find_all(["br", "p", "li", "div"]):
        part.insert_before(_BREAK)
    lines = (flat(line) for line in item.get_text("").split(_BREAK))
    return Cell(clean("\n".join(lines)), links[0] if links else "", more=tuple(links[1:]))


def _span(item: Tag, name: str) -> int:
    value = str(item.get(name, "1"))
    return min(int(value), 2_000) if value.isdigit() and int(value) > 0 else 1
