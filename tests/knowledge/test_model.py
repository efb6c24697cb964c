"""The fitted decision file and what is made of it."""

from __future__ import annotations

import numpy as np
import pytest

from knowledge.model import TOP_NAMES, Net, read_decider, sigmoid, top_signals
from knowledge.signals import NAMES, QUESTION_NAMES, Evidence
from knowledge.tables import Entry


def evidence(identity: str, level: float) -> Evidence:
    place = np.eye(26, dtype=np.float32)[ord(identity) - ord("a")]
    return Evidence(Entry(id=identity), tuple(level for _ in NAMES), place)


def test_thresholds_fall_with_accepted_risk() -> None:
    decider = read_decider()
    thresholds = [decider.threshold(risk) for risk in (0.001, 0.02, 0.05, 0.1, 0.3)]
    assert thresholds == sorted(thresholds, reverse=True)
    assert decider.threshold(0.0001) == 1.0
    assert 0 < decider.threshold(0.05) < 1


def test_candidates_come_best_first_with_falling_chances() -> None:
    ranked = read_decider().rank(
        [evidence("a", 0.0), evidence("b", 0.9), evidence("c", 0.1)],
        (0.0, 1.0, *(0.5,) * (len(QUESTION_NAMES) - 2)),
    )
    chances = [item.chance for item in ranked]
    assert chances == sorted(chances, reverse=True)
    assert all(0 <= chance <= 1 for chance in chances)
    assert len(ranked) == 3


def test_a_rival_that_says_the_same_takes_no_lead_away() -> None:
    ranked = np.array([2.0, 1.9, 0.0])
    apart, together = np.eye(3, dtype=np.float32), np.eye(3, dtype=np.float32)[[0, 0, 2]]
    name = TOP_NAMES.index("margin_other")
    assert top_signals(ranked, apart)[name] == pytest.approx(0.1)
    assert top_signals(ranked, together)[name] == pytest.approx(2.0)


def test_one_and_no_candidate() -> None:
    assert read_decider().rank([], (0.0,) * len(QUESTION_NAMES)) == []
    assert len(read_decider().rank([evidence("a", 0.5)], (0.0,) * len(QUESTION_NAMES))) == 1


def test_a_file_fitted_to_other_signals_is_refused() -> None:
    with pytest.raises(ValueError, match="fit_decision"):
        Net({"names": ["other"]}, NAMES)


@pytest.mark.parametrize("value", [-1e9, -1.0, 0.0, 1.0, 1e9])
def test_sigmoid_stays_in_bounds(value: float) -> None:
    assert 0.0 <= sigmoid(value) <= 1.0
