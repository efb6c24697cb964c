"""Words in entries: an inverted index in memory that grows entry by entry.

An entry is a slot. Changing it opens a new slot and kills the old one; when half the slots are dead
the index is packed. Weights are BM25 with fixed expected lengths, so that an entry's weights never
depend on the other entries and absolute scores stay comparable while the knowledge grows.
"""

from __future__ import annotations

import math
import threading
from array import array
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

TITLE_WEIGHT = 2.5
_K1, _B = 1.2, 0.5
_EXPECTED_TITLE, _EXPECTED_BODY = 7.0, 45.0


@dataclass(frozen=True)
class Analysed:
    """An entry's terms. The title field holds title and variants; the body everything else."""

    title: tuple[str, ...]
    body: tuple[str, ...]
    names: tuple[tuple[str, ...], ...] = ()
    """Title and each variant apart, for measuring how much of one of them a question says."""


@dataclass(frozen=True)
class Words:
    """What the index keeps of an entry for comparing it with a question."""

    title: frozenset[str]
    body: frozenset[str]
    names: tuple[frozenset[str], ...]


class LexicalIndex:
    """Safe to use from several threads."""

    def __init__(self) -> None:
        self._lock = threading.RLock()
        self._slots: dict[str, int] = {}
        self._ids: list[str | None] = []
        self._words: list[Words | None] = []
        self._postings: dict[str, tuple[array[int], array[float]]] = {}
        self._frequency: Counter[str] = Counter()

    def __len__(self) -> int:
        return len(self._slots)

    def __contains__(self, identity: str) -> bool:
        return identity in self._slots

    def put(self, identity: str, analysed: Analysed) -> None:
        """Add or replace an entry."""
        with self._lock:
            self.remove(identity)
            slot = len(self._ids)
            self._ids.append(identity)
            self._slots[identity] = slot
            words = Words(
                frozenset(analysed.title),
                frozenset(analysed.body),
                tuple(frozenset(n) for n in analysed.names),
            )
            self._words.append(words)
            for term, weight in _weights(analysed).items():
                slots, weights = self._postings.setdefault(term, (array("i"), array("f")))
                slots.append(slot)
                weights.append(weight)
            self._frequency.update(words.title | words.body)

    def remove(self, identity: str) -> None:
        """Take an entry out; unknown ones are no error."""
        with self._lock:
            slot = self._slots.pop(identity, None)
            if slot is None:
                return
            words = self._words[slot]
            if words is not None:
                self._frequency.subtract(words.title | words.body)
            self._ids[slot], self._words[slot] = None, None
            if len(self._ids) > 64 and len(self._slots) * 2 < len(self._ids):
                self._pack()

    def idf(self, term: str) -> float:
        """How rare a term is here: about 0.1 for one in every entry, highest for one in none."""
        count = self._frequency.get(term, 0)
        return math.log(1.0 + (len(self._slots) - count + 0.5) / (count + 0.5)) if self._slots else 0.0

    def knows(self, term: str) -> bool:
        """Whether any entry has the term."""
        return self._frequency.get(term, 0) > 0

    def words(self, identity: str) -> Words | None:
        """The entry's terms; None when it is not here."""
        slot = self._slots.get(identity)
        return None if slot is None else self._words[slot]

    def search(self, query: Mapping[str, float], most: int) -> list[tuple[str, float]]:
        """The best entries for weighted terms, best first, scores unbounded above 0."""
        with self._lock:
            scores = np.zeros(len(self._ids), dtype=np.float32)
            for term, weight in query.items():
                if term in self._postings:
                    slots, weights = self._postings[term]
                    scores[np.frombuffer(slots, dtype=np.int32)] += np.frombuffer(
                        weights, dtype=np.float32
                    ) * np.float32(weight * self.idf(term))
            best = _top(
                scores, most + (len(self._ids) - len(self._slots) if len(self._ids) < 5_000 else most)
            )
            found = [(self._ids[slot], float(scores[slot])) for slot in best]
            return [(identity, score) for identity, score in found if identity is not None and score > 0][
                :most
            ]

    def _pack(self) -> None:
        kept = [slot for slot, identity in enumerate(self._ids) if identity is not None]
        moved = {old: new for new, old in enumerate(kept)}
        for term, (slots, weights) in list(self._postings.items()):
            pairs = [(moved[s], w) for s, w in zip(slots, weights, strict=True) if s in moved]
            if pairs:
                self._postings[term] = (array("i", [s for s, _ in pairs]), array("f", [w for _, w in pairs]))
            else:
                del self._postings[term]
        self._ids = [self._ids[slot] for slot in kept]
        self._words = [self._words[slot] for slot in kept]
        self._slots = {identity: slot for slot, identity in enumerate(self._ids) if identity is not None}
        self._frequency += Counter()


def _weights(analysed: Analysed) -> dict[str, float]:
    title, body = Counter(analysed.title), Counter(analysed.body)
    title_norm = 1 - _B + _B * min(3.0, _length(analysed.title) / _EXPECTED_TITLE)
    body_norm = 1 - _B + _B * min(4.0, _length(analysed.body) / _EXPECTED_BODY)
    weights = {}
    for term in title.keys() | body.keys():
        frequency = TITLE_WEIGHT * min(title[term], 3) / title_norm + body[term] / body_norm
        weights[term] = frequency * (_K1 + 1) / (frequency + _K1)
    return weights


def _length(terms: Iterable[str]) -> int:
    return sum(1 for _ in terms)


def _top(scores: NDArray[np.float32], most: int) -> NDArray[np.intp]:
    if most < len(scores):
        best = np.argpartition(scores, -most)[-most:]
        return best[np.argsort(-scores[best], kind="stable")]
    return np.argsort(-scores, kind="stable")
