"""An office's own threshold: measured on its own question set, with the embedder it uses.

The shipped curve was fitted with the built-in embedder. An office that switches to another model, or whose citizens
ask otherwise, has its curve fitted with ``tanya evaluate QUESTIONS.jsonl --calibrate``; it is kept beside the index and
counts for the embedder it was measured with, no other.
"""

from __future__ import annotations

import json
import zlib
from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path

from knowledge.model import PATH

RISKS = (0.01, 0.02, 0.03, 0.05, 0.07, 0.1, 0.15, 0.2, 0.3)
FEWEST = 20
"""Answers a share must be counted on."""
FEWEST_QUESTIONS = 60
"""Questions below which a curve would be chance."""

Curve = tuple[tuple[float, float], ...]
"""(accepted share of wrong answers, smallest probability that keeps to it), rising risk."""


class TooFew(ValueError):
    """A question set too small to tell a threshold by."""


def curve_of(asked: Iterable[tuple[float, bool]]) -> Curve:
    """The smallest threshold for every risk; ``asked`` are (probability, whether the first candidate is right)."""
    ordered = sorted(asked, reverse=True)
    curve: list[tuple[float, float]] = []
    for risk in sorted(RISKS, reverse=True):
        wrong, threshold = 0, 1.0
        for count, (score, right) in enumerate(ordered, start=1):
            wrong += not right
            last = count == len(ordered) or ordered[count][0] < score  # equal scores are answered together
            if last and count >= FEWEST and wrong / count <= risk:
                threshold = score
        if curve:
            threshold = max(threshold, curve[-1][1])
        curve.append((risk, round(threshold, 4)))
    return tuple(curve[::-1])


def keep(home: Path, asked: Iterable[tuple[float, bool]]) -> Curve:
    """Fit and keep a curve for the index of an installation. Raises :class:`TooFew`."""
    measured = list(asked)
    if len(measured) < FEWEST_QUESTIONS:
        raise TooFew(str(len(measured)))
    curve = curve_of(measured)
    temporary = _file(home).with_suffix(".new")
    temporary.write_text(
        json.dumps({"make": _make(home), "questions": len(measured), "curve": curve}), encoding="utf-8"
    )
    temporary.replace(_file(home))
    return curve


def read(home: Path) -> Curve | None:
    """The kept curve; None when there is none, or it was measured with another embedder."""
    try:
        raw = json.loads(_file(home).read_text(encoding="utf-8"))
        if raw["make"] != _make(home):
            return None
        return tuple((float(risk), float(threshold)) for risk, threshold in raw["curve"])
    except (OSError, ValueError, KeyError, TypeError):
        return None


def _make(home: Path) -> str:
    """Embedder and decision: with either another, probabilities mean something else."""
    index = json.loads((home / "index" / "current.json").read_text(encoding="utf-8"))["make"]
    return f"{index}/{_decision()}"


@lru_cache(maxsize=1)
def _decision() -> str:
    return f"{zlib.crc32(PATH.read_bytes()):08x}"


def _file(home: Path) -> Path:
    return home / "index" / "calibration.json"
