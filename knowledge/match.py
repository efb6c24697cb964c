"""What an index finds."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Match:
    """An entry found, with its raw signals."""

    id: str
    lexical: float
    """BM25 sum, 0 when no word is shared."""
    cosines: tuple[float, ...]
    """Nearness of the question to each passage of the entry, in their order."""
