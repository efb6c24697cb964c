"""The fitted decision: which candidate, and how probable it is that it answers. Shipped as a data file."""

from __future__ import annotations

import json
import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from office.settings import PROJECT

PATH = PROJECT / "data" / "lexicon" / "decision.json"


@dataclass(frozen=True)
class Linear:
    """A weighted sum of named signals."""

    names: tuple[str, ...]
    weights: tuple[float, ...]
    bias: float

    def __call__(self, values: Sequence[float]) -> float:
        return self.bias + sum(weight * value for weight, value in zip(self.weights, values, strict=True))


@dataclass(frozen=True)
class Decider:
    """Ranker, answerability and the risk curve they were fitted to."""

    ranker: Linear
    answerable: Linear
    curve: tuple[tuple[float, float], ...]
    """(accepted share of wrong answers, smallest probability that keeps to it), rising risk."""

    def probability(self, values: Sequence[float]) -> float:
        """That the first candidate answers the question, 0 to 1."""
        return sigmoid(self.answerable(values))

    def threshold(self, risk: float) -> float:
        """The probability an answer needs so that at most ``risk`` of the answers are wrong."""
        fitting = [threshold for accepted, threshold in self.curve if accepted <= risk + 1e-9]
        return fitting[-1] if fitting else 1.0


def sigmoid(value: float) -> float:
    """1 / (1 + e^-x) without overflow."""
    return 1.0 / (1.0 + math.exp(-value)) if value >= 0 else math.exp(value) / (1.0 + math.exp(value))


@lru_cache(maxsize=4)
def read_decider(path: Path = PATH) -> Decider:
    """Read the fitted file."""
    raw = json.loads(path.read_text(encoding="utf-8"))

    def linear(name: str) -> Linear:
        part = raw[name]
        return Linear(tuple(part["weights"]), tuple(part["weights"].values()), part["bias"])

    curve = tuple((float(risk), float(threshold)) for risk, threshold in raw["curve"])
    return Decider(linear("ranker"), linear("answerable"), curve)
