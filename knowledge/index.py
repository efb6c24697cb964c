"""The index: vectors in Chroma and words in memory, both derived from the database.

How to call::

    index = Index(database, settings)   # opens, repairs or builds; IndexOwned when another process has it
    index.sync()                        # pull what any process committed since; cheap when nothing was
    index.rebuild()                     # from nothing; searches go on in the old one meanwhile
    index.search(terms, vector, 50)     # -> [Match(entry id, lexical score, cosine)]
    index.close()

Exactly one process owns the directory (``TANYA_HOME/index``): Chroma does not show one process what
another one wrote. A finished generation is named in ``current.json``, written last and by renaming:
whatever is killed when, the next start finds a complete generation or builds one.
"""

from __future__ import annotations

import fcntl
import json
import os
import shutil
import threading
import uuid
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

import chromadb
import numpy as np
from chromadb.config import Settings as ChromaSettings

from knowledge import analysis
from knowledge.embedder import Embedder, Vectors, load_embedder
from knowledge.lexical import LexicalIndex
from knowledge.match import Match
from knowledge.passages import MOST_VARIANTS, analysed, passages
from knowledge.revisions import batches, change_batches, newest_revision
from knowledge.tables import Entry
from office.database import Database
from office.settings import Settings

BATCH = 500
Progress = Callable[[int], None]
"""Called with the number of entries indexed so far."""


class IndexOwned(RuntimeError):
    """Another process owns the index; ask that one, or use another TANYA_HOME."""


