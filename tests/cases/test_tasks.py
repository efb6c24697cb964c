from datetime import UTC, date, datetime, timedelta

import pytest
from casekit import MORNING, file_one

from cases.changes import Refused
from cases.lookup import history
from cases.tables import Case
from cases.tasks import ask_unit, give_material, mark_sent, open_tasks, remind, tasks_of, to_be_sent
from office.calendar import read_calendar
from office.database import Database
from office.profile import Office

CALENDAR = read_calendar()
DUE = date(2026, 11, 27)
"""A Friday, four working days after the request came in."""


def at(day: str) -> datetime:
    return datetime.fromisoformat(day).replace(hour=3, tzinfo=UTC)


def test_a_unit_is_asked_and_gives_once(database: Database, office: Office) -> None:
    with database.writing() as session:
        case = file_one(session, office)
        task = ask_unit(session, case, "dinkes", "Laporan keuangan 2025", DUE, "petugas:1", MORNING, office)
        ask_unit(session, case, "dishub", "Laporan keuangan 2025", DUE, "petugas:1", MORNING, office)
        assert [one.unit for one in open_tasks(session, ("dinkes",))] == ["dinkes"]
        give_material(session, task, "Laporannya terlampir di map.", "petugas:2", MORNING, office)
        with pytest.raises(Refused, match="sudah diselesaikan"):
            give_material(session, task, "Sekali lagi terlampir.", "petugas:2", MORNING, office)
        assert [one.unit for one in open_tasks(session)] == ["dishub"]
        assert len(tasks_of(session, case)) == 2
        assert [event.kind for event in history(session, case.id)][1:] == [
            "bahan_diminta",
            "bahan_diminta",
            "bahan_diberikan",
        ]
        assert case.state == "terdaftar"


@pytest.mark.parametrize(
    ("unit", "text", "due", "why"),
    [
        ("ngawur", "Laporan keuangan 2025", DUE, "Pilih unit"),
        ("dinkes", "x", DUE, "lebih lengkap"),
        ("dinkes", "Laporan keuangan 2025", date(2026, 11, 23), "setelah hari ini"),
        ("dinkes", "Laporan keuangan 2025", date(2026, 12, 8), "tidak lewat tenggat"),
    ],
)
def test_a_task_needs_a_unit_words_and_a_day_before_the_limit(
    database: Database, office: Office, unit: str, text: str, due: date, why: str
) -> None:
    with database.writing() as session:
        case = file_one(session, office)
        with pytest.raises(Refused, match=why):
            ask_unit(session, case, unit, text, due, "petugas:1", MORNING, office)


def test_a_unit_is_reminded_before_on_the_day_and_after_once_each(database: Database, office: Office) -> None:
    with database.writing() as session:
        case = file_one(session, office)
        ask_unit(session, case, "dinkes", "Laporan keuangan 2025", DUE, "petugas:1", MORNING, office)
        for day, given in [
            ("23", 0),
            ("24", 1),
            ("24", 0),
            ("26", 1),
            ("26", 0),
            ("27", 1),
            ("28", 1),
            ("30", 0),
        ]:
            assert len(remind(session, office, CALENDAR, at(f"2026-11-{day}"))) == given, day
        alarms = [e.data["alarm"] for e in history(session, case.id) if e.kind == "tugas_diingatkan"]
        assert alarms == ["h3", "h1", "hari_ini", "lewat"]


def test_who_is_given_two_days_is_not_told_at_once_that_three_are_left(
    database: Database, office: Office
) -> None:
    with database.writing() as session:
        case = file_one(session, office)
        day = date(2026, 11, 25)
        ask_unit(session, case, "dinkes", "Laporan keuangan 2025", day, "petugas:1", MORNING, office)
        assert remind(session, office, CALENDAR, MORNING) == []
        assert len(remind(session, office, CALENDAR, at("2026-11-24"))) == 1
        alarms = [e.data["alarm"] for e in history(session, case.id) if e.kind == "tugas_diingatkan"]
        assert alarms == ["h1"]


def test_a_letter_is_marked_as_sent_with_its_day(database: Database, office: Office) -> None:
    with database.writing() as session:
        case: Case = file_one(session, office)
        task = to_be_sent(session, case, "pos", MORNING)
        later = MORNING + timedelta(days=2)
        for wrong in (date(2026, 11, 22), date(2026, 11, 26)):
            with pytest.raises(Refused, match="hari pengiriman"):
                mark_sent(session, task, wrong, "petugas:1", later, office)
        mark_sent(session, task, date(2026, 11, 24), "petugas:1", later, office)
        assert (task.done_on, open_tasks(session)) == (date(2026, 11, 24), [])
        assert history(session, case.id)[-1].data["sent"] == "2026-11-24"
