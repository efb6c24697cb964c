from datetime import UTC, date, datetime, timedelta

from casekit import MORNING
from sqlalchemy.orm import Session

from cases.hoaxes import file_cek_hoaks
from cases.status import progress, receipt_words, status_words
from cases.tables import Case
from office.database import Database
from office.profile import Office

FRIDAY_NIGHT = datetime(2026, 11, 27, 15, 30, tzinfo=UTC)
"""22.30 at the office, before a weekend."""


def ask(session: Session, office: Office, at: datetime = FRIDAY_NIGHT, key: str = "h") -> Case:
    return file_cek_hoaks(
        session,
        key=key,
        conversation_id="c1",
        channel="web",
        claim="Bantuan dua juta rupiah dibagikan besok di balai kota",
        link="https://contoh.example/kabar",
        received_at=at,
        office=office,
    )


def test_a_claim_is_answered_within_a_day_of_the_clock(database: Database, office: Office) -> None:
    with database.writing() as session:
        case = ask(session, office)
        assert (case.number, case.due_on) == ("0001/HOAKS/XI/2026", date(2026, 11, 28))
        assert "Sabtu, 28 November 2026 pukul 22.30" in receipt_words(case)
        assert "Sabtu, 28 November 2026 pukul 22.30" in status_words(case)
        assert case.applicant is None
        assert [line.value for line in case.lines] == ["https://contoh.example/kabar"]


def test_the_hours_left_are_counted_through_the_weekend(database: Database, office: Office) -> None:
    with database.writing() as session:
        case = ask(session, office)
        today = date(2026, 11, 28)
        assert "Tersisa 24 jam" in progress(case, today, at=FRIDAY_NIGHT)
        assert "Tersisa 1 jam" in progress(case, today, at=FRIDAY_NIGHT + timedelta(hours=23, minutes=1))
        assert "sudah lewat" in progress(case, today, at=FRIDAY_NIGHT + timedelta(hours=24))


def test_the_same_key_asks_once(database: Database, office: Office) -> None:
    with database.writing() as session:
        assert ask(session, office).id == ask(session, office, MORNING).id
