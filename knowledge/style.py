"""Does a question sound like one an office's published information can answer, whatever the entries?

Prices of goods, a neighbour's quarrel, the state of one's own case, opinions, small talk: words say it.
A weighted word list, fitted by ``scripts/fit_decision.py`` on our phrasings against our misses.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from functools import lru_cache
from pathlib import Path

from office.settings import PROJECT

PATH = PROJECT / "data" / "retrieval" / "style.json"


class Style:
    """Sum of word weights; above 0 for what offices answer."""

    def __init__(self, weights: Mapping[str, float], bias: float) -> None:
        self.weights, self.bias = weights, bias

    def __call__(self, words: Iterable[str]) -> float:
        return self.bias + sum(self.weights.get(word, 0.0) for word in set(words))


@lru_cache(maxsize=1)
def read_style(path: Path = PATH) -> Style:
    """Read the fitted file."""
    raw = json.loads(path.read_text(encoding="utf-8"))
    return Style(raw["weights"], float(raw["bias"]))
