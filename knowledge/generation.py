"""One complete index: a Chroma collection of passages and the words beside it."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import numpy as np

from knowledge.alignment import SAMPLE, Alignment, align
from knowledge.embedder import BuiltinEmbedder, Embedder, Vectors, builtin
from knowledge.lexical import LexicalIndex
from knowledge.match import Match
from knowledge.passages import MOST_VARIANTS, analysed, passages
from knowledge.tables import Entry
from knowledge.wordlog import WordLog

_UPSERT = 2_000
_MOST_PASSAGES = MOST_VARIANTS + 2
_LATELY = 5_000
"""Entries whose vectors are kept in memory: about 15 MB. Fetching them cost a fifth of a question."""


class Generation:
    """What is searched. ``mark`` is the highest revision contained."""

    def __init__(self, name: str, collection: Any, embedder: Embedder, mark: int, log: WordLog) -> None:
        self.name = name
        self.collection = collection
        self.mark = mark
        self.lexical = LexicalIndex()
        self.log = log
        self._embedder = embedder
        self._counts: dict[str, int] = {}
        self.alignment = Alignment()
        self._lock = threading.Lock()
        self._changes = 0
        self._lately: OrderedDict[str, Vectors] = OrderedDict()

    @property
    def passages(self) -> int:
        """Passages that ought to be in the collection."""
        return sum(list(self._counts.values()))

    def remember(self, entry: Entry) -> None:
        """Take in the words of an entry whose vectors are already there."""
        found, count = analysed(entry), len(passages(entry))
        self.lexical.put(entry.id, found)
        self._counts[entry.id] = count
        self.log.write([(entry, found, count)])

    def recall(self, revisions: Mapping[str, int]) -> set[str]:
        """Take in what the log says of entries at these revisions; returns the ids it had."""
        for line in self.log.read(revisions):
            self.lexical.put(line.id, line.analysed)
            self._counts[line.id] = line.passages
        return set(self._counts)

    def apply(self, entries: Sequence[Entry], fresh: bool = False) -> None:
        """Bring changed entries in; doing it twice does no harm. ``fresh``: none of them was here before."""
        kept = [entry for entry in entries if entry.status == "published"]
        texts = [
            (entry.id, f"{entry.id}#{place}", text)
            for entry in kept
            for place, text in enumerate(passages(entry))
        ]
        if not fresh:
            self._delete_stale(entries, {name for _identity, name, _text in texts})
        vectors = self._embedder.embed([text for _identity, _name, text in texts])
        for start in range(0, len(texts), _UPSERT):
            part = texts[start : start + _UPSERT]
            self.collection.upsert(
                ids=[name for _identity, name, _text in part],
                embeddings=vectors[start : start + _UPSERT],
                metadatas=[{"entry": identity} for identity, _name, _text in part],
            )
        for entry in entries:
            if entry.status != "published":
                self._counts.pop(entry.id, None)
                self.lexical.remove(entry.id)
        read = [(entry, analysed(entry), len(passages(entry))) for entry in kept]
        for entry, found, count in read:
            self.lexical.put(entry.id, found)
            self._counts[entry.id] = count
        with self._lock:
            self._changes += 1
            for entry in entries:
                self._lately.pop(entry.id, None)
        self.log.write(read)

    @property
    def outgrown(self) -> bool:
        """Whether another embedder's scale was fitted to far fewer passages than there are by now."""
        return not isinstance(self._embedder, BuiltinEmbedder) and (
            self.passages > 2 * self.alignment.passages
        )

    def sample(self) -> list[str]:
        """Entries from all over the index."""
        names = sorted(self._counts)
        return names[:: len(names) // SAMPLE + 1]

    def align(self, entries: Iterable[Entry]) -> None:
        """Fit another embedder's scale to the built-in one, on passages of the entries."""
        named = {
            f"{entry.id}#{place}": text for entry in entries for place, text in enumerate(passages(entry)[:3])
        }
        got = self.collection.get(ids=list(named)[:SAMPLE], include=["embeddings"])
        foreign = np.asarray(got["embeddings"], dtype=np.float32)
        self.alignment = align(foreign, builtin().embed([named[name] for name in got["ids"]]), self.passages)

    def search(self, query: Mapping[str, float], vector: Vectors, most: int) -> list[Match]:
        """The ``most`` best by words and the ``most`` best by meaning, in no particular order."""
        if not len(self.lexical):
            return []
        lexical = dict(self.lexical.search(query, most))
        wanted = list(dict.fromkeys([*lexical, *self._near(vector, most)]))
        return [
            Match(identity, lexical.get(identity, 0.0), self.alignment(cosines))
            for identity, cosines in self._cosines(wanted, vector).items()
            if identity in self.lexical
        ]

    def _delete_stale(self, entries: Sequence[Entry], kept: set[str]) -> None:
        # Of an entry changed while no index was open, the number of old passages is not known.
        gone = [
            f"{entry.id}#{place}"
            for entry in entries
            for place in range(self._counts.get(entry.id, _MOST_PASSAGES if entry.version > 1 else 0))
        ]
        if stale := [name for name in gone if name not in kept]:
            self.collection.delete(ids=stale)

    def _near(self, vector: Vectors, most: int) -> list[str]:
        """Entries near in meaning, nearest first. Every entry has at least one passage to ask for."""
        size = max(1, min(2 * most, len(self._counts)))
        answer = self.collection.query(query_embeddings=[vector], n_results=size, include=[])
        return list(dict.fromkeys(str(name).rpartition("#")[0] for name in answer["ids"][0]))[:most]

    def _cosines(self, identities: Sequence[str], vector: Vectors) -> dict[str, tuple[float, ...]]:
        """Nearness of the question to every passage of the entries, in the passages' order."""
        with self._lock:
            known = {identity: self._lately[identity] for identity in identities if identity in self._lately}
        known |= self._fetched([identity for identity in identities if identity not in known])
        return {
            identity: tuple((known[identity] @ vector).tolist())
            for identity in identities
            if identity in known
        }

    def _fetched(self, identities: Sequence[str]) -> dict[str, Vectors]:
        """The passages' vectors of entries that were not asked for lately."""
        counts = {identity: count for identity in identities if (count := self._counts.get(identity, 0))}
        if not counts:
            return {}
        changes = self._changes
        names = [f"{identity}#{place}" for identity, count in counts.items() for place in range(count)]
        got = self.collection.get(ids=names, include=["embeddings"])
        rows = dict(zip(got["ids"], np.asarray(got["embeddings"], dtype=np.float32), strict=True))
        nothing = np.zeros(self._embedder.dimensions, dtype=np.float32)
        found = {
            identity: np.stack([rows.get(f"{identity}#{place}", nothing) for place in range(count)])
            for identity, count in counts.items()
        }
        with self._lock:
            if changes == self._changes:  # else they may be those of before the change
                self._lately |= found
                while len(self._lately) > _LATELY:
                    self._lately.popitem(last=False)
        return found
