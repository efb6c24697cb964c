"""Searching what is sealed."""

from pathlib import Path
from typing import Any

import pytest
from casekit import APPLICANT, MORNING, complain, file_one, open_database
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from cases.filing import RequestedInformation, file_permohonan
from cases.tables import Case
from cases.words import BEGINNING, LEAST, CaseWord, beginnings, index_missing, index_words, matching
from office.database import Database
from office.profile import Office


def found(session: Session, typed: str, names: bool = False) -> list[int]:
    return list(session.scalars(select(Case.id).where(matching(typed, names)).order_by(Case.id)))


def file(session: Session, office: Office, key: str, says: str, **more: Any) -> Case:
    return file_permohonan(
        session, key=key, applicant=APPLICANT, request=RequestedInformation(says, "skripsi", "salinan", "pos"),
        received_at=MORNING, office=office, conversation_id=None, channel="desk", **more,
    )  # fmt: skip


@pytest.fixture(params=["sqlite", "postgresql"])
def filled(request: pytest.FixtureRequest, tmp_path: Path, office: Office) -> Any:
    address = request.getfixturevalue("postgresql") if request.param == "postgresql" else None
    opened = open_database(tmp_path, address)
    with opened.writing() as session:
        file(session, office, "a", "Rencana kerja Dinas Perhubungan 2027, khususnya terminal tipe B")
        file(session, office, "b", "Laporan keuangan rumah sakit; café")
        complain(session, office)
    yield opened
    opened.close()


@pytest.mark.parametrize(
    ("typed", "ids"),
    [
        ("terminal", [1]),
        ("TERMINAL perhubungan", [1]),
        ("termin", [1]),
        ("laporan", [2]),
        ("laporan terminal", []),
        ("cafe", [2]),
        ("2027", [1]),
        ("2", [2]),
        ("0002/PPID", [2]),
        ("2/ppid/xi/2026", [2]),
        ("%", []),
        ("", []),
        ("mawar melati", []),
        ("melati", [3]),
    ],
)
def test_by_words_or_number(filled: Database, typed: str, ids: list[int]) -> None:
    with filled.reading() as session:
        assert found(session, typed) == ids


def test_by_name_only_for_who_may(filled: Database) -> None:
    with filled.reading() as session:
        assert found(session, "siti") == []
        assert found(session, "siti", names=True) == [1, 2]
        assert found(session, "siti terminal", names=True) == [1]


def test_an_erased_name_finds_nothing_any_more(filled: Database) -> None:
    with filled.writing() as session:
        case = session.get_one(Case, 1)
        assert case.applicant is not None
        case.applicant.name = None
        index_words(session, [case])
        assert found(session, "siti", names=True) == [2]
        assert found(session, "terminal") == [1]


def test_older_cases_are_taken_up_once(filled: Database) -> None:
    with filled.writing() as session:
        session.execute(delete(CaseWord).where(CaseWord.case_id != 2))
        assert found(session, "terminal") == []
        assert index_missing(session, most=1) == 1
        assert index_missing(session, 1) == 3
        assert index_missing(session, 3) is None
        assert found(session, "terminal") == [1]


def test_the_database_says_no_word(database: Database, office: Office, tmp_path: Path) -> None:
    with database.writing() as session:
        file_one(session, office)
        for row in session.scalars(select(CaseWord)):
            assert row.word < 2**60
    database.close()
    stored = b"".join(path.read_bytes() for path in tmp_path.glob("tanya.db*"))
    assert b"lapor" not in stored
    assert b"siti" not in stored.lower()


@given(st.text(max_size=200))
def test_any_text_has_beginnings_that_find_it(text: str) -> None:
    parts = beginnings(text)
    assert len(parts) == len(set(parts))
    assert all(LEAST <= len(part) <= BEGINNING for part in parts)
    assert beginnings(" ".join(parts)) == parts
