from datetime import timedelta

import pytest
from casekit import MORNING, complain, file_one

from cases.answering import Writing, answer
from cases.applicant_acts import add_words, may_add, may_withdraw, withdraw
from cases.changes import Change, Refused
from cases.lookup import history
from cases.moves import change
from office.calendar import read_calendar
from office.database import Database
from office.profile import Office

CALENDAR = read_calendar()
LATER = MORNING + timedelta(hours=3)


def test_a_case_is_withdrawn_once(database: Database, office: Office) -> None:
    with database.writing() as session:
        case = file_one(session, office)
        first = withdraw(session, case, LATER, office, CALENDAR, key="m1")
        assert withdraw(session, case, LATER, office, CALENDAR, key="m1").id == first.id
        assert (case.state, first.actor) == ("dicabut", "pemohon")
        with pytest.raises(Refused, match="tidak ada lagi yang dapat dicabut"):
            withdraw(session, case, LATER, office, CALENDAR, key="m2")
        assert not may_withdraw(case)


def test_an_answered_request_cannot_be_withdrawn(database: Database, office: Office) -> None:
    with database.writing() as session:
        case = file_one(session, office)
        writing = Writing("Laporannya kami lampirkan.", "petugas:1", None, office, CALENDAR, LATER)
        answer(session, case, "diberikan", writing)
        assert not may_withdraw(case)
        assert not may_add(case)


def test_added_words_are_kept_as_written_and_once(database: Database, office: Office) -> None:
    with database.writing() as session:
        case = file_one(session, office)
        for _ in range(2):
            add_words(session, case, "  Tahun 2024 juga ya  ", LATER, office, key="m1")
        add_words(session, case, "Bukan 2024, 2023", LATER, office, key="m2", correction=True)
        kept = [(event.kind, event.text, event.actor) for event in history(session, case.id)[1:]]
        assert kept == [
            ("tambahan", "Tahun 2024 juga ya", "pemohon"),
            ("koreksi", "Bukan 2024, 2023", "pemohon"),
        ]
        assert case.details == "Salinan laporan keuangan dinas tahun 2025"


@pytest.mark.parametrize(("words", "why"), [("   ", "Tulis apa"), ("x" * 5000, "terlalu panjang")])
def test_words_that_cannot_be_kept_are_refused(
    database: Database, office: Office, words: str, why: str
) -> None:
    with database.writing() as session:
        case = complain(session, office)
        with pytest.raises(Refused, match=why):
            add_words(session, case, words, LATER, office, key="m1")


def test_nothing_is_added_to_a_closed_case(database: Database, office: Office) -> None:
    with database.writing() as session:
        case = complain(session, office)
        withdraw(session, case, LATER, office, CALENDAR, key="m1")
        with pytest.raises(Refused, match="Ajukan yang baru"):
            add_words(session, case, "Masih padam", LATER, office, key="m2")


def test_who_answered_in_time_is_not_told_that_nothing_came(database: Database, office: Office) -> None:
    with database.writing() as session:
        case = file_one(session, office)
        step = Change("minta_perbaikan", "petugas:1", text="Tahun laporan belum disebut")
        change(session, case, step, office, CALENDAR, LATER)
        add_words(session, case, "Tahun 2025", LATER + timedelta(days=1), office, key="m1")
        session.expire(case, ["events"])
        much_later = LATER + timedelta(days=20)
        with pytest.raises(Refused, match="sudah mengirim tambahan"):
            change(session, case, Change("gugur", "petugas:1"), office, CALENDAR, much_later)
