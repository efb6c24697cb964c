"""A report on paper (PDF/UA-1) and as a spreadsheet."""

from __future__ import annotations

import io
from typing import Any

import xlsxwriter

from cases.letters.keeping import letterhead
from cases.reports.charts import description, draw
from cases.reports.document import Cell, Report, Section, Share, Table, words
from cases.typeset import typeset
from office.profile import Office

LAYOUT = "laporan.typ"
SAFE = {"strings_to_formulas": False, "strings_to_urls": False, "in_memory": True}
"""What a person typed is never a formula or a link in a spreadsheet."""
_SHEET_NAME = 31


def as_pdf(report: Report, office: Office) -> bytes:
    """Tagged, with title and language; every chart has its figures in words and as a table."""
    parts = [part for section in report.sections for part in _parts(section)]
    data = {
        "title": report.title,
        "subtitle": report.subtitle,
        "office": letterhead(office),
        "parts": parts,
    }
    return typeset(LAYOUT, data)


def _parts(section: Section) -> list[dict[str, Any]]:
    parts: list[dict[str, Any]] = [{"kind": "heading", "level": section.level, "text": section.title}]
    parts += [{"kind": "text", "text": text} for text in section.paragraphs]
    for table in section.tables:
        if table.chart is not None:
            svg = draw(table.chart)
            parts.append({"kind": "chart", "svg": svg, "alt": description(table), "title": table.title})
        rows = [[words(cell) for cell in row] for row in table.rows]
        parts.append({"kind": "table", "title": table.title, "columns": list(table.columns), "rows": rows})
    return parts


def as_xlsx(report: Report) -> bytes:
    """A sheet for each section with a table; sentences stand on the first."""
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, SAFE) as book:
        book.set_properties({"title": report.title})
        bold, percent = book.add_format({"bold": True}), book.add_format({"num_format": "0.0%"})
        wrapped = book.add_format({"text_wrap": True, "valign": "top"})
        front = book.add_worksheet("Ringkasan")
        front.set_column(0, 0, 100)
        said = [report.title, report.subtitle]
        for section in report.sections:
            said += ["", section.title, *section.paragraphs]
        headings = {report.title, *(section.title for section in report.sections)}
        for at, line in enumerate(said):
            front.write_string(at, 0, line, bold if line in headings else wrapped)
        for number, section in enumerate((s for s in report.sections if s.tables), 1):
            sheet = book.add_worksheet(_sheet_name(number, section.title))
            sheet.set_column(0, 0, 44)
            sheet.set_column(1, 12, 16)
            at = 0
            for table in section.tables:
                at = _write(sheet, at, table, bold, percent) + 1
    return buffer.getvalue()


def _write(sheet: Any, at: int, table: Table, bold: Any, percent: Any) -> int:
    sheet.write_string(at, 0, table.title, bold)
    for column, name in enumerate(table.columns):
        sheet.write_string(at + 1, column, name, bold)
    for row in table.rows:
        for column, cell in enumerate(row):
            _write_cell(sheet, at + 2, column, cell, percent)
        at += 1
    return at + 2


def _write_cell(sheet: Any, row: int, column: int, cell: Cell | Share, percent: Any) -> None:
    if isinstance(cell, Share):
        if cell.value is not None:
            sheet.write_number(row, column, cell.value, percent)
    elif isinstance(cell, str):
        sheet.write_string(row, column, cell)
    elif cell is not None:
        sheet.write_number(row, column, cell)


def _sheet_name(number: int, title: str) -> str:
    plain = "".join(sign for sign in title if sign not in "[]:*?/\\'")
    return f"{number} {plain}"[:_SHEET_NAME].strip()
