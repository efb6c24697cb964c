from datetime import UTC, date, datetime, timedelta

from casekit import file_one

from cases.alarms import ring
from cases.changes import Change
from cases.lookup import history
from cases.moves import change
from office.calendar import read_calendar
from office.database import Database
from office.profile import Office

CALENDAR = read_calendar()


def at(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 1, tzinfo=UTC)


def test_each_alarm_once_on_its_day(database: Database, office: Office) -> None:
    with database.writing() as session:
        case = file_one(session, office)  # due on Monday, 7 December 2026
        heard = []
        for days in range(20):
            day = date(2026, 11, 24) + timedelta(days=days)
            for _ in range(2):  # asked again and again
                heard += [
                    (day.isoformat(), alarm.name)
                    for alarm in ring(session, "permohonan", office, CALENDAR, at(day))
                ]
        assert heard == [
            ("2026-12-02", "h3"),
            ("2026-12-04", "h1"),
            ("2026-12-07", "hari_ini"),
            ("2026-12-08", "lewat"),
        ]
        assert [event.kind for event in history(session, case.id)] == ["terdaftar", *["pengingat"] * 4]


def test_after_a_quiet_week_only_the_most_pressing(database: Database, office: Office) -> None:
    with database.writing() as session:
        file_one(session, office)
        names = [alarm.name for alarm in ring(session, "permohonan", office, CALENDAR, at(date(2026, 12, 7)))]
        assert names == ["hari_ini"]


def test_a_new_limit_rings_again_and_answered_cases_never(database: Database, office: Office) -> None:
    with database.writing() as session:
        case, done = file_one(session, office, "a"), file_one(session, office, "b")
        assert len(ring(session, "permohonan", office, CALENDAR, at(date(2026, 12, 4)))) == 2
        facts = {"extension": "belum_didokumentasikan"}
        longer = Change("perpanjang", "petugas:1", facts, "Masih disusun unit.")
        change(session, case, longer, office, CALENDAR, at(date(2026, 12, 4)))
        given = {"outcome": "diberikan"}
        change(
            session,
            done,
            Change("jawab", "petugas:1", given, "Ini datanya."),
            office,
            CALENDAR,
            at(date(2026, 12, 4)),
        )
        assert ring(session, "permohonan", office, CALENDAR, at(date(2026, 12, 7))) == []
        rung = ring(session, "permohonan", office, CALENDAR, at(date(2026, 12, 15)))
        assert [(alarm.case.id, alarm.name) for alarm in rung] == [(case.id, "h1")]
