"""The text of a PDF: lines put together to paragraphs, without what every page repeats."""

from __future__ import annotations

import re
from collections import Counter
from itertools import pairwise
from pathlib import Path
from statistics import median
from typing import Any, NamedTuple

from knowledge.documents.blocks import Block, Document
from knowledge.importing.pages import pages, scanned
from knowledge.importing.sheet import clean

_TOLERANCE = 0.15
_LARGE = 1.12
"""A heading's letters to the text's."""
_GAP = 1.6
"""A paragraph's distance to the one before, in usual distances of lines."""
_EDGE = 0.1
"""Share of the page's height above and below in which repeated lines are looked for."""
_NUMBERED = re.compile(r"^(?:BAB\s+[IVXLC\d]+|Pasal\s+\d+|BAGIAN\s+\w+|[A-Z]\.|[IVX]+\.)(?:\s|$)")
_BULLET = re.compile(r"^(?:[-•▪◦*–]|\(?(?:\d{1,2}|[a-z])[.)])\s")
_PAGE_NUMBER = re.compile(r"^(?:hal(?:aman)?\.?\s*)?[-–|\s]*\d{1,4}[-–|\s]*(?:(?:dari|/)\s*\d{1,4})?$", re.I)

_LEADERS = re.compile(r"(?:\.\s?){5,}\s*[\divxlc]*$|(?:_\s?){5,}")
"""A line of a table of contents, or one to fill in."""


class _Line(NamedTuple):
    text: str
    page: int
    top: float
    size: float
    bold: bool
    edge: bool


def read_pdf(path: Path) -> Document:
    """Raises :class:`ImportRefused` for scans, locked and broken files."""
    lines: list[_Line] = []
    unreadable: list[int] = []
    for page in pages(path):
        found = _lines(page)
        if not found and (page.images or page.curves or page.rects):
            unreadable.append(page.page_number)
        lines += found
    if not lines:
        raise scanned(path)
    return Document("", _blocks(_without_repeated(lines)), unreadable)


def _lines(page: Any) -> list[_Line]:
    found = []
    for line in page.extract_text_lines(x_tolerance_ratio=_TOLERANCE, return_chars=True):
        text = clean(line["text"])
        if not text or _LEADERS.search(text):
            continue
        sizes = [float(char["size"]) for char in line["chars"]]
        bold = all("bold" in str(char["fontname"]).lower() for char in line["chars"])
        height = float(page.height)
        edge = line["bottom"] < height * _EDGE or line["top"] > height * (1 - _EDGE)
        found.append(_Line(text, page.page_number, float(line["top"]), median(sizes), bold, edge))
    return found


def _without_repeated(lines: list[_Line]) -> list[_Line]:
    """Without running heads, feet and page numbers."""
    pages = len({line.page for line in lines})
    shapes = Counter(re.sub(r"\d+", "#", line.text) for line in lines if line.edge)
    return [
        line
        for line in lines
        if not line.edge
        or not (
            _PAGE_NUMBER.match(line.text)
            or (pages >= 3 and shapes[re.sub(r"\d+", "#", line.text)] > pages / 2)
        )
    ]


def _blocks(lines: list[_Line]) -> list[Block]:
    usual_size = median(line.size for line in lines) if lines else 1.0
    gaps = [
        after.top - line.top
        for line, after in pairwise(lines)
        if line.page == after.page and after.top > line.top
    ]
    usual_gap = median(gaps) if gaps else 0.0
    blocks: list[Block] = []
    before: _Line | None = None
    for line in lines:
        heading = _is_heading(line, usual_size)
        if before and blocks and _goes_on(before, line, usual_gap) and blocks[-1].heading == heading:
            blocks[-1] = blocks[-1]._replace(text=_joined(blocks[-1].text, line.text))
        else:
            blocks.append(Block(line.text, line.page, heading))
        before = line
    return blocks


def _is_heading(line: _Line, usual_size: float) -> bool:
    if (
        len(line.text.split()) > 14
        or line.text.endswith((".", ";", ","))
        or not re.search("[A-Za-z]", line.text)
    ):
        return False
    figures = len(re.findall(r"\d+", line.text))  # a table's row in capitals has several
    marked = line.bold or (line.text.isupper() and figures < 2)
    return (
        line.size > usual_size * _LARGE or (marked and len(line.text) > 3) or bool(_NUMBERED.match(line.text))
    )


def _goes_on(before: _Line, line: _Line, usual_gap: float) -> bool:
    """Whether a line belongs to the paragraph of the line before."""
    if _BULLET.match(line.text) or abs(before.size - line.size) > 0.5:
        return False
    if before.page != line.page:
        return line.text[:1].islower()
    return 0 <= line.top - before.top <= _GAP * usual_gap


def _joined(text: str, more: str) -> str:
    """A word cut at the line's end is one word again."""
    if re.search(r"[a-z]-$", text) and more[:1].islower():
        return f"{text[:-1]}{more}"
    return f"{text} {more}"
