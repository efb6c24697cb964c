"""Sentence vectors: the plug an office can change, and the built-in that works offline at once.

How to call::

    embedder = load_embedder(settings)   # settings.knowledge.embedder: "builtin", a folder, a hub's model
    vectors = embedder.embed(["Cara mengurus akta"])             # float32, one normalised row per passage
    asked = embedder.embed_questions(["gmn cara urus akta"])     # some models tell questions apart
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from typing import Protocol

import numpy as np
from numpy.typing import NDArray
from threadpoolctl import threadpool_limits

from knowledge.analysis import plain_words, stem
from knowledge.pieces import rows
from office import hub as models
from office.hub import ModelRefused
from office.settings import PROJECT, Settings

Vectors = NDArray[np.float32]

BUILTIN = PROJECT / "data" / "retrieval" / "embedder.npz"
# The matrices of a question are small. More threads of the linear algebra wait for each other longer than
# they work: on a busy machine of two cores a question took three times as long.
threadpool_limits(1, user_api="blas")

LONGEST_TEXT = 90
"""Words of a text that are read, as in training."""


class Embedder(Protocol):
    """Turns texts into vectors whose dot product says how near they are in meaning."""

    @property
    def name(self) -> str:
        """Names model and version; another name means another index."""

    @property
    def dimensions(self) -> int: ...

    def embed(self, texts: Sequence[str]) -> Vectors:
        """Passages: one row of length 1 per text, zeros for a text without words."""

    def embed_questions(self, texts: Sequence[str]) -> Vectors:
        """The same for questions."""


class BuiltinEmbedder:
    """Our own: words as sums of table rows, texts as weighted sums of words. Trained by
    ``scripts/train_embedder.py`` on ``data/phrasings``; see ``data/retrieval/README.md``."""

    def __init__(self, path: Path = BUILTIN) -> None:
        with np.load(path, allow_pickle=False) as file:
            self.name = str(file["name"])
            self._buckets = int(file["buckets"])
            keys = str(file["vocabulary"]).split("\n")
            self._vocabulary = {key: place for place, key in enumerate(keys)}
            self._rows: NDArray[np.int8] = file["vectors"]
            self._scale = file["scale"].astype(np.float32)
            self._biases = file["biases"].astype(np.float32)
        self.dimensions = int(self._rows.shape[1])
        self._word = lru_cache(maxsize=20_000)(self._make_word)

    def embed(self, texts: Sequence[str]) -> Vectors:
        vectors = np.zeros((len(texts), self.dimensions), dtype=np.float32)
        for place, text in enumerate(texts):
            for word in plain_words(text)[:LONGEST_TEXT]:
                vector, weight = self._word(word)
                vectors[place] += vector * weight
        return normalised(vectors)

    def embed_questions(self, texts: Sequence[str]) -> Vectors:
        return self.embed(texts)

    def word(self, word: str) -> tuple[Vectors, float]:
        """One plain word: its vector of length 1 and how much it says."""
        vector, weight = self._word(word)
        length = float(np.linalg.norm(vector))
        return vector / max(length, 1e-9), weight * length

    def knows(self, word: str) -> bool:
        """Whether training met the word or its stem."""
        return f"w:{word}" in self._vocabulary or f"s:{stem(word)}" in self._vocabulary

    def _make_word(self, word: str) -> tuple[Vectors, float]:
        parts = rows(word, self._vocabulary, self._buckets)
        places = [place for place, _share in parts]
        shares = np.array([share for _place, share in parts], dtype=np.float32)
        vector = (shares * self._scale[places]) @ self._rows[places].astype(np.float32)
        bias = float(shares @ self._biases[places])
        return np.asarray(vector, dtype=np.float32), float(np.exp(np.clip(bias, -4.0, 4.0)))


def normalised(vectors: Vectors) -> Vectors:
    """Rows scaled to length 1; zero rows stay zero."""
    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    return np.asarray(vectors / np.maximum(lengths, 1e-9), dtype=np.float32)


@lru_cache(maxsize=1)
def builtin() -> BuiltinEmbedder:
    """The shipped one, read once."""
    return BuiltinEmbedder()


def load_embedder(settings: Settings) -> Embedder:
    """The embedder the settings name; a hub's model is fetched at its first use. Raises ModelRefused."""
    name = settings.knowledge.embedder
    if name == "builtin":
        return builtin()
    from knowledge.hub import fetch  # both import what takes seconds
    from knowledge.modelfolder import FolderEmbedder

    if (folder := Path(name).expanduser()).is_dir():
        return FolderEmbedder(folder)
    if not models.is_hub_name(name):
        raise ModelRefused(f"Folder model {name} tidak ada; periksa knowledge.embedder di tanya.toml.")
    folder = models.model_folder(settings, name)
    if not models.is_complete(folder):
        folder = fetch(settings, name)
    return FolderEmbedder(folder, name)
