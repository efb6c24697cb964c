"""Reading single values: category, date, numbering."""

from __future__ import annotations

import re
from datetime import date, timedelta

from knowledge.importing.columns import spellings
from knowledge.importing.sheet import Cell, flat

_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            ("januari", "jan"), ("februari", "feb", "pebruari"), ("maret", "mar"), ("april", "apr"),
            ("mei",), ("juni", "jun"), ("juli", "jul"),
            ("agustus", "agu", "ags"), ("september", "sep", "sept"),
            ("oktober", "okt"), ("november", "nov", "nopember"), ("desember", "des"),
        ),
        start=1,
    )
    for name in names
}  # fmt: skip
_ISO = re.compile(r"\b(\d{4})-(\d{1,2})-(\d{1,2})\b")
_NUMERIC = re.compile(r"\b(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})\b")
_WRITTEN = re.compile(r"\b(\d{1,2})\s+([a-z]{3,9})\.?\s+(\d{4})\b")
_SERIAL = re.compile(r"^\d{5}$")
_NUMBERING = re.compile(r"^\(?(?:\d{1,3}(?:\.\d{1,2}){0,3}|[A-Za-z]|[IVXLivxl]{1,5})[.)]\s+(?=\S)")
_MARKER = re.compile(r"^\(?(?:\d{1,3}(?:\.\d{1,2})*|[A-Za-z]|[IVXLivxl]{1,5})[.)]?$")


def text_of(cell: Cell) -> str:
    """The cell's text, or nothing for the many ways offices write nothing."""
    return "" if cell.text.strip().lower() in spellings().empty else cell.text


def category_of(text: str) -> str | None:
    """``A. INFORMASI WAJIB DIUMUMKAN SECARA BERKALA`` -> ``berkala``; None for none or several."""
    squeezed = re.sub(r"[^a-z]", "", text.lower())
    found = [
        category
        for category, words in (
            ("berkala", ("berkala",)),
            ("serta_merta", ("sertamerta",)),
            ("setiap_saat", ("setiapsaat", "tersediasetiap")),
        )
        if any(word in squeezed for word in words)
    ]
    return found[0] if len(found) == 1 else None


def is_exempt(text: str) -> bool:
    """Says a title, head or category that what follows is exempt information."""
    flat_text = text.lower()
    return any(word in flat_text for word in spellings().exempt_titles)


def date_of(text: str) -> date | None:
    """A date in ISO, Indonesian or spreadsheet-serial form; None when there is none or it cannot be."""
    low = flat(text).lower()
    try:
        if found := _ISO.search(low):
            return date(int(found[1]), int(found[2]), int(found[3]))
        if found := _NUMERIC.search(low):
            return date(int(found[3]), int(found[2]), int(found[1]))
        if (found := _WRITTEN.search(low)) and found[2] in _MONTHS:
            return date(int(found[3]), _MONTHS[found[2]], int(found[1]))
        if _SERIAL.match(low) and 30_000 <= int(low) <= 70_000:
            return date(1899, 12, 30) + timedelta(days=int(low))
    except ValueError:
        return None
    return None


def unnumbered(text: str) -> str:
    """``1. Neraca`` -> ``Neraca``; ``a) Visi`` -> ``Visi``."""
    return _NUMBERING.sub("", text, count=1)


def is_marker(text: str) -> bool:
    """A cell that only numbers its row: ``a``, ``1.``, ``IV``."""
    return bool(_MARKER.match(text.strip()))
