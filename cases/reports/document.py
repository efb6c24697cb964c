"""A report as plain data, the same for page, PDF and spreadsheet: sections of sentences, tables and charts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from babel.numbers import format_decimal, format_percent

Cell = str | int | float | None


@dataclass(frozen=True)
class Share:
    """A part of a whole, between 0 and 1: a percentage on paper, a number with a format in a spreadsheet."""

    value: float | None


@dataclass(frozen=True)
class Chart:
    """A drawing of its table's figures: ``bar`` for parts, ``line`` for time."""

    kind: str
    labels: tuple[str, ...]
    series: tuple[tuple[str, tuple[float, ...]], ...]


@dataclass(frozen=True)
class Table:
    """Columns and rows; the first column names the row."""

    title: str
    columns: tuple[str, ...]
    rows: tuple[tuple[Cell | Share, ...], ...]
    chart: Chart | None = None


@dataclass(frozen=True)
class Section:
    """A heading with what stands under it."""

    title: str
    paragraphs: tuple[str, ...] = ()
    tables: tuple[Table, ...] = ()
    level: int = 2


@dataclass(frozen=True)
class Report:
    """The whole of it."""

    name: str
    """For files and addresses."""
    title: str
    subtitle: str
    sections: tuple[Section, ...] = field(default_factory=tuple)


def words(cell: Cell | Share) -> str:
    """A cell as an Indonesian reads it: ``1.234``, ``7,5``, ``83%``; a dash for what there is none of."""
    if isinstance(cell, Share):
        return "–" if cell.value is None else format_percent(cell.value, "#,##0.#%", locale="id")
    if cell is None:
        return "–"
    return cell if isinstance(cell, str) else format_decimal(cell, "#,##0.#", locale="id")


def counted(title: str, columns: Sequence[str], rows: Sequence[tuple[str, int]], chart: bool = True) -> Table:
    """A table of names and counts with their shares, and its bars."""
    whole = sum(count for _, count in rows)
    drawn = None
    if chart and whole:
        names, counts = tuple(name for name, _ in rows), tuple(float(count) for _, count in rows)
        drawn = Chart("bar", names, ((columns[1], counts),))
    lines = tuple((name, count, Share(count / whole if whole else None)) for name, count in rows)
    return Table(title, (columns[0], columns[1], columns[2]), lines, drawn)
