"""The index: vectors in Chroma and words in memory, both derived from the database.

How to call::

    index = Index(database, settings)   # opens, repairs or builds; IndexOwned when another process has it
    index.sync()                        # pull what any process committed since; cheap when nothing was
    index.rebuild()                     # from nothing; searches go on in the old one meanwhile
    index.search(terms, vector, 50)     # -> [Match(entry id, lexical score, cosines)]
    index.close()

Exactly one process owns the directory (``TANYA_HOME/index``): Chroma does not show one process what
another one wrote. A finished generation is named in ``current.json``, written last and by renaming:
whatever is killed when, the next start finds a complete generation or builds one.
"""

from __future__ import annotations

import fcntl
import json
import os
import threading
from collections.abc import Callable, Mapping
from dataclasses import asdict
from pathlib import Path
from typing import IO

import chromadb

from knowledge import analysis
from knowledge.alignment import Alignment
from knowledge.chroma import VectorStore
from knowledge.embedder import Embedder, Vectors, load_embedder
from knowledge.generation import Generation
from knowledge.lexical import LexicalIndex
from knowledge.match import Match
from knowledge.revisions import batches, change_batches, changed_since, newest_revision, published_revisions
from knowledge.store import find
from knowledge.wordlog import WordLog
from office.database import Database
from office.settings import Settings

BATCH = 500
Progress = Callable[[int, int], None]
"""Called with the number of entries indexed so far, and about how many there are."""


class IndexOwned(RuntimeError):
    """Another process owns the index; ask that one, or use another TANYA_HOME."""


class Index:
    """Open index over the published entries."""

    def __init__(self, database: Database, settings: Settings, embedder: Embedder | None = None) -> None:
        self.database = database
        self.embedder = embedder or load_embedder(settings)
        self.home = settings.home / "index"
        self.home.mkdir(parents=True, exist_ok=True)
        self._lock_file = _own(self.home / "owner.lock")
        self._writing = threading.RLock()
        try:
            self._vectors = VectorStore(self.home, settings.knowledge.chroma_url)
            self._now = self._load() or self._build(None)
            self.sync()
        except BaseException:
            self._lock_file.close()
            raise

    @property
    def lexical(self) -> LexicalIndex:
        """The words of the generation being searched."""
        return self._now.lexical

    @property
    def alignment(self) -> Alignment:
        """The scale of the generation being searched."""
        return self._now.alignment

    @property
    def mark(self) -> int:
        """The highest revision that is searchable."""
        return self._now.mark

    def __len__(self) -> int:
        return len(self._now.lexical)

    def sync(self, progress: Progress | None = None) -> int:
        """Take in changes committed since the last call; returns how many entries changed."""
        with self._writing:
            newest = newest_revision(self.database)
            if newest == self._now.mark:
                return 0
            if newest < self._now.mark:  # an older database was put back
                self.rebuild(progress)
                return len(self)
            changed, waiting = 0, changed_since(self.database, self._now.mark) if progress else 0
            for entries in change_batches(self.database, self._now.mark, BATCH):
                self._now.apply(entries)
                changed += len(entries)
                if progress:
                    progress(changed, waiting)
            # The mark moves when all of it is in: a batch may end in the middle of one revision.
            self._now.mark = newest
            self._align(self._now)
            self._write_current(self._now)
            return changed

    def rebuild(self, progress: Progress | None = None) -> None:
        """Build a new generation beside the old one and switch to it when it is complete."""
        with self._writing:
            self._now = self._build(progress)
            self._drop_others(self._now.name)

    def search(self, query: Mapping[str, float], vector: Vectors, most: int) -> list[Match]:
        """The ``most`` best by words and the ``most`` best by meaning, in no particular order."""
        generation = self._now
        try:
            return generation.search(query, vector, most)
        except chromadb.errors.NotFoundError:
            if generation is self._now:
                raise
            return self._now.search(query, vector, most)  # a rebuild took the old one away meanwhile

    def close(self) -> None:
        """Give the directory free."""
        self._vectors.close()
        self._lock_file.close()

    def _build(self, progress: Progress | None) -> Generation:
        collection = self._vectors.create()
        name = collection.name
        mark = newest_revision(self.database)  # taken first: what changes meanwhile is pulled afterwards
        generation = Generation(name, collection, self.embedder, mark, self._log(name))
        done, waiting = 0, changed_since(self.database, -1) if progress else 0
        for entries in batches(self.database, BATCH):
            generation.apply(entries, fresh=True)
            done += len(entries)
            if progress:
                progress(done, waiting)
        self._align(generation)
        self._write_current(generation)
        return generation

    def _load(self) -> Generation | None:
        """The generation the last owner left; None when it is missing, of another make, or not whole."""
        try:
            current = json.loads((self.home / "current.json").read_text(encoding="utf-8"))
            if current["make"] != self._make() or current["mark"] > newest_revision(self.database):
                raise ValueError("of another make")
            collection = self._vectors.open(current["name"])
        except (OSError, ValueError, KeyError, TypeError, chromadb.errors.NotFoundError):
            self._drop_others(None)
            return None
        self._drop_others(current["name"])
        log = self._log(current["name"])
        generation = Generation(current["name"], collection, self.embedder, current["mark"], log)
        generation.alignment = Alignment(**current.get("alignment", {}))
        # What changed after the mark still has its old vectors; the sync that follows brings it.
        revisions = published_revisions(self.database, generation.mark)
        missing = revisions.keys() - generation.recall(revisions)
        for entries in batches(self.database, BATCH) if missing else ():
            for entry in entries:
                if entry.id in missing:
                    generation.remember(entry)
        if collection.count() < generation.passages:
            self._drop_others(None)
            return None
        return generation

    def _align(self, generation: Generation) -> None:
        if generation.outgrown:
            with self.database.reading() as session:
                sample = find(session, generation.sample())
            generation.align(sample.values())

    def _drop_others(self, kept: str | None) -> None:
        """Remove every generation but one."""
        self._vectors.keep_only(kept)
        for log in self.home.glob("*.words"):
            if log.stem != kept:
                log.unlink(missing_ok=True)

    def _log(self, name: str) -> WordLog:
        return WordLog(self.home / f"{name}.words")

    def _make(self) -> str:
        return f"{self.embedder.name}/{self.embedder.dimensions}/{analysis.VERSION}"

    def _write_current(self, generation: Generation) -> None:
        text = json.dumps(
            {
                "name": generation.name,
                "mark": generation.mark,
                "make": self._make(),
                "alignment": asdict(generation.alignment),
            }
        )
        temporary = self.home / "current.json.new"
        with temporary.open("w", encoding="utf-8") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(self.home / "current.json")


def _own(path: Path) -> IO[str]:
    file = path.open("w")
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        file.close()
        raise IndexOwned(
            "indeks sedang dipakai proses lain; hentikan proses itu atau pakai TANYA_HOME lain"
        ) from error
    return file
