"""Thirty days: the clock of the house goes on, not ours. What was half-filled goes on where it was."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest

from office.texts import texts
from tests.journeys.filling import begin, fill, open_line, the_case, ways
from tests.journeys.house import House
from tests.journeys.records import cases_of_citizen


@pytest.mark.parametrize("name", ["permohonan"])
def test_a_form_left_for_29_days_goes_on_at_its_question(
    new_house: Callable[..., House], office_hours: timedelta, name: str
) -> None:
    way = ways()[name]
    house = new_house(TANYA_CLOCK_AHEAD=str(office_hours.total_seconds())).start()
    talk = begin(house, way)
    for _ in range(2):
        talk.say(way.answer(str(open_line(talk, way))))
    left_at = open_line(talk, way)
    house.stop()

    month = office_hours + timedelta(days=29)
    house.environment["TANYA_CLOCK_AHEAD"] = str(month.total_seconds())
    house.start()
    talk.say("halo")
    assert talk.last["messages"][-1]["text"].endswith(texts()["dialogue.ask.lanjutkan"].plain.split("}")[-1])
    talk.say("lanjutkan")
    assert open_line(talk, way) == left_at, talk.last
    fill(talk, way)
    talk.say(way.confirmation)
    (case,) = cases_of_citizen(house, talk.id)
    assert case["opened_at"] - datetime.now(UTC) > timedelta(days=28), "the clock starts when it is sent"
    assert the_case(house, talk)["details"] == way.answer("rincian")
