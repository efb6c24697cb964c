"""Word against word by meaning: how much of a question an entry says in other words, and the reverse.

Uses the built-in word vectors whatever the sentence embedder is, so the fitted decision keeps its meaning.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import islice

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


_Name = tuple[float, float, float, float]
"""``title``, ``said``, ``unsaid`` and ``rare_title`` of one name."""
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
            return _overlaps(known, near, weights[rows], asked)

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


def _overlaps(known: Sequence[EntryWords], near: Vectors, weights: Vectors, asked: _Asked) -> list[Overlap]:
    """All entries at once: ``near`` and ``weights`` have the words of every name and body in a row."""
    everything = np.zeros((len(asked.share), len(known)), dtype=np.float32)
    best = [_best([])] * len(known)
    if len(weights):
        best = _compared(known, near, weights, asked, everything)
    missed = np.sort(asked.share[:, None] * (1.0 - everything), axis=0)
    far = everything < FAR
    columns = zip(
        (asked.share @ everything).tolist(),
        missed[-1].tolist(),
        (missed[-2] if len(missed) > 1 else np.zeros(len(known))).tolist(),
        (asked.share @ far).tolist(),
        (asked.share @ (far & asked.strange[:, None])).tolist(),
        (asked.rarity @ everything).tolist(),
        strict=True,
    )
    return [
        Overlap(title, text, said, worst, second, low, strange, unsaid, rare_title, rare_text)
        for (title, said, unsaid, rare_title), (text, worst, second, low, strange, rare_text) in zip(
            best, columns, strict=True
        )
    ]


def _compared(
    known: Sequence[EntryWords], near: Vectors, weights: Vectors, asked: _Asked, everything: Vectors
) -> list[_Name]:
    """The best of each entry's names; ``everything`` gets how near the whole entry comes to each word."""
    # A part is a name or a body that has words.
    parts = [[len(ids) for ids in (*entry.names, entry.body) if len(ids)] for entry in known]
    sizes = np.array([size for own in parts for size in own])
    starts = np.cumsum(sizes) - sizes
    found = np.maximum.reduceat(near, starts, axis=1)
    said = near.max(axis=0)
    share = weights / np.repeat(np.maximum(np.add.reduceat(weights, starts), np.float32(1e-9)), sizes)
    of_parts = zip(
        (asked.share @ found).tolist(),
        np.add.reduceat(share * said, starts).tolist(),
        np.maximum.reduceat(share * (1.0 - said), starts).tolist(),
        (asked.rarity @ found).tolist(),
        strict=True,
    )
    filled = [place for place, own in enumerate(parts) if own]
    firsts = np.cumsum([0, *(len(parts[place]) for place in filled[:-1])])
    everything[:, filled] = np.maximum.reduceat(found, firsts, axis=1)
    return [
        _best(list(islice(of_parts, len(own)))[: _named(entry)])
        for own, entry in zip(parts, known, strict=True)
    ]


def _named(entry: EntryWords) -> int:
    """How many of an entry's names have words."""
    return sum(1 for ids in entry.names if len(ids))


def _best(names: Sequence[_Name]) -> _Name:
    """Each number of the best name, whichever that is; an entry without a name says nothing."""
    if not names:
        return 0.0, 0.0, 1.0, 0.0
    title, said, unsaid, rare = zip(*names, strict=True)
    return max(title), max(said), min(unsaid), max(rare)
