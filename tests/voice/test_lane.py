"""Work beside the conversation: bounded, and never in the way."""

from __future__ import annotations

from concurrent.futures import CancelledError
from threading import Event

import pytest

from voice.lane import Busy, Lane


def test_what_does_not_fit_is_refused_at_once_and_fits_again_later() -> None:
    lane, go = Lane(workers=1, waiting=1), Event()
    running, waiting = lane.submit(go.wait, 30), lane.submit(int, "7")
    with pytest.raises(Busy):
        lane.submit(int, "8")
    go.set()
    assert running.result(30) is True
    assert waiting.result(30) == 7
    assert lane.submit(int, "9").result(30) == 9
    lane.close()


def test_a_job_that_fails_frees_its_place() -> None:
    lane = Lane(workers=1, waiting=0)
    for _ in range(5):
        failed = lane.submit(int, "not a number")
        assert isinstance(failed.exception(30), ValueError)
    lane.close()


def test_closing_drops_what_waits() -> None:
    lane, started, go = Lane(workers=1, waiting=2), Event(), Event()

    def hold() -> bool:
        started.set()
        return go.wait(30)

    running = lane.submit(hold)
    started.wait(30)
    waiting = lane.submit(int, "1")
    waiting.add_done_callback(lambda _: go.set())
    lane.close()
    assert running.result(30) is True
    with pytest.raises(CancelledError):
        waiting.result(30)
