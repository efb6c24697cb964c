"""What an import did: how it understood the file, and what became of its entries."""

from __future__ import annotations

from dataclasses import dataclass, field

from knowledge.importing.rows import Skipped
from knowledge.store import Draft


@dataclass
class SheetMapping:
    """How one sheet was understood: the head's row (counted from 1) and field -> the office's head."""

    sheet: str
    row: int
    columns: dict[str, str]
    entries: int = 0
    unused: list[str] = field(default_factory=list)
    """Heads that no field is read from."""
    remembered: bool = False
    """Read as the office said at an earlier import."""
    heads: tuple[str, ...] = ()


@dataclass
class ImportResult:
    """What an import did, or with ``dry_run`` would do. Counts are entries."""

    file: str
    dry_run: bool
    mappings: list[SheetMapping] = field(default_factory=list)
    added: int = 0
    updated: int = 0
    unchanged: int = 0
    retired: int = 0
    skipped: list[Skipped] = field(default_factory=list)
    preview: list[Draft] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    @property
    def entries(self) -> int:
        """Entries the file holds."""
        return self.added + self.updated + self.unchanged
