"""Another embedder's nearness on the scale that the decision was fitted to.

The decision knows what a cosine of the built-in embedder is worth; a foreign model's cosines lie elsewhere
(e5 gives unrelated texts 0.8). So both embedders measure the same pairs of the office's own entries, and the
foreign scale is laid over the built-in one quantile by quantile. Order is kept: what the foreign model finds
nearer stays nearer. Signals of single words (``knowledge/soft.py``) are the built-in's in any case.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from knowledge.embedder import Vectors

SAMPLE = 400
"""Passages compared with each other; 400 make 80,000 pairs."""
FEWEST = 20
"""With fewer passages nothing can be told about a scale."""
_QUANTILES = (0.0, 0.05, 0.25, 0.5, 0.75, 0.9, 0.97, 0.99, 0.997, 0.9995)
_SAME = 0.999
"""Pairs nearer than this are one text twice and say nothing."""


@dataclass(frozen=True)
class Alignment:
    """Knots of a rising curve from foreign to built-in cosines; none: as they are."""

    foreign: tuple[float, ...] = ()
    builtin: tuple[float, ...] = ()
    passages: int = 0
    """Passages in the index when it was fitted."""

    def __call__(self, cosines: Sequence[float]) -> tuple[float, ...]:
        """The cosines as the built-in would have given them."""
        if not self.foreign:
            return tuple(cosines)
        return tuple(float(value) for value in np.interp(cosines, self.foreign, self.builtin))


def align(foreign: Vectors, own: Vectors, passages: int) -> Alignment:
    """Fit to the same passages in both embedders' vectors, row by row."""
    if len(foreign) < FEWEST:
        return Alignment(passages=passages)
    pairs = np.triu_indices(len(foreign), 1)
    there, here = (foreign @ foreign.T)[pairs], (own @ own.T)[pairs]
    kept = (there < _SAME) & (here < _SAME)
    if kept.sum() < FEWEST:
        return Alignment(passages=passages)
    knots = np.quantile(there[kept], _QUANTILES), np.quantile(here[kept], _QUANTILES)
    rising = np.concatenate([[True], np.diff(knots[0]) > 1e-6])
    return Alignment(
        (*(float(value) for value in knots[0][rising]), 1.0),
        (*(float(value) for value in knots[1][rising]), 1.0),
        passages,
    )
