"""Word against word by meaning: how much of a question an entry says in other words, and the reverse.

Uses the built-in word vectors whatever the sentence embedder is, so the fitted decision keeps its meaning.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from knowledge.analysis import plain_words, stop_words
from knowledge.embedder import BuiltinEmbedder, Vectors
from knowledge.tables import Entry

_BODY_WORDS = 90
_NAMES = 12
_KEPT_ENTRIES = 20_000
_MOST_WORDS = 100_000

Ids = NDArray[np.int32]


@dataclass(frozen=True)
class EntryWords:
    """An entry's words as rows of the word table: each name (title, variants) apart, then the body."""

    names: tuple[Ids, ...]
    body: Ids


@dataclass(frozen=True)
class Overlap:
    """Shares from about 0 to 1."""

    title: float
    """Of the question's weight, found in the entry's best name by meaning."""
    text: float
    """The same, in the whole entry."""
    said: float
    """Of the best name's weight, found in the question."""
    worst: float
    """Weight share of the question's word that is missed most."""
    second: float
    """The same of the word missed second."""
    low: float
    """Weight share of the question's words that nothing in the entry comes near."""
    strange: float
    """Weight share of missed words that the built-in vocabulary does not know: names, mostly."""
    unsaid: float
    """Weight share of the best name's word that the question says least."""
    rare_title: float
    """As ``title``, weighted by rarity among this office's entries."""
    rare_text: float


NOTHING = Overlap(0.0, 0.0, 0.0, 1.0, 0.0, 1.0, 0.0, 1.0, 0.0, 0.0)
FAR = 0.5
"""Below this cosine no word of the entry means the question's word."""


@dataclass(frozen=True)
class _Asked:
    """The question's words: share by learned weight, share by rarity, and which are in no vocabulary."""

    share: Vectors
    rarity: Vectors
    strange: NDArray[np.bool_]


def _shares(weights: Vectors) -> Vectors:
    return np.asarray(weights / max(float(weights.sum()), 1e-9), dtype=np.float32)


class WordTable:
    """Vectors of all words met, and the words of the entries asked about lately."""

    def __init__(self, embedder: BuiltinEmbedder) -> None:
        self._embedder = embedder
        self._lock = threading.Lock()
        self._ids: dict[str, int] = {}
        self._vectors: Vectors = np.zeros((1_024, embedder.dimensions), dtype=np.float32)
        self._weights: Vectors = np.zeros(1_024, dtype=np.float32)
        self._entries: OrderedDict[tuple[str, int], EntryWords] = OrderedDict()

    def compare(
        self,
        words: Sequence[str],
        entries: Sequence[Entry],
        rarity: Callable[[str], float] = lambda word: 1.0,
    ) -> list[Overlap]:
        """The overlap of a question's plain words with each entry; ``rarity`` weighs words here and now."""
        with self._lock:
            if len(self._ids) > _MOST_WORDS:
                self._ids.clear()
                self._entries.clear()
            kept = list(dict.fromkeys(word for word in words if word not in stop_words()))
            own = self._words(kept)
            known = [self._entry(entry) for entry in entries]
            if not len(own) or not known:
                return [NOTHING] * len(entries)
            rows = np.concatenate([ids for entry in known for ids in (*entry.names, entry.body)])
            near = np.maximum(self._vectors[own] @ self._vectors[rows].T, np.float32(0.0))
            weights = self._weights
            asked = _Asked(
                _shares(weights[own]),
                _shares(np.array([rarity(word) for word in kept], dtype=np.float32)),
                np.array([not self._embedder.knows(word) for word in kept]),
            )
            return self._overlaps(known, near, asked, weights)

    def _overlaps(
        self, known: Sequence[EntryWords], near: Vectors, asked: _Asked, weights: Vectors
    ) -> list[Overlap]:
        share = asked.share
        overlaps, start = [], 0
        for entry in known:
            best_title, best_said, unsaid, rare = 0.0, 0.0, 1.0, 0.0
            everything = np.zeros(len(share), dtype=np.float32)
            for ids in entry.names:
                part = near[:, start : start + len(ids)]
                start += len(ids)
                if not len(ids):
                    continue
                found = part.max(axis=1)
                everything = np.maximum(everything, found)
                weight = _shares(weights[ids])
                said = part.max(axis=0)
                best_title = max(best_title, float(share @ found))
                best_said = max(best_said, float(weight @ said))
                unsaid = min(unsaid, float((weight * (1.0 - said)).max()))
                rare = max(rare, float(asked.rarity @ found))
            if len(entry.body):
                everything = np.maximum(everything, near[:, start : start + len(entry.body)].max(axis=1))
                start += len(entry.body)
            missed = np.sort(share * (1.0 - everything))
            far = everything < FAR
            overlaps.append(
                Overlap(
                    title=best_title,
                    text=float(share @ everything),
                    said=best_said,
                    worst=float(missed[-1]),
                    second=float(missed[-2]) if len(missed) > 1 else 0.0,
                    low=float(share[far].sum()),
                    strange=float(share[far & asked.strange].sum()),
                    unsaid=unsaid,
                    rare_title=rare,
                    rare_text=float(asked.rarity @ everything),
                )
            )
        return overlaps

    def _entry(self, entry: Entry) -> EntryWords:
        key = (entry.id, entry.revision)
        found = self._entries.get(key)
        if found is None:
            names = tuple(self._words(plain_words(name)) for name in (entry.title, *entry.variants[:_NAMES]))
            found = EntryWords(names, self._words(plain_words(entry.body[:1_200])[:_BODY_WORDS]))
            self._entries[key] = found
            if len(self._entries) > _KEPT_ENTRIES:
                self._entries.popitem(last=False)
        else:
            self._entries.move_to_end(key)
        return found

    def _words(self, words: Sequence[str]) -> Ids:
        stops = stop_words()
        kept = dict.fromkeys(word for word in words if word not in stops)
        return np.array([self._id(word) for word in kept], dtype=np.int32)

    def _id(self, word: str) -> int:
        place = self._ids.get(word)
        if place is None:
            place = len(self._ids)
            if place >= len(self._weights):
                self._vectors = np.concatenate([self._vectors, np.zeros_like(self._vectors)])
                self._weights = np.concatenate([self._weights, np.zeros_like(self._weights)])
            self._vectors[place], self._weights[place] = self._embedder.word(word)
            self._ids[word] = place
        return place
