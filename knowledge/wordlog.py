"""Terms of entries kept on disk, so that opening a large index does not stem every text again.

A log of JSON lines beside the vectors: one line per entry analysed, the last one counts. It is a cache:
a line that is missing, broken or of another revision only means that the entry is analysed again.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

from knowledge.lexical import Analysed
from knowledge.tables import Entry


class Line(NamedTuple):
    """What the log says about an entry."""

    id: str
    analysed: Analysed
    passages: int
    """Passages it has among the vectors."""


class WordLog:
    """The log of one generation."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def read(self, revisions: Mapping[str, int]) -> Iterator[Line]:
        """What an earlier owner wrote about entries that are still at these revisions; line by line."""
        try:
            with self._path.open(encoding="utf-8") as file:
                for text in file:
                    line = _line(text, revisions)
                    if line is not None:
                        yield line
        except (OSError, UnicodeDecodeError):
            return

    def write(self, entries: Iterable[tuple[Entry, Analysed, int]]) -> None:
        """Add entries with their terms and their number of passages."""
        with self._path.open("a", encoding="utf-8") as file:
            for entry, found, passages in entries:
                row = [entry.id, entry.revision, found.title, found.body, found.names, passages]
                file.write(json.dumps(row, ensure_ascii=False, separators=(",", ":")) + "\n")


def _line(text: str, revisions: Mapping[str, int]) -> Line | None:
    try:
        identity, revision, title, body, names, passages = json.loads(text)
        if revisions.get(identity) != revision or not isinstance(passages, int):
            return None
        analysed = Analysed(tuple(title), tuple(body), tuple(tuple(name) for name in names))
        return Line(identity, analysed, passages)
    except (ValueError, TypeError):
        return None  # the last line of a process that was killed
