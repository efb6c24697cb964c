"""An office's own threshold: fitted to its questions, kept for the embedder it was measured with."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge import calibration
from knowledge.answerer import Answerer
from knowledge.model import threshold_of
from office.database import Database
from office.settings import Settings

ASKED = st.lists(st.tuples(st.floats(0, 1, allow_nan=False), st.booleans()), max_size=80)


@given(ASKED)
def test_a_curve_keeps_to_its_risk_on_what_it_was_fitted_to(asked: list[tuple[float, bool]]) -> None:
    curve = calibration.curve_of(asked)
    assert [risk for risk, _threshold in curve] == sorted(calibration.RISKS)
    thresholds = [threshold for _risk, threshold in curve]
    assert thresholds == sorted(thresholds, reverse=True)


def test_the_smallest_threshold_that_keeps_to_the_risk_is_taken() -> None:
    asked = [(0.9, True)] * 30 + [(0.5, True)] * 20 + [(0.4, False)] * 10
    curve = calibration.curve_of(asked)
    assert threshold_of(curve, 0.05) == 0.5
    assert threshold_of(curve, 0.2) == 0.4


def test_a_kept_curve_decides_until_another_embedder_comes(settings: Settings, database: Database) -> None:
    answerer = Answerer(database, settings)
    answerer.close()
    assert calibration.read(settings.home) is None
    kept = calibration.keep(settings.home, [(0.9, True)] * 40 + [(0.3, False)] * 40)
    assert calibration.read(settings.home) == kept
    current = settings.home / "index" / "current.json"
    index = json.loads(current.read_text(encoding="utf-8"))
    current.write_text(json.dumps({**index, "make": "another/384/2"}), encoding="utf-8")
    assert calibration.read(settings.home) is None


def test_too_few_questions_tell_no_threshold(tmp_path: Path) -> None:
    with pytest.raises(calibration.TooFew):
        calibration.keep(tmp_path, [(0.9, True)] * 10)
    assert calibration.read(tmp_path) is None
