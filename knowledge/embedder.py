"""Sentence vectors: the plug an office can change, and the built-in that works offline at once.

How to call::

    embedder = load_embedder(settings)          # settings.knowledge.embedder: "builtin" or a folder
    vectors = embedder.embed(["cara mengurus akta"])   # float32, one normalised row per text
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from functools import lru_cache
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from knowledge.analysis import plain_words, stem, stop_words
from office.settings import Settings

Vectors = NDArray[np.float32]


class Embedder(Protocol):
    """Turns texts into vectors whose dot product says how near they are in meaning."""

    @property
    def name(self) -> str:
        """Names model and version; another name means another index."""

    @property
    def dimensions(self) -> int: ...

    def embed(self, texts: Sequence[str]) -> Vectors:
        """One row of length 1 per text, zeros for a text without words."""


class HashedEmbedder:
    """Stems and pieces of words projected to fixed random directions: no meaning, but typos and forms."""

    name = "hashed-1"
    dimensions = 256

    def embed(self, texts: Sequence[str]) -> Vectors:
        vectors = np.zeros((len(texts), self.dimensions), dtype=np.float32)
        for row, text in enumerate(texts):
            for word in plain_words(text):
                if word in stop_words():
                    continue
                vectors[row] += _direction(f"s:{stem(word)}") * 1.5
                marked = f"<{word}>"
                pieces = {marked[i : i + size] for size in (3, 4) for i in range(len(marked) - size + 1)}
                for piece in pieces:
                    vectors[row] += _direction(piece) / len(pieces) ** 0.5
        return normalised(vectors)


@lru_cache(maxsize=50_000)
def _direction(feature: str) -> Vectors:
    seed = int.from_bytes(hashlib.blake2b(feature.encode(), digest_size=8).digest(), "little")
    direction = np.random.default_rng(seed).standard_normal(HashedEmbedder.dimensions)
    return np.asarray(direction / np.linalg.norm(direction), dtype=np.float32)


def normalised(vectors: Vectors) -> Vectors:
    """Rows scaled to length 1; zero rows stay zero."""
    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    return np.asarray(vectors / np.maximum(lengths, 1e-9), dtype=np.float32)


def load_embedder(settings: Settings) -> Embedder:
    """The embedder the settings name."""
    return HashedEmbedder()
