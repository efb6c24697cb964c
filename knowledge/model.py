"""The fitted decision: which candidate, and how probable it is that it answers. Shipped as a data file."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from knowledge.embedder import Vectors
from knowledge.signals import NAMES, QUESTION_NAMES, Evidence
from office.settings import PROJECT

PATH = PROJECT / "data" / "retrieval" / "decision.json"
TOP_NAMES = ("score", "margin", "margin_few", "share", "margin_other", "share_alike", "alike")
"""What the ranking says for the decision: the first's score, its lead, its lead over the next five, its share of the
softmax, its lead over the next that says something else, the share of all that say the same, and how alike the second
is."""
ALIKE = 0.8
"""Cosine on the map of needs from which two entries say much the same."""
_NO_RIVAL = 5.0
_FEW = 5

Floats = NDArray[np.float64]


class Net:
    """A small fitted network over standardised signals, with a straight path beside it."""

    def __init__(self, data: Mapping[str, Any], names: Sequence[str]) -> None:
        if tuple(data["names"]) != tuple(names):
            raise ValueError("the decision was fitted to other signals; run scripts/fit_decision.py")
        self._mean, self._scale = np.array(data["mean"]), np.array(data["scale"])
        self._inner, self._inner_bias = np.array(data["inner"]), np.array(data["inner_bias"])
        self._outer, self._straight = np.array(data["outer"]), np.array(data["straight"])
        self._bias = float(data["bias"])

    def __call__(self, rows: Floats) -> Floats:
        """One score per row of signals."""
        values = np.clip((rows - self._mean) / self._scale, -5.0, 5.0)
        hidden = np.tanh(values @ self._inner.T + self._inner_bias)
        return np.asarray(hidden @ self._outer + values @ self._straight + self._bias)


@dataclass(frozen=True)
class Ranked:
    """A candidate in its place; ``chance`` is the probability that it answers, 0 to 1."""

    evidence: Evidence
    chance: float


@dataclass(frozen=True)
class Decider:
    """Ranker, answerability and the risk curve they were fitted to."""

    ranker: Net
    answerable: Net
    curve: tuple[tuple[float, float], ...]
    """(accepted share of wrong answers, smallest probability that keeps to it), rising risk."""

    def rank(self, evidence: Sequence[Evidence], question: Sequence[float]) -> list[Ranked]:
        """Best first. The first one's chance is fitted; the others' follow from how far they stand behind."""
        if not evidence:
            return []
        scores = self.ranker(np.array([item.values for item in evidence]))
        order = sorted(range(len(evidence)), key=lambda place: (-scores[place], evidence[place].entry.id))
        ranked = scores[order]
        places = np.stack([evidence[place].place for place in order])
        row = np.array([[*evidence[order[0]].values, *question, *top_signals(ranked, places)]])
        first = sigmoid(float(self.answerable(row)[0]))
        return [
            Ranked(evidence[place], first * math.exp(max(-30.0, float(scores[place] - ranked[0]))))
            for place in order
        ]

    def threshold(self, risk: float) -> float:
        """The probability an answer needs so that at most ``risk`` of the answers are wrong."""
        return threshold_of(self.curve, risk)


def threshold_of(curve: Sequence[tuple[float, float]], risk: float) -> float:
    """What a risk curve asks of an answer; 1, and so never, for a risk below all of the curve."""
    fitting = [threshold for accepted, threshold in curve if accepted <= risk + 1e-9]
    return fitting[-1] if fitting else 1.0


def top_signals(ranked: Floats, places: Vectors) -> tuple[float, ...]:
    """``TOP_NAMES`` from the ranked scores and where the entries lie."""
    few = ranked[1 : 1 + _FEW]
    shares = np.exp(np.clip(ranked - ranked[0], -30.0, 0.0))
    shares /= shares.sum()
    alike = places @ places[0]
    other = ranked[alike < ALIKE]
    return (
        float(ranked[0]),
        float(ranked[0] - ranked[1]) if len(few) else _NO_RIVAL,
        float(ranked[0] - few.mean()) if len(few) else _NO_RIVAL,
        float(shares[0]),
        float(ranked[0] - other[0]) if len(other) else _NO_RIVAL,
        float(shares[0] + shares[1:][alike[1:] >= ALIKE].sum()),
        float(alike[1]) if len(few) else 0.0,
    )


def sigmoid(value: float) -> float:
    """1 / (1 + e^-x) without overflow."""
    return 1.0 / (1.0 + math.exp(-value)) if value >= 0 else math.exp(value) / (1.0 + math.exp(value))


@lru_cache(maxsize=4)
def read_decider(path: Path = PATH) -> Decider:
    """Read the fitted file."""
    raw = json.loads(path.read_text(encoding="utf-8"))
    curve = tuple((float(risk), float(threshold)) for risk, threshold in raw["curve"])
    return Decider(
        Net(raw["ranker"], NAMES), Net(raw["answerable"], (*NAMES, *QUESTION_NAMES, *TOP_NAMES)), curve
    )
