"""Terms of entries kept on disk, so that opening a large index does not stem every text again.

A log of JSON lines beside the vectors: one line per entry analysed, the last one counts. It is a cache:
a line that is missing, broken or of another revision only means that the entry is analysed again.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path

from knowledge.lexical import Analysed
from knowledge.passages import analysed
from knowledge.tables import Entry


class WordLog:
    """The log of one generation."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._known: dict[str, tuple[int, Analysed]] = {}

    def read(self) -> None:
        """Read what an earlier owner wrote."""
        try:
            with self._path.open(encoding="utf-8") as file:
                for line in file:
                    self._take(line)
        except OSError:
            return

    def _take(self, line: str) -> None:
        try:
            identity, revision, title, body, names = json.loads(line)
            self._known[identity] = (
                revision,
                Analysed(tuple(title), tuple(body), tuple(tuple(name) for name in names)),
            )
        except (ValueError, TypeError):
            return  # the last line of a process that was killed

    def known(self, entry: Entry) -> Analysed:
        """The terms of an entry, from the log when it has them."""
        revision, found = self._known.get(entry.id, (-1, None))
        return found if found is not None and revision == entry.revision else analysed(entry)

    def forget(self) -> None:
        """Give the memory free once everything is loaded."""
        self._known.clear()

    def write(self, entries: Iterable[tuple[Entry, Analysed]]) -> None:
        """Add entries to the log."""
        with self._path.open("a", encoding="utf-8") as file:
            for entry, found in entries:
                row = [entry.id, entry.revision, found.title, found.body, found.names]
                file.write(json.dumps(row, ensure_ascii=False, separators=(",", ":")) + "\n")
