from datetime import date, timedelta

from casekit import MORNING, file_one

from cases.answering import Writing, answer
from cases.changes import Change
from cases.lookup import history
from cases.moves import change
from cases.redating import redate
from cases.tables import Case
from office.calendar import DayChange, read_calendar
from office.database import Database
from office.profile import Office

OLD = read_calendar()
NEW = OLD.with_changes([DayChange(date(2026, 12, 1), False, "Pemilihan ulang", "Keputusan Gubernur 9/2026")])
WHY = "Keputusan Gubernur 9/2026"


def test_open_cases_move_and_say_why(database: Database, office: Office) -> None:
    with database.writing() as session:
        running, done = file_one(session, office, "a"), file_one(session, office, "b")
        longer, later = (
            file_one(session, office, "c"),
            file_one(session, office, "d", MORNING + timedelta(days=14)),
        )
        answer(
            session, done, "diberikan", Writing("Ini datanya semua.", "petugas:1", None, office, OLD, MORNING)
        )
        facts = {"extension": "belum_didokumentasikan"}
        change(
            session,
            longer,
            Change("perpanjang", "petugas:1", facts, "Masih disusun unit."),
            office,
            OLD,
            MORNING,
        )
        before = {case.id: case.due_on for case in (running, done, longer, later)}
        moved = redate(session, "permohonan", office, NEW, WHY)
        assert [one.number for one in moved] == [running.number, longer.number]
        for case in (running, longer):
            assert case.due_on == OLD.nth_working_day(before[case.id], 1)[0]
        assert (done.due_on, later.due_on) == (before[done.id], before[later.id])
        event = history(session, running.id)[-1]
        assert (event.kind, event.text) == ("tenggat_dihitung_ulang", WHY)
        assert event.data == {"before": "2026-12-07", "after": "2026-12-08"}
        skipped = next(d for d in running.deadlines if d["main"])["skipped"]
        assert {"date": "2026-12-01", "reason": "Pemilihan ulang", "decree": WHY} in skipped


def test_the_same_calendar_moves_nothing(database: Database, office: Office) -> None:
    with database.writing() as session:
        file_one(session, office)
        version = session.get_one(Case, 1).version
        assert redate(session, "permohonan", office, OLD, "tidak ada") == []
        session.flush()
        assert len(history(session, 1)) == 1
        assert session.get_one(Case, 1).version - version <= 1
