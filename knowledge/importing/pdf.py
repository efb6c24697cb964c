"""Ruled tables of a PDF, one sheet for all pages: a register is one table cut by page ends."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from knowledge.importing.links import merged, same_place
from knowledge.importing.pages import pages, scanned
from knowledge.importing.refusal import ImportRefused
from knowledge.importing.sheet import Cell, Sheet, clean
from knowledge.importing.values import category_of, is_exempt

_TOLERANCE = 0.15
"""Gap that parts two words, in letter widths; the usual 3 points glue words of small print together."""


def read_pdf(path: Path) -> list[Sheet]:
    """Raises :class:`ImportRefused` for scans, locked files and files without a table."""
    rows: list[list[Cell]] = []
    edges: list[float] = []
    letters = 0
    for page in pages(path):
        letters += len(page.chars)
        tables = sorted(page.find_tables(), key=lambda table: table.bbox[1])
        above = 0.0
        for table in tables:
            rows += _headings(page, tables, above, table.bbox[1])
            edges = edges or _edges(table)
            rows += _rows(table, edges, page.hyperlinks)
            above = table.bbox[3]
    if letters == 0:
        raise scanned(path)
    if not rows:
        raise ImportRefused(f"Tidak ada tabel bergaris di {path.name}; kirim daftar sebagai .xlsx atau .csv.")
    return [Sheet(path.stem, rows)]


def _edges(table: Any) -> list[float]:
    """Left edges of the columns of a register's first table; nothing for a table too narrow to be one."""
    lefts: Counter[float] = Counter(round(cell[0]) for row in table.rows for cell in row.cells if cell)
    width = Counter(sum(1 for cell in row.cells if cell) for row in table.rows).most_common(1)[0][0]
    return sorted(left for left, _count in lefts.most_common(width)) if width >= 4 else []


def _rows(table: Any, edges: Sequence[float], behind: Sequence[Any]) -> list[list[Cell]]:
    """A table's rows; one cut into other columns than the first is put back under the first's."""
    texts = table.extract(x_tolerance_ratio=_TOLERANCE)
    cells = [
        [_cell(text, shape, behind) for text, shape in zip(row, shapes.cells, strict=True)]
        for row, shapes in zip(texts, table.rows, strict=True)
    ]
    if not edges or len(texts[0]) == len(edges):
        return cells
    found = []
    for row, shapes in zip(cells, table.rows, strict=True):
        parts: list[list[Cell]] = [[] for _ in edges]
        for cell, shape in zip(row, shapes.cells, strict=True):
            if cell.text and shape:
                middle = (shape[0] + min(shape[2], shape[0] + 60)) / 2
                parts[max(0, bisect_right(edges, middle) - 1)].append(cell)
        found.append([merged(part)._replace(text=clean(" ".join(c.text for c in part))) for part in parts])
    return found


def _cell(text: str | None, shape: Any, behind: Sequence[Any]) -> Cell:
    """A cell with the addresses that lie over it, from top to bottom."""
    shown = clean(text)
    links: dict[str, None] = {}
    for area in sorted(behind, key=lambda area: area["top"]) if shape else ():
        x, y = (area["x0"] + area["x1"]) / 2, (area["top"] + area["bottom"]) / 2
        inside = shape[0] <= x <= shape[2] and shape[1] <= y <= shape[3]
        address = str(area.get("uri") or "").strip()
        if inside and address.startswith(("http://", "https://")) and same_place(address, shown):
            links[address] = None
    first, *more = links or [""]
    return Cell(shown, first, more=tuple(more))


def _headings(page: Any, tables: Sequence[Any], top: float, bottom: float) -> list[list[Cell]]:
    """Category headings printed between tables, as rows of one cell."""
    found = []
    for line in page.extract_text_lines(x_tolerance_ratio=_TOLERANCE, return_chars=False):
        text = clean(line["text"])
        inside = any(table.bbox[1] <= line["top"] <= table.bbox[3] for table in tables)
        heading = text.isupper() or re.match(r"^[A-Z][.)]\s", text)
        if top <= line["top"] < bottom and not inside and heading and (category_of(text) or is_exempt(text)):
            found.append([Cell(text)])
    return found
