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
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice

import numpy as np
from numpy.typing import NDArray

TITLE_WEIGHT = 2.5
_K1, _B = 1.2, 0.5
_BLOCK = 64
_EXPECTED_TITLE, _EXPECTED_BODY = 7.0, 45.0


@dataclass(frozen=True)
class Analysed:
    """An entry's terms. The title field holds title and variants; the body everything else."""

    title: tuple[str, ...]
    body: tuple[str, ...]
    names: tuple[tuple[str, ...], ...] = ()
    """Title and each variant apart, for measuring how much of one of them a question says."""


def score(analysed: Analysed, query: Mapping[str, float], idf: Callable[[str], float]) -> float:
    """What :meth:`LexicalIndex.search` would give an entry that is not in the index."""
    weights = _weights(analysed)
    return sum(weight * idf(term) * weights[term] for term, weight in query.items() if term in weights)


def rarity(entries: int, holders: int) -> float:
    """How much a term tells that so many of all entries hold; 0 where there are no entries."""
    return math.log(1.0 + (entries - holders + 0.5) / (holders + 0.5)) if entries else 0.0


@dataclass(frozen=True)
class Words:
    """What the index keeps of an entry for comparing it with a question."""

    title: frozenset[str]
    body: frozenset[str]
    names: tuple[frozenset[str], ...]


class LexicalIndex:
    """Safe to use from several threads. Terms are numbers inside: 100,000 entries fit in little memory."""

    def __init__(self) -> None:
        self._lock = threading.RLock()
        self._slots: dict[str, int] = {}
        self._ids: list[str | None] = []
        self._content: list[array[int] | None] = []
        self._dead: array[int] = array("i")
        self._numbers: dict[str, int] = {}
        self._terms: list[str] = []
        self._postings: list[tuple[array[int], array[float]]] = []
        self._frequency: array[int] = array("i")

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
            parts = (analysed.title, analysed.body, *analysed.names)
            content = _packed([{self._number(term) for term in part} for part in parts])
            self._content.append(content)
            for term, weight in _weights(analysed).items():
                slots, weights = self._postings[self._numbers[term]]
                slots.append(slot)
                weights.append(weight)
            for number in _said(content):
                self._frequency[number] += 1

    def remove(self, identity: str) -> None:
        """Take an entry out; unknown ones are no error."""
        with self._lock:
            slot = self._slots.pop(identity, None)
            if slot is None:
                return
            content = self._content[slot]
            if content is not None:
                for number in _said(content):
                    self._frequency[number] -= 1
            self._ids[slot], self._content[slot] = None, None
            self._dead.append(slot)
            if len(self._ids) > 64 and len(self._slots) * 2 < len(self._ids):
                self._pack()

    def idf(self, term: str) -> float:
        """How rare a term is here: about 0.1 for one in every entry, highest for one in none."""
        return rarity(len(self._slots), self._count(term))

    @property
    def size(self) -> int:
        """How many entries there are."""
        return len(self._slots)

    def knows(self, term: str) -> bool:
        """Whether any entry has the term."""
        return self._count(term) > 0

    def holders(self, term: str) -> int:
        """How many entries hold a term."""
        return self._count(term)

    def words(self, identity: str) -> Words | None:
        """The entry's terms; None when it is not here."""
        with self._lock:
            slot = self._slots.get(identity)
            content = None if slot is None else self._content[slot]
            if content is None:
                return None
            title, body, *names = (
                frozenset(map(self._terms.__getitem__, part)) for part in _unpacked(content)
            )
            return Words(title, body, tuple(names))

    def search(self, query: Mapping[str, float], most: int) -> list[tuple[str, float]]:
        """The best entries for weighted terms, best first, scores unbounded above 0."""
        with self._lock:
            scores = np.zeros(len(self._ids), dtype=np.float32)
            for term, weight in query.items():
                number = self._numbers.get(term)
                if number is not None:
                    slots, weights = self._postings[number]
                    scores[np.frombuffer(slots, dtype=np.int32)] += np.frombuffer(
                        weights, dtype=np.float32
                    ) * np.float32(weight * self.idf(term))
            scores[np.frombuffer(self._dead, dtype=np.int32)] = 0.0
            found = [(self._ids[slot], float(scores[slot])) for slot in _top(scores, most)]
            return [(identity, score) for identity, score in found if identity is not None]

    def _count(self, term: str) -> int:
        number = self._numbers.get(term)
        return 0 if number is None else self._frequency[number]

    def _number(self, term: str) -> int:
        number = self._numbers.get(term)
        if number is None:
            number = self._numbers[term] = len(self._terms)
            self._terms.append(term)
            self._postings.append((array("i"), array("f")))
            self._frequency.append(0)
        return number

    def _pack(self) -> None:
        kept = [slot for slot, identity in enumerate(self._ids) if identity is not None]
        moved = {old: new for new, old in enumerate(kept)}
        for number, (slots, weights) in enumerate(self._postings):
            pairs = [(moved[s], w) for s, w in zip(slots, weights, strict=True) if s in moved]
            self._postings[number] = (array("i", [s for s, _ in pairs]), array("f", [w for _, w in pairs]))
        self._ids = [self._ids[slot] for slot in kept]
        self._content = [self._content[slot] for slot in kept]
        self._slots = {identity: slot for slot, identity in enumerate(self._ids) if identity is not None}
        self._dead = array("i")


def _packed(parts: Sequence[Collection[int]]) -> array[int]:
    """Sets of numbers in a row, each after its size."""
    packed = array("i")
    for part in parts:
        packed.append(len(part))
        packed.extend(part)
    return packed


def _unpacked(packed: array[int]) -> Iterator[array[int]]:
    place = 0
    while place < len(packed):
        end = place + 1 + packed[place]
        yield packed[place + 1 : end]
        place = end


def _said(packed: array[int]) -> set[int]:
    """The terms of title and body."""
    return set().union(*islice(_unpacked(packed), 2))


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
    """Places of the ``most`` highest scores above 0, best first; of equals the earlier."""
    # The most-th highest of the blocks' maxima is no higher than the most-th highest of all.
    tops = scores[: len(scores) // _BLOCK * _BLOCK].reshape(-1, _BLOCK).max(axis=1)
    limit = np.partition(tops, -most)[-most] if most < len(tops) else np.float32(0.0)
    best = np.flatnonzero(scores >= limit) if limit > 0 else np.flatnonzero(scores > 0)
    return best[np.argsort(-scores[best], kind="stable")][:most]
