"""Comma- or semicolon-separated text in whatever encoding the office's computer wrote."""

from __future__ import annotations

import csv
import io
import math
from pathlib import Path

from knowledge.importing.guards import check_shape
from knowledge.importing.sheet import Cell, Sheet, clean

_DELIMITERS = (";", ",", "\t", "|")


def decode(data: bytes) -> str:
    """Text of a file: by its byte order mark, else UTF-8, else Windows-1252."""
    for mark, encoding in ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16")):
        if data.startswith(mark):
            return data.decode(encoding, errors="replace")
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return data.decode("cp1252", errors="replace")


def delimiter_of(text: str) -> str:
    """The delimiter that cuts the first lines most evenly; of equals, into the most columns."""
    sample = "\n".join(text.splitlines()[:60])
    best, best_score = ",", 0.0
    for delimiter in _DELIMITERS:
        widths = [len(row) for row in _rows(sample, delimiter) if any(row)]
        if not widths:
            continue
        common = max(set(widths), key=widths.count)
        score = (widths.count(common) / len(widths)) ** 3 * math.sqrt(common) if common > 1 else 0.0
        if score > best_score:
            best, best_score = delimiter, score
    return best


def read_delimited(path: Path) -> list[Sheet]:
    """The one sheet of a csv file. A cell longer than 128 KiB ends the reading with a refusal."""
    text = decode(path.read_bytes()).replace("\x00", "")
    rows = _rows(text, delimiter_of(text))
    check_shape(path, len(rows), max((len(row) for row in rows), default=0))
    return [Sheet(path.stem, [[Cell(clean(value)) for value in row] for row in rows])]


def _rows(text: str, delimiter: str) -> list[list[str]]:
    try:
        return list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter))
    except csv.Error:
        # An open quotation mark swallowed the file: read it line by line without quotes.
        return [line.split(delimiter) for line in text.splitlines()]
