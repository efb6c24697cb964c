"""When the office is open to talk, in its own time zone, with holidays and breaks."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from office.calendar import read_calendar
from office.hours import is_open, next_opening
from office.profile import Office, read_office
from office.settings import PROJECT

OFFICE: Office = read_office(PROJECT / "data" / "demo" / "office.toml")
CALENDAR = read_calendar()


def at(words: str) -> datetime:
    return datetime.fromisoformat(words).replace(tzinfo=OFFICE.zone)


@pytest.mark.parametrize(
    ("moment", "open_then"),
    [
        ("2026-11-23T08:00", True),
        ("2026-11-23T07:59", False),
        ("2026-11-23T12:30", False),  # the break
        ("2026-11-23T15:29", True),
        ("2026-11-23T15:30", False),
        ("2026-11-27T11:45", False),  # Friday prayer
        ("2026-11-22T10:00", False),  # Sunday
        ("2026-12-25T10:00", False),  # Christmas, a Friday
    ],
)
def test_open_within_the_hours_of_a_working_day(moment: str, open_then: bool) -> None:
    assert is_open(OFFICE, CALENDAR, at(moment)) is open_then


def test_the_moment_is_read_in_the_offices_own_time() -> None:
    assert is_open(OFFICE, CALENDAR, datetime(2026, 11, 23, 1, 0, tzinfo=UTC))
    assert not is_open(OFFICE, CALENDAR, datetime(2026, 11, 23, 9, 0, tzinfo=UTC))


@pytest.mark.parametrize(
    ("moment", "opens"),
    [
        ("2026-11-22T10:00", "2026-11-23T08:00"),
        ("2026-11-23T12:10", "2026-11-23T13:00"),
        ("2026-11-27T14:30", "2026-11-30T08:00"),
        ("2026-12-24T16:00", "2026-12-28T08:00"),  # Christmas and a weekend in between
    ],
)
def test_it_opens_again_on_the_next_working_day(moment: str, opens: str) -> None:
    assert next_opening(OFFICE, CALENDAR, at(moment)) == at(opens)


def test_an_office_that_names_no_hours_offers_no_conversation() -> None:
    silent = replace(OFFICE, opening=())
    assert not is_open(silent, CALENDAR, at("2026-11-23T10:00"))
    assert next_opening(silent, CALENDAR, at("2026-11-23T10:00")) is None


@given(st.integers(0, 60 * 24 * 300))
def test_the_next_opening_is_the_first_open_moment_after(minutes: int) -> None:
    moment = at("2026-02-01T00:00") + timedelta(minutes=minutes)
    opens = next_opening(OFFICE, CALENDAR, moment)
    assert opens is not None
    assert opens > moment
    assert is_open(OFFICE, CALENDAR, opens)
    assert not is_open(OFFICE, CALENDAR, opens - timedelta(minutes=1))
