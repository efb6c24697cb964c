from datetime import UTC, date, datetime

import pytest
from casekit import complain

from cases.answering import Writing, answer
from cases.changes import Change, Refused
from cases.closing import close_silent
from cases.moves import change
from office.calendar import read_calendar
from office.database import Database
from office.profile import Office

CALENDAR = read_calendar()


def at(day: str) -> datetime:
    return datetime.fromisoformat(day).replace(hour=3, tzinfo=UTC)


def test_a_followed_up_complaint_closes_after_ten_silent_working_days(
    database: Database, office: Office
) -> None:
    with database.writing() as session:
        case = complain(session, office)
        verified = Change("verifikasi", "petugas:1", {"class": "biasa"})
        change(session, case, verified, office, CALENDAR, at("2026-11-24"))
        writing = Writing("Lampunya sudah diganti.", "petugas:1", None, office, CALENDAR, at("2026-11-25"))
        given = answer(session, case, "ditangani", writing)
        last = CALENDAR.nth_working_day(date(2026, 11, 25), 10)[0]
        assert "Ombudsman" in given.text
        assert "dalam 10 hari kerja" in given.text
        early = Change("selesai", "petugas:1", {"content": "tidak"})
        with pytest.raises(Refused, match="masih mempunyai waktu"):
            change(session, case, early, office, CALENDAR, at(last.isoformat()))
        assert close_silent(session, "pengaduan", office, CALENDAR, at(last.isoformat())) == []
        after = at(CALENDAR.nth_working_day(last, 1)[0].isoformat())
        ((closed, event),) = close_silent(session, "pengaduan", office, CALENDAR, after)
        assert (closed.state, event.actor, event.kind) == ("selesai", "sistem", "selesai")
        assert close_silent(session, "pengaduan", office, CALENDAR, after) == []


@pytest.mark.parametrize(
    ("chosen", "due"), [("informasi", "2026-11-30"), ("biasa", "2026-12-11"), ("pengawasan", "2027-02-22")]
)
def test_the_class_decides_the_limit(database: Database, office: Office, chosen: str, due: str) -> None:
    with database.writing() as session:
        case = complain(session, office)
        step = Change("verifikasi", "petugas:1", {"class": chosen})
        change(session, case, step, office, CALENDAR, at("2026-11-24"))
        limit = {"informasi": 5, "biasa": 14, "pengawasan": 60}[chosen]
        assert case.due_on == CALENDAR.nth_working_day(date(2026, 11, 23), limit)[0]
        assert (case.classification, case.due_on.isoformat()) == (chosen, due)


def test_who_is_not_content_is_heard_again(database: Database, office: Office) -> None:
    with database.writing() as session:
        case = complain(session, office)
        change(session, case, Change("verifikasi", "petugas:1", {"class": "biasa"}), office, CALENDAR)
        writing = Writing("Lampunya sudah diganti.", "petugas:1", None, office, CALENDAR)
        answer(session, case, "ditangani", writing)
        again = Change("buka_lagi", "petugas:1", text="Pelapor menulis masih padam.")
        change(session, case, again, office, CALENDAR)
        assert (case.state, case.outcome, case.answered_on) == ("telaah", None, None)
