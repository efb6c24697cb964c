"""A word as rows of the embedding table: itself, its stem, and its pieces. Shared by training and use."""

from __future__ import annotations

import zlib
from collections.abc import Mapping

from knowledge.analysis import stem

SIZES = (3, 4, 5)


def pieces(word: str, buckets: int) -> list[int]:
    """Hashed pieces of a word, 0 to ``buckets - 1``; typos and unseen forms share most of them."""
    marked = f"<{word[:30]}>"
    found = {marked[i : i + size] for size in SIZES for i in range(len(marked) - size + 1)}
    return sorted(zlib.crc32(piece.encode()) % buckets for piece in found or {marked})


def rows(word: str, vocabulary: Mapping[str, int], buckets: int) -> list[tuple[int, float]]:
    """The table rows of a word with their shares: half for word and stem when known, the rest for pieces.

    Known rows come after the ``buckets`` piece rows. A word that was never seen lives by its pieces alone,
    so that names still match themselves.
    """
    known = [vocabulary[key] + buckets for key in (f"w:{word}", f"s:{stem(word)}") if key in vocabulary]
    parts = pieces(word, buckets)
    share = 1.0 - 0.35 * len(known)
    return [(row, 0.35) for row in known] + [(row, share / len(parts)) for row in parts]