@dataclass
class _Generation:
    """One complete index: a Chroma collection and the words beside it."""

    name: str
    collection: Any
    lexical: LexicalIndex
    counts: dict[str, int]
    """Entry id -> number of passages."""
    mark: int
    """Highest revision contained."""


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
            self._client = self._open_client()
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
    def mark(self) -> int:
        """The highest revision that is searchable."""
        return self._now.mark

    def __len__(self) -> int:
        return len(self._now.lexical)

    def sync(self) -> int:
        """Take in changes committed since the last call; returns how many entries changed."""
        with self._writing:
            newest = newest_revision(self.database)
            if newest == self._now.mark:
                return 0
            if newest < self._now.mark:  # an older database was put back
                self.rebuild()
                return len(self)
            changed = 0
            for entries in change_batches(self.database, self._now.mark, BATCH):
                self._apply(self._now, entries)
                changed += len(entries)
            self._now.mark = newest
            self._write_current(self._now)
            return changed

    def rebuild(self, progress: Progress | None = None) -> None:
        """Build a new generation beside the old one and switch to it when it is complete."""
        with self._writing:
            old = self._now
            self._now = self._build(progress)
            self._client.delete_collection(old.name)

    def search(self, query: Mapping[str, float], vector: Vectors, most: int) -> list[Match]:
        """The ``most`` best by words and the ``most`` best by meaning, in no particular order."""
        generation = self._now
        if not len(generation.lexical):
            return []
        lexical = dict(generation.lexical.search(query, most))
        wanted = list(dict.fromkeys([*lexical, *self._near(generation, vector, most)]))
        return [
            Match(identity, lexical.get(identity, 0.0), cosines)
            for identity, cosines in self._cosines(generation, wanted, vector).items()
            if identity in generation.lexical
        ]

    def close(self) -> None:
        """Give the directory free."""
        close = getattr(self._client, "close", None)
        if close is not None:
            close()
        self._lock_file.close()

    def _near(self, generation: _Generation, vector: Vectors, most: int) -> list[str]:
        """Entries near in meaning, nearest first."""
        # Every entry has at least one passage, so that many can be asked for.
        size = max(1, min(2 * most, len(generation.counts)))
        answer = generation.collection.query(query_embeddings=[vector], n_results=size, include=["metadatas"])
        return list(dict.fromkeys(str(meta["entry"]) for meta in answer["metadatas"][0]))[:most]

    def _cosines(
        self, generation: _Generation, identities: Sequence[str], vector: Vectors
    ) -> dict[str, tuple[float, ...]]:
        """Nearness to every passage of the entries."""
        counts = generation.counts
        names = [f"{i}#{n}" for i in identities if i in counts for n in range(counts[i])]
        if not names:
            return {}
        got = generation.collection.get(ids=names, include=["embeddings"])
        nearness = np.asarray(got["embeddings"], dtype=np.float32) @ vector
        by_name = dict(zip(got["ids"], nearness.tolist(), strict=True))
        return {
            i: tuple(by_name.get(f"{i}#{n}", 0.0) for n in range(counts[i]))
            for i in identities
            if i in counts
        }

    def _apply(self, generation: _Generation, entries: Sequence[Entry]) -> None:
        """Bring changed entries into a generation; doing it twice does no harm."""
        # Of an entry changed while no index was open, the number of old passages is not known.
        unknown = MOST_VARIANTS + 2 if generation.mark else 0
        gone = [
            f"{e.id}#{n}"
            for e in entries
            for n in range(generation.counts.get(e.id, unknown if e.version > 1 else 0))
        ]
        kept = [entry for entry in entries if entry.status == "published"]
        texts = [(entry.id, number, text) for entry in kept for number, text in enumerate(passages(entry))]
        names = {f"{identity}#{number}" for identity, number, _text in texts}
        if stale := [name for name in gone if name not in names]:
            generation.collection.delete(ids=stale)
        if texts:
            vectors = self.embedder.embed([text for _id, _number, text in texts])
            for start in range(0, len(texts), 2_000):
                part = texts[start : start + 2_000]
                generation.collection.upsert(
                    ids=[f"{identity}#{number}" for identity, number, _text in part],
                    embeddings=vectors[start : start + 2_000],
                    metadatas=[{"entry": identity} for identity, _number, _text in part],
                )
        for entry in entries:
            generation.counts.pop(entry.id, None)
            if entry.status != "published":
                generation.lexical.remove(entry.id)
        for entry in kept:
            generation.lexical.put(entry.id, analysed(entry))
            generation.counts[entry.id] = len(passages(entry))

    def _build(self, progress: Progress | None) -> _Generation:
        name = f"entries-{uuid.uuid4().hex[:12]}"
        collection = self._client.create_collection(
            name, embedding_function=None, configuration={"hnsw": {"space": "cosine"}}
        )
        generation = _Generation(name, collection, LexicalIndex(), {}, newest_revision(self.database))
        done = 0
        for entries in batches(self.database, BATCH):
            self._apply(generation, entries)
            done += len(entries)
            if progress:
                progress(done)
        self._write_current(generation)
        return generation

    def _load(self) -> _Generation | None:
        """The generation the last owner left; None when it is missing, of another make, or not whole."""
        try:
            current = json.loads((self.home / "current.json").read_text(encoding="utf-8"))
            if current["make"] != self._make() or current["mark"] > newest_revision(self.database):
                raise ValueError("of another make")
            collection = self._client.get_collection(current["name"], embedding_function=None)
        except (OSError, ValueError, KeyError, chromadb.errors.NotFoundError):
            self._drop_collections(None)
            return None
        self._drop_collections(current["name"])
        generation = _Generation(current["name"], collection, LexicalIndex(), {}, current["mark"])
        for entries in batches(self.database, BATCH):
            for entry in entries:
                if entry.revision <= generation.mark:
                    generation.lexical.put(entry.id, analysed(entry))
                    generation.counts[entry.id] = len(passages(entry))
        # Entries changed after the mark still have their old vectors; the sync that follows replaces them.
        if collection.count() < sum(generation.counts.values()):
            self._drop_collections(None)
            return None
        return generation

    def _drop_collections(self, kept: str | None) -> None:
        for collection in self._client.list_collections():
            if collection.name != kept:
                self._client.delete_collection(collection.name)

    def _make(self) -> str:
        return f"{self.embedder.name}/{self.embedder.dimensions}/{analysis.VERSION}"

    def _write_current(self, generation: _Generation) -> None:
        text = json.dumps({"name": generation.name, "mark": generation.mark, "make": self._make()})
        temporary = self.home / "current.json.new"
        with temporary.open("w", encoding="utf-8") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(self.home / "current.json")

    def _open_client(self) -> Any:
        place = self.home / "chroma"
        try:
            client = _client(place)
            client.list_collections()
            return client
        except Exception:
            # A broken directory is worth nothing: everything in it can be made again.
            shutil.rmtree(place, ignore_errors=True)
            (self.home / "current.json").unlink(missing_ok=True)
            return _client(place)


def _client(place: Path) -> Any:
    return chromadb.PersistentClient(str(place), settings=ChromaSettings(anonymized_telemetry=False))


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
