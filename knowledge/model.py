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

from knowledge.signals import NAMES, QUESTION_NAMES, Evidence
from office.settings import PROJECT

PATH = PROJECT / "data" / "retrieval" / "decision.json"
TOP_NAMES = ("score", "margin", "margin_few", "share")
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
        row = np.array([[*evidence[order[0]].values, *question, *_top(ranked)]])
        first = sigmoid(float(self.answerable(row)[0]))
        return [
            Ranked(evidence[place], first * math.exp(max(-30.0, float(scores[place] - ranked[0]))))
            for place in order
        ]

    def threshold(self, risk: float) -> float:
        """The probability an answer needs so that at most ``risk`` of the answers are wrong."""
        fitting = [threshold for accepted, threshold in self.curve if accepted <= risk + 1e-9]
        return fitting[-1] if fitting else 1.0


def _top(ranked: Floats) -> tuple[float, float, float, float]:
    """The first's score, its lead, its lead over the next five, and its share of the softmax."""
    few = ranked[1 : 1 + _FEW]
    share = 1.0 / float(np.exp(np.clip(ranked - ranked[0], -30.0, 0.0)).sum())
    if not len(few):
        return float(ranked[0]), _NO_RIVAL, _NO_RIVAL, share
    return float(ranked[0]), float(ranked[0] - ranked[1]), float(ranked[0] - few.mean()), share


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
