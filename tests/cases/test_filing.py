from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from casekit import APPLICANT, MORNING, file_one, open_database
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError

from cases.filing import Applicant
from cases.lookup import by_number, cases_of, history
from cases.tables import Case, CaseApplicant, CaseEvent
from office.database import Database, sealer
from office.profile import Office


def test_number_and_due_date_are_there_at_once(database: Database, office: Office) -> None:
    with database.writing() as session:
        case = file_one(session, office)
        assert case.number == "0001/PPID/XI/2026"
        assert (case.received_on, case.due_on, case.state) == (
            date(2026, 11, 23),
            date(2026, 12, 7),
            "terdaftar",
        )
        assert [d["name"] for d in case.deadlines] == ["kelengkapan", "pemberitahuan", "perpanjangan"]
    with database.reading() as session:
        (event,) = history(session, 1)
        assert (event.kind, event.to_state, event.day, event.actor) == (
            "terdaftar",
            "terdaftar",
            date(2026, 11, 23),
            "pemohon",
        )


def test_the_same_key_files_once(database: Database, office: Office) -> None:
    for _ in range(3):
        with database.writing() as session:
            assert file_one(session, office).number == "0001/PPID/XI/2026"
    with database.reading() as session:
        assert len(cases_of(session, "c1")) == 1
        assert len(history(session, 1)) == 1


def test_a_failed_filing_gives_its_number_back(database: Database, office: Office) -> None:
    def file_and_fail() -> None:
        with database.writing() as session:
            file_one(session, office, "lost")
            raise RuntimeError("power cut")

    with pytest.raises(RuntimeError):
        file_and_fail()
    with database.writing() as session:
        assert file_one(session, office, "kept").sequence == 1


def test_the_year_is_the_offices_year(database: Database, office: Office) -> None:
    new_year = datetime(2026, 12, 31, 17, 30, tzinfo=UTC)  # already 2027 at the office
    with database.writing() as session:
        assert file_one(session, office, "x", MORNING).number == "0001/PPID/XI/2026"
        assert file_one(session, office, "y", new_year).number == "0001/PPID/I/2027"


def _eight_writers(database: Database, office: Office) -> list[int]:
    def work(writer: int) -> None:
        for n in range(12):
            with database.writing() as session:
                file_one(session, office, f"{writer}:{n}")
                file_one(session, office, f"shared:{n}")

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(work, range(8)))
    with database.reading() as session:
        return sorted(session.scalars(select(Case.sequence)))


def test_eight_writers_leave_no_gap_on_sqlite(database: Database, office: Office) -> None:
    assert _eight_writers(database, office) == list(range(1, 8 * 12 + 12 + 1))


def test_eight_writers_leave_no_gap_on_postgresql(postgresql: str, tmp_path: Path, office: Office) -> None:
    database = open_database(tmp_path, postgresql)
    assert _eight_writers(database, office) == list(range(1, 8 * 12 + 12 + 1))
    with pytest.raises(DBAPIError, match="only grows"), database.writing() as session:
        session.execute(text("DELETE FROM case_event"))
    database.close()


def test_who_asks_is_not_readable_in_the_database(database: Database, office: Office, tmp_path: Path) -> None:
    with database.writing() as session:
        file_one(session, office)
    database.close()
    stored = b"".join(file.read_bytes() for file in tmp_path.glob("tanya.db*"))
    for secret in (
        "Siti Aminah",
        APPLICANT.identity_number,
        "Jalan Melati",
        "6281234567890",
        "laporan keuangan",
    ):
        assert secret.encode() not in stored, secret


def test_an_applicant_is_found_by_identity_without_opening_all(database: Database, office: Office) -> None:
    with database.writing() as session:
        file_one(session, office)
    index = sealer().blind(APPLICANT.identity_number, "case_applicant.identity_number")
    with database.reading() as session:
        found = session.scalars(select(CaseApplicant).where(CaseApplicant.identity_index == index)).one()
        assert found.name == "Siti Aminah"


def test_history_only_grows(database: Database, office: Office) -> None:
    with database.writing() as session:
        file_one(session, office)
    for statement in (
        "DELETE FROM case_event",
        "UPDATE case_event SET kind = 'x'",
        "UPDATE case_event SET day = '2020-01-01'",
    ):
        with pytest.raises(DBAPIError, match="only grows"), database.writing() as session:
            session.execute(text(statement))
    with database.writing() as session:  # the one thing that may go: a person's words, on erasure
        session.execute(text("UPDATE case_event SET text = NULL"))
        assert session.scalars(select(CaseEvent.kind)).all() == ["terdaftar"]


@pytest.mark.parametrize(
    "written", ["0001/PPID/XI/2026", " 1/ppid/xi/2026.", "nomor 0001 / PPID / XI / 2026"]
)
def test_found_by_number_as_people_write_it(database: Database, office: Office, written: str) -> None:
    with database.writing() as session:
        file_one(session, office)
        assert by_number(session, written) is not None
        assert by_number(session, "2/PPID/XI/2026") is None


def test_an_applicant_may_ask_for_another() -> None:
    assert Applicant("kuasa", "A B", "x", "y", "z", on_behalf_of="Ibu C").on_behalf_of == "Ibu C"
