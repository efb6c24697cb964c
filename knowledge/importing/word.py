"""Tables of a .docx file."""

from __future__ import annotations

from pathlib import Path

from docx import Document
from docx.oxml.ns import qn

from knowledge.importing.guards import check_shape, check_zip, is_ole, locked
from knowledge.importing.sheet import Cell, Sheet, clean


def read_word(path: Path) -> list[Sheet]:
    """One sheet per table; the paragraph before a table is its caption."""
    with path.open("rb") as file:
        if is_ole(file.read(8)):
            raise locked(path)
    check_zip(path)
    document = Document(str(path))
    sheets: list[Sheet] = []
    caption = ""
    tables = {table._tbl: table for table in document.tables}
    for block in document.element.body.iterchildren():
        if block.tag == qn("w:p"):
            text = clean("".join(node.text or "" for node in block.iter(qn("w:t"))))
            caption = text or caption
        elif block in tables:
            rows = [_row(row, document.part.rels) for row in tables[block].rows]
            check_shape(path, len(rows), max((len(row) for row in rows), default=0))
            sheets.append(Sheet(f"tabel {len(sheets) + 1}", rows, caption))
            caption = ""
    return sheets


def _row(row: object, relations: object) -> list[Cell]:
    cells: list[Cell] = []
    for item in row._tr.tc_lst:  # type: ignore[attr-defined]
        merged = item.vMerge == "continue"
        origin = item
        while merged and origin is not None and origin.vMerge == "continue":
            above = origin._tr_above if origin._tr_idx > 0 else None
            origin = above.tc_at_grid_offset(origin.grid_offset) if above is not None else None
        source = origin if origin is not None else item
        paragraphs = ["".join(node.text or "" for node in p.iter(qn("w:t"))) for p in source.iter(qn("w:p"))]
        first, more = _links(source, relations)
        cells.append(Cell(clean("\n".join(paragraphs)), first, above=merged, more=more))
        cells.extend(Cell() for _ in range(max(0, item.grid_span - 1)))
    return cells


def _links(item: object, relations: object) -> tuple[str, tuple[str, ...]]:
    found: list[str] = []
    for anchor in item.iter(qn("w:hyperlink")):  # type: ignore[attr-defined]
        relation = relations.get(anchor.get(qn("r:id"), ""))  # type: ignore[attr-defined]
        if relation is not None and str(relation.target_ref).startswith(("http://", "https://")):
            found.append(str(relation.target_ref))
    return (found[0], tuple(found[1:])) if found else ("", ())
