"""Which column holds what: the office's heads mapped to our fields by their spellings."""

from __future__ import annotations

import hashlib
import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path

from rapidfuzz import fuzz

from knowledge.importing.sheet import Cell, Sheet, flat
from office.language import LEXICON

_SEARCHED_ROWS = 60
_HEADER_LINES = 6
_LONGEST_HEAD = 120
_IN_FULL = 90.0
"""From this score on a head is a spelling in full."""
_WHOLE_ONLY = {"id", "number", "kind"}
"""Fields whose spellings are too short to be looked for inside a longer head (``id org`` is no id)."""


Remembered = Mapping[str, Mapping[str, str]]
"""Fingerprint of a set of heads -> head -> field."""


@dataclass(frozen=True)
class Spellings:
    """The word lists of ``data/lexicon/columns.toml``."""

    fields: Mapping[str, tuple[str, ...]]
    exempt_columns: tuple[str, ...]
    exempt_titles: tuple[str, ...]
    empty: frozenset[str]
    names: Mapping[str, str]
    """Field -> what people call it."""


@dataclass
class Header:
    """Where a table's head ends and which column is which field."""

    row: int
    """Index of the last row of the head."""
    columns: dict[str, int]
    """Field -> column index."""
    names: dict[str, str] = field(default_factory=dict)
    """Field -> the office's head."""
    score: float = 0.0
    exempt: bool = False
    heads: tuple[str, ...] = ()
    """All heads of the table."""
    remembered: bool = False
    """Read as the office once said such a table is to be read."""


@lru_cache(maxsize=1)
def spellings(path: Path = LEXICON / "columns.toml") -> Spellings:
    """Read the word lists once."""
    raw = tomllib.loads(path.read_text(encoding="utf-8"))
    return Spellings(
        {name: tuple(words) for name, words in raw["spellings"].items()},
        tuple(raw["exempt"]["columns"]),
        tuple(raw["exempt"]["titles"]),
        frozenset(raw["empty"]["values"]),
        raw["names"],
    )


@lru_cache(maxsize=1)
def _said_in_full() -> frozenset[str]:
    """All spellings without spaces: what most cells of most rows are seen not to be, fast."""
    known = spellings().fields.values()
    return frozenset(variant.replace(" ", "") for variants in known for variant in variants)


def fingerprint(heads: Sequence[str]) -> str:
    """Stands for a set of heads, in whatever order and spelling."""
    names = sorted({key(head) for head in heads} - {""})
    return hashlib.sha256("\n".join(names).encode()).hexdigest()


def key(text: str) -> str:
    """A head for comparing: lower case, words only."""
    return " ".join(re.findall(r"[a-z0-9]+", text.lower().replace("_", " ")))


def find_header(
    sheet: Sheet, corrections: Mapping[str, str] | None = None, remembered: Remembered | None = None
) -> Header | None:
    """The best head among the first rows, one to six lines high; None when nothing fits.

    ``corrections`` maps an office's head to a field (or to ``""``: ignore) and wins over every spelling;
    ``remembered`` holds such maps for sets of heads (see :func:`fingerprint`).
    """
    best: Header | None = None
    for top in range(min(_SEARCHED_ROWS, len(sheet.rows))):
        for height in range(1, _HEADER_LINES + 1):
            lines = sheet.rows[top : top + height]
            if len(lines) < height or any(_is_numbering(line) for line in lines):
                break
            heads = _joined(lines)
            known = (remembered or {}).get(fingerprint(heads)) if remembered else None
            header = map_columns(heads, {**(known or {}), **(corrections or {})})
            header.remembered = known is not None
            if known is not None:
                header.row = top + height - 1
                return header
            # A taller head must earn its extra lines, or a data row would be taken into it; one that
            # ends where the columns are numbered has earned them.
            below = sheet.rows[top + height] if top + height < len(sheet.rows) else []
            header.score -= 0 if _is_numbering(below) else 30 * (height - 1)
            header.row = top + height - 1
            if usable(header) and (best is None or header.score > best.score + 1e-9):
                best = header
        if best is not None and top > best.row + 12:
            break
    return best


def usable(header: Header) -> bool:
    """Something to call the entry by, and something more."""
    names = header.columns.keys()
    if header.exempt:
        return len(names) >= 1
    return bool(names & {"title", "question", "body"}) and len(names - {"number"}) >= 2


def is_repeated_header(row: Sequence[Cell], header: Header) -> bool:
    """A later row that says the same heads again, as lists do on every page or for every unit."""
    same = sum(
        1
        for name, column in header.columns.items()
        if column < len(row) and row[column].text and key(row[column].text) in key(header.names[name])
    )
    filled = sum(1 for cell in row if cell.text)
    # Either most heads in one row, or one line of a head that is written over several.
    return same >= max(2, (len(header.columns) + 1) // 2) or (same == filled and same >= 2)


def map_columns(
    heads: Sequence[str], corrections: Mapping[str, str] | None = None, least: float = 1.0
) -> Header:
    """Give each field the column that fits it best (at least ``least``); each is used once."""
    known = spellings()
    header = Header(0, {}, heads=tuple(flat(head) for head in heads if head.strip()))
    fixed = {key(name): target for name, target in (corrections or {}).items()}
    only = _said_in_full() if least >= _IN_FULL else None
    offers: list[tuple[float, str, int]] = []
    for column, head in enumerate(heads):
        name = key(head)
        if not name or len(name) > _LONGEST_HEAD:
            continue
        header.exempt = header.exempt or any(word in name for word in known.exempt_columns)
        if name in fixed:
            if fixed[name]:
                offers.append((1_000.0, fixed[name], column))
            continue
        if only is not None and name.replace(" ", "") not in only:
            continue
        for target, variants in known.fields.items():
            if (score := _fit(name, variants, target in _WHOLE_ONLY)) >= least:
                offers.append((score, target, column))
    taken: set[int] = set()
    for score, target, column in sorted(offers, key=lambda offer: (-offer[0], offer[2])):
        if target in header.columns or column in taken:
            continue
        header.columns[target] = column
        header.names[target] = flat(heads[column])
        header.score += min(score, 100.0)
        taken.add(column)
    return header


def _fit(name: str, variants: Sequence[str], whole: bool) -> float:
    """How well a head fits a field, 0 to 100. PDF heads often come without spaces."""
    best = 0.0
    squeezed = name.replace(" ", "")
    for place, variant in enumerate(variants):
        if name == variant:
            score = 100.0
        elif squeezed == variant.replace(" ", ""):
            score = 97.0
        elif whole:
            continue
        elif f" {variant} " in f" {name} ":
            score = 85.0 - 2.0 * (len(name.split()) - len(variant.split()))
        elif (
            len(variant) >= 6 and len(squeezed) >= 6 and fuzz.ratio(squeezed, variant.replace(" ", "")) >= 88
        ):
            score = 75.0
        elif len(variant) >= 10 and variant.replace(" ", "") in squeezed:
            score = 60.0
        else:
            continue
        best = max(best, score - 0.3 * place)
    return best


def _joined(lines: Sequence[Sequence[Cell]]) -> list[str]:
    width = max(len(line) for line in lines)
    heads = []
    for column in range(width):
        parts = [line[column].text for line in lines if column < len(line) and not line[column].above]
        heads.append(" ".join(part for part in parts if part))
    return heads


def _is_numbering(row: Sequence[Cell]) -> bool:
    """The row ``(1) (2) (3)`` under a head."""
    texts = [cell.text.strip("() .") for cell in row if cell.text]
    return len(texts) >= 2 and all(text.isdigit() and len(text) <= 2 for text in texts)
