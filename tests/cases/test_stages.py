"""Alarms of the stages inside a limit: each once on its day, only while the stage is not over."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from casekit import file_one
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cases.changes import Change
from cases.complaints import Complaint, file_complaint
from cases.lookup import history
from cases.moves import change
from cases.rules import read_clocks
from cases.stages import STAGE_ALARM, ring_stages
from cases.states import KINDS, machine
from cases.tables import Case
from office.calendar import read_calendar
from office.database import Database
from office.profile import Office

CALENDAR = read_calendar()
START = date(2026, 11, 23)
"""A Monday; the next fourteen days have no holiday."""


def at(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 2, tzinfo=UTC)


def rung(case: Case, database: Database) -> list[tuple[str, str, str]]:
    with database.reading() as session:
        found = [event for event in history(session, case.id) if event.kind == STAGE_ALARM]
        return [(event.day.isoformat(), event.data["limit"], event.data["alarm"]) for event in found]


def daily(database: Database, office: Office, kind: str, days: range) -> None:
    """Ask twice a day, as a server does much more often."""
    for ahead in days:
        for _ in range(2):
            with database.writing() as session:
                ring_stages(session, kind, office, CALENDAR, at(START + timedelta(days=ahead)))


def complaint(database: Database, office: Office) -> Case:
    with database.writing() as session:
        return file_complaint(
            session,
            key="a",
            conversation_id=None,
            channel="loket",
            complaint=Complaint("Loket meminta uang."),
            complainant=None,
            received_at=at(START),
            office=office,
        )


def step(database: Database, office: Office, case: Case, action: str, day: date, **data: str) -> None:
    with database.writing() as session:
        wanted = Change(action, "petugas:1", data, "Alasan yang cukup panjang.")
        change(session, session.get_one(Case, case.id), wanted, office, CALENDAR, at(day))


def test_every_stage_names_states_of_its_kind() -> None:
    staged = [clock for clock in read_clocks() if clock.stage]
    assert {"kelengkapan", "verifikasi", "tindak lanjut", "perbaikan"} == {clock.name for clock in staged}
    for clock in staged:
        assert clock.kind in KINDS
        assert set(clock.stage) <= machine(clock.kind).states.keys()


def test_a_limit_of_three_days_has_no_alarm_three_days_before(database: Database, office: Office) -> None:
    case = complaint(database, office)
    daily(database, office, "pengaduan", range(12))
    assert rung(case, database) == [
        ("2026-11-25", "verifikasi", "h1"),
        ("2026-11-26", "verifikasi", "hari_ini"),
        ("2026-11-27", "verifikasi", "lewat"),
    ]


def test_follow_up_is_alarmed_after_verification_and_three_days_before(
    database: Database, office: Office
) -> None:
    case = complaint(database, office)
    step(database, office, case, "verifikasi", START, **{"class": "biasa"})
    daily(database, office, "pengaduan", range(20))
    assert [(limit, alarm) for _, limit, alarm in rung(case, database)] == [
        ("tindak lanjut", "h3"),
        ("tindak lanjut", "h1"),
        ("tindak lanjut", "hari_ini"),
        ("tindak lanjut", "lewat"),
    ]


def test_a_request_checked_in_time_is_not_alarmed_and_an_incomplete_one_has_its_own_limit(
    database: Database, office: Office
) -> None:
    with database.writing() as session:
        done, waits = file_one(session, office, "a"), file_one(session, office, "b")
    day = done.received_on
    step(database, office, done, "nyatakan_lengkap", day)
    step(database, office, waits, "minta_perbaikan", day)
    for ahead in range(8):
        with database.writing() as session:
            ring_stages(session, "permohonan", office, CALENDAR, at(day + timedelta(days=ahead)))
    assert rung(done, database) == []
    assert {limit for _, limit, _ in rung(waits, database)} == {"perbaikan"}
    assert rung(waits, database)[-1][2] == "lewat"


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(days=st.lists(st.integers(0, 25), max_size=12))
def test_however_often_and_late_it_is_asked_each_alarm_comes_once(
    database: Database, office: Office, days: list[int]
) -> None:
    with database.writing() as session:
        key = f"h{len(days)}-{hash(tuple(days))}"
        case = file_one(session, office, key)
    for ahead in sorted(days):
        with database.writing() as session:
            ring_stages(session, "permohonan", office, CALENDAR, at(case.received_on + timedelta(days=ahead)))
    names = [(limit, alarm) for _, limit, alarm in rung(case, database)]
    assert len(names) == len(set(names))
    order = ["h3", "h1", "hari_ini", "lewat"]
    assert [alarm for _, alarm in names] == sorted((alarm for _, alarm in names), key=order.index)
