"""Citizens' needs known from training, as a map that a question and an entry are both placed on.

A question about a need that we know, and that lies elsewhere than the entry, is a near miss however many
words they share. Uses the built-in vectors whatever the sentence embedder is, so the fitted decision
keeps its meaning. The file is made by ``scripts/fit_decision.py`` from ``data/phrasings``.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from knowledge.embedder import BuiltinEmbedder, Vectors, builtin
from knowledge.tables import Entry
from office.settings import PROJECT

PATH = PROJECT / "data" / "retrieval" / "needs.npz"
_BODY = 600
_VARIANTS = 3
_KEPT = 20_000
_SHARP = 12.0
_NEAREST = 5

Ids = NDArray[np.int32]


@dataclass(frozen=True)
class Place:
    """Where an entry stands to what a question needs."""

    met: float
    """Likeness of the entry and the known need the question is nearest to."""
    agreed: float
    """The same over all needs, each by its share in the question."""
    rival: float
    """How much more a known need is like the question than like the entry, at most."""
    told: float
    """As ``agreed``, by how known questions were worded: what is asked in few words is known by its like."""
    same: float
    """Chance that question and entry are about one and the same known need."""
    vector: Vectors
    """The entry's own place."""


@dataclass(frozen=True)
class Wanted:
    """A question on the map."""

    near: Vectors
    share: Vectors
    told: Vectors
    """Share of each need by the known question that is most like this one."""
    best: float
    """Likeness to the nearest need."""
    sure: float
    """Share of the nearest need among all."""
    strange: float
    """How much nearer it is to questions that no entry answered than to those one did."""


class Needs:
    """The map. Safe to call from several threads. ``first`` are the rows of ``asked`` where each need begins."""

    def __init__(
        self, embedder: BuiltinEmbedder, centres: Vectors, asked: Vectors, missed: Vectors, first: Ids
    ) -> None:
        self._embedder, self._centres, self._asked, self._missed = embedder, centres, asked, missed
        self._first = first
        self._lock = threading.Lock()
        self._entries: OrderedDict[str, Vectors] = OrderedDict()

    def wanted(self, plain: str) -> Wanted:
        """Place a question."""
        vector = self._embedder.embed([plain])[0]
        near = self._centres @ vector
        share = _shares(near)
        like = self._asked @ vector
        told = _shares(np.maximum.reduceat(like, self._first))
        strange = _nearest(self._missed @ vector) - _nearest(like)
        return Wanted(near, share, told, float(near.max()), float(share.max()), strange)

    def compare(self, wanted: Wanted, entries: Sequence[Entry]) -> list[Place]:
        """Place each entry beside the question."""
        if not entries:
            return []
        with self._lock:
            vectors = np.stack([self._entry(entry) for entry in entries])
        near = vectors @ self._centres.T
        best = int(wanted.near.argmax())
        agreed, told = near @ wanted.share, near @ wanted.told
        rival = (wanted.near[None, :] - near).max(axis=1)
        same = _shares(near) @ wanted.told
        return [
            Place(
                float(near[k, best]), float(agreed[k]), float(rival[k]), float(told[k]), float(same[k]), vectors[k]
            )
            for k in range(len(entries))
        ]  # fmt: skip

    def _entry(self, entry: Entry) -> Vectors:
        # By the words, not by id and revision: one map serves every office opened in this process.
        text = ". ".join((entry.title, *entry.variants[:_VARIANTS], entry.title, entry.body[:_BODY]))
        found = self._entries.get(text)
        if found is None:
            found = self._entries[text] = self._embedder.embed([text])[0]
            if len(self._entries) > _KEPT:
                self._entries.popitem(last=False)
        else:
            self._entries.move_to_end(text)
        return found


def _shares(near: Vectors) -> Vectors:
    """Each need's share by its likeness, row by row."""
    shares = np.exp(_SHARP * (near - near.max(axis=-1, keepdims=True)))
    return np.asarray(shares / shares.sum(axis=-1, keepdims=True), dtype=np.float32)


def _nearest(likeness: Vectors) -> float:
    if len(likeness) <= _NEAREST:
        return float(likeness.mean()) if len(likeness) else 0.0
    return float(np.partition(likeness, -_NEAREST)[-_NEAREST:].mean())


@lru_cache(maxsize=1)
def read_needs(path: Path = PATH) -> Needs:
    """The shipped map, read once."""
    with np.load(path, allow_pickle=False) as file:
        centres, asked, missed = (
            file[name].astype(np.float32) / 127 for name in ("centres", "asked", "missed")
        )
        first = file["first"].astype(np.int32)
    return Needs(builtin(), centres, asked, missed, first)
