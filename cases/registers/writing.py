"""A register as a file: xlsx with every column for those who may see it, csv without personal data for everybody."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable

import xlsxwriter
from sqlalchemy.orm import Session

from cases.registers.columns import Column, Register, registers
from cases.registers.rows import rows
from cases.reports.paper import SAFE
from cases.reports.period import Period
from office.profile import Office

FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""A csv cell that begins so is run by spreadsheets."""
LONGEST_CELL = 32_767
"""Excel's own limit."""
WIDTH = 26


def as_xlsx(session: Session, kind: str, period: Period, office: Office, personal: bool = True) -> bytes:
    """The register with the columns of the law; ``personal=False`` leaves out what names a person."""
    register = registers()[kind]
    columns = register.columns if personal else register.public()
    return _sheet(register, columns, rows(session, kind, period, office, columns), period, office)


def as_csv(session: Session, kind: str, period: Period, office: Office) -> bytes:
    """The public variant: UTF-8 with a mark, so that spreadsheets read it as such."""
    columns = registers()[kind].public()
    buffer = io.StringIO()
    writer = csv.writer(buffer)
    writer.writerow([column.title for column in columns])
    for row in rows(session, kind, period, office, columns):
        writer.writerow([neutral(cell) for cell in row])
    return buffer.getvalue().encode("utf-8-sig")


def neutral(cell: str) -> str:
    """The same words, and no formula: what a citizen typed must not run on an officer's machine."""
    return f"'{cell}" if cell.startswith(FORMULA) else cell


def _sheet(
    register: Register,
    columns: tuple[Column, ...],
    lines: Iterable[list[str]],
    period: Period,
    office: Office,
) -> bytes:
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, SAFE) as book:
        book.set_properties({"title": register.title, "company": office.name})
        bold = book.add_format({"bold": True})
        head = book.add_format({"bold": True, "text_wrap": True, "valign": "top", "border": 1})
        cell = book.add_format({"text_wrap": True, "valign": "top"})
        sheet = book.add_worksheet("Register")
        sheet.write_string(0, 0, f"{register.title}, {period.title}", bold)
        sheet.write_string(1, 0, office.name)
        sheet.write_string(2, 0, register.article)
        sheet.set_column(0, len(columns) - 1, WIDTH)
        for at, column in enumerate(columns):
            sheet.write_string(HEAD, at, column.title, head)
        for number, line in enumerate(lines, HEAD + 1):
            for at, value in enumerate(line):
                sheet.write_string(number, at, value[:LONGEST_CELL], cell)
        sheet.freeze_panes(HEAD + 1, 1)
        sheet.set_landscape()
        sheet.repeat_rows(HEAD)
    return buffer.getvalue()


HEAD = 4
"""The row with the column titles."""
