"""What every reader makes of a document: its name, and blocks of text in reading order."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import NamedTuple


class Block(NamedTuple):
    """A heading, a paragraph or a row of a table."""

    text: str
    page: int | None = None
    """Counted from 1; None where the format knows no pages."""
    heading: bool = False


@dataclass
class Document:
    """A document's text."""

    title: str
    """What it calls itself; empty when it does not say."""
    blocks: list[Block]
    unreadable: list[int] = field(default_factory=list)
    """Pages that show something, but have no text: scanned ones."""
